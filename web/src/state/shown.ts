// What is open over the chat. Whoever is shown only needs this to close itself; what shows it fetches the code.
import { signal } from "@preact/signals";
import type { Attachment } from "../ui/content";
import type { Place } from "../ui/popover";
import type { Message } from "./message";

export type Overlay =
  | { name: "switcher" }
  | { name: "search"; query: string }
  | { name: "inbox"; place: Place }
  | { name: "settings" | "account"; page: string; id?: string };
export const overlay = signal<Overlay | null>(null);
export const closeOverlay = () => (overlay.value = null);

/** The message whose earlier versions are shown. */
export const shownHistory = signal<Message | null>(null);
export const openHistory = (message: Message) => (shownHistory.value = message);
export const closeHistory = () => (shownHistory.value = null);

export interface Viewing {
  pictures: Attachment[];
  start: number;
}
/** Pictures that are shown large. */
export const shownPictures = signal<Viewing | null>(null);
export const openViewer = (pictures: Attachment[], start: number) => (shownPictures.value = { pictures, start });
export const closeViewer = () => (shownPictures.value = null);

export interface Popup {
  place: Place;
  /** Gets a character or the hash of an own emoji. */
  onPick: (emoji: string) => void;
  /** Stays open after a choice. */
  staysOpen?: boolean;
}
/** The emoji picker, beside what it belongs to. */
export const shownEmoji = signal<Popup | null>(null);
export const openEmoji = (popup: Popup) => (shownEmoji.value = popup);
export const closeEmoji = () => (shownEmoji.value = null);

/** Whose profile is shown, beside what it was opened from. */
export const shownProfile = signal<{ id: string; place: Place } | null>(null);
export const openProfile = (id: string, place: Place) => (shownProfile.value = { id, place });
export const closeProfile = () => (shownProfile.value = null);
