// The own key comes into this browser: made here, or brought in a file. Only now can it be saved; afterwards the
// browser uses it and never gives it out.
import type { Bytes } from "./base64";
import type { OwnKey } from "./device";
import { open, seal } from "./envelope";
import { importKey, isFit, SIGNATURE, WRAPPING } from "./keys";
import { derOf, toPem } from "./pem";
import { signString, verifyString } from "./sign";

/** A key that can still be saved. */
export interface FreshKey {
  own: OwnKey;
  /** The private key in PEM. Whoever has it is its owner: it is dropped as soon as it was saved. */
  privatePem: string;
}

const BITS = 2048;
const EXPONENT = new Uint8Array([1, 0, 1]);

/** The public key that belongs to a private one. */
async function publicPart(whole: CryptoKey): Promise<string> {
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", whole);
  if (!kty || !n || !e) throw new TypeError("no RSA key");
  const key = await crypto.subtle.importKey("jwk", { kty, n, e }, WRAPPING, true, ["encrypt"]);
  return toPem("PUBLIC KEY", new Uint8Array(await crypto.subtle.exportKey("spki", key)));
}

/** SECURITY: a key whose halves do not belong together would sign what nobody can verify, or leak itself. */
async function isWhole({ sign, decrypt, publicKey }: OwnKey): Promise<boolean> {
  const probe = "Do the halves fit?";
  const isSigned = await verifyString(probe, await signString(probe, sign), publicKey);
  return isSigned && (await open(await seal(probe, publicKey), decrypt)) === probe;
}

async function fromDer(der: Bytes): Promise<FreshKey> {
  const whole = await importKey(der, "sign", true);
  if (!isFit(whole)) throw new TypeError("an RSA key of another size");
  const own = { publicKey: await publicPart(whole), sign: await importKey(der, "sign"), decrypt: await importKey(der, "decrypt") };
  if (!(await isWhole(own))) throw new TypeError("the halves do not fit");
  return { own, privatePem: toPem("PRIVATE KEY", der) };
}

/** Makes a new key. */
export async function createKey(): Promise<FreshKey> {
  const { privateKey } = await crypto.subtle.generateKey({ ...SIGNATURE, modulusLength: BITS, publicExponent: EXPONENT }, true, ["sign", "verify"]);
  return fromDer(new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)));
}

/** Takes a private key in PEM. Throws if it is none that can be used here. */
export async function takeKey(privatePem: string): Promise<FreshKey> {
  const der = derOf(privatePem, "PRIVATE KEY");
  if (!der) throw new TypeError("no private key");
  return fromDer(der);
}
