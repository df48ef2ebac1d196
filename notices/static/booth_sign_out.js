// Lets the booth's snapshot leave the browser when its officer signs out, on whatever page. What was
// decided stays until it is handed in.
"use strict";

document.getElementById("sign-out").addEventListener("submit", (event) => {
  event.preventDefault();
  booth_store.forget("snapshot").finally(() => event.target.submit());
});
