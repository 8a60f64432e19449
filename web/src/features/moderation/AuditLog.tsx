// What was changed by whom, newest first.
import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { saidDone } from "../../i18n/server";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { iconPaths } from "../../ui/icons";
import { localTimes } from "../../ui/localTimes";
import { moreIcons } from "../../ui/moreIcons";
import { members, shownName } from "../../state/members";
import { nameOf } from "../../state/names";
import { dayName } from "../../ui/day";
import { clockTime, fullTime, isSameDay } from "../../ui/time";
import { load } from "../settings/api";
import { readDeed } from "./auditText";
import { Empty, Page, SearchField } from "../settings/parts";

const PAGE = 250;
const TYPING_MS = 300;

interface Entry {
  text: string;
  time: number;
}

/** What an entry is about, by the verb of the node. */
const KINDS: [RegExp, string, "bad" | "ok" | ""][] = [
  [/\) (banned|kicked) /, iconPaths("ban"), "bad"],
  [/\) (deleted|removed) /, iconPaths("trash-2"), "bad"],
  [/\) (muted|disconnected) /, iconPaths("mic-off"), ""],
  [/\) lifted /, iconPaths("check"), "ok"],
  [/\binvites?\b|registration/, moreIcons["user-plus"], "ok"],
  [/\b(role|permission)/, moreIcons.shield, ""],
  [/password/, iconPaths("key"), ""],
  [/./, iconPaths("pencil"), ""],
];

export function AuditLog() {
  const [entries, setEntries] = useState<Entry[] | null>(null);
  const [hasMore, setMore] = useState(false);
  const [text, setText] = useState("");
  const asked = useRef("");
  const fetchPage = async (filter: string, index: number) => {
    asked.current = filter;
    const answer = await load<{ logs?: { text: string; datetime: string }[] }>("getAuditlog", { index, ...(filter && { filter }) });
    // Somebody may have typed on meanwhile.
    if (!answer || asked.current !== filter) return;
    const fresh = (answer.logs ?? []).map((log) => ({ text: localTimes(plain(log.text)), time: new Date(log.datetime).getTime() }));
    setMore(fresh.length === PAGE);
    setEntries((known) => (index === 0 ? fresh : [...(known ?? []), ...fresh]));
  };
  const filter = text.trim();
  useEffect(() => {
    const timer = setTimeout(() => void fetchPage(filter, 0), entries === null ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [filter]);
  return (
    <Page title={tm("audit")} lead={tm("auditLead")} actions={<SearchField label={tm("auditFind")} hint={tm("auditFindHint")} value={text} testId="audit-find" onInput={setText} />}>
      {entries?.length === 0 &&
        (filter ? <Empty icon={iconPaths("search")} title={tm("auditNothing", { query: filter })} hint={tm("auditNothingHint")} /> : <Empty icon={moreIcons["scroll-text"]} title={tm("auditNone")} hint={tm("auditNoneHint")} />)}
      <Days entries={entries ?? []} />
      {hasMore && (
        <div class="row below-table">
          <button type="button" class="btn" data-testid="audit-more" onClick={() => void fetchPage(filter, entries?.length ?? 0)}>{tm("showMore")}</button>
        </div>
      )}
    </Page>
  );
}

/** Of whom an entry speaks, with the name it was written with. */
const peopleIn = ({ text }: Entry) => readDeed(saidDone(text), nameOf).parts.filter(({ id }) => id);

/** Names that more than one has: here, or among the members of now. */
function alike(entries: Entry[]): Set<string> {
  const ids = new Map<string, string>();
  const twice = new Set<string>();
  const note = (name: string, id: string) => (ids.get(name) ?? id) === id ? ids.set(name, id) : twice.add(name);
  for (const member of members.value) note(shownName(member), member.id);
  for (const { text, id } of entries.flatMap(peopleIn)) note(text, id ?? "");
  return twice;
}

function Days({ entries }: { entries: Entry[] }) {
  const twice = alike(entries);
  const days: Entry[][] = [];
  for (const entry of entries) {
    const day = days.at(-1);
    if (day?.[0] && isSameDay(day[0].time, entry.time)) day.push(entry);
    else days.push([entry]);
  }
  return (
    <>
      {days.map((day) => (
        <Fragment key={day[0]?.time}>
          <h2 class="audit-day">{dayName(day[0]?.time ?? 0)}</h2>
          <ul class="audit">{day.map((entry, at) => <Row key={at} entry={entry} twice={twice} />)}</ul>
        </Fragment>
      ))}
    </>
  );
}

function Row({ entry: { text, time }, twice }: { entry: Entry; twice: Set<string> }) {
  const { parts, detail } = readDeed(saidDone(text), nameOf);
  // Names can be alike; ids cannot.
  const ids = parts.some((part) => part.id && twice.has(part.text)) ? parts.flatMap(({ id }) => id ?? []).join(", ") : "";
  const [, icon, look] = KINDS.find(([pattern]) => pattern.test(text)) ?? [/./, iconPaths("pencil"), ""];
  return (
    <li data-testid="audit-row">
      <span class={`ft ${look}`}><Icon paths={icon} /></span>
      <span>
        {parts.map((part, at) => (part.id ? <b key={at} title={part.id}>{part.text}</b> : part.text))}
        {detail && <small>{detail}</small>}
        {ids && <small class="faint num">{ids}</small>}
      </span>
      <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>{clockTime(time)}</time>
    </li>
  );
}
