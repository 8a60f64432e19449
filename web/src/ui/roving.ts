// One tab stop for a list of links or buttons; arrows, Home, End and the first letters of a name move inside
// of it.
import { readingKey } from "./direction";

/** So long letters belong to the same name. */
const TYPING_MS = 700;
let typed = "";
let typedAt = 0;
let typedIn: EventTarget | null = null;

const nameOf = (item: HTMLElement) => (item.getAttribute("aria-label") ?? item.textContent ?? "").trim().toLocaleLowerCase();

/** The next item whose name begins with what is being typed. */
function byName({ key, timeStamp, currentTarget }: KeyboardEvent, items: HTMLElement[], at: number): number | undefined {
  // Who pointed at something and types on means the message.
  if (key.length !== 1 || key === " " || !items[at]?.matches(":focus-visible")) {
    typedIn = null;
    return undefined;
  }
  typed = (currentTarget === typedIn && timeStamp - typedAt < TYPING_MS ? typed : "") + key.toLocaleLowerCase();
  typedAt = timeStamp;
  typedIn = currentTarget;
  // A second letter may still mean the item that the first one found.
  const start = typed.length > 1 ? at : at + 1;
  for (let step = 0; step < items.length; step++) {
    const index = (start + step) % items.length;
    const item = items[index];
    if (item && nameOf(item).startsWith(typed)) return index;
  }
  return undefined;
}

/** Moves the focus in a list; the list's `onKeyDown`. */
export function rove(event: KeyboardEvent) {
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>("[data-rove]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const last = items.length - 1;
  const after = Math.min(at + 1, last);
  const before = Math.max(at - 1, 0);
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
  const next = isPlain ? ({ ArrowDown: after, ArrowRight: after, ArrowUp: before, ArrowLeft: before, Home: 0, End: last }[readingKey(event.key)] ?? byName(event, items, at)) : undefined;
  if (next === undefined) return;
  event.preventDefault();
  // A letter that found something is not the beginning of a message.
  event.stopPropagation();
  items[next]?.focus();
}

/** The item that has the focus is the one that Tab leaves from, and comes back to; the list's `onFocusIn`. */
export function settle(event: FocusEvent) {
  const item = event.target as HTMLElement;
  if (!item.matches("[data-rove]")) return;
  for (const other of (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[data-rove][tabindex='0']")) other.tabIndex = -1;
  item.tabIndex = 0;
}

/** What a list needs for this. */
export const roving = { onKeyDown: rove, onFocusIn: settle };

/** The tab stop of a list: its current item, else its first. */
export const stop = (isCurrent: boolean, index: number, hasCurrent: boolean) => (isCurrent || (!hasCurrent && index === 0) ? 0 : -1);
