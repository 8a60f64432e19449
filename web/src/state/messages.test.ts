import { expect, it } from "vitest";
import { excerpt, merge, type Message, read } from "./message";
import { renew } from "./messages";
import { readTree } from "./structure";

const message = (id: string, time: number): Message => ({
  ...{ id, time, room: "0-0-0", html: "<p>x</p>", isSystem: false, editedAt: 0, isHidden: false, reactions: {}, images: {} },
  author: { id: "1", name: "A", color: null, icon: "" },
});

it("merges pages without doubles and in order", () => {
  const merged = merge([message("2", 20), message("3", 30)], [message("1", 10), message("2", 20), message("4", 25)]);
  expect(merged.map(({ id }) => id)).toEqual(["1", "2", "4", "3"]);
});

it("reads what the server sends", () => {
  const found = read({
    messageId: "12",
    room: "0-0-0",
    message: "<p>a</p>",
    timestamp: 5,
    author: { id: 7, name: "R&amp;D", icon: "data:image/png;base64,AA", isBanned: 1 },
    reply: { messageId: null },
  });
  expect(found).toMatchObject({ id: "12", author: { id: "7", name: "R&D", icon: "" }, isHidden: true, reply: undefined });
});

it("sorts the tree by descending sortId", () => {
  const channel = (name: string, sortId: number) => ({ id: "0", name, type: "text", sortId, msgCount: null });
  const [group] = readTree({
    groups: { "5": { info: { name: "G" }, categories: { "6": { info: { name: "C" }, channel: { "7": channel("low", 0), "8": channel("high", 3) } } } } },
  });
  expect(group?.categories[0]?.channels.map(({ name, room }) => [name, room])).toEqual([["high", "5-6-8"], ["low", "5-6-7"]]);
});

it("forgets what a page of its own span of time does not have any more", () => {
  const known = ["1", "2", "3", "4"].map((id) => message(id, Number(id) * 10));
  const fresh = [message("2", 20), message("4", 40)];
  expect(renew(known, fresh).map(({ id }) => id)).toEqual(["1", "2", "4"]);
});

it("knows replies that may be seen, may not be seen, and are gone", () => {
  const wire = { messageId: "12", room: "0-0-0", message: "x", timestamp: 5, author: { id: "7", name: "A" } };
  const author = { id: "8", name: "B" };
  expect(read({ ...wire, reply: { messageId: "1", author, message: "<p>hi</p>" } }).reply).toMatchObject({ id: "1", name: "B", text: "hi" });
  expect(read({ ...wire, reply: { messageId: "1", author } }).reply).toMatchObject({ id: "1", name: "B", text: "" });
  expect(read({ ...wire, reply: null, replyMsgId: "1" }).reply).toMatchObject({ id: "1", isGone: true });
  expect(read({ ...wire, reply: { messageId: null } }).reply).toBeUndefined();
});

it("excerpts name files instead of their addresses", () => {
  const address = `https://a.example/uploads/${"a".repeat(64)}_roof.png`;
  expect(excerpt(`<p>look</p><p><a href="${address}">${address}</a></p>`)).toBe("look roof.png");
});
