// Names of what messages mention: people, roles, channels. What is not known is asked for once.
import { computed, signal } from "@preact/signals";
import { t } from "../i18n";
import { ask } from "../protocol/socket";
import type { Failure, Member, WireRole } from "../protocol/types";
import { colourOf } from "../ui/colour";
import { decode } from "../ui/html";
import { members, shownName } from "./members";
import { emojiByHash } from "./emojis";
import { paced, whenMembersChange } from "./pace";
import { credentials, onJoined } from "./session";
import { channels } from "./structure";

export interface Role {
  id: string;
  name: string;
  color: string | null;
  rank: number;
}

const wireRoles = signal<Record<string, WireRole>>({});
/** The highest first. */
export const roles = computed<Role[]>(() =>
  Object.entries(wireRoles.value)
    .map(([id, { info }]) => ({ id, name: decode(info.name), color: colourOf(info), rank: info.sortId ?? 0 }))
    .sort((a, b) => b.rank - a.rank),
);
export const roleById = computed(() => new Map(roles.value.map((role) => [role.id, role])));

const strangers = signal<Record<string, { name: string; color: string | null }>>({});
const memberById = computed(() => new Map(members.value.map((member) => [member.id, member])));

export interface Named {
  text: string;
  color: string | null;
  /** Of channels that we see. */
  room?: string;
}

const asked = new Set<string>();
async function resolve(id: string) {
  if (asked.has(id)) return;
  asked.add(id);
  try {
    const answer = await ask<Failure & { data?: Member }>("resolveMember", { ...credentials(), target: id });
    const found = answer.data;
    if (found?.name) strangers.value = { ...strangers.value, [id]: { name: shownName(found), color: colourOf(found) } };
  } catch {
    asked.delete(id);
  }
}

/** How a mention reads. `kind` is the mark on the wire. */
export function named(kind: string, id: string): Named {
  if (kind === "@") {
    const member = memberById.value.get(id);
    if (member) return { text: `@${shownName(member)}`, color: colourOf(member) };
    const stranger = strangers.value[id];
    if (!stranger) void resolve(id);
    return stranger ? { text: `@${stranger.name}`, color: stranger.color } : { text: t("unknownMember"), color: null };
  }
  if (kind === "!@") {
    const role = roleById.value.get(id);
    if (id === "0") return { text: t("everyone"), color: null };
    return role ? { text: `@${role.name}`, color: role.color } : { text: t("unknownRole"), color: null };
  }
  const found = channels.value.find((channel) => channel.id === id);
  return found ? { text: `#${found.name}`, color: null, room: found.room } : { text: t("unknownChannel"), color: null };
}

/** The name of a person if it is known; nobody is asked for it. */
export function nameOf(id: string): string | undefined {
  const member = memberById.value.get(id);
  return member ? shownName(member) : strangers.value[id]?.name;
}

const WIRE = /<(@|!@|#@?)(\d{1,20})>|:([0-9a-f]{64}):/g;

/** A text with names in the place of ids, for one line and for screen readers. */
export function readable(text: string): string {
  return text.replace(WIRE, (_, kind?: string, id?: string, hash?: string) =>
    kind && id ? named(kind === "#" ? "#@" : kind, id).text : `:${emojiByHash.value.get(hash ?? "")?.name ?? t("emoji")}:`,
  );
}

async function loadRoles() {
  try {
    const answer = await ask<Record<string, WireRole> & Failure>("getServerRoles", credentials());
    wireRoles.value = Object.fromEntries(Object.entries(answer).filter(([id, role]) => /^\d+$/.test(id) && role?.info));
  } catch {
    // Role names stay numbers until the next join.
  }
}

export function start() {
  const list = paced(loadRoles);
  onJoined(list.now);
  whenMembersChange(list.soon);
}
