// Account files: what opens an account on another device, plain or encrypted with a password. Nothing
// here knows of the page or the server.
import { type Bytes, fromBase64, toBase64 } from "../../crypto/base64";

/** What a file says of an account. The first three are enough to come back. */
export interface Account {
  id: string;
  token: string;
  /** `challenge-solution`, or empty. */
  pow: string;
  name?: string;
  loginName?: string;
  icon?: string;
  banner?: string;
  /** Ours: the server that it opens the account on. */
  origin?: string;
}

/** The encrypted form. The members but the first three are base64. */
export interface LockedFile {
  format: typeof FORMAT;
  version: number;
  iterations: number;
  salt: string;
  iv: string;
  ciphertext: string;
}

export type Trouble = "notAnAccount" | "tooNew" | "damaged" | "wrongPassword" | "noKey";

export class FileTrouble extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

const FORMAT = "dcts-edge-account";
const VERSION = 1;
const ITERATIONS = 600_000;
/** A file must not keep the browser busy for hours, and less would be no protection. */
const ITERATIONS_RANGE = [100_000, 10_000_000] as const;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const KEY_BITS = 256;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function bytesOf(text: unknown): Bytes {
  try {
    return fromBase64(String(text));
  } catch {
    throw new FileTrouble("damaged");
  }
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FileTrouble("notAnAccount");
  }
  if (!isObject(value)) throw new FileTrouble("notAnAccount");
  return value;
}

function accountOf(value: unknown): Account {
  if (!isObject(value)) throw new FileTrouble("notAnAccount");
  const { id, token, pow } = value;
  if (typeof id !== "string" || id.length !== 12) throw new FileTrouble("notAnAccount");
  if (typeof token !== "string" || !token) throw new FileTrouble("noKey");
  return { ...value, id, token, pow: typeof pow === "string" ? pow : "" };
}

/** The challenge and the solution of an account's proof of work, if it has one. */
export function proofOf({ pow }: Account): { challenge: string; solution: number } | undefined {
  const at = pow.lastIndexOf("-");
  const solution = Number(pow.slice(at + 1));
  return at > 0 && /^\d+$/.test(pow.slice(at + 1)) && Number.isSafeInteger(solution) ? { challenge: pow.slice(0, at), solution } : undefined;
}

/** Reads a file as far as that goes without a password. */
export function readFile(text: string): { account: Account } | { locked: LockedFile } {
  const value = parse(text);
  if (value.format === undefined) return { account: accountOf(value) };
  if (value.format !== FORMAT) throw new FileTrouble("notAnAccount");
  if (typeof value.version !== "number" || value.version > VERSION) throw new FileTrouble("tooNew");
  const [least, most] = ITERATIONS_RANGE;
  const { iterations } = value;
  if (typeof iterations !== "number" || !Number.isInteger(iterations) || iterations < least || iterations > most) throw new FileTrouble("damaged");
  return { locked: value as unknown as LockedFile };
}

async function keyOf(password: string, salt: Bytes, iterations: number, use: "encrypt" | "decrypt") {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material, { name: "AES-GCM", length: KEY_BITS }, false, [use]);
}

/** Encrypts an account; the text of the file. */
export async function lock(account: Account, password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await keyOf(password, salt, ITERATIONS, "encrypt");
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(account)));
  const file: LockedFile = { format: FORMAT, version: VERSION, iterations: ITERATIONS, salt: toBase64(salt), iv: toBase64(iv), ciphertext: toBase64(new Uint8Array(ciphertext)) };
  return JSON.stringify(file, null, 2);
}

/** Opens an encrypted file. A wrong password and a changed ciphertext look the same. */
export async function unlock(file: LockedFile, password: string): Promise<Account> {
  const salt = bytesOf(file.salt);
  const iv = bytesOf(file.iv);
  const ciphertext = bytesOf(file.ciphertext);
  if (salt.length < SALT_BYTES || iv.length !== IV_BYTES) throw new FileTrouble("damaged");
  const key = await keyOf(password, salt, file.iterations, "decrypt");
  let text: ArrayBuffer;
  try {
    text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, ciphertext);
  } catch {
    throw new FileTrouble("wrongPassword");
  }
  return accountOf(parse(new TextDecoder().decode(text)));
}

/** As DCTS names it; what file systems do not like is replaced. */
export function fileName(origin: string, name: string): string {
  const safe = (text: string) => text.replace(/[^\p{L}\p{N}.-]+/gu, "_");
  return `${safe(origin)}_identity_${safe(name) || "account"}.json`;
}
