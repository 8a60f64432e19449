// What is open, how it looks, and short notices.
import { effect, signal } from "@preact/signals";
import type { Place } from "../ui/popover";
import { recall, remember } from "../ui/storage";

export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>(recall<Theme>("theme", "system"));
/** The member column on wide screens; remembered. */
export const showMembers = signal(recall("members", true));
/** Drawers of small screens. */
export const drawer = signal<"nav" | "members" | null>(null);
/** How many mentions wait; the title of the page says it. */
export const waiting = signal(0);
export const showTools = signal(recall("tools", false));
/** Whether Enter sends, and Shift with it makes a line; or the other way round. */
export const enterSends = signal(recall("enter", true));

export interface Toast {
  id: number;
  title: string;
  text: string;
  kind: "ok" | "bad" | "info";
  action?: { label: string; act: () => void };
}
export const toasts = signal<Toast[]>([]);

const TOAST_MS = 5000;
let count = 0;

/** Errors stay until they are closed, and so does what has to be read or decided. */
export function toast(kind: Toast["kind"], title: string, text = "", { stays = kind === "bad", action }: { stays?: boolean; action?: Toast["action"] } = {}) {
  const id = count++;
  toasts.value = [...toasts.value.slice(-2), { id, title, text, kind, ...(action && { action }) }];
  if (!stays) setTimeout(() => closeToast(id), TOAST_MS);
}

export const closeToast = (id: number) => (toasts.value = toasts.value.filter((known) => known.id !== id));

export const isPhone = () => matchMedia("(max-width: 699px)").matches;
export const isWide = () => matchMedia("(min-width: 1100px)").matches;

export function toggleMembers() {
  if (isWide()) showMembers.value = !showMembers.value;
  else drawer.value = drawer.value === "members" ? null : "members";
}

export function start() {
  // A drawer belongs to the size of the window that it was opened in.
  for (const query of ["(min-width: 1100px)", "(max-width: 699px)"]) matchMedia(query).addEventListener("change", () => (drawer.value = null));
  // Where the keyboard of a phone covers the page instead of shrinking it, the page shrinks itself.
  const view = window.visualViewport;
  view?.addEventListener("resize", () => {
    const isCovered = innerHeight - view.height > 120 && view.scale === 1;
    document.documentElement.style.setProperty("--app-height", isCovered ? `${view.height}px` : "calc(var(--vh) * 100)");
    if (isCovered) scrollTo(0, 0);
  });
  effect(() => {
    remember("theme", theme.value);
    if (theme.value === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme.value;
  });
  const skin = recall("skin", "");
  // Without it the own looks are shown.
  if (skin) void import("../ui/skin").then(({ wear }) => wear(skin)).catch(() => undefined);
  effect(() => remember("members", showMembers.value));
  effect(() => remember("tools", showTools.value));
  effect(() => remember("enter", enterSends.value));
}

/** What is open over the chat, or in its place. */
export type Overlay =
  | { name: "switcher" }
  | { name: "search"; query: string }
  | { name: "inbox"; place: Place }
  | { name: "settings" | "account"; page: string; id?: string };
export const overlay = signal<Overlay | null>(null);
