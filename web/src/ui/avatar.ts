// Generated avatars: a colour and initials that belong to an id and a name.

/** FNV-1a, 32 bits, over the UTF-8 of the id, as an index of the twelve colours. */
export function colourIndex(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % 12;
}

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : undefined;
const graphemes = (text: string) => (segmenter ? [...segmenter.segment(text)].map((part) => part.segment) : [...text]);

/** First letters of the first and of the last word; of groups and servers the first two letters. */
export function initials(name: string, isGroup = false): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  if (isGroup) return graphemes(words[0] ?? "").slice(0, 2).join("");
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words.slice(0, 1);
  return ends.map((word) => graphemes(word ?? "")[0] ?? "").join("").toUpperCase();
}
