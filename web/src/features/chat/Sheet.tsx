// The conversation: header, log, who is typing, composer.
import { computed } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { announcement } from "../../state/announce";
import { waitingThere } from "../../state/extras";
import { mentions } from "../../state/inbox";
import { typingText } from "../../state/members";
import { log } from "../../state/messages";
import { isMuted } from "../../state/notify";
import { may } from "../../state/permissions";
import { channel, hasUnreadElsewhere, isLoaded, mayWrite } from "../../state/structure";
import { drawer, isPhone, isWide, showMembers, toggleMembers } from "../../state/ui";
import { badge } from "../../ui/badge";
import { Icon } from "../../ui/Icon";
import { keys } from "../../ui/keys";
import { placeOf } from "../../ui/popover";
import { addFiles } from "../composer/files";
import { Composer } from "../composer/Composer";
import { Banner } from "../connection/Banner";
import { openNotifications } from "../later";
import { overlay } from "../../state/shown";
import { voicePart } from "../../state/voice";
import { Log } from "./Log";
import { Skeleton, Start } from "./LogStates";

/** What nobody may see, nobody writes to. */
const isDenied = computed(() => log.value.status === "denied");

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Files can be dropped anywhere on the conversation; `take` is given them, unless nothing can be written there. */
export function dropHandlers(take: ((files: Iterable<File>) => void) | null, setOver: (isOver: boolean) => void) {
  const isOpen = (event: DragEvent) => hasFiles(event) && take !== null && mayWrite.value && may("uploadFiles");
  return {
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Also where files are not taken: the browser would leave the page for them.
      event.preventDefault();
      setOver(isOpen(event));
    },
    onDragLeave: (event: DragEvent & { currentTarget: HTMLElement }) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (isOpen(event)) take?.(event.dataTransfer?.files ?? []);
    },
  };
}

export function Sheet() {
  const current = channel.value;
  const areMembersShown = isWide() ? showMembers.value : drawer.value === "members";
  const waiting = mentions.value.length;
  const [isOver, setOver] = useState(false);
  const Voice = voicePart.value?.Bar;
  const isElsewhere = hasUnreadElsewhere.value || waitingThere() > 0;
  const isCovered = drawer.value !== null && isPhone();
  return (
    <main class="sheet" id="sheet" aria-label={current?.name ?? t("loading")} tabIndex={-1} inert={isCovered} {...dropHandlers(current && ((files) => addFiles(current.room, files)), setOver)}>
      {isOver && <div class="dropping" aria-hidden="true">{t("dropHere")}</div>}
      <header class="sheet-head">
        <button
          type="button"
          class="ib only-phone"
          data-testid="nav-toggle"
          aria-label={t(isElsewhere ? "openNavUnread" : "openNav")}
          aria-expanded={drawer.value === "nav"}
          onClick={() => (drawer.value = drawer.value === "nav" ? null : "nav")}
        >
          <Icon name="menu" />
          {isElsewhere && <span class="dot" style="position:absolute;inset-inline-end:8px;top:8px" aria-hidden="true" />}
        </button>
        <div class="titles row grow">
          <h1 tabIndex={-1}>
            {current && <Icon name={current.isVoice ? "volume-2" : "hash"} />}
            <span class="cut">{current?.name ?? ""}</span>
          </h1>
          {current?.topic && <p class="topic cut">{current.topic}</p>}
        </div>
        <button type="button" class="find hide-tab" data-testid="search-button" onClick={() => (overlay.value = { name: "search", query: "" })}>
          <Icon name="search" small />
          <span class="grow">{t("search")}</span>
          <kbd>{keys("Ctrl F")}</kbd>
        </button>
        <button type="button" class="ib only-small hide-narrow" aria-label={t("search")} title={t("search")} onClick={() => (overlay.value = { name: "search", query: "" })}>
          <Icon name="search" />
        </button>
        <button
          type="button"
          class="ib"
          data-testid="inbox-button"
          aria-label={waiting ? t("inboxCount", { n: waiting }) : t("inbox")}
          title={t("inbox")}
          aria-expanded={overlay.value?.name === "inbox"}
          onClick={(event) => (overlay.value = overlay.value?.name === "inbox" ? null : { name: "inbox", place: placeOf(event.currentTarget) })}
        >
          <Icon name="inbox" />
          {waiting > 0 && <span class="badge on" aria-hidden="true">{badge(waiting)}</span>}
        </button>
        {current && (
          <button
            type="button"
            class="ib"
            data-testid="notifications-button"
            aria-label={t(isMuted(current) ? "notificationsMuted" : "notifications")}
            title={t("notifications")}
            aria-haspopup="menu"
            onClick={(event) => openNotifications(current, placeOf(event.currentTarget))}
          >
            <Icon name={isMuted(current) ? "bell-off" : "bell"} />
          </button>
        )}
        <button type="button" class="ib" data-testid="members-toggle" aria-label={t("members")} title={t("members")} aria-pressed={areMembersShown} onClick={toggleMembers}>
          <Icon name="users" />
        </button>
      </header>
      <Banner />
      {Voice && <Voice />}
      {current ? (
        <>
          <Log key={current.room} channel={current} label={t("messagesIn", { name: current.name })} start={(isEmpty) => <Start channel={current} isEmpty={isEmpty} />} />
          <div class="typing" data-testid="typing-indicator" aria-live="off">
            {typingText.value && (
              <>
                <span class="cut">{typingText.value}</span>
                <span class="dots" aria-hidden="true"><i /><i /><i /></span>
              </>
            )}
          </div>
          {!isDenied.value && <Composer room={current.room} label={t("messageTo", { name: current.name })} closed={mayWrite.value ? "" : t("mayNotWrite")} />}
        </>
      ) : !isLoaded.value ? (
        <div class="log" aria-busy="true"><Skeleton /></div>
      ) : (
        <div class="empty" style="margin:auto">
          <span class="ft"><Icon name="hash" /></span>
          <b>{t("noChannels")}</b>
          <p>{t("noChannelsHint")}</p>
        </div>
      )}
      <div class="sr" aria-live="polite">{announcement.value}</div>
    </main>
  );
}
