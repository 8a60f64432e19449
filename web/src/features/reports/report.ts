// Reports as the staff sees them: those of one message stand together.
import type { Member } from "../../protocol/types";
import { excerpt } from "../../state/message";
import { decode } from "../../ui/html";
import { readNote, type Reason } from "./reason";

/** What the server found out about a reported direct message. Nothing where there is no signature. */
export interface Verification {
  /** The author has signed exactly the text that was handed over. */
  plain?: boolean | null;
  /** The author has signed the stored message. */
  object?: boolean | null;
  key?: "verified" | "unverified" | "missing";
  verdict?: "verified" | "unverifiable" | "forged";
}

export interface WireReport {
  id: number;
  reportType: string;
  reportNotes?: string | null;
  reportCreator: Member;
  reportedUser: Member;
  reportData: {
    messageId?: string | number | null;
    timestamp?: number;
    room?: string;
    message?: string | null;
    lastEdited?: number | null;
    sigVerified?: boolean;
    images?: Record<string, [number, number]> | null;
    payload?: { data?: { message?: string } };
    payloadOriginal?: { data?: { message?: unknown } };
    verification?: Verification;
  };
}

/** What one member says about it. */
export interface Complaint {
  id: number;
  by: Member;
  reason: Reason | undefined;
  text: string;
}

/** A message that was reported, by one or several. */
export interface Case {
  key: string;
  kind: "message" | "dm";
  messageId: string;
  reported: Member;
  /** HTML, as it was then; empty if nobody can read it. */
  html: string;
  images: Record<string, [number, number]>;
  time: number;
  room: string;
  isEdited: boolean;
  isSigned: boolean;
  verification: Verification | undefined;
  /** The message as it is stored, to be looked at by people. */
  original: unknown;
  /** The newest first. */
  complaints: Complaint[];
}

const kindOf = (type: string): Case["kind"] => (type.startsWith("dm") ? "dm" : "message");

function readCase({ reportType, reportedUser, reportData: data }: WireReport): Omit<Case, "complaints"> {
  const kind = kindOf(reportType);
  const messageId = String(data.messageId ?? "");
  const revealed = data.payload?.data?.message;
  return {
    key: `${kind}-${messageId}`,
    kind,
    messageId,
    reported: reportedUser,
    html: kind === "dm" ? (typeof revealed === "string" && revealed) || (typeof data.message === "string" ? data.message : "") : (data.message ?? ""),
    images: data.images ?? {},
    time: data.timestamp ?? 0,
    room: data.room ?? "",
    isEdited: Boolean(data.lastEdited),
    isSigned: data.sigVerified === true,
    verification: data.verification,
    original: kind === "dm" ? data.payloadOriginal : undefined,
  };
}

/** The cases of reports, the newest first. */
export function readCases(wire: WireReport[]): Case[] {
  const cases = new Map<string, Case>();
  for (const report of [...wire].sort((a, b) => b.id - a.id)) {
    const found = readCase(report);
    const { reason, text } = readNote(decode(report.reportNotes ?? ""));
    const complaint = { id: report.id, by: report.reportCreator, reason, text };
    const known = cases.get(found.key);
    // Whose evidence says more is shown.
    if (known) cases.set(found.key, { ...(known.html || !found.html ? known : found), complaints: [...known.complaints, complaint] });
    else cases.set(found.key, { ...found, complaints: [complaint] });
  }
  return [...cases.values()];
}

/** Whether a case has a text: in names, in what was said about it, in the message. */
export const fits = (one: Case, query: string) =>
  [one.reported.name ?? "", excerpt(one.html), ...one.complaints.flatMap(({ by, text }) => [by.name ?? "", text])].some((text) => text.toLowerCase().includes(query));
