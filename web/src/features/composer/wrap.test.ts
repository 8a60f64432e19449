import { expect, it } from "vitest";
import { wrap } from "./wrap";

it("wraps the selection and keeps it selected", () => {
  expect(wrap("say it", 4, 6, "**", "**", false)).toEqual({ text: "say **it**", start: 6, end: 8 });
});

it("marks every selected line", () => {
  expect(wrap("a\nb\nc", 2, 5, "> ", "", true)).toEqual({ text: "a\n> b\n> c", start: 4, end: 9 });
  expect(wrap("", 0, 0, "- ", "", true).text).toBe("- ");
});
