// The page of the own key. There is none before somebody asks for it, except that of the desktop client.
import { useEffect, useState } from "preact/hooks";
import { createKey, type FreshKey, hasCrypto } from "../../crypto";
import { tk } from "../../i18n/keys";
import { can, navigateHome } from "../../protocol/bridge";
import { adopt, findDevice, offerKey } from "../../state/keyring";
import { device } from "../../state/keys";
import { toast } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { Page } from "../settings/parts";
import { BringKey } from "./BringKey";
import { KeyOnServer } from "./KeyOnServer";
import { OwnKey } from "./OwnKey";
import { PendingKey } from "./PendingKey";
import { SaveKey } from "./SaveKey";

/** The page "Encryption and keys". */
export function Keys() {
  const [isReady, setReady] = useState(false);
  /** Can be saved until this page is left. */
  const [fresh, setFresh] = useState<FreshKey | null>(null);
  useEffect(() => void findDevice().finally(() => setReady(true)), []);
  const own = device.value;
  // The button that brought here is gone; the page goes on at its title.
  useEffect(() => {
    if (isReady && document.activeElement === document.body) document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [own, fresh]);

  const use = async (key: FreshKey): Promise<string | undefined> => {
    try {
      await adopt(key, true);
    } catch {
      return tk("notKept");
    }
    setFresh(key);
    toast("ok", tk("taken"));
    void offerKey();
    return undefined;
  };
  return (
    <Page title={tk("keysTitle")} lead={tk("keysLead")}>
      {can("NavigateHome") && <div class="row"><button type="button" class="btn" data-testid="navigate-home" onClick={() => void navigateHome()}>{tk("desktopHome")}</button></div>}
      {!own && !hasCrypto() && <div class="note warn"><Icon name="triangle-alert" /><span>{tk("noCrypto")}</span></div>}
      {fresh && <SaveKey fresh={fresh} onDone={() => setFresh(null)} />}
      {!fresh && <PendingKey />}
      {own && !fresh && <OwnKey own={own} />}
      {isReady && !own && hasCrypto() && <NoKey onKey={use} />}
      <div class="form"><div class="note"><Icon name="info" /><span>{tk("serverWarning")}</span></div></div>
    </Page>
  );
}

/** Two ways to a key. */
function NoKey({ onKey }: { onKey: (key: FreshKey) => Promise<string | undefined> }) {
  const [isBusy, setBusy] = useState(false);
  const create = async () => {
    if (isBusy) return;
    setBusy(true);
    const reason = await createKey().then(onKey, () => tk("notKept"));
    if (reason) toast("bad", tk("createFailed"), reason);
    setBusy(false);
  };
  return (
    <>
      <KeyOnServer />
      <section class="form stack">
        <h2>{tk("newTitle")}</h2>
        <p class="muted">{tk("newLead")}</p>
        <div class="row">
          <button type="button" class="btn primary" aria-busy={isBusy} data-testid="create-key" onClick={() => void create()}>
            {isBusy && <span class="spin" />}
            {tk("create")}
          </button>
        </div>
      </section>
      <section class="form stack">
        <h2>{tk("bringTitle")}</h2>
        <p class="muted">{tk("bringLead")}</p>
        <BringKey verb={tk("take")} onKey={onKey} />
      </section>
    </>
  );
}
