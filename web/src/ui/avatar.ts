// Generated avatars: a colour and initials that belong to an id and a name.

/** Remembers what was found for each text: lists ask for the same ones at every change. */
function once<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? find(text);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, found);
    return found;
  };
}
const MAX_KNOWN = 2000;

const encoder = new TextEncoder();

/** FNV-1a, 32 bits, over the UTF-8 of the id, as an index of the twelve colours. */
export const colourIndex = once((id) => {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % 12;
});

/** Made when it is needed: it takes long. */
let segmenter: Intl.Segmenter | undefined;
function graphemes(text: string): string[] {
  // Nothing to find in letters without marks.
  if (/^[\x20-\x7e]*$/.test(text) || typeof Intl.Segmenter !== "function") return [...text];
  segmenter ??= new Intl.Segmenter();
  return [...segmenter.segment(text)].map((part) => part.segment);
}

const wordsOf = (name: string) => name.trim().split(/\s+/).filter(Boolean);

const ofGroup = once((name) => graphemes(wordsOf(name)[0] ?? "").slice(0, 2).join(""));
const ofPerson = once((name) => {
  const words = wordsOf(name);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words.slice(0, 1);
  return ends.map((word) => graphemes(word ?? "")[0] ?? "").join("").toUpperCase();
});

/** First letters of the first and of the last word; of groups and servers the first two letters. */
export const initials = (name: string, isGroup = false): string => (isGroup ? ofGroup : ofPerson)(name);
