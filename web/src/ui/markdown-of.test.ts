import { expect, it } from "vitest";
import { fromMarkdown } from "./markdown";
import { markdownOf } from "./markdown-of";
import { withFiles, withTokens } from "../features/composer/wire";

const write = (kind: string, id: string) => (kind === "@" ? "@Ines" : kind === ":" ? ":wave:" : `${kind}${id}`);

it("gives back what was typed", () => {
  for (const source of [
    "plain words",
    "**bold** *italic* ~~gone~~ `a * b`",
    "one\ntwo\n\nthree",
    "- one\n- two",
    "1. one\n2. two",
    "> quoted\n> twice",
    "```\nlet x = 1 < 2;\n```",
    "```rust\nlet x = 1;\n```",
    "# Title\n\ntext",
    "[here](https://example.org/) and https://example.org/a_b",
    "snake_case stays",
  ]) {
    expect(markdownOf(fromMarkdown(source), write).text).toBe(source);
  }
});

it("means the same again, whatever was typed", () => {
  for (const source of ["2 \\* 3 \\* 4", "\\# no title", "\\- no list", "a \\`tick\\`", "\\_not so\\_"]) {
    const html = fromMarkdown(source);
    expect(fromMarkdown(markdownOf(html, write).text)).toBe(html);
  }
});

it("names mentions, and makes ids of them again", () => {
  const html = fromMarkdown("hello <@12>, see `<@12>`");
  const { text, tokens } = markdownOf(html, write);
  expect(text).toBe("hello @Ines, see `<@12>`");
  expect(withTokens("hello @Ines, `@Ines` and x@Ines or @Inesa", tokens)).toBe("hello <@12>, `@Ines` and x@Ines or @Inesa");
});

it("knows names that stand close together", () => {
  const tokens = { "@Ines": "<@1>", "@Ines Maria": "<@2>", ":wave:": ":hash:" };
  expect(withTokens("@Ines @Ines,@Ines Maria :wave::wave:", tokens)).toBe("<@1> <@1>,<@2> :hash::hash:");
});

it("keeps files apart", () => {
  const { text, files } = markdownOf('<p>look</p><p><a href="https://a.example/uploads/x.png">https://a.example/uploads/x.png</a></p>', write, (address) => address.includes("/uploads/"));
  expect([text, files]).toEqual(["look", [{ address: "https://a.example/uploads/x.png" }]]);
});

it("keeps sealed files with their names", () => {
  const address = "https://a.example/uploads/x.bin#dcts-e2ee=v1.a.b.1.c.d";
  const { text, files } = markdownOf(`<p>look</p><p><a href="${address}">plan &amp; list.pdf</a></p>`, write, (known) => known.includes("/uploads/"));
  expect([text, files]).toEqual(["look", [{ address, name: "plan & list.pdf" }]]);
  expect(withFiles("<p>look</p>", files)).toBe(`<p>look</p><p><a href="${address}">plan &amp; list.pdf</a></p>`);
  // Others go as all clients send them.
  expect(withFiles("", [{ address: "https://a.example/uploads/x.png" }])).toBe("https://a.example/uploads/x.png");
});
