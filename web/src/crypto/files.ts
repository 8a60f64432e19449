// Files of encrypted messages: encrypted here, uploaded as something that nobody can read, and found by the address in
// the message, whose part after the # never leaves browsers. docs/encryption.md describes the form.
import { fromBase64, textOf, toBase64Url, utf8 } from "./base64";
import { random } from "./envelope";

/** What an address says of its file. */
export interface SealedFile {
  /** Without the part after the #. */
  href: string;
  key: string;
  iv: string;
  size: number;
  type: string;
  name: string;
}

const MARK = "#dcts-e2ee=v1.";
/** How such files begin: servers tell by it that this is no picture and no program. */
const MAGIC = utf8("DCTS-E2EE\0\x01");
/** Types that may be shown in the page. SECURITY: everything else is only saved, whatever its sender calls it: a page
 * or a drawing could run in our name. */
const SHOWN = /^(image\/(png|jpeg|gif|webp|avif)|audio\/(mpeg|ogg|wav|webm|mp4|aac|flac)|video\/(mp4|webm|ogg))$/;
const KEPT = "application/octet-stream";
/** Longest name that is taken over. */
const MAX_NAME = 200;

/** A file that can be uploaded. */
export interface Sealed {
  /** What is uploaded. */
  file: File;
  /** Makes the address for the message of where the upload went. */
  addressOf: (uploaded: string) => string;
}

/** Encrypts a file with a key of its own. The name that the server sees says nothing. */
export async function sealFile(file: File): Promise<Sealed> {
  const [secret, iv] = [random(32), random(12)];
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: MAGIC }, key, await file.arrayBuffer());
  const about = [toBase64Url(secret), toBase64Url(iv), file.size, toBase64Url(utf8(file.type || KEPT)), toBase64Url(utf8(file.name.slice(-MAX_NAME) || "file"))];
  return {
    file: new File([MAGIC, ciphertext], `${toBase64Url(random(9))}.bin`, { type: KEPT }),
    addressOf: (uploaded) => `${uploaded}${MARK}${about.join(".")}`,
  };
}

/** What an address says of a file; nothing if it is an ordinary one. */
export function readSealed(address: string): SealedFile | undefined {
  const at = address.indexOf(MARK);
  if (at < 0) return undefined;
  const [key = "", iv = "", size = "", type = "", name = "", ...more] = address.slice(at + MARK.length).split(".");
  if (more.length || !type || !name || !/^\d{1,15}$/.test(size)) return undefined;
  try {
    if (fromBase64(key).length !== 32 || fromBase64(iv).length !== 12) return undefined;
    return { href: address.slice(0, at), key, iv, size: Number(size), type: textOf(fromBase64(type)), name: textOf(fromBase64(name)).replace(/[/\\\0]/g, "_").slice(-MAX_NAME) };
  } catch {
    return undefined;
  }
}

/** Whether a file may be shown in the page once it is decrypted. */
export const isShowable = ({ type }: SealedFile) => SHOWN.test(type);

/** Decrypts what was fetched. Throws if it was changed, or is not the file that the message meant. */
export async function openFile(about: SealedFile, fetched: ArrayBuffer): Promise<File> {
  const secret = await crypto.subtle.importKey("raw", fromBase64(about.key), "AES-GCM", false, ["decrypt"]);
  const ciphertext = new Uint8Array(fetched, Math.min(MAGIC.length, fetched.byteLength));
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(about.iv), additionalData: MAGIC }, secret, ciphertext);
  if (plain.byteLength !== about.size) throw new TypeError("another file");
  return new File([plain], about.name, { type: isShowable(about) ? about.type : KEPT });
}
