import { expect, it } from "vitest";
import { bytes } from "./bytes";

it("names sizes as people write them, with one decimal below 10", () => {
  expect([1, 15, 999, 1000, 3720, 48_000, 2_400_000, 5e9].map((size) => bytes(size).replace("\u00a0", " "))).toEqual(["1 byte", "15 bytes", "999 bytes", "1 KB", "3.7 KB", "48 KB", "2.4 MB", "5 GB"]);
});
