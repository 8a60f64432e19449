// Pages of the history of a channel or a conversation, as the server gives them.
import { ask } from "../protocol/socket";
import type { Failure, WireMessage } from "../protocol/types";
import { directOf } from "./conversations";
import { type Message, read } from "./message";
import { credentials } from "./session";

/** Messages of a page. */
export const PAGE = 50;

/** Messages of a room before a time, the oldest first. */
export interface Page {
  data?: Message[];
  error?: unknown;
}

/** The messages of a channel or a conversation before a time; with -1 the newest. */
export async function fetchPage(key: string, index: number): Promise<Page> {
  const direct = await directOf(key);
  if (direct) return direct.fetchPage(key, index);
  const [groupId, categoryId, channelId] = key.split("-");
  const { data, error } = await ask<Failure & { data?: WireMessage[] }>("getChatlog", { ...credentials(), groupId, categoryId, channelId, index });
  return { error, ...(data && { data: data.map(read) }) };
}

const HOUR = 3_600_000;

/** Pages go back in time only. A page that begins at a message and goes on after it is found by trying
 * spans of time: the last one that still holds the message. */
export async function pageAfter(key: string, id: string, time: number): Promise<{ messages: Message[]; reachesEnd: boolean } | undefined> {
  let best: Message[] | undefined;
  let span = HOUR;
  let tooLong = Infinity;
  for (let tries = 0; tries < 10; tries++) {
    const reachesEnd = time + span >= Date.now();
    const page = await fetchPage(key, reachesEnd ? -1 : time + span);
    const fresh = page.data ?? [];
    const at = fresh.findIndex((message) => message.id === id);
    if (at >= 0) {
      best = fresh;
      if (reachesEnd) return { messages: fresh, reachesEnd };
      // Enough of what came after, or no longer span that would do.
      if (fresh.length - at > PAGE / 2 || tooLong / span < 2) break;
      span = tooLong === Infinity ? span * 12 : Math.sqrt(span * tooLong);
    } else {
      tooLong = span;
      span = span <= 1 ? 0 : best ? Math.sqrt(span) : span / 60;
      if (span < 1) {
        const last = await fetchPage(key, time + 1);
        const messages = last.data ?? [];
        return messages.some((message) => message.id === id) ? { messages, reachesEnd: false } : best && { messages: best, reachesEnd: false };
      }
    }
  }
  return best && { messages: best, reachesEnd: false };
}
