// Verifies the code of a paper without the register, by the keys that the page brings along.
"use strict";

(() => {
  const box = document.getElementById("verifier");
  const form = document.getElementById("offline");
  const camera = document.getElementById("camera");
  const scan = document.getElementById("scan");
  const known = JSON.parse(box.dataset.known);

  const SUBJECT = 2, ISSUED_AT = 6, CWT_ID = 7, PAPER = -65537;
  const MOSCOW = 3 * 60 * 60 * 1000;

  const isAbout = async (typed, claims) => {
    const plates = typed.split(/[,;\/+\n]/).map((plate) => codes.folded(plate, known.shapes))
      .filter(Boolean).sort().join(" ");
    const paper = parseInt(codes.hex(claims.get(CWT_ID)), 16);
    const salted = new TextEncoder().encode(`${paper} ${claims.get(SUBJECT) || ""} ${plates}`);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", salted));
    return codes.hex(digest.subarray(0, 4)) === codes.hex(claims.get(PAPER)[3]);
  };

  const moment = (seconds) => {
    const [day, time] = new Date(seconds * 1000 + MOSCOW).toISOString().split("T");
    return `${day.split("-").reverse().join(".")} ${time.slice(0, 5)} UTC+3`;
  };

  const tell = (name, text) => {
    box.querySelectorAll(`[data-tell="${name}"]`).forEach((place) => { place.textContent = text; });
  };

  const show = (name, shown) => {
    box.querySelectorAll(`[data-show="${name}"]`).forEach((part) => { part.hidden = !shown; });
  };

  const check = async () => {
    const text = form.elements.text.value.trim();
    const typed = form.elements.plates.value.trim();
    ["unable", "foreign", "genuine", "expired", "others"].forEach((name) => show(name, false));
    const able = Boolean(window.crypto && crypto.subtle);
    const claims = able ? await codes.read(text.split("/q/").pop(), known.keys) : null;
    let over = false;
    if (claims) {
      const [kind, version, state] = claims.get(PAPER);
      const until = known.holds[kind] && claims.get(ISSUED_AT) + known.holds[kind];
      over = Boolean(until) && until * 1000 < Date.now();
      show("until", Boolean(until));
      show("state", !until);
      tell("until", until ? moment(until) : "");
      tell("kind", known.kinds[kind]);
      tell("number", claims.get(SUBJECT) || "–");
      tell("version", version);
      tell("state", known.states[state]);
      tell("at", moment(claims.get(ISSUED_AT)));
    }
    const same = claims && typed ? await isAbout(typed, claims) : null;
    show("unable", !able);
    show("foreign", able && !claims);
    show("genuine", Boolean(claims));
    show("expired", over);
    show("same", same === true);
    show("others", same === false);
  };

  const stop = () => {
    camera.hidden = true;
    if (camera.srcObject) camera.srcObject.getTracks().forEach((track) => track.stop());
    camera.srcObject = null;
  };

  const look = async () => {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    camera.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" },
    });
    camera.hidden = false;
    await camera.play();
    while (!camera.hidden) {
      const [found] = await detector.detect(camera);
      if (found) {
        form.elements.text.value = found.rawValue;
        stop();
        await check();
      }
      await new Promise(requestAnimationFrame);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    scan.hidden = false;
    scan.addEventListener("click", () => look().catch(stop));
  }
  form.hidden = false;
})();
