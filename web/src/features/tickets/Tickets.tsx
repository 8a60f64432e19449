// Tickets: what members ask those who look after the server, and their queue. A list beside the one that is
// read; on a phone one after the other.
import { useEffect, useState } from "preact/hooks";
import { tb } from "../../i18n/board";
import { tt } from "../../i18n/tickets";
import { session } from "../../state/session";
import { t } from "../../i18n";
import { boardIcons } from "../../ui/boardIcons";
import { Icon } from "../../ui/Icon";
import { SheetHead } from "../board/SheetHead";
import { Banner } from "../connection/Banner";
import { Skeleton } from "../chat/LogStates";
import { NewTicket } from "./NewTicket";
import { isFailed, isStaff, loadThreads, openId, openThread, setShown, startTickets, threadOf, threads } from "./state";
import { standingOf, type Thread } from "./thread";
import { ThreadRow } from "./ThreadRow";
import { ThreadView } from "./ThreadView";
import { rove } from "../../ui/roving";
import "../../styles/settings.css";
import "../../styles/board.css";

type Filter = "all" | "waiting" | "yours";
const FILTERS: Filter[] = ["all", "waiting", "yours"];

const fits = (filter: Filter, thread: Thread, me: string) => {
  const standing = standingOf(thread, me);
  return filter === "all" || (filter === "waiting" ? standing === "waiting" : standing === "yours" || standing === "own");
};

/** A section of its own: needs no properties. */
export function Tickets() {
  const [filter, setFilter] = useState<Filter>("all");
  const [isMaking, setMaking] = useState(false);
  useEffect(() => {
    startTickets();
    setShown(true);
    return () => setShown(false);
  }, []);
  const me = session.value?.id ?? "";
  const isTeam = isStaff();
  const all = threads.value?.filter(({ isTicket }) => isTicket) ?? [];
  const shown = isTeam ? all.filter((thread) => fits(filter, thread, me)) : all;
  const old = threads.value?.filter(({ isTicket }) => !isTicket) ?? [];
  const open = threadOf(openId.value);
  const list = [...shown, ...old];
  const row = (thread: Thread) => <ThreadRow key={thread.id} thread={thread} isCurrent={thread.id === open?.id} isStop={open && list.includes(open) ? thread.id === open.id : thread === list[0]} />;
  return (
    <>
      <SheetHead title={tt("tickets")} icon={boardIcons["life-buoy"]} isHidden={open !== undefined} focusOn="">
        <button type="button" class="btn" data-testid="new-ticket" onClick={() => setMaking(true)}>
          <Icon name="plus" small />
          {tt("newTicket")}
        </button>
      </SheetHead>
      <Banner />
      <div class={open ? "split queue has-detail" : threads.value && !list.length ? "split queue is-empty" : "split queue"}>
        <nav class="side scroll" aria-label={tt("tickets")} aria-busy={threads.value === null} onKeyDown={rove}>
          {isTeam && all.length > 0 && (
            <div class="seg" role="group" aria-label={tt("which")}>
              {FILTERS.map((name) => (
                <button key={name} type="button" aria-pressed={filter === name} data-testid={`tickets-${name}`} onClick={() => setFilter(name)}>
                  {tt(name, { n: all.filter((thread) => fits(name, thread, me)).length })}
                </button>
              ))}
            </div>
          )}
          {threads.value === null && !isFailed.value && <div class="sk-list"><Skeleton /></div>}
          {isFailed.value && threads.value === null && (
            <div class="empty" role="alert">
              <span class="ft"><Icon name="cloud-off" /></span>
              <b>{tt("notLoaded")}</b>
              <p>{t("loadFailedHint")}</p>
              <button type="button" class="btn" onClick={() => void loadThreads()}><Icon name="refresh-cw" small />{t("tryAgain")}</button>
            </div>
          )}
          {threads.value !== null && shown.length === 0 && <NoTickets isTeam={isTeam} filter={filter} onNew={() => setMaking(true)} />}
          {shown.length > 0 && <ul>{shown.map(row)}</ul>}
          {old.length > 0 && (
            <>
              <h2 class="cat">{tt("earlier")}</h2>
              <ul>{old.map(row)}</ul>
            </>
          )}
        </nav>
        {open ? (
          <ThreadView key={open.id} thread={open} />
        ) : (
          <div class="thread hide-phone">
            {list.length > 0 && (
              <div class="empty" style="margin:auto">
                <span class="ft"><Icon paths={boardIcons.ticket} /></span>
                <b>{tt("nothingOpen")}</b>
                <p>{tt("nothingOpenHint")}</p>
              </div>
            )}
          </div>
        )}
      </div>
      {isMaking && <NewTicket onClose={() => setMaking(false)} onMade={(id) => void openThread(id)} />}
      <span class="sr" role="status">{threads.value === null ? tb("loading") : ""}</span>
    </>
  );
}

function NoTickets({ isTeam, filter, onNew }: { isTeam: boolean; filter: Filter; onNew: () => void }) {
  const isFiltered = filter !== "all";
  return (
    <div class="empty">
      <span class="ft"><Icon paths={boardIcons["ticket-check"]} /></span>
      <b>{tt(isFiltered ? "noneOfThese" : isTeam ? "noneOpen" : "none")}</b>
      <p>{tt(isFiltered ? "noneOfTheseHint" : isTeam ? "noneOpenHint" : "noneHint")}</p>
      {!isTeam && <button type="button" class="btn" data-testid="first-ticket" onClick={onNew}><Icon name="plus" small />{tt("newTicket")}</button>}
    </div>
  );
}
