// Another node, played by tests: keys, signatures and canonical JSON by Node's own means.
import { createHash, createPrivateKey, createPublicKey, randomBytes, randomUUID, sign } from "node:crypto";

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** What JavaScript prints when the members of every object are sorted. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

const sha = (text) => createHash("sha256").update(text).digest();

function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(five, 2)]).join("");
}

/** What a node signs with. */
export class Identity {
  constructor(seed = randomBytes(32)) {
    this.private = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
    this.key = `ed25519:${createPublicKey(this.private).export({ format: "jwk" }).x}`;
    this.id = base32(sha(this.key).subarray(0, 20));
  }

  sign(text) {
    return sign(null, Buffer.from(text), this.private).toString("base64");
  }
}

const signedText = (event, ph) => ["dsync1", event.event, event.eventId, event.source, event.key, event.ts, event.to, ph].join("\n");
const payloadHash = (payload) => sha(canonical(payload)).toString("base64url");
const textOf = (event) => signedText(event, event.ph ?? payloadHash(event.payload));

/** A signed event. */
export function seal(identity, event, payload, to, source, more = {}) {
  const sealed = { event, payload, eventId: randomUUID(), source, v: 1, key: identity.key, ts: Date.now(), to, ...more };
  return { ...sealed, sig: identity.sign(textOf(sealed)) };
}
