// From one channel to another one that was open before: from the click to the frame that shows its messages.
import { inChat, person, registerInBrowser } from "../browser-support.mjs";
import { cdp, CPU_SLOWDOWN, quantile, round, slowDown, watchWork } from "./tools.mjs";
import { fill } from "./typing.mjs";

const TIMES = 20;
const GOAL_MS = 50;

/** Runs in pages: clicks on a channel and waits for the frame after which its messages are there. */
const change = async (index) => {
  const link = document.querySelectorAll(".panel a.ch, .panel button.ch")[index];
  const before = document.querySelector(".log [data-message-id]").dataset.messageId;
  const start = performance.now();
  link.click();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const first = document.querySelector(".log [data-message-id]");
    if (!first || first.dataset.messageId === before) continue;
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    });
    return performance.now() - start;
  }
};

export async function measureChanging({ browser, node }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(node.url);
  await registerInBrowser(page, person());
  await inChat(page);
  await fill(page, { back: true });
  await page.evaluate(change, 1);
  await fill(page, { back: true });
  const session = await cdp(page);
  const rows = [];
  for (const cpu of [1, CPU_SLOWDOWN]) {
    await slowDown(session, { cpu });
    const times = [];
    const work = await watchWork(session);
    for (let n = 0; n < TIMES; n++) {
      times.push(await page.evaluate(change, n % 2));
      await page.waitForTimeout(200);
    }
    const { all, script, layout } = await work();
    const where = cpu === 1 ? "" : `, ${cpu}x slower`;
    rows.push(
      { what: `click to frame, median${where}`, value: round(quantile(times, 0.5)), unit: "ms", goal: GOAL_MS },
      { what: `click to frame, 95 %${where}`, value: round(quantile(times, 0.95)), unit: "ms" },
    );
    if (cpu > 1) continue;
    rows.push(
      { what: "work a change", value: round(all / TIMES), unit: "ms" },
      { what: "of it scripts", value: round(script / TIMES), unit: "ms" },
      { what: "of it styles and layout", value: round(layout / TIMES), unit: "ms" },
    );
  }
  await context.close();
  return rows;
}
