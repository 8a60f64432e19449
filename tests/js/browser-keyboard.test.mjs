// Somebody without a mouse: everything here is done with keys alone, from the first visit to a ban. Nothing is
// clicked, and nothing is given the focus by the test.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { composerHas, elsewhere, inChat, launchBrowser, ownNode, part, person, stored, until, visitor } from "./browser-support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const channel = (id, name, sortId) => ({ id, name, type: "text", description: "", sortId, msgCount: 0, permissions: { 0: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 } } });
const group = (id, name, sortId, channels) => ({
  info: { id, name, icon: "img/default_icon.png", banner: "", isDeletable: 1, sortId, access: [] },
  channels: { categories: { [id]: { info: { id, name: "Rooms", sortId: 1 }, channel: channels } } },
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
});
const groups = { 0: group(0, "Workshop", 2, { 0: channel(0, "chat", 9), 1: channel(1, "news", 8), 2: channel(2, "tools", 7) }), 1: group(1, "Garden", 1, { 3: channel(3, "seeds", 1) }) };

/** What has the focus: the name it goes by in tests, else its role or tag. */
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.dataset.testid ?? element?.getAttribute("role") ?? element?.tagName.toLowerCase();
  });
const isFocused = (page, name) => until(async () => (await focused(page)) === name, `${name} has the focus`).catch(async (error) => assert.fail(`${error.message}, but ${await focused(page)} has it`));
/** The text of what has the focus. */
/** What a screen reader calls what has the focus. */
const focusedText = (page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const ids = activeElement?.getAttribute("aria-labelledby")?.split(" ") ?? [];
    const text = ids.map((id) => document.getElementById(id)?.textContent ?? "").join("");
    return (text || (activeElement?.getAttribute("aria-label") ?? activeElement?.textContent ?? "")).trim();
  });

/** Until what has the focus reads as it should: the focus may follow a key by a moment. */
async function focusReads(page, expected) {
  let found;
  await until(async () => {
    found = await focusedText(page);
    return typeof expected === "string" ? found === expected : expected.test(found);
  }, "the focus").catch((error) => {
    throw new Error(`${error.message} is at ${JSON.stringify(found)}, not ${expected}`);
  });
}

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Presses Tab until something has the focus. */
async function tabTo(page, name, key = "Tab") {
  for (let n = 0; n < 60; n++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} does not lead to ${name}; the last was ${await focused(page)}`);
}

/** Moves in a list until the item with this text has the focus. */
async function arrowTo(page, text, key = "ArrowDown") {
  for (let n = 0; n < 30; n++) {
    if ((await focusedText(page)).includes(text)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} does not lead to ${text}; the last was ${await focusedText(page)}`);
}

/** The settings are open, and the focus is at the page that they begin with. */
async function inPage(page, name) {
  await part(page, name).waitFor();
  await until(() => page.evaluate(() => document.activeElement?.matches("main, main h1")), "the page has the focus");
}

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

async function registerByKeys(page, { name, loginName, password }) {
  await part(page, "join-submit").waitFor();
  for (const [field, text] of [["join-display-name", name], ["join-login-name", loginName], ["join-password", password]]) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await press(page, "Enter");
  await inChat(page);
  await isFocused(page, "composer-input");
}

