// A channel of 10,000 messages, scrolled from the newest up to the oldest.
import { inChat, part, person, registerInBrowser } from "../browser-support.mjs";
import { cdp, framesOf, heap, round, watchFrames, watchWork } from "./tools.mjs";

/** Pixels a frame: at 60 frames a second ten screens a second, faster than anybody reads. */
const STEP = 150;
const MAX_DRAWN = 200;
const MAX_HEAP_MB = 60;

/** Runs in pages: scrolls up by a step each frame until the beginning is there. */
const scrollUp = async (step) => {
  const log = document.querySelector(".log");
  let drawn = 0;
  let nodes = 0;
  for (let frame = 0; ; frame++) {
    await new Promise(requestAnimationFrame);
    log.scrollTop -= step;
    if (frame % 30) continue;
    drawn = Math.max(drawn, log.querySelectorAll("[data-message-id]").length);
    nodes = Math.max(nodes, log.querySelectorAll("*").length);
    if (log.scrollTop < 2 && log.querySelector(".start")) return { drawn, nodes };
  }
};

export async function measureScroll({ browser, node }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(node.url);
  await registerInBrowser(page, person());
  await inChat(page);
  await part(page, "message").first().waitFor();
  const session = await cdp(page);
  const fresh = await heap(session);
  const work = await watchWork(session);
  await watchFrames(page);
  const { drawn, nodes } = await page.evaluate(scrollUp, STEP);
  const frames = framesOf(await page.evaluate(() => window.stopFrames()));
  const { all, script, layout } = await work();
  const after = await heap(session);
  await context.close();
  return [
    { what: "frame, median", value: frames.median, unit: "ms", goal: 17.5 },
    { what: "frame, 95 %", value: frames.p95, unit: "ms", goal: 17.5 },
    { what: "longest frame", value: frames.max, unit: "ms" },
    { what: "frames above 16.7 ms", value: frames.late, unit: "%" },
    { what: "frames above 33 ms", value: frames.later, unit: "%" },
    { what: "work a frame", value: round(all / frames.frames, 2), unit: "ms", goal: 10 },
    { what: "of it scripts", value: round(script / frames.frames, 2), unit: "ms" },
    { what: "of it styles and layout", value: round(layout / frames.frames, 2), unit: "ms" },
    { what: "heap at the newest", value: fresh, unit: "MB" },
    { what: "heap at the oldest", value: after, unit: "MB", goal: MAX_HEAP_MB },
    { what: "most messages drawn", value: drawn, unit: "", goal: MAX_DRAWN },
    { what: "most nodes in the log", value: nodes, unit: "" },
  ];
}
