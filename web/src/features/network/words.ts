// What the node says of scores and reports, in words of the person who reads it.
import { tn } from "../../i18n/network";
import type { Reason } from "./nodes";

const REASONS = {
  "a decision of the staff": "becauseDecided",
  "set by the staff": "becauseSet",
  "a report without proof": "becauseUnproven",
  "a malformed event": "becauseMalformed",
  "more events than it may send": "becauseFlood",
  "what time gives back": "becauseTime",
  "the end of a block": "becauseOver",
  "another key": "becauseKey",
  "a key in wrong hands": "becauseStolen",
  "others were told of it": "becauseTold",
} as const;
const REPORTED = /^reported by (.{1,300}?)(?:: (\w+))?$/;

/** Why a score changed. What is not known here is shown as it came. */
export function reasonText(reason: string): string {
  const [, by, kind = ""] = REPORTED.exec(reason) ?? [];
  if (by) return kind in KINDS ? tn("becauseReportedFor", { by, what: kindText(kind) }) : tn("becauseReported", { by });
  return reason in REASONS ? tn(REASONS[reason as keyof typeof REASONS]) : reason;
}

const KINDS = { rate: "proofRate", malformed: "proofMalformed", false_report: "proofFalse" } as const;

/** What a piece of evidence shows. */
export const kindText = (kind: string) => (kind in KINDS ? tn(KINDS[kind as keyof typeof KINDS]) : "");

const BAN_REASONS = { spam: "reasonSpam", scam: "reasonScam", harassment: "reasonHarassment", illegal: "reasonIllegal", other: "reasonOther" } as const satisfies Record<Reason, string>;

/** Why somebody is banned. */
export const banReason = (reason: Reason) => tn(BAN_REASONS[reason]);
