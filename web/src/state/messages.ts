// Messages per channel: pages of history, what comes in, what is changed and what goes.
import { batch, computed, signal } from "@preact/signals";
import { t } from "../i18n";
import { ask, connection, socket } from "../protocol/socket";
import type { Failure, WireMessage } from "../protocol/types";
import { beforeFrame } from "../ui/frame";
import { announce } from "./announce";
import { directOf } from "./conversations";
import { fetchPage, PAGE, pageAfter } from "./history";
import { isDirect } from "./home";
import { excerpt, merge, type Message, read } from "./message";
import { flush, outbox, reconcile } from "./outbox";
import { readable } from "./names";
import { first } from "./pace";
import { credentials, onJoined, session } from "./session";
import { channel, channels, countMessages, markRead, messageOf, readUntil, room } from "./structure";

export interface Log {
  messages: Message[];
  status: "loading" | "ready" | "failed" | "denied";
  hasOlder: boolean;
  isLoadingOlder: boolean;
  /** A part of the history that does not reach to the present. */
  isDetached: boolean;
}

/** Most messages of a channel that are kept; what is older is fetched again when it is wanted. */
const MAX_KEPT = 400;
const EMPTY: Log = { messages: [], status: "loading", hasOlder: false, isLoadingOlder: false, isDetached: false };

const logs = signal<Record<string, Log>>({});

export const log = computed<Log>(() => {
  const key = room.value ?? "";
  const known = logs.value[key] ?? EMPTY;
  const waiting = outbox.value.filter((message) => message.room === key && message.author.id === session.value?.id);
  return waiting.length && !known.isDetached ? { ...known, messages: [...known.messages, ...waiting] } : known;
});

const change = (key: string, next: Partial<Log>) => {
  logs.value = { ...logs.value, [key]: { ...(logs.value[key] ?? EMPTY), ...next } };
};

/** What a page says about its own span of time replaces what was known of it: also deletions. */
export function renew(known: Message[], fresh: Message[]): Message[] {
  const since = fresh[0]?.time;
  if (since === undefined) return known;
  const ids = new Set(fresh.map((message) => message.id));
  const until = fresh.at(-1)?.time ?? since;
  return merge(known.filter((message) => ids.has(message.id) || message.time < since || message.time > until), fresh);
}

/** Fetches the newest page: at first, when a channel is opened, and to fill the gap after a time
 * without connection. */
export async function loadNewest(key: string) {
  const before = logs.value[key];
  if (!before || before.status !== "ready") change(key, { status: "loading" });
  try {
    const page = await fetchPage(key, -1);
    if (!page.data) return change(key, { status: page.error === "denied" ? "denied" : "failed", messages: [] });
    // Somebody has gone back meanwhile, and reads there.
    if (logs.value[key]?.isDetached && !before?.isDetached) return;
    const fresh = page.data;
    const newest = before?.messages.at(-1);
    // Without an overlap something is missing in between: what is older is fetched again on demand.
    const fits = before !== undefined && !before.isDetached && (!newest || fresh.length < PAGE || fresh.some((message) => message.id === newest.id));
    // What came in while the page was on its way stays.
    const since = fits ? (logs.value[key]?.messages ?? []) : (logs.value[key]?.messages ?? []).filter((message) => message.time > (fresh.at(-1)?.time ?? 0) && !before?.messages.includes(message));
    change(key, {
      messages: fits && !fresh.length ? [] : renew(since, fresh),
      status: "ready",
      hasOlder: before?.messages.length && fits ? before.hasOlder : fresh.length >= PAGE,
      isDetached: false,
    });
    reconcile(key, logs.value[key]?.messages ?? []);
    if (isRead(key)) noteRead(key);
  } catch {
    if (logs.value[key]?.status === "loading") change(key, { status: "failed" });
  }
}

export async function loadOlder() {
  const key = room.value;
  const known = key ? logs.value[key] : undefined;
  const oldest = known?.messages[0];
  if (!key || !known || !oldest || known.isLoadingOlder || !known.hasOlder) return;
  change(key, { isLoadingOlder: true });
  try {
    const page = await fetchPage(key, oldest.time);
    const fresh = page.data ?? [];
    // Somebody has gone elsewhere meanwhile: what is older than the old place does not fit there.
    if (logs.value[key]?.messages[0]?.id !== oldest.id) return change(key, { isLoadingOlder: false });
    const messages = merge(logs.value[key]?.messages ?? [], fresh);
    const hasNew = messages.length > (logs.value[key]?.messages.length ?? 0);
    change(key, { messages, hasOlder: fresh.length >= PAGE && hasNew, isLoadingOlder: false });
  } catch {
    // Scrolling up tries again.
    change(key, { isLoadingOlder: false });
  }
}

