// Tells a supervisor of vehicles that have tried to leave though held, on whatever page.
"use strict";

(() => {
  const alert = document.getElementById("attempts");
  const count = alert.querySelector("strong");

  const look = async () => {
    const answer = await fetch("/supervisor/alerts", { redirect: "error" });
    const { attempts } = await answer.json();
    if (String(attempts) === count.textContent) return;
    count.textContent = attempts;
    alert.hidden = !attempts;
  };

  setInterval(() => look().catch(() => {}), alert.dataset.every * 1000);
})();
