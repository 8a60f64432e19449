// Groups, categories and channels, where we are among them, and what is unread.
import { computed, signal } from "@preact/signals";
import { ask, socket } from "../protocol/socket";
import type { Failure, ServerInfo, Tree } from "../protocol/types";
import { decode } from "../ui/html";
import { recall, remember } from "../ui/storage";
import { isMuted } from "./notify";
import { credentials, onJoined, session } from "./session";

export interface Channel {
  id: string;
  room: string;
  group: string;
  category: string;
  name: string;
  topic: string;
  isVoice: boolean;
  count: number;
}

export interface Group {
  id: string;
  name: string;
  icon: string;
  categories: { id: string; name: string; channels: Channel[] }[];
}

export const server = signal<ServerInfo>({ name: "" });
/** Without a connection those of the last visit are shown. */
export const groups = signal<Group[]>(session.value ? recall<Group[]>("tree", []) : []);
export const isLoaded = signal(false);
/** The room we look at, `group-category-channel`. */
export const room = signal<string | null>(roomOfAddress() ?? recall<string | null>("room", null));

export const channels = computed(() => groups.value.flatMap((group) => group.categories.flatMap((category) => category.channels)));
export const channel = computed(() => channels.value.find((known) => known.room === room.value && !known.isVoice) ?? null);
/** Channels of ours that we may only read. */
const readOnly = signal<Record<string, boolean>>({});
export const mayWrite = computed(() => !readOnly.value[room.value ?? ""]);
export const group = computed(() => groups.value.find((known) => known.id === channel.value?.group) ?? groups.value[0] ?? null);

const quietly = (work: Promise<unknown>) => work.catch(() => undefined);

/** How many messages of a channel were there when it was last read. */
const seen = signal<Record<string, number>>(recall("seen", {}));
export const isUnread = (known: Channel) => known.count > (seen.value[known.room] ?? known.count) && !isMuted(known.id);
export const hasUnreadElsewhere = computed(() => channels.value.some((known) => known.room !== room.value && isUnread(known)));

function roomOf(search: string): string | null {
  const query = new URLSearchParams(search);
  const parts = ["group", "category", "channel"].map((name) => query.get(name));
  return parts.every((part) => part && /^\d+$/.test(part)) ? parts.join("-") : null;
}

function roomOfAddress(): string | null {
  return roomOf(location.search);
}

/** The message that an address names, beside its channel. */
export const messageOf = (search: string) => /^\d{1,20}$/.exec(new URLSearchParams(search).get("message") ?? "")?.[0];

/** Where a link of this server leads to, if it leads to a channel that we see. */
export function placeOfLink(href: string): { room: string; message: string | undefined } | undefined {
  const url = new URL(href, document.baseURI);
  const found = url.origin === location.origin && url.pathname === location.pathname ? roomOf(url.search) : null;
  if (!found || !channels.value.some((known) => known.room === found && !known.isVoice)) return undefined;
  return { room: found, message: messageOf(url.search) };
}

/** Greater first, as the protocol wants it; equal ones by key. */
function sorted<T>(map: Record<string, T> | undefined, order: (value: T) => number): [string, T][] {
  return Object.entries(map ?? {}).sort((a, b) => order(b[1]) - order(a[1]) || Number(a[0]) - Number(b[0]));
}

export function readTree(tree: Tree): Group[] {
  return sorted(tree.groups, (entry) => entry.info.sortId ?? 0).map(([id, entry]) => ({
    id,
    name: decode(entry.info.name),
    icon: entry.info.icon ?? "",
    categories: sorted(entry.categories, (category) => category.info.sortId ?? 0).map(([categoryId, category]) => ({
      id: categoryId,
      name: decode(category.info.name),
      channels: sorted(category.channel, (known) => known.sortId ?? 0).map(([channelId, known]) => ({
        id: channelId,
        room: `${id}-${categoryId}-${channelId}`,
        group: id,
        category: categoryId,
        name: decode(known.name),
        topic: decode(known.description ?? ""),
        isVoice: known.type !== "text",
        count: known.msgCount ?? 0,
      })),
    })),
  }));
}

