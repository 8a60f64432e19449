// What the settings of the server and of the account share: a list of pages beside one of them. On a
// phone each is a page of its own.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { ts } from "../../i18n/settings";
import { badge } from "../../ui/badge";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { closeOverlay, guardOverlay, overlay } from "../../state/shown";
import { drawer } from "../../state/ui";
import { mayLeave } from "./draft";
import "../../styles/settings.css";

export interface Entry {
  id: string;
  label: string;
  icon: string;
  /** Whether there is anything in it for us. */
  isOpen: boolean;
  /** How much waits there. */
  count?: number;
  render: (place: Detail) => ComponentChildren;
}

/** What a page shows in detail, such as one of the roles. */
export interface Detail {
  id: string | undefined;
  open: (id: string | undefined) => void;
}

export interface Section {
  title: string;
  pages: Entry[];
}

interface Props {
  name: "settings" | "account";
  title: string;
  sections: Section[];
  page: string;
  id?: string | undefined;
}

export function Shell({ name, title, sections, page, id }: Props) {
  const main = useRef<HTMLElement>(null);
  const all = sections.map((section) => ({ ...section, pages: section.pages.filter(({ isOpen }) => isOpen) })).filter(({ pages }) => pages.length > 0);
  const pages = all.flatMap((section) => section.pages);
  const isPhone = matchMedia("(max-width: 699px)").matches;
  const current = pages.find((entry) => entry.id === page) ?? (isPhone ? undefined : pages[0]);
  const show = (next: string, nextId?: string) => (overlay.value = { name, page: next, ...(nextId && { id: nextId }) });
  const go = async (next: string) => {
    if (await mayLeave()) show(next);
  };
  const open = (nextId: string | undefined) => show(current?.id ?? "", nextId);
  const leave = async () => {
    if (await mayLeave()) closeOverlay();
  };

  useLayoutEffect(() => {
    // What is on its way has no title yet.
    const start = () => (main.current?.querySelector<HTMLElement>("h1") ?? main.current)?.focus({ preventScroll: true });
    start();
    // What had the focus may go: a page that has arrived, a row that was deleted.
    const observer = new MutationObserver(() => document.activeElement === document.body && start());
    if (main.current) observer.observe(main.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [current?.id]);

  useEffect(() => {
    // Whoever comes back wants to see the conversation.
    drawer.value = null;
    guardOverlay(mayLeave);
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .pop.menu")) return;
      event.preventDefault();
      void leave();
    };
    addEventListener("keydown", pressed);
    return () => {
      guardOverlay(null);
      removeEventListener("keydown", pressed);
    };
  }, []);

  const back = () => void (id ? mayLeave().then((isSure) => isSure && open(undefined)) : go(""));

  return (
    <div class={current ? "app settings has-page" : "app settings"} data-testid={name}>
      <nav class="panel nav-set" aria-label={title}>
        <button type="button" class="back" data-testid="settings-close" onClick={() => void leave()}>
          <Icon paths={moreIcons["arrow-left"]} />
          {ts("backToChat")}
        </button>
        <div class="tree scroll">
          {all.map(({ title: heading, pages: own }) => (
            <div key={heading}>
              <div class="cat" role="presentation">{heading}</div>
              <ul>
                {own.map(({ id: key, label, icon, count = 0 }) => (
                  <li key={key}>
                    <button type="button" class="ch" aria-current={key === current?.id ? "page" : undefined} data-testid={`settings-${key}`} onClick={() => void go(key)}>
                      <Icon paths={icon} />
                      <span class="grow cut">{label}</span>
                      {count > 0 && <span class="badge" role="img" aria-label={ts("waitingCount", { n: count })}>{badge(count)}</span>}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </nav>
      <main class="sheet" ref={main} tabIndex={-1} aria-label={current?.label ?? title}>
        <button type="button" class={id ? "back only-phone-flex of-detail" : "back only-phone-flex"} onClick={back}>
          <Icon paths={moreIcons["arrow-left"]} />
          {id ? current?.label : ts("backToMenu")}
        </button>
        {current?.render({ id, open })}
        {!current && pages.length === 0 && (
          <div class="empty" style="margin:auto">
            <span class="ft"><Icon name="lock" /></span>
            <b>{ts("nothing")}</b>
            <p>{ts("nothingHint")}</p>
          </div>
        )}
      </main>
    </div>
  );
}
