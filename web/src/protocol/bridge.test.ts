import { afterEach, expect, test, vi } from "vitest";
import { call, can, findBridge, navigateHome, navigateTo, notifyByBridge, tell } from "./bridge";

const lend = (dcts: unknown) => Object.assign(window, { dcts });
afterEach(() => {
  delete (window as { dcts?: unknown }).dcts;
  vi.useRealTimers();
});

test("functions are looked for when they are used", async () => {
  expect(can("GetPublicKey")).toBe(false);
  await expect(call("GetPublicKey")).rejects.toThrow();
  expect(await tell("SaveServer", "chat.example", false)).toBe(false);
  // Android's are called on their object, and answer at once.
  lend({ key: "PEM", GetPublicKey(this: { key: string }) { return this.key; }, SaveServer: "no function" });
  expect([can("GetPublicKey"), can("SaveServer")]).toEqual([true, false]);
  expect(await call("GetPublicKey")).toBe("PEM");
  lend(null);
  expect(can("GetPublicKey")).toBe(false);
});

test("what fails is nobody's trouble where nothing depends on it", async () => {
  lend({ SaveServer: () => Promise.reject(new Error("no")), NavigateHome() { throw new Error("no"); } });
  expect([await tell("SaveServer", "chat.example", false), await navigateHome()]).toEqual([true, true]);
  await expect(call("SaveServer")).rejects.toThrow("no");
});

test("who does not answer is not waited for", async () => {
  vi.useFakeTimers();
  lend({ GetPublicKey: () => new Promise(() => undefined) });
  const answer = expect(call("GetPublicKey")).rejects.toThrow("does not answer");
  await vi.advanceTimersByTimeAsync(10_000);
  await answer;
});

test("notifications and other servers are the launcher's, if it has them", async () => {
  const [ShowNotification, NavigateToUrl] = [vi.fn(), vi.fn()];
  lend({ ShowNotification, NavigateToUrl });
  await findBridge();
  expect(await notifyByBridge("Ines", "hi", "https://chat.example/i.png")).toBe(true);
  expect(ShowNotification).toHaveBeenCalledWith({ title: "Ines", text: "hi", icon: "https://chat.example/i.png" });
  expect(await navigateTo("https://b.example/")).toBe(true);
  expect(NavigateToUrl).toHaveBeenCalledWith("https://b.example/");
  lend({});
  expect([await notifyByBridge("a", "b", "c"), await navigateTo("x"), await navigateHome()]).toEqual([false, false, false]);
});
