// Puts the parts together.
import { t } from "../i18n";
import { banText, phase, work } from "../state/session";
import { server } from "../state/structure";
import { drawer, showMembers } from "../state/ui";
import { plain } from "../ui/html";
import { Icon } from "../ui/Icon";
import { Toasts } from "../ui/Toasts";
import { Dialogs } from "./account/Dialogs";
import { Panel } from "./channels/Panel";
import { Rail } from "./channels/Rail";
import { Sheet } from "./chat/Sheet";
import { ConnectionState } from "./connection/Banner";
import { Gate } from "./join/Gate";
import { Members } from "./members/Members";
import { ConfirmHost } from "../ui/Confirm";
import { MenuHost } from "../ui/Menu";
import { HistoryHost } from "./chat/history";
import { ViewerHost } from "./chat/viewing";
import { EmojiHost } from "./emoji/popup";
import { overlay, OverlayHost, Settings } from "./overlays";

export function App() {
  return (
    <>
      <Phase />
      <ConnectionState />
      <Dialogs />
      <Toasts />
    </>
  );
}

function Phase() {
  // A known member may be asked for a new proof of work, too.
  if (phase.value === "gate" || (phase.value === "boot" && work.value)) return <Gate />;
  if (phase.value === "banned") return <Banned />;
  if (phase.value === "boot") return <div class="boot"><span class="spin" role="status" aria-label={t("loading")} /></div>;
  const settings = overlay.value?.name === "settings" ? overlay.value : undefined;
  if (settings) {
    return (
      <>
        <Settings page={settings.page} {...(settings.id && { id: settings.id })} />
        <MenuHost />
        <ConfirmHost />
      </>
    );
  }
  const classes = ["app", showMembers.value && "with-members", drawer.value && `show-${drawer.value}`];
  return (
    <>
      <a class="skip" href="#sheet">{t("skip")}</a>
      <div class={classes.filter(Boolean).join(" ")}>
        <Rail />
        <Panel />
        <Sheet />
        <Members />
        <div class="scrim-drawer" onClick={() => (drawer.value = null)} />
      </div>
      <OverlayHost />
      <ViewerHost />
      <HistoryHost />
      <MenuHost />
      <EmojiHost />
      <ConfirmHost />
    </>
  );
}

function Banned() {
  return (
    <main class="boot">
      <div class="empty" role="alert">
        <span class="ft" style="background:var(--danger-soft);color:var(--danger-text)"><Icon name="ban" /></span>
        <b>{t("banned", { server: server.value.name })}</b>
        <p>{plain(banText.value)}</p>
      </div>
    </main>
  );
}
