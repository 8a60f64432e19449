// Who is here, and who is typing.
import { computed, signal } from "@preact/signals";
import { t } from "../i18n";
import { compareNames } from "../i18n/collation";
import { ask, socket } from "../protocol/socket";
import type { Failure, Member } from "../protocol/types";
import { decode } from "../ui/html";
import { afterMessages, paced, whenMembersChange } from "./pace";
import { credentials, onJoined, session } from "./session";
import { home } from "./home";
import { channel } from "./structure";

export const members = signal<Member[]>([]);
export const me = computed(() => members.value.find((member) => member.id === session.value?.id));

export interface Section {
  name: string;
  isOffline: boolean;
  members: Member[];
}

/** By role, the highest first, as far as roles want a section of their own; then all others; then who
 * is not here. */
export const sections = computed<Section[]>(() => {
  const online = new Map<string, Section & { rank: number }>();
  const offline: Member[] = [];
  for (const member of members.value) {
    if (!member.isOnline) {
      offline.push(member);
      continue;
    }
    const role = member.highestRole?.info;
    const own = role && role.displaySeperate === 1 && String(role.id) !== "0" ? role : undefined;
    const key = own ? String(own.id) : "";
    const section = online.get(key) ?? { name: own ? decode(own.name) : t("members"), isOffline: false, members: [], rank: own?.sortId ?? 0 };
    section.members.push(member);
    online.set(key, section);
  }
  const names = new Map(members.value.map((member) => [member, shownName(member)]));
  const byName = (a: Member, b: Member) => compareNames(names.get(a) ?? "", names.get(b) ?? "");
  const found: Section[] = [...online.values()].sort((a, b) => b.rank - a.rank);
  if (offline.length) found.push({ name: t("offline"), isOffline: true, members: offline });
  found.forEach((section) => section.members.sort(byName));
  return found;
});

export const shownName = (member: Member) => decode(member.nickname || member.name);

/** The channel whose members are listed. */
let listed: string | undefined;

async function load() {
  const here = channel.value?.id;
  // Home has those of the last channel, or of a group that we see.
  if (!here && !home.value) return;
  const id = here ?? listed;
  const answer = await ask<Failure & { members?: Record<string, Member> }>("getMemberList", { ...credentials(), channel: id });
  if (!answer.members || here !== channel.value?.id) return;
  listed = id;
  members.value = Object.values(answer.members);
}

const list = paced(load);

/** Names of who is typing in the channel, without us. */
const typing = signal<string[]>([]);
export const typingText = computed(() => {
  const own = decode(me.value?.name ?? session.value?.name ?? "");
  const [a = "", b = "", c = "", ...more] = typing.value.filter((name) => name !== own);
  if (more.length) return t("typingMany");
  if (c) return t("typing3", { a, b, c });
  if (b) return t("typing2", { a, b });
  return a ? t("typing1", { a }) : "";
});

let lastTyping = 0;
/** Tells others that we write, at most every two seconds. */
export function tellTyping(room: string) {
  if (Date.now() - lastTyping < 2000 || !socket.connected) return;
  lastTyping = Date.now();
  socket.emit("isTyping", { ...credentials(), room });
}

export function start() {
  whenMembersChange(list.soon, "memberUpdated");
  socket.on("memberTyping", (names: string[]) => (typing.value = names.map(decode)));
  // A long list takes longer than all messages.
  const opened = () => afterMessages(list.now);
  onJoined(opened);
  let shown: string | undefined;
  channel.subscribe((next) => {
    if (next?.id === shown || (!next && home.value)) return;
    shown = next?.id;
    typing.value = [];
    // Whoever asks for the messages of the channel does so by now.
    queueMicrotask(opened);
  });
}
