// Opens a ticket: what it is about, and the first message.
import { signal } from "@preact/signals";
import { useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { said } from "../../i18n/server";
import { tt } from "../../i18n/tickets";
import { toast } from "../../state/ui";
import { Dialog } from "../../ui/Dialog";
import { asText } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { LIMIT } from "../composer/Composer";
import { changeDraft } from "../composer/drafts";
import { toHtml } from "../composer/wire";
import { TextField } from "../settings/parts";
import { createTicket, write } from "./state";
import "../../styles/forms.css";

/** As long as the server lets a title be. */
const TITLE_LENGTH = 200;

/** What was begun stays when the dialog is closed by mistake. */
const begun = signal({ title: "", text: "" });

export function NewTicket({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { title, text } = begun.value;
  const [trouble, setTrouble] = useState("");
  const isBusy = useRef(false);
  const [isShownBusy, setShownBusy] = useState(false);
  const id = useId();

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.current) return;
    if (!title.trim() || !text.trim()) return setTrouble(tt("needsBoth"));
    const html = await toHtml(text.trim(), {});
    if (html.length > LIMIT) return setTrouble(t("tooLong"));
    isBusy.current = true;
    setShownBusy(true);
    setTrouble("");
    const made = await createTicket(asText(title.trim()));
    if ("reason" in made) {
      setTrouble(made.reason);
    } else {
      const refusal = await write(made.id, html, "self");
      if (refusal) {
        // The ticket is there; what was written waits in its field.
        changeDraft(made.id, { text });
        toast("bad", t("notSent", { reason: said(refusal) }));
      }
      begun.value = { title: "", text: "" };
      onMade(made.id);
      onClose();
    }
    isBusy.current = false;
    setShownBusy(false);
  };

  return (
    <Dialog title={tt("newTicket")} onClose={onClose} kind="wide" testId="ticket-dialog">
      <form onSubmit={submit} noValidate>
        <div class="in stack">
          <p class="muted">{tt("newTicketLead")}</p>
          {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{said(trouble)}</span></div>}
          <TextField label={tt("title")} value={title} maxLength={TITLE_LENGTH} placeholder={tt("titleHint")} testId="ticket-title" onInput={(next) => (begun.value = { title: next, text })} />
          <div class="field">
            <label for={id}>{tt("message")}</label>
            <div class="input area">
              <textarea id={id} rows={6} value={text} aria-describedby={`${id}-hint`} data-testid="ticket-text" onInput={(event) => (begun.value = { title, text: event.currentTarget.value })} />
            </div>
            <span class="hint" id={`${id}-hint`}>{tt("messageHint")}</span>
          </div>
        </div>
        <footer>
          <button type="button" class="btn" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="btn primary" aria-busy={isShownBusy} data-testid="ticket-create">
            {isShownBusy && <span class="spin" />}
            {tt("openTicket")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
