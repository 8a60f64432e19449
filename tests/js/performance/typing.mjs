// Typing in a channel full of messages, on a slow computer: from the key to the frame that shows its letter.
import { inChat, part, person, registerInBrowser } from "../browser-support.mjs";
import { cdp, quantile, round, slowDown, watchWork } from "./tools.mjs";

const TEXT = "The battery made it through the night, and nobody had to climb on the roof again :) thanks to Robin";
const GOAL_MS = 50;

export async function measureTyping({ browser, node }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(node.url);
  await registerInBrowser(page, person());
  await inChat(page);
  await fill(page);
  await page.evaluate(() => {
    window.latencies = [];
    addEventListener(
      "keydown",
      ({ timeStamp }) => requestAnimationFrame(() => {
        // A message comes after the frame is painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.latencies.push(performance.now() - timeStamp);
        port2.postMessage(null);
      }),
      true,
    );
  });
  const session = await cdp(page);
  await part(page, "composer-input").focus();
  // At full speed, for what slows the computer down counts as work.
  const work = await watchWork(session);
  await page.keyboard.type(TEXT, { delay: 90 });
  const { all, script, layout } = await work();
  const each = (time) => round(time / TEXT.length, 2);
  await page.evaluate(() => (window.latencies = []));
  await slowDown(session);
  await page.keyboard.type(TEXT, { delay: 90 });
  await page.waitForFunction((count) => window.latencies.length >= count, TEXT.length);
  const latencies = await page.evaluate(() => window.latencies);
  await context.close();
  return [
    { what: "key to frame, median", value: round(quantile(latencies, 0.5)), unit: "ms", goal: GOAL_MS },
    { what: "key to frame, 95 %", value: round(quantile(latencies, 0.95)), unit: "ms", goal: GOAL_MS },
    { what: "key to frame, longest", value: round(Math.max(...latencies)), unit: "ms" },
    { what: "work a key, at full speed", value: each(all), unit: "ms", goal: 10 },
    { what: "of it scripts", value: each(script), unit: "ms" },
    { what: "of it styles and layout", value: each(layout), unit: "ms" },
  ];
}

/** Scrolls up through the history for a while, as somebody who looks for something. With `back` down again. */
export async function fill(page, { back = false } = {}) {
  await page.locator(".log [data-message-id]").first().waitFor();
  for (let n = 0; n < 25; n++) {
    await page.evaluate(() => (document.querySelector(".log").scrollTop -= 400));
    await page.waitForTimeout(50);
  }
  if (back) await page.locator(".pill").click();
  await page.waitForTimeout(300);
}