/** Goes on after the end of a part of the history. */
export async function loadNewer() {
  const key = room.value;
  const known = key ? logs.value[key] : undefined;
  const newest = known?.messages.at(-1);
  if (!key || !known?.isDetached || !newest || known.isLoadingOlder) return;
  change(key, { isLoadingOlder: true });
  const page = await pageAfter(key, newest.id, newest.time).catch(() => undefined);
  if (page && logs.value[key]?.messages.some((message) => message.id === newest.id)) change(key, { messages: merge(logs.value[key]?.messages ?? [], page.messages), isDetached: !page.reachesEnd });
  change(key, { isLoadingOlder: false });
}

/** Where the log shall go; the log does it and takes it back. */
export const target = signal<{ room: string; id: string } | null>(null);

/** When a message of a room was written; nothing if it is not there. */
async function timeOf(key: string, id: string): Promise<number | undefined> {
  const direct = await directOf(key);
  if (direct) return direct.timeOf(key, id);
  const wire = await ask<WireMessage & Failure>("resolveMessage", { ...credentials(), messageId: id });
  return wire.messageId && wire.room === key ? wire.timestamp : undefined;
}

/** Loads a message and what is around it, if it is not there. Tells whether it is there now. */
export async function loadAround(key: string, id: string): Promise<boolean> {
  if (logs.value[key]?.messages.some((message) => message.id === id)) return true;
  const time = await timeOf(key, id);
  const page = time === undefined ? undefined : await pageAfter(key, id, time);
  if (!page) return false;
  const fits = page.reachesEnd && logs.value[key] !== undefined && !logs.value[key]?.isDetached;
  change(key, {
    messages: fits ? merge(logs.value[key]?.messages ?? [], page.messages) : page.messages,
    status: "ready",
    hasOlder: true,
    isDetached: !page.reachesEnd,
  });
  return true;
}

/** Loads the first messages after a time that is further back than what is known. Tells whether they are there. */
export async function loadSince(key: string, since: number): Promise<boolean> {
  const last = (await fetchPage(key, since + 1)).data?.at(-1);
  return last !== undefined && loadAround(key, last.id);
}

/** Forgets what is far above the end, where nobody reads: scrolling up brings it back. */
export function trim(key: string) {
  const known = logs.value[key];
  if (known && known.messages.length > MAX_KEPT) change(key, { messages: known.messages.slice(-MAX_KEPT / 2), hasOlder: true });
}

export const isRead = (key: string) => key === room.value && document.visibilityState === "visible";

/** What is shown counts as read, up to here. */
export function noteRead(key: string) {
  const newest = logs.value[key]?.messages.at(-1);
  markRead(key, newest?.time);
  if (newest) void directOf(key).then((direct) => direct?.noteRead(key), () => undefined);
}

const received: ((message: Message) => void)[] = [];
/** Runs for every new message of somebody else. */
export const onReceived = (act: (message: Message) => void) => received.push(act);

/** What came in since the last frame. A busy channel is drawn once a frame, however much is said in it. */
let arrived: Message[] = [];
const arrivals = beforeFrame(() => {
  const all = arrived;
  arrived = [];
  const byRoom = new Map<string, Message[]>();
  for (const message of all) byRoom.set(message.room, [...(byRoom.get(message.room) ?? []), message]);
  batch(() => byRoom.forEach((messages, key) => takeIn(key, messages)));
  const others = all.filter((message) => message.author.id !== session.value?.id);
  for (const message of others) received.forEach((act) => act(message));
});

function receive(wire: WireMessage) {
  // Other servers tell of edits in this way.
  if (wire.editedMsgId) edited(wire);
  else take(read(wire));
}

/** Takes in a message that was just written. */
export function take(message: Message) {
  arrived.push(message);
  arrivals.ask();
  // It takes the place of the one on its way.
  if (message.author.id === session.value?.id) arrivals.now();
}

function takeIn(key: string, messages: Message[]) {
  const known = logs.value[key];
  if (known && !known.isDetached) {
    change(key, { messages: merge(known.messages, messages) });
    if (key !== room.value) trim(key);
  }
  const others = messages.filter((message) => message.author.id !== session.value?.id);
  const [first] = others;
  // Came in while nobody looked: here begins what is new.
  if (first && key === room.value && !isRead(key) && newSince.peek()[key] === undefined) {
    newSince.value = { ...newSince.peek(), [key]: first.time - 1 };
  }
  if (others.length < messages.length) reconcile(key, logs.value[key]?.messages ?? []);
  if (key === room.value) for (const message of others) announce(t("says", { name: message.author.name, text: readable(excerpt(message.html)) || t("attachment") }));
  countMessages(key, messages.length, isRead(key) || others.length < messages.length, messages.at(-1)?.time ?? 0);
}

