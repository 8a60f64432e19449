// Times as people write them in the language of the page.
import { format } from "./format";

const weekday = format({ weekday: "short", hour: "2-digit", minute: "2-digit" });
const date = format({ day: "numeric", month: "short", year: "numeric" });
export const clockTime = format({ hour: "2-digit", minute: "2-digit" });
export const fullTime = format({ dateStyle: "full", timeStyle: "long" });

const DAY = 86_400_000;
/** When the day of a time began. */
export const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

export const isSameDay = (a: number, b: number) => midnight(a) === midnight(b);

export function shortTime(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return clockTime(time);
  return now - time < 6 * DAY ? weekday(time) : date(time);
}
