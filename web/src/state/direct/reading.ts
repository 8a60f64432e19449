// What of a conversation is new, and what has been read.
import { ask, socket } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { countSoon, forgetUnread, unreadOf } from "../conversations";
import { directId, isDirect } from "../home";
import type { Message } from "../message";
import { isRead, messagesOf, newSince } from "../messages";
import { credentials, session } from "../session";
import { room } from "../structure";

/** The room that was opened last, until the server has said what is new in it. */
let opening: string | null = null;

const ofOthers = (messages: Message[]) => messages.filter(({ author }) => author.id !== session.peek()?.id);

/** What is new begins before so many messages of others. */
function markNew(key: string, messages: Message[], unread: number) {
  const { [key]: _, ...others } = newSince.peek();
  const news = ofOthers(messages);
  const first = unread > 0 ? (news.at(-unread) ?? news[0]) : undefined;
  newSince.value = first ? { ...others, [key]: first.time - 1 } : others;
}

/** Takes note of what is new in a room whose newest page was fetched: only the server knows what was read elsewhere. */
export async function newIn(key: string, messages: Message[]) {
  if (opening !== key) return;
  opening = null;
  const { unreads } = await ask<Failure & { unreads?: Record<string, number> }>("getAllUnread", credentials());
  if (room.peek() === key) markNew(key, messages, unreads?.[directId(key)] ?? 0);
}

const READ_MS = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The last message that was read, by room. */
const marked = new Map<string, string>();

/** What is looked at for a second has been read: the server tells our other devices. */
export function noteRead(key: string) {
  forgetUnread(key);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const last = ofOthers(messagesOf(key)).at(-1);
    if (!last || !isRead(key) || !socket.connected || marked.get(key) === last.id) return;
    marked.set(key, last.id);
    socket.emit("markDmAsRead", { ...credentials(), roomId: directId(key), messageId: last.id }, countSoon);
  }, READ_MS);
}

/** Follows which conversation is open. */
export function followOpening() {
  let before: string | null = null;
  room.subscribe((key) => {
    if (key === before) return;
    before = key;
    if (!key || !isDirect(key)) return;
    opening = key;
    markNew(key, messagesOf(key), unreadOf(key));
  });
}
