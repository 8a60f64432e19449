// What completes a name while it is typed: people, roles, channels, emojis.
import { t } from "../../i18n";
import { compareNames } from "../../i18n/collation";
import { emojis } from "../../state/emojis";
import { members, shownName } from "../../state/members";
import { roles } from "../../state/names";
import { may } from "../../state/permissions";
import { channels } from "../../state/structure";
import { decode } from "../../ui/html";
import type { Suggestion, Trigger } from "./trigger";

const MAX_SHOWN = 8;

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** 0: begins with it, 1: a word of it does, 2: has it somewhere, 9: does not. */
function rank(name: string, query: string): number {
  const folded = fold(name);
  const wanted = fold(query);
  if (folded.startsWith(wanted)) return 0;
  if (folded.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 1;
  return folded.includes(wanted) ? 2 : 9;
}

function best<T>(list: T[], name: (entry: T) => string, query: string): T[] {
  return list
    .map((entry) => ({ entry, rank: rank(name(entry), query) }))
    .filter((found) => found.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.entry);
}

function people(query: string): Suggestion[] {
  const online = [...members.value].sort((a, b) => Number(Boolean(b.isOnline)) - Number(Boolean(a.isOnline)) || compareNames(shownName(a), shownName(b)));
  const found = best(online, shownName, query).map((member): Suggestion => {
    const name = shownName(member);
    return {
      key: member.id,
      label: name,
      text: `@${name}`,
      wire: `<@${member.id}>`,
      note: member.isOnline ? decode(member.status ?? "") : t("offline"),
      member: { id: member.id, icon: member.icon ?? "", color: member.color ?? null },
    };
  });
  const mayAll = may("pingEveryone");
  const named = roles.value.filter(({ id }) => id !== "1" && (id !== "0" || mayAll)).map((role) => ({ ...role, name: role.id === "0" ? t("everyone").slice(1) : role.name }));
  const ofRoles = best(named, (role) => role.name, query).map((role): Suggestion => ({ key: `role-${role.id}`, label: `@${role.name}`, text: `@${role.name}`, wire: `<!@${role.id}>`, note: t("role"), icon: "users" }));
  // Both are seen, whoever there is more of.
  return [...found.slice(0, MAX_SHOWN - Math.min(2, ofRoles.length)), ...ofRoles].slice(0, MAX_SHOWN);
}

function places(query: string): Suggestion[] {
  return best(channels.value, (channel) => channel.name, query).map((channel) => ({
    key: channel.room,
    label: channel.name,
    text: `#${channel.name}`,
    wire: `<#@${channel.id}>`,
    note: channel.topic,
    icon: channel.isVoice ? "volume-2" : "hash",
  }));
}

async function faces(query: string): Promise<Suggestion[]> {
  const own = best(emojis.value, (emoji) => emoji.name, query).map((emoji): Suggestion => ({ key: emoji.hash, label: `:${emoji.name}:`, text: `:${emoji.name}:`, wire: `:${emoji.hash}:`, image: emoji.url }));
  const { findEmoji, labelOf, loadWords } = await import("../emoji/data");
  await loadWords();
  const others = findEmoji(query, MAX_SHOWN).map(({ emoji, names }): Suggestion => {
    const name = `:${names.find((known) => known.includes(query.toLowerCase())) ?? names[0] ?? ""}:`;
    const label = labelOf(emoji);
    return { key: emoji, label: label ?? name, text: emoji, character: emoji, ...(label && { note: name }) };
  });
  return [...own, ...others].slice(0, MAX_SHOWN);
}

export function suggest({ kind, query }: Trigger): Suggestion[] | Promise<Suggestion[]> {
  if (kind === ":") return faces(query);
  return kind === "@" ? people(query) : places(query).slice(0, MAX_SHOWN);
}
