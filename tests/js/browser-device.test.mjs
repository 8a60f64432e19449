// What is chosen for one browser: the language, and what it tells of. Real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BEDS, elsewhere, inChat, isAccessible, launchBrowser, leaveSettings, openAccount, ownNode, part, person, PLACES, registerInBrowser, sessionOf, SIZES, toPage, TOOLS, until, visitor } from "./browser-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** What the system is asked to show goes into `shown`. */
const listen = (page, answer = "granted") =>
  page.addInitScript((permission) => {
    window.shown = [];
    window.Notification = class extends EventTarget {
      static permission = localStorage.getItem("test.asked") ? permission : "default";
      static async requestPermission() {
        localStorage.setItem("test.asked", "1");
        return (window.Notification.permission = permission);
      }
      constructor(title, { body }) {
        super();
        window.shown.push(`${title}: ${body}`);
      }
      close() {}
    };
    ServiceWorkerRegistration.prototype.showNotification = async (title, { body }) => void window.shown.push(`${title}: ${body}`);
  }, answer);

for (const [size, viewport] of SIZES) {
  test(`${size}: what is heard of is chosen on one page, for groups and for channels`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport });
    await listen(page);
    await page.reload();
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    const { id } = await sessionOf(page);
    await openAccount(page);
    await toPage(page, "notifications");
    assert.equal(await part(page, "notify-here").isChecked(), false);
    await part(page, "notify-here").check();
    await page.getByText("You are notified on this device").waitFor();
    await isAccessible(page, "notifications");
    await page.getByLabel("What you hear of Garden").selectOption({ label: "Every message" });
    await page.getByLabel("What you hear of tools").selectOption({ label: "Nothing" });
    await leaveSettings(page);
    await inChat(page);
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/background-")));
    await wait(2500);
    await ben.say("<p>green beans</p>", BEDS);
    await until(async () => (await page.evaluate(() => window.shown)).length > 0, "the group is heard");
    await ben.say(`<p>&lt;@${id}&gt; a hammer</p>`, TOOLS);
    await wait(1500);
    assert.deepEqual(await page.evaluate(() => window.shown), ["Ben in #beds: green beans"]);
    // A channel that does what its group does again.
    await openAccount(page);
    await toPage(page, "notifications");
    await page.getByLabel("What you hear of tools").selectOption({ label: "Like the group" });
    await leaveSettings(page);
    await inChat(page);
    await ben.say(`<p>&lt;@${id}&gt; a saw</p>`, TOOLS);
    await until(async () => (await page.evaluate(() => window.shown)).at(-1).includes("a saw"), "it is heard");
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: where the browser forbids notifications the page says how to allow them`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    await listen(page, "denied");
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    await openAccount(page);
    await toPage(page, "notifications");
    await part(page, "notify-here").click();
    await page.getByText("The browser does not allow notifications").waitFor();
    await page.locator(".note").getByText("Allow them for this site").waitFor();
    assert.equal(await part(page, "notify-here").isChecked(), false);
    await isAccessible(page, "notifications that are forbidden");
  });

  test(`${size}: the language is chosen among the looks, and changes at once`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Ada"));
    await openAccount(page);
    await toPage(page, "look");
    await part(page, "language").selectOption("de");
    await page.getByRole("heading", { level: 1, name: "Aussehen" }).waitFor();
    await isAccessible(page, "looks");
    await leaveSettings(page);
    await inChat(page);
    await page.getByText("Ada ist jetzt dabei").waitFor();
    assert.deepEqual(page.trouble, []);
  });
}
