// Makes a booth ready for the time when the register does not answer, and hands in afterwards what
// was decided meanwhile. Without it the booth works on line alone.
"use strict";

(() => {
  const EVERY = 5 * 60 * 1000;
  const { language, person, post } = document.currentScript.dataset;
  const token = document.querySelector('input[name="csrf_token"]').value;

  const show = (name, count) => {
    document.querySelectorAll(`[data-show="${name}"]`).forEach((part) => { part.hidden = !count; });
    document.querySelectorAll(`[data-tell="${name}"]`).forEach((place) => {
      place.textContent = count;
    });
  };

  const claims = async () => {
    const snapshot = await booth_store.kept("snapshot");
    return snapshot ? JSON.parse(snapshot.payload) : null;
  };

  // Seconds since the kept snapshot was taken for this person, by the clock of the booth.
  const age = async () => {
    const kept = await claims();
    return kept && kept.sub === person ? Date.now() / 1000 - kept.iat : Infinity;
  };

  const prepare = async () => {
    const isOld = Math.abs(await age()) * 1000 >= EVERY;
    const isFresh = isOld && (await booth_store.refresh()) === "fresh";
    if (isFresh) show("clock", Math.abs(await age()) > booth_answer.SLOW);
    if (isFresh || !(await booth_store.hasPages())) await booth_store.keepPages();
    await booth_store.speak(language);
    await navigator.serviceWorker.ready;
    show("ready", (await age()) * 1000 < 2 * EVERY);
  };

  const handIn = async (decision) => {
    const { id, post: _post, holds_until: _holdsUntil, ...told } = decision;
    const sent = new URLSearchParams({ csrf_token: token, key: id });
    Object.entries(told).forEach(([name, value]) => {
      sent.set(name, Array.isArray(value) ? value.join(", ") : value);
    });
    const answer = await fetch("/exit/report_exit", {
      method: "POST", body: sent, redirect: "error",
    });
    if (!answer.ok) throw new Error("It was not taken.");
    await booth_store.settle(decision);
    return (await answer.json()).outcome;
  };

  const byTime = (one, other) => one.decided_at - other.decided_at;

  const handInAll = async () => {
    const counts = { taken: 0, reported: 0, waiting: 0 };
    for (const decision of (await booth_store.decisions()).sort(byTime)) {
      const own = decision.post === null || String(decision.post) === post;
      const outcome = own ? await handIn(decision).catch(() => "waiting") : "waiting";
      counts[{ waiting: "waiting", report_exit: "reported" }[outcome] ?? "taken"] += 1;
    }
    Object.entries(counts).forEach(([name, count]) => show(name, count));
  };

  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/exit/worker.js", { scope: "/exit" });
  const keepReady = () => prepare().catch(() => show("ready", false));
  navigator.locks.request("hand-in", handInAll).finally(keepReady);
  setInterval(keepReady, EVERY);
})();
