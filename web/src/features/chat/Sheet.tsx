// The conversation: header, log, who is typing, composer.
import { t } from "../../i18n";
import { typingText } from "../../state/members";
import { announcement } from "../../state/messages";
import { channel, hasUnreadElsewhere, isLoaded } from "../../state/structure";
import { drawer, isPhone, isWide, showMembers, toggleMembers } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { Composer } from "../composer/Composer";
import { Banner } from "../connection/Banner";
import { Log, Skeleton } from "./Log";

export function Sheet() {
  const current = channel.value;
  const areMembersShown = isWide() ? showMembers.value : drawer.value === "members";
  const isCovered = drawer.value !== null && isPhone();
  return (
    <main class="sheet" id="sheet" aria-label={current?.name ?? t("loading")} tabIndex={-1} inert={isCovered}>
      <header class="sheet-head">
        <button
          type="button"
          class="ib only-phone"
          data-testid="nav-toggle"
          aria-label={t(hasUnreadElsewhere.value ? "openNavUnread" : "openNav")}
          aria-expanded={drawer.value === "nav"}
          onClick={() => (drawer.value = drawer.value === "nav" ? null : "nav")}
        >
          <Icon name="menu" />
          {hasUnreadElsewhere.value && <span class="dot" style="position:absolute;right:8px;top:8px" aria-hidden="true" />}
        </button>
        <div class="titles row grow">
          <h1>
            {current && <Icon name="hash" />}
            <span class="cut">{current?.name ?? ""}</span>
          </h1>
          {current?.topic && <p class="topic cut">{current.topic}</p>}
        </div>
        <button type="button" class="ib" data-testid="members-toggle" aria-label={t("members")} title={t("members")} aria-pressed={areMembersShown} onClick={toggleMembers}>
          <Icon name="users" />
        </button>
      </header>
      <Banner />
      {current ? (
        <>
          <Log key={current.room} channel={current} />
          <div class="typing" data-testid="typing-indicator" aria-live="off">
            {typingText.value && (
              <>
                <span class="cut">{typingText.value}</span>
                <span class="dots" aria-hidden="true"><i /><i /><i /></span>
              </>
            )}
          </div>
          <Composer channel={current} />
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
