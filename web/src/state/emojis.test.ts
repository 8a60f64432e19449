import { expect, it } from "vitest";
import { codeOf, emojiOf, readEmojis } from "./emojis";

it("names emojis by their code points, and back", () => {
  expect(codeOf("👍️")).toBe("1f44d");
  expect(codeOf("❤️")).toBe("2764");
  expect(codeOf("🇩🇪")).toBe("1f1e9-1f1ea");
  expect(codeOf("👨‍👩‍👧")).toBe("1f468-200d-1f469-200d-1f467");
  for (const emoji of ["👍", "❤️", "🇩🇪", "👨‍👩‍👧", "1️⃣"]) expect(codeOf(emojiOf(codeOf(emoji)) ?? "")).toBe(codeOf(emoji));
});

it("draws nothing of what is no code", () => {
  for (const code of ["", "x", "d800", "110000", "1f44d-", "a".repeat(64), "<b>"]) expect(emojiOf(code)).toBeUndefined();
});

it("reads the list of the server", () => {
  const hash = "0123456789abcdef".repeat(4);
  expect(readEmojis([{ filename: `${hash}_wave.png`, name: "wave" }, { filename: "old.png", name: "old" }])).toMatchObject([{ hash, name: "wave", url: `emojis/${hash}_wave.png` }]);
});
