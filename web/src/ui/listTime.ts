// Times in lists, as short as they can be.
import { format } from "./format";
import { clockTime, isSameDay } from "./time";

const WEEK_MS = 6 * 86_400_000;
const weekday = format({ weekday: "short" });
const day = format({ day: "numeric", month: "short" });
const dayAndYear = format({ dateStyle: "medium" });

/** A time in a list: of today the clock, of this week the day. */
export function listTime(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return clockTime(time);
  if (now - time < WEEK_MS) return weekday(time);
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? day(time) : dayAndYear(time);
}
