// Drawers of small screens: the focus goes in and comes back, and fingers can pull them.
import { phase } from "../state/session";
import { drawer, isPhone } from "../state/ui";
import { isRtl } from "../ui/direction";
import { closeTop } from "../ui/popover";

/** How far a finger has to go, and how far from the edge it may start. */
const PULL_PX = 60;
const EDGE_PX = 28;

const INSIDE = { nav: ".panel [aria-current], .panel .ch", members: ".members .ib" } as const;
const BUTTON = { nav: "nav-toggle", members: "members-toggle" } as const;

/** What is drawn first is hidden still, and longer where there is much to do: the focus is not taken then. */
const FRAMES = 30;

/** Gives the focus to an element as soon as it takes it, while that is wanted. */
function focus(selector: string, isWanted: () => boolean, frames = FRAMES) {
  if (!isWanted()) return;
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus({ preventScroll: true });
  if (document.activeElement !== element && frames > 0) requestAnimationFrame(() => focus(selector, isWanted, frames - 1));
}

function moveFocus() {
  let before = drawer.value;
  drawer.subscribe((now) => {
    const closed = before;
    before = now;
    const isStill = () => drawer.peek() === now;
    requestAnimationFrame(() => {
      if (now) focus(INSIDE[now], isStill);
      // Only if nobody has taken it elsewhere, such as to the field of a new channel.
      else if (closed && document.activeElement?.closest("textarea") === null) focus(`[data-testid=${BUTTON[closed]}]`, isStill);
    });
  });
}

/** From the edge where reading begins. */
const along = (x: number) => (isRtl() ? innerWidth - x : x);

/** What comes from below on a phone, and can be pulled down again. */
const SHEETS = ".members, .pop.menu, .pop.emoji, .pop.inbox, .pop.profile, .pop.devs, dialog.ask";

interface Start {
  x: number;
  y: number;
  /** The sheet that the finger is on, if what is under it is not scrolled. */
  sheet: Element | null;
}

const isScrolled = (target: Element, sheet: Element) => {
  for (let element: Element | null = target; element && sheet.contains(element); element = element.parentElement) if (element.scrollTop > 0) return true;
  return false;
};

function pullDown(sheet: Element) {
  if (sheet instanceof HTMLDialogElement) sheet.close();
  else if (sheet.matches(".members")) drawer.value = null;
  else closeTop();
}

function pull() {
  let start: Start | undefined;
  addEventListener(
    "touchstart",
    ({ touches, target }) => {
      const [finger] = touches;
      const element = target as Element;
      const sheet = element.closest(SHEETS);
      start = finger && touches.length === 1 ? { x: along(finger.clientX), y: finger.clientY, sheet: sheet && !isScrolled(element, sheet) ? sheet : null } : undefined;
    },
    { passive: true },
  );
  addEventListener(
    "touchend",
    ({ changedTouches }) => {
      const [finger] = changedTouches;
      if (!start || !finger || !isPhone() || phase.value !== "in") return;
      const x = along(finger.clientX) - start.x;
      const y = finger.clientY - start.y;
      if (start.sheet && y > PULL_PX && y > 2 * Math.abs(x)) return pullDown(start.sheet);
      if (document.querySelector("dialog[open]")) return;
      if (drawer.value === null && start.x < EDGE_PX && x > PULL_PX && x > 2 * Math.abs(y)) drawer.value = "nav";
      else if (drawer.value === "nav" && x < -PULL_PX && -x > 2 * Math.abs(y)) drawer.value = null;
    },
    { passive: true },
  );
}

export function listenToDrawers() {
  moveFocus();
  pull();
}
