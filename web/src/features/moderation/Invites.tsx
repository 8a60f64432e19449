// Invite codes: what there is, and a new one.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tm } from "../../i18n/moderation";
import type { Member } from "../../protocol/types";
import { copy } from "../../state/actions";
import { shownName } from "../../state/members";
import { server } from "../../state/structure";
import { confirm } from "../../ui/Confirm";
import { dateTimeOf, timeUntil } from "../../ui/dates";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { change, load } from "../settings/api";
import { Empty, Page, TextField } from "../settings/parts";
import { DurationField } from "./DurationField";
import { type Duration, endOf } from "./duration";

interface WireInvite {
  maxUses: number;
  expires: number;
  createdBy: Member | string;
}

interface Invite {
  code: string;
  /** -1 for no limit. */
  uses: number;
  /** ms; -1 for never. */
  expires: number;
  by: string;
}

const CODE = /^[A-Za-z0-9_-]{1,64}$/;
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Nothing in it that can be mistaken for something else. */
function newCode(): string {
  const bytes = crypto.getRandomValues(new Uint32Array(8));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}

const linkOf = (code: string) => `${location.origin}${location.pathname}?code=${encodeURIComponent(code)}`;

export function Invites() {
  const [invites, setInvites] = useState<Invite[] | null>(null);
  const [isMaking, setMaking] = useState(false);
  const read = async () => {
    const answer = await load<{ invites?: Record<string, WireInvite> }>("getInvites");
    const all = Object.entries(answer?.invites ?? {});
    setInvites(all.map(([code, { maxUses, expires, createdBy }]) => ({ code: decode(code), uses: maxUses, expires, by: typeof createdBy === "string" ? createdBy : shownName(createdBy) })));
  };
  useEffect(() => void read(), []);
  const remove = async (code: string) => {
    if (!(await confirm({ title: tm("deleteInviteQuestion", { code }), text: tm("deleteInviteLead"), verb: tm("deleteInvite") }))) return;
    if (await change("deleteInvite", { code })) await read();
  };
  return (
    <Page
      title={tm("invites")}
      lead={tm("invitesLead")}
      isWide
      actions={
        <button type="button" class={isMaking ? "btn" : "btn primary"} aria-expanded={isMaking} data-testid="new-invite" onClick={() => setMaking(!isMaking)}>
          <Icon name="plus" small />
          {tm("newInvite")}
        </button>
      }
    >
      {server.value.registration !== false && <div class="note"><Icon name="info" /><span>{tm("invitesOpen")}</span></div>}
      {isMaking && (
        <NewInvite
          onCancel={() => setMaking(false)}
          onMade={async () => {
            setMaking(false);
            await read();
          }}
        />
      )}
      {invites?.length === 0 && !isMaking && <Empty icon={moreIcons["user-plus"]} title={tm("invitesNone")} hint={tm("invitesNoneHint")} />}
      {invites !== null && invites.length > 0 && (
        <div class="card table-card">
          <table class="tbl">
            <thead>
              <tr>
                <th>{tm("code")}</th>
                <th>{tm("usesLeft")}</th>
                <th>{tm("expires")}</th>
                <th>{tm("by")}</th>
                <th><span class="sr">{tm("actions")}</span></th>
              </tr>
            </thead>
            <tbody>
              {invites.map(({ code, uses, expires, by }) => (
                <tr key={code} data-testid="invite-row">
                  <td class="code-text">{code}</td>
                  <td data-l={tm("usesLeft")} class="num">{uses < 0 ? tm("unlimited") : uses}</td>
                  <td data-l={tm("expires")} class="num">{expires < 0 ? tm("never") : <span>{dateTimeOf(expires)} <small>{timeUntil(expires)}</small></span>}</td>
                  <td data-l={tm("by")}>{by}</td>
                  <td class="act">
                    <button type="button" class="ib" aria-label={tm("copyLinkOf", { code })} title={tm("copyLink")} data-testid="copy-invite" onClick={() => void copy(linkOf(code))}><Icon name="link" /></button>
                    <button type="button" class="ib danger" aria-label={tm("deleteInviteOf", { code })} title={t("delete")} data-testid="delete-invite" onClick={() => void remove(code)}><Icon name="trash-2" /></button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}

function NewInvite({ onCancel, onMade }: { onCancel: () => void; onMade: () => Promise<void> }) {
  const [code, setCode] = useState(newCode);
  const [uses, setUses] = useState("1");
  const [life, setLife] = useState<Duration>({ amount: "7", unit: "days" });
  const [trouble, setTrouble] = useState("");
  const end = endOf(life);
  const check = () => {
    if (!CODE.test(code)) return tm("codeWrong");
    return uses.trim() === "" || /^[1-9]\d{0,8}$/.test(uses.trim()) ? "" : tm("usesWrong");
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = check();
    setTrouble(wrong);
    if (wrong || end === undefined) return;
    const invite = { code, expires: Number.isFinite(end) ? end : -1, maxUses: uses.trim() === "" ? -1 : Number(uses) };
    if (await change("createInvite", invite)) await onMade();
  };
  return (
    <form class="card card-in form stack" noValidate aria-label={tm("newInvite")} onSubmit={submit}>
      {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      <TextField label={tm("code")} value={code} maxLength={64} hint={tm("codeHint")} testId="invite-code" onInput={setCode} />
      <TextField label={tm("uses")} value={uses} maxLength={9} hint={tm("usesHint")} testId="invite-uses" onInput={setUses} />
      <DurationField label={tm("expires")} value={life} endless={tm("never")} isWrong={end === undefined} onChange={setLife} />
      <div class="row">
        <button type="submit" class="btn primary" data-testid="make-invite">{tm("makeInvite")}</button>
        <button type="button" class="btn quiet" onClick={onCancel}>{t("cancel")}</button>
      </div>
    </form>
  );
}
