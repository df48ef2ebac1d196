// The booth's page while the register does not answer: answers from the snapshot that the browser
// keeps, and keeps what is decided until it can be handed in.
"use strict";

(() => {
  const EVERY = 30 * 1000;
  const SHORT_PATIENCE = 3000;
  const MOST = 20;
  const FREE = "tag-answer-may-leave";
  const TAGS = { held: "tag-answer-held", cleared: FREE, exited: FREE };
  const box = document.getElementById("booth");
  const form = document.getElementById("ask");
  const turn = document.getElementById("turn-back");
  const known = JSON.parse(box.dataset.known);
  const { lang } = document.documentElement;
  const nothing = { reasons: [], plates: [], notices: [], lookalikes: [] };
  let decision = null, isAway = true;  // A decision is one of which nothing has come yet.

  const find = (name, value) => box.querySelectorAll(`[data-${name}="${value}"]`);
  const tell = (name, text) => find("tell", name).forEach((place) => { place.textContent = text; });
  const show = (name, shown) => find("show", name).forEach((part) => { part.hidden = !shown; });
  const list = (name, rows) =>
    find("list", name).forEach((place) => place.replaceChildren(...rows.map((row) => row())));
  const seconds = () => Math.floor(Date.now() / 1000);

  // An instant on the clock of the post, as all pages show it: 22.11.2026 14:05 UTC+3.
  const style = {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    hourCycle: "h23", timeZone: known.zone, timeZoneName: "shortOffset",
  };
  const moment = (at) => {
    const parts = new Intl.DateTimeFormat("en", style).formatToParts(at * 1000);
    const { day, month, year, hour, minute, timeZoneName } =
      Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    return `${day}.${month}.${year} ${hour}:${minute} ${timeZoneName.replace("GMT", "UTC")}`;
  };
  const span = (length) => {
    const minutes = Math.max(0, Math.floor(length / 60)), hours = Math.floor(minutes / 60);
    const words = hours ? known.hours : known.minutes;
    return words.replace("{hours}", hours).replace("{minutes}", minutes % 60);
  };

  // The snapshot that is kept with its receipt, and what stands against answering from it.
  const look = async (now) => {
    const snapshot = await booth_store.kept("snapshot");
    const claims = snapshot ? await booth_answer.opened(snapshot, known.keys) : null;
    const seen = (await booth_store.kept("seen")) ?? 0;
    const hindrance = booth_answer.hindrance(snapshot, claims, now, seen);
    return { claims, receipt: snapshot?.receipt ?? "", hindrance };
  };

  const showSnapshot = async () => {
    const now = seconds();
    const { claims, hindrance } = await look(now);
    show("snapshot", claims);
    if (claims) {
      tell("taken", moment(claims.iat));
      tell("age", span(now - claims.iat));
      tell("bound", claims.notices.length);
      tell("officer", claims.officer);
    }
    ["none", "forged", "clock", "old"].forEach((each) => show(each, each === hindrance));
    show("usable", !hindrance);
    const waiting = await booth_store.decisions();
    tell("waiting", waiting.length);
    await booth_store.noteTime(now);
    const shown = decision;
    const lapsed = shown?.answer === "may_leave" && (await hasLapsed(shown, now));
    if (lapsed && decision === shown) lapse();
  };

  // Whether nobody may be let out any more on the answer that is shown.
  const hasLapsed = async ({ holds_until }, now) => {
    const { hindrance } = await look(now);
    return hindrance || !isAway || now > holds_until;
  };

  const lapse = () => {
    ["may_leave", "release"].forEach((each) => show(each, false));
    list("notices", []);
    show("lapsed", true);
  };

  // Rows are made anew for each place in which they are shown.
  const named = (claims) => ({ number, status, place, until, plates }) => () => {
    const row = document.getElementById("named").content.cloneNode(true);
    const fill = (name, text) => {
      row.querySelector(`[data-fill="${name}"]`).textContent = text;
    };
    const { name, address } = claims.places[place];
    fill("number", number);
    row.querySelector('[data-fill="status"]').classList.add(TAGS[status]);
    const released = until ? ` ${moment(until)}: ${plates.join(", ")}` : "";
    fill("status", known.statuses[status] + released);
    fill("place", name[lang]);
    fill("address", address[lang]);
    row.querySelector('[data-if="held"]').hidden = status !== "held";
    return row;
  };

  const reasonRow = (reason) => () => {
    const row = document.createElement("p");
    row.textContent = known.reasons[reason] ?? find("show", reason)[0].textContent;
    return row;
  };

  // The answer; "cannot tell" where there is no sound snapshot, or whatever else fails.
  const judged = async (text, now) => {
    const unable = (claims, why) =>
      ({ ...nothing, claims, receipt: "", answer: "cannot_tell", reasons: ["failed"], told: [why] });
    try {
      const { claims, receipt, hindrance } = await look(now);
      if (hindrance) return unable(claims, hindrance);
      const given = await booth_answer.answer(known, claims, text, now);
      return { ...given, claims, receipt, told: given.reasons };
    } catch {
      return unable(null, "failed");
    }
  };

  // Answers once the question is kept: nobody leaves on an answer of which nothing would remain.
  const respond = async (text) => {
    const now = seconds();
    const given = await judged(text, now);
    const { claims, receipt, answer, reasons, plates, notices, lookalikes } = given;
    const ends = notices.flatMap(({ until }) => until ?? []);
    decision = {
      id: crypto.randomUUID(),
      text,
      answer,
      reasons,
      notices: notices.map(({ number }) => number),
      lookalikes: lookalikes.slice(0, MOST),
      outcome: "",
      reason: "",
      decided_at: now,
      holds_until: Math.min(now + known.holds, ...ends),
      pressed_at: "",
      snapshot_at: claims?.iat ?? "",
      receipt,
      officer: claims?.officer ?? "",
      post: claims?.post ?? null,
    };
    await booth_store.decide(decision);
    tell("asked", plates.join(", ") || decision.text);
    ["may_leave", "held", "cannot_tell"].forEach((each) => show(each, each === answer));
    list("reasons", given.told.map(reasonRow));
    tell("lookalikes", lookalikes.slice(0, MOST).join(", "));
    show("lookalikes", lookalikes.length);
    list("notices", notices.map(named(claims)));
    show("release", answer === "may_leave" && notices.length);
    ["lapsed", "released", "turned_back"].forEach((each) => show(each, false));
    show("undecided", true);
    show("answer", true);
    turn.reset();
    await showSnapshot();
    box.querySelector('[data-show="answer"]').scrollIntoView();
  };

  const fail = () => {
    decision = null;
    ["may_leave", "held", "lapsed", "release", "undecided"].forEach((each) => show(each, false));
    list("notices", []);
    list("reasons", [reasonRow("failed")]);
    ["answer", "cannot_tell"].forEach((each) => show(each, true));
  };

  // Says at the field that the text is too long to be kept: nothing is answered of a part of it.
  const refuse = (refused) => {
    const field = form.elements.text;
    show("too_long", refused);
    field.parentElement.classList.toggle("field-wrong", refused);
    field.classList.toggle("is-invalid", refused);
    field.setAttribute("aria-invalid", refused);
    field.setAttribute("aria-describedby", refused ? "text-hint text-error" : "text-hint");
    if (refused) field.focus();
  };

  const ask = async (text) => {
    const short = await booth_answer.inShort(known, text);
    const isTooLong = Array.from(short).length > known.longest_text;
    refuse(isTooLong);
    if (text && !isTooLong) await respond(text).catch(fail);
  };

  const putAway = () => {
    decision = null;
    show("answer", false);
  };

  // No earlier answer stands while another vehicle is asked about, and none is asked about twice.
  const forAWhile = async (work) => {
    const button = form.querySelector("button");
    putAway();
    button.disabled = true;
    await work().finally(() => { button.disabled = false; });
  };

  const conclude = async (outcome, reason) => {
    const made = decision, now = seconds();
    if (!made) return;
    decision = null;  // A second press finds nothing to conclude.
    if (outcome === "release" && (await hasLapsed(made, now))) {
      decision = made;
      lapse();
      return;
    }
    await booth_store.conclude(made, { outcome, reason, pressed_at: now });
    ["undecided", "release"].forEach((each) => show(each, false));
    show(outcome === "release" ? "released" : "turned_back", true);
    await showSnapshot();
  };

  // On line again, the booth's own page asks the register, and hands in what waits.
  const lookForRegister = async (patience) => {
    const found = await booth_store.refresh(patience);
    isAway = found === "away";
    show("back", !isAway);
    show("away", isAway);
    return !isAway;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = booth_answer.plain(form.elements.text.value);
    forAWhile(async () => {
      if (await lookForRegister(SHORT_PATIENCE)) {
        location.assign(`/exit?text=${encodeURIComponent(text)}`);
      } else await ask(text);
    });
  });
  turn.addEventListener("submit", (event) => {
    event.preventDefault();
    conclude("turn_back", turn.elements.reason.value.trim()).catch(fail);
  });
  document.getElementById("release").addEventListener("click", () => {
    conclude("release", "").catch(fail);
  });
  document.getElementById("next").addEventListener("click", () => {
    putAway();
    form.reset();
    form.elements.text.focus();
  });

  const brought = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.text.value = brought;
  showSnapshot().then(() => forAWhile(() => ask(booth_answer.plain(brought))));
  setInterval(async () => {
    if (isAway) await lookForRegister();
    await showSnapshot();
  }, EVERY);
})();
