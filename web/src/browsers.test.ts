// @vitest-environment node
// What was built runs in browsers of three years ago, and in those of the design: Chrome 100, Firefox 110, Safari 15.4.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";

const FOLDER = path.resolve(import.meta.dirname, "../../web-dist");
const TARGET = ["es2020", "chrome100", "firefox110", "safari15.4"];

const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
const read = (name: string) => readFileSync(path.join(FOLDER, name), "utf8");
const scripts = names.filter((name) => name.endsWith(".js"));
const page = read("index.html");
const styles: [string, string][] = [
  ["index.html", /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ""],
  ...names.filter((name) => name.endsWith(".css")).map((name): [string, string] => [name, read(name)]),
];

/** Younger than those browsers, and by no means missed by chance. */
const YOUNG_CALLS = /\.(toSorted|toReversed|toSpliced|findLastOr|isSubsetOf|isSupersetOf|showPopover|checkVisibility|startViewTransition)\(|\b(groupBy|canParse|withResolvers|fromAsync|requestIdleCallback)\b|AbortSignal\.(any|timeout)/;
/** Safari knows these from 16.4 on; before, they keep the whole file from being read. */
const LOOK_BEHIND = /\(\?<[=!]/;
/** What would break a layout. `text-wrap` and the like only do nothing, and are not here. */
const YOUNG_STYLES = /:has\(|:dir\(|@container|@scope|@starting-style|color-mix\(|light-dark\(|ok(lab|lch)\(|subgrid|anchor\(|\d(d|s|l)v(h|w|min|max)\b|\dcq[a-z]+\b|[{;](translate|scale|rotate):|overflow(-[xy])?:clip/;

describe.each(scripts)("%s", (name) => {
  const code = read(name);
  test("has the syntax of ES2020", async () => {
    // What is older already does not change when it is made older.
    const options = { loader: "js", format: "esm", minify: true, legalComments: "none" } as const;
    const [old, asItIs] = await Promise.all([transform(code, { ...options, target: TARGET }), transform(code, { ...options, target: "esnext" })]);
    expect(old.code === asItIs.code).toBe(true);
    expect(LOOK_BEHIND.exec(code)?.[0]).toBeUndefined();
  });

  test("calls nothing that is younger", () => expect(YOUNG_CALLS.exec(code)?.[0]).toBeUndefined());
});

test.each(styles)("the styles in %s lay out in those browsers", async (_, text) => {
  expect(text.length).toBeGreaterThan(50);
  const options = { loader: "css", minify: true } as const;
  const [old, asItIs] = await Promise.all([transform(text, { ...options, target: TARGET }), transform(text, { ...options, target: "esnext" })]);
  // Prefixes are there already: what is made for old browsers stays what it is.
  expect(old.code.length).toBe(asItIs.code.length);
  const rest = text.replaceAll("@supports (height: 1dvh)", "").replaceAll("@supports (height:1dvh)", "").replace("--vh: 1dvh", "");
  expect(YOUNG_STYLES.exec(rest)?.[0]).toBeUndefined();
});

test("the check finds what is young", async () => {
  const { code } = await transform("class A { static { A.x = a?.b ?? 1n; } }", { target: TARGET });
  expect(code).not.toContain("static {");
  for (const young of [".a{height:100dvh}", ".a:has(.b){}", ".a{scale:2}"]) expect(YOUNG_STYLES.test(young)).toBe(true);
});
