// Drawers of small screens: the focus goes in and comes back, and fingers can pull them.
import { phase } from "../state/session";
import { drawer, isPhone } from "../state/ui";
import { isRtl } from "../ui/direction";

/** How far a finger has to go, and how far from the edge it may start. */
const PULL_PX = 60;
const EDGE_PX = 28;

const INSIDE = { nav: ".panel .ch[aria-current], .panel .ch", members: ".members .ib" } as const;
const BUTTON = { nav: "nav-toggle", members: "members-toggle" } as const;

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });

function moveFocus() {
  let before = drawer.value;
  drawer.subscribe((now) => {
    const closed = before;
    before = now;
    // Twice: what is drawn first is hidden still.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (now) focus(INSIDE[now]);
        // Only if nobody has taken it elsewhere, such as to the field of a new channel.
        else if (closed && document.activeElement?.closest("textarea") === null) focus(`[data-testid=${BUTTON[closed]}]`);
      }),
    );
  });
}

/** From the edge where reading begins. */
const along = (x: number) => (isRtl() ? innerWidth - x : x);

function pull() {
  let start: { x: number; y: number; isInMembers: boolean } | undefined;
  addEventListener(
    "touchstart",
    ({ touches, target }) => {
      const [finger] = touches;
      const list = (target as Element).closest(".members");
      start = finger && touches.length === 1 ? { x: along(finger.clientX), y: finger.clientY, isInMembers: list !== null && list.scrollTop <= 0 } : undefined;
    },
    { passive: true },
  );
  addEventListener(
    "touchend",
    ({ changedTouches }) => {
      const [finger] = changedTouches;
      if (!start || !finger || !isPhone() || phase.value !== "in" || document.querySelector("dialog[open]")) return;
      const x = along(finger.clientX) - start.x;
      const y = finger.clientY - start.y;
      if (drawer.value === null && start.x < EDGE_PX && x > PULL_PX && x > 2 * Math.abs(y)) drawer.value = "nav";
      else if (drawer.value === "nav" && x < -PULL_PX && -x > 2 * Math.abs(y)) drawer.value = null;
      else if (drawer.value === "members" && start.isInMembers && y > PULL_PX && y > 2 * Math.abs(x)) drawer.value = null;
    },
    { passive: true },
  );
}

export function listenToDrawers() {
  moveFocus();
  pull();
}
