// Times as people of the user's locale write them.
import { t } from "../i18n";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

const DAY = 86_400_000;
const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

export const isSameDay = (a: number, b: number) => midnight(a) === midnight(b);
export const clockTime = (time: number) => clock.format(time);
export const fullTime = (time: number) => full.format(time);

export function shortTime(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return clock.format(time);
  return now - time < 6 * DAY ? weekday.format(time) : date.format(time);
}

export function dayName(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return t("today");
  if (isSameDay(time, midnight(now) - 1)) return t("yesterday");
  return longDay.format(time);
}
