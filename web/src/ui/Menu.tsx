// The one context menu; on a phone a sheet from below.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./Icon";
import type { IconName } from "./icons";
import { keys } from "./keys";
import { type Place, usePopover } from "./popover";
import { rove } from "./roving";

export interface MenuItem {
  icon: IconName;
  label: string;
  keys?: string;
  isDanger?: boolean;
  /** One of several, or on and off. */
  choice?: "radio" | "checkbox";
  isChosen?: boolean;
  testId?: string;
  act: (event: MouseEvent) => void;
}

interface Shown {
  label: string;
  place: Place;
  items: (MenuItem | null)[];
  /** Reactions that are used often. */
  quick?: { emoji: string; label: string; act: () => void }[];
}

const shown = signal<Shown | null>(null);
export const openMenu = (menu: Shown) => (shown.value = menu);
export const isMenuOpen = () => shown.value !== null;

export function MenuHost() {
  return shown.value ? <Menu key={shown.value.label} {...shown.value} /> : null;
}

function Menu({ label, place, items, quick = [] }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const close = () => (shown.value = null);
  usePopover(box, place, close);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("[data-rove]")?.focus({ preventScroll: true }), []);
  const choose = (act: (event: MouseEvent) => void) => (event: MouseEvent) => {
    close();
    place.back?.focus({ preventScroll: true });
    act(event);
  };
  return (
    <>
      <div class="scrim-pop" />
      <div
        ref={box}
        class="pop menu"
        role="menu"
        aria-label={label}
        data-testid="context-menu"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Tab") {
            event.preventDefault();
            close();
            place.back?.focus({ preventScroll: true });
          } else rove(event);
        }}
        onContextMenu={(event) => event.preventDefault()}
      >
        {quick.length > 0 && (
          <div class="quick" role="group" aria-label={t("react")}>
            {quick.map(({ emoji, label: name, act }) => (
              <button key={name} type="button" role="menuitem" data-rove tabIndex={-1} aria-label={name} onClick={choose(act)}>
                {emoji}
              </button>
            ))}
          </div>
        )}
        {items.map((item, at) =>
          item ? (
            <button key={at} type="button" class={item.isDanger ? "mi danger" : "mi"} role={`menuitem${item.choice ?? ""}`} aria-checked={item.choice ? Boolean(item.isChosen) : undefined} data-rove tabIndex={-1} data-testid={item.testId} onClick={choose(item.act)}>
              <Icon name={item.icon} />
              {item.label}
              {item.isChosen && <span class="end"><Icon name="check" /></span>}
              {item.keys && <kbd>{keys(item.keys)}</kbd>}
            </button>
          ) : (
            <hr key={at} />
          ),
        )}
      </div>
    </>
  );
}
