// What is open over the chat. Whoever is shown only needs this to close itself; what shows it fetches the code.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Attachment } from "../ui/content";
import type { Place } from "../ui/popover";
import type { Person } from "./conversations";
import type { Message } from "./message";
import { type Overlay, overlay } from "./ui";

export { overlay };

export const closeOverlay = () => (overlay.value = null);

let guard: (() => Promise<boolean>) | null = null;
/** Pages where something may be unsaved ask before they give way. */
export const guardOverlay = (ask: (() => Promise<boolean>) | null) => (guard = ask);
/** Opens something in the place of what is open, if that may be left. */
export async function openOverlay(next: Overlay) {
  if (!guard || (await guard())) overlay.value = next;
}

/** A dialog of a part that is fetched when it is used: it is put here by what opens it. */
export const shownPart = signal<ComponentChildren>(null);
export const closePart = () => (shownPart.value = null);

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

/** Whose key is compared, or has changed. */
export const comparing = signal<{ person: Person; isChanged: boolean } | null>(null);
export const closeComparing = () => (comparing.value = null);

/** Whose profile is shown, beside what it was opened from. */
export const shownProfile = signal<{ id: string; place: Place } | null>(null);
export const openProfile = (id: string, place: Place) => (shownProfile.value = { id, place });
export const closeProfile = () => (shownProfile.value = null);
