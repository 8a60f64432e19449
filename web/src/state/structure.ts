// Groups, categories and channels, where we are among them, and what is unread.
import { batch, computed, signal } from "@preact/signals";
import { ask, socket } from "../protocol/socket";
import type { Failure, ServerInfo, Tree } from "../protocol/types";
import { decode } from "../ui/html";
import { recall, remember } from "../ui/storage";
import { directRoom, home, homeAddress, type HomeView, viewOf } from "./home";
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
const roomOfHome = ({ name, id }: HomeView) => (name === "dm" && id ? directRoom(id) : null);
/** The room we look at: `group-category-channel`, or a conversation. */
export const room = signal<string | null>(home.value ? roomOfHome(home.value) : (roomOfAddress() ?? recall<string | null>("room", null)));

export const channels = computed(() => groups.value.flatMap((group) => group.categories.flatMap((category) => category.channels)));
/** Where we read and write; of a voice channel, what is written in it. */
export const channel = computed(() => channels.value.find((known) => known.room === room.value) ?? null);
/** Whether a call stands in the place of the conversation. */
export const isCallShown = signal(false);
/** Rooms of ours that we may only read. */
export const readOnly = signal<Record<string, boolean>>({});
export const mayWrite = computed(() => !readOnly.value[room.value ?? ""]);
export const group = computed(() => groups.value.find((known) => known.id === channel.value?.group) ?? groups.value[0] ?? null);

const quietly = (work: Promise<unknown>) => work.catch(() => undefined);

/** How many messages of a channel were there when it was last read. */
const seen = signal<Record<string, number>>(recall("seen", {}));
/** How many there are by now, as far as they are told: beside the channels, which stay the same while people talk. */
const counts = signal<Record<string, number>>({});
const countOf = (known: Channel) => counts.value[known.room] ?? known.count;
export const isUnread = (known: Channel) => countOf(known) > (seen.value[known.room] ?? countOf(known)) && !isMuted(known);
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

/** `ready`: what has to be known before the tree is. */
async function loadTree(ready?: Promise<unknown>) {
  const answer = await ask<Failure & { data?: Tree }>("getChannelTree", credentials());
  await ready;
  if (!answer.data || answer.type === "error") return;
  groups.value = readTree(answer.data);
  counts.value = {};
  remember("tree", groups.value);
  // Channels that are new to this browser count as read.
  const known = { ...seen.value };
  for (const { room: key, count } of channels.value) known[key] = Math.min(known[key] ?? count, count);
  seen.value = known;
  remember("seen", known);
  isLoaded.value = true;
  if (!channel.value && !home.value) {
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
  if (!known || seen.value[key] === countOf(known)) return;
  seen.value = { ...seen.value, [key]: countOf(known) };
  remember("seen", seen.value);
}

/** Messages came in: so many more to read, unless they are being read. `time` is that of the newest. */
export function countMessages(key: string, more: number, isRead: boolean, time: number) {
  const known = channels.value.find((entry) => entry.room === key);
  if (known) counts.value = { ...counts.value, [key]: countOf(known) + more };
  if (isRead) markRead(key, time);
}

export function address(key: string): string {
  const [groupId, category, id] = key.split("-");
  return `?group=${groupId}&category=${category}&channel=${id}`;
}

const show = (view: HomeView | null, key: string | null, search: string, replace: boolean) => {
  batch(() => {
    isCallShown.value = false;
    home.value = view;
    room.value = key;
  });
  history[replace ? "replaceState" : "pushState"](null, "", search);
};

/** Opens a part of home. */
export const openHome = (view: HomeView, replace = false) => show(view, roomOfHome(view), homeAddress(view), replace);

/** Opens a channel. */
export function go(key: string, replace = false) {
  show(null, key, address(key), replace);
  remember("room", key);
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
    await quietly(loadTree(quietly(loadServer())));
    if (room.value && !home.value) socket.emit("setRoom", { ...credentials(), room: room.value });
  });
  socket.on("receiveChannelTree", () => quietly(loadTree()));
  socket.on("updateGroupList", () => quietly(loadTree()));
  addEventListener("popstate", () => {
    const view = viewOf(location.search);
    const next = roomOfAddress();
    if (view) openHome(view, true);
    else if (next && next !== room.value) go(next, true);
  });
}
