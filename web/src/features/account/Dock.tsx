// Ourselves: name, and the menu of the account.
import { t } from "../../i18n";
import { openReports, shownAccountItems, waitingThere } from "../../state/extras";
import { me } from "../../state/members";
import { session } from "../../state/session";
import { type Theme, theme } from "../../state/ui";
import { connection } from "../../protocol/socket";
import { Avatar } from "../../ui/Avatar";
import { badge } from "../../ui/badge";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { type MenuItem, openMenu, preloadMenu, shownMenu } from "../../ui/menus";
import { mayChangeServer } from "../overlays";
import { overlay } from "../../state/shown";
import { voicePart } from "../../state/voice";
import { openDialog } from "./dialogHost";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICON = { system: "monitor", light: "sun", dark: "moon" } as const;
const LABEL = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;

function items(): (MenuItem | null)[] {
  return [
    { icon: "pencil", label: t("accountSettings"), testId: "account-settings", act: () => (overlay.value = { name: "account", page: "" }) },
    ...(mayChangeServer() ? [{ icon: "settings" as const, label: t("serverSettings"), testId: "server-settings", count: openReports.value, act: () => (overlay.value = { name: "settings", page: "" }) }] : []),
    ...shownAccountItems().map(({ id, label, icon, count, act }) => ({ paths: icon, label: label(), testId: `open-${id}`, count: count(), act })),
    { icon: "key", label: t("redeemKey"), testId: "redeem-key", act: () => openDialog("redeem") },
    { icon: "languages", label: t("language"), testId: "choose-language", act: () => openDialog("language") },
    { icon: "keyboard", label: t("keys"), keys: "?", act: () => openDialog("keys") },
    { icon: "info", label: t("aboutServer"), testId: "about-server", act: () => openDialog("about") },
    null,
    { icon: "log-out", label: t("logOut"), isDanger: true, testId: "log-out", act: () => openDialog("logOut") },
  ];
}

export function Dock() {
  const waiting = waitingThere();
  const name = decode(me.value?.name ?? session.value?.name ?? "");
  const label = waiting > 0 ? t("menuCount", { n: waiting }) : t("menu");
  const Voice = voicePart.value?.Dock;
  return (
    <div class="dock">
      {Voice && <Voice />}
      <div class="dock-me">
        <Avatar id={session.value?.id ?? ""} name={name} icon={me.value?.icon} size={32} presence={connection.value === "online" ? "online" : "offline"} />
        <div class="who">
          <b class="cut">{name}</b>
          <span class="cut">{me.value?.status ? decode(me.value.status) : session.value?.loginName}</span>
        </div>
        <button type="button" class="ib" data-testid="theme-toggle" aria-label={t(LABEL[theme.value])} title={t(LABEL[theme.value])} onClick={() => (theme.value = NEXT[theme.value])}>
          <Icon name={ICON[theme.value]} />
        </button>
        <button type="button" class="ib" data-testid="account-menu" aria-label={label} aria-haspopup="menu" aria-expanded={shownMenu.value?.label === t("menu")} onPointerEnter={preloadMenu} onClick={({ currentTarget }) => openMenu({ label: t("menu"), place: { rect: (currentTarget.closest(".dock") ?? currentTarget).getBoundingClientRect(), back: currentTarget }, items })}>
          <Icon name="settings" />
          {waiting > 0 && <span class="badge on" aria-hidden="true">{badge(waiting)}</span>}
        </button>
      </div>
    </div>
  );
}
