// The end of an account, with what is to become of its messages.
import { useId, useState } from "preact/hooks";
import { ta } from "../../i18n/account";
import { me } from "../../state/members";
import { logOut, session } from "../../state/session";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { PasswordField } from "../join/Field";
import { Page, TextField } from "../settings/parts";
import { request } from "./request";

export function DeleteAccount() {
  const name = session.value?.loginName || decode(me.value?.name ?? session.value?.name ?? "");
  const [messages, setMessages] = useState<"keep" | "remove">("keep");
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const submit = async (event: Event) => {
    event.preventDefault();
    const isSure = typed.trim() === name && password !== "";
    setTrouble(isSure ? "" : ta("deleteNotTyped", { name }));
    if (!isSure || isBusy) return;
    setBusy(true);
    const reason = await request("deleteAccount", { password, messages });
    setBusy(false);
    if (reason) return setTrouble(reason);
    logOut();
  };
  const choice = (key: "keep" | "remove", label: string, hint: string) => (
    <label class="choice">
      <input type="radio" name={id} checked={messages === key} data-testid={`messages-${key}`} onChange={() => setMessages(key)} />
      <span class="grow"><b>{label}</b><span class="hint">{hint}</span></span>
    </label>
  );
  return (
    <Page title={ta("deleteAccount")} lead={ta("deleteLead")}>
      <form class="form stack" noValidate aria-label={ta("deleteAccount")} onSubmit={submit}>
        {trouble && <div class="note bad" role="alert" data-testid="delete-trouble"><Icon name="circle-alert" /><span>{trouble}</span></div>}
        <fieldset class="stack">
          <legend class="label">{ta("whatOfMessages")}</legend>
          {choice("keep", ta("keepMessages"), ta("keepMessagesHint"))}
          {choice("remove", ta("removeMessages"), ta("removeMessagesHint"))}
        </fieldset>
        <TextField label={ta("typeName", { name })} value={typed} testId="delete-name" onInput={setTyped} />
        <PasswordField isNew={false} label={ta("password")} value={password} testId="delete-password" onInput={setPassword} />
        <div class="row">
          <button type="submit" class="btn danger" aria-busy={isBusy} data-testid="delete-account">
            {isBusy && <span class="spin" />}
            {ta("deleteForGood")}
          </button>
        </div>
      </form>
    </Page>
  );
}
