// Drafts, one per channel, kept for thirty days.
import { signal } from "@preact/signals";
import { recall, remember } from "../../ui/storage";

const KEPT_MS = 30 * 86_400_000;

type Drafts = Record<string, { text: string; time: number }>;

const recent = (drafts: Drafts) => Object.fromEntries(Object.entries(drafts).filter(([, draft]) => Date.now() - draft.time < KEPT_MS));

const drafts = signal<Drafts>(recent(recall<Drafts>("drafts", {})));

export const draft = (room: string) => drafts.value[room]?.text ?? "";
export const hasDraft = (room: string) => draft(room).trim() !== "";

export function keepDraft(room: string, text: string) {
  const { [room]: _, ...others } = drafts.value;
  drafts.value = text ? { ...others, [room]: { text, time: Date.now() } } : others;
  remember("drafts", drafts.value);
}
