// What the client weighs: every file, and the first load as a real browser makes it. More than the
// ceiling fails.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { inChat, launchBrowser, part, person, registerInBrowser, startNode, visitor } from "./browser-support.mjs";

const KIB = 1024;
const MINUTE = 60_000;
const FOLDER = fileURLToPath(new URL("../../web-dist", import.meta.url));

/** Most requests and KiB of gzip of a first load. */
const CEILINGS = {
  "a newcomer": { requests: 3, gzip: 45 },
  "a German newcomer": { requests: 4, gzip: 50 },
  "somebody who comes back": { requests: 3, gzip: 88 },
  "a German who comes back": { requests: 4, gzip: 94 },
};
/** Most KiB of brotli of all styles that every visit loads; they are in the page. */
const MAX_STYLES = 10;

const gzip = (data) => gzipSync(data, { level: 9 }).length;
const kib = (bytes) => (bytes / KIB).toFixed(1).padStart(6);

let browser;
let node;
before(async () => {
  browser = await launchBrowser();
  node = await startNode();
});
after(async () => {
  await browser?.close();
  await node?.stop();
});

test("every file, with its gzip and brotli", (t) => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.(html|js|css)$/.test(entry.name));
  assert.ok(files.length > 5);
  for (const entry of files) {
    const data = readFileSync(path.join(entry.parentPath ?? entry.path, entry.name));
    const brotli = brotliCompressSync(data).length;
    t.diagnostic(`${kib(gzip(data))} KiB gzip ${kib(brotli)} KiB brotli  ${entry.name}`);
    if (entry.name === "index.html") assert.ok(brotli <= MAX_STYLES * KIB, `${entry.name}: ${brotli} bytes of brotli`);
  }
});

for (const [who, ceiling] of Object.entries(CEILINGS)) {
  test(`the first load of ${who}: at most ${ceiling.requests} requests, ${ceiling.gzip} KiB of gzip`, { timeout: MINUTE }, async (t) => {
    const locale = who.includes("German") ? "de-DE" : "en-GB";
    let storageState;
    if (!who.includes("newcomer")) {
      const first = await visitor(t, node, { locale });
      await registerInBrowser(first, person());
      storageState = await first.context().storageState();
    }
    const context = await browser.newContext({ storageState, locale });
    t.after(() => context.close());
    const page = await context.newPage();
    const answers = [];
    page.on("response", (response) => answers.push(response));
    await page.goto(node.url);
    if (storageState) await inChat(page);
    else await part(page, "join-submit").waitFor();
    // By then the network would be quiet, and nothing that comes later has begun.
    await page.waitForTimeout(1000);
    const loads = answers.filter((answer) => !answer.url().includes("/socket.io/"));
    assert.ok(loads.every((answer) => answer.url().startsWith(node.url)), "nothing comes from elsewhere");
    let bytes = 0;
    for (const answer of loads) {
      const data = await answer.body();
      bytes += gzip(data);
      t.diagnostic(`${kib(gzip(data))} KiB gzip ${kib(brotliCompressSync(data).length)} KiB brotli  ${new URL(answer.url()).pathname}`);
    }
    t.diagnostic(`${kib(bytes)} KiB gzip in ${loads.length} requests`);
    assert.ok(bytes > 10_000);
    assert.ok(loads.length <= ceiling.requests, loads.map((answer) => answer.url()).join(" "));
    assert.ok(bytes <= ceiling.gzip * KIB, `${bytes} bytes`);
  });
}
