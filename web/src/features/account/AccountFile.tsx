// Saves the file that opens the account elsewhere: encrypted, or as DCTS writes it.
import { useState } from "preact/hooks";
import { hasCrypto } from "../../crypto/available";
import { ta } from "../../i18n/account";
import { toast } from "../../state/ui";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { saveText } from "../../ui/save";
import { PasswordField } from "../join/Field";
import { load } from "../settings/api";
import { Page } from "../settings/parts";
import { type Account, fileName, lock } from "./accountFile";

const SHORTEST = 8;

/** Pictures of this server are found from elsewhere, too. */
const absolute = (path: string | undefined) => (path?.startsWith("/") ? new URL(path, location.origin).href : (path ?? ""));

async function fetchAccount(): Promise<Account | undefined> {
  const account = (await load<{ account?: Account }>("exportAccount"))?.account;
  return account && { ...account, origin: location.origin, icon: absolute(account.icon), banner: absolute(account.banner) };
}

function save(account: Account, text: string) {
  saveText(fileName(location.origin, account.name ?? ""), text);
  toast("ok", ta("exported"), ta("exportedLead"));
}

export function AccountFile() {
  return (
    <Page title={ta("file")} lead={ta("fileLead")}>
      <Locked />
      <Plain />
    </Page>
  );
}

function Locked() {
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const isShort = [...password].length < SHORTEST;
    setTrouble(isShort ? ta("filePasswordShort") : "");
    if (isShort || isBusy) return;
    setBusy(true);
    const account = await fetchAccount();
    if (account) {
      save(account, await lock(account, password));
      setPassword("");
    }
    setBusy(false);
  };
  if (!hasCrypto()) {
    return (
      <section class="form stack">
        <h2>{ta("lockedTitle")}</h2>
        <div class="note warn"><Icon name="triangle-alert" /><span>{ta("noCrypto")}</span></div>
      </section>
    );
  }
  return (
    <form class="form stack" noValidate aria-label={ta("lockedTitle")} onSubmit={submit}>
      <h2>{ta("lockedTitle")}</h2>
      <p class="muted">{ta("lockedLead")}</p>
      {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      <PasswordField isNew label={ta("filePassword")} hint={ta("filePasswordHint")} autoComplete="off" value={password} testId="file-password" onInput={setPassword} />
      <div class="row">
        <button type="submit" class="btn primary" aria-busy={isBusy} data-testid="export-locked">
          {isBusy ? <span class="spin" /> : <Icon name="download" small />}
          {ta("exportLocked")}
        </button>
      </div>
    </form>
  );
}

function Plain() {
  const submit = async () => {
    if (!(await confirm({ title: ta("plainQuestion"), text: ta("fileWarning"), verb: ta("saveIt") }))) return;
    const account = await fetchAccount();
    if (account) save(account, JSON.stringify(account, null, 2));
  };
  return (
    <section class="form stack">
      <h2>{ta("plainTitle")}</h2>
      <p class="muted">{ta("plainLead")}</p>
      <div class="note warn"><Icon name="triangle-alert" /><span>{ta("fileWarning")}</span></div>
      <div class="row"><button type="button" class="btn" data-testid="export-plain" onClick={() => void submit()}><Icon name="download" small />{ta("exportPlain")}</button></div>
    </section>
  );
}
