// Notifications: asked for only when somebody wants them, told once, and leading to the message.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, elsewhere, inChat, launchBrowser, overflow, ownNode, part, person, registerInBrowser, SIZES, stored, until, visitor } from "./browser-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
/** As long as nothing has to happen for it to be sure that nothing does. */
const QUIET_MS = 1500;

const channel = (id, name, sortId) => ({
  ...{ id, name, type: "text", description: "", sortId, msgCount: 0 },
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 } },
});
const groups = {
  0: {
    info: { id: 0, name: "Workshop", icon: "img/default_icon.png", banner: "", isDeletable: 1, sortId: 1, access: [] },
    channels: { categories: { 0: { info: { id: 0, name: "Benches", sortId: 1 }, channel: { 0: channel(0, "chat", 9), 1: channel(1, "tools", 8) } } } },
    permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
  },
};
const TOOLS = "0-0-1";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** What the system is asked to show goes into `shown`, whoever asks; `asked` counts the question. */
const listen = (context, answer = "granted") =>
  context.addInitScript((permission) => {
    window.asked = 0;
    window.shown = [];
    window.made = [];
    window.badge = undefined;
    window.toned = 0;
    const grant = () => (localStorage.getItem("test.granted") ? permission : "default");
    class Notification extends EventTarget {
      static get permission() {
        return grant();
      }
      static async requestPermission() {
        window.asked++;
        localStorage.setItem("test.granted", "1");
        return permission;
      }
      constructor(title, options) {
        super();
        window.shown.push({ title, ...options, by: "page" });
        window.made.push(this);
      }
      close() {}
    }
    window.Notification = Notification;
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void window.shown.push({ title, ...options, by: "worker" });
    navigator.setAppBadge = async (count) => void (window.badge = count);
    const { OscillatorNode } = window;
    window.OscillatorNode = function (...given) {
      window.toned++;
      return new OscillatorNode(...given);
    };
  }, answer);

/** The background part is there, and with it whoever tells of messages; in a new browser also the worker. */
async function isListening(page, hasWorker = true) {
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/background-")));
  if (hasWorker) await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  await wait(300);
}
const shown = (page) => page.evaluate(() => window.shown);
const bell = async (page, choice) => {
  await part(page, "notifications-button").click();
  await part(page, choice).click();
};

/** Somebody who wants notifications, and somebody who writes. */
async function pair(t, { viewport, ...options } = {}) {
  const node = await ownNode(t, { config: { serverinfo: { name: "Tin Roof" }, groups } });
  const page = await visitor(t, node, { ...(viewport && { viewport }), ...options });
  await listen(page.context());
  await page.reload();
  await registerInBrowser(page, person("Robin"));
  const { id } = JSON.parse(await page.evaluate(() => localStorage.getItem("dcts-edge.session")));
  const { say } = await elsewhere(t, node, { name: "Ines" });
  await isListening(page);
  const mention = (text, room = TOOLS) => say(`<p>&lt;@${id}&gt; ${text}</p>`, { channel: room.split("-")[2], room });
  const plain = (text, room = TOOLS) => say(`<p>${text}</p>`, { channel: room.split("-")[2], room });
  return { node, page, mention, plain };
}

for (const [size, viewport] of SIZES) {
  test(`${size}: nobody is asked before the bell; then mentions are told once and lead to the message`, { timeout: MINUTE }, async (t) => {
    const { page, mention, plain } = await pair(t, { viewport });
    await mention("before the bell");
    await page.waitForFunction(() => document.title === "(1) chat, Tin Roof");
    assert.deepEqual([await page.evaluate(() => window.asked), await shown(page)], [0, []]);
    assert.equal(await page.evaluate(() => window.badge), 1);

    await part(page, "notifications-button").click();
    assert.equal(await part(page, "hear-mentions").getAttribute("aria-checked"), "true");
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
    await part(page, "notify-here").click();
    await page.getByText("You are notified on this device").waitFor();
    assert.equal(await page.evaluate(() => window.asked), 1);

    await plain("not for anybody");
    await mention("could you bring the clamp meter?");
    await until(async () => (await shown(page)).length > 0, "the mention is told");
    const [told, ...more] = await shown(page);
    assert.deepEqual(more, []);
    assert.equal(told.title, "Ines mentioned you");
    assert.match(told.body, /Robin could you bring the clamp meter\?$/);
    assert.match(told.tag, / 0-0-1$/);
    assert.equal(new URL(told.icon).pathname, "/icons/192.png");
    assert.equal(told.silent, true);
    assert.equal(await page.evaluate(() => window.toned), 0);

    // As the worker does it when the notification is clicked.
    await page.evaluate((data) => navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data })), told.data);
    await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
    await page.locator(`[data-message-id="${told.data.id}"].is-target`).waitFor();
    assert.deepEqual(page.trouble, []);
  });
}

