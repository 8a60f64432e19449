// The emojis of this server, and how emojis travel: own ones as `:hash:`, all others as characters;
// reactions name the latter by their code points.
import { computed, signal } from "@preact/signals";
import { ask, socket } from "../protocol/socket";
import type { Failure, WireEmoji } from "../protocol/types";
import { recall, remember } from "../ui/storage";
import { credentials, onJoined } from "./session";

export interface Emoji {
  hash: string;
  name: string;
  url: string;
  filename: string;
  uploader: string;
}

export const emojis = signal<Emoji[]>([]);
export const emojiByHash = computed(() => new Map(emojis.value.map((emoji) => [emoji.hash, emoji])));

const HASH = /^[0-9a-f]{64}$/;
export const isHash = (code: string) => HASH.test(code);

export function readEmojis(list: WireEmoji[]): Emoji[] {
  return list.flatMap(({ filename, name, uploader }) => {
    const hash = filename.slice(0, 64);
    return isHash(hash) ? [{ hash, name, filename, url: `emojis/${encodeURIComponent(filename)}`, uploader: uploader ?? "" }] : [];
  });
}

/** The code of a character, without what only asks for colour. */
export function codeOf(emoji: string): string {
  const points = [...emoji].map((c) => c.codePointAt(0) ?? 0);
  const isJoined = points.includes(0x200d);
  return points
    .filter((point) => isJoined || point !== 0xfe0f)
    .map((point) => point.toString(16))
    .join("-");
}

/** The character of a code; asks for colour where plain text would be black. */
export function emojiOf(code: string): string | undefined {
  if (!/^[0-9a-f]{1,6}(-[0-9a-f]{1,6}){0,9}$/.test(code)) return undefined;
  const points = code.split("-").map((part) => parseInt(part, 16));
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) || point < 0x20)) return undefined;
  const text = String.fromCodePoint(...points);
  if (points.length === 1) return `${text}\ufe0f`;
  // Key caps: the mark belongs in between.
  return points.length === 2 && points[1] === 0x20e3 ? `${String.fromCodePoint(points[0] ?? 0)}\ufe0f\u20e3` : text;
}

const MAX_RECENT = 18;
/** What was used last: characters, and hashes of own ones. */
export const recent = signal<string[]>(recall("emoji", ["👍", "❤️", "😂", "🎉", "👀", "✅"]));

export function use(emoji: string) {
  recent.value = [emoji, ...recent.value.filter((known) => known !== emoji)].slice(0, MAX_RECENT);
  remember("emoji", recent.value);
}

async function load() {
  try {
    const answer = await ask<Failure & { data?: WireEmoji[] | null }>("getEmojis", credentials());
    if (answer.type !== "error") emojis.value = readEmojis(answer.data ?? []);
  } catch {
    // Without them their names are shown.
  }
}

export function start() {
  onJoined(load);
  socket.on("updatedEmojis", load);
}
