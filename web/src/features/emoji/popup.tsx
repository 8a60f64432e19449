// Opens the emoji picker beside what it belongs to. The picker itself is fetched when it is wanted.
import { signal } from "@preact/signals";
import { lazy } from "../../ui/lazy";
import type { Place } from "../../ui/popover";

export interface Popup {
  place: Place;
  /** Gets a character or the hash of an own emoji. */
  onPick: (emoji: string) => void;
  /** Stays open after a choice. */
  staysOpen?: boolean;
}

const shown = signal<Popup | null>(null);
export const openEmoji = (popup: Popup) => (shown.value = popup);
export const closeEmoji = () => (shown.value = null);

const Picker = lazy<Popup>(() => import("./Picker").then(({ Picker }) => Picker));

export const EmojiHost = () => (shown.value ? <Picker {...shown.value} /> : null);
