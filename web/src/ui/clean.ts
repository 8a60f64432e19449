// HTML that comes is cleaned once more before it is shown (the server has cleaned it already; this
// is the second lock on the door). The result is put into the page as nodes: it is never parsed again.
import DOMPurify from "dompurify";

const ALLOWED_TAGS = [
  ...["a", "audio", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "i", "img", "label", "li", "mark"],
  ...["ol", "p", "pre", "s", "source", "span", "strong", "u", "ul", "video"],
];
const ALLOWED_ATTR = ["href", "src", "alt", "class", "title"];

const purifier = DOMPurify();
// Once: it takes longer than to clean a short text.
purifier.setConfig({
  ALLOWED_TAGS,
  ALLOWED_ATTR,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // Nothing is loaded by addresses other than these.
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  RETURN_DOM_FRAGMENT: true,
});

/** Clean nodes, not yet in the page. */
export function cleanNodes(html: string): DocumentFragment {
  // Nothing comes of what is no document with a body, such as a set of frames.
  const nodes = purifier.sanitize(html) as unknown as DocumentFragment | null;
  return nodes ?? document.createDocumentFragment();
}
