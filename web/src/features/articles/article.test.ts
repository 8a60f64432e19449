import { expect, it } from "vitest";
import { readArticle, sortArticles, withArticle } from "./article";

const wire = (id: number, more = {}) => ({ id, title: "A &lt;b&gt; &amp; c", body: "<p>x</p>", authorId: "1", pinned: false, createdAt: `2026-03-0${id}T10:00:00.000Z`, ...more });

it("reads what the server sends, and what it should not send", () => {
  expect(readArticle("posts", wire(1, { tag: "<i>Info</i>" }))).toMatchObject({ key: "posts:1", title: "A <b> & c", tag: "Info", isPinned: false });
  expect(readArticle("news", wire(1, { createdAt: "nonsense", tag: null }))).toMatchObject({ time: 0, tag: "" });
});

it("puts pinned ones first, then the newest, and each once", () => {
  const list = sortArticles([readArticle("news", wire(1)), readArticle("help", wire(2)), readArticle("news", wire(3, { pinned: true }))]);
  expect(list.map(({ key }) => key)).toEqual(["news:3", "help:2", "news:1"]);
  const changed = withArticle(list, readArticle("news", wire(1, { pinned: true, title: "new" })));
  expect(changed.map(({ key, title }) => [key, title])).toEqual([["news:3", "A <b> & c"], ["news:1", "new"], ["help:2", "A <b> & c"]]);
});
