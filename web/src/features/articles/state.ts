// The articles of the server, which of them were not read, and what is done with them.
import { signal } from "@preact/signals";
import { t } from "../../i18n";
import { ta } from "../../i18n/articles";
import { ask, socket } from "../../protocol/socket";
import { type Failure, type Member, problem } from "../../protocol/types";
import { may } from "../../state/permissions";
import { credentials, onJoined, session } from "../../state/session";
import { toast } from "../../state/ui";
import { plain } from "../../ui/html";
import { request } from "../account/request";
import { countSoon } from "../board/counts";
import { meet } from "../board/people";
import { type Article, KINDS, type Kind, keyOf, readArticle, sortArticles, type WireArticle, withArticle } from "./article";

/** Pinned ones first, then the newest; null until they are there. */
export const articles = signal<Article[] | null>(null);
export const isFailed = signal(false);
/** Keys of those that we were told of and have not read. */
export const unread = signal<ReadonlySet<string>>(new Set());
/** How many members have not read one: for who writes. */
export const unreadBy = signal<Record<string, number>>({});

/** What fills the section: the list, one to be read, or the editor. */
export type View = { name: "list" } | { name: "read"; key: string } | { name: "edit" };
export const view = signal<View>({ name: "list" });

export const isAuthor = () => may("managePosts");
export const articleOf = (key: string) => articles.value?.find((article) => article.key === key);

type Hydrate = Partial<Record<Kind, WireArticle[]>> & { members?: Member[]; unreadContent?: string[] };

function hydrate({ members = [], unreadContent = [], ...all }: Hydrate) {
  meet(members);
  articles.value = sortArticles(KINDS.flatMap((kind) => (all[kind] ?? []).map((wire) => readArticle(kind, wire))));
  unread.value = new Set(unreadContent);
  leaveWhatIsGone();
}

export async function loadArticles() {
  try {
    // What it asks for comes as an event of its own, before the ack.
    isFailed.value = Boolean(problem(await ask<Failure>("joinServer", credentials())));
  } catch {
    isFailed.value = articles.value === null;
  }
}

/** What we delete ourselves: nobody has to tell us. */
const withdrawn = new Set<string>();

function leaveWhatIsGone() {
  const now = view.value;
  if (now.name !== "read" || articleOf(now.key)) return;
  view.value = { name: "list" };
  if (!withdrawn.has(now.key)) toast("info", ta("isGone"));
}

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

function received({ type, item }: { type: string; item: WireArticle }) {
  if (!isKind(type)) return;
  const article = readArticle(type, item);
  articles.value = withArticle(articles.value ?? [], article);
  if (item.notifyAll && article.author !== session.peek()?.id) unread.value = new Set([...unread.value, article.key]);
}

function forget(key: string) {
  articles.value = articles.value?.filter((article) => article.key !== key) ?? null;
  unread.value = new Set([...unread.value].filter((known) => known !== key));
  leaveWhatIsGone();
}

/** Takes note that it was read; who writes hears how many have not. */
export async function noteRead({ key, kind, id }: Article) {
  if (!unread.value.has(key) && !isAuthor()) return;
  unread.value = new Set([...unread.value].filter((known) => known !== key));
  try {
    const answer = await ask<Failure & { unreadCount?: number }>("markContentRead", { ...credentials(), userId: session.peek()?.id, type: kind, contentId: id });
    if (!problem(answer) && answer.unreadCount !== undefined) unreadBy.value = { ...unreadBy.value, [key]: answer.unreadCount };
    countSoon();
  } catch {
    // The next visit tells it.
  }
}

export interface Written {
  kind: Kind;
  title: string;
  html: string;
  tag: string;
  isPinned: boolean;
  tellsAll: boolean;
}

/** Publishes a new article. Gives its key, or what went wrong. */
export async function publish({ kind, title, html, tag, isPinned, tellsAll }: Written): Promise<{ key: string } | { reason: string }> {
  try {
    const answer = await ask<Failure & { item?: WireArticle }>("createContent", { ...credentials(), type: kind, title, body: html, pinned: isPinned, notifyAll: tellsAll, ...(kind === "posts" && tag && { tag }) });
    const reason = problem(answer);
    if (reason || !answer.item) return { reason: plain(reason ?? t("noAnswer")) };
    received({ type: kind, item: answer.item });
    return { key: keyOf(kind, answer.item.id) };
  } catch {
    return { reason: t("noAnswer") };
  }
}

/** Changes what is given of an article. Gives what went wrong, if something did. */
export const revise = ({ kind, id }: Article, change: { title?: string; body?: string; tag?: string; pinned?: boolean }) => request("editContent", { type: kind, idOrSlug: id, ...change });

export async function withdraw({ kind, id, key }: Article) {
  withdrawn.add(key);
  const reason = await request("deleteContent", { type: kind, idOrSlug: id });
  if (reason) toast("bad", ta("notDeleted"), reason);
  else forget(key);
  withdrawn.delete(key);
}

let isStarted = false;
export function startArticles() {
  if (isStarted) return;
  isStarted = true;
  socket.on("receiveHydrate", hydrate);
  socket.on("receiveContentNew", received);
  socket.on("receiveContentUpdate", ({ type, item }: { type: string; item: WireArticle }) => isKind(type) && (articles.value = withArticle(articles.value ?? [], readArticle(type, item))));
  socket.on("receiveContentDelete", ({ type, id }: { type: string; id: number | string }) => forget(keyOf(type, id)));
  socket.on("contentReadUpdate", ({ type, contentId, unreadCount }: { type: string; contentId: number; unreadCount: number }) => (unreadBy.value = { ...unreadBy.value, [keyOf(type, contentId)]: unreadCount }));
  onJoined(() => void loadArticles());
}
