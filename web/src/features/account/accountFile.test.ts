// @vitest-environment node
import { expect, it, vi } from "vitest";
import { type Account, fileName, FileTrouble, type LockedFile, lock, proofOf, readFile, unlock } from "./accountFile";

// Stretching a password takes a while on small machines.
vi.setConfig({ testTimeout: 60_000 });

const account: Account = { id: "123456789012", token: "1".repeat(48), pow: "abc-42", name: "Zoë", loginName: "zoe" };

const lockedOf = (text: string): LockedFile => {
  const read = readFile(text);
  if (!("locked" in read)) throw new Error("not locked");
  return read.locked;
};
const troubleOf = async (act: () => unknown) => {
  try {
    await act();
  } catch (error) {
    return error instanceof FileTrouble ? error.trouble : error;
  }
  return "none";
};

it("opens what it has locked, with the password only", async () => {
  const text = await lock(account, "four random words");
  const file = JSON.parse(text) as LockedFile;
  expect(Object.keys(file)).toEqual(["format", "version", "iterations", "salt", "iv", "ciphertext"]);
  expect([file.format, file.version, file.iterations]).toEqual(["dcts-edge-account", 1, 600_000]);
  expect(text).not.toContain(account.token);
  expect(await unlock(lockedOf(text), "four random words")).toEqual(account);
  expect(await troubleOf(() => unlock(lockedOf(text), "four random word"))).toBe("wrongPassword");
});

it("never makes the same file twice", async () => {
  const [a, b] = [lockedOf(await lock(account, "x")), lockedOf(await lock(account, "x"))];
  expect([a.salt === b.salt, a.iv === b.iv, a.ciphertext === b.ciphertext]).toEqual([false, false, false]);
});

it("refuses what was damaged", async () => {
  const file = JSON.parse(await lock(account, "x")) as LockedFile;
  const bytes = [...atob(file.ciphertext)];
  bytes[3] = String.fromCharCode((bytes[3] ?? "").charCodeAt(0) ^ 1);
  expect(await troubleOf(() => unlock({ ...file, ciphertext: btoa(bytes.join("")) }, "x"))).toBe("wrongPassword");
  for (const part of [{ salt: "%%" }, { salt: "" }, { iv: btoa("short") }, { ciphertext: 7 as unknown as string }]) {
    expect(await troubleOf(() => unlock({ ...file, ...part }, "x")), JSON.stringify(part)).toBe("damaged");
  }
  for (const iterations of [1, 1e9, 0.5, "600000", undefined]) {
    expect(await troubleOf(() => readFile(JSON.stringify({ ...file, iterations }))), String(iterations)).toBe("damaged");
  }
});

it("refuses versions that it does not know", async () => {
  expect(await troubleOf(() => readFile('{"format":"dcts-edge-account","version":2}'))).toBe("tooNew");
  expect(await troubleOf(() => readFile('{"format":"dcts-edge-account"}'))).toBe("tooNew");
  expect(await troubleOf(() => readFile('{"format":"something","version":1}'))).toBe("notAnAccount");
});

it("reads plain files, also with more in them", async () => {
  expect(readFile(JSON.stringify({ ...account, joined: 1 }))).toEqual({ account: { ...account, joined: 1 } });
  expect(readFile(JSON.stringify({ ...account, pow: null }))).toEqual({ account: { ...account, pow: "" } });
  for (const bad of ["", "no", "[]", "7", '{"id":"1"}']) expect(await troubleOf(() => readFile(bad)), bad).toBe("notAnAccount");
  expect(await troubleOf(() => readFile(JSON.stringify({ id: account.id })))).toBe("noKey");
});

it("takes the proof apart", () => {
  expect(proofOf(account)).toEqual({ challenge: "abc", solution: 42 });
  for (const pow of ["", "abc", "-1", "abc-", "abc-x"]) expect(proofOf({ ...account, pow }), pow).toBeUndefined();
});

it("names files as DCTS does, without what file systems refuse", () => {
  expect(fileName("https://chat.example:8443", "Zoë / 1")).toBe("https_chat.example_8443_identity_Zoë_1.json");
});
