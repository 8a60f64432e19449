// The client as an app: it opens without a connection, takes over a new build when the person wants it,
// and keeps nothing but its own files.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { axe, composerHas, inChat, launchBrowser, offline, online, ownNode, part, person, registerInBrowser, SIZES, startNode, stored, until, visitor, write } from "./browser-support.mjs";

const MINUTE = 60_000;

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Waits until the worker has everything and answers for the page. */
async function installed(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  await page.waitForFunction(async () => (await caches.keys()).length === 1);
}
const kept = (page) =>
  page.evaluate(async () => {
    const [name] = await caches.keys();
    return (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
  });

for (const [size, viewport] of SIZES) {
  test(`${size}: without a server the chat opens with its frame, the banner and the draft, and goes on by itself`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Ada"));
    await write(page, "said before");
    await installed(page);
    await part(page, "composer-input").fill("half a thought");
    await until(async () => (await page.evaluate(() => localStorage.getItem("dcts-edge.drafts")))?.includes("half a thought"), "the draft is kept");
    await node.stop();
    await offline(page);
    await page.reload();
    await page.locator(".banner").getByText("No connection").waitFor();
    await page.getByRole("heading", { level: 1, name: "chat" }).waitFor();
    await composerHas(page, "half a thought");
    assert.deepEqual(await axe(page), []);
    // Written in the dark; sent once, when there is light.
    await part(page, "composer-input").fill("written in the dark");
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"][data-pending]').waitFor();
    await node.launch();
    await online(page);
    await stored(page, "written in the dark").waitFor();
    await stored(page, "said before").waitFor();
    assert.equal(await page.getByTestId("message-body").getByText("written in the dark").count(), 1);
  });
}

test("below a path it keeps to its folder, and nothing that the server answers is kept", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: { dcts_edge: { basePath: "/chat" } } });
  const page = await visitor(t, { url: `${node.url}/chat/` });
  const worker = page.context().waitForEvent("serviceworker");
  await registerInBrowser(page, person("Ada"));
  await write(page, "below a path");
  assert.equal(new URL((await worker).url()).pathname, "/chat/sw.js");
  await installed(page);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope), `${node.url}/chat/`);
  await page.reload();
  await inChat(page);
  await page.goto(`${node.url}/chat/discover`);
  await page.goto(`${node.url}/chat/`);
  await inChat(page);
  const paths = await kept(page);
  assert.ok(paths.includes("/chat/"));
  assert.ok(paths.length > 3 && paths.every((known) => known === "/chat/" || known.startsWith("/chat/assets/")), paths.join(" "));
  await node.stop();
  await page.reload();
  await page.locator(".banner").waitFor();
  assert.equal(await part(page, "composer-input").count(), 1);
});

test("a new build replaces the old one when the person wants it", { timeout: 2 * MINUTE }, async (t) => {
  const built = path.resolve(process.env.DCTS_EDGE_WEB ?? path.join(import.meta.dirname, "../../web-dist"));
  const folder = mkdtempSync(path.join(tmpdir(), "client-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(built, folder, { recursive: true });
  const before = process.env.DCTS_EDGE_WEB;
  process.env.DCTS_EDGE_WEB = folder;
  const node = await startNode().finally(() => (before === undefined ? delete process.env.DCTS_EDGE_WEB : (process.env.DCTS_EDGE_WEB = before)));
  t.after(() => node.stop());
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Ada"));
  await installed(page);
  await part(page, "composer-input").fill("half a thought");
  const [old] = await page.evaluate(() => caches.keys());

  // The next build: the chat has another name, and the page says so.
  const chat = readdirSync(path.join(folder, "assets")).find((name) => /^chat-.*\.js$/.test(name));
  for (const file of ["sw.js", ...readdirSync(path.join(folder, "assets")).filter((name) => name.endsWith(".js")).map((name) => `assets/${name}`)]) {
    const text = readFileSync(path.join(folder, file), "utf8");
    writeFileSync(path.join(folder, file), text.replaceAll(chat, "chat-NEXTONE0.js").replace(/(prefix\+")\w{12}"/, '$1nextbuild000"'));
  }
  cpSync(path.join(folder, "assets", chat), path.join(folder, "assets/chat-NEXTONE0.js"));
  rmSync(path.join(folder, "assets", chat));
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const notice = page.getByRole("status").filter({ hasText: "There is a new version of the chat" });
  await notice.waitFor();
  assert.deepEqual(await axe(page), []);
  // Until then the page of the old build works on.
  await write(page, "still the old one");
  assert.deepEqual(await page.evaluate(() => caches.keys()).then((names) => names.includes(old)), true);
  await part(page, "composer-input").fill("half a thought");
  await notice.getByRole("button", { name: "Load again" }).click();
  await page.waitForFunction((name) => caches.has(name).then((has) => !has), old);
  await notice.waitFor({ state: "detached" });
  await inChat(page);
  await composerHas(page, "half a thought");
  const names = await page.evaluate(() => caches.keys());
  assert.equal(names.length, 1);
  assert.notEqual(names[0], old);
  assert.ok((await kept(page)).some((known) => known.endsWith("chat-NEXTONE0.js")));
  assert.equal(await notice.count(), 0);
});

test("neither a visitor nor the desktop client gets a worker", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const visiting = await visitor(t, node);
  await part(visiting, "join-submit").waitFor();
  const desktop = await visitor(t, node);
  await desktop.addInitScript(() => (window.dcts = { GetPublicKey: () => Promise.resolve("") }));
  await desktop.reload();
  const background = desktop.waitForResponse(/background-.*\.js/);
  await registerInBrowser(desktop, person("Ada"));
  await background;
  await desktop.waitForTimeout(3500);
  for (const page of [visiting, desktop]) assert.equal((await page.evaluate(() => navigator.serviceWorker.getRegistrations())).length, 0);
});

test("the manifest is one that browsers install", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await fetch(new URL(src, node.url));
    assert.equal(answer.status, 200, src);
    assert.equal(answer.headers.get("content-type").split(";")[0], type);
    const found = await page.evaluate(async (url) => { const image = new Image(); image.src = url; await image.decode(); return `${image.naturalWidth}x${image.naturalHeight}`; }, src);
    if (sizes !== "any") assert.equal(found, sizes);
  }
  const worker = await fetch(`${node.url}/sw.js`);
  assert.equal(worker.status, 200);
  assert.match(worker.headers.get("content-type"), /^(text|application)\/javascript/);
  assert.equal(worker.headers.get("cache-control"), "no-cache");
});
