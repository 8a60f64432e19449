import { describe, expect, it } from "vitest";
import { grammarFor, pieces } from "./highlight";

/** The kinds of some words of a text. */
const kindsOf = (code: string, language: string) => Object.fromEntries(pieces(code, language).map(([text, kind]) => [text, kind]));

describe("code", () => {
  it("stays what it was", () => {
    for (const language of ["js", "rust", "python", "shell", "sql", "html", "css", "json", "toml", "diff", "nonsense", ""]) {
      for (const code of ["", "x", "let a = 'b' // c\n\t/* d", '"""never closed', "<p title='x'>&amp;</p>\n", "a\n+b\n-c\n@@ d", "${x#y} # z", "\\\"", "`${`"]) {
        expect(pieces(code, language).map(([text]) => text).join(""), `${language}: ${code}`).toBe(code);
      }
    }
  });

  it("shows comments, texts, numbers and words of its language", () => {
    expect(kindsOf('const a = "b"; // c 1', "ts")).toMatchObject({ const: "k", '"b"': "s", "// c 1": "c" });
    expect(kindsOf("fn f<'a>(x: &'a str) -> u8 { 0x1f }", "rust")).toMatchObject({ fn: "k", "0x1f": "n" });
    expect(kindsOf("def f(): # why\n  return 'x'", "py")).toMatchObject({ def: "k", "# why": "c", "'x'": "s" });
    expect(kindsOf("SELECT 1 FROM t -- x", "sql")).toMatchObject({ SELECT: "k", FROM: "k", "1": "n", "-- x": "c" });
    expect(kindsOf("[power]\npoll = \"30s\" # x", "toml")).toMatchObject({ "[power]": "k", poll: "k", '"30s"': "s", "# x": "c" });
    expect(kindsOf('{"a": "b", "n": 2}', "")).toMatchObject({ '"a"': "k", '"b"': "s", "2": "n" });
    expect(kindsOf("echo $HOME # x", "bash")).toMatchObject({ $HOME: "n", "# x": "c" });
    expect(kindsOf("+new\n-old", "diff")).toMatchObject({ "+new": "s", "-old": "n" });
    expect(kindsOf('<a href="x">y</a>', "")).toMatchObject({ "<a": "k", '"x"': "s" });
  });

  it("knows languages by their names, and what has none by its looks", () => {
    expect(["typescript", "c", "yml", "nonsense", "constructor"].map((name) => grammarFor(name, "x"))).toEqual(["js", "c", "yaml", "other", "other"]);
    expect(pieces("just words with 'quotes", "text")).toEqual([["just words with 'quotes", undefined]]);
  });

  it("does not take long for what is long", () => {
    // Minutes, if it grew with the square: the test would be ended.
    for (const bad of ["'".repeat(9999), "/*".repeat(4999), "<!--".repeat(2500), "a:".repeat(4999), `"${"\\".repeat(9998)}`, "-".repeat(9999)]) {
      for (const language of ["js", "rust", "python", "html", "css", "yaml", "json", "sql"]) pieces(bad, language);
    }
  }, 60_000);
});
