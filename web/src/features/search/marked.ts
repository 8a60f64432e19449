// Marks the words of a search in a text.

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The text in pieces; every second one is a word that was searched for. */
export function marked(text: string, query: string): string[] {
  const words = query
    .split(/[\s"]+/)
    .filter((word) => word.length > 1)
    .sort((a, b) => b.length - a.length);
  return words.length ? text.split(new RegExp(`(${words.map(escaped).join("|")})`, "giu")) : [text];
}
