// When names complete themselves: what is typed, and what it may become.

export interface Suggestion {
  key: string;
  label: string;
  /** What comes into the text. */
  text: string;
  /** What it is on the wire, if that is something else. */
  wire?: string;
  note?: string;
  member?: { id: string; icon: string; color: string | null };
  image?: string;
  character?: string;
  icon?: "hash" | "users" | "volume-2";
}

export interface Trigger {
  kind: "@" | "#" | ":";
  query: string;
  /** Where it begins in the text. */
  start: number;
}

/** What is being typed before the caret, if it may be completed. */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(0, caret);
  const found = /(?:^|[\s(*_~>])([@#:])([^\s@#:`]{0,32})$/u.exec(before);
  const kind = found?.[1] as Trigger["kind"] | undefined;
  const query = found?.[2] ?? "";
  if (!kind || (kind === ":" && (query.length < 2 || !/^[\p{L}\p{N}_+-]+$/u.test(query)))) return undefined;
  // Nothing is completed in code.
  if ((before.match(/```/g)?.length ?? 0) % 2 === 1 || ((before.split("\n").at(-1) ?? "").match(/`/g)?.length ?? 0) % 2 === 1) return undefined;
  return { kind, query, start: caret - query.length - 1 };
}

let finder: typeof import("./suggest").suggest | undefined;

/** The best of what it may become. The code that finds it is fetched when something begins to be completed; from then on
 * names are found at once. */
export const suggest = (trigger: Trigger): Suggestion[] | Promise<Suggestion[]> =>
  finder ? finder(trigger) : import("./suggest").then((module) => (finder = module.suggest)(trigger));
