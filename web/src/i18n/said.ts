// The texts of the server by their English words: each catalogue of them has the same names, so that the
// English one tells which text it is. `{name}` stands for what differs from time to time.
import english from "./en/server.json";
import { catalogue, type Language, loadTexts } from "./language";
import type { Say } from "./server";

/** What stands for these is of the server, too; everything else is somebody's own words. */
const OWN = new Set(["end", "expected", "what", "difference", "inner", "before", "after", "status"]);
/** How deep texts of the server stand in each other: a log entry, what it did, what that changed. */
const MAX_DEPTH = 60;

interface Pattern {
  /** Letters that have to be there: the more, the surer. */
  weight: number;
  names: string[];
  regexp: RegExp;
  own: string;
}

const PLACE = /\{(\w+)\}/g;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Says texts by two catalogues with the same names. */
export function sayBy(english: Record<string, string>, own: Record<string, string>): Say {
  const exact = new Map<string, string>();
  const patterns: Pattern[] = [];
  for (const [name, text] of Object.entries(english)) {
    const names = [...text.matchAll(PLACE)].map(([, place = ""]) => place);
    const words = own[name];
    if (!words) continue;
    if (!names.length) exact.set(text, words);
    else {
      const parts = text.split(/\{\w+\}/);
      patterns.push({ weight: parts.join("").length, names, regexp: new RegExp(`^${parts.map(escaped).join("([\\s\\S]*?)")}$`), own: words });
    }
  }
  patterns.sort((a, b) => b.weight - a.weight);
  const say = (text: string, depth: number): string => {
    const whole = exact.get(text);
    if (whole !== undefined || depth > MAX_DEPTH) return whole ?? text;
    for (const { names, regexp, own: words } of patterns) {
      const values = regexp.exec(text)?.slice(1);
      if (!values) continue;
      return words.replace(PLACE, (_, name: string) => {
        const value = values[names.indexOf(name)] ?? "";
        return OWN.has(name) || value === english.noneGiven ? say(value, depth + 1) : value;
      });
    }
    return text;
  };
  return (text) => say(text, 0).trim();
}

/** Who did it, in the log: `Ada (123456789012) banned ...`. */
const ENTRY = /^([\s\S]*? \((?:\d{12}|system)\) )([\s\S]+)$/;

/** The texts in a language; nothing if there are none. */
export async function tableOf(code: Language): Promise<{ say: Say; sayDone: Say } | null> {
  await loadTexts("server");
  const own = catalogue("server", code);
  if (!own) return null;
  const say = sayBy(english, own as Record<string, string>);
  return { say, sayDone: (text) => text.replace(ENTRY, (_, who: string, what: string) => who + say(what)) };
}
