// Messages per channel: pages of history, what comes in, what is changed and what goes.
import { computed, signal } from "@preact/signals";
import { t } from "../i18n";
import { ask, connection, socket } from "../protocol/socket";
import type { Failure, WireMessage } from "../protocol/types";
import { excerpt, merge, type Message, read } from "./message";
import { flush, outbox, reconcile } from "./outbox";
import { readable } from "./names";
import { credentials, onJoined, session } from "./session";
import { channel, channels, countMessage, markRead, messageOf, readUntil, room } from "./structure";

export interface Log {
  messages: Message[];
  status: "loading" | "ready" | "failed" | "denied";
  hasOlder: boolean;
  isLoadingOlder: boolean;
  /** A part of the history that does not reach to the present. */
  isDetached: boolean;
}

const PAGE = 50;
/** Most messages of a channel that are kept; what is older is fetched again when it is wanted. */
const MAX_KEPT = 400;
const EMPTY: Log = { messages: [], status: "loading", hasOlder: false, isLoadingOlder: false, isDetached: false };

const logs = signal<Record<string, Log>>({});
/** The last message of somebody else, for screen readers. */
export const announcement = signal("");

export const log = computed<Log>(() => {
  const key = room.value ?? "";
  const known = logs.value[key] ?? EMPTY;
  const waiting = outbox.value.filter((message) => message.room === key && message.author.id === session.value?.id);
  return waiting.length && !known.isDetached ? { ...known, messages: [...known.messages, ...waiting] } : known;
});

const change = (key: string, next: Partial<Log>) => {
  logs.value = { ...logs.value, [key]: { ...(logs.value[key] ?? EMPTY), ...next } };
};

interface Page extends Failure {
  data?: WireMessage[];
}

function fetchPage(key: string, index: number): Promise<Page> {
  const [groupId, categoryId, channelId] = key.split("-");
  return ask<Page>("getChatlog", { ...credentials(), groupId, categoryId, channelId, index });
}

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
    const fresh = page.data.map(read);
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
    const fresh = (page.data ?? []).map(read);
    const messages = merge(logs.value[key]?.messages ?? [], fresh);
    const hasNew = messages.length > (logs.value[key]?.messages.length ?? 0);
    change(key, { messages, hasOlder: fresh.length >= PAGE && hasNew });
  } catch {
    // Scrolling up tries again.
  }
  change(key, { isLoadingOlder: false });
}

const HOUR = 3_600_000;

/** Pages go back in time only. A page that begins at a message and goes on after it is found by trying
 * spans of time: the last one that still holds the message. */
async function pageAfter(key: string, id: string, time: number): Promise<{ messages: Message[]; reachesEnd: boolean } | undefined> {
  let best: Message[] | undefined;
  let span = HOUR;
  let tooLong = Infinity;
  for (let tries = 0; tries < 10; tries++) {
    const reachesEnd = time + span >= Date.now();
    const page = await fetchPage(key, reachesEnd ? -1 : time + span);
    const fresh = (page.data ?? []).map(read);
    const at = fresh.findIndex((message) => message.id === id);
    if (at >= 0) {
      best = fresh;
      if (reachesEnd) return { messages: fresh, reachesEnd };
      // Enough of what came after, or no longer span that would do.
      if (fresh.length - at > PAGE / 2 || tooLong / span < 2) break;
      span = tooLong === Infinity ? span * 12 : Math.sqrt(span * tooLong);
    } else {
      tooLong = span;
      span = span <= 1 ? 0 : best ? Math.sqrt(span) : span / 60;
      if (span < 1) {
        const last = await fetchPage(key, time + 1);
        const messages = (last.data ?? []).map(read);
        return messages.some((message) => message.id === id) ? { messages, reachesEnd: false } : best && { messages: best, reachesEnd: false };
      }
    }
  }
  return best && { messages: best, reachesEnd: false };
}

/** Goes on after the end of a part of the history. */
export async function loadNewer() {
  const key = room.value;
  const known = key ? logs.value[key] : undefined;
  const newest = known?.messages.at(-1);
  if (!key || !known?.isDetached || !newest || known.isLoadingOlder) return;
  change(key, { isLoadingOlder: true });
  const page = await pageAfter(key, newest.id, newest.time).catch(() => undefined);
  if (page) change(key, { messages: merge(logs.value[key]?.messages ?? [], page.messages), isDetached: !page.reachesEnd });
  change(key, { isLoadingOlder: false });
}

