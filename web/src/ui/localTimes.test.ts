import { expect, it } from "vitest";
import { localTimes } from "./localTimes";

it("puts times into the words of the reader, and nothing else", () => {
  const shown = new Date("2026-12-09T04:15:00Z").toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" });
  expect(localTimes("until 2026-12-09T04:15:00Z. Reason: x")).toBe(`until ${shown}. Reason: x`);
  expect(localTimes("2026-12-09 is a day, 2026-99-09T04:15:00Z is none")).toBe("2026-12-09 is a day, 2026-99-09T04:15:00Z is none");
});
