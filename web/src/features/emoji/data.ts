// The emoji of the picker and of the suggestions, with their names.
import lines from "virtual:emoji";

export interface Known {
  emoji: string;
  group: number;
  /** The first one is shown, as `:name:`. */
  names: string[];
  words: string;
}

export const all: Known[] = lines.split("\n").map((line) => {
  const [emoji = "", group = "0", names = "", words = ""] = line.split("|");
  return { emoji, group: Number(group), names: names.split(" "), words };
});

/** Best ones first: those whose name begins with the text, then those that have it. */
export function findEmoji(text: string, limit: number): Known[] {
  const wanted = text.toLowerCase().replace(/\s+/g, "_");
  const rank = ({ names, words }: Known) => {
    if (names.some((name) => name === wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    if (names.some((name) => name.includes(wanted))) return 2;
    return words.split(" ").some((word) => word.startsWith(wanted)) ? 3 : 9;
  };
  return all
    .map((emoji) => ({ emoji, rank: rank(emoji) }))
    .filter((found) => found.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((found) => found.emoji);
}
