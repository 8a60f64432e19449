import { describe, expect, it } from "vitest";
import { fromMarkdown } from "./markdown";

describe("Markdown", () => {
  it("becomes the HTML of the protocol", () => {
    expect(fromMarkdown("a **b** *c* ~~d~~ `e`")).toBe("<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code></p>");
    expect(fromMarkdown("one\ntwo")).toBe("<p>one<br>two</p>");
    expect(fromMarkdown("#### deep")).toBe("<h3>deep</h3>");
    expect(fromMarkdown("```\na < b\n```")).toBe("<pre><code>a &lt; b\n</code></pre>");
    expect(fromMarkdown('```C++ "x\na\n```')).toBe('<pre><code class="language-cpp">a\n</code></pre>');
    expect(fromMarkdown("```\"><script>\na\n```")).toBe('<pre><code class="language-script">a\n</code></pre>');
  });

  it("makes tags that somebody types visible", () => {
    expect(fromMarkdown("<b>x</b>")).toContain("&lt;b&gt;");
    expect(fromMarkdown("<script>alert(1)</script>")).not.toContain("<script");
  });
});
