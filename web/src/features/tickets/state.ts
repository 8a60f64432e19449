// The tickets that we are in or look after, and their messages.
import { effect, signal } from "@preact/signals";
import { t } from "../../i18n";
import { tt } from "../../i18n/tickets";
import { ask, socket } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { excerpt, merge } from "../../state/message";
import { may } from "../../state/permissions";
import { credentials, onJoined, session } from "../../state/session";
import { toast } from "../../state/ui";
import { plain } from "../../ui/html";
import { request } from "../account/request";
import { countSoon } from "../board/counts";
import { personOf } from "../board/people";
import { authorOf, type Identity, readMessage, readThread, type Thread, type ThreadMessage, type WireThread, type WireThreadMessage } from "./thread";

/** The newest activity first; null until they are there. */
export const threads = signal<Thread[] | null>(null);
export const isFailed = signal(false);
/** The one that is read. */
export const openId = signal<string | null>(null);
/** Messages of those that were opened, oldest first. */
export const logs = signal<Record<string, ThreadMessage[]>>({});
/** How much was new of it when it was opened. */
export const newCount = signal(0);
/** The last message of somebody else in the open one, for screen readers. */
export const announcement = signal("");

/** Most messages that the server gives. */
export const MAX_MESSAGES = 200;

export const isStaff = () => may("manageTickets");
const me = () => session.peek()?.id ?? "";
export const threadOf = (id: string | null) => threads.value?.find((thread) => thread.id === id);
/** Who wrote a message, as it is shown to us. */
export const writerOf = (message: ThreadMessage) => authorOf(message, personOf, tt("supportTeam"), tt("server"));

const activity = ({ lastAt }: Thread) => lastAt || Infinity;
const sorted = (list: Thread[]) => [...list].sort((a, b) => activity(b) - activity(a));
const change = (id: string, next: (thread: Thread) => Partial<Thread>) => {
  threads.value = threads.value && sorted(threads.value.map((thread) => (thread.id === id ? { ...thread, ...next(thread) } : thread)));
};
const setLog = (id: string, messages: ThreadMessage[]) => (logs.value = { ...logs.value, [id]: messages });

interface Threads extends Failure {
  threads?: WireThread[];
  tickets?: WireThread[];
}

let asking = 0;
/** Fetches what we are in and, for the staff, all that is open. */
export async function loadThreads() {
  const turn = ++asking;
  try {
    const [own, all] = await Promise.all([ask<Threads>("fetchThreads", credentials()), isStaff() ? ask<Threads>("fetchTickets", { ...credentials(), status: "open", asStaff: true }) : undefined]);
    if (turn !== asking) return;
    isFailed.value = Boolean(problem(own));
    const found = new Map([...(own.threads ?? []), ...(all?.tickets ?? [])].map((wire) => [wire.id, readThread(wire)]));
    threads.value = sorted([...found.values()]);
    if (openId.value && !found.has(openId.value)) openId.value = null;
    noteRead();
  } catch {
    isFailed.value = threads.value === null;
  }
}

const SOON_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(loadThreads, SOON_MS);
}

/** Opens one, or none: fetches its messages and takes note that they are read. */
export async function openThread(id: string | null) {
  newCount.value = threadOf(id)?.unread ?? 0;
  openId.value = id;
  if (id) await loadLog(id);
}

export async function loadLog(id: string) {
  const before = new Set(logs.peek()[id]?.map((message) => message.id));
  try {
    const answer = await ask<Failure & { messages?: WireThreadMessage[] }>("fetchMessages", { ...credentials(), threadId: id, limit: MAX_MESSAGES });
    const reason = problem(answer);
    if (reason) toast("bad", tt("notLoaded"), plain(reason));
    else {
      const fetched = (answer.messages ?? []).map((wire) => readMessage(id, wire));
      // What came in while they were on their way stays.
      setLog(id, merge(fetched, (logs.peek()[id] ?? []).filter((message) => !before.has(message.id))) as ThreadMessage[]);
    }
    noteRead();
  } catch {
    if (!logs.peek()[id]) toast("bad", tt("notLoaded"), t("noAnswer"));
  }
}

let isShown = false;
/** Whether tickets are on the screen: what shows them says so. */
export function setShown(isIt: boolean) {
  isShown = isIt;
  noteRead();
}
const isRead = (id: string) => id === openId.peek() && isShown && document.visibilityState === "visible";

function noteRead() {
  const id = openId.peek();
  if (!id || !isRead(id) || !threadOf(id)?.unread) return;
  change(id, () => ({ unread: 0 }));
  void ask<Failure>("markRead", { ...credentials(), threadId: id }).then(countSoon, () => undefined);
}

