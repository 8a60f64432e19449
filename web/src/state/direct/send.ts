// What we say in conversations: encrypted for everybody in them, or not at all, where that was decided.
import type { RoomData } from "../../crypto";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { listOf } from "../../i18n/collation";
import type { Conversation, Person } from "../conversations";
import { directId } from "../home";
import { device } from "../keys";
import type { Lock, Message } from "../message";
import type { Ack } from "../outbox";
import { credentials, session } from "../session";
import { settleOn } from "./choices";
import { library } from "./keys";
import { lockOf, unasked } from "./locks";
import type { WireDirect } from "./read";
import { conversationOf, roomsKnown } from "./rooms";

interface Content {
  html: string;
  lock?: Lock | undefined;
  replyTo: string | null;
}

/** Why nothing was sent, for people. */
class Refusal extends Error {}

const named = (people: Person[]) => listOf(people.map(({ name }) => name));

/** The message as it is sent. SECURITY: what was meant to be encrypted never goes in another way. */
async function dataOf({ html, lock, replyTo }: Content, conversation: Conversation): Promise<RoomData> {
  const about = { roomId: conversation.id, authorId: session.peek()?.id ?? "", replyTo };
  const { encryptRoomMessage, plainRoomMessage } = await library();
  if (!lock || lock === "open") return plainRoomMessage(html, conversation.people, about);
  const own = device.peek();
  if (!own) throw new Refusal(th("noOwnKey"));
  const state = await lockOf(conversation);
  if (state.changed.length) throw new Refusal(th("sendChanged", { names: named(state.changed) }));
  const left = unasked(state, conversation.room);
  if (left.length) throw new Refusal(th("sendKeyless", { names: named(left) }));
  try {
    return await encryptRoomMessage(html, conversation.people, own, about);
  } catch {
    throw new Refusal(th("notEncrypted"));
  }
}

type Answer = Failure & { payload?: WireDirect | null; muted?: boolean };

/** So says the server to who writes faster than one message a second. */
const TOO_FAST = "You are writing too fast. Wait a moment.";
const TRIES = 8;
const PAUSE_MS = 1100;

/** What waited for the connection goes all at once: it is sent as fast as the server takes it. */
async function deliver(payload: object, nonce?: string): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask<Answer>("sendDmMessage", { ...credentials(), payload, nonce });
    if (problem(answer) !== TOO_FAST || tries === TRIES) return answer;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

/** `nonce` is the same whenever a new message is sent again. */
async function submit(content: Content, room: string, messageEditId: string | null, nonce?: string): Promise<Answer> {
  await roomsKnown();
  const conversation = conversationOf(directId(room));
  if (!conversation) return { error: th("isClosed") };
  try {
    const data = await dataOf(content, conversation);
    const answer = await deliver({ data, messageEditId }, nonce);
    if (!problem(answer) && data.encrypted) settleOn(room);
    return answer;
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message };
    throw error;
  }
}

/** Sends a message; `seen` is told of it as the server shows it. */
export async function post({ id, html, lock, reply, room }: Message, seen: (wire: WireDirect) => Promise<void>): Promise<Ack> {
  const answer = await submit({ html, lock, replyTo: reply?.id ?? null }, room, null, id);
  const { payload } = answer;
  if (problem(answer) || !payload) return answer.error ? answer : { ...answer, error: problem(answer) ?? t("noAnswer") };
  await seen(payload);
  return { messageId: String(payload.meta.messageId) };
}

/** Sends another text for a message of ours: a whole new one, as encrypted as the old one. */
export const postEdit = ({ id, lock, reply, room }: Message, html: string): Promise<Failure> => submit({ html, lock, replyTo: reply?.id ?? null }, room, id);
