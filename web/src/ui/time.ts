// Times as people write them in the language of the page.
import { computed } from "@preact/signals";
import { t } from "../i18n";
import { locale } from "../i18n/language";

export const format = (options: Intl.DateTimeFormatOptions) => {
  const made = computed(() => new Intl.DateTimeFormat(locale.value, options));
  return (time: number) => made.value.format(time);
};

const weekday = format({ weekday: "short", hour: "2-digit", minute: "2-digit" });
const date = format({ day: "numeric", month: "short", year: "numeric" });
const longDay = format({ weekday: "long", day: "numeric", month: "long" });
export const clockTime = format({ hour: "2-digit", minute: "2-digit" });
export const fullTime = format({ dateStyle: "full", timeStyle: "long" });

const DAY = 86_400_000;
const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

export const isSameDay = (a: number, b: number) => midnight(a) === midnight(b);

export function shortTime(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return clockTime(time);
  return now - time < 6 * DAY ? weekday(time) : date(time);
}

export function dayName(time: number, now = Date.now()): string {
  if (isSameDay(time, now)) return t("today");
  if (isSameDay(time, midnight(now) - 1)) return t("yesterday");
  return longDay(time);
}
