// Brings an account with its file, plain or encrypted.
import { useRef, useState } from "preact/hooks";
import { ta } from "../../i18n/account";
import { gateProblem } from "../../state/session";
import { Avatar } from "../../ui/Avatar";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { type Account, canEncrypt, type LockedFile, readFile, unlock } from "../account/accountFile";
import { PasswordField } from "./Field";
import type { Brought } from "./Gate";
import { bring, isFromElsewhere, startAnew, troubleText } from "./importing";

/** Account files are small; others are not even read. */
const MAX_BYTES = 1_000_000;

interface Chosen {
  name: string;
  account?: Account;
  locked?: LockedFile;
}

export function Import({ onUnknown }: { onUnknown: (account: Brought) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);

  const choose = async (file: File | undefined) => {
    if (!file) return;
    gateProblem.value = "";
    setPassword("");
    setChosen(null);
    try {
      const found = readFile(file.size > MAX_BYTES ? "" : await file.text());
      if ("locked" in found && !canEncrypt()) gateProblem.value = ta("noCryptoHere");
      else setChosen({ name: file.name, ...found });
    } catch (error) {
      gateProblem.value = troubleText(error);
    }
  };

  const create = (account: Account) => onUnknown({ id: account.id, name: decode(account.name ?? ""), loginName: account.loginName ?? "" });

  /** `isSure`: the account is of this server, whatever the file says. */
  const join = async (isSure: boolean) => {
    if (!chosen || isBusy) return;
    gateProblem.value = "";
    setBusy(true);
    try {
      const account = chosen.account ?? (chosen.locked && (await unlock(chosen.locked, password)));
      if (account) {
        setChosen({ name: chosen.name, account });
        // Then the person decides.
        if ((isSure || !isFromElsewhere(account)) && (await bring(account))) create(account);
      }
    } catch (error) {
      gateProblem.value = troubleText(error);
    }
    setBusy(false);
  };

  const account = chosen?.account;
  const isElsewhere = account !== undefined && isFromElsewhere(account);
  const name = decode(account?.name ?? "");
  return (
    <>
      <h1>{ta("bring")}</h1>
      <p class="lead">{ta("bringLead")}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void join(false);
        }}
      >
        {gateProblem.value && (
          <div class="note bad" role="alert" data-testid="join-error">
            <Icon name="circle-alert" />
            <span>{gateProblem.value}</span>
          </div>
        )}
        <div
          class="drop"
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            void choose(event.dataTransfer?.files[0]);
          }}
        >
          <Icon paths={moreIcons["file-key"]} />
          {chosen ? <b class="file-name">{chosen.name}</b> : <span class="small hide-phone">{ta("dropFile")}</span>}
          <button type="button" class="btn" onClick={() => input.current?.click()}>{ta(chosen ? "chooseAnother" : "chooseFile")}</button>
        </div>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          data-testid="import-file"
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
        {account && (
          <div class="row" data-testid="import-account">
            <Avatar id={account.id} name={name} size={44} />
            <div class="grow">
              <b class="cut">{name}</b>
              <div class="small muted">{ta("ofServer", { name: account.loginName ?? account.id })}</div>
            </div>
          </div>
        )}
        {chosen?.locked && <PasswordField isNew={false} label={ta("filePassword")} autoComplete="off" value={password} testId="import-password" onInput={setPassword} />}
        {isElsewhere && (
          <>
            <div class="note info"><Icon name="info" /><span>{ta("savedElsewhere", { origin: account.origin ?? "" })}</span></div>
            <button
              type="button"
              class="btn primary big wide"
              data-testid="import-create"
              onClick={() => {
                startAnew(account);
                create(account);
              }}
            >
              {ta("createHere")}
            </button>
            <button type="button" class="btn big wide" aria-busy={isBusy} data-testid="import-same" onClick={() => void join(true)}>{ta("sameServer")}</button>
          </>
        )}
        {chosen && !isElsewhere && (
          <button type="submit" class="btn primary big wide" aria-busy={isBusy} disabled={Boolean(chosen.locked) && !password} data-testid="import-submit">
            {isBusy && <span class="spin" />}
            {ta("joinWithFile")}
          </button>
        )}
      </form>
    </>
  );
}
