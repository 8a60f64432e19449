// Words that the menu of a channel and the page of notifications share.
import { t } from "../../i18n/background";
import { FOREVER } from "../../state/notify";
import { shortTime } from "../../ui/time";

/** What turns something on again that is muted until then. */
export const unmuteLabel = (until: number) => (until === FOREVER ? t("unmute") : t("unmuteBefore", { time: shortTime(until) }));
