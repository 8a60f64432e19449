// One ticket: head, messages, and the field for an answer.
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { tt } from "../../i18n/tickets";
import { editing, isOwn } from "../../state/actions";
import { session } from "../../state/session";
import { boardIcons } from "../../ui/boardIcons";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { placeOf } from "../../ui/popover";
import { dayName } from "../../ui/day";
import { shortTime } from "../../ui/time";
import { SheetHead } from "../board/SheetHead";
import { personOf } from "../board/people";
import { useRowActions } from "../chat/acting";
import { isContinued, startsDay } from "../chat/grouping";
import { Skeleton } from "../chat/LogStates";
import { Answer } from "./Answer";
import { openTicketMenu, removeMessage } from "./menu";
import { announcement, closeThread, isStaff, logs, MAX_MESSAGES, newCount, openThread } from "./state";
import { firstUnread, type Thread, type ThreadMessage } from "./thread";
import { ThreadMessageRow } from "./ThreadMessageRow";
import { Standing } from "./ThreadRow";

/** At the bottom, as far as a reader cares. */
const NEAR_PX = 80;

/** Who of the staff wrote as whom stands at the head, so a change of it begins anew. */
const continues = (before: ThreadMessage | undefined, message: ThreadMessage) => before?.identity === message.identity && isContinued(before, message);

async function close(thread: Thread) {
  const isOurs = thread.creator === session.peek()?.id;
  if (await confirm({ title: tt("closeQuestion", { title: thread.title }), text: tt(isOurs ? "closeLead" : "closeLeadStaff", { name: personOf(thread.creator).name }), verb: tt("close") })) await closeThread(thread);
}

export function ThreadView({ thread }: { thread: Thread }) {
  const { id, isTicket, title, creator } = thread;
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const messages = logs.value[id];
  const me = session.value?.id ?? "";
  const opener = creator ? personOf(creator) : undefined;
  const opened = messages?.[0]?.time ?? thread.lastAt;
  const newId = messages && firstUnread(messages, newCount.value, me);
  const mayClose = isTicket && (creator === me || isStaff());

  const toEnd = () => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(toEnd, [messages]);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(toEnd);
    observer.observe(box.current);
    for (const child of box.current.children) observer.observe(child);
    return () => observer.disconnect();
  }, [messages !== undefined]);
  // What is being edited is left with its ticket.
  useEffect(() => () => void (editing.value = null), []);

  const find = (messageId: string) => logs.peek()[id]?.find((message) => message.id === messageId);
  useRowActions(box, find, (message, place) => openTicketMenu(message as ThreadMessage, isTicket, place));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || (event.target instanceof Element && event.target.closest("textarea, button"))) return;
    const rows = [...(box.current?.querySelectorAll<HTMLElement>("[data-message-id]") ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const row = rows[at];
    const message = row && find(row.dataset.messageId ?? "");
    if (event.key === "ArrowUp" || event.key === "ArrowDown") rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? rows.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1)))]?.focus();
    else if (message && (event.key.toLowerCase() === "m" || event.key === "ContextMenu" || (event.shiftKey && event.key === "F10"))) openTicketMenu(message, isTicket, placeOf(row));
    else if (message && event.key === "Delete" && isTicket && isOwn(message)) void removeMessage(message, event.shiftKey);
    else if (row && event.key === "Enter") row.querySelector<HTMLElement>("a[href]")?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section class="thread" aria-label={title} data-testid="thread">
      <SheetHead
        title={title || (opener?.name ?? "")}
        topic={isTicket ? (creator === me ? tt("openedByYou", { time: shortTime(opened || Date.now()) }) : tt("openedBy", { name: opener?.name ?? "", time: shortTime(opened || Date.now()) })) : tt("earlier")}
        back={{ label: tt("backToTickets"), act: () => void openThread(null) }}
        focusOn={id}
        level={2}
      >
        <span class="hide-phone"><Standing thread={thread} /></span>
        {mayClose && (
          <button type="button" class="btn" data-testid="close-ticket" onClick={() => void close(thread)}>
            <Icon paths={boardIcons["ticket-check"]} small />
            {tt("close")}
          </button>
        )}
      </SheetHead>
      <div
        ref={box}
        class="log scroll"
        role="log"
        aria-live="off"
        aria-label={t("messagesIn", { name: title })}
        aria-busy={!messages}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => (isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX)}
      >
        {messages ? (
          <div class="log-in">
            {messages.length >= MAX_MESSAGES && <p class="sys"><Icon name="info" /><span>{tt("onlyNewest", { n: MAX_MESSAGES })}</span></p>}
            {isTicket && (
              <p class="sys">
                <Icon paths={boardIcons.ticket} />
                <span>{creator === me ? tt("whoReadsYours") : tt("whoReads", { name: opener?.name ?? "" })}</span>
              </p>
            )}
            {messages.map((message, at) => {
              const before = messages[at - 1];
              return (
                <Fragment key={message.id}>
                  {startsDay(before, message) && <div class="day" role="separator"><span>{dayName(message.time)}</span></div>}
                  {message.id === newId && <div class="new" role="separator" data-testid="new-line"><span>{t("newCount", { n: newCount.value })}</span></div>}
                  <ThreadMessageRow message={message} isContinued={message.id !== newId && continues(before, message)} isOpen={isTicket} />
                </Fragment>
              );
            })}
          </div>
        ) : (
          <Skeleton />
        )}
      </div>
      <Answer thread={thread} />
      <div class="sr" aria-live="polite">{announcement.value}</div>
    </section>
  );
}
