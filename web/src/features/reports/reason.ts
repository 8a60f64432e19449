// Why something was reported. The wire knows one text: the reason stands before it by a word that every client
// shows and that ours says in the reader's language.

export const REASONS = ["spam", "insult", "rules", "danger", "other"] as const;
export type Reason = (typeof REASONS)[number];

/** Longest text of the wire. */
export const NOTE_LENGTH = 1000;

const WRITTEN = new RegExp(`^\\[(${REASONS.join("|")})\\]\\s*`);

export const writeNote = (reason: Reason, text: string) => `[${reason}] ${text.trim()}`.trim();

export function readNote(note: string): { reason: Reason | undefined; text: string } {
  const reason = WRITTEN.exec(note)?.[1] as Reason | undefined;
  return { reason, text: note.replace(WRITTEN, "").trim() };
}
