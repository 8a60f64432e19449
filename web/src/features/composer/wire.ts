// From what somebody typed to what is sent: names become ids, Markdown becomes HTML.
import { emojis } from "../../state/emojis";
import { escapeHtml } from "../../ui/html";
import type { FileLink } from "../../ui/markdown-of";

const unmarked = (source: string) => `<p>${escapeHtml(source).replace(/\n/g, "<br>")}</p>`;

let loading: Promise<(source: string) => string> | undefined;
/** Fetched once somebody can write. Without it the words go as they are. */
export function markdown() {
  loading ??= import("../../ui/markdown").then(
    ({ fromMarkdown }) => fromMarkdown,
    () => {
      loading = undefined;
      return unmarked;
    },
  );
  return loading;
}

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Puts ids in the place of names, but not into code. */
export function withTokens(source: string, tokens: Record<string, string>): string {
  const written = Object.keys(tokens)
    .filter((name) => source.includes(name))
    .sort((a, b) => b.length - a.length);
  if (!written.length) return source;
  // What stands before is looked at by hand: old Safari cannot look back.
  const pattern = new RegExp(`(?:${written.map(escaped).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  const isInWord = (text: string, at: number) => /[\p{L}\p{N}_]/u.test(text[at - 1] ?? "");
  return source
    .split(CODE)
    .map((part, at) => (at % 2 ? part : part.replace(pattern, (name, place: number) => (isInWord(part, place) ? name : (tokens[name] ?? name)))))
    .join("");
}

const ownEmojis = () => Object.fromEntries(emojis.value.map(({ name, hash }) => [`:${name}:`, `:${hash}:`]));

async function named(source: string): Promise<string> {
  if (!/:[\w+-]{2,}:/.test(source)) return source;
  const data = await import("../emoji/data").catch(() => undefined);
  const known = new Map(data?.all.flatMap(({ emoji, names }) => names.map((name) => [name, emoji] as const)));
  return source
    .split(CODE)
    .map((part, at) => (at % 2 ? part : part.replace(/(^|[^\w:]):([\w+-]{2,}):/g, (text, before: string, name: string) => (known.has(name) ? before + known.get(name) : text))))
    .join("");
}

export async function toHtml(source: string, tokens: Record<string, string>): Promise<string> {
  const known = withTokens(source, { ...ownEmojis(), ...tokens });
  return (await markdown())(await named(known));
}

/** Files go as their addresses; one without a caption is nothing but its address, as all clients send it. The address
 * of a sealed one says nothing to anybody: its name stands for it. */
export function withFiles(caption: string, files: FileLink[]): string {
  const [only, ...others] = files;
  if (!caption && only && !only.name && !others.length) return only.address;
  return caption + files.map(({ address, name }) => `<p><a href="${address}">${name ? escapeHtml(name) : address}</a></p>`).join("");
}
