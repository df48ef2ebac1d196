// Takes the second click of a double click for none: a form goes out once within two seconds.
"use strict";

(() => {
  const PAUSE = 2000;  // Milliseconds.
  let sent = new WeakMap();

  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;  // Another script answers.
    const { target, timeStamp } = event;
    if (timeStamp - sent.get(target) < PAUSE) event.preventDefault();
    else sent.set(target, timeStamp);
  });
  addEventListener("pageshow", () => { sent = new WeakMap(); });
})();
