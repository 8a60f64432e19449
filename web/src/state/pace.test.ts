import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { afterMessages, first, paced } from "./pace";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("puts off what is not waited for, once, and not for ever", async () => {
  const act = vi.fn();
  afterMessages(act);
  expect(act).toHaveBeenCalledTimes(1);
  first(new Promise((done) => setTimeout(done, 500)));
  afterMessages(act);
  afterMessages(act);
  expect(act).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(act).toHaveBeenCalledTimes(2);
  first(new Promise(() => undefined));
  first(Promise.reject(new Error("no answer")));
  afterMessages(act);
  await vi.advanceTimersByTimeAsync(3999);
  expect(act).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(act).toHaveBeenCalledTimes(3);
});

it("asks for what changes often as often as the connection bears", async () => {
  const load = vi.fn(() => new Promise((done) => setTimeout(done, 100)));
  const { soon, now } = paced(load);
  soon();
  await vi.advanceTimersByTimeAsync(10);
  expect(load).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 50; n++) soon();
  await vi.advanceTimersByTimeAsync(480);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(30);
  expect(load).toHaveBeenCalledTimes(2);
  // Somebody waits for it: no rest.
  now();
  await vi.advanceTimersByTimeAsync(100);
  expect(load).toHaveBeenCalledTimes(3);
});
