// The chat: everything behind the first visit. A file of its own, which is fetched as soon as somebody is
// known or begins to sign in.
import { t } from "./i18n";
import * as emojis from "./state/emojis";
import * as inbox from "./state/inbox";
import * as members from "./state/members";
import * as messages from "./state/messages";
import * as names from "./state/names";
import * as permissions from "./state/permissions";
import { drawer, showMembers } from "./state/ui";
import { ConfirmHost } from "./ui/Confirm";
import { MenuHost } from "./ui/Menu";
import { DialogHost } from "./features/account/dialogHost";
import { Panel } from "./features/channels/Panel";
import { Rail } from "./features/channels/Rail";
import { HistoryHost } from "./features/chat/history";
import { Sheet } from "./features/chat/Sheet";
import { ViewerHost } from "./features/chat/viewing";
import { listenToDrawers } from "./features/drawers";
import { EmojiHost } from "./features/emoji/popup";
import { listen } from "./features/keyboard";
import { startLater } from "./features/later";
import { Members } from "./features/members/Members";
import { Account, OverlayHost, Settings } from "./features/overlays";
import { ProfileHost } from "./features/profile/showing";
import { overlay } from "./state/shown";
import "./ui/chatIcons";

messages.start();
members.start();
names.start();
permissions.start();
emojis.start();
inbox.start();
listen();
listenToDrawers();
startLater();

export function Chat() {
  const settings = overlay.value?.name === "settings" || overlay.value?.name === "account" ? overlay.value : undefined;
  if (settings) {
    return (
      <>
        {settings.name === "account" ? <Account page={settings.page} /> : <Settings page={settings.page} {...(settings.id && { id: settings.id })} />}
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
      <ProfileHost />
      <MenuHost />
      <EmojiHost />
      <ConfirmHost />
      <DialogHost />
    </>
  );
}
