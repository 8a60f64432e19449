// Fetched a while after somebody has joined, or when it is asked for: see background.ts.
import { t } from "../i18n";
import { loadTexts } from "../i18n/language";
import { onJoined } from "../state/session";
import type { Channel } from "../state/structure";
import { toast } from "../state/ui";
import type { Place } from "../ui/popover";

/** By then the chat is there, and the network is quiet. */
const AFTER_MS = 3000;

const load = () => Promise.all([import("./background"), loadTexts("background")]).then(([part]) => part);

export function openNotifications(channel: Channel, place: Place) {
  load().then(
    (part) => part.openNotificationMenu(channel, place),
    () => toast("bad", t("partFailed"), t("partFailedHint")),
  );
}

export function startLater() {
  onJoined(() => {
    setTimeout(() => void load().then((part) => part.startBackground(), () => undefined), AFTER_MS);
  });
}
