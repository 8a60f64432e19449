// What went wrong once in the web client: notices that came twice, messages that nobody was told of, parts
// that could not be fetched any more. Real Chromium, real node.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { composerHas, elsewhere, inChat, launchBrowser, openAccountMenu, openServerSettings, ownNode, part, person, PLACES, promote, registerInBrowser, sessionOf, SIZES, startNode, TOOLS, until, visitor } from "./browser-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const toasts = (page) => page.locator(".toast").evaluateAll((all) => all.map((toast) => toast.innerText.trim().replace(/\s*\n\s*/g, " ")));

for (const [size, viewport] of SIZES) {
  test(`${size}: a key that is redeemed is told of once, and a wrong one only where it was typed`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Ada"));
    await openAccountMenu(page);
    await part(page, "redeem-key").click();
    await part(page, "redeem-value").fill("1".repeat(64));
    await page.getByRole("button", { name: "Redeem" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("No role has this key.").waitFor();
    await wait(800);
    assert.deepEqual(await toasts(page), []);
    await part(page, "redeem-value").fill(node.adminKeys[0]);
    await page.getByRole("button", { name: "Redeem" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator(".toast").first().waitFor();
    await wait(800);
    assert.deepEqual(await toasts(page), ["Administrator redeemed! The role is yours."]);
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: what the server refuses is told once, with what was tried`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    // The page does not hear that its role is gone, and does not ask.
    let isDeaf = false;
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => isDeaf && /^42\["(updateMemberList|receiveChannelTree)"/.test(text) ? undefined : socket.send(text));
      socket.onMessage((text) => isDeaf && text.includes('["checkPermission"') ? undefined : server.send(text));
    });
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    const ada = await promote(t, node, page);
    const cai = await elsewhere(t, node, { name: "Cai" });
    await openServerSettings(page, "general");
    await part(page, "server-name").fill("Tin Roof");
    isDeaf = true;
    await ada.ask("addUserToRole", { role: "1111", target: cai.member.id });
    await ada.ask("removeUserFromRole", { role: "1111", target: ada.id });
    await part(page, "save").click();
    await page.getByRole("alert").filter({ hasText: "Not saved" }).waitFor();
    await wait(800);
    assert.deepEqual(await toasts(page), ["Not saved Missing permissions"]);
    assert.equal(await part(page, "server-name").inputValue(), "Tin Roof");
  });

  test(`${size}: a mention in the first seconds after the join is told of`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport, permissions: ["notifications"] });
    await page.addInitScript(() => {
      window.shown = [];
      window.Notification = class extends EventTarget {
        static permission = "granted";
        constructor(title) {
          super();
          window.shown.push(title);
        }
        close() {}
      };
      ServiceWorkerRegistration.prototype.showNotification = async (title) => void window.shown.push(title);
    });
    await page.evaluate(() => localStorage.setItem("dcts-edge.notify", JSON.stringify({ isOn: true, hasSound: false, channels: {} })));
    await registerInBrowser(page, person("Ada"));
    const { id } = await sessionOf(page);
    const ben = await elsewhere(t, node, { name: "Ben" });
    await page.reload();
    await inChat(page);
    await ben.say(`<p>&lt;@${id}&gt; so early</p>`, TOOLS);
    assert.equal(await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/background-"))), false, "nobody listens yet");
    await until(async () => (await page.evaluate(() => window.shown)).length > 0, "it is told");
    await wait(1500);
    assert.deepEqual(await page.evaluate(() => window.shown), ["Ben mentioned you"]);
  });

  test(`${size}: a page that was open while the node got another build offers to load itself again`, { timeout: 2 * MINUTE }, async (t) => {
    const { node, renew } = await rebuilt(t);
    const page = await visitor(t, node, { viewport, serviceWorkers: "block" });
    await registerInBrowser(page, person("Ada"));
    // Nothing is pressed: that would fetch the rest, and nothing would be missing.
    await part(page, "composer-input").fill("half a thought");
    renew();
    await part(page, "emoji-button").click();
    const notice = page.getByRole("alert").filter({ hasText: "This part could not be loaded" });
    await notice.waitFor();
    // Nothing is stuck: the next part says so, too, and the chat works on.
    assert.equal(await page.locator(".pop, dialog[open]").count(), 0);
    await notice.getByRole("button", { name: "Close" }).click();
    await notice.waitFor({ state: "detached" });
    if (viewport.width < 700) await part(page, "nav-toggle").click();
    await part(page, "account-menu").click();
    await notice.waitFor();
    assert.equal(await page.locator(".pop, dialog[open]").count(), 0);
    if (viewport.width < 700) await page.keyboard.press("Escape");
    await inChat(page);
    await notice.getByRole("button", { name: "Load again" }).click();
    await notice.waitFor({ state: "detached" });
    await inChat(page);
    await composerHas(page, "half a thought");
    await part(page, "emoji-button").click();
    await part(page, "emoji-picker").waitFor();
  });
}

/** A node with a client in a folder, and what puts another build there: all files have other names. */
async function rebuilt(t) {
  const built = path.resolve(process.env.DCTS_EDGE_WEB ?? path.join(import.meta.dirname, "../../web-dist"));
  const folder = mkdtempSync(path.join(tmpdir(), "client-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(built, folder, { recursive: true });
  const given = process.env.DCTS_EDGE_WEB;
  process.env.DCTS_EDGE_WEB = folder;
  const node = await startNode().finally(() => (given === undefined ? delete process.env.DCTS_EDGE_WEB : (process.env.DCTS_EDGE_WEB = given)));
  t.after(() => node.stop());
  const renew = () => {
    const assets = path.join(folder, "assets");
    const names = readdirSync(assets).filter((name) => name.endsWith(".js"));
    const next = (name) => name.replace(/-[\w-]{8}\.js$/, "-NEXTNEXT.js");
    for (const file of ["../index.html", "../sw.js", ...names]) {
      const text = readFileSync(path.join(assets, file), "utf8");
      writeFileSync(path.join(assets, file), names.reduce((all, name) => all.replaceAll(name, next(name)), text));
    }
    for (const name of names) renameSync(path.join(assets, name), path.join(assets, next(name)));
  };
  return { node, renew };
}
