// How well a name fits what somebody types.

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Greater fits better; 0 does not fit. Letters may be left out, as long as their order stays. */
export function score(name: string, query: string): number {
  const text = fold(name);
  const wanted = fold(query);
  if (text === wanted) return 100;
  if (text.startsWith(wanted)) return 80 - Math.min(20, text.length - wanted.length);
  if (text.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 55;
  if (text.includes(wanted)) return 40;
  let at = 0;
  let gaps = 0;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at);
    if (next < 0) return 0;
    gaps += next - at;
    at = next + 1;
  }
  return wanted.length > 1 ? Math.max(1, 25 - gaps) : 0;
}
