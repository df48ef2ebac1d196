// Sends what is typed to the draft, three seconds after the last key. Without it nothing is
// missing but this: a page is then kept when its button is pressed.
"use strict";

(() => {
  const form = document.getElementById("form");
  const WAIT = 3000;
  let timer = 0;
  let pressed = false;

  const send = () => {
    if (pressed) return;
    const typed = new FormData(form);
    typed.append("autosave", "1");
    fetch(location.href, { method: "POST", body: typed, keepalive: true }).catch(() => {});
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  });
  form.addEventListener("submit", () => {
    pressed = true;
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => {
    if (timer) send();
  });
})();
