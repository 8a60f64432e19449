// The account has a key, and a device of its owner has proven another one: which shall it be? Whoever decides needs the
// password, for a key opens the account.
import { useState } from "preact/hooks";
import { isSameKey } from "../../crypto";
import { tk } from "../../i18n/keys";
import { pendingKey, refuseKey } from "../../state/keyring";
import { device } from "../../state/keys";
import { toast } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { PasswordField } from "../join/Field";
import { request } from "./request";
import { SafetyNumber } from "./SafetyNumber";

function Question({ publicKey }: { publicKey: string }) {
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isHere = device.value !== null && isSameKey(device.value.publicKey, publicKey);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    if (!password) return setTrouble(tk("pendingPassword"));
    setBusy(true);
    const reason = await request("adoptKey", { password });
    setBusy(false);
    if (reason) return setTrouble(reason);
    pendingKey.value = null;
    toast("ok", tk("pendingDone"));
  };
  return (
    <form class="form stack" noValidate aria-label={tk("pendingTitle")} data-testid="pending-key" onSubmit={submit}>
      <h2>{tk(isHere ? "pendingHere" : "pendingElsewhere")}</h2>
      <p class="muted">{tk(isHere ? "pendingHereLead" : "pendingElsewhereLead")}</p>
      <SafetyNumber publicKey={publicKey} label={tk("pendingNumber")} testId="pending-number" />
      <div class="note warn"><Icon name="triangle-alert" /><span>{tk("pendingLoss")}</span></div>
      {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      <PasswordField isNew={false} value={password} testId="pending-password" onInput={setPassword} />
      <div class="row key-ways">
        <button type="submit" class="btn primary" aria-busy={isBusy} data-testid="adopt-key">
          {isBusy && <span class="spin" />}
          {tk("pendingUse")}
        </button>
        <button type="button" class="btn" data-testid="refuse-key" onClick={() => refuseKey(publicKey)}>{tk("pendingKeep")}</button>
      </div>
    </form>
  );
}

/** The question, while it is open. */
export const PendingKey = () => (pendingKey.value ? <Question key={pendingKey.value} publicKey={pendingKey.value} /> : null);
