// Text of HTML, and HTML of text.

export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (c) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" }[c]};`);

/** The text of HTML, for labels and announcements. */
export function plain(html: string): string {
  const body = new DOMParser().parseFromString(html.replace(/<(br|ul|ol|\/?(p|li|div|pre|h\d|blockquote))\b/g, " $&"), "text/html").body;
  return (body.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** Names come with entities from some servers: the text that they mean. */
export function decode(text: string): string {
  return text.includes("&") ? plain(text.replace(/</g, "&lt;")) : text;
}

/** The server reads some texts as HTML: what looks like a tag is to stay. */
export const asText = (text: string) => (/[<&]/.test(text) ? escapeHtml(text) : text);
