// Dates of parts that are loaded when they are used.
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const month = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "always" });

export const monthOf = (time: number) => month.format(time);
export const dateTimeOf = (time: number) => dateTime.format(time);

/** How long until then, such as "in 6 days". */
export function timeUntil(time: number, now = Date.now()): string {
  const minutes = Math.max(1, Math.round((time - now) / 60_000));
  if (minutes < 90) return relative.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 36 ? relative.format(hours, "hour") : relative.format(Math.round(hours / 24), "day");
}
