// Asks for the reason and the duration, then does it. What was typed stays when the node refuses.
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tm } from "../../i18n/moderation";
import { said } from "../../i18n/server";
import { ask } from "../../protocol/socket";
import { type Failure, problem, type WireProfile } from "../../protocol/types";
import { copy } from "../../state/actions";
import { shownName } from "../../state/members";
import { credentials } from "../../state/session";
import { toast } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { dateTimeOf, timeUntil } from "../../ui/dates";
import { Dialog } from "../../ui/Dialog";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { DurationField } from "../moderation/DurationField";
import { RecommendBan } from "../network/hosts";
import type { Recommending } from "../network/RecommendBan";
import { type Duration, endOf, wireDuration } from "../moderation/duration";
import type { Act } from "./rights";
import "../../styles/forms.css";

type Asked = Exclude<Act, "unmute">;

/** How each is called on the wire, and by what name its duration goes. */
const EVENTS: Record<Asked, { event: string; durationKey?: string; isDanger: boolean }> = {
  mute: { event: "muteUser", durationKey: "time", isDanger: false },
  disconnect: { event: "disconnectUser", isDanger: false },
  kick: { event: "kickUser", isDanger: true },
  ban: { event: "banUser", durationKey: "duration", isDanger: true },
  resetPassword: { event: "resetPassword", isDanger: true },
};

const TEXTS = {
  mute: ["muteQuestion", "muteLead", "muteDone"],
  disconnect: ["disconnectQuestion", "disconnectLead", "disconnectDone"],
  kick: ["kickQuestion", "kickLead", "kickDone"],
  ban: ["banQuestion", "banLead", "banDone"],
  resetPassword: ["resetQuestion", "resetLead", "resetDone"],
} as const;

const START: Partial<Record<Asked, Duration>> = { mute: { amount: "10", unit: "minutes" }, ban: { amount: "7", unit: "days" } };
const REASON_LENGTH = 500;

export function Moderate({ act, member, onClose }: { act: Act; member: WireProfile; onClose: () => void }) {
  const kind = act as Asked;
  const { event, durationKey, isDanger } = EVENTS[kind];
  const [question, lead, done] = TEXTS[kind];
  const name = shownName(member);
  const [reason, setReason] = useState("");
  const [duration, setDuration] = useState<Duration>(START[kind] ?? { amount: "", unit: "permanent" });
  const [isWrong, setWrong] = useState(false);
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [password, setPassword] = useState("");
  const [recommending, setRecommending] = useState<Recommending | null>(null);
  const id = useId();

  const submit = async (pressed: Event) => {
    pressed.preventDefault();
    const length = wireDuration(duration);
    setWrong(length === undefined);
    if (length === undefined || isBusy) return;
    setBusy(true);
    setTrouble("");
    try {
      const answer = await ask<Failure & { password?: string; msg?: string }>(event, { ...credentials(), target: member.id, reason: reason.trim(), ...(durationKey && { [durationKey]: length }), ...recommending });
      const refusal = problem(answer);
      if (refusal) setTrouble(plain(refusal));
      else if (answer.password) setPassword(answer.password);
      else {
        // The node tells of a kick by itself.
        // Whether others could be told is known to the node alone.
        if (kind !== "kick") toast("ok", tm(done, { name }), recommending ? plain(answer.msg ?? "") : "");
        return onClose();
      }
    } catch {
      setTrouble(t("noAnswer"));
    }
    setBusy(false);
  };

  if (password) return <NewPassword name={name} password={password} onClose={onClose} />;
  const end = durationKey ? endOf(duration) : undefined;
  return (
    <Dialog title={tm(question, { name })} onClose={onClose} testId="moderate">
      <form onSubmit={submit} noValidate>
        <div class="in stack">
          <div class="row">
            <Avatar id={member.id} name={name} icon={member.icon} size={36} />
            <p class="muted grow">{tm(lead, { name })}</p>
          </div>
          {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{said(trouble)}</span></div>}
          {durationKey && <DurationField label={tm("duration")} value={duration} isWrong={isWrong} onChange={setDuration} />}
          {end !== undefined && Number.isFinite(end) && <span class="hint" aria-live="polite">{tm("ends", { date: dateTimeOf(end), time: timeUntil(end) })}</span>}
          {kind !== "resetPassword" && (
            <div class="field">
              <label for={id}>{tm("reason")}</label>
              <div class="input area">
                <textarea id={id} rows={2} maxLength={REASON_LENGTH} value={reason} aria-describedby={`${id}-hint`} data-autofocus data-testid="moderate-reason" onInput={(typed) => setReason(typed.currentTarget.value)} />
              </div>
              <span class="hint" id={`${id}-hint`}>{tm("reasonHint", { name })}</span>
            </div>
          )}
          {kind === "ban" && <RecommendBan hasKey={Boolean(member.publicKey)} value={recommending} onChange={setRecommending} />}
        </div>
        <footer>
          <button type="button" class="btn" data-autofocus={kind === "resetPassword" ? true : undefined} onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class={isDanger ? "btn danger" : "btn primary"} aria-busy={isBusy} data-testid="moderate-do">
            {isBusy && <span class="spin" />}
            {tm(kind)}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function NewPassword({ name, password, onClose }: { name: string; password: string; onClose: () => void }) {
  return (
    <Dialog title={tm("resetDone", { name })} onClose={onClose}>
      <div class="in stack">
        <p class="muted">{tm("resetDoneLead")}</p>
        <p class="secret" data-testid="new-password">{password}</p>
      </div>
      <footer>
        <button type="button" class="btn" data-autofocus onClick={() => void copy(password)}><Icon name="copy" small />{tm("copyPassword")}</button>
        <button type="button" class="btn primary" onClick={onClose}>{tm("done")}</button>
      </footer>
    </Dialog>
  );
}
