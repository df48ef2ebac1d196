// Reads the codes of papers without the register: CWT claims (RFC 8392) in COSE_Sign1 (RFC 9052),
// signed with ES256 by one of the keys that the page brings along; and folds plates.
"use strict";

const codes = (() => {
  // Half the order of P-256: of the two values that a signature can have, the lower one is valid.
  const HALF = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
  const KEY_ID = 4;
  // The protected header in CBOR: a map of two, the algorithm ES256 and then the id of the key.
  const HEADER = [0xa2, 0x01, 0x26, KEY_ID];

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

  // Whether a key (a JSON Web Key) has made this signature of 64 bytes.
  const verified = async (key, signature, signed) => {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const imported = await crypto.subtle.importKey("jwk", key, curve, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, signature, signed);
  };

  // The claims of a code that one of the keys has signed; null for everything else.
  const read = async (code, keys) => {
    try {
      const [header, , content, signature] = readCbor(fromBase64url(code)).value;
      const keyId = readCbor(header).get(KEY_ID);
      const name = String.fromCharCode(...keyId);
      const key = keys.find(({ kid }) => kid === name);
      const oneForm = [
        0xd2, 0x84, ...byteString(header), 0xa0, ...byteString(content), ...byteString(signature),
      ];
      const named = hex([...HEADER, ...byteString(keyId)]) === hex(header);
      if (!key || !named || toBase64url(oneForm) !== code) return null;
      if (signature.length !== 64 || hex(signature.subarray(32)) > HALF) return null;
      const signed = Uint8Array.from([
        0x84, 0x6a, ...ascii("Signature1"), ...byteString(header), 0x40, ...byteString(content),
      ]);
      return (await verified(key, signature, signed)) ? readCbor(content) : null;
    } catch {
      return null;
    }
  };

  // A plate by the shapes of its letters, as the register folds it.
  const folded = (plate, shapes) =>
    Array.from(plate.normalize("NFKC").toUpperCase(), (letter) => shapes[letter] || letter)
      .filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join("");

  return { folded, fromBase64url, hex, read, verified };
})();
