// The articles as a card: all, or those of a kind.
import { signal } from "@preact/signals";
import { ta } from "../../i18n/articles";
import { Avatar } from "../../ui/Avatar";
import { boardIcons } from "../../ui/boardIcons";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { fullTime } from "../../ui/time";
import { dayOf } from "../../ui/dates";
import { personOf } from "../board/people";
import { Empty, Tabs } from "../settings/parts";
import type { Article, Kind } from "./article";
import { articles, isAuthor, unread, view } from "./state";

type Filter = "all" | Kind;
const filter = signal<Filter>("all");
const TABS: [Filter, "tabAll" | "tabNews" | "tabPosts" | "tabHelp"][] = [["all", "tabAll"], ["news", "tabNews"], ["posts", "tabPosts"], ["help", "tabHelp"]];

export function ArticleList() {
  const shown = (articles.value ?? []).filter(({ kind }) => filter.value === "all" || kind === filter.value);
  return (
    <section class="card articles" aria-label={ta("articles")}>
      <div class="tabs-row"><Tabs names={TABS.map(([id, label]): [string, string] => [id, ta(label)])} current={filter.value} onChange={(id) => (filter.value = id as Filter)} /></div>
      {shown.map((article) => <Row key={article.key} article={article} />)}
      {shown.length === 0 && <Empty icon={boardIcons.newspaper} title={ta("none")} hint={ta(isAuthor() ? "noneHintAuthor" : "noneHint")} />}
    </section>
  );
}

const KIND = { news: { label: "kindNews", icon: boardIcons.megaphone, look: "mark info" }, posts: { label: "kindPost", icon: boardIcons.newspaper, look: "mark" }, help: { label: "kindHelp", icon: boardIcons["life-buoy"], look: "mark" } } as const;

/** What it is: pinned, of which kind, whether it was read. */
export function Marks({ article: { key, kind, tag, isPinned } }: { article: Article }) {
  const { label, icon, look } = KIND[kind];
  return (
    <div class="row marks">
      {isPinned && <span class="mark acc"><Icon paths={boardIcons.pin} />{ta("pinned")}</span>}
      <span class={look}><Icon paths={icon} />{ta(label)}</span>
      {kind === "posts" && tag && <span class="mark">{tag}</span>}
      {unread.value.has(key) && <span class="mark unread-mark" data-testid="unread-mark"><i class="dot" />{ta("unread")}</span>}
    </div>
  );
}

export function Byline({ article: { author, time } }: { article: Article }) {
  const person = personOf(author);
  return (
    <p class="row byline">
      <Avatar id={person.id} name={person.name} icon={person.icon} size={20} />
      <span>{person.name}</span>
      {time > 0 && <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>{dayOf(time)}</time>}
    </p>
  );
}

const SHOWN = 300;

const beginnings = new WeakMap<Article, string>();

/** The first words of an article, in one line; read once. */
function beginning(article: Article): string {
  const known = beginnings.get(article);
  if (known !== undefined) return known;
  // What stands before the first heading or list reads as sentences; all of it in one line does not.
  const text = plain(article.html.split(/<(?:h[1-3]|[uo]l|blockquote|pre)\b/)[0] ?? "") || plain(article.html.replace(/<\/(h[1-3]|blockquote|pre)>/g, " $&"));
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN).trimEnd()}…` : text;
  beginnings.set(article, short);
  return short;
}

function Row({ article }: { article: Article }) {
  const isNew = unread.value.has(article.key);
  return (
    <article class={isNew ? "post is-new" : "post"} data-testid="article-row">
      <Marks article={article} />
      <h2><button type="button" data-article={article.key} onClick={() => (view.value = { name: "read", key: article.key })}>{article.title}</button></h2>
      <p class="excerpt" dir="auto">{beginning(article)}</p>
      <Byline article={article} />
    </article>
  );
}
