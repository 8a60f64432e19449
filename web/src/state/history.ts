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

/** Most pages that are asked for on the way to one. */
const TRIES = 24;

/** Pages go back in time only. A page that begins at a message and goes on after it is found by trying
 * spans of time: the longest one, nearly, whose page still holds the message, and something after it. */
export async function pageAfter(key: string, id: string, time: number): Promise<{ messages: Message[]; reachesEnd: boolean } | undefined> {
  let best: Message[] | undefined;
  // A span that is short enough, and one that is too long.
  let short = 0;
  let long = Infinity;
  let span = HOUR;
  for (let tries = 0; tries < TRIES; tries++) {
    const reachesEnd = time + span >= Date.now();
    const messages = (await fetchPage(key, reachesEnd ? -1 : time + span)).data ?? [];
    const at = messages.findIndex((message) => message.id === id);
    if (at < 0) {
      if (span <= 1) break;
      long = span;
    } else {
      if (reachesEnd) return { messages, reachesEnd };
      best = messages;
      const after = messages.length - 1 - at;
      short = span;
      // Enough came after it, or a longer span would hardly hold more; silence may be followed by a flood.
      if (after >= PAGE / 2 || long - short <= 1 || (after > 0 && long / short < 2)) break;
    }
    if (!short) span = Math.max(1, span / 60);
    else if (long === Infinity) span *= 12;
    else span = long / short > 4 ? Math.sqrt(short * long) : (short + long) / 2;
  }
  return best && { messages: best, reachesEnd: false };
}
