// The chat: everything behind the first visit. A file of its own, which is fetched as soon as somebody is
// known or begins to sign in.
import { useEffect, useRef } from "preact/hooks";
import { t } from "./i18n";
import * as conversations from "./state/conversations";
import * as emojis from "./state/emojis";
import { home } from "./state/home";
import * as inbox from "./state/inbox";
import * as members from "./state/members";
import * as messages from "./state/messages";
import * as names from "./state/names";
import * as permissions from "./state/permissions";
import { isCallShown } from "./state/structure";
import { drawer, showMembers } from "./state/ui";
import { voicePart } from "./state/voice";
import { ConfirmHost } from "./ui/Confirm";
import { MenuHost } from "./ui/menus";
import { DialogHost } from "./features/account/dialogHost";
import { Panel } from "./features/channels/Panel";
import { Rail } from "./features/channels/Rail";
import { HistoryHost } from "./features/chat/history";
import { Sheet } from "./features/chat/Sheet";
import { ViewerHost } from "./features/chat/viewing";
import { listenToDrawers } from "./features/drawers";
import { EmojiHost } from "./features/emoji/popup";
import { CompareHost, Home } from "./features/home/hosts";
import { listen } from "./features/keyboard";
import { startLater } from "./features/later";
import { Members } from "./features/members/Members";
import { Account, OverlayHost, Settings } from "./features/overlays";
import { ProfileHost } from "./features/profile/showing";
import { startVoice } from "./features/voice/start";
import { overlay, shownPart } from "./state/shown";
import "./ui/chatIcons";

messages.start();
members.start();
names.start();
permissions.start();
emojis.start();
conversations.start();
inbox.start();
listen();
listenToDrawers();
startLater();
startVoice();

/** Whoever comes back from the settings finds the focus where it was. */
function useReturn(isAway: boolean) {
  const opener = useRef<string>();
  if (isAway) opener.current ??= document.activeElement?.closest<HTMLElement>("[data-testid]")?.dataset.testid ?? "";
  useEffect(() => {
    const name = opener.current;
    if (isAway || name === undefined) return;
    opener.current = undefined;
    for (const next of [name, "nav-toggle"]) {
      const element = document.querySelector<HTMLElement>(`[data-testid="${next}"]`);
      element?.focus({ preventScroll: true });
      if (element && document.activeElement === element) return;
    }
  }, [isAway]);
}

export function Chat() {
  const isAway = overlay.value?.name === "settings" || overlay.value?.name === "account";
  useReturn(isAway);
  const Voice = voicePart.value?.Host;
  return (
    <>
      <Screen />
      <ViewerHost />
      <HistoryHost />
      <ProfileHost />
      <CompareHost />
      <MenuHost />
      <EmojiHost />
      {shownPart.value}
      <ConfirmHost />
      <DialogHost />
      {Voice && <Voice />}
    </>
  );
}

function Screen() {
  const shown = overlay.value;
  if (shown?.name === "account") return <Account page={shown.page} />;
  if (shown?.name === "settings") return <Settings page={shown.page} {...(shown.id && { id: shown.id })} />;
  const Call = isCallShown.value && voicePart.value?.Sheet;
  const classes = ["app", showMembers.value && !home.value && !Call && "with-members", drawer.value && `show-${drawer.value}`];
  return (
    <>
      <a class="skip" href="#sheet">{t("skip")}</a>
      <div class={classes.filter(Boolean).join(" ")}>
        <Rail />
        {home.value && !Call ? (
          <Home />
        ) : (
          <>
            <Panel />
            {Call ? <Call /> : <><Sheet /><Members /></>}
          </>
        )}
        <div class="scrim-drawer" onClick={() => (drawer.value = null)} />
      </div>
      <OverlayHost />
    </>
  );
}
