// Mentions and replies that were not read yet.
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { loadInbox, markMentionRead, type Mention, mentions } from "../../state/inbox";
import { excerpt } from "../../state/message";
import { target } from "../../state/messages";
import { readable } from "../../state/names";
import { session } from "../../state/session";
import { channels, go, room } from "../../state/structure";
import { drawer } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { roleStyle } from "../../ui/colour";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { type Place, stayInside, usePopover } from "../../ui/popover";
import { fullTime, shortTime } from "../../ui/time";
import { closeOverlay } from "../../state/shown";
import "../../styles/inbox.css";
// What was found looks the same.
import "../../styles/search.css";

export function Inbox({ place }: { place: Place }) {
  const box = useRef<HTMLDivElement>(null);
  usePopover(box, place, closeOverlay);
  useLayoutEffect(() => {
    void loadInbox();
    box.current?.focus({ preventScroll: true });
  }, []);
  const close = () => {
    closeOverlay();
    place.back?.focus({ preventScroll: true });
  };
  const open = ({ message, customId }: Mention) => {
    closeOverlay();
    drawer.value = null;
    void markMentionRead(customId);
    target.value = { room: message.room, id: message.id };
    if (message.room !== room.value) go(message.room);
  };
  const nameOf = (key: string) => channels.value.find((known) => known.room === key)?.name ?? "";
  const list = mentions.value;
  return (
    <>
      <div class="scrim-pop" />
      <div
        ref={box}
        class="pop inbox"
        role="dialog"
        aria-label={t("inbox")}
        tabIndex={-1}
        data-testid="inbox"
        onKeyDown={(event) => stayInside(event, box.current)}
      >
        <header>
          <h2 class="grow">{t("inbox")}</h2>
          {list.length > 0 && (
            <button type="button" class="btn quiet" onClick={() => list.forEach(({ customId }) => void markMentionRead(customId))}>
              <Icon paths={moreIcons["check-check"]} small />
              {to("inboxAllRead")}
            </button>
          )}
          <button type="button" class="ib" aria-label={t("close")} onClick={close}><Icon name="x" /></button>
        </header>
        {list.length === 0 ? (
          <div class="empty">
            <span class="ft"><Icon name="inbox" /></span>
            <b>{to("inboxEmpty")}</b>
            <p>{to("inboxEmptyHint")}</p>
          </div>
        ) : (
          <ul class="scroll">
            {list.map((mention) => {
              const { message } = mention;
              const isReply = message.reply?.authorId === session.value?.id;
              return (
                <li key={mention.customId}>
                  <button type="button" class="hit" data-testid="inbox-item" onClick={() => open(mention)}>
                    <Avatar id={message.author.id} name={message.author.name} icon={message.author.icon} size={30} />
                    <span class="grow">
                      <span class="by">
                        <b class="cut role-c" style={roleStyle(message.author.color)}>{message.author.name}</b>
                        <span class="cut muted small">{to(isReply ? "inboxReplied" : "inboxMentioned", { name: nameOf(message.room) })}</span>
                        <time class="small faint" dateTime={new Date(message.time).toISOString()} title={fullTime(message.time)}>{shortTime(message.time)}</time>
                      </span>
                      <span class="excerpt">{readable(excerpt(message.html)) || t("attachment")}</span>
                    </span>
                  </button>
                  <button type="button" class="ib" aria-label={to("inboxRead", { name: message.author.name })} title={to("markRead")} onClick={() => void markMentionRead(mention.customId)}>
                    <Icon name="check" />
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </>
  );
}
