// Another node, played by tests: keys, signatures and canonical JSON by Node's own means.
import { createHash, createPrivateKey, createPublicKey, randomBytes, randomUUID, sign, verify } from "node:crypto";

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
    this.public = createPublicKey(this.private);
    this.key = `ed25519:${this.public.export({ format: "jwk" }).x}`;
    this.id = base32(sha(this.key).subarray(0, 20));
  }

  sign(text) {
    return sign(null, Buffer.from(text), this.private).toString("base64");
  }

  signed(text, signature) {
    return verify(null, Buffer.from(text), this.public, Buffer.from(signature, "base64"));
  }
}

const signedText = (event, ph) => ["dsync1", event.event, event.eventId, event.source, event.key, event.ts, event.to, ph].join("\n");
export const payloadHash = (payload) => sha(canonical(payload)).toString("base64url");
export const textOf = (event) => signedText(event, event.ph ?? payloadHash(event.payload));

/** A signed event. */
export function seal(identity, event, payload, to, source, more = {}) {
  const sealed = { event, payload, eventId: randomUUID(), source, v: 1, key: identity.key, ts: Date.now(), to, ...more };
  return { ...sealed, sig: identity.sign(textOf(sealed)) };
}

/** An event as it is shown as evidence of a flood. */
export function header({ payload, ...event }) {
  return { ...event, ph: payloadHash(payload) };
}

export function rotation(old, fresh, address, { compromised = false, ts = Date.now() } = {}) {
  const text = ["dsync1-rotate", old.key, fresh.key, address, ts, compromised ? 1 : 0].join("\n");
  return { old: old.key, new: fresh.key, address, ts, compromised, sigOld: old.sign(text), sigNew: fresh.sign(text) };
}

export function nodeObject(identity, address, { ts = Date.now(), rotations = [] } = {}) {
  const object = { id: identity.id, key: identity.key, address, ts, dsync: { version: 1, events: ["node.hello"] }, rotations };
  return { ...object, sig: identity.sign(`dsync1-node\n${canonical(object)}`) };
}

/** By what a node calls a member when it speaks to another one. */
export function memberHash(receiver, publicKey) {
  const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return createHash("sha256").update(`dsync1-ban\n${receiver}\n`).update(der).digest("base64url");
}
