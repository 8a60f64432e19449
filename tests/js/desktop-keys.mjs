// What DCTS's desktop client does with its key, written anew on Node's cryptography: what our client makes has to be
// understood by it, and the other way round (spec 41 sections 2 and 7.3).
import { constants, createCipheriv, createDecipheriv, pbkdf2Sync, publicEncrypt, randomBytes, sign, verify } from "node:crypto";
import { newKey, openEnvelope } from "./desktop-client.mjs";

const base64 = (bytes) => bytes.toString("base64");
const bytes = (text) => Buffer.from(text, "base64");

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}
const canonical = ({ sig: _, ...rest }) => JSON.stringify(ordered(rest));

function lock(secret, text) {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  return { iv: base64(iv), tag: base64(cipher.getAuthTag()), ciphertext: base64(ciphertext) };
}

/** An envelope for a key. */
export function sealEnvelope(publicKey, text) {
  const secret = randomBytes(32);
  const encKey = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, secret);
  return { method: "rsa", encKey: base64(encKey), ...lock(secret, text) };
}

const stretch = (password, salt) => pbkdf2Sync(password, salt, 100_000, 32, "sha256");

/** An envelope with a password. */
export function sealWithPassword(password, text) {
  const salt = randomBytes(16);
  return { method: "password", salt: base64(salt), ...lock(stretch(password, salt), text) };
}

export function openWithPassword(password, { salt, iv, tag, ciphertext }) {
  const decipher = createDecipheriv("aes-256-gcm", stretch(password, bytes(salt)), bytes(iv));
  decipher.setAuthTag(bytes(tag));
  return Buffer.concat([decipher.update(bytes(ciphertext)), decipher.final()]).toString();
}

/** The form in which envelopes stand in direct messages. */
export const envelopeText = ({ method, encKey, ciphertext, iv, tag }) => [method, encKey, "", ciphertext, iv, tag].join("|");
export function readEnvelopeText(text) {
  const [method, encKey, , ciphertext, iv, tag] = text.split("|");
  return { method, encKey, iv, tag, ciphertext };
}

export const signText = (privateKey, text) => base64(sign("sha256", Buffer.from(text), privateKey));
export const signObject = (privateKey, value) => ({ ...value, sig: signText(privateKey, canonical(value)) });
export const verifyText = (publicKey, text, signature) => verify("sha256", Buffer.from(text), publicKey, bytes(signature));
export const verifyObject = (publicKey, value) => verifyText(publicKey, canonical(value), value.sig);

/** The functions of the bridge, for a key of their own. */
export function bridgeOf(key = newKey()) {
  return {
    GetPublicKey: () => key.publicKey,
    GenerateGid: (text) => base64(Buffer.from(text.length >= 120 ? text.slice(80, 120) : text)),
    SignString: (text) => signText(key.privateKey, text),
    VerifyString: (text, signature, publicKey) => verifyText(publicKey, text, signature),
    SignJson: (value) => signObject(key.privateKey, value),
    VerifyJson: (value, publicKey) => verifyObject(publicKey, value),
    EncryptData: (text, publicKey) => sealEnvelope(publicKey, text),
    DecryptData: (method, encKey, iv, tag, ciphertext) => openEnvelope(key.privateKey, { method, encKey, iv, tag, ciphertext }),
  };
}
