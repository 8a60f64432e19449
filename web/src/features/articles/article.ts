// Posts, news and help, read from what the server sends.
import { plain } from "../../ui/html";

export const KINDS = ["news", "posts", "help"] as const;
export type Kind = (typeof KINDS)[number];

export interface WireArticle {
  id: number;
  /** HTML. */
  title: string;
  body: string;
  authorId: string;
  pinned: boolean;
  createdAt: string;
  tag?: string | null;
  slug?: string | null;
  /** It is unread for everybody but its author. */
  notifyAll?: boolean;
}

export interface Article {
  /** What kind it is and its number, as the wire names what is unread. */
  key: string;
  kind: Kind;
  id: number;
  title: string;
  html: string;
  author: string;
  /** Of posts. */
  tag: string;
  isPinned: boolean;
  time: number;
}

export const keyOf = (kind: string, id: number | string) => `${kind}:${id}`;

export function readArticle(kind: Kind, { id, title, body, authorId, pinned, createdAt, tag }: WireArticle): Article {
  return { key: keyOf(kind, id), kind, id, title: plain(title), html: body, author: String(authorId), tag: plain(tag ?? ""), isPinned: Boolean(pinned), time: new Date(createdAt).getTime() || 0 };
}

/** Pinned ones first, then the newest. */
export const sortArticles = (list: Article[]) => [...list].sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.time - a.time || b.id - a.id);

/** With one more, or one that changed. */
export const withArticle = (list: Article[], article: Article) => sortArticles([...list.filter(({ key }) => key !== article.key), article]);
