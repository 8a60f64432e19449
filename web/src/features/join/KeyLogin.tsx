// Signing in with a key: that of this browser or of the desktop client, or one of a file.
import { useEffect, useState } from "preact/hooks";
import { browserDevice, type FreshKey, hasCrypto, type KeyDevice } from "../../crypto";
import { tk } from "../../i18n/keys";
import { adopt, findDevice, loginByKey } from "../../state/keyring";
import { device } from "../../state/keys";
import { gateProblem, phase } from "../../state/session";
import { Check } from "../../ui/Check";
import { Icon } from "../../ui/Icon";
import { BringKey } from "../account/BringKey";

/** The part of the first visit for who has a key. */
export function KeyLogin() {
  const [isBusy, setBusy] = useState(false);
  const [isKept, setKept] = useState(false);
  useEffect(() => void findDevice(), []);
  const own = device.value;

  const enter = async (key: KeyDevice) => {
    if (isBusy) return;
    setBusy(true);
    await loginByKey(key);
    setBusy(false);
  };
  const enterWithFile = async (key: FreshKey): Promise<undefined> => {
    await enter(browserDevice(key.own));
    // What opens nothing here is not kept either; and where keys cannot be kept, this visit has one.
    if (phase.peek() === "in") await adopt(key, isKept).catch(() => adopt(key, false));
  };
  return (
    <div class="by-key">
      <h1>{tk("byKeyTitle")}</h1>
      <p class="lead">{tk("byKeyLead")}</p>
      {(gateProblem.value || own) && (
        <div class="form">
          {gateProblem.value && (
            <div class="note bad" role="alert" data-testid="join-error">
              <Icon name="circle-alert" />
              <span>{gateProblem.value}</span>
            </div>
          )}
          {own && (
            <button type="button" class="btn primary big wide" style="white-space:normal;text-align:center" aria-busy={isBusy} data-testid="key-login" onClick={() => void enter(own)}>
              {isBusy && <span class="spin" />}
              {tk(own.kind === "bridge" ? "withDesktopKey" : "withBrowserKey")}
            </button>
          )}
        </div>
      )}
      {hasCrypto() ? (
        <BringKey isBig lead={own ? tk("orFile") : undefined} verb={tk("signInWithFile")} onKey={enterWithFile}>
          <Check label={tk("keepHere")} hint={tk("keepHereHint")} isOn={isKept} testId="keep-key" onChange={setKept} />
        </BringKey>
      ) : (
        !own && <div class="form"><div class="note warn"><Icon name="triangle-alert" /><span>{tk("noCrypto")}</span></div></div>
      )}
    </div>
  );
}
