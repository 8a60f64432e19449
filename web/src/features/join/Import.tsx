// Brings an account with its file, plain or encrypted.
import { useState } from "preact/hooks";
import { hasCrypto } from "../../crypto/available";
import { ta } from "../../i18n/account";
import { said } from "../../i18n/server";
import { gateProblem } from "../../state/session";
import { Avatar } from "../../ui/Avatar";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { type Account, type LockedFile, readFile, unlock } from "../account/accountFile";
import { PasswordField } from "./Field";
import { FileDrop } from "./FileDrop";
import type { Brought } from "./Gate";
import { bring, isFromElsewhere, startAnew, troubleText } from "./importing";

interface Chosen {
  name: string;
  account?: Account;
  locked?: LockedFile;
}

export function Import({ onUnknown }: { onUnknown: (account: Brought) => void }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);

  const choose = (text: string, name: string) => {
    gateProblem.value = "";
    setPassword("");
    setChosen(null);
    try {
      const found = readFile(text);
      if ("locked" in found && !hasCrypto()) gateProblem.value = ta("noCryptoHere");
      else setChosen({ name, ...found });
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
            <span>{said(gateProblem.value)}</span>
          </div>
        )}
        <FileDrop name={chosen?.name} testId="import-file" onFile={choose} />
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
