// The settings of the server, for those who may change them: a list of pages, and one of them. On a
// phone each is a page of its own.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { ts } from "../../i18n/settings";
import { may } from "../../state/permissions";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { closeOverlay, overlay } from "../../state/shown";
import { mayLeave } from "./draft";
import { Emojis } from "./Emojis";
import { General, Limits } from "./General";
import { Places } from "./Places";
import { Roles } from "./Roles";
import "../../styles/settings.css";

interface Entry {
  id: string;
  label: string;
  icon: string;
  isOpen: boolean;
}

function sections(): { title: string; pages: Entry[] }[] {
  const mayServer = may("manageServer");
  const all = [
    {
      title: ts("server"),
      pages: [
        { id: "general", label: ts("general"), icon: moreIcons.server, isOpen: mayServer },
        { id: "limits", label: ts("limits"), icon: moreIcons["sliders-horizontal"], isOpen: mayServer },
        { id: "emoji", label: ts("emoji"), icon: moreIcons.palette, isOpen: may("manageEmojis") },
      ],
    },
    {
      title: ts("people"),
      pages: [
        { id: "roles", label: ts("roles"), icon: moreIcons.shield, isOpen: may("manageRoles") },
        { id: "places", label: ts("places"), icon: moreIcons.layers, isOpen: may("manageChannels") || may("manageGroups") },
      ],
    },
  ];
  return all.map(({ title, pages }) => ({ title, pages: pages.filter(({ isOpen }) => isOpen) })).filter(({ pages }) => pages.length > 0);
}

export function Settings({ page, id }: { page: string; id?: string }) {
  const main = useRef<HTMLElement>(null);
  const all = sections();
  const pages = all.flatMap((section) => section.pages);
  const isPhone = matchMedia("(max-width: 699px)").matches;
  const current = pages.find((entry) => entry.id === page) ?? (isPhone ? undefined : pages[0]);
  const go = async (next: string, nextId?: string) => {
    if (await mayLeave()) overlay.value = { name: "settings", page: next, ...(nextId && { id: nextId }) };
  };
  const open = (nextId: string | undefined) => (overlay.value = { name: "settings", page: current?.id ?? "", ...(nextId && { id: nextId }) });
  const leave = async () => {
    if (await mayLeave()) closeOverlay();
  };

  useLayoutEffect(() => {
    main.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }, [current?.id]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .pop.menu")) return;
      event.preventDefault();
      void leave();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);

  const back = () => void (id ? mayLeave().then((isSure) => isSure && open(undefined)) : go(""));

  return (
    <div class={current ? "app settings has-page" : "app settings"} data-testid="settings">
      <nav class="panel nav-set" aria-label={ts("settings")}>
        <button type="button" class="back" data-testid="settings-close" onClick={() => void leave()}>
          <Icon paths={moreIcons["arrow-left"]} />
          {ts("backToChat")}
        </button>
        <div class="tree scroll">
          {all.map(({ title, pages: own }) => (
            <div key={title}>
              <div class="cat" role="presentation">{title}</div>
              <ul>
                {own.map(({ id: key, label, icon }) => (
                  <li key={key}>
                    <button type="button" class="ch" aria-current={key === current?.id ? "page" : undefined} data-testid={`settings-${key}`} onClick={() => void go(key)}>
                      <Icon paths={icon} />
                      <span class="grow cut">{label}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </nav>
      <main class="sheet" ref={main} aria-label={current?.label ?? ts("settings")}>
        <button type="button" class="back only-phone-flex" onClick={back}>
          <Icon paths={moreIcons["arrow-left"]} />
          {id ? current?.label : ts("backToMenu")}
        </button>
        {current?.id === "general" && <General />}
        {current?.id === "limits" && <Limits />}
        {current?.id === "emoji" && <Emojis />}
        {current?.id === "roles" && <Roles id={id} onOpen={open} />}
        {current?.id === "places" && <Places id={id} onOpen={open} />}
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
