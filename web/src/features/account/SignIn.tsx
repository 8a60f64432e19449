// The password, and where we are signed in.
import { useState } from "preact/hooks";
import { ta } from "../../i18n/account";
import { session } from "../../state/session";
import { toast } from "../../state/ui";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { PasswordField } from "../join/Field";
import { Page } from "../settings/parts";
import { KeyQuestion, leave } from "./leaving";
import { request } from "./request";

const SHORTEST = 6;

export function SignIn() {
  const loginName = session.value?.loginName;
  return (
    <Page title={ta("signIn")} lead={loginName ? ta("signInLead", { name: loginName }) : ta("noLoginName")}>
      <ChangePassword loginName={loginName ?? ""} />
      <OtherDevices />
      <ThisDevice loginName={loginName} />
    </Page>
  );
}

function ChangePassword({ loginName }: { loginName: string }) {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const check = () => {
    if (!old) return ta("passwordMissing");
    if ([...fresh].length < SHORTEST) return ta("passwordShort");
    return fresh === old ? ta("passwordSame") : "";
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = check();
    setTrouble(wrong);
    if (wrong || isBusy) return;
    setBusy(true);
    const reason = await request("changePassword", { password: old, newPassword: fresh });
    setBusy(false);
    if (reason) return setTrouble(reason);
    setOld("");
    setFresh("");
    toast("ok", ta("passwordChanged"), ta("passwordChangedLead"));
  };
  return (
    <form class="form stack" noValidate aria-label={ta("changePassword")} onSubmit={submit}>
      <h2>{ta("changePassword")}</h2>
      {/* Programs that keep passwords need the name beside them. */}
      <input type="text" hidden autoComplete="username" value={loginName} readOnly />
      {trouble && <div class="note bad" role="alert" data-testid="password-trouble"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      <PasswordField isNew={false} label={ta("oldPassword")} value={old} testId="old-password" onInput={setOld} />
      <PasswordField isNew label={ta("newPassword")} value={fresh} testId="new-password" onInput={setFresh} />
      <div class="note"><Icon name="info" /><span>{ta("otherDevicesHint")}</span></div>
      <div class="row">
        <button type="submit" class="btn primary" aria-busy={isBusy} data-testid="change-password">
          {isBusy && <span class="spin" />}
          {ta("changePassword")}
        </button>
      </div>
    </form>
  );
}

function OtherDevices() {
  const leave = async () => {
    if (!(await confirm({ title: ta("logOutEverywhereQuestion"), text: ta("logOutEverywhereLead"), verb: ta("logOutEverywhere") }))) return;
    const reason = await request("logoutEverywhere", {});
    if (reason) toast("bad", reason);
    else toast("ok", ta("loggedOutEverywhere"));
  };
  return (
    <section class="form stack">
      <h2>{ta("otherDevices")}</h2>
      <p class="muted">{ta("logOutEverywhereLead")}</p>
      <div class="row"><button type="button" class="btn" data-testid="log-out-everywhere" onClick={() => void leave()}>{ta("logOutEverywhere")}</button></div>
    </section>
  );
}

function ThisDevice({ loginName }: { loginName: string | undefined }) {
  const text = loginName ? ta("logOutLead", { name: loginName }) : ta("logOutUnknown");
  const ask = async () => {
    if (await confirm({ title: ta("logOutQuestion"), text, verb: ta("logOut"), detail: <KeyQuestion /> })) await leave();
  };
  return (
    <section class="form stack">
      <h2>{ta("thisDevice")}</h2>
      {loginName ? <p class="muted">{text}</p> : <div class="note warn"><Icon name="triangle-alert" /><span>{text}</span></div>}
      <div class="row"><button type="button" class="btn" data-testid="log-out-here" onClick={() => void ask()}>{ta("logOut")}</button></div>
    </section>
  );
}
