// What the measurements share: a slow computer on a slow network, frames, and numbers about numbers.

/** A phone of 2015 on a bad day: a quarter of this machine, and the "slow 4G" of the developer tools. */
export const CPU_SLOWDOWN = 4;
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1e6) / 8, uploadThroughput: (0.75 * 1e6) / 8 };

export const cdp = (page) => page.context().newCDPSession(page);

export async function slowDown(session, { cpu = CPU_SLOWDOWN, network = false } = {}) {
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  if (!network) return;
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_4G);
}

/** The value that this share of the numbers does not exceed. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
export const median = (numbers) => quantile(numbers, 0.5);
export const round = (value, digits = 1) => Number(value.toFixed(digits));

/** Times between frames. A frame that is shown in time comes after 16.7 ms, give or take the clock. */
export function framesOf(times) {
  const share = (limit) => round((100 * times.filter((time) => time > limit).length) / times.length, 2);
  return { frames: times.length, median: round(median(times)), p95: round(quantile(times, 0.95)), max: round(Math.max(...times)), late: share(17.5), later: share(34) };
}

/** What the page takes of the memory once everything nobody needs is gone, in MB. */
export async function heap(session) {
  // Twice: what a finalizer lets go is collected by the second.
  for (let n = 0; n < 2; n++) await session.send("HeapProfiler.collectGarbage");
  // Nodes of the page are beside the objects of scripts.
  const { usedSize, embedderHeapUsedSize = 0 } = await session.send("Runtime.getHeapUsage");
  return round((usedSize + embedderHeapUsedSize) / 1e6);
}

/** Runs in pages: collects the times between frames until `stopFrames`. */
export const watchFrames = (page) =>
  page.evaluate(() => {
    const times = [];
    let before;
    let isOn = true;
    const next = (now) => {
      if (before !== undefined) times.push(now - before);
      before = now;
      if (isOn) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    window.stopFrames = () => {
      isOn = false;
      return times;
    };
  });

/** How long the page's thread works, in milliseconds of the processor: other than the time on the clock it does
 * not depend on what else the machine does. Call what it gives for the work since then. */
export async function watchWork(session) {
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => Object.fromEntries((await session.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value * 1000]));
  const before = await read();
  return async () => {
    const now = await read();
    const since = (name) => now[name] - before[name];
    return { all: since("TaskDuration"), script: since("ScriptDuration"), layout: since("LayoutDuration") + since("RecalcStyleDuration") };
  };
}
