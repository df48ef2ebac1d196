// Presses the only button of the page: whoever has signed in again lands in the form at once.
"use strict";

document.getElementById("form").requestSubmit();
