// Finding the way: groups with what waits in them, the tree of channels and its order, and how far back what is
// new begins. Several people, real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BEDS, elsewhere, inChat, isAccessible, isSmall, launchBrowser, openNav, ownNode, part, person, PLACES, promote, registerInBrowser, sessionOf, SIZES, stored, TOOLS, until, visitor } from "./browser-support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const names = (page) => page.getByTestId("channel-item").locator(".cut").allInnerTexts();
const row = (page, name) => page.getByTestId("channel-item").filter({ hasText: name });
const tile = (page, name) => page.locator(`.rail a:is([title="${name}"], [data-tip="${name}"])`);

for (const [size, viewport] of SIZES) {
  test(`${size}: a group shows that something is new in it, and how often somebody is meant`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport });
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    const { id } = await sessionOf(page);
    await openNav(page);
    await ben.say("<p>green beans</p>", BEDS);
    await tile(page, "Garden").locator(".dot").waitFor();
    assert.equal(await tile(page, "Garden").getAttribute("aria-label"), "Garden, unread");
    await ben.say(`<p>&lt;@${id}&gt; beans</p>`, BEDS);
    await ben.say(`<p>&lt;@${id}&gt; more beans</p>`, BEDS);
    await tile(page, "Garden").locator(".badge").getByText("2").waitFor();
    assert.equal(await tile(page, "Garden").getAttribute("aria-label"), "Garden, 2 mentions");
    assert.equal(await tile(page, "Garden").locator(".dot").count(), 0);
    await isAccessible(page, "groups with marks");
    await tile(page, "Garden").click();
    await page.getByRole("heading", { level: 1, name: "beds" }).waitFor();
    await tile(page, "Garden").locator(".badge").waitFor({ state: "detached" });
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: a group that is muted is quiet, but mentions still count; a channel can have its own choice`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport });
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    const { id } = await sessionOf(page);
    await openNav(page);
    await tile(page, "Garden").click({ button: "right" });
    await part(page, "mute-on").click();
    await until(async () => (await tile(page, "Garden").getAttribute("aria-label")) === "Garden, muted", "the group says so");
    await ben.say("<p>green beans</p>", BEDS);
    await ben.say("<p>a hammer</p>", TOOLS);
    await row(page, "tools").getByRole("img", { name: "unread" }).waitFor();
    assert.equal(await tile(page, "Garden").locator(".dot").count(), 0);
    await ben.say(`<p>&lt;@${id}&gt; beans</p>`, BEDS);
    await tile(page, "Garden").locator(".badge").getByText("1").waitFor();
    await page.reload();
    await inChat(page);
    await openNav(page);
    await tile(page, "Garden").locator(".badge").getByText("1").waitFor();
    await tile(page, "Garden").click({ button: "right" });
    await part(page, "unmute").click();
    await tile(page, "Garden").click();
    await page.getByRole("heading", { level: 1, name: "beds" }).waitFor();
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: categories fold, and stay so; what is unread or open stays in sight`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport });
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    await openNav(page);
    await page.getByRole("button", { name: "Rooms" }).click();
    await row(page, "tools").waitFor({ state: "detached" });
    assert.deepEqual(await names(page), ["chat"]);
    await ben.say("<p>a hammer</p>", TOOLS);
    await row(page, "tools").waitFor();
    await page.reload();
    await inChat(page);
    await openNav(page);
    assert.equal(await page.getByRole("button", { name: "Rooms" }).getAttribute("aria-expanded"), "false");
    await page.getByRole("button", { name: "Rooms" }).click();
    assert.deepEqual(await names(page), ["chat", "tools"]);
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: the order of channels is changed in the tree by those who may, and everybody sees it`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport });
    const reader = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Ada"));
    await registerInBrowser(reader, person("Ben"));
    await openNav(reader);
    const menu = async (view, name) => {
      await row(view, name).click({ button: "right" });
      await part(view, "context-menu").waitFor();
    };
    await menu(reader, "tools");
    assert.equal(await part(reader, "move-up").count(), 0, "not by everybody");
    await reader.keyboard.press("Escape");
    await promote(t, node, page);
    await openNav(page);
    await until(async () => {
      await menu(page, "tools");
      if (await part(page, "move-up").count()) return true;
      await page.keyboard.press("Escape");
      return false;
    }, "it is offered");
    assert.equal(await part(page, "move-down").count(), 0, "there is nothing below");
    await isAccessible(page, "the menu of a channel");
    await part(page, "move-up").click();
    for (const view of [page, reader]) await until(async () => (await names(view)).join() === "tools,chat", "it is above");
    assert.deepEqual(page.trouble, []);
    if (isSmall(page)) return;
    // By dragging, too.
    await row(page, "tools").dragTo(row(page, "chat"), { targetPosition: { x: 60, y: 30 } });
    for (const view of [page, reader]) await until(async () => (await names(view)).join() === "chat,tools", "it is below again");
    await until(() => Object.values(node.savedConfig().groups[0].channels.categories[0].channel).sort((a, b) => b.sortId - a.sortId).map(({ name }) => name).join() === "chat,tools", "it is stored");
    assert.equal(await page.locator(".drop-before, .drop-after").count(), 0);
    // Nothing moves for who may not.
    await row(reader, "tools").dragTo(row(reader, "chat"), { targetPosition: { x: 60, y: 4 } });
    assert.deepEqual(await names(reader), ["chat", "tools"]);
    assert.deepEqual([page.trouble, reader.trouble], [[], []]);
  });

  test(`${size}: where more is new than is loaded, a button leads to where it begins`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: PLACES });
    const page = await visitor(t, node, { viewport });
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    await ben.say("<p>the last that was read</p>");
    await stored(page, "the last that was read").waitFor();
    await openNav(page);
    await row(page, "tools").click();
    await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
    for (let n = 0; n < 120; n++) await ben.say(`<p>new ${n}</p>`);
    // A page that knows nothing of them yet.
    await page.reload();
    await inChat(page);
    await openNav(page);
    await row(page, "chat").click();
    await stored(page, "new 119").waitFor();
    const button = part(page, "new-since");
    await button.getByText(/^New since \d/).waitFor();
    assert.equal(await part(page, "new-line").count(), 0, "no line where it is not true");
    await isAccessible(page, "the button");
    await button.click();
    await page.waitForFunction(() => document.activeElement?.textContent.includes("new 0"));
    const line = part(page, "new-line");
    await line.waitFor();
    assert.equal(await line.evaluate((element) => element.nextElementSibling?.querySelector("[data-testid=message-body]")?.textContent), "new 0");
    await button.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Jump to present" }).click();
    await stored(page, "new 119").waitFor();
    assert.deepEqual(page.trouble, []);
  });
}
