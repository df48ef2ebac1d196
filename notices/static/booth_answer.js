// Answers "may it leave?" from a signed snapshot, as the register does (workflows/exit.py): what is
// held is held, and "may leave" never comes of a failure.
"use strict";

const booth_answer = (() => {
  const SUBJECT = 2, TYPE = "exit-snapshot";
  const SHOWN = 40;  // Characters of a code that is not genuine.
  const SLOW = 120;  // Seconds by which the clock of a booth may differ from the register's.

  // The claims of a snapshot (RFC 7515 with RFC 7797) that one of the keys has signed, else null.
  const opened = async (snapshot, keys) => {
    try {
      const { protected: header, payload, signature } = snapshot;
      const { alg, b64, kid, typ } = JSON.parse(
        new TextDecoder().decode(codes.fromBase64url(header)),
      );
      const key = keys.find((each) => each.kid === kid);
      const bytes = codes.fromBase64url(signature);
      if (!key || alg !== "ES256" || b64 !== false || typ !== TYPE) return null;
      const signed = new TextEncoder().encode(`${header}.${payload}`);
      return (await codes.verified(key, bytes, signed)) ? JSON.parse(payload) : null;
    } catch {
      return null;
    }
  };

  // What stands against answering from the claims: "none", "forged", "clock" or "old", else "".
  // `now` and `seen`, the latest time that this browser has ever seen, are in seconds.
  const hindrance = (snapshot, claims, now, seen) => {
    if (!snapshot) return "none";
    if (!claims) return "forged";
    if (now < claims.iat - SLOW || now < seen - SLOW) return "clock";
    return now > claims.exp ? "old" : "";
  };

  // What was typed, without space around it and without characters that nobody can see, as forms take
  // it (notices/forms.py).
  const plain = (text) => text.normalize("NFC").replaceAll("\u2011", "-")
    .replace(/[\p{Z}\t-\r\x1c-\x1f\x85]/gu, " ").replace(/\p{C}/gu, "").trim();

  // The text with each scanned code as the number that it means; a vehicle turned back has none here.
  const inShort = async (known, text) => {
    const pieces = text.split(new RegExp(known.scanned, "u"));  // Typed and scanned by turns.
    if (pieces.length === 1) return text;
    const meant = await Promise.all(pieces.map(async (piece, place) => {
      if (place % 2 === 0) return piece.replace(/^[ ,;]+|[ ,;]+$/g, "");
      return (await codes.read(piece, known.keys))?.get(SUBJECT) || `/q/${piece.slice(0, SHOWN)}`;
    }));
    return meant.filter(Boolean).join(", ");
  };

  // The answer with its reasons, plates, notices and look-alikes.
  const answer = async (known, claims, text, now) => {
    const key = (plate) => codes.folded(plate, known.shapes);
    const loose = (folded) =>
      Array.from(folded.normalize("NFKD").replace(/\p{Mn}/gu, ""), (letter) => {
        const shape = known.shapes[letter] || letter;
        return known.confused[shape] || shape;
      }).join("");

    const isLetters = (folded) => /^\p{L}+$/u.test(folded);
    const isDigits = (reading) => /^\p{Nd}+$/u.test(reading);
    const likeANumber = new RegExp(`^(?:${known.number})`);
    const isHardlyAPlate = (folded) =>
      isLetters(folded) || isDigits(folded) || likeANumber.test(folded);
    const printable = new RegExp(`^(?:${known.printable})$`, "u");
    const written = /^[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}]+(?:(?:[ \u00a0–—−-]+|[.·])[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}]+)*$/u;
    const couldBePlate = (part) => {
      const length = Array.from(key(part)).length;
      const complete = part.split(/\s+/u).map(key).filter((word) =>
        word.length >= known.shortest && !/^\p{Nd}+$/u.test(word) &&
        (isLetters(key(part)) || !isLetters(word)));
      return written.test(part) && printable.test(part) &&
        length >= known.shortest && length <= known.longest && complete.length < 2;
    };
    const withoutFirst = (signs) => (each) => [
      each, ...signs.filter((sign) => each.startsWith(sign)).map((sign) => each.slice(sign.length)),
    ];
    const withoutLast = (signs) => (each) => [
      each, ...signs.filter((sign) => each.endsWith(sign)).map((sign) => each.slice(0, -sign.length)),
    ];
    const kyrgyz = new RegExp(known.kyrgyz, "gu");
    const typedKeys = (text) => [key(text), key(text.replaceAll("l", "1"))]
      .flatMap((each) => [each, each.replace(kyrgyz, "")]);
    const misreadings = (plate) => {
      const typed = typedKeys(plate);
      const found = typed.flatMap(withoutFirst(known.signs)).flatMap(withoutLast(known.signs))
        .flatMap(withoutFirst(known.provinces)).filter((each) => !isDigits(each));
      return [...typed, ...found].filter((each) => each.length >= known.shortest).map(loose);
    };
    const beginnings = known.with_region.map((shape) => new RegExp(`^${shape}`));
    const withoutRegion = (reading) => beginnings.flatMap((shape) => reading.match(shape) ?? []);
    const meantBy = (plate) => {  // With and without the words before and after it.
      const words = plate.split(/\s+/u).filter(Boolean);
      let last = words.length;
      while (last && isLetters(key(words[last - 1]))) last -= 1;
      const parts = words.flatMap((_, begin) => words.slice(begin)
        .map((__, more) => [begin, begin + more + 1]))
        .filter(([, end]) => end >= last).map(([begin, end]) => words.slice(begin, end).join(" "));
      return [plate, ...parts].flatMap(misreadings);
    };
    const beforeRegions = (part) => meantBy(part).flatMap((reading) =>
      Array.from(reading, (_, begin) => Array.from(reading).slice(begin).join("")))
      .flatMap(withoutRegion);
    const standingIn = (parts) => {  // What stands within them, but for other plates' beginnings.
      const others = new Set(parts.flatMap(beforeRegions));
      return typedKeys(parts.join(" ")).map((each) => Array.from(each))
        .flatMap((letters) => letters.flatMap((_, begin) =>
          letters.slice(begin + known.telling - 1, begin + known.longest).map((__, more) =>
            letters.slice(begin, begin + known.telling + more).join(""))))
        .filter((piece) => !isDigits(piece)).map(loose).filter((each) => !others.has(each));
    };
    const across = (parts) => {  // What stands in them together and in none alone.
      const alone = new Set(parts.flatMap((part) => standingIn([part])));
      return standingIn(parts).filter((each) => !alone.has(each));
    };

    const byNumber = new Map(claims.notices.map((notice) => [key(notice.number), notice]));
    const plates = [], named = [], unreadable = [];
    const hear = (part) => {
      const notice = byNumber.get(key(part));
      if (notice) named.push(...(notice.plates ?? []), ...(notice.others ?? []));
      else if (couldBePlate(part)) plates.push(part);
      else unreadable.push(part);
    };
    const pieces = text.split(new RegExp(known.scanned, "u"));  // Typed and scanned by turns.
    for (const [place, piece] of pieces.entries()) {
      if (place % 2) {
        const scanned = await codes.read(piece, known.keys);
        hear(scanned?.get(SUBJECT) || "?");
      } else {
        const parts = piece.split(new RegExp(known.separators, "u"));
        parts.map((part) => part.trim()).filter(key).forEach(hear);
      }
    }

    // The notices that bind the plates, and those of all units that must leave together.
    const said = [...plates, ...named];
    const keys = new Set(said.map(key));
    let ties = [];
    for (let before = -1; keys.size !== before;) {
      before = keys.size;
      ties = claims.notices.filter((notice) => (notice.plates ?? []).some((p) => keys.has(key(p))));
      ties.filter(({ status }) => status !== "held")
        .forEach((notice) => notice.plates.forEach((plate) => keys.add(key(plate))));
    }
    const here = new Set(said.map(key));
    const apart = ties.filter(({ until }) => until !== undefined)
      .flatMap((notice) => notice.plates).filter((plate) => !here.has(key(plate)));
    const tied = new Set(ties.flatMap((notice) => notice.plates.map(key)));
    const untied = said.filter((plate) => !tied.has(key(plate)));
    unreadable.push(
      ...plates.filter((plate) => untied.includes(plate) && isHardlyAPlate(key(plate))),
    );
    const meant = new Set([
      ...untied.flatMap(meantBy), ...untied.flatMap((plate) => standingIn([plate])), ...across(plates),
    ]);
    const begun = new Set(untied.flatMap(beforeRegions));  // Of plates filed without a region.
    const isMeant = (reading) => begun.has(reading) ||
      [reading, ...withoutRegion(reading)].some((each) => meant.has(each));
    const lookalikes = claims.notices
      .filter(({ status, fine }) => status !== "cleared" || fine)
      .flatMap((notice) => [...(notice.plates ?? []), ...(notice.known ?? [])])
      .filter((plate) => misreadings(plate).some(isMeant));

    const open = ({ status }) => status === "held";
    const excepted = ({ until }) => until !== undefined;
    const trueOf = (questions) =>
      Object.entries(questions).filter(([, holds]) => holds).map(([reason]) => reason);
    const holds = trueOf({
      deficiencies_left: ties.some(open),
      fine_unpaid: ties.some(({ fine, status }) => fine && status !== "exited"),
      exception_expired: ties.some((notice) => excepted(notice) && notice.until < now),
    });
    const doubts = trueOf({
      lookalike: lookalikes.length,
      units_apart: apart.length,
      unreadable: unreadable.length || !said.length,
    });
    const free = trueOf({
      all_removed: ties.some(({ status }) => status === "cleared"),
      exception: ties.some(excepted),
    });
    const about = {
      plates: [...new Set(said)],
      notices: ties,
      lookalikes: [...new Set(lookalikes)].sort(),
    };
    if (holds.length) return { answer: "held", reasons: [...holds, ...doubts], ...about };
    if (doubts.length) return { answer: "cannot_tell", reasons: doubts, ...about };
    return { answer: "may_leave", reasons: free.length ? free : ["nothing_open"], ...about };
  };

  return { SLOW, answer, hindrance, inShort, opened, plain };
})();
