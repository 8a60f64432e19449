// The one context menu; on a phone a sheet from below. What draws it is fetched with the first one.
import { signal } from "@preact/signals";
import type { IconName } from "./icons";
import { lazy } from "./lazy";
import type { Place } from "./popover";

export interface MenuItem {
  icon?: IconName | undefined;
  /** Paths of an icon that is loaded with its part of the client. */
  paths?: string;
  label: string;
  keys?: string;
  isDanger?: boolean;
  /** One of several, or on and off. */
  choice?: "radio" | "checkbox";
  isChosen?: boolean;
  /** How much waits there. */
  count?: number;
  testId?: string;
  act: (event: MouseEvent) => void;
}

/** A menu beside what it belongs to. */
export interface Shown {
  label: string;
  place: Place;
  /** A function where they depend on what is known only a moment later. */
  items: (MenuItem | null)[] | (() => (MenuItem | null)[]);
  /** More about what it belongs to, for those who cannot point at it. */
  about?: string;
  /** Reactions that are used often. */
  quick?: { emoji: string; label: string; act: () => void }[];
}

/** The menu that is open. */
export const shownMenu = signal<Shown | null>(null);
export const openMenu = (menu: Shown) => (shownMenu.value = menu);
export const closeMenu = () => (shownMenu.value = null);
export const isMenuOpen = () => shownMenu.value !== null;

const Menu = lazy<Shown>(() => import("./Menu").then(({ Menu }) => Menu), { onFail: closeMenu });
/** Has it here. */
export const { preload: preloadMenu } = Menu;

export function MenuHost() {
  return shownMenu.value ? <Menu key={shownMenu.value.label} {...shownMenu.value} /> : null;
}
