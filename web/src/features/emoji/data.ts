// The emoji of the picker and of the suggestions, with their names: those that are typed, and those of the
// reader's language.
import { signal } from "@preact/signals";
import lines from "virtual:emoji";
import { type Language, language } from "../../i18n/language";

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

interface Words {
  label: string;
  /** What it is found by, without accents. */
  found: string;
}

/** Names and words of other languages, in the order of `all`, fetched by who reads them. */
const LOADERS: Partial<Record<Language, () => Promise<{ default: string }>>> = { de: () => import("virtual:emoji/de") };
const local = signal<{ code: Language; words: Map<string, Words> } | null>(null);

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Makes sure that the words of the reader's language are there. Without them the English ones do. */
export async function loadWords(): Promise<void> {
  const code = language.peek();
  if (local.peek()?.code === code) return;
  const found = await LOADERS[code]?.().catch(() => undefined);
  if (!found) return;
  const words = found.default.split("\n").map((line, at): [string, Words] => {
    const [label = "", others = ""] = line.split("|");
    return [all[at]?.emoji ?? "", { label, found: fold(`${label} ${others}`) }];
  });
  local.value = { code, words: new Map(words) };
}

const wordsOf = (emoji: string) => (local.value?.code === language.value ? local.value.words.get(emoji) : undefined);

/** What an emoji is called in the reader's language; nothing where that is its name. */
export const labelOf = (emoji: string): string | undefined => wordsOf(emoji)?.label || undefined;

/** How well a text fits words of the reader's language: 0 is the word itself, 9 does not fit. */
function localRank(emoji: string, wanted: string): number {
  const words = wordsOf(emoji);
  if (!words) return 9;
  const label = fold(words.label);
  if (label === wanted) return 0;
  if (label.startsWith(wanted)) return 1;
  if (words.found.split(" ").some((word) => word.startsWith(wanted))) return 2;
  return words.found.includes(wanted) ? 3 : 9;
}

/** Best ones first: those whose name begins with the text, then those that have it, in English and in the
 * reader's language. */
export function findEmoji(text: string, limit: number): Known[] {
  const wanted = text.toLowerCase().replace(/\s+/g, "_");
  const folded = fold(text.replace(/_/g, " "));
  const rank = ({ emoji, names, words }: Known) => {
    if (names.some((name) => name === wanted)) return 0;
    const own = localRank(emoji, folded);
    if (names.some((name) => name.startsWith(wanted))) return Math.min(own, 1);
    if (names.some((name) => name.includes(wanted))) return Math.min(own, 2);
    return Math.min(own, words.split(" ").some((word) => word.startsWith(wanted)) ? 3 : 9);
  };
  return all
    .map((emoji) => ({ emoji, rank: rank(emoji) }))
    .filter((found) => found.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((found) => found.emoji);
}
