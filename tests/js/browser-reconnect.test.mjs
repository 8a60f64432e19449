// Connections that end: a short one is not spoken of, a long one loses nothing. What was missed is there
// in its place, what was written is sent once, drafts stay.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { elsewhere, inChat, launchBrowser, offline, online, ownNode, part, person, registerInBrowser, SIZES, stored, until, visitor, write } from "./browser-support.mjs";
import { ask, connect, enter, rejoin, wait } from "./support.mjs";

const MINUTE = 60_000;
const GROUPS = {
  0: {
    info: { id: 0, name: "Workshop", icon: "img/default_icon.png", banner: "", isDeletable: 1, sortId: 1, access: [] },
    channels: {
      categories: {
        0: {
          info: { id: 0, name: "Benches", sortId: 1 },
          channel: Object.fromEntries(["chat", "tools"].map((name, id) => [id, { id, name, type: "text", description: "", sortId: 9 - id, msgCount: 0, permissions: { 0: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 } } }])),
        },
      },
    },
    permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
  },
};

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const texts = (page) => page.getByTestId("message-body").allInnerTexts().then((all) => all.map((text) => text.trim()));
const draft = (page) => part(page, "composer-input").inputValue();
/** Everything that the server has of a channel, asked without the browser. */
async function history(node, { member }, room = "0-0-0") {
  const socket = await connect(node.url);
  await rejoin(socket, member);
  const [groupId, categoryId, channelId] = room.split("-");
  const { data } = await ask(socket, "getChatlog", { id: member.id, token: member.token, groupId, categoryId, channelId, index: -1 });
  socket.close();
  return data.map(({ message }) => message.replace(/<[^>]+>/g, "").trim());
}
const count = (list, text) => list.filter((known) => known === text).length;
/** Without network, as in a tunnel: the sockets of the page end, the node lives on. */
async function cut(page) {
  await page.context().setOffline(true);
  await offline(page);
}

for (const [size, viewport] of SIZES) {
  test(`${size}: after a time without network what was missed is there in its place, and the draft with its reply, too`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { say, socket, member } = await elsewhere(t, node, { name: "Ines" });
    const page = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Robin"));
    const edited = await say("<p>before</p>");
    const deleted = await say("<p>a slip</p>");
    await stored(page, "a slip").waitFor();
    await page.locator(`[data-message-id="${edited.messageId}"]`).focus();
    await page.keyboard.press("r");
    await part(page, "composer-input").fill("half a thought");
    await cut(page);
    await page.locator(".banner").waitFor();

    const proof = { id: member.id, token: member.token };
    const place = { group: "0", category: "0", channel: "0" };
    await ask(socket, "messageSend", { author: { id: member.id }, token: member.token, ...place, room: "0-0-0", message: "<p>before, corrected</p>", editedMsgId: edited.messageId, replyMsgId: null });
    await ask(socket, "deleteMessage", { ...proof, ...place, messageId: deleted.messageId, type: "message" });
    for (const text of ["one", "two", "three"]) await say(`<p>${text}</p>`);
    assert.equal(await draft(page), "half a thought");
    await page.context().setOffline(false);
    await online(page);
    await stored(page, "three").waitFor();
    await until(async () => (await texts(page)).includes("before, corrected"), "the edit is there");
    const now = await texts(page);
    assert.deepEqual(now.slice(now.indexOf("before, corrected")), ["before, corrected", "one", "two", "three"]);
    assert.equal(await draft(page), "half a thought");
    await page.getByText("Replying to Ines:").waitFor();
    await page.locator(".banner.ok").waitFor({ state: "detached" });
    await part(page, "composer-send").click();
    await stored(page, "half a thought").waitFor();
  });

  test(`${size}: a page that slept through a restart wakes up with everything`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ines = await elsewhere(t, node, { name: "Ines" });
    const page = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Robin"));
    await write(page, "good night");
    await part(page, "composer-input").fill("half a dream");
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await node.stop();
    await node.launch();
    const socket = await connect(node.url);
    t.after(() => socket.close());
    await rejoin(socket, ines.member);
    enter(socket, ines.member);
    for (const text of ["one", "two"]) await ask(socket, "messageSend", { author: { id: ines.member.id }, token: ines.member.token, group: "0", category: "0", channel: "0", room: "0-0-0", message: `<p>${text}</p>`, replyMsgId: null });
    await wait(1000);
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await stored(page, "two").waitFor({ timeout: 30_000 });
    await online(page);
    const now = await texts(page);
    assert.deepEqual(now.slice(now.indexOf("good night")), ["good night", "one", "two"]);
    assert.equal(await draft(page), "half a dream");
    await part(page, "composer-send").click();
    await stored(page, "half a dream").waitFor();
    assert.equal(count(await history(node, ines), "half a dream"), 1);
  });
}

