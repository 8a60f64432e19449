// What menus and pickers share: a place beside what they belong to, a way out, and the focus back.
import { type RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { isRtl } from "./direction";

export interface Place {
  /** Left, top, right and bottom of what it belongs to, or the point of a pointer. */
  rect: { left: number; top: number; right: number; bottom: number };
  /** Gets the focus back. */
  back: HTMLElement | null;
}

const EDGE = 8;

const open: (() => void)[] = [];
/** Closes what was opened last, such as a sheet that is pulled down. */
export const closeTop = () => open.at(-1)?.();

export function placeOf(element: HTMLElement): Place {
  return { rect: element.getBoundingClientRect(), back: element };
}

export function placeAt(x: number, y: number): Place {
  return { rect: { left: x, top: y, right: x, bottom: y }, back: document.activeElement instanceof HTMLElement ? document.activeElement : null };
}

/** A place for something of this width that begins where an element does: below it, or to the left of
 * what stands at the right edge. */
export function beside(element: HTMLElement, width: number): Place {
  const { left, top, bottom } = element.getBoundingClientRect();
  if (left + width <= innerWidth - EDGE) return { rect: { left, right: left, top, bottom }, back: element };
  const start = left - EDGE - width;
  return { rect: { left: start, right: start, top, bottom: top - 4 }, back: element };
}

/** Puts a box below its place, or above where there is no room; on a phone CSS makes a sheet of it.
 * `content` is what its size depends on. */
export function usePopover(box: RefObject<HTMLElement>, { rect, back }: Place, close: () => void, content: unknown[] = []) {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const below = rect.bottom + 4 + height <= innerHeight - EDGE;
    const top = below ? rect.bottom + 4 : Math.max(EDGE, Math.min(rect.top - 4 - height, innerHeight - EDGE - height));
    const isPoint = rect.left === rect.right;
    // From a point in the direction of reading; else with the far edge at that of what it belongs to.
    const wanted = isPoint !== isRtl() ? rect.left : rect.right - width;
    element.style.left = `${Math.max(EDGE, Math.min(wanted, innerWidth - EDGE - width))}px`;
    element.style.top = `${Math.max(EDGE, top)}px`;
  }, content);
  useLayoutEffect(() => {
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    const leave = () => {
      close();
      back?.focus({ preventScroll: true });
    };
    open.push(leave);
    const resized = () => close();
    // Before anything else that Esc could mean.
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      leave();
    };
    const timer = setTimeout(() => addEventListener("pointerdown", outside));
    addEventListener("resize", resized);
    addEventListener("keydown", escaped, true);
    return () => {
      open.splice(open.indexOf(leave), 1);
      clearTimeout(timer);
      removeEventListener("pointerdown", outside);
      removeEventListener("resize", resized);
      removeEventListener("keydown", escaped, true);
      // Only if nobody has taken it elsewhere.
      if (!document.activeElement || document.activeElement === document.body || !document.activeElement.isConnected) back?.focus({ preventScroll: true });
    };
  }, []);
}

/** Keys of a card or picker: Tab goes round in it, because what lies below is covered on a phone; no other key
 * means anything to the page. */
export function stayInside(event: KeyboardEvent, box: HTMLElement | null) {
  event.stopPropagation();
  if (event.key !== "Tab") return;
  const stops = [...(box?.querySelectorAll<HTMLElement>("a[href], button:not([disabled]), input, select, textarea") ?? [])].filter((stop) => stop.tabIndex >= 0 && stop.getClientRects().length > 0);
  const [first, last] = [stops[0], stops.at(-1)];
  const active = document.activeElement;
  const next = event.shiftKey ? (active === first || active === box ? last : undefined) : active === last ? first : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
}
