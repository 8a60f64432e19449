import { expect, it } from "vitest";
import { readVersion } from "./version";

it("reads earlier versions, plain and encoded", () => {
  const json = JSON.stringify({ message: "<p>grüße</p>", editedTimestamp: 5 });
  const found = { html: "<p>grüße</p>", until: 5 };
  expect(readVersion(json)).toEqual(found);
  expect(readVersion(btoa(encodeURIComponent(json)))).toEqual(found);
  expect(readVersion("nonsense")).toBeUndefined();
});
