// The first visit: create an account or sign in, with the proof of work in between.
import { useMemo, useState } from "preact/hooks";
import { loadTexts } from "../../i18n/language";
import { said } from "../../i18n/server";
import { t } from "../../i18n/start";
import { expectedTries } from "../../protocol/pow";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { lazy } from "../../ui/lazy";
import { contourLines } from "../../ui/lines";
import { LanguageChoice } from "../LanguageChoice";
import { cancelWork, type Form, gateProblem, login, needsInvite, register, session, work } from "../../state/session";
import { server } from "../../state/structure";
import { recall } from "../../ui/storage";
import { Field, PasswordField } from "./Field";

/** An account of a file that this server does not know yet. */
export interface Brought {
  id: string;
  name: string;
  loginName: string;
}

const KeyLogin = lazy<object>(() => Promise.all([import("./KeyLogin"), loadTexts("account"), loadTexts("keys")]).then(([{ KeyLogin }]) => KeyLogin));
const Import = lazy<{ onUnknown: (account: Brought) => void }>(() => Promise.all([import("./Import"), loadTexts("account")]).then(([{ Import }]) => Import));

const LOGIN_NAME = /^[a-zA-Z0-9._]{1,64}$/;

export function Gate() {
  const [mode, setMode] = useState<"register" | "login" | "import" | "key">(recall("key", false) ? "key" : "register");
  const [form, setForm] = useState<Form>({ name: "", loginName: "", password: "", code: new URLSearchParams(location.search).get("code") ?? "" });
  const [isBusy, setBusy] = useState(false);
  /** The field that the problem is about. */
  const [wrong, setWrong] = useState<keyof Form>();
  const lines = useMemo(() => contourLines(7), []);
  const isNew = mode === "register";
  const asksInvite = isNew && (needsInvite.value || server.value.registration === false);

  const set = (field: keyof Form) => (value: string) => {
    if (wrong === field) setWrong(undefined);
    setForm((known) => ({ ...known, [field]: value }));
  };
  const change = (next: typeof mode) => {
    gateProblem.value = "";
    setWrong(undefined);
    setMode(next);
  };
  const bring = (account: Brought) => {
    setForm((known) => ({ ...known, ...account }));
    setMode("register");
  };

  const check = (): [string, (keyof Form)?] => {
    if (!isNew) return form.loginName && form.password ? [""] : [t("fieldsMissing"), form.loginName ? "password" : "loginName"];
    if (!form.name.trim()) return [t("nameMissing"), "name"];
    if (!LOGIN_NAME.test(form.loginName)) return [t("loginNameWrong"), "loginName"];
    return form.password.length < 6 ? [t("passwordShort"), "password"] : [""];
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    const [problem, field] = check();
    gateProblem.value = problem;
    setWrong(field);
    // Once it is marked.
    if (field) setTimeout(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    if (problem || isBusy) return;
    setBusy(true);
    await (isNew ? register(form) : login(form.loginName, form.password));
    setBusy(false);
  };

  return (
    <div class="gate">
      <svg class="lines" viewBox="0 0 1440 900" preserveAspectRatio="xMidYMid slice" fill="none" stroke="currentColor" stroke-width="1.1" aria-hidden="true">
        {lines.map((line, at) => (
          <path key={at} d={line} opacity={0.4 + (at % 4) * 0.2} />
        ))}
      </svg>
      <main class="dialog" data-testid="join-dialog">
        <div class="brand">
          <Avatar id={location.host} name={server.value.name || location.host} isGroup size={44} />
          <div class="grow">
            <b class="cut">{server.value.name || location.host}</b>
            <span>{server.value.slots?.online ? t("hostOnline", { host: location.host, n: server.value.slots.online }) : location.host}</span>
          </div>
        </div>
        {work.value ? <Working name={form.name.trim()} loginName={form.loginName} /> : mode === "import" ? <Import onUnknown={bring} /> : mode === "key" ? <KeyLogin /> : (
          <>
            <h1>{t(isNew ? (asksInvite ? "byInvitation" : "comeIn") : "welcomeBack")}</h1>
            <p class="lead">{t(isNew ? (asksInvite ? "byInvitationLead" : "comeInLead") : "welcomeBackLead")}</p>
            <form onSubmit={submit} noValidate>
              {gateProblem.value && (
                <div class="note bad" role="alert" data-testid="join-error">
                  <Icon name="circle-alert" />
                  <span>{said(gateProblem.value)}</span>
                </div>
              )}
              {asksInvite && <Field label={t("inviteCode")} value={form.code} onInput={set("code")} testId="join-code" autoComplete="off" />}
              {isNew && <Field label={t("displayName")} hint={t("displayNameHint")} isWrong={wrong === "name"} value={form.name} onInput={set("name")} testId="join-display-name" autoComplete="nickname" maxLength={25} />}
              <Field label={t("loginName")} hint={isNew ? t("loginNameHint") : ""} isWrong={wrong === "loginName"} value={form.loginName} onInput={set("loginName")} testId="join-login-name" autoComplete="username" maxLength={64} />
              <PasswordField isNew={isNew} isWrong={wrong === "password"} value={form.password} onInput={set("password")} />
              <button type="submit" class="btn primary big wide" data-testid="join-submit" aria-busy={isBusy}>
                {isBusy && <span class="spin" />}
                {t(isNew ? "createAccount" : "signIn")}
              </button>
            </form>
          </>
        )}
        {!work.value && (
          <div class="alt-ways">
            {mode !== "register" && <button type="button" data-testid="join-tab-register" onClick={() => change("register")}>{t("newAccount")}</button>}
            {mode !== "login" && <button type="button" data-testid="join-tab-login" onClick={() => change("login")}>{t("haveAccount")}</button>}
            {mode !== "import" && <button type="button" data-testid="join-tab-import" onClick={() => change("import")}>{t("importFile")}</button>}
            {mode !== "key" && <button type="button" data-testid="join-tab-key" onClick={() => change("key")}>{t("byKey")}</button>}
            <LanguageChoice />
          </div>
        )}
      </main>
    </div>
  );
}

function progressText(done: number, all: number, since: number): string {
  const seconds = Math.ceil(((all - done) / done) * ((performance.now() - since) / 1000));
  // A proof can take longer than on average: then there is no honest guess.
  if (done === 0 || done >= all) return t("proofProgress", { done, all });
  return seconds < 90 ? t("proofSeconds", { done, all, n: seconds }) : t("proofMinutes", { done, all, n: Math.round(seconds / 60) });
}

function Working({ name, loginName }: { name: string; loginName: string }) {
  const { tries, difficulty, since } = work.value ?? { tries: 0, difficulty: 0, since: 0 };
  const all = expectedTries(difficulty);
  const percent = Math.min(99, Math.round((tries / all) * 100));
  const known = session.value;
  return (
    <>
      <h1>{t("oneMoment")}</h1>
      <p class="lead" role="status">{t("oneMomentLead")}</p>
      <div class="form" data-testid="pow-progress">
        <ul class="steps">
          <li class="done">
            <span class="mark"><Icon name="check" /></span>
            <div><b>{t("accountDetails")}</b><span class="small muted">{name ? t("detailsDone", { name, loginName }) : known?.name || loginName}</span></div>
          </li>
          <li class="now">
            <span class="mark"><span class="spin" /></span>
            <div class="grow">
              <b>{t("proofOfWork")}</b>
              <span class="small muted num">{progressText(tries, all, since)}</span>
              <div class="bar" style="margin-top:8px" role="progressbar" aria-label={t("proofOfWork")} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
                <i style={{ width: `${percent}%` }} />
              </div>
            </div>
          </li>
          <li>
            <span class="mark">3</span>
            <div><b class="muted">{t("joining")}</b></div>
          </li>
        </ul>
        {!known && <button type="button" class="btn big wide" data-testid="pow-cancel" onClick={cancelWork}>{t("cancel")}</button>}
      </div>
      <div class="alt-ways"><span class="muted">{t("slowDevice")}</span></div>
    </>
  );
}
