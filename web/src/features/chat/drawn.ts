// Which messages of a channel are drawn: at its end a screen or two, more as somebody scrolls, and never so many
// that a phone feels them.
import type { Message } from "../../state/message";

/** Most messages that are drawn; beyond that the far side goes. */
export const MOST = 150;
/** As many are drawn at the end of a channel, and up to a step more: they are taken away by steps, for every change at
 * the top moves all that is below. */
export const FEW = 50;
const STEP = 50;
/** So many are added where the reader scrolls to: few enough for one frame. */
const MORE = 10;
/** What is looked for has this many around it. */
const AROUND = 50;

/** The first and the last message drawn. Nothing stands for the end of the channel, and for as many as belong there. */
export interface Span {
  first: string | null;
  last: string | null;
}

export const AT_PRESENT: Span = { first: null, last: null };

const at = (messages: Message[], id: string | null) => (id === null ? -1 : messages.findIndex((message) => message.id === id));
const span = (messages: Message[], start: number, end: number): Span => ({ first: messages[start]?.id ?? null, last: end < messages.length ? (messages[end - 1]?.id ?? null) : null });

/** More at the end, for high windows. */
export const more = (few: number) => Math.min(few + STEP, MOST - STEP);

/** Where what is drawn starts and ends. `few` are drawn at the end of the channel; `wanted` is a message that must be
 * among them if it can: the first new one. */
export function bounds(messages: Message[], { first, last }: Span, wanted: number, few = FEW): { start: number; end: number } {
  const end = at(messages, last) + 1 || messages.length;
  const start = at(messages, first);
  // Who reads further up gets no more below than there is room for.
  if (start >= 0 && start < end) return { start, end: Math.min(end, start + MOST) };
  const latest = Math.floor((end - few) / STEP) * STEP;
  const earliest = Math.ceil((end - MOST) / STEP) * STEP;
  return { start: Math.max(0, earliest, wanted < 0 ? latest : Math.min(latest, wanted - MORE)), end };
}

/** What is drawn after more was wanted above. */
export function further(messages: Message[], start: number, end: number): Span {
  const next = Math.max(0, start - MORE);
  return span(messages, next, Math.min(end, next + MOST));
}

/** And below. */
export function nearer(messages: Message[], start: number, end: number): Span {
  const next = Math.min(messages.length, end + MORE);
  return span(messages, Math.max(start, next - MOST), next);
}

/** What is drawn to show one message in the middle. */
export const around = (messages: Message[], index: number): Span => span(messages, Math.max(0, index - AROUND), Math.min(messages.length, index + AROUND));