async function loadTree() {
  const answer = await ask<Failure & { data?: Tree }>("getChannelTree", credentials());
  if (!answer.data || answer.type === "error") return;
  groups.value = readTree(answer.data);
  remember("tree", groups.value);
  // Channels that are new to this browser count as read.
  const known = { ...seen.value };
  for (const { room: key, count } of channels.value) known[key] = Math.min(known[key] ?? count, count);
  seen.value = known;
  remember("seen", known);
  isLoaded.value = true;
  if (!channel.value) {
    const first = channels.value.find((entry) => entry.id === server.value.defaultChannel && !entry.isVoice);
    const next = first ?? channels.value.find((entry) => !entry.isVoice);
    if (next) go(next.room, true);
    else room.value = null;
  }
  if (room.value) markRead(room.value);
  await quietly(checkWriting());
}

/** Asks whether we may write in a channel. Without an answer we try; the server decides anyway. */
async function checkWriting() {
  const known = channel.value;
  if (!known || !socket.connected) return;
  const answer = await ask<Failure & { permission?: string }>("checkChannelPermission", { ...credentials(), permission: "sendMessages", channel: known.id });
  readOnly.value = { ...readOnly.value, [known.room]: answer.permission === "denied" };
}

/** Time of the newest message of a channel that was read. */
let until: Record<string, number> = recall("read", {});
export const readUntil = (key: string): number | undefined => until[key];

/** A channel is read up to its end; `time` is that of its newest message. */
export function markRead(key: string, time?: number) {
  if (time !== undefined && time > (until[key] ?? 0)) {
    until = { ...until, [key]: time };
    remember("read", until);
  }
  const known = channels.value.find((entry) => entry.room === key);
  if (!known || seen.value[key] === known.count) return;
  seen.value = { ...seen.value, [key]: known.count };
  remember("seen", seen.value);
}

/** A message came in: one more to read, unless it is being read. */
export function countMessage(key: string, isRead: boolean, time: number) {
  groups.value = groups.value.map((entry) => ({
    ...entry,
    categories: entry.categories.map((category) => ({
      ...category,
      channels: category.channels.map((known) => (known.room === key ? { ...known, count: known.count + 1 } : known)),
    })),
  }));
  if (isRead) markRead(key, time);
}

export function address(key: string): string {
  const [groupId, category, id] = key.split("-");
  return `?group=${groupId}&category=${category}&channel=${id}`;
}

/** Opens a channel. */
export function go(key: string, replace = false) {
  room.value = key;
  remember("room", key);
  history[replace ? "replaceState" : "pushState"](null, "", address(key));
  if (socket.connected) socket.emit("setRoom", { ...credentials(), room: key });
  markRead(key);
  void quietly(checkWriting());
}

export async function loadServer() {
  const answer = await ask<Failure & { serverinfo?: ServerInfo }>("getServerInfo", credentials());
  if (answer.serverinfo) server.value = readServer(answer.serverinfo);
}

/** Names and texts come with entities. */
const readServer = (info: ServerInfo): ServerInfo => ({ ...info, name: decode(info.name ?? "") });

/** What anybody may know of the server, for the first visit. */
export async function discover() {
  try {
    const answer = (await (await fetch("discover")).json()) as { serverinfo?: ServerInfo };
    if (answer.serverinfo && !server.value.name) server.value = readServer(answer.serverinfo);
  } catch {
    // The name is shown later, then.
  }
}

export function start() {
  onJoined(async () => {
    await quietly(loadServer());
    await quietly(loadTree());
    if (room.value) socket.emit("setRoom", { ...credentials(), room: room.value });
  });
  socket.on("receiveChannelTree", () => quietly(loadTree()));
  socket.on("updateGroupList", () => quietly(loadTree()));
  addEventListener("popstate", () => {
    const next = roomOfAddress();
    if (next && next !== room.value) go(next, true);
  });
}
