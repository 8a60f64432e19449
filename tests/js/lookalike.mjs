// Keys that are made to look like another's by their short form (spec 41 section 1.1): it is taken from the beginning of
// the modulus, which whoever makes a key can choose.
import { checkPrimeSync, createPrivateKey, createPublicKey, generatePrimeSync } from "node:crypto";

const BITS = 2048n;
const E = 65537n;
/** Bits of the modulus up to the end of the short form. */
const CHOSEN = 288n;

/** The short form of a key in PEM. */
export const gid = (pem) => Buffer.from(pem.slice(80, 120)).toString("base64");

const modulus = (pem) => BigInt(`0x${Buffer.from(createPublicKey(pem).export({ format: "jwk" }).n, "base64url").toString("hex")}`);
const bytes = (number) => {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
};

function inverse(a, m) {
  let [r, next, s, nextS] = [a, m, 1n, 0n];
  while (next) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [s, nextS] = [nextS, s - quotient * nextS];
  }
  return ((s % m) + m) % m;
}

/** A key whose modulus begins with these bits. */
function keyFrom(top) {
  for (;;) {
    const p = generatePrimeSync(1024, { bigint: true });
    let q = (top << (BITS - CHOSEN)) / p + 1n;
    q += 1n - (q % 2n);
    while (!checkPrimeSync(q)) q += 2n;
    const n = p * q;
    const phi = (p - 1n) * (q - 1n);
    if (n >> (BITS - CHOSEN) !== top || phi % E === 0n) continue;
    const d = inverse(E, phi);
    const jwk = { kty: "RSA", n: bytes(n), e: bytes(E), d: bytes(d), p: bytes(p), q: bytes(q), dp: bytes(d % (p - 1n)), dq: bytes(d % (q - 1n)), qi: bytes(inverse(q, p)) };
    const key = createPrivateKey({ key: jwk, format: "jwk" });
    return { publicKey: createPublicKey(key).export({ type: "spki", format: "pem" }), privateKey: key.export({ type: "pkcs8", format: "pem" }) };
  }
}

/** Another key with the same short form. */
export const keyOfSameGid = ({ publicKey }) => keyFrom(modulus(publicKey) >> (BITS - CHOSEN));

const otherCase = (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase());

/** Another key whose short form differs in the case of letters only; null if there is none for this key. */
export function keyOfSimilarGid({ publicKey }) {
  const short = gid(publicKey);
  for (let at = 0; at + 4 <= 52; at += 4) {
    for (let flips = 1; flips < 16; flips++) {
      const group = [...short.slice(at, at + 4)].map((letter, n) => (flips & (1 << n) ? otherCase(letter) : letter)).join("");
      const [old, changed] = [short.slice(at, at + 4), group].map((text) => Buffer.from(text, "base64").toString("latin1"));
      if (group === old || changed === old || ![...changed].every((c, n) => (old[n] === "\n" ? c === "\n" : /[A-Za-z0-9+/]/.test(c)))) continue;
      const start = 80 + (at / 4) * 3;
      const pem = publicKey.slice(0, start) + changed + publicKey.slice(start + 3);
      const body = pem.split("\n").slice(1, -2).join("");
      // 33 bytes come before the modulus.
      const bits = BigInt(`0x${Buffer.from(body, "base64").subarray(33, 33 + 36).toString("hex")}`);
      const made = keyFrom(bits);
      if (gid(made.publicKey).toLowerCase() === short.toLowerCase()) return made;
    }
  }
  return null;
}
