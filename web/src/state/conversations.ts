// What everybody loads of conversations: how much waits, and who is in them once that is known. What works with them
// is a part of its own (state/direct/), fetched when home is opened or a message comes in.
import { signal } from "@preact/signals";
import { withTexts } from "../i18n/language";
import { ask, socket } from "../protocol/socket";
import type { Failure, Member } from "../protocol/types";
import { partFailed } from "../ui/lazy";
import { directId, isDirect } from "./home";
import { loadKeyring } from "./keys";
import { credentials, onJoined } from "./session";
import { room } from "./structure";

/** Somebody in a conversation. */
export interface Person {
  id: string;
  name: string;
  icon: string;
  color: string | null;
  publicKey: string | null;
  /** The server has checked that the key is theirs. */
  isProven: boolean;
  /** The account does not exist any more. */
  isGone: boolean;
}

export interface Conversation {
  id: string;
  /** As messages, drafts and uploads name it. */
  room: string;
  /** Who made it may take others out, and remove it for all. */
  creator: string;
  created: number;
  /** Everybody in it, ourselves too. */
  people: Person[];
  name: string;
  /** What the server itself tells us: nobody reads answers. */
  isOfServer: boolean;
  /** Everybody else has gone. */
  isLeft: boolean;
}

/** Ours; nothing before somebody wanted to know. */
export const conversations = signal<Conversation[] | null>(null);

interface Waiting {
  /** Unread messages by conversation. */
  unreads: Record<string, number>;
  total: number;
  tickets: number;
  articles: number;
}

/** What waits at home, as the server counts it. */
export const waitingAtHome = signal<Waiting>({ unreads: {}, total: 0, tickets: 0, articles: 0 });

/** Unread messages of a conversation. */
export const unreadOf = (room: string) => waitingAtHome.value.unreads[directId(room)] ?? 0;

/** Takes a conversation out of what waits, before the server has heard of it. */
export function forgetUnread(room: string) {
  const { [directId(room)]: read = 0, ...unreads } = waitingAtHome.peek().unreads;
  if (read) waitingAtHome.value = { ...waitingAtHome.peek(), unreads, total: waitingAtHome.peek().total - read };
}

async function count() {
  try {
    const { type, unreads = {}, total = 0, tickets = 0, articles = 0 } = await ask<Failure & Partial<Waiting>>("getAllUnread", credentials());
    if (type === "success") waitingAtHome.value = { unreads, total, tickets, articles };
    // What is looked at is being read: the server hears of it in a moment.
    if (room.peek() && document.visibilityState === "visible") forgetUnread(room.peek() ?? "");
  } catch {
    // The next message asks again.
  }
}

/** Several reasons to count at once are one. */
const SOON_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Asks the server how much waits. */
export function countSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => void count(), SOON_MS);
}

/** The part of the client that works with conversations. */
export const loadDirect = () => withTexts(import("./direct/direct"), "home");

/** Opens the conversation with somebody, which begins if there is none. */
export const writeTo = (member: Pick<Member, "id">) => void loadDirect().then((direct) => direct.openWith([member.id]), partFailed);

export function start() {
  onJoined(countSoon);
  socket.on("updateUnread", countSoon);
  socket.on("keyPending", (question: { publicKey: string }) => loadKeyring().then((ring) => ring.keyIsPending(question), () => undefined));
  socket.on("newDmMessage", (message: { payload: never }) => {
    countSoon();
    loadDirect().then((direct) => direct.received(message.payload), () => undefined);
  });
}

/** The source of messages of a room, unless it is a channel. */
export const directOf = async (room: string) => (isDirect(room) ? loadDirect() : null);
