// What a booth keeps in the browser for the time when the register does not answer: a signed
// snapshot, the pages that answer from it, and decisions that are not handed in yet.
"use strict";

const booth_store = (() => {
  const PAGE = "/exit/offline", LANGUAGES = ["ru", "be", "en"];
  const PATIENCE = 10000;  // Milliseconds for the register to answer.

  const opening = new Promise((resolve, reject) => {
    const asked = indexedDB.open("booth", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("decisions", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // Works in one transaction, which has reached the disk when the result is given.
  const within = async (name, mode, work) => {
    const database = await opening;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };

  const kept = (name) => within("kept", "readonly", (store) => store.get(name));
  const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
  const forget = (name) => within("kept", "readwrite", (store) => store.delete(name));
  const decisions = () => within("decisions", "readonly", (store) => store.getAll());
  const decide = (decision) => within("decisions", "readwrite", (store) => store.put(decision));

  // The latest time, in seconds, that this browser has ever seen: clocks are moved back.
  const noteTime = (now) => within("kept", "readwrite", (store) => {
    const before = store.get("seen");
    before.onsuccess = () => store.put(Math.max(before.result ?? 0, now), "seen");
    return before;
  });

  // Adds what came of a decision. Where it was handed in meanwhile, it is a decision of its own.
  const conclude = (decision, what) => within("decisions", "readwrite", (store) => {
    const before = store.get(decision.id);
    before.onsuccess = () => {
      const id = before.result ? decision.id : crypto.randomUUID();
      store.put({ ...decision, ...what, id });
    };
    return before;
  });

  // Takes a decision away that was handed in, unless something came of it meanwhile.
  const settle = ({ id, outcome }) => within("decisions", "readwrite", (store) => {
    const before = store.get(id);
    before.onsuccess = () => before.result?.outcome === outcome && store.delete(id);
    return before;
  });

  const hasPages = () => caches.match(PAGE);

  // Keeps the pages, once all files are kept of which they are made.
  const keepPages = async () => {
    const answers = await Promise.all(LANGUAGES.map(
      (each) => fetch(`${PAGE}?language=${each}`, { redirect: "error" }),
    ));
    if (!answers.every(({ ok }) => ok)) throw new Error("The pages were not given.");
    const page = new DOMParser().parseFromString(await answers[0].clone().text(), "text/html");
    const files = Array.from(
      page.querySelectorAll("link[href], script[src], img[src]"),
      (file) => new URL(file.getAttribute("href") ?? file.getAttribute("src"), location).href,
    );
    const kept = await caches.open("booth");
    const before = (await kept.keys()).map(({ url }) => url);
    await kept.addAll([...new Set(files)].filter((file) => !before.includes(file)));
    await Promise.all(answers.map((answer) => kept.put(answer.url, answer)));
    const old = before.filter((url) => !url.includes(PAGE) && !files.includes(url));
    await Promise.all(old.map((url) => kept.delete(url)));
  };

  // Lets the page that comes first be the one in this language.
  const speak = async (language) => {
    const pages = await caches.open("booth");
    const page = await pages.match(`${PAGE}?language=${language}`);
    if (page) await pages.put(PAGE, page);
  };

  // Fetches a snapshot. Says whether the register answered: "fresh", "signed-out" or "away".
  const refresh = async (patience = PATIENCE) => {
    try {
      const signal = AbortSignal.timeout(patience);
      const answer = await fetch("/exit/snapshot", { redirect: "manual", signal });
      if (answer.status >= 500) return "away";
      if (!answer.ok) return "signed-out";
      await keep("snapshot", await answer.json());
      await keep("seen", Math.floor(Date.now() / 1000));
      return "fresh";
    } catch {
      return "away";
    }
  };

  return {
    conclude, decide, decisions, forget, hasPages, keepPages, kept, noteTime, refresh, settle,
    speak,
  };
})();
