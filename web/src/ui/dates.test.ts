import { expect, it } from "vitest";
import { timeUntil } from "./dates";

it("says how long it is until then, in the unit that people would use", () => {
  const format = new Intl.RelativeTimeFormat("en-US", { numeric: "always" });
  const minute = 60_000;
  expect(timeUntil(1, 0)).toBe(format.format(1, "minute"));
  expect(timeUntil(10 * minute, 0)).toBe(format.format(10, "minute"));
  expect(timeUntil(120 * minute, 0)).toBe(format.format(2, "hour"));
  expect(timeUntil(7 * 1440 * minute, 0)).toBe(format.format(7, "day"));
});
