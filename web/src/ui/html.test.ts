import { describe, expect, it } from "vitest";
import { clean, decode, fromMarkdown, plain } from "./html";

describe("Markdown", () => {
  it("becomes the HTML of the protocol", () => {
    expect(fromMarkdown("a **b** *c* ~~d~~ `e`")).toBe("<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code></p>");
    expect(fromMarkdown("one\ntwo")).toBe("<p>one<br>two</p>");
    expect(fromMarkdown("#### deep")).toBe("<h3>deep</h3>");
    expect(fromMarkdown("```\na < b\n```")).toBe("<pre><code>a &lt; b\n</code></pre>");
  });

  it("makes tags that somebody types visible", () => {
    expect(fromMarkdown("<b>x</b>")).toContain("&lt;b&gt;");
    expect(fromMarkdown("<script>alert(1)</script>")).not.toContain("<script");
  });
});

describe("cleaning", () => {
  it("lets nothing active through", () => {
    expect(clean('<img src=x onerror="alert(1)">')).not.toContain("onerror");
    expect(clean('<a href="javascript:alert(1)">x</a>')).not.toContain("javascript");
    expect(clean("<script>1</script><svg onload=1></svg>ok")).toBe("ok");
    expect(clean('<p style="position:fixed">x</p>')).toBe("<p>x</p>");
  });

  it("opens links elsewhere", () => {
    expect(clean('<a href="https://example.org">x</a>')).toContain('rel="noopener noreferrer nofollow"');
  });
});

describe("text", () => {
  it("is what can be read", () => {
    expect(plain("<p>one</p><p>two<br>three</p>")).toBe("one two three");
    expect(decode("R&amp;D")).toBe("R&D");
    expect(decode("a < b & c")).toBe("a < b & c");
  });
});
