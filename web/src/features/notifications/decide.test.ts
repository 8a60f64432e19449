import { expect, test } from "vitest";
import { isWanted } from "./decide";

const usual = { isOn: true, level: "mentions", isMuted: false, isForMe: true } as const;

test("mentions are told of, other messages only to who wants all", () => {
  expect(isWanted(usual)).toBe(true);
  expect(isWanted({ ...usual, isForMe: false })).toBe(false);
  expect(isWanted({ ...usual, level: "all", isForMe: false })).toBe(true);
  expect(isWanted({ ...usual, level: "nothing" })).toBe(false);
});

test("what is muted or turned off is silent", () => {
  expect(isWanted({ ...usual, level: "all", isMuted: true })).toBe(false);
  expect(isWanted({ ...usual, isOn: false })).toBe(false);
});
