import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SETTLE_MS, takeTurns, type Wire } from "./turns";

type Hear = Parameters<Wire["listen"]>[0];

/** Windows that hear each other. */
function windows(...names: string[]) {
  const ears = new Map<string, Hear>();
  return names.map((name) =>
    takeTurns(name, {
      post: (claim) => ears.forEach((hear, other) => other !== name && hear(claim)),
      listen: (hear) => ears.set(name, hear),
    }),
  );
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = async (turns: Promise<boolean>[]) => {
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  return Promise.all(turns);
};

test("a window alone speaks", async () => {
  const [alone] = windows("a");
  expect(await settle([alone!("1", false)])).toEqual([true]);
});

test("of several one speaks, whoever is first", async () => {
  const all = windows("c", "a", "b");
  expect(await settle(all.map((turn) => turn("1", false)))).toEqual([true, false, false]);
});

test("nobody speaks when one window shows it", async () => {
  const [hidden, seeing] = windows("a", "b");
  const first = hidden!("1", false);
  expect(await settle([first, seeing!("1", true)])).toEqual([false, false]);
});

test("two that claim at the same moment agree", async () => {
  const ears: Hear[] = [];
  const sent: (() => void)[] = [];
  const late = (me: number): Wire => ({ post: (claim) => sent.push(() => ears[1 - me]?.(claim)), listen: (hear) => void (ears[me] = hear) });
  const turns = [takeTurns("b", late(0)), takeTurns("a", late(1))].map((turn) => turn("1", false));
  sent.forEach((deliver) => deliver());
  expect(await settle(turns)).toEqual([false, true]);
});
