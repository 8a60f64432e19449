import { describe, expect, it } from "vitest";
import { readContent } from "./content";

const HASH = "a".repeat(64);

function shown(html: string, sizes = {}) {
  const content = readContent(html, sizes);
  const box = document.createElement("div");
  box.append(content.nodes);
  return { ...content, html: box.innerHTML };
}

describe("what a message shows", () => {
  it("makes links of addresses, but not in code", () => {
    const { html, links } = shown("<p>see https://example.org/a_b?c=1. And <code>https://example.org/no</code></p>");
    expect(html).toContain('<a href="https://example.org/a_b?c=1" target="_blank" rel="noopener noreferrer nofollow">https://example.org/a_b?c=1</a>.');
    expect(links).toEqual(["https://example.org/a_b?c=1"]);
  });

  it("knows mentions and own emojis", () => {
    const { html, hasMentions, hasEmojis } = shown(`<p>&lt;@12&gt; &lt;!@3&gt; &lt;#@4&gt; &lt;#5&gt; :${HASH}:</p>`);
    expect([...html.matchAll(/data-at="([^"]+)" data-id="(\d+)"/g)].map(([, kind, id]) => `${kind}${id}`)).toEqual(["@12", "!@3", "#@4", "#@5"]);
    expect([hasMentions, hasEmojis]).toEqual([true, true]);
  });

  it("takes files out of the text", () => {
    const path = `/uploads/${HASH}_cat.png`;
    const address = `${location.origin}${path}`;
    for (const html of [address, `<p><a href="${address}">${address}</a></p>`, `<img src="${path}">`]) {
      const content = shown(html, { [path]: [840, 424] });
      expect(content.attachments).toEqual([{ kind: "image", src: `uploads/${HASH}_cat.png`, href: `uploads/${HASH}_cat.png`, name: "cat.png", size: [840, 424] }]);
      expect(content.nodes.textContent).toBe("");
    }
    expect(shown(`<p>look</p><p><a href="${address}">${address}</a></p>`).html).toBe("<p>look</p>");
    expect(shown(`${location.origin}/uploads/${HASH}_song.mp3`).attachments[0]?.kind).toBe("audio");
  });

  it("asks other sites for nothing", () => {
    const { html, attachments } = shown('<p>a</p><img src="https://evil.example/x.png" alt="x"><video src="https://evil.example/v.mp4"></video><audio><source src="//evil.example/a.mp3"></audio>');
    expect(html).not.toMatch(/<(img|video|audio|source)/);
    expect(attachments.map(({ src }) => src)).toEqual(["proxy?url=https%3A%2F%2Fevil.example%2Fx.png"]);
  });

  it("leaves classes, ids and styles to the client, but knows what code is written in", () => {
    expect(shown('<pre class="ql-syntax"><code class="dialog language-rust">x</code></pre>').html).toBe('<pre tabindex="0"><code data-lang="rust">x</code></pre>');
    expect(shown('<p class="language-rust">x</p>').html).toBe("<p>x</p>");
    expect(shown('<p class="dialog" id="app" style="position:fixed">x</p>').html).toBe("<p>x</p>");
  });

  it("shows a few emojis large, but no digits", () => {
    expect(shown("<p>🎉👍🏽 ❤️</p>").isJumbo).toBe(true);
    expect(shown(`:${HASH}:`).isJumbo).toBe(true);
    expect(shown("<p>123</p>").isJumbo).toBe(false);
    expect(shown("<p>🎉 hi</p>").isJumbo).toBe(false);
  });
});

describe("what only a few may read", () => {
  const sealed = `${location.origin}/uploads/x.bin#dcts-e2ee=v1.a.b.1.c.d`;

  it("has the server fetch nothing that is named in it", () => {
    const html = '<p>see https://example.org/a.png and <a href="https://example.org/page">this</a></p><img src="https://example.org/b.png">';
    const open = readContent(html);
    expect([open.attachments.length, open.links.length]).toEqual([2, 1]);
    const hidden = readContent(html, {}, true);
    expect([hidden.attachments, hidden.links]).toEqual([[], []]);
    expect([...hidden.nodes.querySelectorAll("a")].map((link) => link.getAttribute("href")).sort()).toEqual(["https://example.org/a.png", "https://example.org/b.png", "https://example.org/page"]);
  });

  it("has its files apart, by the address that opens them", () => {
    const { attachments, nodes } = readContent(`<p>look</p><p><a href="${sealed}">plan.pdf</a></p>`, {}, true);
    expect(attachments).toEqual([{ kind: "sealed", src: sealed, href: sealed, name: "plan.pdf" }]);
    expect(nodes.textContent).toBe("look");
  });
});
