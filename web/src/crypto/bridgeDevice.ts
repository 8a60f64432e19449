// The own key in the desktop client. Its functions take and give values, on Android texts in JSON; and it would take a
// key that is none for a password, so keys are looked at first.
import { call, can } from "../protocol/bridge";
import { hasCrypto } from "./available";
import { hidesMembers } from "./canonical";
import type { KeyDevice } from "./device";
import type { Envelope } from "./envelope";
import { isUsable } from "./keys";
import { derOf, gidOf } from "./pem";
import { type Signed, verifyJson, verifyString } from "./sign";

/** Shorter ones are no signatures. */
const LEAST_SIGNATURE = 10;

const isTrue = (value: unknown) => String(value) === "true";
const parsed = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);
/** What was decrypted, and may have been read as JSON on the way. */
const asText = (value: unknown) => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));

function signatureOf(value: unknown): string {
  if (typeof value !== "string" || value.length <= LEAST_SIGNATURE) throw new TypeError("the desktop client gives no signature");
  return value;
}

function envelopeOf(value: unknown): Envelope {
  const { method, encKey, iv, tag, ciphertext } = parsed(value) as Record<string, unknown>;
  // SECURITY: an envelope with a password would be one that everybody opens who knows the public key.
  if (method !== "rsa" || ![encKey, iv, tag, ciphertext].every((part) => typeof part === "string" && part)) throw new TypeError("the desktop client gives no envelope");
  return { method, encKey, iv, tag, ciphertext } as Envelope;
}

const isKey = (pem: string) => (hasCrypto() ? isUsable(pem) : derOf(pem, "PUBLIC KEY") !== undefined);

/** The key of the desktop client; nothing where it has none. */
export async function bridgeDevice(): Promise<KeyDevice | undefined> {
  if (!can("GetPublicKey")) return undefined;
  const publicKey = String(await call("GetPublicKey"));
  if (!(await isKey(publicKey))) return undefined;
  const isAndroid = can("getPlatform") && String(await call("getPlatform")) === "android";
  const given = (value: object) => (isAndroid ? JSON.stringify(value) : value);
  return {
    kind: "bridge",
    publicKey,
    signString: async (text) => signatureOf(await call("SignString", text)),
    // What is sent is our own object: of the copy only the signature is taken.
    signJson: async <T extends object>(value: T): Promise<Signed<T>> => ({ ...value, sig: signatureOf((parsed(await call("SignJson", given(value))) as { sig?: unknown }).sig) }),
    verifyString: async (text, signature, pem) => (can("VerifyString") ? isTrue(await call("VerifyString", text, signature, pem).catch(() => false)) : verifyString(text, signature, pem)),
    verifyJson: async (value, pem) => (can("VerifyJson") && !hidesMembers(value) ? isTrue(await call("VerifyJson", given(value), pem).catch(() => false)) : verifyJson(value, pem)),
    async encrypt(text, pem) {
      if (!text || !(await isKey(pem))) throw new TypeError("nothing to encrypt, or nobody to encrypt for");
      return envelopeOf(await call("EncryptData", text, pem));
    },
    decrypt: async ({ method, encKey, iv, tag, ciphertext }) => asText(await call("DecryptData", method, encKey, iv, tag, ciphertext)),
    gid: async (text) => (can("GenerateGid") ? String(await call("GenerateGid", text)) : gidOf(text)),
  };
}
