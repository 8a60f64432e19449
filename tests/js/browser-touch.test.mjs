// Somebody with a phone and no mouse: fingers pull drawers and sheets, a long press opens what a mouse shows on
// hover, and the keyboard of the phone covers nothing that is written in. The touches are those of the browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { becomeAdministrator, composerHas, elsewhere, launchBrowser, leaveSettings, ownNode, part, person, PHONE, registerInBrowser, stored, until, visitor, write } from "./browser-support.mjs";
import { ask, wait } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** A finger on a page. */
async function finger(page) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  return {
    /** Goes from one point to another and leaves. */
    async swipe(from, to) {
      await touch("touchStart", [from]);
      for (let step = 1; step <= 6; step++) await touch("touchMove", [[0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / 6)]);
      await touch("touchEnd", []);
    },
    /** Stays on an element for a while. */
    async hold(locator, ms = 700) {
      await locator.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await locator.boundingBox();
      await touch("touchStart", [[x + Math.min(width / 2, 60), y + height / 2]]);
      await wait(ms);
      await touch("touchEnd", []);
    },
  };
}

const isPulled = (page, name) => until(() => page.evaluate((wanted) => document.querySelector(".app").classList.contains(`show-${wanted}`), name), `${name} is there`);
const isAway = (page, name) => until(() => page.evaluate((wanted) => !document.querySelector(".app").classList.contains(`show-${wanted}`), name), `${name} is away`);

async function phone(t, name = "Ada") {
  const node = await ownNode(t);
  const ben = await elsewhere(t, node, { name: "Ben" });
  await ben.say("<p>hello</p>");
  const page = await visitor(t, node, { viewport: PHONE });
  await registerInBrowser(page, person(name));
  await stored(page, "hello").waitFor();
  return { node, ben, page, hand: await finger(page) };
}

test("a pull from the edge opens the channels, one back closes them; one from elsewhere does nothing", { timeout: MINUTE }, async (t) => {
  const { page, hand } = await phone(t);
  const channels = page.getByRole("navigation", { name: "Channels of" });
  await hand.swipe([200, 400], [360, 400]);
  await wait(300);
  assert.equal(await channels.isVisible(), false);
  await hand.swipe([6, 400], [240, 410]);
  await isPulled(page, "nav");
  await channels.waitFor();
  await until(() => page.evaluate(() => document.activeElement.closest(".panel") !== null), "the focus is in it");
  await hand.swipe([300, 400], [80, 395]);
  await isAway(page, "nav");
  await until(() => page.evaluate(() => document.activeElement.dataset.testid === "nav-toggle"), "the focus is back");
  // Up or down along the edge is scrolling.
  await hand.swipe([6, 300], [80, 700]);
  await wait(300);
  await isAway(page, "nav");
  assert.deepEqual(page.trouble, []);
});

test("what comes from below is pulled down again", { timeout: 2 * MINUTE }, async (t) => {
  const { page, hand } = await phone(t);
  await write(page, "mine");
  const pull = async (locator) => {
    await locator.waitFor();
    // By its handle.
    const { x, y, width } = await locator.boundingBox();
    await hand.swipe([x + width / 2, y + 12], [x + width / 2, y + 212]);
    await locator.waitFor({ state: "hidden" });
  };
  await part(page, "members-toggle").click();
  await pull(page.locator(".members"));
  await part(page, "emoji-button").click();
  await pull(part(page, "emoji-picker"));
  await part(page, "inbox-button").click();
  await pull(part(page, "inbox"));
  await part(page, "notifications-button").click();
  await pull(part(page, "context-menu"));
  await part(page, "members-toggle").click();
  await part(page, "member-item").filter({ hasText: "Ben" }).click();
  await pull(part(page, "profile"));
  // What lies below it is still there.
  assert.equal(await page.locator(".members").isVisible(), true);
  await pull(page.locator(".members"));
  await hand.hold(stored(page, "mine"));
  await part(page, "menu-delete").click();
  await pull(page.getByRole("dialog"));
  assert.equal(await stored(page, "mine").count(), 1);
  assert.deepEqual(page.trouble, []);
});

test("nothing needs a mouse to hover: a long press opens all that can be done, and tells who reacted and when it was", { timeout: MINUTE }, async (t) => {
  const { node, ben, page, hand } = await phone(t);
  await becomeAdministrator(page, node);
  await leaveSettings(page);
  await write(page, "mine");
  const { id, token } = ben.member;
  const messageId = await stored(page, "mine").getAttribute("data-message-id");
  await ask(ben.socket, "addMessageReaction", { id, token, messageId, emojiHash: "1f389", default: true });
  await part(page, "reaction").waitFor();
  assert.equal(await part(page, "message-actions").isVisible(), false, "the bar of the mouse is not there");
  await hand.hold(stored(page, "mine").getByTestId("message-body"));
  const menu = part(page, "context-menu");
  await menu.waitFor();
  for (const item of ["react", "reply", "edit", "copy", "link", "profile", "delete"]) assert.equal(await part(page, `menu-${item}`).count(), 1, item);
  await menu.getByText(new Date().getFullYear().toString()).waitFor();
  await page.touchscreen.tap(200, 60);
  await menu.waitFor({ state: "detached" });
  await hand.hold(part(page, "reaction"));
  await page.getByRole("status").filter({ hasText: /1 person: Ben/ }).waitFor();
  assert.equal(await part(page, "reaction").getAttribute("aria-pressed"), "false", "it is not pressed by that");
  // A channel is muted from the bell of its own header.
  assert.equal(await part(page, "notifications-button").isVisible(), true);
  assert.deepEqual(page.trouble, []);
});

test("the field stays above the keyboard of the phone, Enter makes a line there, and the log stays at its end", { timeout: MINUTE }, async (t) => {
  const { page } = await phone(t);
  for (let n = 0; n < 12; n++) await write(page, `line ${n}`);
  const covered = 320;
  /** As browsers tell of a keyboard that covers the page. */
  const keyboard = (height) =>
    page.evaluate((px) => {
      Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - px });
      visualViewport.dispatchEvent(new Event("resize"));
    }, height);
  const bottom = () => page.locator(".composer").evaluate((element) => element.getBoundingClientRect().bottom);
  const open = PHONE.height - covered;
  await part(page, "composer-input").click();
  await keyboard(covered);
  await until(async () => (await bottom()) <= open, "the composer is above it");
  assert.ok(await stored(page, "line 11").evaluate((row, edge) => row.getBoundingClientRect().bottom <= edge, open), "so is the last message");
  await page.keyboard.type("one");
  await page.keyboard.press("Enter");
  await page.keyboard.type("two");
  await composerHas(page, "one\ntwo");
  await part(page, "composer-send").click();
  await page.getByTestId("message").filter({ hasText: "two" }).waitFor();
  await keyboard(0);
  await until(async () => (await bottom()) > PHONE.height - 40, "the composer is down again");
  // A page that is zoomed is not one with a keyboard.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, "scale", { configurable: true, get: () => 2 });
  });
  await keyboard(400);
  await wait(200);
  assert.ok((await bottom()) > PHONE.height - 40);
  assert.deepEqual(page.trouble, []);
});
