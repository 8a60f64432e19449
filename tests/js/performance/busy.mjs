// A busy evening: 500 members in the list, and 100 messages a second for five seconds.
import { inChat, person, registerInBrowser } from "../browser-support.mjs";
import { connect, enter, rejoin, send, wait } from "../support.mjs";
import { LONG, MEMBERS } from "./town.mjs";
import { cdp, framesOf, round, watchFrames, watchWork } from "./tools.mjs";

const SECONDS = 5;
const PER_SECOND = 100;

export async function measureBusy({ browser, node, town }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(node.url);
  await registerInBrowser(page, person());
  await inChat(page);
  const sockets = [];
  for (const speaker of town.speakers) {
    const socket = await connect(node.direct);
    await rejoin(socket, speaker);
    enter(socket, speaker, LONG);
    sockets.push(socket);
  }
  await page.waitForFunction((all) => [...document.querySelectorAll(".members h2")].reduce((sum, { textContent }) => sum + Number(/\d+/.exec(textContent)?.[0] ?? 0), 0) >= all, MEMBERS);
  await wait(1000);
  await page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.long.push(duration))).observe({ type: "longtask" });
  });
  await watchFrames(page);
  const work = await watchWork(await cdp(page));
  const start = performance.now();
  const sent = [];
  for (let n = 0; n < SECONDS * PER_SECOND; n++) {
    const speaker = n % sockets.length;
    sent.push(send(sockets[speaker], town.speakers[speaker], `<p>${n} of a busy evening, and it does not end before everybody has said something</p>`, {}, 30_000));
    await wait(Math.max(0, start + ((n + 1) * 1000) / PER_SECOND - performance.now()));
  }
  await page.locator(".log [data-message-id]").filter({ hasText: `${SECONDS * PER_SECOND - 1} of a busy evening` }).waitFor();
  const took = (performance.now() - start) / 1000;
  const { all, script, layout } = await work();
  const { frames, long, drawn } = await page.evaluate(() => ({ frames: window.stopFrames(), long: window.long, drawn: document.querySelectorAll(".log [data-message-id]").length }));
  await Promise.all(sent);
  for (const socket of sockets) socket.close();
  await context.close();
  const each = (time) => round(time / (SECONDS * PER_SECOND), 2);
  const { p95, max, median } = framesOf(frames);
  return [
    { what: "until the last is shown", value: round(took), unit: "s", goal: SECONDS + 1 },
    { what: "work a message", value: each(all), unit: "ms" },
    { what: "of it scripts", value: each(script), unit: "ms" },
    { what: "of it styles and layout", value: each(layout), unit: "ms" },
    { what: "long tasks", value: long.length, unit: "" },
    { what: "in long tasks", value: round(long.reduce((sum, one) => sum + one, 0), 0), unit: "ms" },
    { what: "longest task", value: round(Math.max(0, ...long), 0), unit: "ms" },
    { what: "frame, median", value: median, unit: "ms" },
    { what: "frame, 95 %", value: p95, unit: "ms" },
    { what: "longest frame", value: max, unit: "ms" },
    { what: "messages drawn", value: drawn, unit: "", goal: 200 },
  ];
}
