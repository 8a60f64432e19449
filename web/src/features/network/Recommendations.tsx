// Bans that other servers recommend: those of our own members are to be decided, the others are only shown.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tn } from "../../i18n/network";
import { openProfile } from "../../state/shown";
import { Avatar } from "../../ui/Avatar";
import { confirm } from "../../ui/Confirm";
import { dateTimeOf } from "../../ui/dates";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { beside } from "../../ui/popover";
import { CARD_WIDTH } from "../profile/showing";
import { change } from "../settings/api";
import { Empty } from "../settings/parts";
import { askQuietly } from "./asking";
import { type Policy, policyOf, readRecommendations, type Recommendation } from "./nodes";
import { Trust } from "./Trust";
import { banReason } from "./words";

interface Answer {
  page?: number;
  pages?: number;
  total?: number;
  policy?: unknown;
  recommendations?: unknown;
}

interface Shown {
  page: number;
  pages: number;
  total: number;
  policy: Policy;
  list: Recommendation[];
}

export function Recommendations({ onChanged }: { onChanged: () => void }) {
  const [shown, setShown] = useState<Shown | "failed" | null>(null);
  const read = async (page: number) => {
    const answer = await askQuietly<Answer>("getBanRecommendations", { page });
    if (!answer) return setShown("failed");
    setShown({ page: Number(answer.page) || page, pages: Number(answer.pages) || 1, total: Number(answer.total) || 0, policy: policyOf(answer.policy), list: readRecommendations(answer.recommendations) });
  };
  useEffect(() => void read(1), []);
  if (shown === null) return <span class="sr" role="status">{t("loading")}</span>;
  if (shown === "failed") {
    return (
      <div class="empty" role="alert">
        <span class="ft"><Icon name="cloud-off" /></span>
        <b>{tn("recommendedFailed")}</b>
        <p>{tn("recommendedFailedHint")}</p>
        <button type="button" class="btn" onClick={() => void read(1)}><Icon name="refresh-cw" small />{t("tryAgain")}</button>
      </div>
    );
  }
  const { page, pages, total, policy, list } = shown;
  const decide = async (one: Recommendation, decision: "ban" | "dismiss" | "never") => {
    const name = one.memberName || one.memberId;
    if (decision === "ban" && !(await confirm({ title: tn("banQuestion", { name }), text: tn("banQuestionLead"), verb: tn("ban") }))) return;
    if (decision === "never" && !(await confirm({ title: tn("neverQuestion", { name }), text: tn("neverLead"), verb: tn("neverDo"), isDanger: false }))) return;
    if (!(await change("decideBanRecommendation", { recommendation: one.id, fromKey: one.fromKey, decision }))) return;
    await read(page);
    onChanged();
  };
  return (
    <>
      <p class="note"><Icon name="info" /><span>{tn(POLICY_LEADS[policy])} {tn("recommendedLead")}</span></p>
      {list.length === 0 && <Empty icon={moreIcons["shield-check"]} title={tn("recommendedNone")} hint={tn("recommendedNoneHint")} />}
      {list.length > 0 && <ul class="card table-card recs">{list.map((one) => <Row key={one.fromKey + one.id} one={one} onDecide={(decision) => void decide(one, decision)} />)}</ul>}
      {pages > 1 && (
        <div class="row below-table">
          <p class="hint grow">{tn("pageOf", { page, pages, n: total })}</p>
          <button type="button" class="btn" disabled={page <= 1} onClick={() => void read(page - 1)}>{tn("previous")}</button>
          <button type="button" class="btn" disabled={page >= pages} onClick={() => void read(page + 1)}>{tn("next")}</button>
        </div>
      )}
    </>
  );
}

const POLICY_LEADS = { ignore: "policyIgnoreLead", show: "policyShowLead", warn: "policyWarnLead", auto: "policyAutoLead" } as const satisfies Record<Policy, string>;
const STATES = { active: "", revoked: "stateRevoked", expired: "stateExpired" } as const;
const DECISIONS = { ban: "decidedBan", dismiss: "decidedDismiss", never: "decidedNever" } as const;

function Row({ one, onDecide }: { one: Recommendation; onDecide: (decision: "ban" | "dismiss" | "never") => void }) {
  const { memberId, from, trust, reason, note, until, time, state, decision } = one;
  const name = one.memberName || memberId;
  const isOpen = memberId !== "" && state === "active" && decision !== "ban" && decision !== "never";
  return (
    <li class="rec" data-testid="recommendation">
      <div class="row">
        {memberId ? (
          <button type="button" class="row server-open" data-testid="recommended-member" onClick={({ currentTarget }) => openProfile(memberId, { ...beside(currentTarget, CARD_WIDTH), back: currentTarget })}>
            <Avatar id={memberId} name={name} size={32} />
            <b dir="auto">{name}</b>
          </button>
        ) : (
          <span class="row muted"><Icon paths={moreIcons.user} />{tn("stranger")}</span>
        )}
        <span class="grow" />
        {STATES[state] && <span class="mark">{tn(STATES[state])}</span>}
        {decision && <span class={decision === "ban" ? "mark bad" : "mark info"}>{tn(DECISIONS[decision])}</span>}
      </div>
      <p><b>{banReason(reason)}</b>{note && <> · <span dir="auto">{note}</span></>}</p>
      <div class="row rec-from">
        <span class="small muted">{tn("recommendedBy", { from: from || tn("goneServer") })}</span>
        {trust !== null && <Trust trust={trust} />}
        <span class="small muted num">{[time && dateTimeOf(time), until ? tn("untilDate", { date: dateTimeOf(until) }) : tn("untilYear")].filter(Boolean).join(" · ")}</span>
      </div>
      {isOpen && (
        <div class="row rec-acts">
          <button type="button" class="btn danger-quiet" data-testid="rec-ban" aria-label={tn("banOf", { name })} onClick={() => onDecide("ban")}>{tn("ban")}</button>
          {decision !== "dismiss" && <button type="button" class="btn" data-testid="rec-dismiss" aria-label={tn("dismissOf", { name })} onClick={() => onDecide("dismiss")}>{tn("dismiss")}</button>}
          <button type="button" class="btn quiet" data-testid="rec-never" aria-label={tn("neverOf", { name })} onClick={() => onDecide("never")}>{tn("never")}</button>
        </div>
      )}
    </li>
  );
}
