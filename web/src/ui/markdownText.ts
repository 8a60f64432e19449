// Texts that are stored as HTML and edited as Markdown: about a member, about a server.
import { decode } from "./html";
import { fromMarkdown } from "./markdown";
import { markdownOf } from "./markdown-of";

/** What is stored of what somebody typed; nothing for nothing. */
export const htmlOf = (text: string) => (text.trim() ? fromMarkdown(text) : "");
/** Mentions and emojis of this server stay as they are on the wire. */
const wire = (kind: string, id: string) => (kind === ":" ? `:${id}:` : `<${kind}${id}>`);
/** What is edited of what is stored. Texts without markup have their lines as they were typed. */
export const sourceOf = (html: string) => (html.includes("<") ? markdownOf(html, wire).text : decode(html));
