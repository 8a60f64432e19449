// Tickets and their messages, read from what the server sends.
import { readEnvelope } from "../../crypto/envelope";
import { excerpt, type Message } from "../../state/message";
import { decode, plain } from "../../ui/html";
import type { Person } from "../board/people";

/** As who a message is written: oneself, the team with one's name, the team without a name, the server. */
export type Identity = "self" | "support_tagged" | "support_anon" | "system";

export interface WireThread {
  id: string;
  type: string;
  title: string | null;
  creatorId?: string;
  participants?: string[];
  last?: string | null;
  lastAt?: string | null;
  unread?: number;
}

export interface WireThreadMessage {
  id: string;
  authorId: string;
  /** Of the server itself it may come as JSON in a text. */
  text: { content?: string; encrypted?: boolean } | string;
  ts: string;
  supportIdentity?: string;
  displayName?: string | null;
}

export interface Thread {
  id: string;
  /** Else a conversation of an older server, which can only be read. */
  isTicket: boolean;
  title: string;
  /** Who opened it; empty for conversations. */
  creator: string;
  /** The staff that has taken it is among them, for the staff. */
  participants: string[];
  /** The beginning of the newest message. */
  last: string;
  /** When it was written; 0 if there is none. */
  lastAt: number;
  /** Messages of others that we have not read. */
  unread: number;
}

export interface ThreadMessage extends Message {
  identity: Identity;
  /** Written on an older server with keys that are not here. */
  isSealed: boolean;
}

/** The author that members see where staff does not give its name. */
export const SUPPORT = "support";

const timeOf = (date: string | null | undefined) => (date ? new Date(date).getTime() || 0 : 0);
const isEnvelope = (text: string) => readEnvelope(text) !== undefined;

export function readThread(wire: WireThread): Thread {
  const participants = (wire.participants ?? []).map(String);
  const isTicket = wire.type === "ticket";
  const last = wire.last ?? "";
  return {
    id: wire.id,
    isTicket,
    title: plain(wire.title ?? ""),
    creator: wire.creatorId || (isTicket ? (participants[0] ?? "") : ""),
    participants,
    last: isEnvelope(last) ? "" : excerpt(last),
    lastAt: timeOf(wire.lastAt),
    unread: wire.unread ?? 0,
  };
}

function readText(text: WireThreadMessage["text"]): { content?: string; encrypted?: boolean } {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text) as { content?: string };
  } catch {
    return { content: text };
  }
}

const identityOf = (name: string | undefined): Identity => (name === "support_tagged" || name === "support_anon" || name === "system" ? name : "self");

export function readMessage(thread: string, wire: WireThreadMessage): ThreadMessage {
  const { content = "", encrypted = false } = readText(wire.text);
  return {
    id: wire.id,
    room: thread,
    html: content,
    time: timeOf(wire.ts),
    author: { id: String(wire.authorId), name: decode(wire.displayName ?? ""), color: null, icon: "" },
    isSystem: false,
    editedAt: 0,
    isHidden: false,
    reactions: {},
    images: {},
    identity: identityOf(wire.supportIdentity),
    isSealed: encrypted || isEnvelope(content),
  };
}

/** How a ticket stands to us: taken by us, by somebody else, or by nobody. */
export type Standing = "own" | "yours" | "taken" | "waiting";

export function standingOf({ creator, participants }: Thread, me: string): Standing {
  if (creator === me) return "own";
  if (participants.includes(me)) return "yours";
  return participants.some((id) => id !== creator) ? "taken" : "waiting";
}

/** Who is shown as the author: the team where no name is given, else the member. */
export function authorOf({ author, identity }: ThreadMessage, find: (id: string) => Person, support: string, system: string): Person {
  if (author.id === SUPPORT) return { id: SUPPORT, name: support, color: null, icon: "" };
  if (identity === "system") return { id: author.id, name: system, color: null, icon: "" };
  const person = find(author.id);
  // Who is gone is remembered by the name that the message carries.
  return person.isGone && author.name && identity === "self" ? { ...person, name: author.name } : person;
}

/** The message where what is new begins: the oldest of the last `unread` of others. */
export function firstUnread(messages: ThreadMessage[], unread: number, me: string): string | undefined {
  const others = messages.filter(({ author }) => author.id !== me);
  return unread > 0 ? others.at(-Math.min(unread, others.length))?.id : undefined;
}
