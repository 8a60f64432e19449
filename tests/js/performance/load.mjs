// The first load: when something is seen, when it can be used, and what it costs.
import { inChat, part, registerInBrowser, person } from "../browser-support.mjs";
import { cdp, median, round, slowDown } from "./tools.mjs";

/** Runs in pages before anything else: notes when something can be used, a frame after it is there. */
const note = ([wanted, shown]) => {
  window.noted = {};
  const look = () => {
    for (const [name, selector] of Object.entries({ usable: wanted, shown })) {
      if (name in window.noted || !document.querySelector(selector)) continue;
      window.noted[name] = NaN;
      requestAnimationFrame(() => setTimeout(() => (window.noted[name] = performance.now())));
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

async function visit(context, url, usable, shown) {
  const page = await context.newPage();
  await page.addInitScript(note, [usable, shown]);
  const session = await cdp(page);
  await slowDown(session, { network: true });
  const asked = new Map();
  let socketRequests = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.url.includes("/socket.io/")) socketRequests++;
    else if (response.url.startsWith("http")) asked.set(requestId, { url: response.url, bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (asked.has(requestId)) asked.get(requestId).bytes = encodedDataLength;
  });
  await page.goto(url);
  await page.waitForFunction(() => window.noted.usable > 0 && window.noted.shown > 0, undefined, { timeout: 60_000 });
  const times = await page.evaluate(() => ({ paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN, ...window.noted }));
  await page.close();
  const loads = [...asked.values()].filter(({ bytes }) => bytes > 0);
  return { ...times, requests: loads.length, kib: loads.reduce((sum, { bytes }) => sum + bytes, 0) / 1024, socketRequests };
}

const FIELD = '[data-testid="composer-input"]';
const MESSAGE = '[data-testid="message"]';

export async function measureLoad({ browser, node, rounds }) {
  const known = await browser.newContext({ serviceWorkers: "block" });
  const first = await known.newPage();
  await first.goto(node.url);
  await registerInBrowser(first, person());
  await first.close();
  const storageState = await known.storageState();
  const kinds = {
    "first visit": async () => {
      const context = await browser.newContext({ serviceWorkers: "block" });
      return [await visit(context, node.url, '[data-testid="join-submit"]', '[data-testid="join-submit"]'), context];
    },
    "member, nothing cached": async () => {
      const context = await browser.newContext({ serviceWorkers: "block", storageState });
      return [await visit(context, node.url, FIELD, MESSAGE), context];
    },
    "member, cached": async () => {
      const context = await browser.newContext({ serviceWorkers: "block", storageState });
      const page = await context.newPage();
      await page.goto(node.url);
      await inChat(page);
      await part(page, "message").first().waitFor();
      await page.close();
      return [await visit(context, node.url, FIELD, MESSAGE), context];
    },
  };
  const rows = [];
  for (const [name, make] of Object.entries(kinds)) {
    const seen = [];
    for (let n = 0; n < rounds; n++) {
      const [one, context] = await make();
      seen.push(one);
      await context.close();
    }
    const of = (key) => median(seen.map((one) => one[key]));
    rows.push(
      { what: `${name}: first paint`, value: round(of("paint"), 0), unit: "ms" },
      { what: `${name}: can be used`, value: round(of("usable"), 0), unit: "ms" },
      ...(name === "first visit" ? [] : [{ what: `${name}: messages shown`, value: round(of("shown"), 0), unit: "ms" }]),
      { what: `${name}: requests`, value: of("requests"), unit: "", goal: 3 },
      { what: `${name}: bytes`, value: round(of("kib")), unit: "KiB" },
    );
  }
  await known.close();
  return rows;
}
