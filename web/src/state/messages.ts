// Messages per channel: pages of history, what comes in, what is on its way out.
import { computed, signal } from "@preact/signals";
import { t } from "../i18n";
import { ask, connection, socket } from "../protocol/socket";
import { type Author, type Failure, problem, type WireMessage } from "../protocol/types";
import { decode, plain } from "../ui/html";
import { recall, remember } from "../ui/storage";
import { me as self } from "./members";
import { credentials, onJoined, session } from "./session";
import { channel, channels, countMessage, markRead, room } from "./structure";

export interface Message {
  /** The server's id; of messages on their way a local one. */
  id: string;
  room: string;
  html: string;
  time: number;
  author: { id: string; name: string; color: string | null; icon: string };
  isSystem: boolean;
  isEdited: boolean;
  isHidden: boolean;
  reply?: { name: string; text: string } | undefined;
  /** Of messages on their way. */
  state?: "sending" | "waiting" | "failed" | undefined;
  reason?: string | undefined;
  /** What was typed, to be edited again. */
  source?: string | undefined;
}

export interface Log {
  messages: Message[];
  status: "loading" | "ready" | "failed" | "denied";
  hasOlder: boolean;
  isLoadingOlder: boolean;
}

const PAGE = 50;
/** Most messages of a channel that are kept; what is older is fetched again when it is wanted. */
const MAX_KEPT = 400;
const EMPTY: Log = { messages: [], status: "loading", hasOlder: false, isLoadingOlder: false };

const logs = signal<Record<string, Log>>({});
/** Own messages that the server does not have yet, oldest first. */
export const outbox = signal<Message[]>(recall<Message[]>("outbox", []));
/** The last message of somebody else, for screen readers. */
export const announcement = signal("");

export const log = computed<Log>(() => {
  const key = room.value ?? "";
  const known = logs.value[key] ?? EMPTY;
  const waiting = outbox.value.filter((message) => message.room === key && message.author.id === session.value?.id);
  return waiting.length ? { ...known, messages: [...known.messages, ...waiting] } : known;
});

const change = (key: string, next: Partial<Log>) => {
  logs.value = { ...logs.value, [key]: { ...(logs.value[key] ?? EMPTY), ...next } };
};

function readAuthor(author: Author | undefined): Message["author"] {
  const icon = author?.icon ?? "";
  return {
    id: String(author?.id ?? ""),
    name: decode(author?.name ?? ""),
    color: author?.color ?? null,
    icon: icon.startsWith("data:") ? "" : icon,
  };
}

export function read(wire: WireMessage): Message {
  const reply = wire.reply && "message" in wire.reply ? wire.reply : undefined;
  return {
    id: String(wire.messageId),
    room: wire.room,
    html: wire.message,
    time: wire.timestamp,
    author: readAuthor(wire.author),
    isSystem: wire.isSystemMsg === true,
    isEdited: Boolean(wire.lastEdited),
    isHidden: Boolean(wire.author?.isBanned),
    reply: reply && { name: decode(reply.author?.name ?? ""), text: plain(reply.message ?? "") },
  };
}

/** Puts messages into a list that is sorted by time; those that are there already stay once. */
export function merge(known: Message[], fresh: Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of fresh) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.time - b.time);
}

interface Page extends Failure {
  data?: WireMessage[];
}

function fetchPage(key: string, index: number): Promise<Page> {
  const [groupId, categoryId, channelId] = key.split("-");
  return ask<Page>("getChatlog", { ...credentials(), groupId, categoryId, channelId, index });
}

