// Envelopes: texts that only the owner of a key, or who knows a password, can read.
import { type Bytes, fromBase64, textOf, toBase64, utf8 } from "./base64";
import { publicKey, WRAPPING } from "./keys";

/** A text for the owner of a key: its own key is wrapped for that one. */
export interface Envelope {
  method: "rsa";
  encKey: string;
  iv: string;
  tag: string;
  ciphertext: string;
}

/** A text for who knows a password. */
export interface PasswordEnvelope {
  method: "password";
  salt: string;
  iv: string;
  tag: string;
  ciphertext: string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
/** As the format of the protocol has it. */
const ITERATIONS = 100_000;
/** A strict form: texts in which somebody merely writes of envelopes are none. */
const TEXT_FORM = /^rsa\|([A-Za-z0-9+/=]+)\|\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/;

/** Random bytes of the browser. */
export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

const aes = (key: Bytes, use: "encrypt" | "decrypt") => crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);

async function lock(key: CryptoKey, text: string): Promise<{ iv: string; tag: string; ciphertext: string }> {
  if (!text) throw new TypeError("nothing to encrypt");
  const iv = random(IV_BYTES);
  const all = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(text)));
  return { iv: toBase64(iv), tag: toBase64(all.subarray(-TAG_BYTES)), ciphertext: toBase64(all.subarray(0, -TAG_BYTES)) };
}

async function unlock(key: CryptoKey, parts: { iv: string; tag: string; ciphertext: string }): Promise<string> {
  const [iv, tag, ciphertext] = [fromBase64(parts.iv), fromBase64(parts.tag), fromBase64(parts.ciphertext)];
  // SECURITY: a shorter tag could be guessed.
  if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES) throw new TypeError("no envelope");
  const all = new Uint8Array(ciphertext.length + TAG_BYTES);
  all.set(ciphertext);
  all.set(tag, ciphertext.length);
  return textOf(await crypto.subtle.decrypt({ name: "AES-GCM", iv, tagLength: TAG_BYTES * 8 }, key, all));
}

/** Encrypts a text for the owner of a key. Throws if the key cannot be used: never is it taken for a password. */
export async function seal(text: string, pem: string): Promise<Envelope> {
  const secret = random(KEY_BYTES);
  const encKey = await crypto.subtle.encrypt(WRAPPING, await publicKey(pem, "encrypt"), secret);
  const { iv, tag, ciphertext } = await lock(await aes(secret, "encrypt"), text);
  return { method: "rsa", encKey: toBase64(new Uint8Array(encKey)), iv, tag, ciphertext };
}

/** The text of an envelope, as it was written: never parsed. Throws if it is not for this key, or was changed. */
export async function open(envelope: Envelope, key: CryptoKey): Promise<string> {
  if (envelope.method !== "rsa") throw new TypeError("no envelope for a key");
  const secret = new Uint8Array(await crypto.subtle.decrypt(WRAPPING, key, fromBase64(envelope.encKey)));
  if (secret.length !== KEY_BYTES) throw new TypeError("no envelope");
  return unlock(await aes(secret, "decrypt"), envelope);
}

/** A key from a password. Blanks around it are no part of it, as in the protocol's own library. */
async function stretch(password: string, salt: Bytes, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", utf8(password.trim()), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS }, material, { name: "AES-GCM", length: KEY_BYTES * 8 }, false, [use]);
}

/** Encrypts a text with a password. */
export async function sealWithPassword(text: string, password: string): Promise<PasswordEnvelope> {
  const salt = random(SALT_BYTES);
  return { method: "password", salt: toBase64(salt), ...(await lock(await stretch(password, salt, "encrypt"), text)) };
}

/** The text of an envelope with a password. Throws if the password is another one, or the envelope was changed. */
export async function openWithPassword(envelope: PasswordEnvelope, password: string): Promise<string> {
  if (envelope.method !== "password") throw new TypeError("no envelope with a password");
  return unlock(await stretch(password, fromBase64(envelope.salt), "decrypt"), envelope);
}

/** The form in which envelopes stand in direct messages. */
export const envelopeText = ({ method, encKey, ciphertext, iv, tag }: Envelope) => [method, encKey, "", ciphertext, iv, tag].join("|");

/** The envelope that a text is; nothing if it is none. */
export function readEnvelope(text: string): Envelope | undefined {
  const [, encKey = "", ciphertext = "", iv = "", tag = ""] = TEXT_FORM.exec(text) ?? [];
  return encKey ? { method: "rsa", encKey, iv, tag, ciphertext } : undefined;
}
