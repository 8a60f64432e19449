// A key as people compare it: eight groups of five digits, short enough to be read aloud.
import { derOf } from "./pem";

const GROUPS = 8;
const DIGITS = 5;

/** The digits of a key: SHA-256 of its DER, four bytes to a group. Nothing for what is no key. */
export async function safetyNumber(pem: string): Promise<string[]> {
  const der = derOf(pem, "PUBLIC KEY");
  if (!der) return [];
  const digest = new DataView(await crypto.subtle.digest("SHA-256", der));
  return Array.from({ length: GROUPS }, (_, at) => String(digest.getUint32(at * 4) % 10 ** DIGITS).padStart(DIGITS, "0"));
}
