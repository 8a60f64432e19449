// What a formatting button does with the selection.

export function wrap(text: string, start: number, end: number, before: string, after: string, isLine: boolean) {
  if (!isLine) {
    const next = text.slice(0, start) + before + text.slice(start, end) + after + text.slice(end);
    return { text: next, start: start + before.length, end: end + before.length };
  }
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(first, end).split("\n");
  const changed = lines.map((line) => before + line).join("\n");
  return {
    text: text.slice(0, first) + changed + text.slice(end),
    start: start + before.length,
    end: end + before.length * lines.length,
  };
}
