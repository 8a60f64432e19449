// The emoji of the picker, made from emojibase-data (MIT) when the client is built: of half a
// megabyte only what the picker shows and searches.
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

const load = <T>(file: string) => JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`emojibase-data/en/${file}`), "utf8")) as T;

/** One line an emoji: character, group, names, other words. */
function lines(): string {
  const names = load<Record<string, string | string[]>>("shortcodes/emojibase.json");
  return load<Source[]>("compact.json")
    .filter(({ group }) => group !== undefined && group !== COMPONENT)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, hexcode, label, group, tags = [] }) => {
      const known = [names[hexcode] ?? label.replace(/\W+/g, "_")].flat();
      const words = tags.filter((tag) => !known.some((name) => name.includes(tag)));
      return [unicode, group, known.join(" "), words.join(" ")].join("|");
    })
    .join("\n");
}

export const emojiData = (): Plugin => ({
  name: "emoji-data",
  resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
  load: (id) => (id === `\0${ID}` ? `export default ${JSON.stringify(lines())};` : undefined),
});
