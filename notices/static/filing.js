// Sends what is typed to the draft, three seconds after the last key; a plate or a carrier at once
// when its field is left, and then shows what is already known of it. Puts the cursor where work
// begins if there is a keyboard. Without it a page is kept when its button is pressed.
"use strict";

(() => {
  const form = document.getElementById("form");
  const kept = "autosave" in document.currentScript.dataset;
  const wrong = document.getElementById("errors");
  const WAIT = 3000;
  let timer = 0;

  const send = () => {
    timer = 0;
    const typed = new FormData(form);
    typed.append("autosave", "1");
    fetch(location.href, { method: "POST", body: typed, keepalive: true })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then(show)
      .catch(() => {});
  };
  const show = ({ known }) => {
    if (known === undefined) return;
    document.getElementById("known").innerHTML = known;
    document.getElementById("pressing").hidden = !document.querySelector(".known-pressing");
  };
  const sendSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  };
  const forget = () => {
    clearTimeout(timer);
    timer = 0;
  };

  if (kept) {
    form.addEventListener("input", sendSoon);
    form.addEventListener("change", ({ target }) => {
      if ("known" in target.dataset) {
        forget();
        send();
      }
    });
    form.addEventListener("submit", forget);
    addEventListener("pagehide", () => timer && send());
  }
  if (!wrong && matchMedia("(pointer: fine)").matches) {
    const first = "input:not([type=hidden]), select, textarea";
    (document.querySelector("[data-first]") ?? form.querySelector(first))?.focus();
  }
})();
