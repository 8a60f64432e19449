// Conversations at work: what comes in, and pages of what was said.
import { ask, socket } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { countSoon } from "../conversations";
import { directId, directRoom } from "../home";
import type { Page } from "../history";
import { device } from "../keys";
import type { Message } from "../message";
import { forgetDirect, isRead, messagesOf, noteRead as readRoom, take, takeEdit } from "../messages";
import type { Ack } from "../outbox";
import { credentials } from "../session";
import { forgetActivity, lastIn, listed, noteActivity } from "./activity";
import { settleOn } from "./choices";
import { followLocks } from "./locks";
import { readDirect, type WireDirect } from "./read";
import { followOpening, newIn } from "./reading";
import { conversationOf, followRooms, loadRooms, roomsKnown } from "./rooms";
import * as sending from "./send";

export { noteRead } from "./reading";
export { openWith, roomsKnown } from "./rooms";
export { postEdit } from "./send";

function note(messages: Message[]) {
  const last = messages.at(-1);
  if (last) noteActivity(last);
  const sealed = messages.find(({ lock }) => lock === "verified");
  if (sealed) settleOn(sealed.room);
}

/** A page of a conversation; with -1 the newest. */
export async function fetchPage(key: string, index: number): Promise<Page> {
  await roomsKnown();
  // Its address is that of a person, perhaps: the conversation is found in a moment.
  if (!conversationOf(directId(key))) return { data: [] };
  type Answer = Failure & { messages?: Record<string, WireDirect> | null };
  const { messages, error } = await ask<Answer>("getDmRoomMessages", { ...credentials(), roomId: directId(key), timestamp: index > 0 ? index : null });
  if (error) return { error };
  const data = (await Promise.all(Object.values(messages ?? {}).map(readDirect))).sort((a, b) => a.time - b.time);
  if (index < 0) {
    await newIn(key, data);
    note(data);
  }
  return { data };
}

/** So many conversations are looked into to say what was said last; nobody sees more at once. */
const MAX_LOOKED = 8;
const looked = new Set<string>();

/** Finds out what was said last in the conversations at the top of the list, one after the other. */
export async function lookInto() {
  for (const { room: key } of listed.peek().slice(0, MAX_LOOKED)) {
    if (looked.has(key) || lastIn(key) || !socket.connected) continue;
    looked.add(key);
    await fetchPage(key, -1).catch(() => looked.delete(key));
  }
}

/** Pages that are looked through for a message of which nothing but the id is known. */
const MAX_PAGES = 20;

/** When a message was written: what answers it says so, else it is looked for. */
export async function timeOf(key: string, id: string): Promise<number | undefined> {
  const known = messagesOf(key).find(({ reply }) => reply?.id === id)?.reply?.time;
  if (known !== undefined) return known;
  let before = messagesOf(key)[0]?.time ?? Date.now();
  for (let page = 0; page < MAX_PAGES; page++) {
    const { data = [] } = await fetchPage(key, before);
    const found = data.find((message) => message.id === id);
    if (found || !data[0]) return found?.time;
    before = data[0].time;
  }
  return undefined;
}

async function takeIn(wire: WireDirect, isEdit: boolean) {
  const key = directRoom(String(wire.data.roomId));
  // Who somebody is, and by which key, is known before they are heard.
  if (!conversationOf(directId(key))) await loadRooms();
  const message = await readDirect(wire);
  note([message]);
  if (isEdit) return takeEdit(message);
  if (messagesOf(key).some(({ id }) => id === message.id)) return;
  take(message);
  if (isRead(key)) readRoom(key);
}

/** One after the other, so that their order stays. */
let queue: Promise<void> = Promise.resolve();

/** Takes in what the server tells of. */
export function received(wire: WireDirect): Promise<void> {
  queue = queue.then(() => takeIn(wire, Boolean(wire.messageEditId))).catch(() => undefined);
  return queue;
}

/** Sends a message of ours. */
export const post = (message: Message): Promise<Ack> => sending.post(message, received);

followRooms();
followLocks();
followOpening();
socket.on("receiveDeleteMessage", (gone: string | { messageId?: string }) => {
  const key = forgetActivity(String(typeof gone === "object" ? gone.messageId : gone));
  const last = key && messagesOf(key).at(-1);
  if (last) noteActivity(last);
  countSoon();
});
// With another key other messages can be read.
let before = device.peek()?.publicKey;
device.subscribe((now) => {
  if (now?.publicKey !== before) forgetDirect();
  before = now?.publicKey;
});
