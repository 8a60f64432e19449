// Short notices at the top right.
import { said } from "../i18n/server";
import { t } from "../i18n/start";
import { connection } from "../protocol/socket";
import { closeToast, toasts } from "../state/ui";
import { Icon } from "./Icon";

export function Toasts() {
  // Not over the banner that says how to connect again.
  const place = connection.value === "online" ? "toasts" : "toasts low";
  return (
    <div class={place}>
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.kind}`} role={toast.kind === "bad" ? "alert" : "status"}>
          <Icon name={toast.kind === "bad" ? "circle-alert" : toast.kind === "ok" ? "circle-check" : "info"} />
          <div class="grow">
            <b>{said(toast.title)}</b>
            {toast.text && <span>{said(toast.text)}</span>}
            {toast.action && <button type="button" class="undo" onClick={toast.action.act}>{toast.action.label}</button>}
          </div>
          <button type="button" class="ib" aria-label={t("close")} onClick={() => closeToast(toast.id)}>
            <Icon name="x" small />
          </button>
        </div>
      ))}
    </div>
  );
}
