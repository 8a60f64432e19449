// Who somebody is by their id, for what comes without names: tickets, articles, reports.
import { computed, signal } from "@preact/signals";
import { t } from "../../i18n";
import { ask } from "../../protocol/socket";
import type { Failure, Member } from "../../protocol/types";
import { members, shownName } from "../../state/members";
import { NOBODY } from "../../state/message";
import { credentials } from "../../state/session";

export interface Person {
  id: string;
  name: string;
  color: string | null;
  icon: string;
  /** The account is not there any more. */
  isGone?: boolean;
}

const here = computed(() => new Map(members.value.map((member) => [member.id, member])));
const met = signal<Record<string, Person>>({});
const asked = new Set<string>();

/** A member as a person. Whose account is gone comes as nobody. */
export function asPerson(member: Member | undefined, id = String(member?.id ?? NOBODY)): Person {
  if (!member || String(member.id) === NOBODY) return { id, name: t("deletedMember"), color: null, icon: "", isGone: true };
  return { id, name: shownName(member), color: member.color ?? null, icon: member.icon ?? "" };
}

/** Takes note of people whom the server tells of by itself. */
export function meet(list: Member[]) {
  met.value = { ...met.peek(), ...Object.fromEntries(list.filter(({ id }) => String(id) !== NOBODY).map((member) => [member.id, asPerson(member)])) };
}

const isId = (id: string) => /^\d{12}$/.test(id);

async function resolve(id: string) {
  if (asked.has(id)) return;
  asked.add(id);
  try {
    const answer = await ask<Failure & { data?: Member }>("resolveMember", { ...credentials(), target: id });
    met.value = { ...met.peek(), [id]: asPerson(answer.data, id) };
  } catch {
    asked.delete(id);
  }
}

/** Who it is, as far as it is known; the server is asked for strangers once. */
export function personOf(id: string): Person {
  if (!isId(id)) return asPerson(undefined, id);
  const member = here.value.get(id);
  if (member) return asPerson(member);
  const known = met.value[id];
  if (!known) void resolve(id);
  return known ?? { id, name: "…", color: null, icon: "" };
}
