// Bytes as text: standard base64 with padding, as the protocol has it, and the form for addresses.

/** Bytes with a buffer of their own, as the browser's cryptography takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call has only so many arguments, and files are long.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** The alphabet that needs no escapes in an address, without padding. */
export const toBase64Url = (bytes: Uint8Array) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Reads both alphabets, with or without padding. Throws on anything else. */
export function fromBase64(text: string): Bytes {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) throw new TypeError("no base64");
  return Uint8Array.from(atob(plain.replace(/=+$/, "")), (letter) => letter.charCodeAt(0));
}

/** The bytes of a text, as everything here signs and encrypts it. */
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

/** The text of bytes. What is no UTF-8 is refused, and nothing is left out: signatures are over every character. */
export const textOf = (bytes: BufferSource) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