test("a second without connection is not spoken of; after two it is", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  await registerInBrowser(page, person());
  await page.evaluate(() => {
    window.banners = 0;
    new MutationObserver(() => document.querySelector(".banner") && window.banners++).observe(document.body, { subtree: true, childList: true });
  });
  await cut(page);
  await wait(500);
  await page.context().setOffline(false);
  await online(page, 2000);
  await wait(2500);
  assert.equal(await page.evaluate(() => window.banners), 0);
  const start = Date.now();
  await cut(page);
  await page.locator(".banner").getByText("No connection").waitFor();
  assert.ok(Date.now() - start >= 1900, `after ${Date.now() - start} ms`);
});

test("what waits in two channels is sent once and in order, also when the page was loaded again in between", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t, { config: { groups: GROUPS } });
  const ines = await elsewhere(t, node, { name: "Ines" });
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Robin"));
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  const send = async (text) => {
    await part(page, "composer-input").fill(text);
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"][data-pending]').getByText(text).waitFor();
  };
  await node.stop();
  await offline(page);
  for (const text of ["first", "second", "third"]) await send(text);
  await page.getByTestId("channel-item").filter({ hasText: "tools" }).click();
  await send("over there");
  await part(page, "composer-input").fill("not finished");
  await page.reload();
  await page.locator(".banner").waitFor();
  assert.equal(await draft(page), "not finished");
  await node.launch();
  await online(page);
  await stored(page, "over there").waitFor();
  await page.getByTestId("channel-item").filter({ hasText: "chat" }).click();
  await stored(page, "third").waitFor();
  const here = await history(node, ines);
  assert.deepEqual(here.filter((text) => ["first", "second", "third"].includes(text)), ["first", "second", "third"]);
  assert.equal(count(await history(node, ines, "0-0-1"), "over there"), 1);
  assert.equal(await page.locator('[data-testid="message"][data-pending]').count(), 0);
});

for (const [clock, skew] of [["right", 0], ["an hour ahead", 3_600_000], ["an hour behind", -3_600_000]]) test(`a message whose answer got lost is not sent a second time; the clock of the device is ${clock}`, { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ines = await elsewhere(t, node, { name: "Ines" });
  const page = await visitor(t, node);
  let isDeaf = false;
  let open;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    open = socket;
    const server = socket.connectToServer();
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => isDeaf || socket.send(message));
  });
  await page.addInitScript((ms) => {
    const { now } = Date;
    Date.now = () => now() + ms;
  }, skew);
  await page.reload();
  await registerInBrowser(page, person("Robin"));
  await write(page, "heard");
  await until(() => open !== undefined, "the connection is a WebSocket");
  isDeaf = true;
  await part(page, "composer-input").fill("only once");
  await part(page, "composer-send").click();
  await until(async () => count(await history(node, ines), "only once") === 1, "the server has it");
  // Words that were written before are others.
  assert.equal(count(await history(node, ines), "heard"), 1);
  isDeaf = false;
  await open.close();
  await online(page);
  await stored(page, "only once").waitFor();
  await wait(1000);
  assert.equal(count(await history(node, ines), "only once"), 1);
  assert.equal(count(await texts(page), "only once"), 1);
});

test("a gap longer than a page has no hole", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { say } = await elsewhere(t, node, { name: "Ines" });
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Robin"));
  await write(page, "before the gap");
  await cut(page);
  for (let n = 1; n <= 70; n++) await say(`<p>number ${n}</p>`);
  await page.context().setOffline(false);
  await online(page);
  await inChat(page);
  const log = page.getByRole("log");
  await until(async () => {
    await log.evaluate((element) => (element.scrollTop = 0));
    return (await texts(page)).includes("before the gap");
  }, "the older ones are fetched");
  const now = await texts(page);
  assert.deepEqual(now.slice(now.indexOf("before the gap")), ["before the gap", ...Array.from({ length: 70 }, (_, n) => `number ${n + 1}`)]);
});
