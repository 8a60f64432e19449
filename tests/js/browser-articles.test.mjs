// Posts, news and help in the web client: real Chromium, real node, who writes and who reads.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { interpose, isAccessible, launchBrowser, LOOKS, online, ownNode, part, PHONE, until } from "./browser-support.mjs";
import { guest, keeper, openSection } from "./staff-pages.mjs";
import { administrator, STAFF, talker } from "./staff-community.mjs";
import { wait } from "./support.mjs";
import { look, provoke, watch } from "./xss-watch.mjs";
import { PAYLOADS } from "./xss.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const row = (page, title) => part(page, "article-row").filter({ hasText: title });
const open = (page, title) => row(page, title).getByRole("button").click();

/** A finger pulls the drawer out of the edge. */
const pullDrawer = (page) =>
  page.evaluate(() => {
    const target = document.elementFromPoint(4, 300) ?? document.body;
    const at = (clientX) => new Touch({ identifier: 1, target, clientX, clientY: 300 });
    target.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches: [at(4)], changedTouches: [at(4)] }));
    target.dispatchEvent(new TouchEvent("touchend", { bubbles: true, touches: [], changedTouches: [at(200)] }));
  });

/** Publishes from outside. */
const publish = (by, title, body, more = {}) => by.ask("createContent", { type: "news", title, body, notifyAll: false, ...more });

