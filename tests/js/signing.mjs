// What DCTS's pages do with the key of an installation besides proving it: they sign texts and objects, and seal
// texts for others (spec 41 section 2). Written from that description; signing.test.mjs holds it against the reference.
import { constants, createCipheriv, createSign, createVerify, publicEncrypt, randomBytes } from "node:crypto";
import { openEnvelope } from "./desktop-client.mjs";

/** The one text of a JSON value that is signed, whatever the order of its keys was. */
export function canonical(value) {
  const rebuilt = (part) => {
    if (Array.isArray(part)) return part.map(rebuilt);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.keys(part).sort().map((key) => [key, rebuilt(part[key])]));
  };
  return JSON.stringify(rebuilt(value));
}

export function signText(privateKey, text) {
  return createSign("sha256").update(text, "utf8").sign(privateKey, "base64");
}

export function hasSignedText(publicKey, text, sig) {
  return createVerify("sha256").update(text, "utf8").verify(publicKey, sig, "base64");
}

/** The object with its signature in `sig`. */
export function signObject(privateKey, object) {
  return { ...object, sig: signText(privateKey, canonical(object)) };
}

export function hasSignedObject(publicKey, { sig, ...object }) {
  return hasSignedText(publicKey, canonical(object), sig);
}

/** A text that only the owner of a key can read, as it stands in a direct message. */
export function seal(publicKey, text) {
  const [secret, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const encKey = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, secret);
  return ["rsa", encKey, "", ciphertext, iv, cipher.getAuthTag()].map((part) => (typeof part === "string" ? part : part.toString("base64"))).join("|");
}

/** What is in such a text. */
export function unseal(privateKey, sealed) {
  const [method, encKey, , ciphertext, iv, tag] = sealed.split("|");
  return String(openEnvelope(privateKey, { method, encKey, iv, tag, ciphertext }));
}
