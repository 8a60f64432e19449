// The text of a message. Its nodes are made once per message and put into the page as they are;
// names and own emojis are filled in, and again when they change.
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { withTexts } from "../../i18n/language";
import { emojiByHash, emojiOf, isHash } from "../../state/emojis";
import type { Message } from "../../state/message";
import { named } from "../../state/names";
import { address } from "../../state/structure";
import { roleStyle } from "../../ui/colour";
import { type Content, readContent } from "../../ui/content";
import { reach } from "./reach";

/** Texts that were read are kept for so many messages, more than are ever drawn; those that were drawn last. */
const KEPT = 400;
const cache = new Map<Message["images"], Map<string, Content>>();

/** Read once for each text. */
export function contentOf({ html, images, lock }: Pick<Message, "html" | "images" | "lock">): Content {
  const known = cache.get(images) ?? new Map<string, Content>();
  cache.delete(images);
  cache.set(images, known);
  if (cache.size > KEPT) for (const oldest of cache.keys()) {
    cache.delete(oldest);
    break;
  }
  let content = known.get(html);
  if (!content) known.set(html, (content = readContent(html, images, lock !== undefined && lock !== "open")));
  return content;
}

function fillMentions(root: HTMLElement) {
  for (const node of root.querySelectorAll<HTMLElement>("[data-at]")) {
    const { text, color, room } = named(node.dataset.at ?? "", node.dataset.id ?? "");
    let target = node;
    if (room && node.tagName !== "A") {
      // Channels can be gone to.
      target = document.createElement("a");
      for (const { name, value } of node.attributes) target.setAttribute(name, value);
      target.setAttribute("href", address(room));
      node.replaceWith(target);
    }
    target.textContent = text;
    // Roles have their colour; people do not: an accent says that somebody is spoken to.
    const style = node.dataset.at === "@" ? undefined : roleStyle(color);
    if (style) {
      target.style.cssText = style;
      target.classList.add("role-c");
    }
  }
}

function fillEmojis(root: HTMLElement) {
  for (const node of root.querySelectorAll<HTMLElement>("[data-emoji]")) {
    const code = node.dataset.emoji ?? "";
    const own = isHash(code) ? emojiByHash.value.get(code) : undefined;
    if (own) {
      const image = new Image();
      Object.assign(image, { src: own.url, alt: `:${own.name}:`, title: `:${own.name}:`, loading: "lazy", className: "inline-text-emoji" });
      node.replaceChildren(image);
    } else node.textContent = emojiOf(code) ?? ":?:";
  }
}

/** Whether a text may be higher than a log wants to show; measuring says for sure. */
const isLong = (root: HTMLElement) => (root.textContent ?? "").length > 2500 || root.querySelectorAll("br, li, p, pre").length > 30 || (root.querySelector("pre")?.textContent ?? "").split("\n").length > 30;

export function Text({ content, id }: { content: Content; id?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = box.current;
    if (!root) return;
    root.replaceChildren(content.nodes.cloneNode(true));
    const row = root.closest("[data-message-id]");
    const hide = () => row && reach(root, row.contains(document.activeElement));
    if (root.querySelector("pre")) void withTexts(import("./code")).then(({ dress }) => dress(root), () => undefined).then(hide);
    if (isLong(root)) void withTexts(import("./fold")).then(({ fold }) => fold(root), () => undefined).then(hide);
    const mentions = () => {
      fillMentions(root);
      hide();
    };
    const ends = [content.hasMentions && effect(mentions), content.hasEmojis && effect(() => fillEmojis(root))];
    if (root.querySelector("pre")) void import("./code").then(({ dress }) => dress(root), () => undefined).then(hide);
    hide();
    return () => ends.forEach((end) => end && end());
  }, [content]);
  return <div ref={box} id={id} class={content.isJumbo ? "text jumbo" : "text"} data-testid="message-body" dir="auto" />;
}
