// Sizes of files as people write them.
import { locale } from "../i18n/language";

const UNITS = ["KB", "MB", "GB"] as const;

export function bytes(count: number): string {
  let value = count;
  let unit = -1;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit < 0) return new Intl.NumberFormat(locale.value, { style: "unit", unit: "byte", unitDisplay: "long" }).format(value);
  return `${new Intl.NumberFormat(locale.value, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)}\u00a0${UNITS[unit]}`;
}
