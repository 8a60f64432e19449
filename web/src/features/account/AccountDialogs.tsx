// Dialogs of the account menu.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { credentials, logOut, session } from "../../state/session";
import { toast } from "../../state/ui";
import { Dialog } from "../../ui/Dialog";
import { keys } from "../../ui/keys";
import { Field } from "../join/Field";
import { LanguageChoice } from "../LanguageChoice";
import { closeDialog, type DialogName } from "./dialogHost";

export function Dialogs({ name }: { name: DialogName }) {
  if (name === "redeem") return <Redeem />;
  if (name === "language") return <Languages />;
  return name === "keys" ? <Keys /> : <LogOut />;
}

function Redeem() {
  const [key, setKey] = useState("");
  const [reason, setReason] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const answer = await ask<Failure>("redeemKey", { ...credentials(), key: key.trim() });
      const text = problem(answer);
      if (text) return setReason(text);
      toast("ok", t("redeemed"));
      closeDialog();
    } catch {
      setReason(t("noAnswer"));
    }
  };
  return (
    <Dialog title={t("redeemKey")} onClose={closeDialog}>
      <form onSubmit={submit}>
        <div class="in stack">
          <p class="muted">{t("redeemLead")}</p>
          {reason && <div class="note bad" role="alert">{reason}</div>}
          <Field label={t("key")} value={key} onInput={setKey} testId="redeem-value" autoComplete="off" />
        </div>
        <footer>
          <button type="button" class="btn" onClick={closeDialog}>{t("cancel")}</button>
          <button type="submit" class="btn primary" disabled={!key.trim()}>{t("redeem")}</button>
        </footer>
      </form>
    </Dialog>
  );
}

function Languages() {
  return (
    <Dialog title={t("language")} onClose={closeDialog}>
      <div class="in"><LanguageChoice /></div>
      <footer>
        <button type="button" class="btn" onClick={closeDialog}>{t("close")}</button>
      </footer>
    </Dialog>
  );
}

function LogOut() {
  return (
    <Dialog title={t("logOutQuestion")} onClose={closeDialog}>
      <div class="in"><p class="muted">{t("logOutLead", { name: session.value?.loginName ?? "" })}</p></div>
      <footer>
        <button type="button" class="btn" onClick={closeDialog}>{t("cancel")}</button>
        <button type="button" class="btn danger" onClick={logOut}>{t("logOut")}</button>
      </footer>
    </Dialog>
  );
}

function Keys() {
  const rows: [string[], string][] = [
    [["Alt ↑", "Alt ↓"], t("keyChannel")],
    [["Alt Shift ↑", "Alt Shift ↓"], t("keyUnread")],
    [["Alt PgUp", "Alt PgDn"], t("keyGroup")],
    [["Ctrl K"], t("keySwitcher")],
    [["Ctrl F"], t("keySearch")],
    [["Ctrl E"], t("keyEmoji")],
    [["F6"], t("keyRegion")],
    [["Esc"], t("keyEscape")],
    [["Shift Esc"], t("keyRead")],
    [["↑"], t("keyEditLast")],
    [["R", "E", "M"], t("keyMessage")],
    [["Enter", "Shift Enter"], t("keySend")],
    [["Ctrl B", "Ctrl I"], t("keyMarks")],
    [["a … z"], t("keyType")],
    [["?"], t("keyHelp")],
  ];
  return (
    <Dialog title={t("keys")} onClose={closeDialog}>
      <div class="in">
        <dl class="keys">
          {rows.map(([combinations, text]) => (
            <>
              <dt class="row">{combinations.map((key) => <kbd key={key}>{keys(key)}</kbd>)}</dt>
              <dd>{text}</dd>
            </>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
