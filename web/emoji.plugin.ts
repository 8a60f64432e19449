// The emoji of the picker, made from emojibase-data (MIT) when the client is built: of half a
// megabyte only what the picker shows and searches. Names in other languages are files of their own.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

interface Source {
  unicode: string;
  hexcode: string;
  label: string;
  group?: number;
  order?: number;
  tags?: string[];
}

/** Groups of the data set that are no emoji of their own: skin tones and hair. */
const COMPONENT = 2;
const ID = "virtual:emoji";

const load = <T>(file: string) => JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`emojibase-data/${file}`), "utf8")) as T;

/** Nobody looks for a flag by anything but its country. */
const FLAGS = 9;
/** Words that begin alike are found by the same letters: the first of them is enough. */
const ALIKE = 5;

/** Words that add something to names. */
function wordsBeside(names: string[], words: string[]): string[] {
  const known = names.flatMap((name) => name.toLowerCase().split(/[\s_-]+/)).filter((word) => word.length > 3);
  return words.filter((word) => {
    if (names.some((name) => name.toLowerCase().includes(word.toLowerCase()))) return false;
    if (known.some((other) => other.startsWith(word.slice(0, ALIKE)) || word.startsWith(other.slice(0, ALIKE)))) return false;
    return known.push(word);
  });
}

/** In the order in which they are shown. */
const shown = () =>
  load<Source[]>("en/compact.json")
    .filter(({ group }) => group !== undefined && group !== COMPONENT)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));

/** One line an emoji: character, group, names, other words. */
function lines(): string {
  const names = load<Record<string, string | string[]>>("en/shortcodes/emojibase.json");
  return shown()
    .map(({ unicode, hexcode, label, group, tags = [] }) => {
      const known = [names[hexcode] ?? label.replace(/\W+/g, "_")].flat();
      return [unicode, group, known.join(" "), wordsBeside(known, tags).join(" ")].join("|");
    })
    .join("\n");
}

/** The same lines in another language: name, other words. */
function linesIn(language: string): string {
  const known = new Map(load<Source[]>(`${language}/compact.json`).map((source) => [source.hexcode, source]));
  return shown()
    .map(({ hexcode, group }) => {
      const { label = "", tags = [] } = known.get(hexcode) ?? {};
      return [label, group === FLAGS ? "" : wordsBeside([label], tags).join(" ")].join("|");
    })
    .join("\n");
}

/** `virtual:emoji` for the emoji, `virtual:emoji/de` for their German words. */
export const emojiData = (): Plugin => ({
  name: "emoji-data",
  resolveId: (id) => (id === ID || id.startsWith(`${ID}/`) ? `\0${id}` : undefined),
  load(id) {
    if (id === `\0${ID}`) return `export default ${JSON.stringify(lines())};`;
    const language = id.startsWith(`\0${ID}/`) ? id.slice(ID.length + 2) : "";
    return language ? `export default ${JSON.stringify(linesIn(language))};` : undefined;
  },
});