/** Redeems the key of the node with keys, and waits until the settings of the server are offered. */
async function redeemByKeys(page, node) {
  await tabTo(page, "account-menu", "Shift+Tab");
  await press(page, "Enter");
  await isFocused(page, "account-settings");
  await arrowTo(page, "Redeem a key");
  await press(page, "Enter");
  await isFocused(page, "redeem-value");
  await page.keyboard.type(node.adminKeys[0]);
  await press(page, "Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await isFocused(page, "account-menu");
  await page.getByRole("complementary", { name: "Members" }).getByRole("region", { name: "Administrator" }).waitFor();
}

test("from the first visit to a ban", { timeout: 3 * MINUTE }, async (t) => {
  const node = await ownNode(t, { config: { groups } });
  const ben = await elsewhere(t, node, { name: "Ben" });
  const page = await visitor(t, node);
  const ada = person("Ada");
  await registerByKeys(page, ada);
  const composer = part(page, "composer-input");

  // A channel by the tree, by its name, by the switcher, by the next one.
  await tabTo(page, "channel-item", "Shift+Tab");
  await focusReads(page, "chat");
  await press(page, "ArrowDown");
  await focusReads(page, "news");
  await press(page, "Enter");
  await heading(page, "news");
  await isFocused(page, "h1");
  await press(page, "Control+k");
  await isFocused(page, "switcher-input");
  await page.keyboard.type("too");
  await part(page, "switcher").getByRole("option", { name: "tools" }).waitFor();
  await press(page, "Enter");
  await heading(page, "tools");
  await isFocused(page, "h1");
  await press(page, "Alt+ArrowUp");
  await heading(page, "news");
  await press(page, "Alt+ArrowDown", "Alt+ArrowDown");
  await heading(page, "seeds");
  await press(page, "Alt+PageUp");
  await heading(page, "tools");
  await press(page, "Alt+ArrowUp", "Alt+ArrowUp");
  await heading(page, "chat");

  // Written without looking for the field; edited; answered.
  await page.keyboard.type("Helo there");
  await isFocused(page, "composer-input");
  await press(page, "Enter");
  await stored(page, "Helo there").waitFor();
  await press(page, "ArrowUp");
  await isFocused(page, "edit-input");
  await press(page, "Control+a");
  await page.keyboard.type("Hello there");
  await press(page, "Enter");
  await stored(page, "Hello there").waitFor();
  await isFocused(page, "composer-input");
  await ben.say("<p>hello Ada</p>");
  await stored(page, "hello Ada").waitFor();

  // Into the log: it is one stop, right before the composer.
  await press(page, "Shift+Tab");
  assert.equal(await focused(page), "add-files");
  await press(page, "Shift+Tab");
  await isFocused(page, "log");
  await press(page, "ArrowUp");
  await focusReads(page, /^Ben\d\d:/);
  await press(page, "e");
  await isFocused(page, "emoji-search");
  await page.keyboard.type("tada");
  await page.locator("[data-emoji-value]").first().waitFor();
  await press(page, "Enter");
  await part(page, "reaction").waitFor();
  await isFocused(page, "message");
  await press(page, "e");
  await isFocused(page, "emoji-search");
  await press(page, "Escape");
  await isFocused(page, "message");
  await press(page, "m");
  await isFocused(page, "menuitem");
  await press(page, "Escape");
  await isFocused(page, "message");
  await press(page, "r");
  await isFocused(page, "composer-input");
  await part(page, "reply-chip").waitFor();
  await press(page, "Escape");
  await part(page, "reply-chip").waitFor({ state: "detached" });
  await press(page, "Shift+Tab", "Shift+Tab", "ArrowUp", "r");
  await page.keyboard.type("hello Ben");
  await press(page, "Enter");
  await stored(page, "hello Ben").waitFor();
  await page.getByTestId("message").filter({ hasText: "hello Ben" }).getByTestId("reply-quote").waitFor();

  // The settings: one is changed and saved.
  await redeemByKeys(page, node);
  await press(page, "Enter");
  await isFocused(page, "account-settings");
  await part(page, "server-settings").waitFor();
  await arrowTo(page, "Server settings");
  await press(page, "Enter");
  await inPage(page, "settings");
  await tabTo(page, "server-name");
  await press(page, "Control+a");
  await page.keyboard.type("Tin Roof");
  await part(page, "save-bar").waitFor();
  await press(page, "Control+s");
  await part(page, "save-bar").waitFor({ state: "detached" });
  await until(() => node.savedConfig().serverinfo.name === "Tin Roof", "it is stored").catch((error) => {
    throw new Error(`${error.message}, not as ${JSON.stringify(node.savedConfig().serverinfo.name)}`);
  });
  await press(page, "Escape");
  await inChat(page);
  await isFocused(page, "account-menu");

  // A ban: the list of members, the card, the question.
  await press(page, "Escape");
  await isFocused(page, "composer-input");
  await press(page, "F6");
  await isFocused(page, "member-item");
  await arrowTo(page, "Ben");
  await press(page, "Enter");
  await part(page, "profile").getByRole("heading", { name: "Ben" }).waitFor();
  await press(page, "Escape");
  await part(page, "profile").waitFor({ state: "detached" });
  await isFocused(page, "member-item");
  await focusReads(page, /Ben/);
  await press(page, "Enter");
  await part(page, "profile").getByRole("heading", { name: "Ben" }).waitFor();
  await tabTo(page, "profile-more");
  await press(page, "Enter");
  await tabTo(page, "profile-ban");
  await press(page, "Enter");
  await isFocused(page, "moderate-reason");
  await press(page, "Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await isFocused(page, "member-item");
  await press(page, "Enter");
  await tabTo(page, "profile-more");
  await press(page, "Enter");
  await tabTo(page, "profile-ban");
  await press(page, "Enter");
  await isFocused(page, "moderate-reason");
  await page.keyboard.type("Spam");
  await tabTo(page, "moderate-do");
  await press(page, "Enter");
  await page.getByRole("status").filter({ hasText: "Ben is banned" }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await composer.count(), 1);
  assert.deepEqual(page.trouble, []);
});

describe("the keys of the list", () => {
  /** Somebody in the chat, with messages to go through. */
  async function start(t) {
    const node = await ownNode(t, { config: { groups } });
    const ben = await elsewhere(t, node, { name: "Ben" });
    await ben.say('<p>see <a href="https://example.org/">there</a></p>');
    const page = await visitor(t, node);
    // Nothing is there to be shown beside the link.
    await page.route("**/meta/*", (route) => route.fulfill({ json: { meta: null } }));
    await registerByKeys(page, person("Ada"));
    await page.keyboard.type("mine");
    await press(page, "Enter");
    await stored(page, "mine").waitFor();
    return { node, ben, page };
  }

  test("? shows them, and all of them do what it says", { timeout: 2 * MINUTE }, async (t) => {
    const { ben, page } = await start(t);
    const composer = part(page, "composer-input");
    await press(page, "Shift+Tab", "Shift+Tab", "?");
    const list = page.getByRole("dialog", { name: "Keyboard" });
    await list.waitFor();
    assert.ok((await list.locator("dt").count()) >= 14);
    await press(page, "Escape");
    await list.waitFor({ state: "detached" });
    await isFocused(page, "log");

    // Search, emoji, and out again to where one was.
    await press(page, "Control+f");
    await isFocused(page, "search-input");
    await press(page, "Escape");
    await isFocused(page, "log");
    await press(page, "Escape");
    await isFocused(page, "composer-input");
    await press(page, "Control+e");
    await isFocused(page, "emoji-search");
    await press(page, "Escape");
    await isFocused(page, "emoji-button");
    await press(page, "Escape");
    await isFocused(page, "composer-input");

    // Unread channels are gone to, and marked as read.
    await ben.say("<p>a hammer</p>", { channel: "2", room: "0-0-2" });
    const tools = page.getByTestId("channel-item").filter({ hasText: "tools" });
    await tools.getByRole("img", { name: "unread" }).waitFor();
    await press(page, "Alt+Shift+ArrowDown");
    await heading(page, "tools");
    await press(page, "Alt+Shift+ArrowDown");
    await heading(page, "tools");
    await press(page, "Shift+Escape");
    await tools.getByRole("img", { name: "unread" }).waitFor({ state: "detached" });
    await press(page, "Alt+ArrowUp", "Alt+ArrowUp");
    await heading(page, "chat");

    // Marks, lines, pasted text.
    await press(page, "Escape");
    await page.keyboard.type("two");
    await press(page, "Shift+Home", "Control+b");
    assert.equal(await composer.inputValue(), "**two**");
    await press(page, "Control+i");
    await press(page, "Control+a", "Delete");
    await page.keyboard.type("one");
    await press(page, "Shift+Enter");
    await page.keyboard.type("two");
    assert.equal(await composer.inputValue(), "one\ntwo");
    await press(page, "Control+a", "Control+x", "Shift+Tab", "Shift+Tab");
    await isFocused(page, "log");
    await press(page, "Control+v");
    await isFocused(page, "composer-input");
    await until(async () => (await composer.inputValue()) === "one\ntwo", "what was cut is back");
    await press(page, "Control+a", "Delete");

    // In the log: messages, the first link, what is in a message.
    await press(page, "Shift+Tab", "Shift+Tab", "ArrowUp");
    await arrowTo(page, "there", "ArrowUp");
    const opened = page.context().waitForEvent("page");
    await press(page, "Enter");
    await (await opened).close();
    await press(page, "Tab");
    await focusReads(page, "there");
    await press(page, "Tab");
    await isFocused(page, "add-files");
    await press(page, "Shift+Tab");
    await isFocused(page, "log");
    await press(page, "ArrowUp", "Delete");
    await page.getByRole("dialog").waitFor();
    await focusReads(page, "Cancel");
    await press(page, "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await isFocused(page, "message");
    assert.deepEqual(page.trouble, []);
  });

  test("Tab goes through the page in its order and F6 through its parts; nothing holds it", { timeout: 2 * MINUTE }, async (t) => {
    const { page } = await start(t);
    const PLACES = ".skip, .rail, .panel .jump, .tree, .dock, .sheet-head, [role=log], .composer, .members";
    const place = () => page.evaluate((places) => document.activeElement?.closest(places)?.className.split(" ")[0] ?? "outside", PLACES);
    // From the beginning of the page on.
    await press(page, "Escape");
    for (let n = 0; (await place()) !== "skip"; n++) {
      assert.ok(n < 40, "Shift and Tab lead to the first stop");
      await press(page, "Shift+Tab");
    }
    const order = [];
    const stops = {};
    for (let n = 0; n < 40; n++) {
      const now = await place();
      if (now === "outside") break;
      if (order.at(-1) !== now) order.push(now);
      stops[now] = (stops[now] ?? 0) + 1;
      await press(page, "Tab");
    }
    assert.deepEqual(order, ["skip", "rail", "jump", "tree", "dock", "sheet-head", "log", "composer", "members"]);
    for (const list of ["rail", "tree", "log", "members"]) assert.equal(stops[list], 1, `${list} is one stop`);

    // The link at the beginning leads past all of it.
    for (let n = 0; (await place()) !== "skip" && n < 60; n++) await press(page, "Shift+Tab");
    await press(page, "Enter", "Tab");
    assert.equal(await place(), "sheet-head");

    await press(page, "Escape");
    const around = [];
    for (let n = 0; n < 6; n++) {
      await press(page, "F6");
      around.push(await place());
    }
    assert.deepEqual(around, ["members", "rail", "tree", "sheet-head", "log", "composer"]);
    await press(page, "Shift+F6");
    assert.equal(await place(), "log");
    assert.deepEqual(page.trouble, []);
  });

  test("lists are moved in with arrows, Home, End and letters; menus come and go", { timeout: 2 * MINUTE }, async (t) => {
    const { page } = await start(t);
    await tabTo(page, "channel-item", "Shift+Tab");
    await press(page, "End");
    await focusReads(page, "tools");
    await press(page, "Home");
    await focusReads(page, "Rooms");
    await press(page, "Enter");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-expanded")), "false");
    await press(page, "Enter");
    await press(page, "n");
    await focusReads(page, "news");
    // What no name begins with is the beginning of a message.
    await press(page, "x");
    await isFocused(page, "composer-input");
    await composerHas(page, "x");
    await press(page, "Backspace");
    // The way back leads to where one left.
    await tabTo(page, "channel-item", "Shift+Tab");
    await focusReads(page, "news");

    await tabTo(page, "account-menu");
    await press(page, "Enter");
    await isFocused(page, "account-settings");
    await press(page, "k");
    await focusReads(page, /^Keyboard/);
    await press(page, "Escape");
    await isFocused(page, "account-menu");

    await tabTo(page, "notifications-button");
    await press(page, "Enter");
    await part(page, "context-menu").waitFor();
    await press(page, "End");
    await focusReads(page, /sound/i);
    await press(page, "Escape");
    await isFocused(page, "notifications-button");
    await tabTo(page, "inbox-button", "Shift+Tab");
    await press(page, "Enter");
    await part(page, "inbox").waitFor();
    await press(page, "Tab", "Tab", "Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("[data-testid=inbox]") !== null), "Tab goes round in it");
    await press(page, "Escape");
    await isFocused(page, "inbox-button");
    assert.deepEqual(page.trouble, []);
  });

  test("the settings keep what is not saved, and every page is reached", { timeout: 2 * MINUTE }, async (t) => {
    const { node, page } = await start(t);
    await redeemByKeys(page, node);
    await press(page, "Enter");
    await part(page, "server-settings").waitFor();
    await arrowTo(page, "Server settings");
    await press(page, "Enter");
    await inPage(page, "settings");
    await tabTo(page, "server-name");
    await page.keyboard.type("!");
    await part(page, "save-bar").waitFor();
    // Also the switcher asks before it takes the place of a page.
    await press(page, "Control+k");
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.waitFor();
    await focusReads(page, "Cancel");
    await press(page, "Escape");
    await question.waitFor({ state: "detached" });
    await isFocused(page, "server-name");
    await press(page, "Escape");
    await question.waitFor();
    await tabTo(page, "confirm");
    await press(page, "Enter");
    await inChat(page);
    await isFocused(page, "account-menu");
    for (const [item, least] of [["Account settings", 5], ["Server settings", 11]]) {
      await press(page, "Enter");
      await arrowTo(page, item);
      await press(page, "Enter");
      await inPage(page, item === "Account settings" ? "account" : "settings");
      const seen = new Set();
      // The way to the list of pages, then each of them.
      await press(page, "F6");
      for (let n = 0; (await page.evaluate(() => document.activeElement.closest(".nav-set") === null)) && n < 3; n++) await press(page, "F6");
      let pages;
      await until(async () => (pages = await page.locator(".nav-set .ch").count()) >= least, `${item} has ${least} pages or more`);
      for (let n = 0; n < 30 && seen.size < pages; n++) {
        if (await page.evaluate(() => document.activeElement.matches(".nav-set .ch"))) {
          const name = await focusedText(page);
          await press(page, "Enter");
          await until(async () => (await page.locator(".nav-set [aria-current=page]").innerText()).trim() === name, `${name} is open`);
          seen.add(name);
          // The focus is at its title then; back to the list.
          await press(page, "F6");
          for (let step = 0; (await page.evaluate(() => document.activeElement.closest(".nav-set") === null)) && step < 4; step++) await press(page, "F6");
          await arrowTo(page, name, "Tab");
        }
        await press(page, "Tab");
      }
      assert.equal(seen.size, pages, [...seen].join());
      await press(page, "Escape");
      await inChat(page);
      await isFocused(page, "account-menu");
    }
    assert.deepEqual(page.trouble, []);
  });
});
