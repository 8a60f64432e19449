// Draws the one context menu: see menus.tsx.
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { badge } from "./badge";
import { Icon } from "./Icon";
import { keys } from "./keys";
import { closeMenu, type Shown } from "./menus";
import { usePopover } from "./popover";
import { rove } from "./roving";
import "../styles/menu.css";

/** Draws a menu. */
export function Menu({ label, place, items, about, quick = [] }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const close = closeMenu;
  const entries = typeof items === "function" ? items() : items;
  usePopover(box, place, close, [entries.length]);
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
        {about && <p class="menu-h only-touch">{about}</p>}
        {quick.length > 0 && (
          <div class="quick" role="group" aria-label={t("react")}>
            {quick.map(({ emoji, label: name, act }) => (
              <button key={name} type="button" role="menuitem" data-rove tabIndex={-1} aria-label={name} onClick={choose(act)}>
                {emoji}
              </button>
            ))}
          </div>
        )}
        {/* Entries that come a moment later do not turn the one that is being clicked into another. */}
        {entries.map((item, at) =>
          item ? (
            <button key={item.choice ? at : item.label} type="button" class={item.isDanger ? "mi danger" : "mi"} role={`menuitem${item.choice ?? ""}`} aria-checked={item.choice ? Boolean(item.isChosen) : undefined} data-rove tabIndex={-1} data-testid={item.testId} onClick={choose(item.act)}>
              <Icon name={item.icon} paths={item.paths} />
              {item.label}
              {item.isChosen && <span class="end"><Icon name="check" /></span>}
              {Boolean(item.count) && <span class="end"><span class="badge">{badge(item.count ?? 0)}</span></span>}
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
