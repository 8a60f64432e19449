// Parts over the chat that are fetched when they are opened: the switcher, the search, the inbox, the
// settings.
import { signal } from "@preact/signals";
import { lazy } from "../ui/lazy";
import type { Place } from "../ui/popover";

type Overlay = { name: "switcher" } | { name: "search"; query: string } | { name: "inbox"; place: Place } | { name: "settings"; page: string; id?: string };

export const overlay = signal<Overlay | null>(null);
export const closeOverlay = () => (overlay.value = null);

const Switcher = lazy<object>(() => import("./search/Switcher").then(({ Switcher }) => Switcher));
const Search = lazy<{ query: string }>(() => import("./search/Search").then(({ Search }) => Search));
const Inbox = lazy<{ place: Place }>(() => import("./inbox/Inbox").then(({ Inbox }) => Inbox));

export function OverlayHost() {
  const shown = overlay.value;
  if (shown?.name === "switcher") return <Switcher />;
  if (shown?.name === "search") return <Search query={shown.query} />;
  if (shown?.name === "inbox") return <Inbox place={shown.place} />;
  return null;
}
