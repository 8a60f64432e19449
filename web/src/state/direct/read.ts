// From what the server sends of a conversation to messages as the client shows them: decrypted, and checked.
import type { ReadMessage, RoomData, RoomMessage } from "../../crypto";
import { th } from "../../i18n/home";
import type { Author } from "../../protocol/types";
import { directId, directRoom } from "../home";
import { device } from "../keys";
import { excerpt, type Lock, type Message, NOBODY, readAuthor, type Reply } from "../message";
import { session } from "../session";
import { server } from "../structure";
import { keysAt, library } from "./keys";
import { isEncrypting } from "./choices";
import { SYSTEM } from "./rooms";

/** A direct message as the server gives it. */
export interface WireDirect {
  data: Partial<RoomData>;
  messageEditId?: string | null;
  meta: {
    messageId: string;
    timestamp: number;
    author?: Author;
    editedAt?: number | null;
    reply?: WireDirect | { data?: object; meta?: { messageId?: undefined } } | null;
  };
}

/** How encrypted texts begin. Whether one is whole, the library says. */
const ENVELOPE = /^rsa\|/;

async function decrypt({ data, meta }: WireDirect, me: string, room: string): Promise<ReadMessage> {
  const text = data.message?.[me];
  if (typeof text !== "string") return { state: "none" };
  if (!ENVELOPE.test(text)) return { state: "plain", html: text };
  const own = device.peek();
  const { readRoomMessage } = await library();
  const author = String(data.author?.id ?? "");
  const shown = String(meta.author?.id ?? author);
  // Who is gone is shown as nobody; the message still says who it was.
  const message: RoomMessage = { data, meta: { author: { id: shown === NOBODY ? author : shown } } };
  const keys: (string | null)[] = own && author !== me ? await keysAt(author, data.timestamp ?? 0) : [];
  let first: ReadMessage | undefined;
  for (const key of keys.length ? keys : [null]) {
    const read = await readRoomMessage(message, me, () => key, own, directId(room));
    if (read.state !== "unverified" || (read.doubt !== "text" && read.doubt !== "message")) return read;
    first ??= read;
  }
  return first ?? { state: "error" };
}

const authorOf = (wire: WireDirect): Message["author"] =>
  String(wire.data.author?.id) === SYSTEM ? { id: NOBODY, name: server.peek().name || th("theServer"), color: null, icon: "" } : readAuthor(wire.meta.author);

function isWhole(reply: WireDirect["meta"]["reply"]): reply is WireDirect {
  return Boolean(reply?.meta && "messageId" in reply.meta && reply.meta.messageId);
}

async function readReply({ data, meta }: WireDirect, me: string, room: string): Promise<Reply | undefined> {
  const { reply } = meta;
  if (isWhole(reply)) {
    const read = await decrypt(reply, me, room);
    const author = authorOf(reply);
    // SECURITY: what may be somebody else's is not put into anybody's mouth.
    const text = read.state === "plain" || read.state === "verified" ? excerpt(read.html) : "";
    return { id: String(reply.meta.messageId), authorId: author.id, name: author.name, color: author.color, text, time: reply.meta.timestamp };
  }
  const id = data.reply?.messageId;
  return id ? { id: String(id), authorId: "", name: "", color: null, text: "", isGone: true } : undefined;
}

/** Reads a message; what cannot be read is one without words. */
export async function readDirect(wire: WireDirect): Promise<Message> {
  const me = session.peek()?.id ?? "";
  const room = directRoom(String(wire.data.roomId ?? ""));
  const { meta } = wire;
  const [read, reply] = await Promise.all([decrypt(wire, me, room), readReply(wire, me, room)]);
  const isOfServer = String(wire.data.author?.id) === SYSTEM;
  // SECURITY: in an encrypted conversation the server could write what it likes, unencrypted, under any name.
  const open: Lock | undefined = isEncrypting(room) && !isOfServer ? "open" : undefined;
  return {
    id: String(meta.messageId),
    room,
    html: "html" in read ? read.html : "",
    time: meta.timestamp,
    author: authorOf(wire),
    isSystem: false,
    editedAt: meta.editedAt ?? 0,
    isHidden: false,
    ...(meta.author?.isBanned && { isRevealed: true }),
    reply,
    reactions: {},
    images: {},
    lock: read.state === "plain" ? open : read.state,
    doubt: read.state === "unverified" ? read.doubt : undefined,
  };
}
