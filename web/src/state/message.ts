// A message as this client knows it, read from what the server sends.
import { t } from "../i18n";
import type { Doubt } from "../crypto";
import type { Author, WireMessage } from "../protocol/types";
import { colourOf } from "../ui/colour";
import { decode, plain } from "../ui/html";

export interface Message {
  /** The server's id; of messages on their way a local one. */
  id: string;
  room: string;
  html: string;
  time: number;
  author: { id: string; name: string; color: string | null; icon: string };
  isSystem: boolean;
  /** When it was edited; 0 for never. */
  editedAt: number;
  /** Its author is banned: the text is the server's notice. */
  isHidden: boolean;
  /** Written with the author's key; the server has checked that. */
  isSigned?: boolean | undefined;
  /** Of encrypted messages, and of those that ought to be. */
  lock?: Lock | undefined;
  /** Why an encrypted message is not known to be its author's. */
  doubt?: Doubt | undefined;
  /** Hidden from others; we may see it. */
  isRevealed?: boolean;
  reply?: Reply | undefined;
  /** Who reacted, by emoji. */
  reactions: Record<string, string[]>;
  /** Width and height of pictures, by path. */
  images: Record<string, [number, number]>;
  /** What its sender called it before it had an id, where the server keeps that. */
  nonce?: string | undefined;
  /** Of messages on their way: the newest message that was known then, by the server's clock. */
  after?: number | undefined;
  /** Of messages on their way. */
  state?: "sending" | "waiting" | "failed" | undefined;
  reason?: string | undefined;
  /** What was typed, to be edited again, and whom it names. */
  source?: string | undefined;
  tokens?: Record<string, string> | undefined;
  /** Files go with it, which a text alone could not bring back. */
  hasFiles?: boolean | undefined;
}

/** verified: encrypted, and certainly its author's. unverified: encrypted, by whomever. locked: there is no key here to
 * read it with. error: it is for another key, or damaged. none: nothing in it is for us. open: not encrypted, though the
 * conversation is. */
export type Lock = "verified" | "unverified" | "locked" | "error" | "none" | "open";

export interface Reply {
  id: string;
  authorId: string;
  name: string;
  color: string | null;
  /** Empty if we may not see it. */
  text: string;
  isGone?: boolean;
  /** When it was written, where that is known. */
  time?: number;
}

/** Hidden authors, and those whose account is gone. */
export const NOBODY = "0";
/** How the protocol calls an account that is gone; the spelling is its own. */
const GONE = "Unkown Member";

export function readAuthor(author: Author | undefined): Message["author"] {
  const icon = author?.icon ?? "";
  const id = String(author?.id ?? "");
  return {
    id,
    name: id === NOBODY && author?.name === GONE ? t("deletedMember") : decode(author?.name ?? ""),
    color: author ? colourOf(author) : null,
    icon: icon.startsWith("data:") ? "" : icon,
  };
}

function readReply(wire: WireMessage): Reply | undefined {
  const reply = wire.reply;
  if (reply && "author" in reply && reply.messageId) {
    return { id: String(reply.messageId), authorId: String(reply.author?.id ?? ""), name: readAuthor(reply.author).name, color: readAuthor(reply.author).color, text: excerpt(reply.message ?? "") };
  }
  const id = reply?.messageId ?? wire.replyMsgId;
  return id ? { id: String(id), authorId: "", name: "", color: null, text: "", isGone: true } : undefined;
}

const FILE = /\S*\/uploads\/(?:[0-9a-f]{64}|upload_\d{12})_(\S+)/g;

/** The beginning of a message, in one line; of files only their names. */
export const excerpt = (html: string) => plain(html).replace(FILE, "$1").slice(0, 200);

export function read(wire: WireMessage): Message {
  const isBanned = Boolean(wire.author?.isBanned);
  return {
    id: String(wire.messageId),
    room: wire.room,
    html: wire.message,
    time: wire.timestamp,
    author: readAuthor(wire.author),
    isSystem: wire.isSystemMsg === true,
    editedAt: wire.lastEdited ? new Date(wire.lastEdited).getTime() || wire.timestamp : 0,
    isHidden: isBanned && wire.isAdmin !== true,
    ...(isBanned && wire.isAdmin === true && { isRevealed: true }),
    reply: readReply(wire),
    reactions: wire.reactions ?? {},
    images: wire.images ?? {},
    isSigned: (wire.sig?.length ?? 0) > 10,
    ...(typeof wire.nonce === "string" && { nonce: wire.nonce }),
  };
}

/** The known one if both say the same. */
const same = (known: Message | undefined, fresh: Message): Message => (known && JSON.stringify(known) === JSON.stringify(fresh) ? known : fresh);

/** Puts messages into a list that is sorted by time; those that are there already stay once. */
export function merge(known: Message[], fresh: Message[]): Message[] {
  const first = fresh[0];
  const last = fresh.at(-1);
  if (!first || !last) return known;
  // The usual cases: what came in, and what was before. Nothing of another time can be there already.
  const isSorted = fresh.every((message, at) => at === 0 || message.time >= (fresh[at - 1]?.time ?? 0));
  if (isSorted && first.time > (known.at(-1)?.time ?? -Infinity)) return [...known, ...fresh];
  if (isSorted && last.time < (known[0]?.time ?? -Infinity)) return [...fresh, ...known];
  const byId = new Map(known.map((message) => [message.id, message]));
  // What has not changed stays the same object: nothing of it is drawn again.
  for (const message of fresh) byId.set(message.id, same(byId.get(message.id), message));
  return [...byId.values()].sort((a, b) => a.time - b.time);
}
