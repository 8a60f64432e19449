// Texts by name, with values filled in. No sentence is built from pieces.
import { en } from "./en";

type Texts = typeof en;
export type TextName = keyof Texts;

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat();

/** The text of a name. `n` decides between the forms of a plural text. */
export function t(name: TextName, values: Record<string, string | number> = {}): string {
  const entry: string | { one: string; other: string } = en[name];
  const text = typeof entry === "string" ? entry : entry[plurals.select(Number(values.n)) === "one" ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    return typeof value === "number" ? numbers.format(value) : (value ?? "");
  });
}
