// Durations as the protocol writes them: a number and a unit.
export type Unit = "minutes" | "hours" | "days" | "weeks" | "permanent";

export interface Duration {
  /** As it was typed. */
  amount: string;
  unit: Unit;
}

const MS: Record<Exclude<Unit, "permanent">, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };

const numberOf = (amount: string) => (/^\d{1,6}$/.test(amount.trim()) ? Number(amount) : 0);

/** The text on the wire; nothing if it makes no sense yet. */
export function wireDuration({ amount, unit }: Duration): string | undefined {
  if (unit === "permanent") return "1 perma";
  const number = numberOf(amount);
  return number > 0 ? `${number} ${unit}` : undefined;
}

/** When it ends, counted from now, ms; nothing if it makes no sense yet, infinite if it never does. */
export function endOf({ amount, unit }: Duration, now = Date.now()): number | undefined {
  if (unit === "permanent") return Infinity;
  const number = numberOf(amount);
  return number > 0 ? now + number * MS[unit] : undefined;
}

/** From here on the protocol means for ever: 9999-12-31. */
export const FOREVER = 253_402_300_799_000;