/** Where the log shall go; the log does it and takes it back. */
export const target = signal<{ room: string; id: string } | null>(null);

/** Loads a message and what is around it, if it is not there. Tells whether it is there now. */
export async function loadAround(key: string, id: string): Promise<boolean> {
  if (logs.value[key]?.messages.some((message) => message.id === id)) return true;
  const wire = await ask<WireMessage & Failure>("resolveMessage", { ...credentials(), messageId: id });
  if (!wire.messageId || wire.room !== key) return false;
  const page = await pageAfter(key, id, wire.timestamp);
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
}

const received: ((message: Message) => void)[] = [];
/** Runs for every new message of somebody else. */
export const onReceived = (act: (message: Message) => void) => received.push(act);

function receive(wire: WireMessage) {
  // Other servers tell of edits in this way.
  if (wire.editedMsgId) return edited(wire);
  const message = read(wire);
  const key = message.room;
  const known = logs.value[key];
  if (known && !known.isDetached) {
    change(key, { messages: merge(known.messages, [message]) });
    if (key !== room.value) trim(key);
  }
  const isOwn = message.author.id === session.value?.id;
  // Came in while nobody looked: here begins what is new.
  if (!isOwn && key === room.value && !isRead(key) && newSince.peek()[key] === undefined) {
    newSince.value = { ...newSince.peek(), [key]: message.time - 1 };
  }
  if (isOwn) reconcile(key, logs.value[key]?.messages ?? []);
  else if (key === room.value && document.hasFocus()) {
    announcement.value = t("says", { name: message.author.name, text: readable(excerpt(message.html)) });
  }
  countMessage(key, isRead(key) || isOwn, message.time);
  if (!isOwn) received.forEach((act) => act(message));
}

/** Changes a message that is known, wherever it is. */
export function patchMessage(key: string, id: string, next: Partial<Message>) {
  const known = logs.value[key];
  if (!known?.messages.some((message) => message.id === id)) return;
  change(key, { messages: known.messages.map((message) => (message.id === id ? { ...message, ...next } : message)) });
}

export const findMessage = (key: string, id: string) => logs.value[key]?.messages.find((message) => message.id === id);

function edited(wire: WireMessage) {
  const { html, editedAt, images } = read(wire);
  const id = String(wire.editedMsgId ?? wire.messageId);
  patchMessage(wire.room, id, { html, images, editedAt: editedAt || Date.now() });
  for (const message of logs.value[wire.room]?.messages ?? []) {
    if (message.reply?.id === id) patchMessage(wire.room, message.id, { reply: { ...message.reply, text: excerpt(html) } });
  }
}

export function forgetMessage(id: string) {
  for (const [key, known] of Object.entries(logs.value)) {
    if (known.messages.some((message) => message.id === id || message.reply?.id === id)) {
      const left = known.messages.filter((message) => message.id !== id);
      change(key, { messages: left.map((message) => (message.reply?.id === id ? { ...message, reply: { ...message.reply, text: "", isGone: true } } : message)) });
    }
  }
}

/** Per channel: what is newer than this is new to us. Fixed when the channel is opened. */
export const newSince = signal<Record<string, number>>({});

function opened(key: string, before: string | null) {
  const { [before ?? ""]: _, [key]: __, ...others } = newSince.peek();
  const since = readUntil(key);
  newSince.value = since === undefined ? others : { ...others, [key]: since };
}

export function start() {
  socket.on("messageCreate", receive);
  socket.on("messageEdited", edited);
  socket.on("receiveDeleteMessage", (gone: string | { messageId?: string }) => forgetMessage(String(typeof gone === "object" ? gone.messageId : gone)));
  socket.on("updateReactions", (wire: WireMessage) => patchMessage(wire.room, String(wire.messageId), { reactions: wire.reactions ?? {} }));
  socket.on("updateChatlog", () => room.value && void loadNewest(room.value));
  onJoined(async () => {
    const rooms = new Set([room.value, ...outbox.value.map((message) => message.room)]);
    for (const key of rooms) if (key) await loadNewest(key);
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
    void loadNewest(key);
  });
  document.addEventListener("visibilitychange", () => {
    if (room.value && isRead(room.value)) noteRead(room.value);
  });
  // A channel that vanished has no log any more.
  channels.subscribe((known) => {
    const rooms = new Set(known.map((entry) => entry.room));
    if (channel.value) logs.value = Object.fromEntries(Object.entries(logs.value).filter(([key]) => rooms.has(key) || key === room.value));
  });
}

