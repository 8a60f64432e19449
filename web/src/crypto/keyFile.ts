// Files that hold the own key: plain, as the desktop client keeps it, or encrypted with a password.
import { type FreshKey, takeKey } from "./create";
import { openWithPassword, type PasswordEnvelope, sealWithPassword } from "./envelope";

/** Why a file gives no key. */
export type FileTrouble = "notAKey" | "badKey" | "wrongPassword";

/** A file that gives no key, and why. */
export class KeyFileError extends Error {
  constructor(readonly trouble: FileTrouble) {
    super(trouble);
  }
}

/** The names of the files; the plain one as the desktop client looks for it. */
export const FILE_NAMES = { plain: "privatekey.json", locked: "privatekey.encrypted.json" } as const;

/** The file of the desktop client: whoever has it has the key. */
export const plainFile = ({ privatePem }: FreshKey) => JSON.stringify({ privateKey: privatePem });

/** The same, encrypted with a password. */
export const lockedFile = async (key: FreshKey, password: string) => JSON.stringify(await sealWithPassword(plainFile(key), password));

function parse(text: string): Record<string, unknown> {
  // Somebody may bring the key alone.
  if (text.trim().startsWith("-----BEGIN PRIVATE KEY-----")) return { privateKey: text };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // It is said below.
  }
  throw new KeyFileError("notAKey");
}

/** Whether a file needs a password. Throws if it holds no key at all. */
export function isLocked(text: string): boolean {
  const value = parse(text);
  if (value.method === "password" && ["salt", "iv", "tag", "ciphertext"].every((part) => typeof value[part] === "string")) return true;
  if (typeof value.privateKey === "string") return false;
  throw new KeyFileError("notAKey");
}

async function unlocked(text: string, password: string): Promise<string> {
  try {
    return await openWithPassword(JSON.parse(text) as PasswordEnvelope, password);
  } catch {
    throw new KeyFileError("wrongPassword");
  }
}

/** The key of a file. */
export async function readKeyFile(text: string, password = ""): Promise<FreshKey> {
  const plain = isLocked(text) ? await unlocked(text, password) : text;
  const { privateKey } = parse(plain);
  if (typeof privateKey !== "string") throw new KeyFileError("notAKey");
  try {
    return await takeKey(privateKey);
  } catch {
    throw new KeyFileError("badKey");
  }
}
