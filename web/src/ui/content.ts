// What a message shows: clean nodes, and beside them the files, pictures and links that are in it.
// Nothing of another site is ever asked for directly: pictures go through the server's proxy.
import { cleanNodes } from "./clean";
import { proxied } from "./proxied";

export interface Attachment {
  /** sealed: encrypted by its sender; its address says how to read it. */
  kind: "image" | "video" | "audio" | "file" | "sealed";
  /** Where it is fetched from: always this server. */
  src: string;
  /** What opens in a tab of its own. */
  href: string;
  name: string;
  size?: [number, number];
}

export interface Content {
  nodes: DocumentFragment;
  attachments: Attachment[];
  /** Addresses of other sites, for previews. */
  links: string[];
  hasMentions: boolean;
  hasEmojis: boolean;
  /** Nothing but a few emojis: they are shown large. */
  isJumbo: boolean;
}

type Sizes = Record<string, [number, number]>;

const KINDS: [Attachment["kind"], RegExp][] = [
  ["image", /\.(png|jpe?g|gif|webp|avif)$/i],
  ["video", /\.(mp4|webm|m4v|mov)$/i],
  ["audio", /\.(mp3|ogg|oga|opus|wav|m4a|flac|aac)$/i],
];
const kindOf = (name: string): Attachment["kind"] => KINDS.find(([, ending]) => ending.test(name))?.[0] ?? "file";

const MAX_LINKS = 3;
const MAX_ATTACHMENTS = 20;
/** Most emojis that are still shown large. */
const MAX_JUMBO = 12;
const TOKEN = /<(@|!@|#@?)(\d{1,20})>|:([0-9a-f]{64}):|https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/g;
/** How code says what it is written in. */
export const LANGUAGE = /(?:^|\s)language-([\w-]{1,20})(?:\s|$)/;
const EMOJI_ONLY = /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f\u{1f1e6}-\u{1f1ff}]|\s)+$/u;

const parse = (url: string): URL | undefined => {
  try {
    return new URL(url, document.baseURI);
  } catch {
    return undefined;
  }
};

const safeDecode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The name that a file had before it was uploaded. */
export const originalName = (stored: string) => safeDecode(stored).replace(/^([0-9a-f]{64}|(upload|emoji)_\d{12})_/, "");

