// Dates of parts that are loaded when they are used.
import { computed } from "@preact/signals";
import { locale } from "../i18n/language";
import { format } from "./format";

const relative = computed(() => new Intl.RelativeTimeFormat(locale.value, { numeric: "always" }));

export const monthOf = format({ month: "long", year: "numeric" });
export const dayOf = format({ dateStyle: "long" });
export const dateTimeOf = format({ dateStyle: "medium", timeStyle: "short" });

/** How long until then, such as "in 6 days". */
export function timeUntil(time: number, now = Date.now()): string {
  const minutes = Math.max(1, Math.round((time - now) / 60_000));
  if (minutes < 90) return relative.value.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 36 ? relative.value.format(hours, "hour") : relative.value.format(Math.round(hours / 24), "day");
}