for (const [size, options] of [["a desktop", {}], ["a phone", { viewport: PHONE }]]) {
  describe(`on ${size}`, () => {
    test("what is published is unread until it is read, and who wrote it hears by how many not", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await guest(t, node, "Ben", options);
      const ada = await keeper(t, node, "Ada", options);
      await openSection(ben.page, "articles");
      await ben.page.getByText("Nothing was published yet").waitFor();
      assert.equal(await part(ben.page, "new-article").count(), 0, "only who may write is offered it");
      await openSection(ada.page, "articles");
      await part(ada.page, "new-article").click();
      await part(ada.page, "article-save").click();
      await ada.page.getByRole("alert").getByText("needs a title and a text").waitFor();
      await part(ada.page, "article-kind").selectOption("posts");
      await part(ada.page, "article-title").fill("Brooms & <ladders>");
      await part(ada.page, "article-tag").fill("Tools");
      await part(ada.page, "article-text").fill("# How long\n\nIt is **four metres** long.\n\n- one\n- two\n\n<b>typed tags stay text</b>");
      await part(ada.page, "tab-preview").click();
      const preview = part(ada.page, "article-preview");
      await preview.getByRole("heading", { name: "How long" }).waitFor();
      await preview.locator("strong", { hasText: "four metres" }).waitFor();
      assert.equal(await preview.locator("li").count(), 2);
      await preview.getByText("<b>typed tags stay text</b>").waitFor();
      await part(ada.page, "tab-write").click();
      assert.match(await part(ada.page, "article-text").inputValue(), /four metres/);
      await part(ada.page, "article-save").click();
      await part(ada.page, "article").getByRole("heading", { name: "Brooms & <ladders>" }).waitFor();
      await part(ada.page, "article-unread").waitFor();
      const left = async () => Number(/\d+/.exec(await part(ada.page, "article-unread").textContent()));
      const before = await left();
      assert.ok(before >= 2);

      await row(ben.page, "Brooms & <ladders>").getByTestId("unread-mark").waitFor();
      await row(ben.page, "Brooms").getByText("Tools").waitFor();
      await until(async () => /1/.test(await part(ben.page, "home-articles").textContent()), "the badge counts it");
      await open(ben.page, "Brooms");
      await part(ben.page, "article").locator("strong", { hasText: "four metres" }).waitFor();
      assert.equal(await part(ben.page, "article-edit").count(), 0);
      await until(async () => (await left()) === before - 1, "one more has read it");
      await until(async () => !/\d/.test(await part(ben.page, "home-articles").textContent()), "nothing is unread any more");
      await part(ben.page, "section-back").click();
      await row(ben.page, "Brooms").waitFor();
      assert.equal(await part(ben.page, "unread-mark").count(), 0);

      // Without telling anybody there is no mark.
      await part(ada.page, "section-back").click();
      await part(ada.page, "new-article").click();
      await part(ada.page, "article-kind").selectOption("help");
      await part(ada.page, "article-title").fill("How to join");
      await part(ada.page, "article-text").fill("Come in.");
      await part(ada.page, "article-tell").uncheck();
      await part(ada.page, "article-save").click();
      await row(ben.page, "How to join").waitFor();
      assert.equal(await part(ben.page, "unread-mark").count(), 0);
      await part(ben.page, "tab-help").click();
      assert.deepEqual(await part(ben.page, "article-row").getByRole("heading").allInnerTexts(), ["How to join"]);
      await part(ben.page, "tab-news").click();
      await ben.page.getByText("Nothing was published yet").waitFor();
      await part(ben.page, "tab-all").click();
      assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
    });

    test("articles are pinned, changed and deleted before the eyes of who reads them", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await guest(t, node, "Ben", options);
      const ada = await keeper(t, node, "Ada", options);
      await publish(ada.admin, "Older", "<p>first <strong>bold</strong></p><ul><li>point</li></ul>");
      await publish(ada.admin, "Newer", "<p>second</p>");
      await openSection(ben.page, "articles");
      await openSection(ada.page, "articles");
      const titles = () => part(ben.page, "article-row").getByRole("heading").allInnerTexts();
      await row(ben.page, "Older").waitFor();
      assert.deepEqual(await titles(), ["Newer", "Older"]);
      await open(ada.page, "Older");
      await part(ada.page, "article-pin").click();
      await row(ben.page, "Older").getByText("Pinned").waitFor();
      assert.deepEqual(await titles(), ["Older", "Newer"]);
      await open(ben.page, "Older");
      await part(ada.page, "article-edit").click();
      assert.equal(await part(ada.page, "article-text").inputValue(), "first **bold**\n\n- point", "it comes back as Markdown");
      assert.equal(await part(ada.page, "article-tell").count(), 0, "nobody is told again");
      await part(ada.page, "article-title").fill("Older, and wiser");
      await part(ada.page, "article-text").fill("first *leaning*");
      await part(ada.page, "article-save").click();
      await part(ben.page, "article").getByRole("heading", { name: "Older, and wiser" }).waitFor();
      await part(ben.page, "article").locator("em", { hasText: "leaning" }).waitFor();
      await part(ada.page, "article-pin").filter({ hasText: "Unpin" }).click();
      await part(ben.page, "article").getByText("Pinned").waitFor({ state: "detached" });
      await part(ada.page, "article-delete").click();
      await ada.page.getByRole("dialog").getByText("Delete “Older, and wiser”?").waitFor();
      await part(ada.page, "confirm").click();
      await row(ada.page, "Newer").waitFor();
      await ben.page.getByRole("status").filter({ hasText: "This article is not there any more" }).waitFor();
      await until(async () => (await titles()).join() === "Newer", "the other one is left");
      assert.equal(await ada.page.getByRole("status").filter({ hasText: "not there any more" }).count(), 0, "who did it knows");
      assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
    });

    test("what is being written stays, and goes only when it is meant to", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ada = await keeper(t, node, "Ada", options);
      const { page } = ada;
      await publish(ada.admin, "Other", "<p>text</p>");
      await openSection(page, "articles");
      await row(page, "Other").waitFor();
      await part(page, "new-article").click();
      await part(page, "article-title").fill("Half");
      await part(page, "article-text").fill("a story");
      // To the channels and back.
      if (page.viewportSize().width < 700) await pullDrawer(page);
      await part(page, "home-tickets").click();
      await part(page, "new-ticket").first().waitFor();
      if (page.viewportSize().width < 700) await part(page, "nav-toggle").click();
      await part(page, "home-articles").click();
      assert.equal(await part(page, "article-text").inputValue(), "a story");
      await part(page, "article-cancel").click();
      await page.getByRole("dialog").getByText("Discard what you have written?").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      assert.equal(await part(page, "article-title").inputValue(), "Half");
      // Refused by the node: the text stays, and it says why.
      await ada.set({ ...STAFF, managePosts: 0 });
      await row(page, "Other").waitFor();
      assert.deepEqual([await part(page, "article-editor").count(), await part(page, "new-article").count()], [0, 0], "who may write no more is offered nothing");
      await ada.set(STAFF);
      await part(page, "article-title").waitFor();
      assert.equal(await part(page, "article-title").inputValue(), "Half", "and goes on where it was");
      await part(page, "article-cancel").click();
      await part(page, "confirm").click();
      await row(page, "Other").waitFor();
      await part(page, "new-article").click();
      assert.equal(await part(page, "article-title").inputValue(), "");
      await part(page, "article-cancel").click();
      await row(page, "Other").waitFor();
      assert.deepEqual(page.trouble, []);
    });
  });
}

