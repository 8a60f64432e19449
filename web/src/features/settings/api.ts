// What the settings ask the server and tell it.
import { signal } from "@preact/signals";
import { t } from "../../i18n";
import { ts } from "../../i18n/settings";
import { ask } from "../../protocol/socket";
import { type Failure, problem, type Tree, type WireRole } from "../../protocol/types";
import { credentials } from "../../state/session";
import { toast } from "../../state/ui";
import { colourOf } from "../../ui/colour";
import { decode, plain } from "../../ui/html";

/** Asks for something; nothing if it was refused or nobody answered, and then the person knows why. */
export async function load<T>(event: string, payload: object = {}): Promise<(T & Failure) | undefined> {
  try {
    const answer = await ask<T & Failure>(event, { ...credentials(), ...payload });
    const reason = problem(answer);
    if (!reason) return answer;
    toast("bad", ts("notLoaded"), plain(reason));
  } catch {
    toast("bad", ts("notLoaded"), t("noAnswer"));
  }
  return undefined;
}

/** Changes something; tells whether it was done. Without an ack, what was asked counts as done. */
export async function change(event: string, payload: object, isQuiet = false): Promise<boolean> {
  try {
    const answer = await ask<Failure>(event, { ...credentials(), ...payload });
    const reason = problem(answer);
    if (reason) {
      toast("bad", ts("notSaved"), plain(reason));
      return false;
    }
    if (!isQuiet) toast("ok", ts("saved"));
    return true;
  } catch {
    toast("bad", ts("notSaved"), t("noAnswer"));
    return false;
  }
}

export type Values = Record<string, number | string>;

export interface Permission {
  key: string;
  name: string;
  description: string;
  isNumber: boolean;
  categories: string[];
}

export async function loadCatalogue(category: string): Promise<Permission[]> {
  const answer = await load<{ permissions: Record<string, { name: string; type: string; description: string; category: string[] }> }>("getPermissions", { categories: [category] });
  return Object.entries(answer?.permissions ?? {}).map(([key, { name, type, description, category: categories }]) => ({ key, name: decode(name), description: decode(description), isNumber: type === "int", categories }));
}

export interface Role {
  id: string;
  name: string;
  /** A colour, or a gradient as it is written on the wire. */
  color: string;
  rank: number;
  isFixed: boolean;
  isSeparate: boolean;
  permissions: Values;
  members: string[];
}

export const roles = signal<Role[]>([]);

export async function loadRoles() {
  const answer = await load<Record<string, WireRole>>("getServerRoles");
  if (!answer) return;
  roles.value = Object.entries(answer as Record<string, WireRole>)
    .filter(([id, role]) => /^\d+$/.test(id) && role?.info)
    .map(([id, { info, permissions = {}, members = [] }]) => ({
      id,
      name: decode(info.name),
      color: colourOf(info) ?? "",
      rank: info.sortId ?? 0,
      isFixed: ["0", "1", "1111"].includes(id),
      isSeparate: info.displaySeperate === 1,
      permissions,
      members,
    }))
    .sort((a, b) => b.rank - a.rank);
}

export interface Overrides {
  [role: string]: Values;
}

export interface PlaceChannel {
  id: string;
  name: string;
  topic: string;
  isVoice: boolean;
}

export interface PlaceGroup {
  id: string;
  name: string;
  rank: number;
  isDeletable: boolean;
  categories: { id: string; name: string; channels: PlaceChannel[] }[];
}

export const places = signal<PlaceGroup[]>([]);

type Sortable = { sortId?: number };
const sorted = <T>(map: Record<string, T> | undefined, of: (value: T) => Sortable) =>
  Object.entries(map ?? {}).sort((a, b) => (of(b[1]).sortId ?? 0) - (of(a[1]).sortId ?? 0) || Number(a[0]) - Number(b[0]));

export async function loadPlaces() {
  const answer = await load<{ data?: Tree }>("getChannelTree");
  if (!answer?.data) return;
  places.value = sorted(answer.data.groups, ({ info }) => info).map(([id, { info, categories }]) => ({
    id,
    name: decode(info.name),
    rank: info.sortId ?? 0,
    isDeletable: (info as { isDeletable?: number }).isDeletable !== 0,
    categories: sorted(categories, (category) => category.info).map(([categoryId, category]) => ({
      id: categoryId,
      name: decode(category.info.name),
      channels: sorted(category.channel, (known) => known).map(([channelId, known]) => ({ id: channelId, name: decode(known.name), topic: decode(known.description ?? ""), isVoice: known.type !== "text" })),
    })),
  }));
}
