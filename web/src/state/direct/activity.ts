// What was said last in each conversation, as far as this browser has seen it: the list shows it, and is sorted by it.
import { computed, signal } from "@preact/signals";
import { recall, remember } from "../../ui/storage";
import { type Conversation, conversations } from "../conversations";
import { excerpt, type Message } from "../message";
import { session } from "../session";

/** The last message of a conversation. */
export interface Last {
  id: string;
  time: number;
  author: { id: string; name: string };
  /** Empty where there are no words for us. */
  text: string;
  isLocked: boolean;
}

const lasts = signal<Record<string, Last>>({});
/** Only when: what was said is kept nowhere. */
const times = signal<Record<string, number>>(recall("dm-times", {}));

/** The last message of a room that was seen here. */
export const lastIn = (room: string): Last | undefined => lasts.value[room];

/** Takes note of a message, if nothing newer is known. */
export function noteActivity({ room, id, time, author, html, lock }: Message) {
  if (time >= (times.peek()[room] ?? 0)) {
    times.value = { ...times.peek(), [room]: time };
    remember("dm-times", times.peek());
  }
  const known = lasts.peek()[room];
  if (known && known.time > time) return;
  lasts.value = { ...lasts.peek(), [room]: { id, time, author: { id: author.id, name: author.name }, text: excerpt(html), isLocked: html === "" && lock !== undefined } };
}

/** A message is gone. Gives back the room that it was the last of. */
export function forgetActivity(id: string): string | undefined {
  const all = Object.entries(lasts.peek());
  const [key] = all.find(([, last]) => last.id === id) ?? [];
  if (key) lasts.value = Object.fromEntries(all.filter(([room]) => room !== key));
  return key;
}

/** When something last happened in a conversation. */
export const activeAt = ({ room, created }: Conversation) => Math.max(times.value[room] ?? 0, created);

/** The conversations as they are listed: the liveliest first. */
export const listed = computed(() => [...(conversations.value ?? [])].sort((a, b) => activeAt(b) - activeAt(a)));

/** Whether the last message is our own. */
export const isOwnLast = ({ author }: Last) => author.id === session.peek()?.id;
