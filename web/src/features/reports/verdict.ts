// What is known of a reported text, in words: whether its author has written it.
import { readEnvelope } from "../../crypto/envelope";
import type { tr } from "../../i18n/reports";
import type { Case } from "./report";

type TextName = Parameters<typeof tr>[0];

export interface Verdict {
  look: "ok" | "warn" | "bad" | "info";
  /** In two or three words. */
  label: TextName;
  /** What it means. */
  meaning: TextName;
  /** What else one has to know about the key. */
  note?: TextName;
}

const isEncrypted = (original: unknown): boolean => {
  const texts = (original as { data?: { message?: unknown } } | undefined)?.data?.message;
  return typeof texts === "object" && texts !== null && Object.values(texts).some((text) => typeof text === "string" && readEnvelope(text));
};

export function verdictOf({ kind, html, isSigned, verification, original }: Case): Verdict | undefined {
  // Of channels the server has the message itself; a signature was checked when it came in.
  if (kind === "message") return isSigned ? { look: "ok", label: "verified", meaning: "signedMeaning" } : undefined;
  const { plain, object, key, verdict } = verification ?? {};
  const note = key === "unverified" ? { note: "keyUnproven" as const } : {};
  if (plain === false) return { look: "bad", label: "forged", meaning: "alteredMeaning", ...note };
  if (object === false || verdict === "forged") return { look: "bad", label: "forged", meaning: "forgedMeaning", ...note };
  if (verdict === "verified") return { look: "ok", label: "verified", meaning: "verifiedMeaning", ...note };
  if (!isEncrypted(original) && html) return { look: "info", label: "ofServer", meaning: "ofServerMeaning" };
  if (!html) return { look: "warn", label: "unverifiable", meaning: "nothingRevealed" };
  return { look: "warn", label: "unverifiable", meaning: key === "missing" ? "keyMissing" : "notSigned" };
}
