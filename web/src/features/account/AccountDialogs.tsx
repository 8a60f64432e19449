// Dialogs of the account menu.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { said } from "../../i18n/server";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { credentials, session } from "../../state/session";
import { enterSends } from "../../state/ui";
import { Dialog } from "../../ui/Dialog";
import { keys } from "../../ui/keys";
import { Field } from "../join/Field";
import { LanguageChoice } from "../LanguageChoice";
import { About } from "./About";
import { closeDialog, type DialogName } from "./dialogHost";
import { KeyQuestion, leave } from "./leaving";
import "../../styles/dialogs.css";

export function Dialogs({ name }: { name: DialogName }) {
  if (name === "redeem") return <Redeem />;
  if (name === "language") return <Languages />;
  if (name === "about") return <About />;
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
      // The node tells which role it was.
      closeDialog();
    } catch {
      setReason(t("noAnswer"));
    }
  };
  return (
    <Dialog title={t("redeemKey")} onClose={closeDialog}>
      <form onSubmit={submit}>
        <div class="in stack">
          <p class="muted">{to("redeemLead")}</p>
          {reason && <div class="note bad" role="alert">{said(reason)}</div>}
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
    <Dialog title={to("logOutQuestion")} onClose={closeDialog} kind="ask">
      <div class="in stack">
        <p class="muted">{to("logOutLead", { name: session.value?.loginName ?? "" })}</p>
        <KeyQuestion />
      </div>
      <footer>
        <button type="button" class="btn" data-autofocus onClick={closeDialog}>{t("cancel")}</button>
        <button type="button" class="btn danger" onClick={() => void leave()}>{t("logOut")}</button>
      </footer>
    </Dialog>
  );
}

function Keys() {
  const rows: [string[], string][] = [
    [["Ctrl K"], to("keySwitcher")],
    [["Alt ↑", "Alt ↓"], to("keyChannel")],
    [["Alt Shift ↑", "Alt Shift ↓"], to("keyUnread")],
    [["Alt PgUp", "Alt PgDn"], to("keyGroup")],
    [["Ctrl F"], to("keySearch")],
    [["Ctrl E"], to("keyEmoji")],
    [["F6"], to("keyRegion")],
    [["Esc"], to("keyEscape")],
    [["Shift Esc"], to("keyRead")],
    [["↑"], to("keyEditLast")],
    [["R", "E", "M"], to("keyMessage")],
    [["M", "D", "V", "S"], to("keyCall")],
    [enterSends.value ? ["Enter", "Shift Enter"] : ["Shift Enter", "Enter"], to("keySend")],
    [["Ctrl B", "Ctrl I"], to("keyMarks")],
    [["a … z"], to("keyType")],
    [["?"], to("keyHelp")],
  ];
  return (
    <Dialog title={t("keys")} onClose={closeDialog} kind="wide">
      <div class="in">
        <dl class="keys">
          {rows.map(([combinations, text]) => (
            <div key={text} class="row">
              <dt class="grow">{text}</dt>
              <dd>{combinations.map((key) => <kbd key={key}>{keys(key)}</kbd>)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
