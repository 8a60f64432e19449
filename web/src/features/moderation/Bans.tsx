// Who is banned, until when and why.
import { useEffect, useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { said } from "../../i18n/server";
import type { Member } from "../../protocol/types";
import { shownName } from "../../state/members";
import { Avatar } from "../../ui/Avatar";
import { confirm } from "../../ui/Confirm";
import { dateTimeOf, timeUntil } from "../../ui/dates";
import { decode } from "../../ui/html";
import { iconPaths } from "../../ui/icons";
import { shortTime } from "../../ui/time";
import { change, load } from "../settings/api";
import { Empty, Page, SearchField } from "../settings/parts";
import { FOREVER } from "./duration";

const PAGE = 50;
const SYSTEM = "system";

interface WireBan {
  rowId: number;
  memberId: string;
  issuerId: string;
  ip: string | null;
  reason: string | null;
  created: number;
  until: number;
  bannedUserObj: Member;
  bannedModObj: Member;
}

interface Ban {
  key: number;
  /** A member's id or an address. */
  subject: string;
  name: string;
  icon: string;
  isAddress: boolean;
  ip: string;
  reason: string;
  by: string;
  created: number;
  until: number;
}

function read({ rowId, memberId, issuerId, ip, reason, created, until, bannedUserObj, bannedModObj }: WireBan): Ban {
  const subject = decode(memberId);
  // Who is not known any more is shown by the id.
  const isKnown = String(bannedUserObj?.id) === subject;
  return {
    key: rowId,
    subject,
    name: isKnown ? shownName(bannedUserObj) : subject,
    icon: isKnown ? (bannedUserObj.icon ?? "") : "",
    isAddress: /[.:]/.test(subject),
    ip: ip ?? "",
    reason: decode(reason ?? ""),
    by: issuerId === SYSTEM ? tm("automatic") : shownName(bannedModObj),
    created,
    until,
  };
}

const fits = (ban: Ban, query: string) => [ban.name, ban.subject, ban.ip, ban.reason, ban.by].some((text) => text.toLowerCase().includes(query));

export function Bans() {
  const [bans, setBans] = useState<Ban[] | null>(null);
  const [hasMore, setMore] = useState(false);
  const [text, setText] = useState("");
  const fetchPage = async (timestamp?: number) => {
    const answer = await load<{ data?: WireBan[] | null }>("getBans", timestamp === undefined ? {} : { timestamp });
    if (!answer) return;
    const fresh = (answer.data ?? []).map(read);
    setMore(fresh.length === PAGE);
    // Pages overlap where several bans are of one moment.
    setBans((known) => (timestamp === undefined ? fresh : [...(known ?? []), ...fresh.filter(({ key }) => !known?.some((ban) => ban.key === key))]));
  };
  useEffect(() => void fetchPage(), []);
  const lift = async (ban: Ban) => {
    if (!(await confirm({ title: tm("liftQuestion", { name: ban.name }), text: tm("liftLead"), verb: tm("liftBan"), isDanger: false }))) return;
    if (await change("unbanUser", { target: ban.subject })) await fetchPage();
  };
  const query = text.trim().toLowerCase();
  const shown = bans?.filter((ban) => fits(ban, query)) ?? [];
  return (
    <Page
      title={tm("bans")}
      lead={tm("bansLead")}
      isWide
      {...(bans?.length && { actions: <SearchField label={tm("bansFind")} hint={tm("bansFindHint")} value={text} testId="bans-find" onInput={setText} /> })}
    >
      {bans?.length === 0 && <Empty icon={iconPaths("ban")} title={tm("bansNone")} hint={tm("bansNoneHint")} />}
      {bans !== null && bans.length > 0 && shown.length === 0 && <Empty icon={iconPaths("search")} title={tm("nothingFound", { query: text })} hint={tm("nothingFoundHint")} />}
      {shown.length > 0 && (
        <div class="card">
          <table class="tbl">
            <thead>
              <tr>
                <th>{tm("who")}</th>
                <th>{tm("reason")}</th>
                <th>{tm("by")}</th>
                <th>{tm("until")}</th>
                <th><span class="sr">{tm("actions")}</span></th>
              </tr>
            </thead>
            <tbody>{shown.map((ban) => <Row key={ban.key} ban={ban} onLift={() => void lift(ban)} />)}</tbody>
          </table>
        </div>
      )}
      {bans !== null && bans.length > 0 && (
        <div class="row below-table">
          <p class="hint grow">{tm("bansCount", { n: bans.length })}</p>
          {hasMore && <button type="button" class="btn" onClick={() => void fetchPage(bans.at(-1)?.created)}>{tm("showMore")}</button>}
        </div>
      )}
    </Page>
  );
}

function Row({ ban, onLift }: { ban: Ban; onLift: () => void }) {
  return (
    <tr data-testid="ban-row">
      <td>
        <div class="row">
          <Avatar id={ban.subject} name={ban.isAddress ? "?" : ban.name} icon={ban.icon} />
          <span>
            <b>{ban.name}</b>
            <small>{ban.isAddress ? tm("address") : shortTime(ban.created)}</small>
          </span>
        </div>
      </td>
      <td data-l={tm("reason")}>{said(ban.reason) || <span class="muted">{tm("noReason")}</span>}</td>
      <td data-l={tm("by")}>{ban.by}</td>
      <td data-l={tm("until")} class="num"><Until time={ban.until} /></td>
      <td class="act"><button type="button" class="btn" aria-label={tm("liftBanOf", { name: ban.name })} data-testid="lift-ban" onClick={onLift}>{tm("liftBan")}</button></td>
    </tr>
  );
}

function Until({ time }: { time: number }) {
  if (time >= FOREVER) return <span>{tm("forGood")}</span>;
  if (time <= Date.now()) return <span>{tm("expired")}</span>;
  return (
    <span>
      {dateTimeOf(time)} <small>{timeUntil(time)}</small>
    </span>
  );
}
