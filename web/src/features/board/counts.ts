// How much was not read in tickets and articles, as the server counts it.
import { signal } from "@preact/signals";
import { ask, socket } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { credentials, onJoined } from "../../state/session";

export const unreadTickets = signal(0);
export const unreadArticles = signal(0);

async function count() {
  try {
    const answer = await ask<Failure & { tickets?: number; articles?: number }>("getAllUnread", credentials());
    if (answer.type !== "success") return;
    unreadTickets.value = answer.tickets ?? 0;
    unreadArticles.value = answer.articles ?? 0;
  } catch {
    // The next change asks again.
  }
}

const SOON_MS = 200;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Several changes at once are one question. */
export function countSoon() {
  clearTimeout(timer);
  timer = setTimeout(count, SOON_MS);
}

export function startCounts() {
  onJoined(countSoon);
  for (const event of ["updateUnread", "receiveContentNew", "receiveContentDelete", "threadDeleted"]) socket.on(event, countSoon);
}
