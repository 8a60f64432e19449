// Texts by name, with values filled in. No sentence is built from pieces.
import { computed } from "@preact/signals";
import { catalogue, type Entry, language, locale } from "./language";

const numbers = computed(() => new Intl.NumberFormat(locale.value));
const rules = computed(() => new Intl.PluralRules(language.value));
const englishRules = computed(() => new Intl.PluralRules("en"));

export const number = (value: number) => numbers.value.format(value);

export type Values = Record<string, string | number>;

/** Gives the texts of a part of the client. `n` decides between the forms of a text that counts. A text
 * that a language lacks is shown in English. */
export function translator<Name extends string>(english: Record<Name, Entry>, part = "") {
  return (name: Name, values: Values = {}): string => {
    const own = catalogue(part)?.[name];
    const entry = own ?? english[name];
    const text = typeof entry === "string" ? entry : (entry[(own ? rules : englishRules).value.select(Number(values.n))] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = values[key];
      return typeof value === "number" ? number(value) : (value ?? "");
    });
  };
}
