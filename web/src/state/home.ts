// Where somebody is who is in no channel: the page of the server, a conversation, or another part of home.
import { signal } from "@preact/signals";

/** What of home is shown. */
export interface HomeView {
  /** `page` is that of the server, `dm` a conversation; others are sections (features/home/sections.ts). */
  name: string;
  /** Which conversation, or what else the section shows in detail. */
  id?: string | undefined;
}

/** The part of home that an address names. A conversation may be named by who it is with. */
export function viewOf(search: string): HomeView | null {
  const query = new URLSearchParams(search);
  const dm = /^\d{12}$/.exec(query.get("dm") ?? "")?.[0];
  if (dm) return { name: "dm", id: dm };
  const name = query.get("home");
  if (name === null) return null;
  return /^[a-z]{2,20}$/.test(name) ? { name, id: query.get("id") ?? undefined } : { name: "page" };
}

/** The address of a part of home. */
export function homeAddress({ name, id }: HomeView): string {
  if (name === "dm") return `?home=1&dm=${id}`;
  return `?home=${name === "page" ? 1 : name}${id ? `&id=${encodeURIComponent(id)}` : ""}`;
}

const DIRECT = "dm-";
/** How messages, drafts and uploads of a conversation are kept apart from those of channels. */
export const directRoom = (id: string) => DIRECT + id;
export const isDirect = (room: string) => room.startsWith(DIRECT);
/** The server's id of the conversation that a room is. */
export const directId = (room: string) => room.slice(DIRECT.length);

/** The part of home that is shown; nothing while it is a channel. */
export const home = signal<HomeView | null>(viewOf(location.search));
/** What is shown of home, as the title of the window says it. */
export const homeTitle = signal("");
