// The queue of reports beside the one that is looked at; on a phone one after the other.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tr } from "../../i18n/reports";
import { shownName } from "../../state/members";
import { excerpt } from "../../state/message";
import { readable } from "../../state/names";
import { isPhone } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { boardIcons } from "../../ui/boardIcons";
import { Icon } from "../../ui/Icon";
import { iconPaths } from "../../ui/icons";
import { rove } from "../../ui/roving";
import { fullTime, shortTime } from "../../ui/time";
import { asPerson } from "../board/people";
import { Empty, SearchField } from "../settings/parts";
import { CaseView } from "./CaseView";
import { type Case, fits } from "./report";
import { reasonLabel } from "./ReportDialog";
import { cases, isFailed, loadReports } from "./state";
import { verdictOf } from "./verdict";
import "../../styles/board.css";
import "../../styles/reports.css";

type Filter = "all" | Case["kind"];
const FILTERS: [Filter, "filterAll" | "filterMessages" | "filterDirect"][] = [["all", "filterAll"], ["message", "filterMessages"], ["dm", "filterDirect"]];

export function Reports({ id, onOpen }: { id: string | undefined; onOpen: (id: string | undefined) => void }) {
  const [filter, setFilter] = useState<Filter>("all");
  const [query, setQuery] = useState("");
  useEffect(() => void loadReports(), []);
  const all = cases.value ?? [];
  const wanted = query.trim().toLowerCase();
  const shown = all.filter((one) => (filter === "all" || one.kind === filter) && (!wanted || fits(one, wanted)));
  const current = shown.find(({ key }) => key === id) ?? (isPhone() ? undefined : shown[0]);
  const count = (name: Filter) => all.filter(({ kind }) => name === "all" || kind === name).length;
  return (
    <>
      <header class={current && id ? "sheet-head hide-phone" : "sheet-head"}>
        <div class="titles row grow"><h1 tabIndex={-1}><Icon paths={boardIcons.flag} />{tr("reports")}</h1></div>
      </header>
      <div class={current && id ? "split queue has-detail" : "split queue"}>
        <nav class="side scroll" aria-label={tr("reports")} aria-busy={cases.value === null && !isFailed.value}>
          {all.length > 0 && (
            <>
              <div class="seg" role="group" aria-label={tr("which")}>
                {FILTERS.map(([name, label]) => (
                  <button key={name} type="button" aria-pressed={filter === name} data-testid={`reports-${name}`} onClick={() => setFilter(name)}>{tr(label, { n: count(name) })}</button>
                ))}
              </div>
              <SearchField label={tr("find")} hint={tr("findHint")} value={query} testId="reports-find" onInput={setQuery} />
            </>
          )}
          {isFailed.value && (
            <div class="empty" role="alert">
              <span class="ft"><Icon name="cloud-off" /></span>
              <b>{tr("notLoaded")}</b>
              <button type="button" class="btn" onClick={() => void loadReports()}><Icon name="refresh-cw" small />{t("tryAgain")}</button>
            </div>
          )}
          {cases.value?.length === 0 && <Empty icon={boardIcons.flag} title={tr("none")} hint={tr("noneHint")} />}
          {all.length > 0 && shown.length === 0 && <Empty icon={iconPaths("search")} title={tr("noneOfThese")} hint={tr("noneOfTheseHint")} />}
          <ul onKeyDown={rove}>
            {shown.map((one, at) => <Row key={one.key} one={one} isCurrent={one === current} isStop={current ? one === current : at === 0} onOpen={() => onOpen(one.key)} />)}
          </ul>
        </nav>
        {current ? <CaseView key={current.key} one={current} onClosed={() => onOpen(undefined)} /> : <div class="main hide-phone" />}
      </div>
    </>
  );
}

function Row({ one, isCurrent, isStop, onOpen }: { one: Case; isCurrent: boolean; isStop: boolean; onOpen: () => void }) {
  const { reported, complaints, kind, time, html } = one;
  const person = asPerson(reported);
  const [first] = complaints;
  const words = first?.text || readable(excerpt(html));
  const isForged = verdictOf(one)?.look === "bad";
  return (
    <li>
      <button type="button" class="rep" aria-current={isCurrent ? "true" : undefined} data-rove tabIndex={isStop ? 0 : -1} data-testid="report-row" onClick={onOpen}>
        <Avatar id={person.id} name={person.name} icon={person.icon} />
        <span class="row">
          <b class="cut">{person.isGone ? person.name : shownName(reported)}</b>
          {time > 0 && <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>{shortTime(time)}</time>}
        </span>
        <span class="cut small muted" dir="auto">{first?.reason && !first.text ? reasonLabel(first.reason) : tr("quoted", { text: words })}</span>
        <span class="row marks">
          {complaints.length > 1 && <span class="mark bad">{tr("reportsCount", { n: complaints.length })}</span>}
          {kind === "dm" && <span class="mark">{tr("direct")}</span>}
          {isForged && <span class="mark bad">{tr("forged")}</span>}
        </span>
      </button>
    </li>
  );
}
