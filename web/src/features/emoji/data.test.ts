import { afterEach, expect, it } from "vitest";
import { language } from "../../i18n/language";
import { findEmoji, labelOf, loadWords } from "./data";

const found = (text: string) => findEmoji(text, 5).map(({ emoji }) => emoji);

afterEach(() => void (language.value = "en"));

it("finds emoji by their names and words", async () => {
  await loadWords();
  expect(found("pizza")[0]).toBe("🍕");
  expect(found("thumbsup")[0]).toBe("👍️");
  expect(found("zzz")).toContain("😴");
  expect(labelOf("🍕")).toBeUndefined();
});

it("finds them in German, too, and by both", async () => {
  language.value = "de";
  await loadWords();
  expect(labelOf("🍕")).toBe("Pizza");
  expect(found("daumen hoch")[0]).toBe("👍️");
  expect(found("müde").length).toBeGreaterThan(0);
  expect(found("mude")).toEqual(found("müde"));
  expect(found("hund")).toContain("🐶");
  expect(found("dog")).toContain("🐶");
  language.value = "en";
  expect(labelOf("🍕")).toBeUndefined();
  expect(found("daumen hoch")).toEqual([]);
});
