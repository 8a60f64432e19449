// The own key: its number, what the server thinks of it, and the way out of this browser.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { type KeyDevice, type StoredKey } from "../../crypto";
import { tk } from "../../i18n/keys";
import { forgetKey, storedKey } from "../../state/keyring";
import { Check } from "../../ui/Check";
import { confirm } from "../../ui/Confirm";
import { dateTimeOf } from "../../ui/dates";
import { Icon } from "../../ui/Icon";
import { KeyOnServer, setAccountKey, stateOf } from "./KeyOnServer";
import { SafetyNumber } from "./SafetyNumber";

/** Whether the account loses the key, too. */
const isTakenOff = signal(false);
const TakeOff = () => <Check label={tk("alsoTakeOff")} hint={tk("alsoTakeOffHint")} isOn={isTakenOff.value} testId="also-take-off" onChange={(isOn) => (isTakenOff.value = isOn)} />;

/** Everything about the key that is used now. */
export function OwnKey({ own }: { own: KeyDevice }) {
  const [stored, setStored] = useState<StoredKey | null>(null);
  useEffect(() => {
    setStored(null);
    if (own.kind === "browser") void storedKey().then((key) => key?.publicKey === own.publicKey && setStored(key), () => undefined);
  }, [own]);
  const isHere = own.kind === "browser" && stored !== null;
  const remove = async () => {
    const text = tk(stored?.isSaved ? "removeLead" : "removeLeadLost");
    isTakenOff.value = false;
    const isOfAccount = await stateOf(own.publicKey).then((state) => state === "serverProven" || state === "serverWaits", () => false);
    if (!(await confirm({ title: tk("removeQuestion"), text, verb: tk("removeIt"), detail: isOfAccount && <TakeOff /> }))) return;
    if (!isTakenOff.peek() || (await setAccountKey(""))) await forgetKey().catch(() => undefined);
  };
  return (
    <>
      <section class="form stack" data-testid="own-key">
        <h2>{tk("ownKey")}</h2>
        {own.kind === "bridge" && <p class="muted">{tk("ofDesktop")}</p>}
        {own.kind === "browser" && !stored && <p class="muted">{tk("onlyNow")}</p>}
        {stored && <p class="muted">{tk("since", { date: dateTimeOf(stored.since) })} {stored.isSaved && tk("isSaved")}</p>}
        <KeyOnServer own={own.publicKey} />
        {stored && !stored.isSaved && <div class="note warn"><Icon name="triangle-alert" /><span>{tk("notSaved")}</span></div>}
        <SafetyNumber publicKey={own.publicKey} label={tk("safetyNumber")} hint={tk("safetyHint")} />
      </section>
      {isHere && (
        <section class="form stack">
          <h2>{tk("removeTitle")}</h2>
          <p class="muted">{tk("removeHint")}</p>
          <div class="row"><button type="button" class="btn danger-quiet" data-testid="remove-key" onClick={() => void remove()}>{tk("remove")}</button></div>
        </section>
      )}
    </>
  );
}
