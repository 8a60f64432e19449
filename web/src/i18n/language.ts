// Which language the client speaks: a choice that was stored, else the first of the browser's that there
// is. English is part of the client; the texts of others are fetched, part by part, by who needs them.
import { computed, signal } from "@preact/signals";
import { recall, remember } from "../ui/storage";

/** The forms of a text that counts, by the categories of Intl.PluralRules. */
type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Entry = string | Forms;
export type Catalogue = Record<string, Entry>;

/** Each has a folder of catalogues. Its name is in the language itself. */
export const LANGUAGES = {
  en: { name: "English", direction: "ltr" },
  de: { name: "Deutsch", direction: "ltr" },
} as const;
export type Language = keyof typeof LANGUAGES;

const isLanguage = (code: string): code is Language => code in LANGUAGES;
const base = (code: string) => code.split("-")[0] ?? "";

/** The language of somebody who wants these, the dearest first. */
export const languageOf = (wanted: readonly string[]): Language => wanted.map(base).find(isLanguage) ?? "en";

/** The language of the page. It changes once its texts are there. */
export const language = signal<Language>("en");

/** The language as it is written where the person lives: dates differ between places. */
export const locale = computed(() => navigator.languages.find((code) => base(code) === language.value) ?? language.value);

const loaders = import.meta.glob<Catalogue>(["./*/*.json", "!./en/*.json"], { import: "default" });
/** The texts that were fetched, by language and part. */
const catalogues = new Map<string, Catalogue>();
/** The parts of the client that are there. */
const parts = new Set<string>();
const key = (code: Language, part: string) => `./${code}/${part}.json`;

export const catalogue = (part: string, code = language.value): Catalogue | undefined => catalogues.get(key(code, part));

async function load(code: Language, part: string): Promise<void> {
  const path = key(code, part);
  if (catalogues.has(path)) return;
  try {
    const texts = await loaders[path]?.();
    if (texts) catalogues.set(path, texts);
  } catch {
    // English takes the place of what cannot be fetched.
  }
}

let chosen: Language = "en";

/** Makes sure that the texts of a part are there before it is shown. */
export function loadTexts(part: string): Promise<void> {
  parts.add(part);
  return load(chosen, part);
}

/** A part of the client together with the texts of what opens over the chat. */
export const withTexts = <Part>(part: Promise<Part>, texts = "over"): Promise<Part> => Promise.all([part, loadTexts(texts)]).then(([loaded]) => loaded);

async function speak(code: Language): Promise<void> {
  chosen = code;
  await Promise.all([...parts].map((part) => load(code, part)));
  if (chosen !== code) return;
  language.value = code;
  document.documentElement.lang = code;
  document.documentElement.dir = LANGUAGES[code].direction;
}

export function chooseLanguage(code: Language): Promise<void> {
  remember("language", code);
  return speak(code);
}

/** Resolves when the first visit can be painted. */
export function startLanguage(): Promise<void> {
  const stored = recall<string>("language", "");
  parts.add("start");
  return speak(isLanguage(stored) ? stored : languageOf(navigator.languages));
}
