// Drafts, one per channel, kept for thirty days: the text, whom it mentions, what it answers.
import { computed, signal } from "@preact/signals";
import type { Reply } from "../../state/message";
import { recall, remember } from "../../ui/storage";

const KEPT_MS = 30 * 86_400_000;

export interface Draft {
  text: string;
  time: number;
  /** What stands in the text, and what it is on the wire: `@Ines` and `<@123>`. */
  tokens?: Record<string, string>;
  reply?: Reply | null;
}

type Drafts = Record<string, Draft>;

const recent = (drafts: Drafts) => Object.fromEntries(Object.entries(drafts).filter(([, draft]) => Date.now() - draft.time < KEPT_MS));

const drafts = signal<Drafts>(recent(recall<Drafts>("drafts", {})));

export const draftOf = (room: string): Draft => drafts.value[room] ?? { text: "", time: 0 };
/** The channels with a draft, as one text: it stays the same while somebody types on. */
const begun = computed(() => Object.keys(drafts.value).filter((room) => draftOf(room).text.trim() !== "").sort().join(" "));
export const hasDraft = (room: string) => begun.value.split(" ").includes(room);

export function changeDraft(room: string, next: Partial<Draft>) {
  const { [room]: known, ...others } = drafts.value;
  const draft = { ...known, text: known?.text ?? "", ...next, time: Date.now() };
  drafts.value = draft.text || draft.reply ? { ...others, [room]: draft } : others;
  remember("drafts", drafts.value);
}

export const dropDraft = (room: string) => changeDraft(room, { text: "", tokens: {}, reply: null });
