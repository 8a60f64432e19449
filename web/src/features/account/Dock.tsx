// Ourselves: name, and the menu of the account.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { me } from "../../state/members";
import { session } from "../../state/session";
import { type Theme, theme } from "../../state/ui";
import { connection } from "../../protocol/socket";
import { Avatar } from "../../ui/Avatar";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { rove } from "../../ui/roving";
import { mayChangeServer } from "../overlays";
import { overlay } from "../../state/shown";
import { openDialog } from "./dialogHost";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICON = { system: "monitor", light: "sun", dark: "moon" } as const;
const LABEL = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;

export function Dock() {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const name = decode(me.value?.name ?? session.value?.name ?? "");

  useLayoutEffect(() => {
    if (!isOpen) return;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: Event) => !box.current?.contains(event.target as Node) && setOpen(false);
    // Before anything else that Esc could mean.
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    addEventListener("pointerdown", outside);
    addEventListener("keydown", escaped, true);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("keydown", escaped, true);
    };
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (act: () => void) => () => {
    close();
    act();
  };

  return (
    <div class="dock" ref={box}>
      <div class="dock-me">
        <Avatar id={session.value?.id ?? ""} name={name} icon={me.value?.icon} size={32} presence={connection.value === "online" ? "online" : "offline"} />
        <div class="who">
          <b class="cut">{name}</b>
          <span class="cut">{me.value?.status ? decode(me.value.status) : session.value?.loginName}</span>
        </div>
        <button type="button" class="ib" data-testid="theme-toggle" aria-label={t(LABEL[theme.value])} title={t(LABEL[theme.value])} onClick={() => (theme.value = NEXT[theme.value])}>
          <Icon name={ICON[theme.value]} />
        </button>
        <button ref={button} type="button" class="ib" data-testid="account-menu" aria-label={t("menu")} aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="settings" />
        </button>
      </div>
      {isOpen && (
        <div
          class="pop menu up dock-menu"
          role="menu"
          aria-label={t("menu")}
          onKeyDown={(event) => {
            if (event.key === "Tab") {
              event.stopPropagation();
              close();
            } else rove(event);
          }}
        >
          <button type="button" class="mi" role="menuitem" data-rove tabIndex={-1} data-testid="account-settings" onClick={choose(() => (overlay.value = { name: "account", page: "" }))}>
            <Icon name="pencil" />
            {t("accountSettings")}
          </button>
          {mayChangeServer() && (
            <button type="button" class="mi" role="menuitem" data-rove tabIndex={-1} data-testid="server-settings" onClick={choose(() => (overlay.value = { name: "settings", page: "" }))}>
              <Icon name="settings" />
              {t("serverSettings")}
            </button>
          )}
          <button type="button" class="mi" role="menuitem" data-rove tabIndex={-1} data-testid="redeem-key" onClick={choose(() => openDialog("redeem"))}>
            <Icon name="key" />
            {t("redeemKey")}
          </button>
          <button type="button" class="mi" role="menuitem" data-rove tabIndex={-1} data-testid="choose-language" onClick={choose(() => openDialog("language"))}>
            <Icon name="languages" />
            {t("language")}
          </button>
          <button type="button" class="mi" role="menuitem" data-rove tabIndex={-1} onClick={choose(() => openDialog("keys"))}>
            <Icon name="keyboard" />
            {t("keys")}
            <kbd>?</kbd>
          </button>
          <hr />
          <button type="button" class="mi danger" role="menuitem" data-rove tabIndex={-1} data-testid="log-out" onClick={choose(() => openDialog("logOut"))}>
            <Icon name="log-out" />
            {t("logOut")}
          </button>
        </div>
      )}
    </div>
  );
}
