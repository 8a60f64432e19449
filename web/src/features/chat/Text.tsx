// The text of a message. Its nodes are made once per message and put into the page as they are;
// names and own emojis are filled in, and again when they change.
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { emojiByHash, emojiOf, isHash } from "../../state/emojis";
import type { Message } from "../../state/message";
import { named } from "../../state/names";
import { address } from "../../state/structure";
import { roleStyle } from "../../ui/colour";
import { type Content, readContent } from "../../ui/content";

const cache = new WeakMap<Message["images"], Map<string, Content>>();

/** Read once for each text. */
export function contentOf({ html, images }: Pick<Message, "html" | "images">): Content {
  const known = cache.get(images) ?? new Map<string, Content>();
  cache.set(images, known);
  let content = known.get(html);
  if (!content) known.set(html, (content = readContent(html, images)));
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
    const style = roleStyle(color);
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

export function Text({ content }: { content: Content }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = box.current;
    if (!root) return;
    root.replaceChildren(content.nodes.cloneNode(true));
    const ends = [content.hasMentions && effect(() => fillMentions(root)), content.hasEmojis && effect(() => fillEmojis(root))];
    return () => ends.forEach((end) => end && end());
  }, [content]);
  return <div ref={box} class={content.isJumbo ? "text jumbo" : "text"} data-testid="message-body" dir="auto" />;
}
