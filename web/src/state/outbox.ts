// Own messages on their way to the server. What is refused comes back with its reason.
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { ask, connection } from "../protocol/socket";
import { type Failure, problem } from "../protocol/types";
import { plain } from "../ui/html";
import { localTimes } from "../ui/localTimes";
import { recall, remember } from "../ui/storage";
import { directOf } from "./conversations";
import { signed } from "./keys";
import { me as self } from "./members";
import { type Lock, type Message, readAuthor, type Reply } from "./message";
import { session } from "./session";

/** Own messages that the server does not have yet, oldest first. */
export const outbox = signal<Message[]>(recall<Message[]>("outbox", []).map((message) => ({ ...message, editedAt: 0, reactions: {}, images: message.images ?? {} })));

/** When we may write again in a channel that is slowed down, in milliseconds. */
export const slowUntil = signal<Record<string, number>>({});
/** What the server says to a member that is muted. */
export const muteText = signal("");
/** A text that came back because it was refused, to be put into the field of its channel. */
export const returned = signal<{ room: string; source: string; tokens: Record<string, string>; reply: Reply | null } | null>(null);

/** Puts the words of a message back into the field. */
export function giveBack(message: Message) {
  returned.value = { room: message.room, source: message.source ?? plain(message.html), tokens: message.tokens ?? {}, reply: message.reply ?? null };
  discard(message.id);
}

/** How far the clocks may be apart where nothing better is known. */
const SKEW_MS = 5000;

/** Whether a stored message is one that waits: by what we called it, else by its words, if it is newer than what
 * was known when it was written. */
function isSame(stored: Message, waiting: Message): boolean {
  if (stored.nonce) return stored.nonce === waiting.id;
  return stored.time > (waiting.after ?? waiting.time - SKEW_MS) && plain(stored.html) === plain(waiting.html);
}

/** Takes own messages out of the outbox that the server turns out to have. */
export function reconcile(key: string, messages: Message[]) {
  const own = messages.filter((message) => message.author.id === session.value?.id);
  const taken = new Set<string>();
  const left = outbox.value.filter((waiting) => {
    if (waiting.room !== key || waiting.state === "failed") return true;
    const stored = own.find((message) => !taken.has(message.id) && !matched.has(message.id) && isSame(message, waiting));
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

/** The same nowhere else: a server can tell a message that comes twice by it. */
const newNonce = () => `local-${Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("")}`;

interface Draft {
  html: string;
  /** What was typed. */
  source: string;
  tokens?: Record<string, string>;
  hasFiles?: boolean;
  reply?: Reply | undefined;
  images?: Message["images"];
  /** Encrypted it goes, or not at all. */
  lock?: Lock | undefined;
  /** The newest message that is known of the channel. */
  after?: number | undefined;
}

export function send(key: string, { html, source, tokens, hasFiles, reply, images = {}, lock, after }: Draft) {
  const me = session.value;
  if (!me) return;
  setOutbox([
    ...outbox.value,
    {
      id: newNonce(),
      after,
      room: key,
      html,
      source,
      tokens,
      hasFiles,
      reply,
      images,
      lock,
      time: Date.now(),
      author: readAuthor(self.value ?? { id: me.id, name: me.name }),
      isSystem: false,
      editedAt: 0,
      isHidden: false,
      reactions: {},
      state: connection.value === "online" ? "sending" : "waiting",
    },
  ]);
  void flush();
}

export function retry(id: string) {
  patch(id, { state: "sending", reason: undefined, time: Date.now() });
  void flush();
}

/** What the server answers to a message. */
export interface Ack extends Failure {
  messageId?: string;
  slowmode?: number;
  rateLimited?: boolean;
  muted?: boolean;
}

/** What a refusal means for its message: most stay in the log with their reason; where writing is not
 * possible for a while, the text goes back into the field. */
function refused(message: Message, reason: string, ack: Ack) {
  if (typeof ack.slowmode === "number" && ack.slowmode > Date.now()) slowUntil.value = { ...slowUntil.value, [message.room]: ack.slowmode };
  else if (ack.muted) muteText.value = localTimes(plain(reason));
  else return patch(message.id, { state: "failed", reason: ack.rateLimited ? t("rateLimited") : reason });
  if (message.hasFiles) return patch(message.id, { state: "failed", reason });
  giveBack(message);
}

/** Sends a message to where it belongs. */
async function post(message: Message): Promise<Ack> {
  const direct = await directOf(message.room);
  if (direct) return direct.post(message);
  return ask<Ack>("messageSend", await signed({ ...wireMessage(message.room, message.html), nonce: message.id, editedMsgId: null, replyMsgId: message.reply?.id ?? null }));
}

let isFlushing = false;

/** Sends what waits, one after the other, so that the order stays. */
export async function flush() {
  if (isFlushing || connection.value !== "online") return;
  isFlushing = true;
  try {
    for (;;) {
      const next = outbox.value.find((message) => message.state !== "failed" && message.author.id === session.value?.id);
      if (!next) break;
      patch(next.id, { state: "sending" });
      const answer = await post(next);
      const reason = problem(answer);
      if (reason) {
        refused(next, reason, answer);
        continue;
      }
      muteText.value = "";
      if (answer.messageId) matched.add(String(answer.messageId));
      discard(next.id);
    }
  } catch {
    // No connection: what was on its way waits, and is looked for before it is sent again.
    setOutbox(outbox.value.map((message) => (message.state === "sending" ? { ...message, state: "waiting" } : message)));
  }
  isFlushing = false;
}

/** What every message carries. */
export function wireMessage(key: string, message: string) {
  const [group, category, channel] = key.split("-");
  return { author: { id: session.value?.id }, token: session.value?.token, message, room: key, group, category, channel };
}
