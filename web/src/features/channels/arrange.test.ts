import { expect, it } from "vitest";
import { moved, sortData, stepped } from "./arrange";

const category = (id: string, ...channels: string[]) => ({ id, channels: channels.map((channel) => ({ id: channel })) });
const shown = (categories: ReturnType<typeof category>[] | undefined) => categories?.map(({ id, channels }) => `${id}:${channels.map((channel) => channel.id).join("")}`).join(" ");
const two = [category("1", "a", "b", "c"), category("2", "d")];

it("puts a channel where it was dropped", () => {
  expect(shown(moved(two, "c", "1", "a"))).toBe("1:cab 2:d");
  expect(shown(moved(two, "a", "1", null))).toBe("1:bca 2:d");
  expect(shown(moved(two, "b", "2", "d"))).toBe("1:ac 2:bd");
  expect(shown(moved(two, "d", "1", "b"))).toBe("1:adbc 2:");
});

it("does nothing where nothing changes", () => {
  expect(moved(two, "a", "1", "b")).toBeUndefined();
  expect(moved(two, "a", "1", "a")).toBeUndefined();
  expect(moved(two, "x", "1", null)).toBeUndefined();
  expect(moved(two, "a", "9", null)).toBeUndefined();
});

it("goes up and down, also into the next category", () => {
  expect(shown(stepped(two, "b", -1))).toBe("1:bac 2:d");
  expect(shown(stepped(two, "b", 1))).toBe("1:acb 2:d");
  expect(shown(stepped(two, "c", 1))).toBe("1:ab 2:cd");
  expect(shown(stepped(two, "d", -1))).toBe("1:abcd 2:");
  expect(stepped(two, "a", -1)).toBeUndefined();
  expect(stepped(two, "d", 1)).toBeUndefined();
});

it("tells the server all of it, the greatest number at the top", () => {
  expect(JSON.parse(sortData(two))).toEqual({ 1: { info: { sortId: 2 }, channels: ["a", "b", "c"] }, 2: { info: { sortId: 1 }, channels: ["d"] } });
});
