// Whether the system shows what we have to tell. It is asked for only when somebody wants it.
import { signal } from "@preact/signals";
import { t } from "../../i18n/background";
import { findBridge } from "../../protocol/bridge";
import { prefer, preferences } from "../../state/notify";
import { toast } from "../../state/ui";

/** In the desktop client nobody has to be asked. */
export const hasBridge = signal(false);
void findBridge().then((bridge) => (hasBridge.value = typeof bridge?.ShowNotification === "function"));

const isPossible = () => hasBridge.value || "Notification" in window;
const isGranted = () => hasBridge.value || ("Notification" in window && Notification.permission === "granted");

/** The browser was told to ask no more. */
export const isBlocked = () => !hasBridge.value && "Notification" in window && Notification.permission === "denied";

/** Whether somebody wants notifications, and the system shows them. */
export const isOn = () => (preferences.value.isOn ?? hasBridge.value) && isGranted();

export async function turnOn() {
  if (!isPossible()) return toast("info", t("notifyMissing"), t("notifyMissingLead"), { stays: true });
  if (!hasBridge.value && (await Notification.requestPermission()) !== "granted") {
    prefer({ isOn: false });
    return toast("info", t("notifyBlocked"), t("notifyBlockedLead"), { stays: true });
  }
  prefer({ isOn: true });
  toast("ok", t("notifyOn"));
}

export const turnOff = () => prefer({ isOn: false });
