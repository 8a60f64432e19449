// Keys for the browser's cryptography. One RSA pair signs and decrypts, so every key is read twice.
import type { Bytes } from "./base64";
import { derOf } from "./pem";

/** Which use of a key is meant. */
export type Use = "sign" | "verify" | "encrypt" | "decrypt";

/** Bits that an RSA key of the protocol may have. */
const [LEAST_BITS, MOST_BITS] = [2048, 8192];
/** Keys of others that are kept ready; conversations have a few. */
const MAX_KEPT = 64;

/** The algorithm of signatures, also for new keys. */
export const SIGNATURE = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;
/** That of envelopes; SHA-1 is what the protocol's own library does, and harmless in this place. */
export const WRAPPING = { name: "RSA-OAEP", hash: "SHA-1" } as const;

/** SECURITY: smaller keys can be broken, larger ones keep the browser busy. */
export function isFit(key: CryptoKey): boolean {
  const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
  return modulusLength >= LEAST_BITS && modulusLength <= MOST_BITS;
}

/** Reads a key in DER: a public one to verify and encrypt, a private one to sign and decrypt. */
export const importKey = (der: Bytes, use: Use, isExtractable = false): Promise<CryptoKey> =>
  crypto.subtle.importKey(use === "verify" || use === "encrypt" ? "spki" : "pkcs8", der, use === "sign" || use === "verify" ? SIGNATURE : WRAPPING, isExtractable, [use]);

const known = new Map<string, Promise<CryptoKey>>();

async function read(pem: string, use: "verify" | "encrypt"): Promise<CryptoKey> {
  const der = derOf(pem, "PUBLIC KEY");
  const key = der && (await importKey(der, use));
  if (!key || !isFit(key)) throw new TypeError("no key that can be used");
  return key;
}

/** A public key in PEM. Throws if it is none, or not RSA of 2048 to 8192 bits. */
export function publicKey(pem: string, use: "verify" | "encrypt"): Promise<CryptoKey> {
  const name = `${use} ${pem}`;
  const key = known.get(name) ?? read(pem, use);
  known.delete(name);
  known.set(name, key);
  for (const [oldest] of known) if (known.size > MAX_KEPT) known.delete(oldest);
  return key;
}

/** Whether something is a key that can be encrypted for. */
export const isUsable = (pem: string | null | undefined): Promise<boolean> =>
  pem ? publicKey(pem, "encrypt").then(() => true, () => false) : Promise.resolve(false);
