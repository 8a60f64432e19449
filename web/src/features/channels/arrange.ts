// The order of channels: what the server wants to hear of it, and how they are dragged in the list. Fetched
// by those who may change it.
import { t } from "../../i18n";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { credentials } from "../../state/session";
import { type Channel, type Group, groups } from "../../state/structure";
import { toast } from "../../state/ui";
import { plain } from "../../ui/html";
import "../../styles/arrange.css";

interface Category<Entry extends { id: string }> {
  id: string;
  channels: Entry[];
}

/** What the server wants: every category with its channels from top to bottom. */
export const sortData = (categories: Category<{ id: string }>[]): string =>
  JSON.stringify(Object.fromEntries(categories.map(({ id, channels }, at) => [id, { info: { sortId: categories.length - at }, channels: channels.map((channel) => channel.id) }])));

/** The categories with a channel in another place: before another one, or at the end of a category. Nothing
 * if that is where it is. */
export function moved<Entry extends { id: string }, Of extends Category<Entry>>(categories: Of[], id: string, categoryId: string, before: string | null): Of[] | undefined {
  const channel = categories.flatMap(({ channels }) => channels).find((known) => known.id === id);
  if (!channel || id === before) return undefined;
  const next = categories.map((category) => ({ ...category, channels: category.channels.filter((known) => known !== channel) }));
  const target = next.find((category) => category.id === categoryId)?.channels;
  if (!target) return undefined;
  const at = before === null ? target.length : target.findIndex((known) => known.id === before);
  target.splice(at < 0 ? target.length : at, 0, channel);
  return sortData(next) === sortData(categories) ? undefined : next;
}

/** One up or down, also from one category into the next. Nothing where there is no further way. */
export function stepped<Entry extends { id: string }, Of extends Category<Entry>>(categories: Of[], id: string, by: -1 | 1): Of[] | undefined {
  const at = categories.findIndex(({ channels }) => channels.some((known) => known.id === id));
  const own = categories[at];
  const index = own?.channels.findIndex((known) => known.id === id) ?? -1;
  if (!own) return undefined;
  const next = index + by;
  if (next >= 0 && next < own.channels.length) return moved<Entry, Of>(categories, id, own.id, own.channels[by < 0 ? next : next + 1]?.id ?? null);
  const other = categories[at + by];
  return other && moved<Entry, Of>(categories, id, other.id, by < 0 ? null : (other.channels[0]?.id ?? null));
}

/** Shows the new order at once, and the old one again if the server refuses it. */
export async function arrange(of: Group, categories: Group["categories"] | undefined) {
  if (!categories) return;
  const before = groups.value;
  groups.value = before.map((group) => (group.id === of.id ? { ...group, categories } : group));
  try {
    const reason = problem(await ask<Failure>("updateChannelTreeSorting", { ...credentials(), group: of.id, data: sortData(categories) }));
    if (!reason) return;
    toast("bad", t("notArranged"), plain(reason));
  } catch {
    toast("bad", t("notArranged"), t("noAnswer"));
  }
  groups.value = before;
}

export const canStep = ({ group, id }: Channel, by: -1 | 1) => {
  const of = groups.value.find((known) => known.id === group);
  return of !== undefined && stepped<Channel, Group["categories"][number]>(of.categories, id, by) !== undefined;
};

export function step({ group, id }: Channel, by: -1 | 1) {
  const of = groups.value.find((known) => known.id === group);
  return of && arrange(of, stepped<Channel, Group["categories"][number]>(of.categories, id, by));
}

/** Follows a channel that somebody has begun to drag, until it is let go. */
export function follow(tree: HTMLElement, id: string) {
  const of = groups.value.find((group) => group.categories.some(({ channels }) => channels.some((known) => known.id === id)));
  if (!of) return;
  let marked: Element | null = null;
  const mark = (row: Element | null, name = "") => {
    marked?.classList.remove("drop-before", "drop-after");
    marked = row;
    if (name) row?.classList.add(name);
  };
  /** Where it would go: a row with its half, or the head of a category. */
  const placeOf = (event: DragEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>("[data-channel-id]");
    const category = target?.closest<HTMLElement>("[data-category]")?.dataset.category;
    if (!category) return undefined;
    const channels = of.categories.find((known) => known.id === category)?.channels ?? [];
    if (!row) return { row: target?.closest("[data-category]")?.querySelector(".cat") ?? null, category, before: channels[0]?.id ?? null, isAfter: true };
    const { top, height } = row.getBoundingClientRect();
    const isAfter = event.clientY > top + height / 2;
    const at = channels.findIndex((known) => known.id === row.dataset.channelId);
    return { row, category, before: channels[isAfter ? at + 1 : at]?.id ?? null, isAfter };
  };
  const over = (event: DragEvent) => {
    const place = placeOf(event);
    if (!place) return mark(null);
    event.preventDefault();
    mark(place.row, place.isAfter ? "drop-after" : "drop-before");
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const place = placeOf(event);
    if (place) void arrange(of, moved<Channel, Group["categories"][number]>(of.categories, id, place.category, place.before));
    end();
  };
  const end = () => {
    mark(null);
    tree.removeEventListener("dragover", over);
    tree.removeEventListener("drop", drop);
    removeEventListener("dragend", end);
  };
  tree.addEventListener("dragover", over);
  tree.addEventListener("drop", drop);
  addEventListener("dragend", end);
}
