import { expect, it } from "vitest";
import { endOf, wireDuration } from "./duration";

it("writes durations as the protocol does", () => {
  expect(wireDuration({ amount: "10", unit: "minutes" })).toBe("10 minutes");
  expect(wireDuration({ amount: " 2 ", unit: "weeks" })).toBe("2 weeks");
  expect(wireDuration({ amount: "", unit: "permanent" })).toBe("1 perma");
  for (const amount of ["", "0", "-1", "1.5", "x", "1e9", "99999999"]) expect(wireDuration({ amount, unit: "days" }), amount).toBeUndefined();
});

it("says when they end", () => {
  expect(endOf({ amount: "2", unit: "hours" }, 1000)).toBe(1000 + 7_200_000);
  expect(endOf({ amount: "", unit: "permanent" })).toBe(Infinity);
  expect(endOf({ amount: "no", unit: "weeks" })).toBeUndefined();
});
