import { beforeEach, describe, expect, test, vi } from "vitest";
import type { WireMessage } from "../protocol/types";

const NOW = Date.UTC(2026, 0, 2);
let times: number[] = [];
let asked = 0;

vi.mock("../protocol/socket", () => ({
  ask: (_event: string, { index }: { index: number }) => {
    asked += 1;
    const before = times.map((time, n) => ({ time, n })).filter(({ time }) => index === -1 || time < index);
    return Promise.resolve({ data: before.slice(-PAGE).map(({ time, n }) => wire(n, time)) });
  },
  socket: { on: () => undefined, connected: false },
  connection: { value: "online", peek: () => "online", subscribe: () => undefined },
}));
vi.mock("./session", () => ({ credentials: () => ({}), session: { value: null, peek: () => null }, onJoined: () => undefined }));
vi.mock("./conversations", () => ({ directOf: () => Promise.resolve(undefined) }));

const { PAGE, pageAfter } = await import("./history");

const wire = (n: number, time: number): WireMessage => ({ messageId: `m${n}`, room: "0-0-0", message: `<p>${n}</p>`, timestamp: time, id: "1", name: "Ada" }) as unknown as WireMessage;

describe("a page that goes on after a message", () => {
  beforeEach(() => {
    asked = 0;
    vi.useFakeTimers({ now: NOW });
  });

  const after = async (n: number) => {
    const page = await pageAfter("0-0-0", `m${n}`, times[n] ?? 0);
    const ids = page?.messages.map(({ id }) => id) ?? [];
    const at = ids.indexOf(`m${n}`);
    return { at, after: ids.slice(at + 1), reachesEnd: page?.reachesEnd };
  };

  const HOUR = 3_600_000;
  const burst = (from: number, count: number, ms: number) => Array.from({ length: count }, (_, n) => from + Math.floor(n * ms));
  const cases: [string, number[]][] = [
    ["a flood after a short silence", [...burst(NOW - HOUR, 3, 1000), ...burst(NOW - HOUR + 2700, 120, 2)]],
    ["a flood after a long silence", [...burst(NOW - 24 * HOUR, 3, 1000), ...burst(NOW - 2 * HOUR, 500, 3)]],
    ["months of one an hour", burst(NOW - 2000 * HOUR, 1500, HOUR)],
    ["a flood at once", burst(NOW - HOUR / 2, 400, 1)],
    ["a flood, silence, a flood", [...burst(NOW - 900 * HOUR, 200, 5), ...burst(NOW - HOUR, 200, 5)]],
  ];
  for (const [name, all] of cases) {
    test(`${name}: it is there, and what comes next is there`, async () => {
      times = all;
      for (const n of [2, 60, 100]) {
        asked = 0;
        const found = await after(n);
        expect(found.at).toBeGreaterThanOrEqual(0);
        expect(found.after[0]).toBe(`m${n + 1}`);
        expect(asked).toBeLessThanOrEqual(24);
      }
    });
  }

  test("the newest page says that it reaches to the end", async () => {
    times = burst(NOW - 40_000, 20, 1000);
    expect(await after(10)).toMatchObject({ reachesEnd: true });
    expect(asked).toBe(1);
  });

  test("what is not there is not found", async () => {
    times = burst(NOW - 40_000, 200, 10);
    expect(await pageAfter("0-0-0", "gone", times[5] ?? 0)).toBeUndefined();
  });
});
