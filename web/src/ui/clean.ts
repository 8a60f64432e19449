// HTML that comes is cleaned once more before it is shown (the server has cleaned it already; this
// is the second lock on the door). The result is put into the page as nodes: it is never parsed again.
import DOMPurify from "dompurify";

const purifier = DOMPurify();

const ALLOWED_TAGS = [
  ...["a", "audio", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "i", "img", "label", "li", "mark"],
  ...["ol", "p", "pre", "s", "source", "span", "strong", "u", "ul", "video"],
];
const ALLOWED_ATTR = ["href", "src", "alt", "class", "title"];

/** Clean nodes, not yet in the page. */
export function cleanNodes(html: string): DocumentFragment {
  // Nothing comes of what is no document with a body, such as a set of frames.
  const nodes: DocumentFragment | null = purifier.sanitize(html, {
    ALLOWED_TAGS,
    ALLOWED_ATTR,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // Nothing is loaded by addresses other than these.
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
    RETURN_DOM_FRAGMENT: true,
  });
  return nodes ?? document.createDocumentFragment();
}
