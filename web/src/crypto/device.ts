// Whatever holds the own key: this browser, or the desktop client around it. Nothing else needs to know which.
import type { Envelope } from "./envelope";
import { open, seal } from "./envelope";
import { gidOf } from "./pem";
import { type Signed, signJson, signString, verifyJson, verifyString } from "./sign";

/** The own key, and what is done with it and with those of others. */
export interface KeyDevice {
  readonly kind: "browser" | "bridge";
  /** In PEM, exactly as it is sent. */
  readonly publicKey: string;
  signString(text: string): Promise<string>;
  /** A copy with `sig`. */
  signJson<T extends object>(value: T): Promise<Signed<T>>;
  /** False for what is no signature or no key. */
  verifyString(text: string, signature: string, pem: string): Promise<boolean>;
  verifyJson(value: object, pem: string): Promise<boolean>;
  /** Throws if the text is empty or the key cannot be used. */
  encrypt(text: string, pem: string): Promise<Envelope>;
  /** Throws if the envelope is not for this key. */
  decrypt(envelope: Envelope): Promise<string>;
  /** The short id of a key or a host. */
  gid(text: string): Promise<string>;
}

/** The own key in this browser: it can be used, but not be taken out. */
export interface OwnKey {
  sign: CryptoKey;
  decrypt: CryptoKey;
  publicKey: string;
}

/** The key of this browser as a device. */
export const browserDevice = (own: OwnKey): KeyDevice => ({
  kind: "browser",
  publicKey: own.publicKey,
  signString: (text) => signString(text, own.sign),
  signJson: (value) => signJson(value, own.sign),
  verifyString,
  verifyJson,
  encrypt: seal,
  decrypt: (envelope) => open(envelope, own.decrypt),
  gid: async (text) => gidOf(text),
});
