// The languages agree: the same texts with the same values, in all forms that a language counts with, and
// no text that nobody shows.
import { describe, expect, test } from "vitest";
import { type Catalogue, type Entry, type Language, languageOf, LANGUAGES } from "./language";

const files = import.meta.glob<Catalogue>("./*/*.json", { import: "default", eager: true });
const sources = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
const codes = Object.keys(LANGUAGES) as Language[];
const parts = Object.keys(files).filter((path) => path.startsWith("./en/")).map((path) => path.replace("./en/", ""));
const texts = (code: string, part: string): Catalogue => files[`./${code}/${part}`] ?? {};

const forms = (entry: Entry) => (typeof entry === "string" ? [entry] : Object.values(entry));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

test("every language has every part, and no other", () => {
  const expected = codes.flatMap((code) => parts.map((part) => `./${code}/${part}`));
  expect(Object.keys(files).sort()).toEqual(expected.sort());
});

describe.each(codes.flatMap((code) => parts.map((part) => [code, part] as const)))("%s/%s", (code, part) => {
  const english = texts("en", part);
  const own = texts(code, part);

  test("has the same texts", () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
  });

  test("fills in the same values", () => {
    for (const [name, entry] of Object.entries(own)) {
      const expected = placeholders(forms(english[name] ?? "").join(""));
      for (const form of forms(entry)) expect([name, ...placeholders(form)]).toEqual([name, ...expected]);
    }
  });

  test("counts the way its language does", () => {
    const categories = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    for (const [name, entry] of Object.entries(own)) {
      expect([name, typeof entry]).toEqual([name, typeof english[name]]);
      if (typeof entry !== "string") expect([name, ...Object.keys(entry).sort()]).toEqual([name, ...[...categories].sort()]);
    }
  });

  test("leaves nothing empty", () => {
    for (const [name, entry] of Object.entries(own)) for (const form of forms(entry)) expect([name, form.trim()]).not.toEqual([name, ""]);
  });
});

test("every text is shown somewhere", () => {
  const all = Object.values(sources).join("\n");
  const used = new Set([...all.matchAll(/"(\w+)"/g)].map(([, name]) => name));
  // Those of the server are found by their words: see said.test.ts.
  const names = parts.filter((part) => part !== "server.json").flatMap((part) => Object.keys(texts("en", part)));
  expect(names.filter((name) => !used.has(name))).toEqual([]);
});

test("no text of a later part hides one of the first visit", () => {
  const names = ["start.json", "chat.json"].flatMap((part) => Object.keys(texts("en", part)));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test("the first known of the wanted languages is spoken, else English", () => {
  expect(languageOf(["fr-CA", "de-AT", "en"])).toBe("de");
  expect(languageOf(["en-GB", "de"])).toBe("en");
  expect(languageOf(["tlh"])).toBe("en");
});