/** The stored name of a file of this server. */
function storedName(url: string, sizes: Sizes): string | undefined {
  const parsed = parse(url);
  const name = parsed && /(?:^|\/)uploads\/([^/?#]+)$/.exec(parsed.pathname)?.[1];
  // The server may have more than one name: then it knows the size of what is its own.
  return name && (parsed.origin === location.origin || `/uploads/${name}` in sizes) ? name : undefined;
}

/** Whether an address is that of a file of this server. */
export const isUpload = (url: string, sizes: Sizes) => storedName(url, sizes) !== undefined;

/** How the addresses of sealed files go on: see crypto/files.ts. */
const SEALED = "#dcts-e2ee=";
/** Whether an address is that of a sealed file. */
export const isSealed = (address: string) => address.includes(SEALED);

const isForeign = (url: URL) => /^https?:$/.test(url.protocol) && url.origin !== location.origin;

function element(tag: string, attributes: Record<string, string>, text = ""): HTMLElement {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

const link = (href: string, text = href) => element("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, text);

class Reader {
  attachments: Attachment[] = [];
  links: string[] = [];
  hasMentions = false;
  hasEmojis = false;

  /** SECURITY: of what only the two of us read the server learns nothing: it is asked for no picture and no page that is
   * named in it. */
  constructor(private sizes: Sizes, private isPrivate: boolean) {}

  private attach(attachment: Attachment) {
    const isKnown = this.attachments.some(({ src }) => src === attachment.src);
    if (!isKnown && this.attachments.length < MAX_ATTACHMENTS) this.attachments.push(attachment);
  }

  private upload(stored: string, alt = "") {
    const size = this.sizes[`/uploads/${stored}`] ?? this.sizes[`/uploads/${safeDecode(stored)}`];
    const isSize = size?.length === 2 && size.every((side) => Number.isFinite(side) && side > 0);
    const src = `uploads/${stored}`;
    this.attach({ kind: kindOf(stored), src, href: src, name: alt || originalName(stored), ...(isSize && { size }) });
  }

  private foreign(url: URL, name = "") {
    this.attach({ kind: "image", src: proxied(url.href), href: url.href, name: name || originalName(url.pathname.split("/").pop() ?? "") });
  }

  private note(url: URL) {
    if (!isForeign(url) || this.isPrivate) return;
    if (kindOf(url.pathname) === "image") this.foreign(url);
    else if (this.links.length < MAX_LINKS && !this.links.includes(url.href)) this.links.push(url.href);
  }

  image(image: HTMLImageElement) {
    const src = image.getAttribute("src") ?? "";
    const alt = image.getAttribute("alt") ?? "";
    const builtIn = /(?:^|\/)img\/default_emojis\/([0-9a-f-]+)\.svg$/.exec(src)?.[1];
    const own = /(?:^|\/)emojis\/([0-9a-f]{64})_[^/]*$/.exec(src)?.[1];
    const url = parse(src);
    const stored = storedName(src, this.sizes);
    if (builtIn && url?.origin === location.origin) image.replaceWith(element("span", { "data-emoji": builtIn }, alt));
    else if (own && url?.origin === location.origin) image.replaceWith(element("span", { "data-emoji": own }, alt));
    else if (stored) {
      this.upload(stored, alt);
      prune(image);
      return;
    } else if (url && isForeign(url)) {
      if (this.isPrivate) return image.replaceWith(link(url.href));
      this.foreign(url, alt);
      prune(image);
      return;
    } else image.replaceWith(alt);
    this.hasEmojis ||= Boolean(builtIn ?? own);
  }

  player(player: HTMLMediaElement) {
    const src = player.getAttribute("src") ?? player.querySelector("source")?.getAttribute("src") ?? "";
    const stored = storedName(src, this.sizes);
    const url = parse(src);
    if (stored) {
      this.upload(stored);
      prune(player);
    } else if (url && isForeign(url)) player.replaceWith(link(url.href));
    else player.remove();
  }

  anchor(anchor: HTMLAnchorElement) {
    const href = anchor.getAttribute("href");
    const url = href === null ? undefined : parse(href);
    if (!href || !url || !/^(https?|mailto):$/.test(url.protocol)) return anchor.replaceWith(...anchor.childNodes);
    anchor.setAttribute("target", "_blank");
    anchor.setAttribute("rel", "noopener noreferrer nofollow");
    const stored = storedName(href, this.sizes);
    if (!stored) return this.note(url);
    const text = anchor.textContent?.trim() ?? "";
    if (isSealed(href)) {
      this.attach({ kind: "sealed", src: href, href, name: text });
      return prune(anchor);
    }
    this.upload(stored);
    if (text === href || text === originalName(stored) || !text) prune(anchor);
  }

  text(node: Text) {
    const text = node.data;
    const parts: (Node | string)[] = [];
    let end = 0;
    for (const found of text.matchAll(TOKEN)) {
      const [token, kind, id, hash] = found;
      let part: Node | string = "";
      if (kind && id) {
        this.hasMentions = true;
        part = element("span", { class: "at", "data-at": kind === "#" ? "#@" : kind, "data-id": id }, token);
      } else if (hash) {
        this.hasEmojis = true;
        part = element("span", { "data-emoji": hash }, ":…:");
      } else {
        const stored = storedName(token, this.sizes);
        const url = parse(token);
        if (stored) this.upload(stored);
        else if (url) {
          this.note(url);
          part = link(token);
        } else part = token;
      }
      parts.push(text.slice(end, found.index), part);
      end = found.index + token.length;
    }
    if (!parts.length) return;
    parts.push(text.slice(end));
    const parent = node.parentNode;
    node.replaceWith(...parts.filter((part) => part !== ""));
    if (parent instanceof HTMLElement) pruneEmpty(parent);
  }
}

/** Removes a node, and what is empty without it. */
function prune(node: Element) {
  const parent = node.parentNode;
  node.remove();
  if (parent instanceof HTMLElement) pruneEmpty(parent);
}

function pruneEmpty(start: HTMLElement) {
  let node: Element | null = start;
  while (node && !node.textContent?.trim() && !node.querySelector("img, br, [data-emoji], [data-at]")) {
    const parent: Element | null = node.parentElement;
    node.remove();
    node = parent;
  }
}

function texts(root: Node): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("a, code, pre") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  return found;
}

export function readContent(html: string, sizes: Sizes = {}, isPrivate = false): Content {
  const nodes = cleanNodes(html);
  const reader = new Reader(sizes, isPrivate);
  // Classes of this client are nobody else's to give.
  for (const node of nodes.querySelectorAll("[class]")) {
    const language = LANGUAGE.exec(node.className)?.[1];
    if (language && node.parentElement?.tagName === "PRE") node.setAttribute("data-lang", language);
    node.removeAttribute("class");
  }
  for (const image of nodes.querySelectorAll("img")) reader.image(image);
  for (const player of nodes.querySelectorAll<HTMLMediaElement>("video, audio")) reader.player(player);
  for (const source of nodes.querySelectorAll("source")) source.remove();
  for (const anchor of nodes.querySelectorAll("a")) reader.anchor(anchor);
  for (const text of texts(nodes)) reader.text(text);
  for (const pre of nodes.querySelectorAll("pre")) pre.setAttribute("tabindex", "0");
  const rest = nodes.textContent?.trim() ?? "";
  const own = nodes.querySelectorAll("[data-emoji]").length;
  const withoutOwn = own ? [...nodes.querySelectorAll("[data-emoji]")].reduce((text, node) => text.replace(node.textContent ?? "", ""), rest) : rest;
  const isPlain = !nodes.querySelector("pre, code, blockquote, ul, ol, h1, h2, h3, a, [data-at]");
  const isJumbo = isPlain && (own > 0 || rest !== "") && (withoutOwn.trim() === "" || EMOJI_ONLY.test(withoutOwn)) && [...withoutOwn].length + own <= MAX_JUMBO;
  const { attachments, links, hasMentions, hasEmojis } = reader;
  return { nodes, attachments, links, hasMentions, hasEmojis, isJumbo };
}
