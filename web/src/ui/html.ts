// HTML that comes is cleaned once more before it is shown (the server has cleaned it already; this
// is the second lock on the door).
import DOMPurify from "dompurify";

export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (c) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" }[c]};`);

const purifier = DOMPurify();
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A") {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer nofollow");
  }
  if (node.tagName === "IMG") {
    node.setAttribute("loading", "lazy");
    node.setAttribute("decoding", "async");
    if (!node.hasAttribute("alt")) node.setAttribute("alt", "");
  }
  if (node.tagName === "PRE") node.setAttribute("tabindex", "0");
});

const ALLOWED_TAGS = [
  ...["a", "audio", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "i", "img", "label", "li", "mark"],
  ...["ol", "p", "pre", "s", "source", "span", "strong", "u", "ul", "video"],
];
const ALLOWED_ATTR = ["href", "src", "alt", "class", "title", "controls", "data-member-id"];

/** HTML that may be shown. */
export function clean(html: string): string {
  return purifier.sanitize(html, { ALLOWED_TAGS, ALLOWED_ATTR, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false });
}

/** The text of HTML, for labels and announcements. */
export function plain(html: string): string {
  const body = new DOMParser().parseFromString(html.replace(/<(br|\/p|\/li|\/div)\b/g, " $&"), "text/html").body;
  return (body.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** Names come with entities from some servers: the text that they mean. */
export function decode(text: string): string {
  return text.includes("&") ? plain(text.replace(/</g, "&lt;")) : text;
}