/** Changes a message that is known, wherever it is. */
export function patchMessage(key: string, id: string, next: Partial<Message>) {
  const known = logs.value[key];
  if (!known?.messages.some((message) => message.id === id)) return;
  change(key, { messages: known.messages.map((message) => (message.id === id ? { ...message, ...next } : message)) });
}

export const findMessage = (key: string, id: string) => logs.value[key]?.messages.find((message) => message.id === id);

const edited = (wire: WireMessage) => takeEdit({ ...read(wire), id: String(wire.editedMsgId ?? wire.messageId) });

/** Takes in what a message says now. */
export function takeEdit({ id, room: key, html, editedAt, images, isSigned, lock, doubt }: Message) {
  arrivals.now();
  patchMessage(key, id, { html, images, isSigned, lock, doubt, editedAt: editedAt || Date.now() });
  for (const message of logs.value[key]?.messages ?? []) {
    if (message.reply?.id === id) patchMessage(key, message.id, { reply: { ...message.reply, text: excerpt(html) } });
  }
}

/** The messages of a room that are here. */
export const messagesOf = (key: string): Message[] => logs.peek()[key]?.messages ?? [];

/** Forgets the messages of conversations, which can be read in another way from now on. */
export function forgetDirect() {
  logs.value = Object.fromEntries(Object.entries(logs.peek()).filter(([key]) => !isDirect(key)));
  if (room.peek() && isDirect(room.peek() ?? "") && connection.peek() === "online") void loadNewest(room.peek() ?? "");
}

export function forgetMessage(id: string) {
  arrivals.now();
  for (const [key, known] of Object.entries(logs.value)) {
    if (known.messages.some((message) => message.id === id || message.reply?.id === id)) {
      const left = known.messages.filter((message) => message.id !== id);
      change(key, { messages: left.map((message) => (message.reply?.id === id ? { ...message, reply: { ...message.reply, text: "", isGone: true } } : message)) });
    }
  }
}

/** Per channel: what is newer than this is new to us. Fixed when the channel is opened. */
export const newSince = signal<Record<string, number>>({});

/** Whether what is new begins before the first message that is loaded. */
export function beginsAbove(key: string): boolean {
  const { messages, hasOlder, isDetached } = log.value;
  const since = newSince.value[key];
  return since !== undefined && hasOlder && !isDetached && (messages[0]?.time ?? 0) > since;
}

function opened(key: string, before: string | null) {
  const { [before ?? ""]: _, [key]: __, ...others } = newSince.peek();
  // Of conversations the server knows it.
  const since = isDirect(key) ? undefined : readUntil(key);
  newSince.value = since === undefined ? others : { ...others, [key]: since };
}

export function start() {
  socket.on("messageCreate", receive);
  socket.on("messageEdited", edited);
  socket.on("receiveDeleteMessage", (gone: string | { messageId?: string }) => forgetMessage(String(typeof gone === "object" ? gone.messageId : gone)));
  socket.on("updateReactions", (wire: WireMessage) => {
    arrivals.now();
    patchMessage(wire.room, String(wire.messageId), { reactions: wire.reactions ?? {} });
  });
  socket.on("updateChatlog", () => room.value && void loadNewest(room.value));
  onJoined(async () => {
    const rooms = new Set([room.value, ...outbox.value.map((message) => message.room)]);
    for (const key of rooms) {
      if (!key) continue;
      const page = loadNewest(key);
      if (key === room.value) first(page);
      await page;
    }
    await flush();
  });
  const linked = messageOf(location.search);
  if (linked && room.value) target.value = { room: room.value, id: linked };
  let before: string | null | undefined;
  room.subscribe((key) => {
    if (key) opened(key, before ?? null);
    const isFirst = before === undefined;
    before = key;
    // At the start the join fetches it.
    if (isFirst || !key || !socket.connected || connection.value !== "online") return;
    // Also what is known is asked for again: edits of a channel are told only to those who are in it.
    first(loadNewest(key));
  });
  document.addEventListener("visibilitychange", () => {
    if (room.value && isRead(room.value)) noteRead(room.value);
  });
  // A channel that vanished has no log any more.
  channels.subscribe((known) => {
    const rooms = new Set(known.map((entry) => entry.room));
    if (channel.value) logs.value = Object.fromEntries(Object.entries(logs.value).filter(([key]) => rooms.has(key) || key === room.value || isDirect(key)));
  });
}

