import { describe, expect, it } from "vitest";
import { cleanNodes } from "./clean";
import { decode, plain } from "./html";

const clean = (html: string) => {
  const box = document.createElement("div");
  box.append(cleanNodes(html));
  return box.innerHTML;
};

describe("cleaning", () => {
  it("lets nothing active through", () => {
    expect(clean('<img src=x onerror="alert(1)">')).not.toContain("onerror");
    expect(clean('<a href="javascript:alert(1)">x</a>')).not.toContain("javascript");
    expect(clean("<script>1</script><svg onload=1></svg>ok")).toBe("ok");
    expect(clean("<frameset onload=1><frame src=x></frameset>")).toBe("");
    expect(clean('<p style="position:fixed">x</p>')).toBe("<p>x</p>");
  });
});

describe("text", () => {
  it("is what can be read", () => {
    expect(plain("<p>one</p><p>two<br>three</p>")).toBe("one two three");
    expect(decode("R&amp;D")).toBe("R&D");
    expect(decode("a < b & c")).toBe("a < b & c");
  });
});
