// Brings a message before the staff: what it is, why, and what of it they get to see.
import { useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tr } from "../../i18n/reports";
import { excerpt } from "../../state/message";
import { readable } from "../../state/names";
import { closePart } from "../../state/shown";
import { toast } from "../../state/ui";
import { Dialog } from "../../ui/Dialog";
import { asText, plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { request } from "../account/request";
import type { Reported } from "./opening";
import { NOTE_LENGTH, type Reason, REASONS, writeNote } from "./reason";
import "../../styles/forms.css";
import "../../styles/reports.css";

const LABELS = { spam: "reasonSpam", insult: "reasonInsult", rules: "reasonRules", danger: "reasonDanger", other: "reasonOther" } as const;
export const reasonLabel = (reason: Reason) => tr(LABELS[reason]);

export function ReportDialog({ reported: { messageId, type, plainText, name, html } }: { reported: Reported }) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isOnItsWay = useRef(false);
  const id = useId();
  const note = reason && asText(writeNote(reason, text));
  const isLong = (note?.length ?? 0) > NOTE_LENGTH;
  const isRevealed = type === "dm" && plainText !== undefined;
  const quoted = readable(isRevealed ? plain(plainText) : excerpt(html ?? ""));

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isOnItsWay.current) return;
    if (!note) return setTrouble(tr("needsReason"));
    if (isLong) return setTrouble(tr("noteLong"));
    isOnItsWay.current = true;
    setBusy(true);
    setTrouble("");
    const refusal = await request("createReport", { targetId: messageId, type, description: note, ...(isRevealed && { plainText }) });
    isOnItsWay.current = false;
    setBusy(false);
    if (refusal) return setTrouble(refusal);
    toast("ok", tr("reportSent"), tr("reportSentHint"));
    closePart();
  };

  return (
    <Dialog title={name ? tr("reportOf", { name }) : tr("report")} onClose={closePart} testId="report-dialog">
      <form onSubmit={submit} noValidate>
        <div class="in stack">
          {quoted && !isRevealed && <blockquote class="quoted" dir="auto">{quoted}</blockquote>}
          {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
          <fieldset class="field">
            <legend class="label">{tr("why")}</legend>
            {REASONS.map((key) => (
              <label class="reason" key={key}>
                <input type="radio" name={`${id}-reason`} value={key} checked={reason === key} data-testid={`reason-${key}`} onChange={() => setReason(key)} />
                {reasonLabel(key)}
              </label>
            ))}
          </fieldset>
          <div class="field">
            <label for={id}>{tr("description")}</label>
            <div class={isLong ? "input area bad" : "input area"}>
              <textarea id={id} rows={3} value={text} aria-describedby={`${id}-hint`} aria-invalid={isLong} data-testid="report-text" onInput={(event) => setText(event.currentTarget.value)} />
            </div>
            <span class={isLong ? "hint bad" : "hint"} id={`${id}-hint`}>{isLong ? tr("noteLong") : tr("descriptionHint")}</span>
          </div>
          {isRevealed ? (
            <div class="stack" data-testid="report-reveals">
              <div class="note info"><Icon name="lock" /><span>{tr("revealLead")}</span></div>
              <blockquote class="quoted" dir="auto">{quoted}</blockquote>
              <p class="hint">{tr("revealHint")}</p>
            </div>
          ) : (
            <p class="hint">{tr(type === "dm" ? "seenDirect" : "seenMessage")}</p>
          )}
        </div>
        <footer>
          <button type="button" class="btn" onClick={closePart}>{t("cancel")}</button>
          <button type="submit" class="btn primary" aria-busy={isBusy} data-testid="report-send">
            {isBusy && <span class="spin" />}
            {tr(isRevealed ? "reportAndReveal" : "sendReport")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
