// A direct message to somebody who was reported, without leaving the report.
import { useId, useState } from "preact/hooks";
import { plainRoomMessage } from "../../crypto/rooms";
import { t } from "../../i18n";
import { said } from "../../i18n/server";
import { tr } from "../../i18n/reports";
import { ask } from "../../protocol/socket";
import { type Failure, problem, type WireProfile } from "../../protocol/types";
import { shownName } from "../../state/members";
import { credentials } from "../../state/session";
import { toast } from "../../state/ui";
import { Dialog } from "../../ui/Dialog";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { LIMIT } from "../composer/Composer";
import { toHtml } from "../composer/wire";
import "../../styles/forms.css";

/** Finds or makes the conversation and writes into it. Gives what went wrong, if something did. */
async function send(to: string, html: string): Promise<string | undefined> {
  const { id } = credentials();
  const room = await ask<Failure & { roomId?: string }>("createDmRoom", { ...credentials(), participants: [to] });
  if (problem(room) || !room.roomId) return problem(room) ?? t("noAnswer");
  const data = plainRoomMessage(html, [{ id }, { id: to }], { roomId: room.roomId, authorId: id });
  return problem(await ask<Failure>("sendDmMessage", { ...credentials(), payload: { data, messageEditId: null } }));
}

export function WriteTo({ member, onClose }: { member: WireProfile; onClose: () => void }) {
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const name = shownName(member);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy || !text.trim()) return;
    const html = await toHtml(text.trim(), {});
    if (html.length > LIMIT) return setTrouble(t("tooLong"));
    setBusy(true);
    const refusal = await send(member.id, html).catch(() => t("noAnswer"));
    setBusy(false);
    if (refusal) return setTrouble(said(plain(refusal)));
    toast("ok", tr("written", { name }));
    onClose();
  };
  return (
    <Dialog title={tr("writeTo", { name })} onClose={onClose} testId="write-to">
      <form onSubmit={submit} noValidate>
        <div class="in stack">
          {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
          <div class="field">
            <label for={id}>{tr("directMessage")}</label>
            <div class="input area">
              <textarea id={id} rows={4} value={text} data-autofocus aria-describedby={`${id}-hint`} data-testid="write-text" onInput={(event) => setText(event.currentTarget.value)} />
            </div>
            <span class="hint" id={`${id}-hint`}>{tr("writeHint", { name })}</span>
          </div>
        </div>
        <footer>
          <button type="button" class="btn" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="btn primary" aria-busy={isBusy} aria-disabled={!text.trim()} data-testid="write-send">
            {isBusy && <span class="spin" />}
            {t("send")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