/** Fetches the newest page: at first, and to fill the gap after a time without connection. */
export async function loadNewest(key: string) {
  const before = logs.value[key];
  if (!before || before.status !== "ready") change(key, { status: "loading" });
  try {
    const page = await fetchPage(key, -1);
    if (!page.data) return change(key, { status: page.error === "denied" ? "denied" : "failed", messages: [] });
    const fresh = page.data.map(read);
    const newest = before?.messages.at(-1);
    // Without an overlap something is missing in between: what is older is fetched again on demand.
    const fits = !newest || fresh.length < PAGE || fresh.some((message) => message.id === newest.id);
    const messages = before && fits ? merge(before.messages, fresh) : fresh;
    change(key, {
      messages,
      status: "ready",
      hasOlder: before?.messages.length && fits ? before.hasOlder : fresh.length >= PAGE,
    });
    reconcile(key);
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

/** Forgets what is far above the end, where nobody reads: scrolling up brings it back. */
export function trim(key: string) {
  const known = logs.value[key];
  if (known && known.messages.length > MAX_KEPT) change(key, { messages: known.messages.slice(-MAX_KEPT / 2), hasOlder: true });
}

const isRead = (key: string) => key === room.value && document.visibilityState === "visible";

function received(wire: WireMessage) {
  const message = read(wire);
  const key = message.room;
  const known = logs.value[key];
  const edited = wire.editedMsgId ? String(wire.editedMsgId) : null;
  if (known) {
    change(key, { messages: merge(known.messages, [edited ? { ...message, id: edited } : message]) });
    if (key !== room.value) trim(key);
  }
  if (message.author.id === session.value?.id) reconcile(key);
  else if (key === room.value && document.hasFocus()) {
    announcement.value = t("says", { name: message.author.name, text: plain(message.html) });
  }
  countMessage(key, isRead(key) || message.author.id === session.value?.id);
}

/** Takes own messages out of the outbox that the server turns out to have. */
function reconcile(key: string) {
  const own = (logs.value[key]?.messages ?? []).filter((message) => message.author.id === session.value?.id);
  const taken = new Set<string>();
  const left = outbox.value.filter((waiting) => {
    if (waiting.room !== key || waiting.state === "failed") return true;
    const stored = own.find(
      (message) => !taken.has(message.id) && !matched.has(message.id) && message.time >= waiting.time - 5000 && plain(message.html) === plain(waiting.html),
    );
    if (!stored) return true;
    taken.add(stored.id);
    matched.add(stored.id);
    return false;
  });
  if (left.length !== outbox.value.length) setOutbox(left);
}

/** Ids of stored messages that already took something out of the outbox. */
const matched = new Set<string>();

function setOutbox(messages: Message[]) {
  outbox.value = messages;
  remember("outbox", messages.length ? messages : null);
}

const patch = (id: string, next: Partial<Message>) =>
  setOutbox(outbox.value.map((message) => (message.id === id ? { ...message, ...next } : message)));

export const discard = (id: string) => setOutbox(outbox.value.filter((message) => message.id !== id));

let counter = 0;

export function send(key: string, html: string, source: string) {
  const me = session.value;
  if (!me) return;
  setOutbox([
    ...outbox.value,
    {
      id: `local-${Date.now()}-${counter++}`,
      room: key,
      html,
      source,
      time: Date.now(),
      author: readAuthor(self.value ?? { id: me.id, name: me.name }),
      isSystem: false,
      isEdited: false,
      isHidden: false,
      state: connection.value === "online" ? "sending" : "waiting",
    },
  ]);
  void flush();
}

export function retry(id: string) {
  patch(id, { state: "sending", reason: undefined, time: Date.now() });
  void flush();
}

let isFlushing = false;

/** Sends what waits, one after the other, so that the order stays. */
async function flush() {
  if (isFlushing || connection.value !== "online") return;
  isFlushing = true;
  try {
    for (;;) {
      const next = outbox.value.find((message) => message.state !== "failed" && message.author.id === session.value?.id);
      if (!next) break;
      patch(next.id, { state: "sending" });
      const [group, category, id] = next.room.split("-");
      const answer = await ask<Failure & { messageId?: string }>("messageSend", {
        author: { id: session.value?.id },
        token: session.value?.token,
        message: next.html,
        room: next.room,
        group,
        category,
        channel: id,
        editedMsgId: null,
        replyMsgId: null,
      });
      const reason = problem(answer);
      if (reason) patch(next.id, { state: "failed", reason });
      else {
        if (answer.messageId) matched.add(String(answer.messageId));
        discard(next.id);
      }
    }
  } catch {
    // No connection: what was on its way waits, and is looked for before it is sent again.
    setOutbox(outbox.value.map((message) => (message.state === "sending" ? { ...message, state: "waiting" } : message)));
  }
  isFlushing = false;
}

export function start() {
  socket.on("messageCreate", received);
  onJoined(async () => {
    const rooms = new Set([room.value, ...outbox.value.map((message) => message.room)]);
    for (const key of Object.keys(logs.value)) if (!rooms.has(key)) stale.add(key);
    for (const key of rooms) if (key) await loadNewest(key);
    await flush();
  });
  room.subscribe((key) => {
    if (!key || !socket.connected || connection.value !== "online") return;
    if (stale.delete(key) || !logs.value[key] || logs.value[key]?.status !== "ready") void loadNewest(key);
  });
  document.addEventListener("visibilitychange", () => {
    if (room.value && isRead(room.value)) markRead(room.value);
  });
  // A channel that vanished has no log any more.
  channels.subscribe((known) => {
    const rooms = new Set(known.map((entry) => entry.room));
    if (channel.value) logs.value = Object.fromEntries(Object.entries(logs.value).filter(([key]) => rooms.has(key) || key === room.value));
  });
}

/** Channels whose log misses what happened without connection. */
const stale = new Set<string>();