test("nothing is told of the channel that is open in a focused window, but of it in one that is hidden", { timeout: MINUTE }, async (t) => {
  const { page, mention } = await pair(t);
  await bell(page, "notify-here");
  await mention("right here", "0-0-0");
  await stored(page, "@Robin right here").waitFor();
  await wait(QUIET_MS);
  assert.deepEqual(await shown(page), []);
  await page.evaluate(() => (document.hasFocus = () => false));
  await mention("behind your back", "0-0-0");
  await until(async () => (await shown(page)).length === 1, "it is told");
});

test("each channel has its own choice: everything, nothing, muted for a time; what is muted gets no mark", { timeout: MINUTE }, async (t) => {
  const { page, mention, plain } = await pair(t);
  const tools = page.getByTestId("channel-item").filter({ hasText: "tools" });
  await bell(page, "notify-here");
  const choose = async (choice) => {
    await tools.click({ button: "right" });
    await part(page, choice).click();
  };
  await choose("hear-all");
  await plain("one");
  await until(async () => (await shown(page)).length === 1, "every message is told");
  assert.equal((await shown(page))[0].title, "Ines in #tools");
  await tools.getByRole("img", { name: "unread" }).waitFor();

  await choose("mute-1");
  await tools.getByText("muted").waitFor({ state: "attached" });
  assert.equal(await tools.getByRole("img", { name: "unread" }).count(), 0);
  await mention("two");
  await tools.getByTestId("mention-badge").waitFor();
  await wait(QUIET_MS);
  assert.equal((await shown(page)).length, 1);
  // It stays so after a reload, and ends by itself.
  await page.reload();
  await inChat(page);
  await tools.getByText("muted").waitFor({ state: "attached" });
  await tools.click({ button: "right" });
  await page.getByRole("menuitem", { name: /^Turn on again, muted until/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    const known = JSON.parse(localStorage.getItem("dcts-edge.notify"));
    known.channels[1].mutedUntil = Date.now() + 1000;
    localStorage.setItem("dcts-edge.notify", JSON.stringify(known));
    dispatchEvent(new StorageEvent("storage", { key: "dcts-edge.notify" }));
  });
  await tools.getByText("muted").waitFor({ state: "detached" });

  await isListening(page);
  await choose("hear-nothing");
  await mention("three");
  await wait(QUIET_MS);
  assert.deepEqual(await shown(page), []);
});

test("a sound is made only if it was chosen", { timeout: MINUTE }, async (t) => {
  const { page, mention } = await pair(t);
  await bell(page, "notify-here");
  await bell(page, "notify-sound");
  const before = await page.evaluate(() => window.toned);
  assert.ok(before > 0, "the choice can be heard");
  await mention("ring");
  await page.waitForFunction((count) => window.toned > count, before);
});

