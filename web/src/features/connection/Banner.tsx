// The state of the connection: always there for machines and screen readers, visible only when it
// has been missing for two seconds.
import { effect, signal } from "@preact/signals";
import { t } from "../../i18n/start";
import { connection, socket } from "../../protocol/socket";
import { phase } from "../../state/session";
import { Icon } from "../../ui/Icon";

const PATIENCE_MS = 2000;
const RELIEF_MS = 3000;

const shown = signal<"none" | "missing" | "back">("none");
let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const isOnline = connection.value === "online";
  // Nothing is missing yet while somebody comes back.
  const isComing = phase.value === "boot";
  clearTimeout(timer);
  if (!isOnline && !isComing) timer = setTimeout(() => (shown.value = "missing"), PATIENCE_MS);
  else if (isOnline && shown.peek() === "missing") {
    shown.value = "back";
    timer = setTimeout(() => (shown.value = "none"), RELIEF_MS);
  } else shown.value = "none";
});

const LABEL = { online: "stateOnline", connecting: "stateConnecting", offline: "stateOffline" } as const;

/** For machines and screen readers. */
export function ConnectionState() {
  return (
    <div class="state" role="status" data-testid="connection-state" data-state={connection.value}>
      {shown.value === "none" ? "" : t(LABEL[connection.value])}
    </div>
  );
}

export function Banner() {
  if (shown.value === "none") return null;
  if (shown.value === "back") {
    return (
      <div class="banner ok">
        <Icon name="circle-check" />
        <span class="grow">{t("connectedAgain")}</span>
      </div>
    );
  }
  return (
    <div class="banner">
      <Icon name="wifi-off" />
      <span class="grow">{t("noConnection")}</span>
      <button type="button" class="btn" onClick={() => socket.disconnect().connect()}>{t("tryNow")}</button>
    </div>
  );
}
