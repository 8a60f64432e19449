// What the heading of a call says of its encryption.
import { expect, it, vi } from "vitest";
import type { Person } from "./state";

vi.mock("livekit-client", () => ({ isE2EESupported: () => true }));
const { sealOf, isSealable } = await import("./lockState");

const person = (lock: Person["lock"], isMe = false): Person => ({ id: "1", isMe, isSpeaking: false, isMuted: false, camera: undefined, screen: undefined, screenHeight: 0, hasScreenSound: false, quality: "", lock });
const of = (locks: Person["lock"][], isSealed = true, sealTrouble: "" | "noKey" = "") => {
  const { state, open } = sealOf([...locks.map((lock) => person(lock)), person(isSealed ? "sealed" : "", true)], { isSealed, sealTrouble });
  return open ? `${state} ${open}` : state;
};

it("says it of all, and of how many not", () => {
  expect([of([]), of(["sealed", "verified"]), of(["verified", "verified"]), of(["waiting", "verified"])]).toEqual(["sealed", "sealed", "verified", "sealed"]);
  expect([of(["open", "verified"]), of(["open", "changed", "refused", "sealed"])]).toEqual(["partly 1", "partly 3"]);
});

it("says nothing where nobody encrypts, and that we do not where others do", () => {
  expect([of([""], false), of(["locked", ""], false), of([""], false, "noKey")]).toEqual(["", "open", "open"]);
});

it("needs a secure page", () => {
  expect(isSealable()).toBe(globalThis.crypto?.subtle !== undefined);
});
