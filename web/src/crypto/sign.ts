// Signatures of texts and of objects.
import { fromBase64, toBase64, utf8 } from "./base64";
import { canonicalJson, hidesMembers } from "./canonical";
import { publicKey, SIGNATURE } from "./keys";

/** An object with its signature. */
export type Signed<T extends object> = T & { sig: string };

/** Signs the UTF-8 bytes of a text. */
export const signString = async (text: string, key: CryptoKey) => toBase64(new Uint8Array(await crypto.subtle.sign(SIGNATURE, key, utf8(text))));

/** Whether the owner of the key signed exactly this text. A key or a signature that is none has signed nothing. */
export async function verifyString(text: string, signature: unknown, pem: string): Promise<boolean> {
  if (typeof signature !== "string" || !signature || !pem) return false;
  try {
    return await crypto.subtle.verify(SIGNATURE, await publicKey(pem, "verify"), fromBase64(signature), utf8(text));
  } catch {
    return false;
  }
}

const withoutSignature = ({ sig: _, ...rest }: Record<string, unknown>) => rest;

/** A copy with `sig` over everything else in it. What is signed already stays as it is: edits are new objects. */
export async function signJson<T extends object>(value: T, key: CryptoKey): Promise<Signed<T>> {
  if ("sig" in value) return value as Signed<T>;
  return { ...value, sig: await signString(canonicalJson(value), key) };
}

/** Whether the owner of the key signed this object as it is. */
export async function verifyJson(value: unknown, pem: string): Promise<boolean> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || hidesMembers(value)) return false;
  const fields = value as Record<string, unknown>;
  return verifyString(canonicalJson(withoutSignature(fields)), fields.sig, pem);
}