function receive({ threadId, message: wire }: { threadId: string; message: WireThreadMessage }) {
  if (!threadOf(threadId)) return soon();
  const message = readMessage(threadId, wire);
  const known = logs.value[threadId] ?? (threadId === openId.value ? [] : undefined);
  if (known) setLog(threadId, merge(known, [message]) as ThreadMessage[]);
  const isOwn = message.author.id === me();
  change(threadId, ({ unread }) => ({ last: message.isSealed ? "" : excerpt(message.html), lastAt: message.time, unread: isOwn ? unread : unread + 1 }));
  if (isOwn) return;
  if (threadId === openId.value && document.hasFocus()) announcement.value = t("says", { name: writerOf(message).name, text: excerpt(message.html) });
  if (threadId === openId.value && !isRead(threadId)) newCount.value += 1;
  noteRead();
}

function edited({ threadId, message: wire }: { threadId: string; message: WireThreadMessage }) {
  const { html, isSealed } = readMessage(threadId, wire);
  const known = logs.value[threadId];
  if (known) setLog(threadId, known.map((message) => (message.id === wire.id ? { ...message, html, isSealed, editedAt: new Date(wire.ts).getTime() || Date.now() } : message)));
  soon();
}

function forget({ threadId, messageId }: { threadId: string; messageId: string }) {
  const known = logs.value[threadId];
  if (known) setLog(threadId, known.filter(({ id }) => id !== messageId));
  soon();
}

/** Those that we close ourselves: nobody has to tell us. */
const closing = new Set<string>();

function gone({ threadId }: { threadId: string }) {
  const thread = threadOf(threadId);
  if (!thread) return;
  threads.value = threads.value?.filter(({ id }) => id !== threadId) ?? null;
  if (openId.value !== threadId) return;
  openId.value = null;
  if (!closing.has(threadId)) toast("info", tt("closedByOther", { title: thread.title }));
}

function upsert({ thread: wire }: { thread: WireThread }) {
  const thread = readThread(wire);
  const known = threadOf(thread.id);
  threads.value = sorted([...(threads.value ?? []).filter(({ id }) => id !== thread.id), { ...known, ...thread, ...(known && { unread: known.unread, last: known.last, lastAt: known.lastAt }) }]);
}

/** Does something with a ticket; what was refused is said in a notice. */
async function act<T extends Failure>(event: string, payload: object, failed: string): Promise<T | undefined> {
  try {
    const answer = await ask<T>(event, { ...credentials(), ...payload });
    const reason = problem(answer);
    if (!reason) return answer;
    toast("bad", failed, plain(reason));
  } catch {
    toast("bad", failed, t("noAnswer"));
  }
  return undefined;
}

/** Takes a ticket on, so that it can be answered. */
export async function claim(thread: Thread) {
  const answer = await act<Failure & { thread?: WireThread }>("joinTicket", { threadId: thread.id }, tt("notTaken"));
  if (answer?.thread) upsert({ thread: answer.thread });
}

export async function closeThread(thread: Thread) {
  closing.add(thread.id);
  const { id } = credentials();
  if (await act("deleteThread", { memberId: id, threadId: thread.id }, tt("notClosed"))) gone({ threadId: thread.id });
  closing.delete(thread.id);
}

/** Opens a ticket. Gives its id, or what went wrong. */
export async function createTicket(title: string): Promise<{ id: string } | { reason: string }> {
  try {
    const answer = await ask<Failure & { threadId?: string }>("createThread", { ...credentials(), type: "ticket", title, participants: [] });
    const reason = problem(answer);
    if (reason || !answer.threadId) return { reason: plain(reason ?? t("noAnswer")) };
    if (!threadOf(answer.threadId)) await loadThreads();
    return { id: answer.threadId };
  } catch {
    return { reason: t("noAnswer") };
  }
}

/** Writes into a ticket. Gives what went wrong, if something did. */
export async function write(thread: string, html: string, supportIdentity: Identity): Promise<string | undefined> {
  return request("sendMessage", { threadId: thread, authorId: me(), supportIdentity, authorName: session.peek()?.name, text: { content: html, sender: "", encrypted: false, plainSig: "" } });
}

export const saveEdit = (message: { id: string }, html: string) => request("editMessage", { messageId: message.id, payload: { content: html, sender: "", encrypted: false, plainSig: "" } });
export const deleteMessage = (message: { id: string }) => act("deleteDMMessage", { messageId: message.id }, t("notDeleted"));

let isStarted = false;
export function startTickets() {
  if (isStarted) return;
  isStarted = true;
  // Also when the right to look after them comes or goes.
  effect(() => {
    isStaff();
    soon();
  });
  onJoined(async () => {
    await loadThreads();
    if (openId.value) await loadLog(openId.value);
  });
  socket.on("receiveThreadNew", upsert);
  socket.on("ticket:new", upsert);
  socket.on("receiveMessage", receive);
  socket.on("ticket:message", receive);
  socket.on("receiveMessageEdit", edited);
  socket.on("receiveMessageDelete", forget);
  socket.on("threadDeleted", gone);
  // Nobody tells the others of the staff that a ticket was taken.
  socket.on("updateUnread", soon);
  document.addEventListener("visibilitychange", noteRead);
}
