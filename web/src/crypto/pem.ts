// Keys as text: the form that is sent, the form that is compared, and the short id made of it.
import { type Bytes, fromBase64, toBase64, utf8 } from "./base64";

type Kind = "PUBLIC KEY" | "PRIVATE KEY";

/** Longest key that is looked at: RSA 8192 has about 1.5 KB. */
const MAX_LENGTH = 4096;
const LINE = /.{1,64}/g;
const ANY_PEM = /^-----BEGIN ((?:RSA )?PUBLIC KEY)-----([\s\S]*?)-----END \1-----$/;

/** PEM exactly as the protocol has it: lines of 64, LF, and one at the end. */
export const toPem = (kind: Kind, der: Uint8Array) => `-----BEGIN ${kind}-----\n${toBase64(der).match(LINE)?.join("\n") ?? ""}\n-----END ${kind}-----\n`;

/** A key as it is before it is used: breaks of editors undone, wrapped anew, without an end of line. Other texts only
 * lose breaks and blanks around them. */
export function normalForm(text: string): string {
  const lines = text.replace(/(?:<|&lt;)br\s*\/?(?:>|&gt;)/gi, "\n").replace(/\r\n?/g, "\n").trim();
  const [, kind, body] = ANY_PEM.exec(lines) ?? [];
  if (!kind || body === undefined) return lines;
  return [`-----BEGIN ${kind}-----`, ...(body.replace(/\s/g, "").match(LINE) ?? []), `-----END ${kind}-----`].join("\n");
}

/** What is in a PEM; nothing if it is none of this kind. */
export function derOf(text: string, kind: Kind): Bytes | undefined {
  const [start, end] = [`-----BEGIN ${kind}-----`, `-----END ${kind}-----`];
  const form = kind === "PUBLIC KEY" ? normalForm(text.slice(0, MAX_LENGTH)) : text.trim();
  if (!form.startsWith(start) || !form.endsWith(end)) return undefined;
  try {
    return fromBase64(form.slice(start.length, -end.length).replace(/\s/g, ""));
  } catch {
    return undefined;
  }
}

/** Whether two texts are of the same key, however they are written. */
export function isSameKey(a: string, b: string): boolean {
  const [first, second] = [derOf(a, "PUBLIC KEY"), derOf(b, "PUBLIC KEY")];
  return first !== undefined && second !== undefined && toBase64(first) === toBase64(second);
}

/** Length from which a text counts as a key, and the part of it that makes the id. */
const GID = { from: 120, slice: [80, 120] } as const;

/** The id that other servers know a key or a host by. It names somebody, and proves nothing. */
export const gidOf = (text: string) => toBase64(utf8(text.length >= GID.from ? text.slice(...GID.slice) : text));
