// What parts of the client that are fetched later add to what is there from the start: entries of the account
// menu and of the menus of messages.
import { signal } from "@preact/signals";
import type { MenuItem } from "../ui/menus";
import type { Message } from "./message";

export interface AccountItem {
  id: string;
  label: () => string;
  /** Paths of an icon. */
  icon: string;
  /** How much waits there. */
  count: () => number;
  act: () => void;
}

/** Entries of the account menu; each only if there is something in it for us. */
export const accountItems = signal<(() => AccountItem | undefined)[]>([]);
/** Those that there are now. */
export const shownAccountItems = () => accountItems.value.flatMap((item) => item() ?? []);

/** Entries of a message's menu. */
export const messageItems: ((message: Message) => MenuItem | undefined)[] = [];

/** How many reports wait for those who look after them. */
export const openReports = signal(0);
/** How much waits behind the account menu. */
export const waitingThere = () => shownAccountItems().reduce((sum, { count }) => sum + count(), openReports.value);
