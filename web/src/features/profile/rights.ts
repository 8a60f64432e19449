// What we may do with a member: the node decides, this only leaves out what it would refuse.
import type { WireProfile } from "../../protocol/types";
import { me } from "../../state/members";
import { type Role, roles } from "../../state/names";
import { may } from "../../state/permissions";
import { session } from "../../state/session";

const rankOf = (member: { highestRole?: { info: { sortId?: number } | null } } | undefined) => member?.highestRole?.info?.sortId ?? 0;
const topOf = (member: WireProfile) => member.roles?.[0]?.sortId ?? 0;

export const isSelf = (member: WireProfile) => member.id === session.value?.id;
const isBelow = (member: WireProfile) => !isSelf(member) && topOf(member) < rankOf(me.value);

export type Act = "mute" | "unmute" | "disconnect" | "kick" | "ban" | "resetPassword";

export function actsFor(member: WireProfile): Act[] {
  const isAdministrator = may("administrator");
  const mayMute = may("muteUsers");
  const mayDisconnect = may("disconnectUsers");
  const mayKick = may("kickUsers");
  const mayBan = may("banMember");
  const mayReset = may("manageMembers");
  const acts: [Act, boolean][] = [
    [member.isMuted ? "unmute" : "mute", mayMute && isBelow(member)],
    ["disconnect", mayDisconnect && isBelow(member) && Boolean(member.isOnline)],
    ["resetPassword", mayReset && !isSelf(member) && (isBelow(member) || isAdministrator)],
    ["kick", mayKick && isBelow(member)],
    ["ban", mayBan && isBelow(member) && !member.isBanned],
  ];
  return acts.filter(([, isAllowed]) => isAllowed).map(([act]) => act);
}

/** Roles that everybody has, or nobody can be given. */
const isFixed = (id: string) => id === "0" || id === "1";

/** Roles that we may give to a member. */
export function rolesToGive(member: WireProfile): Role[] {
  const isAdministrator = may("administrator");
  if (!may("manageMembers")) return [];
  const held = new Set(member.roles?.map(({ id }) => String(id)));
  return roles.value.filter(({ id, rank }) => !isFixed(id) && !held.has(id) && (isAdministrator || rank < rankOf(me.value)));
}

export function mayTake(member: WireProfile, role: { id: string | number; sortId?: number }): boolean {
  const isAdministrator = may("administrator");
  if (!may("manageMembers") || isFixed(String(role.id))) return false;
  return isAdministrator || ((role.sortId ?? 0) < rankOf(me.value) && (isSelf(member) || isBelow(member)));
}