test("all of it can be done by keys, and the focus stays where one was", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ada = await keeper(t, node, "Ada");
  const { page } = ada;
  for (const title of ["One", "Two"]) await publish(ada.admin, title, `<p>${title}</p>`);
  await openSection(page, "articles");
  await row(page, "One").getByRole("button").focus();
  await page.keyboard.press("Enter");
  await until(() => page.evaluate(() => document.activeElement?.id === "article-title"), "the focus is on the title");
  await part(page, "section-back").focus();
  await page.keyboard.press("Enter");
  await until(() => page.evaluate(() => document.activeElement?.textContent === "One"), "it is back at the article");
  await part(page, "tab-all").focus();
  await page.keyboard.press("ArrowRight");
  await until(() => page.evaluate(() => document.activeElement?.textContent === "News"), "tabs are gone through by arrows");
  assert.deepEqual(page.trouble, []);
});

test("after a break without connection everything is as it is now", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ben = await guest(t, node, "Ben");
  const admin = await administrator(node);
  await publish(admin, "Before", "<p>x</p>");
  await openSection(ben.page, "articles");
  await row(ben.page, "Before").waitFor();
  await node.stop();
  await node.launch();
  await online(ben.page);
  const again = await talker(node, { name: "Cleo" });
  t.after(() => again.socket.close());
  const { member, socket } = admin;
  await new Promise((done) => (socket.connected ? done() : socket.once("connect", done)));
  await new Promise((done) => socket.emit("userConnected", { id: member.id, token: member.token, pow: member.pow }, done));
  await publish(admin, "After", "<p>y</p>", { notifyAll: true });
  await row(ben.page, "After").getByTestId("unread-mark").waitFor();
  await ben.page.reload();
  await openSection(ben.page, "articles");
  await row(ben.page, "After").getByTestId("unread-mark").waitFor();
  socket.close();
});

test("attacks in titles and texts run nothing, also from a server that cleans nothing", { timeout: 3 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page } = await guest(t, node, "Ben");
  const admin = await administrator(node);
  t.after(() => admin.socket.close());
  const bad = await watch(page, node);
  const wire = await interpose(page);
  await page.reload();
  await online(page);
  await openSection(page, "articles");
  await publish(admin, `${PAYLOADS[8]}All of them`, PAYLOADS.join(""), { type: "posts", tag: PAYLOADS[8] });
  const found = async () => [...bad, ...(await look(page, "[data-testid=board]"))].filter((text) => !/^<(BUTTON|SVG)>/i.test(text));
  await open(page, "All of them");
  await part(page, "article").waitFor();
  await provoke(page);
  assert.deepEqual(await found(), [], "what the node lets through");
  await part(page, "section-back").click();
  let id = 1000;
  for (const payload of PAYLOADS) {
    const item = { id: id++, title: `${payload}x`, body: payload, authorId: payload, tag: payload, pinned: payload, createdAt: payload, notifyAll: payload };
    wire.say("receiveContentNew", { type: "posts", item });
    wire.say("receiveContentUpdate", { type: "posts", item: { ...item, body: `${payload}${payload}` } });
    wire.say("receiveContentNew", { type: payload, item });
    wire.say("contentReadUpdate", { type: payload, contentId: payload, unreadCount: payload });
    await wait(10);
  }
  wire.say("receiveContentNew", { type: "news", item: { id: 9999, title: "After all of them", body: PAYLOADS.join(""), authorId: "1", pinned: false, createdAt: new Date().toISOString() } });
  await row(page, "After all of them").waitFor();
  assert.deepEqual(await found(), [], "in the list");
  await open(page, "After all of them");
  await part(page, "article").waitFor();
  await provoke(page);
  assert.deepEqual(await found(), [], "when it is read");
});

// Each size and each theme once.
for (const { name, ...options } of [LOOKS[0], LOOKS[3]]) {
  test(`articles keep nobody out: ${name}`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await keeper(t, node, "Ada", options);
    const { page } = ada;
    await openSection(page, "articles");
    await page.getByText("Nothing was published yet").waitFor();
    await isAccessible(page, "nothing yet");
    await publish(ada.admin, "A title that is much too long for the place that there is for it, and has a-word-that-cannot-be-broken-anywhere-at-all", `<h2>Heading</h2><p>text</p><pre><code>${"long ".repeat(60)}</code></pre>`, { type: "posts", tag: "Tools", pinned: true, notifyAll: true });
    await row(page, "A title").waitFor();
    await isAccessible(page, "the list");
    await open(page, "A title");
    await part(page, "article-unread").waitFor();
    await isAccessible(page, "an article");
    await part(page, "article-edit").click();
    await part(page, "article-text").waitFor();
    await isAccessible(page, "the editor");
    await part(page, "tab-preview").click();
    await part(page, "article-preview").getByText("Heading").waitFor();
    await isAccessible(page, "the preview");
    assert.deepEqual(page.trouble, []);
  });
}
