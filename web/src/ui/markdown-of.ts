// From the HTML of a message back to what somebody may edit.
import { isSealed } from "./content";

/** A file of a message. */
export interface FileLink {
  address: string;
  /** Of sealed files: the address does not say it. */
  name?: string;
}

import { LANGUAGE } from "./content";

export interface Edited {
  text: string;
  /** What is written in the text, and what it is on the wire. */
  tokens: Record<string, string>;
  /** They stand apart from the text. */
  files: FileLink[];
}

/** Says how a mention or an own emoji is written, such as `@Ines` or `:wave:`. */
type Write = (kind: string, id: string) => string;

const WIRE = /<(@|!@|#@?)(\d{1,20})>|:([0-9a-f]{64}):/g;

const isWord = (letter: string | undefined) => letter !== undefined && /\w/.test(letter);

/** Marks that mean nothing by themselves, such as those inside of words, stay as they are. */
const escaped = (text: string) =>
  text
    .replace(/[\\*`_]|~~/g, (mark, at: number) => (mark === "_" && isWord(text[at - 1]) && isWord(text[at + 1]) ? mark : `\\${mark}`))
    .replace(/^(#{1,6} |> |[-+] |\d+\. )/gm, "\\$1");

const isBlock = (node: Node | null) => node instanceof Element && /^(P|DIV|PRE|BLOCKQUOTE|UL|OL|LI|H[1-3])$/.test(node.tagName);

export function markdownOf(html: string, write: Write, isFile: (address: string) => boolean = () => false): Edited {
  const tokens: Record<string, string> = {};
  const files: FileLink[] = [];
  const asFile = (address: string, name?: string) => {
    if (!isFile(address)) return false;
    files.push({ address, ...(name && { name }) });
    return true;
  };
  const named = (text: string) =>
    text.replace(WIRE, (wire, kind: string | undefined, id: string | undefined, hash: string | undefined) => {
      const written = kind && id ? write(kind, id) : write(":", hash ?? "");
      tokens[written] = wire;
      return written;
    });

  const inside = (node: Node): string => [...node.childNodes].map(one).join("");
  const block = (text: string) => `${text.trim()}\n\n`;
  const list = (node: Element, mark: (at: number) => string) =>
    block(
      [...node.children]
        .map((item, at) => `${mark(at)}${inside(item).trim().replace(/\n+/g, "\n  ")}`)
        .join("\n"),
    );

  function one(node: Node): string {
    if (node.nodeType === Node.TEXT_NODE) {
      // White space between blocks is none of the text.
      if (!node.textContent?.trim() && (isBlock(node.previousSibling) || isBlock(node.nextSibling))) return "";
      const text = (node.textContent ?? "").replace(/\s+/g, " ").replace(/https?:\/\/\S+/g, (address) => (asFile(address) ? "" : address));
      // Names are put in after what looks like a mark has been escaped.
      return text.split(WIRE).length > 1 ? named(text.replace(WIRE, "\0$&\0").split("\0").map((part, at) => (at % 2 ? part : escaped(part))).join("")) : escaped(text);
    }
    if (!(node instanceof Element)) return "";
    switch (node.tagName) {
      case "BR":
        return "\n";
      case "STRONG":
      case "B":
        return `**${inside(node)}**`;
      case "EM":
      case "I":
        return `*${inside(node)}*`;
      case "S":
        return `~~${inside(node)}~~`;
      case "PRE":
        return block(`\`\`\`${LANGUAGE.exec(node.firstElementChild?.className ?? "")?.[1] ?? ""}\n${(node.textContent ?? "").replace(/\n$/, "")}\n\`\`\``);
      case "CODE":
        return `\`${node.textContent}\``;
      case "BLOCKQUOTE":
        return block(inside(node).trim().replace(/^/gm, "> "));
      case "UL":
        return list(node, () => "- ");
      case "OL":
        return list(node, (at) => `${at + 1}. `);
      case "H1":
      case "H2":
      case "H3":
        return block(`${"#".repeat(Number(node.tagName[1]))} ${inside(node)}`);
      case "P":
      case "DIV":
        return block(inside(node));
      case "IMG": {
        const src = node.getAttribute("src");
        const address = src ? new URL(src, document.baseURI).href : "";
        return asFile(address) ? "" : address;
      }
      case "A": {
        const href = node.getAttribute("href") ?? "";
        const text = node.textContent ?? "";
        if (text === href && asFile(href)) return "";
        if (isSealed(href) && asFile(href, text)) return "";
        return !href || text === href ? text || href : `[${inside(node)}](${href})`;
      }
      default:
        return inside(node);
    }
  }

  const body = new DOMParser().parseFromString(html, "text/html").body;
  return { text: inside(body).replace(/\n{3,}/g, "\n\n").trim(), tokens, files };
}
