// The way out of this browser. A key that it keeps opens the account again, so it is asked whether it stays.
import { signal } from "@preact/signals";
import { loadTexts } from "../../i18n/language";
import { loadKeyring } from "../../state/keys";
import { logOut } from "../../state/session";
import { lazy } from "../../ui/lazy";
import { recall } from "../../ui/storage";

/** Whether the key goes as well. */
export const alsoKey = signal(false);

const Question = lazy<object>(() => Promise.all([import("./LeaveKey"), loadTexts("keys")]).then(([{ LeaveKey }]) => LeaveKey));

/** Asks about the key, where there is one. */
export const KeyQuestion = () => (recall("key", false) ? <Question /> : null);

/** Signs out as it was decided. */
export async function leave() {
  if (alsoKey.peek()) await loadKeyring().then((ring) => ring.forgetKey()).catch(() => undefined);
  logOut();
}