test("of several windows one tells, and none if one of them shows the channel", { timeout: MINUTE }, async (t) => {
  const { page, node, mention } = await pair(t);
  await bell(page, "notify-here");
  const others = await Promise.all([1, 2].map(() => page.context().newPage()));
  for (const other of others) {
    await other.goto(node.url);
    await inChat(other);
    await isListening(other);
  }
  const all = [page, ...others];
  for (const one of all) await one.evaluate(() => (document.hasFocus = () => false));
  await mention("who tells?");
  await until(async () => (await Promise.all(all.map(shown))).flat().length > 0, "somebody tells");
  await wait(QUIET_MS);
  assert.equal((await Promise.all(all.map(shown))).flat().length, 1);

  await others[1].getByTestId("channel-item").filter({ hasText: "tools" }).click();
  await others[1].getByText("who tells?").waitFor();
  await others[1].evaluate(() => {
    document.hasFocus = () => true;
    Object.defineProperty(document, "visibilityState", { value: "visible" });
  });
  await mention("seen already");
  await stored(others[1], "@Robin seen already").waitFor();
  await wait(QUIET_MS);
  assert.equal((await Promise.all(all.map(shown))).flat().length, 1);
});

test("who says no in the browser hears how to say yes later", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  await listen(page.context(), "denied");
  await page.reload();
  await registerInBrowser(page, person("Robin"));
  await bell(page, "notify-here");
  await page.getByText("The browser does not allow notifications").waitFor();
  await part(page, "notifications-button").click();
  assert.equal(await part(page, "notify-here").getAttribute("aria-checked"), "false");
});

test("in the desktop client its own notifications are used, and nobody is asked", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: { groups } });
  const page = await visitor(t, node);
  await listen(page.context());
  // It comes some time after the page.
  await page.addInitScript(() => {
    window.bridged = [];
    setTimeout(() => (window.dcts = { ShowNotification: async (notice) => void window.bridged.push(notice) }), 500);
  });
  await page.reload();
  await registerInBrowser(page, person("Robin"));
  const { id } = JSON.parse(await page.evaluate(() => localStorage.getItem("dcts-edge.session")));
  const { say } = await elsewhere(t, node, { name: "Ines" });
  await isListening(page, false);
  await say(`<p>&lt;@${id}&gt; <strong>look</strong></p>`, { channel: "1", room: TOOLS });
  await page.waitForFunction(() => window.bridged.length > 0);
  const [notice] = await page.evaluate(() => window.bridged);
  assert.deepEqual({ ...notice, icon: "" }, { title: "Ines mentioned you", text: "@Robin look", icon: "" });
  assert.match(notice.icon, /^http:\/\/127\.0\.0\.1:\d+\//);
  assert.deepEqual([await page.evaluate(() => window.asked), await shown(page)], [0, []]);
});

test("where there is no worker the page tells by itself, and a click leads to the message", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: { groups } });
  const page = await visitor(t, node, { serviceWorkers: "block" });
  await listen(page.context());
  await page.reload();
  await registerInBrowser(page, person("Robin"));
  const { id } = JSON.parse(await page.evaluate(() => localStorage.getItem("dcts-edge.session")));
  const { say } = await elsewhere(t, node, { name: "Ines" });
  await isListening(page, false);
  await bell(page, "notify-here");
  await say(`<p>&lt;@${id}&gt; look</p>`, { channel: "1", room: TOOLS });
  await page.waitForFunction(() => window.shown.length > 0);
  assert.equal((await shown(page))[0].by, "page");
  await page.evaluate(() => window.made[0].dispatchEvent(new Event("click")));
  await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
});

test("a real notification of the worker is there, and goes when the channel is opened", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: { groups } });
  const page = await visitor(t, node, { permissions: ["notifications"] });
  await registerInBrowser(page, person("Robin"));
  const { id } = JSON.parse(await page.evaluate(() => localStorage.getItem("dcts-edge.session")));
  const { say } = await elsewhere(t, node, { name: "Ines" });
  await isListening(page);
  await bell(page, "notify-here");
  await page.getByText("You are notified on this device").waitFor();
  await say(`<p>&lt;@${id}&gt; look</p>`, { channel: "1", room: TOOLS });
  const there = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => [title, body]));
  await until(async () => (await there()).length > 0, "it is shown");
  assert.deepEqual(await there(), [["Ines mentioned you", "@Robin look"]]);
  await page.getByTestId("channel-item").filter({ hasText: "tools" }).click();
  await until(async () => (await there()).length === 0, "it is taken back");
});
