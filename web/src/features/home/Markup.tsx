// Texts of the server that are HTML: cleaned, and put into the page as nodes.
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { readContent } from "../../ui/content";
import { plain } from "../../ui/html";
import { Attachments } from "../chat/Attachments";

/** Texts that are there before anybody has written one. */
const UNWRITTEN = new Set(["", "Default Server Title", "Default Server Sub-Title", "This is the default server about me", "Nothing is written here yet."]);

/** Whether nobody has written a text yet. */
export const isUnwritten = (html: string | null | undefined) => UNWRITTEN.has(plain(html ?? ""));

interface Props {
  as: "h2" | "p" | "div";
  html: string;
  withPictures?: boolean;
}

/** The text in an element; in a heading and in a line nothing that has lines of its own. */
export function Markup({ as: Tag, html, withPictures = false }: Props) {
  const box = useRef<HTMLElement>(null);
  const content = useMemo(() => readContent(html), [html]);
  useLayoutEffect(() => {
    const nodes = content.nodes.cloneNode(true) as DocumentFragment;
    if (Tag !== "div") for (const block of nodes.querySelectorAll("p, div, h1, h2, h3, ul, ol, li, pre, blockquote, label")) block.replaceWith(...block.childNodes, " ");
    box.current?.replaceChildren(nodes);
  }, [content, Tag]);
  const text = <Tag ref={box as never} class={Tag === "div" ? "prose" : undefined} dir="auto" />;
  return withPictures && content.attachments.length ? <>{text}<Attachments attachments={content.attachments} /></> : text;
}
