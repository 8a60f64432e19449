// Keys of media as people in a call hand them to each other. Everybody encrypts with a key of their own, and gives it to
// each of the others in an envelope that only that one opens, with a signature over all of it: whoever carries it, the
// voice server too, can neither read it nor make one.
import { canonicalJson, type Envelope, envelopeText, fromBase64, type KeyDevice, readEnvelope, toBase64 } from "../../crypto";

/** LiveKit's name for our messages in a call. */
export const TOPIC = "dcts-edge.media";
const KEY = "dcts-edge media key 1";
const HELLO = "dcts-edge media hello 1";
/** A key with its signature has about 1.5 KB, under the largest of our keys 4 KB. */
const MAX_BYTES = 8192;
const SECRET_BYTES = 32;
const NONCE_BYTES = 16;
const MAX_EPOCH = 2 ** 31;

/** Somebody is there, and takes keys that are made for this stay of theirs. Nobody has to believe it: a false one only
 * gets keys that nobody takes. */
export interface Hello {
  type: typeof HELLO;
  nonce: string;
  /** Others shall say the same. */
  isAsking: boolean;
}

/** What a key is for. */
export interface About {
  /** LiveKit's room: the channel. */
  room: string;
  /** The member who encrypts with it. */
  from: string;
  /** The stay of that member in the call. */
  nonce: string;
  /** Grows with each key of a stay. */
  epoch: number;
}

/** A key for one person. */
export interface KeyMessage extends About {
  type: typeof KEY;
  to: string;
  /** The stay of that person; empty for who may not say it. */
  re: string;
  /** Milliseconds of the clock of who made it. */
  at: number;
  /** The secret, in an envelope. */
  key: string;
  sig: string;
}

/** Why a key is not taken: it was made for something else, was signed by somebody else, or cannot be opened. */
export type Refusal = "place" | "forged" | "sealed";
export class Refused extends Error {
  constructor(readonly why: Refusal) {
    super(why);
  }
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
export const newNonce = () => toBase64(random(NONCE_BYTES));
export const newSecret = () => random(SECRET_BYTES);

export const hello = (nonce: string, isAsking: boolean): Hello => ({ type: HELLO, nonce, isAsking });

const isNonce = (value: unknown): value is string => typeof value === "string" && /^[A-Za-z0-9+/]{22}==$/.test(value);
const isNumber = (value: unknown, max: number): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) < max;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** What somebody sent; nothing if it is none of ours. */
export function readMessage(bytes: Uint8Array): Hello | KeyMessage | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  let value: Partial<Record<keyof KeyMessage | keyof Hello, unknown>> | null;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as typeof value;
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !isNonce(value.nonce)) return undefined;
  if (value.type === HELLO) return hello(value.nonce, value.isAsking === true);
  const { room, from, to, re, at, epoch, key, sig } = value;
  const isWhole = value.type === KEY && isText(room) && isText(from) && isText(to) && (re === "" || isNonce(re)) && isNumber(at, Number.MAX_SAFE_INTEGER) && isNumber(epoch, MAX_EPOCH) && isText(key) && isText(sig);
  // Exactly as it came: the signature is over all of it.
  return isWhole ? (value as KeyMessage) : undefined;
}

/** Makes a key ready for one person. Throws if their public key cannot be used. */
export async function wrapKey(secret: Uint8Array, about: About, { id, publicKey, re }: { id: string; publicKey: string; re: string }, device: KeyDevice, at: number): Promise<KeyMessage> {
  const { room, from, nonce, epoch } = about;
  // SECURITY: what is said before it keeps a server from having it opened as a challenge.
  const envelope: Envelope = await device.encrypt(`${KEY} ${toBase64(secret)}`, publicKey);
  return device.signJson({ type: KEY, room, from, nonce, epoch, to: id, re, at, key: envelopeText(envelope) } as Omit<KeyMessage, "sig">);
}

/** Takes the secret out of a message that must be for `to`, in `room`, and signed with the key of `from`.
 * @throws Refused if it is not */
export async function openKey(message: KeyMessage, { room, from, to, publicKey }: { room: string; from: string; to: string; publicKey: string }, device: KeyDevice): Promise<Uint8Array> {
  if (message.room !== room || message.from !== from || message.to !== to) throw new Refused("place");
  // SECURITY: before anything of it is opened.
  if (!(await device.verifyJson(message, publicKey))) throw new Refused("forged");
  const envelope = readEnvelope(message.key);
  if (!envelope) throw new Refused("sealed");
  let text: string;
  try {
    text = await device.decrypt(envelope);
  } catch {
    throw new Refused("sealed");
  }
  const secret = text.startsWith(`${KEY} `) ? bytesOf(text.slice(KEY.length + 1)) : undefined;
  if (secret?.length !== SECRET_BYTES) throw new Refused("sealed");
  return secret;
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}

/** What LiveKit's library derives the key of frames from: another one for each channel, member, stay and turn. */
export async function materialOf(secret: Uint8Array, { room, from, nonce, epoch }: About): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const base = await crypto.subtle.importKey("raw", secret.slice(), "HKDF", false, ["deriveBits"]);
  const info = encoder.encode(canonicalJson([KEY, room, from, nonce, epoch]));
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: encoder.encode("dcts-edge media"), info }, base, SECRET_BYTES * 8);
  return crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits", "deriveKey"]);
}
