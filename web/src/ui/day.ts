// Days by their name. Apart from times, which the first visit has without the texts of the chat.
import { t } from "../i18n";
import { format } from "./format";
import { isSameDay, midnight } from "./time";

const longDay = format({ weekday: "long", day: "numeric", month: "long" });

/** Today, yesterday, or the day of the week with its date. */
export function dayName(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return t("today");
  if (isSameDay(time, midnight(now) - 1)) return t("yesterday");
  return longDay(time);
}
