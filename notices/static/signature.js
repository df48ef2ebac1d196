// Lets the driver sign on the screen, with a finger, a pen or the mouse. The line goes into the
// form as an SVG path on a field of 600 by 200. Where no script runs, the choice is not offered.
"use strict";

(() => {
  const canvas = document.querySelector("canvas.signature");
  const stroke = document.querySelector('input[name="stroke"]');
  const onScreen = document.querySelector('input[name="how"][value="on_screen"]');
  const pen = canvas.getContext("2d");
  let last = null;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (at, start, size, most) =>
      Math.max(0, Math.min(most, Math.round(((at - start) / size) * most)));
    return [
      within(event.clientX, box.left, box.width, canvas.width),
      within(event.clientY, box.top, box.height, canvas.height),
    ];
  };

  const line = (from, to) => {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  };

  const extend = (event) => {
    if (!last) return;
    const next = place(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < 3) return;
    stroke.value += last.begun ? `L${next[0]} ${next[1]}` : `M${last[0]} ${last[1]}L${next[0]} ${next[1]}`;
    line(last, next);
    last = Object.assign(next, { begun: true });
  };

  const clear = () => {
    stroke.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  };

  const drawAgain = (path) => {
    for (const part of path.split("M").filter(Boolean)) {
      const points = part.split("L").map((point) => point.split(" ").map(Number));
      points.slice(1).forEach((point, index) => line(points[index], point));
    }
  };

  pen.lineWidth = 3;
  pen.lineCap = "round";
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    onScreen.checked = true;
    last = place(event);
  });
  canvas.addEventListener("pointermove", extend);
  canvas.addEventListener("pointerup", () => { last = null; });
  canvas.addEventListener("pointercancel", () => { last = null; });
  document.querySelector("[data-clear]").addEventListener("click", clear);
  document.querySelectorAll("[data-signature]").forEach((part) => { part.hidden = false; });
  drawAgain(stroke.value);
})();
