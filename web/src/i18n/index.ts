// Texts by name, with values filled in. No sentence is built from pieces.
import { en } from "./en";

export type TextName = keyof typeof en;

type Entry = string | { one: string; other: string };

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat();

/** Gives the texts of a part of the client. `n` decides between the forms of a plural text. */
export function translator<Name extends string>(texts: Record<Name, Entry>) {
  return (name: Name, values: Record<string, string | number> = {}): string => {
    const entry = texts[name];
    const text = typeof entry === "string" ? entry : entry[plurals.select(Number(values.n)) === "one" ? "one" : "other"];
    return text.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = values[key];
      return typeof value === "number" ? numbers.format(value) : (value ?? "");
    });
  };
}

/** The text of a name. */
export const t = translator<TextName>(en);
