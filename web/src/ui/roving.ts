// One tab stop for a list of links or buttons; arrows, Home and End move inside of it.
import { readingKey } from "./direction";

export function rove(event: KeyboardEvent) {
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>("[data-rove]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const last = items.length - 1;
  const after = Math.min(at + 1, last);
  const before = Math.max(at - 1, 0);
  const next = { ArrowDown: after, ArrowRight: after, ArrowUp: before, ArrowLeft: before, Home: 0, End: last }[readingKey(event.key)];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  items[next]?.focus();
}

/** The tab stop of a list: its current item, else its first. */
export const stop = (isCurrent: boolean, index: number, hasCurrent: boolean) => (isCurrent || (!hasCurrent && index === 0) ? 0 : -1);
