// A ticket in the list: whose, what it is about, how it stands.
import { t } from "../../i18n";
import { tt } from "../../i18n/tickets";
import { session } from "../../state/session";
import { Avatar } from "../../ui/Avatar";
import { badge } from "../../ui/badge";
import { boardIcons } from "../../ui/boardIcons";
import { Icon } from "../../ui/Icon";
import { fullTime, shortTime } from "../../ui/time";
import { personOf } from "../board/people";
import { isStaff, openThread } from "./state";
import { standingOf, type Thread } from "./thread";

interface Props {
  thread: Thread;
  isCurrent: boolean;
  isStop: boolean;
}

export function ThreadRow({ thread, isCurrent, isStop }: Props) {
  const { id, isTicket, title, creator, participants, last, lastAt, unread } = thread;
  const me = session.value?.id ?? "";
  const other = isTicket ? creator : participants.find((participant) => participant !== me && participant !== "system");
  const person = other ? personOf(other) : undefined;
  const isOwn = creator === me;
  return (
    <li>
      <button type="button" class={unread > 0 ? "rep unread" : "rep"} aria-current={isCurrent ? "true" : undefined} data-rove tabIndex={isStop ? 0 : -1} data-testid="ticket-row" onClick={() => void openThread(id)}>
        {person && !isOwn ? <Avatar id={person.id} name={person.name} icon={person.icon} /> : <span class="ft" aria-hidden="true"><Icon paths={boardIcons[isTicket ? "ticket" : "message-square"]} /></span>}
        <span class="row">
          <b class="cut" dir="auto">{title || person?.name}</b>
          {lastAt > 0 && <time dateTime={new Date(lastAt).toISOString()} title={fullTime(lastAt)}>{shortTime(lastAt)}</time>}
        </span>
        <span class="row">
          <span class="cut small muted grow" dir="auto">{!isOwn && isTicket && person ? tt("excerptOf", { name: person.name, text: last }) : last || tt("nothingYet")}</span>
          {unread > 0 && <span class="badge" role="img" aria-label={t("newCount", { n: unread })}>{badge(unread)}</span>}
        </span>
        <Standing thread={thread} />
      </button>
    </li>
  );
}

/** For the staff: who takes care of it. */
export function Standing({ thread }: { thread: Thread }) {
  const me = session.value?.id ?? "";
  if (!isStaff() || !thread.isTicket) return null;
  const standing = standingOf(thread, me);
  if (standing === "taken") return <span class="mark">{tt("takenBy", { name: thread.participants.filter((id) => id !== thread.creator).map((id) => personOf(id).name).join(", ") })}</span>;
  if (standing === "waiting") return <span class="mark warn">{tt("isWaiting")}</span>;
  return <span class={standing === "yours" ? "mark acc" : "mark"}>{tt(standing === "yours" ? "isYours" : "isOwn")}</span>;
}
