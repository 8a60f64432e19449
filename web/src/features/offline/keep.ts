// The service worker: registered once somebody has joined, and told to go on when there is a new build.
import { t } from "../../i18n/background";
import { t as start } from "../../i18n/start";
import { findBridge } from "../../protocol/bridge";
import { onJoined } from "../../state/session";
import { toast } from "../../state/ui";

const used = () => performance.getEntriesByType("resource").map((entry) => entry.name);

let isTold = false;
/** Says once that there is something new; the page of the old build works on until then. */
function offerReload(registration: ServiceWorkerRegistration) {
  if (isTold) return;
  isTold = true;
  const act = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    // Another window may have been faster.
    if (registration.waiting) registration.waiting.postMessage("take over");
    else location.reload();
  };
  toast("info", t("newBuild"), t("newBuildLead"), { stays: true, action: { label: start("reload"), act } });
}

function watch(registration: ServiceWorkerRegistration) {
  const check = (next: ServiceWorker | null) => {
    const tell = () => {
      if (next?.state === "installed" && navigator.serviceWorker.controller) offerReload(registration);
    };
    tell();
    next?.addEventListener("statechange", tell);
  };
  check(registration.waiting);
  registration.addEventListener("updatefound", () => check(registration.installing));
}

/** The registration; none where the browser has no such thing, or in the desktop client. */
export async function keepOffline(): Promise<ServiceWorkerRegistration | undefined> {
  if (!navigator.serviceWorker || (await findBridge())) return undefined;
  try {
    const registration = await navigator.serviceWorker.register(new URL("sw.js", document.baseURI), { updateViaCache: "none" });
    watch(registration);
    // A server that was away may have come back with another build.
    onJoined(() => void registration.update().catch(() => undefined));
    void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage(used()));
    return registration;
  } catch {
    // Without it the chat works only with a connection, as before.
    return undefined;
  }
}
