// Times as people of the user's locale write them.
import { t } from "../i18n";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const month = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "always" });
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

export const monthOf = (time: number) => month.format(time);
export const dateTimeOf = (time: number) => dateTime.format(time);
export const dateOf = (time: number) => date.format(time);

/** How long until then, such as "in 6 days". */
export function timeUntil(time: number, now = Date.now()): string {
  const minutes = Math.max(1, Math.round((time - now) / 60_000));
  if (minutes < 90) return relative.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 36 ? relative.format(hours, "hour") : relative.format(Math.round(hours / 24), "day");
}
