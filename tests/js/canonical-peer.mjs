// Random documents and what another implementation makes of them, for tests/differential.rs: a line of JSON each, always the
// same for a seed.
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { canonical, Identity, seal } from "./dsync-peer.mjs";

const [count = "10000", seed = "1"] = process.argv.slice(2);
let state = Number(seed) >>> 0;
/** A number from 0 to below `bound` (mulberry32). */
function below(bound) {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
}
const pick = (list) => list[below(list.length)];

const CHARACTERS = ["a", "Z", "0", "_", " ", '"', "\\", "/", "\n", "\t", "\b", "\u0001", "\u001f", "\u007f", "é", "ß", "\u2028", "\ufffd", "😀", "𝒳", "<", "'"];
const text = () => Array.from({ length: below(12) }, () => pick(CHARACTERS)).join("");
const name = () => pick(["a", "b", "z", "A", "_x", "a.b", "a-b", "k"]) + (below(3) ? String(below(50)) : "");

function number() {
  switch (below(5)) {
    case 0: return below(1000) - 500;
    case 1: return Number.MAX_SAFE_INTEGER - below(1000);
    case 2: return -below(2 ** 31);
    case 3: return 0;
    default: return below(2 ** 31) * below(2 ** 20);
  }
}

/** Within the profile: names that sort alike everywhere, whole numbers. */
function value(depth) {
  switch (below(depth > 0 ? 7 : 5)) {
    case 0: return text();
    case 1: return number();
    case 2: return null;
    case 3: return below(2) === 1;
    case 4: return text();
    case 5: return Array.from({ length: below(5) }, () => value(depth - 1));
    default: return object(depth - 1);
  }
}
const object = (depth) => Object.fromEntries(Array.from({ length: below(6) }, () => [name(), value(depth)]));

/** Outside of it as well: fractions, exponents, every name. */
function wild(depth) {
  const inner = () => wild(depth - 1);
  switch (below(depth > 0 ? 5 : 3)) {
    case 0: return (below(2) ? 1 : -1) * below(2 ** 31) * 10 ** (below(60) - 30);
    case 1: return text();
    case 2: return below(2 ** 31) / (1 + below(997));
    case 3: return Array.from({ length: below(5) }, inner);
    default: return Object.fromEntries(Array.from({ length: below(6) }, () => [below(2) ? String(below(200)) : text() || "x", inner()]));
  }
}

/** What JavaScript prints itself, with the members in the order of UTF-16, indexes first as it has them. */
function sorted(any) {
  if (Array.isArray(any)) return any.map(sorted);
  if (any === null || typeof any !== "object") return any;
  return Object.fromEntries(Object.keys(any).sort().map((key) => [key, sorted(any[key])]));
}

const fixtures = path.join(import.meta.dirname, "../fixtures/vectors");
const vectors = JSON.parse(readFileSync(path.join(fixtures, "dsync-sign.json"), "utf8"));
const rsa = createPrivateKey(vectors.keys.A.privateKeyPkcs8Pem);
const seedOf = (byte) => Buffer.alloc(32, byte);
const [from, to] = [new Identity(seedOf(7)), new Identity(seedOf(9))];
const lines = [];
for (let n = 0; n < Number(count); n++) {
  const payload = object(4);
  const any = { x: wild(4), y: wild(2) };
  const line = { json: JSON.stringify(payload, null, below(3)), canonical: canonical(payload), wild: JSON.stringify(any), wildCanonical: JSON.stringify(sorted(any)) };
  line.event = JSON.stringify(seal(from, "node.list", payload, to.id, "https://a.example.org", { ts: 1_795_349_807_181 + n }));
  if (n % 50 === 0) line.sig = sign("sha256", Buffer.from(line.wildCanonical), rsa).toString("base64");
  lines.push(JSON.stringify(line));
}
process.stdout.write(`${lines.join("\n")}\n`);
