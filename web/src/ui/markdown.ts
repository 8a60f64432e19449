// What people write becomes HTML. A file of its own: nobody needs it before the first word.
import { Marked } from "marked";
import { escapeHtml } from "./html";

/** As the protocol lets classes be: letters, digits, dashes. */
function classOf(language = ""): string {
  const name = language.toLowerCase().split(/\s/)[0]?.replace(/\+\+$/, "pp").replace(/#$/, "sharp").replace(/[^\w-]/g, "").slice(0, 20);
  return name ? ` class="language-${name}"` : "";
}

const markdown = new Marked({ gfm: true, breaks: true, async: false });
markdown.use({
  renderer: {
    // Tags that somebody types are text.
    html: ({ text }) => escapeHtml(text),
    // The protocol knows <s> only.
    del({ tokens }) {
      return `<s>${this.parser.parseInline(tokens)}</s>`;
    },
    heading({ tokens, depth }) {
      const level = Math.min(depth, 3);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    code: ({ text, lang }) => `<pre><code${classOf(lang)}>${escapeHtml(text)}\n</code></pre>`,
    hr: () => "<p>———</p>",
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

/** Markdown to the HTML that is sent. */
export function fromMarkdown(text: string): string {
  return (markdown.parse(text) as string).trim();
}
