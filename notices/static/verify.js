// Verifies the code of a paper without the register: CWT claims (RFC 8392) in COSE_Sign1
// (RFC 9052), signed with ES256 by one of the keys that the page brings along.
"use strict";

(() => {
  const box = document.getElementById("verifier");
  const form = document.getElementById("offline");
  const camera = document.getElementById("camera");
  const scan = document.getElementById("scan");
  const known = JSON.parse(box.dataset.known);

  // Half the order of P-256: of the two values that a signature can have, the lower one is valid.
  const HALF = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
  const ALGORITHM = 1, ES256 = -7, KEY_ID = 4;
  const SUBJECT = 2, ISSUED_AT = 6, CWT_ID = 7, PAPER = -65537;
  const MOSCOW = 3 * 60 * 60 * 1000;

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const ascii = (text) => Array.from(text, (letter) => letter.charCodeAt(0));

  const toBase64url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

  const fromBase64url = (text) =>
    Uint8Array.from(ascii(atob(text.replace(/-/g, "+").replace(/_/g, "/"))));

  // Reads the one item of CBOR (RFC 8949) that the bytes hold, as far as codes need it.
  const readCbor = (bytes) => {
    let at = 0;
    const take = (count) => {
      if (at + count > bytes.length) throw new Error("The code ends too early.");
      at += count;
      return bytes.subarray(at - count, at);
    };
    const argument = (short) => {
      if (short < 24) return short;
      if (short > 26) throw new Error("No code has such numbers.");
      return take(1 << (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    };
    const items = (count, read) => {
      if (count > bytes.length) throw new Error("The code ends too early.");
      return Array.from({ length: count }, read);
    };
    const item = () => {
      const [head] = take(1);
      const number = argument(head & 31);
      switch (head >> 5) {
        case 0: return number;
        case 1: return -1 - number;
        case 2: return take(number);
        case 3: return new TextDecoder().decode(take(number));
        case 4: return items(number, () => item());
        case 5: return new Map(items(number, () => [item(), item()]));
        case 6: return { tag: number, value: item() };
        default: throw new Error("No code has such values.");
      }
    };
    return item();
  };

  const byteString = (bytes) => {
    if (bytes.length < 24) return [0x40 + bytes.length, ...bytes];
    return [0x58, bytes.length, ...bytes];
  };

  // The claims of a genuine code; null for everything else.
  const read = async (code) => {
    try {
      const [header, , content, signature] = readCbor(fromBase64url(code)).value;
      const names = readCbor(header);
      const name = String.fromCharCode(...names.get(KEY_ID));
      const key = known.keys.find(({ kid }) => kid === name);
      const oneForm = [
        0xd2, 0x84, ...byteString(header), 0xa0, ...byteString(content), ...byteString(signature),
      ];
      if (!key || names.get(ALGORITHM) !== ES256 || toBase64url(oneForm) !== code) return null;
      if (signature.length !== 64 || hex(signature.subarray(32)) > HALF) return null;
      const curve = { name: "ECDSA", namedCurve: "P-256" };
      const imported = await crypto.subtle.importKey("jwk", key, curve, false, ["verify"]);
      const signed = Uint8Array.from([
        0x84, 0x6a, ...ascii("Signature1"), ...byteString(header), 0x40, ...byteString(content),
      ]);
      const way = { name: "ECDSA", hash: "SHA-256" };
      const genuine = await crypto.subtle.verify(way, imported, signature, signed);
      return genuine ? readCbor(content) : null;
    } catch {
      return null;
    }
  };

  // A plate by the shapes of its letters, as the register folds it.
  const folded = (plate) =>
    Array.from(plate.normalize("NFKC").toUpperCase(), (letter) => known.shapes[letter] || letter)
      .filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join("");

  const isAbout = async (typed, claims) => {
    const plates = typed.split(/[,;\/+\n]/).map(folded).filter(Boolean).sort().join(" ");
    const paper = parseInt(hex(claims.get(CWT_ID)), 16);
    const salted = new TextEncoder().encode(`${paper} ${claims.get(SUBJECT) || ""} ${plates}`);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", salted));
    return hex(digest.subarray(0, 4)) === hex(claims.get(PAPER)[3]);
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
    ["unable", "foreign", "genuine", "others"].forEach((name) => show(name, false));
    const able = Boolean(window.crypto && crypto.subtle);
    const claims = able ? await read(text.split("/q/").pop()) : null;
    if (claims) {
      const [kind, version, state] = claims.get(PAPER);
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
