// Home and conversations that are not encrypted, in a real browser: at the desk and on a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { besides, composerHas, inChat, isAccessible, launchBrowser, LOOKS, offline, online, overflow, ownNode, part, person, picture, promote, registerInBrowser, sessionOf, SIZES, stored, until, visitor, write } from "./browser-support.mjs";
import { goHome, inConversation, messageFromCard, openRow, row, texts, toList, writer } from "./direct-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
const SERVER = { serverinfo: { name: "Tin Roof" } };
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Ada in a browser, and Ben without one. */
async function pair(t, options = {}) {
  const node = await ownNode(t, { config: SERVER });
  const page = await visitor(t, node, options);
  await registerInBrowser(page, person("Ada"));
  const me = (await sessionOf(page)).id;
  const ben = await writer(t, node, { name: "Ben" });
  return { node, page, me, ben };
}

const unread = (page) => part(page, "home-tile").locator(".badge");
const menu = async (page, text, entry) => {
  await stored(page, text).last().focus();
  await page.keyboard.press("m");
  await part(page, entry).click();
};

for (const [size, viewport] of SIZES) {
  describe(size, () => {
    test("two people begin a conversation from a card, write, answer, edit and delete", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t, { config: SERVER });
      const [ada, ben] = [await visitor(t, node, { viewport }), await visitor(t, node, { viewport })];
      await registerInBrowser(ada, person("Ada"));
      await registerInBrowser(ben, person("Ben"));
      await write(ben, "in the channel");
      await messageFromCard(ada, "in the channel", "Ben");
      assert.match(ada.url(), /\?home=1&dm=\d{12}$/);
      await ada.getByText("Nobody has written here yet").waitFor();
      assert.equal(await ada.title(), "Ben, Tin Roof");
      await part(ada, "composer-input").fill("**hello** Ben");
      await part(ada, "composer-send").click();
      await stored(ada, "hello Ben").waitFor();
      await part(ada, "sent").waitFor();
      // Ben is in the channel: a number at the tile and in the title tells of it.
      await ben.waitForFunction(() => document.title.startsWith("(1)"));
      await toList(ben);
      await unread(ben).getByText("1").waitFor();
      assert.equal(await part(ben, "home-tile").getAttribute("aria-label"), "Home, 1 unread direct message");
      await goHome(ben);
      await toList(ben);
      await row(ben, "Ada").getByText("hello Ben").waitFor();
      await part(ben, "dm-unread").getByText("1").waitFor();
      await openRow(ben, "Ada");
      await stored(ben, "hello Ben").waitFor();
      await part(ben, "new-line").getByText("1 new").waitFor();
      assert.equal(await stored(ben, "hello Ben").locator("strong").innerText(), "hello");
      await ben.waitForFunction(() => !document.title.startsWith("("));

      await ben.locator('[data-testid="message"]').last().focus();
      await ben.keyboard.press("r");
      await write(ben, "hello Ada");
      await stored(ada, "hello Ada").getByTestId("reply-quote").getByText("hello Ben").waitFor();
      await part(ada, "sent").waitFor();
      await part(ada, "composer-input").focus();
      await ada.keyboard.press("ArrowUp");
      await part(ada, "edit-input").fill("hello, dear Ben");
      await part(ada, "edit-save").click();
      await stored(ben, "hello, dear Ben").getByTestId("edited").waitFor();
      await stored(ben, "hello Ada").getByTestId("reply-quote").getByText("hello, dear Ben").waitFor();
      await menu(ada, "hello, dear Ben", "menu-delete");
      await part(ada, "confirm").click();
      await stored(ben, "hello, dear Ben").waitFor({ state: "detached" });
      await stored(ben, "hello Ada").getByText("not there any more").waitFor();
      // Nobody else's message can be changed or taken away, and nobody reacts here.
      await stored(ada, "hello Ada").focus();
      await ada.keyboard.press("m");
      await part(ada, "menu-reply").waitFor();
      for (const name of ["menu-edit", "menu-delete", "menu-react", "menu-history"]) assert.equal(await part(ada, name).count(), 0, name);
      assert.deepEqual([ada.trouble, ben.trouble], [[], []]);
    });

    test("files go along, pictures are seen large, drafts stay with their conversation", { timeout: MINUTE }, async (t) => {
      const { page, me, ben } = await pair(t, { viewport });
      const room = await ben.open(me);
      const other = await writer(t, { url: new URL(page.url()).origin }, { name: "Cai" });
      const second = await other.open(me);
      await openRow(page, "Ben");
      await part(page, "file-input").setInputFiles({ name: "roof.png", mimeType: "image/png", buffer: await picture(page) });
      await part(page, "uploads").getByText("ready").waitFor();
      await write(page, "from above");
      await until(async () => (await ben.history(room)).length === 1, "it is there");
      const [{ data }] = await ben.history(room);
      assert.match(data.message[ben.id], /^<p>from above<\/p><p><a[^>]* href="http[^"]*\/uploads\/[0-9a-f]{64}_roof\.png"/);
      await part(page, "picture").click();
      await part(page, "viewer").waitFor();
      await page.keyboard.press("Escape");
      await part(page, "composer-input").fill("half a thought");
      await page.goto(`${new URL(page.url()).origin}/?home=1&dm=${second}`);
      await inConversation(page, "Cai");
      await composerHas(page, "");
      await toList(page);
      await row(page, "Ben").getByRole("img", { name: "draft" }).waitFor();
      await row(page, "Ben").click();
      await inConversation(page, "Ben");
      await composerHas(page, "half a thought");
      assert.deepEqual(page.trouble, []);
    });

    test("without a connection what was written waits, goes in order, and what was missed is there", { timeout: 3 * MINUTE }, async (t) => {
      const { node, page, me, ben } = await pair(t, { viewport });
      const room = await ben.open(me);
      await ben.write(room, "<p>before</p>");
      await openRow(page, "Ben");
      await stored(page, "before").waitFor();
      await page.context().setOffline(true);
      await offline(page);
      // More than the server takes at once.
      for (const n of [1, 2, 3, 4, 5, 6, 7]) {
        await part(page, "composer-input").fill(`waits ${n}`);
        await part(page, "composer-send").click();
      }
      await page.getByText("7 messages wait").waitFor();
      await ben.write(room, "<p>missed</p>");
      await page.context().setOffline(false);
      await online(page);
      await stored(page, "waits 7").waitFor({ timeout: 30_000 });
      assert.deepEqual((await texts(page)).slice(-9), ["before", "missed", ...[1, 2, 3, 4, 5, 6, 7].map((n) => `waits ${n}`)]);
      const said = (await ben.history(room)).map(({ data }) => data.message[me]);
      assert.deepEqual(said.slice(2), [1, 2, 3, 4, 5, 6, 7].map((n) => `<p>waits ${n}</p>`), "once, and in order");

      // And a node that was started anew.
      await node.stop();
      await offline(page);
      await part(page, "composer-input").fill("after the restart");
      await part(page, "composer-send").click();
      await node.launch();
      await online(page);
      await stored(page, "after the restart").waitFor();
      await page.reload();
      await inConversation(page, "Ben");
      await stored(page, "after the restart").waitFor();
      assert.equal((await texts(page)).filter((text) => text === "after the restart").length, 1);
    });

    test("several people: one is added, one is taken out, one leaves, and who made it deletes it", { timeout: 2 * MINUTE }, async (t) => {
      const { page, me, ben } = await pair(t, { viewport });
      const origin = { url: new URL(page.url()).origin };
      const [cai, dev] = [await writer(t, origin, { name: "Cai" }), await writer(t, origin, { name: "Dev" })];
      await goHome(page);
      await toList(page);
      await part(page, "new-conversation").click();
      await part(page, "pick-search").fill("be");
      await part(page, "pick-person").filter({ hasText: "Ben" }).click();
      await part(page, "pick-search").fill("cai");
      await part(page, "pick-person").filter({ hasText: "Cai" }).click();
      await part(page, "pick-done").click();
      const heading = page.getByRole("heading", { level: 1 });
      await until(async () => /^(Ben, Cai|Cai, Ben)$/.test(await heading.innerText()), "it is open");
      await write(page, "soup on Saturday?");
      const room = new URL(page.url()).searchParams.get("dm");
      assert.deepEqual((await ben.history(room)).map(({ data }) => data.message[cai.id]), ["<p>soup on Saturday?</p>"]);

      await part(page, "dm-details").click();
      await part(page, "dm-add").click();
      await part(page, "pick-person").filter({ hasText: "Dev" }).click();
      await part(page, "pick-done").click();
      await part(page, "dm-dialog").getByText("Dev", { exact: true }).waitFor();
      await until(async () => (await dev.participants(room)).length === 4, "Dev is in it");
      await part(page, "dm-dialog").getByRole("button", { name: "Take Cai out" }).click();
      await page.getByRole("dialog").getByText("They see nothing of it any more").waitFor();
      await part(page, "confirm").click();
      await part(page, "dm-dialog").getByText("Cai", { exact: true }).waitFor({ state: "detached" });
      assert.deepEqual(await cai.history(room), []);
      await page.keyboard.press("Escape");
      // Who leaves is told of by who is left.
      await dev.ask("removeDmRoomParticipant", { roomId: room, memberId: dev.id });
      await page.getByRole("heading", { level: 1, name: "Ben", exact: true }).waitFor();
      await part(page, "dm-details").click();
      await part(page, "dm-delete").click();
      await page.getByRole("dialog").getByText("All its messages disappear for everybody in it").waitFor();
      await part(page, "confirm").click();
      await page.getByRole("heading", { level: 1, name: "Server page" }).waitFor();
      assert.equal((await ben.ask("getDmRooms", {})).rooms, null);

      // A conversation that somebody else closes while it is open.
      const other = await ben.open(me, dev.id);
      await ben.write(other, "<p>not for long</p>");
      await toList(page);
      await part(page, "dm-item").filter({ hasText: "not for long" }).click();
      await stored(page, "not for long").waitFor();
      await ben.ask("deleteDmRoom", { roomId: other });
      await page.getByText("You are not in this conversation any more").waitFor();
      await page.getByRole("heading", { level: 1, name: "Server page" }).waitFor();
      assert.deepEqual(page.trouble, []);
    });
  });
}

describe("addresses", () => {
  test("of home, of a conversation, of a person, and the old ones; back and forth", { timeout: 2 * MINUTE }, async (t) => {
    const { node, page, me, ben } = await pair(t);
    await page.goto(`${node.url}/home/`);
    await page.getByRole("heading", { level: 1, name: "Server page" }).waitFor();
    await page.goto(`${node.url}/home/?dm=${ben.id}`);
    await inConversation(page, "Ben");
    const room = new URL(page.url()).searchParams.get("dm");
    assert.notEqual(room, ben.id, "it is that of the conversation now");
    assert.equal((await ben.ask("getDmRooms", {})).rooms.length, 1);
    await page.goto(`${node.url}/?dm=${room}`);
    await inConversation(page, "Ben");
    const { meta } = await ben.write(room, "<p>the one</p>");
    await goHome(page);
    await page.goBack();
    await inConversation(page, "Ben");
    await page.goForward();
    await page.getByRole("heading", { level: 1, name: "Server page" }).waitFor();
    // To the channel and back.
    await page.getByRole("link", { name: /^Home/, exact: false }).last().click();
    await page.goto(node.url);
    await inChat(page);
    await page.goto(`${node.url}/?home=1&dm=${room}&message=${meta.messageId}`);
    await page.waitForFunction(() => document.activeElement?.textContent.includes("the one"));
    // Nobody has this id.
    await page.goto(`${node.url}/?dm=199999999999`);
    await page.getByText("The conversation was not opened").waitFor();
    await page.getByRole("heading", { level: 1, name: "Server page" }).waitFor();
    assert.equal((await besides(t, node, page).then((same) => same.ask("getDmRooms", {}))).rooms.length, 1);
    assert.deepEqual(page.trouble, []);
    assert.notEqual(me, ben.id);
  });

  test("Ctrl K finds people and conversations; keys go through the list", { timeout: 2 * MINUTE }, async (t) => {
    const { node, page, me, ben } = await pair(t);
    const cai = await writer(t, node, { name: "Cai" });
    await ben.write(await ben.open(me, cai.id), "<p>the three of us</p>");
    await page.keyboard.press("Control+k");
    await part(page, "switcher-input").fill("Ben");
    await part(page, "switcher").getByRole("option", { name: /Ben, Cai|Cai, Ben/ }).waitFor();
    await part(page, "switcher").getByRole("option", { name: "Ben Message" }).click();
    await inConversation(page, "Ben");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("@cai");
    await part(page, "switcher").getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await until(async () => /Ben/.test(await page.getByRole("heading", { level: 1 }).innerText()), "the conversation of three");
    const before = page.url();
    await page.keyboard.press("Alt+ArrowDown");
    await until(() => page.url() !== before, "the next one");
    await page.keyboard.press("Alt+PageDown");
    await inChat(page);
    assert.doesNotMatch(page.url(), /home/);
    assert.deepEqual(page.trouble, []);
  });
});

describe("what was said", () => {
  test("comes in pages, and an answer leads far back", { timeout: 4 * MINUTE }, async (t) => {
    const { page, me, ben } = await pair(t);
    const room = await ben.open(me);
    const first = await ben.write(room, "<p>the very first</p>");
    // As fast as the server takes it: several people write.
    const origin = { url: new URL(page.url()).origin };
    const crowd = [ben];
    for (const name of ["Cai", "Dev", "Eva", "Fay", "Gil"]) {
      const one = await writer(t, origin, { name });
      await ben.ask("addDmRoomParticipant", { roomId: room, memberId: one.id });
      crowd.push(one);
    }
    const to = await ben.participants(room);
    for (let n = 0; n < 130; n++) {
      await crowd[n % crowd.length].write(room, `<p>number ${n}</p>`, { to });
      if (n % 6 === 5) await wait(900);
    }
    await ben.write(room, "<p>as I said</p>", { reply: first.meta.messageId, to });
    await page.goto(`${origin.url}/?home=1&dm=${room}`);
    await stored(page, "as I said").waitFor();
    assert.equal(await stored(page, "the very first").count(), 0);
    // What is far above is drawn as the reader comes near.
    await until(async () => {
      await page.locator(".log").evaluate((log) => (log.scrollTop = Math.max(1, log.scrollTop - 1500)));
      return (await stored(page, "number 60").count()) === 1;
    }, "the older pages come");
    await page.reload();
    await stored(page, "as I said").getByTestId("reply-quote").click();
    await page.waitForFunction(() => document.activeElement?.textContent.includes("the very first"));
    await page.getByRole("button", { name: "Jump to present" }).click();
    await stored(page, "as I said").waitFor();
    await write(page, "here I am");
    assert.ok((await page.getByTestId("message").count()) <= 200);
    assert.deepEqual(page.trouble, []);
  });

  test("what was read on one device is read on the other", { timeout: MINUTE }, async (t) => {
    const { node, page, me, ben } = await pair(t);
    const room = await ben.open(me);
    const state = await page.context().storageState();
    const other = await visitor(t, node, { storageState: state });
    await inChat(other);
    await ben.write(room, "<p>one</p>");
    await ben.write(room, "<p>two</p>");
    for (const shown of [page, other]) await unread(shown).getByText("2").waitFor();
    await openRow(page, "Ben");
    await part(page, "new-line").getByText("2 new").waitFor();
    for (const shown of [page, other]) await unread(shown).waitFor({ state: "detached" });
    await openRow(other, "Ben");
    await stored(other, "two").waitFor();
    assert.equal(await part(other, "new-line").count(), 0);
    // A line of its own for what comes while nobody looks.
    await goHome(page);
    await ben.write(room, "<p>three</p>");
    await stored(other, "three").waitFor();
    await unread(page).waitFor({ state: "detached" });
    assert.deepEqual([page.trouble, other.trouble], [[], []]);
  });

  test("by nobody else: what the server tells, notes to oneself, and people who are gone", { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { serverinfo: { name: "Tin Roof", system: { welcome: { enabled: true, message: "<p>Good to have you here</p>" } } } } });
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    const me = (await sessionOf(page)).id;
    await openRow(page, "Tin Roof").catch(() => undefined);
    await stored(page, "Good to have you here").waitFor();
    assert.equal(await stored(page, "Good to have you here").getByTestId("message-author").innerText(), "Tin Roof");
    await part(page, "composer-state").getByText("It does not read answers").waitFor();
    assert.equal(await part(page, "composer-input").count(), 0);
    assert.equal(await part(page, "lock-bar").count(), 0);

    await part(page, "new-conversation").click();
    await part(page, "pick-self").click();
    await inConversation(page, "Notes to self");
    await write(page, "ferrite cores");
    await row(page, "Notes to self").getByText("You: ferrite cores").waitFor();

    const ben = await writer(t, node, { name: "Ben" });
    const room = await ben.open(me);
    await ben.write(room, "<p>I am off</p>");
    await openRow(page, "Ben");
    await stored(page, "I am off").waitFor();
    const { error } = await ben.ask("deleteAccount", { password: "correct horse", messages: "keep" });
    assert.equal(error, null);
    await page.reload();
    await inConversation(page, "Ben");
    await page.getByText("Nobody else is here any more").waitFor();
    assert.equal(await stored(page, "I am off").getByTestId("message-author").innerText(), "Deleted member");
    assert.deepEqual(page.trouble, []);
  });

  test("is refused where somebody is muted, and the words come back", { timeout: MINUTE }, async (t) => {
    const { node, page, me, ben } = await pair(t);
    const keeper = await visitor(t, node);
    await registerInBrowser(keeper, person("Kay"));
    const { ask } = await promote(t, node, keeper);
    await ben.open(me);
    await openRow(page, "Ben");
    await ask("muteUser", { target: me, duration: "1 hour", time: "1 hour", reason: "Too loud" });
    await part(page, "composer-input").fill("hear me");
    await part(page, "composer-send").click();
    await part(page, "muted").waitFor();
    await composerHas(page, "hear me");
  });
});

test("scripts and pictures of others do nothing in conversations", { timeout: MINUTE }, async (t) => {
  const { page, me, ben } = await pair(t);
  const room = await ben.open(me);
  await ben.write(room, '<p onclick="alert(1)">look <img src="x" onerror="alert(2)"><a href="javascript:alert(3)">here</a><script>alert(4)</script></p>');
  await openRow(page, "Ben");
  await page.getByTestId("message-body").filter({ hasText: "look" }).click();
  assert.equal(await page.locator(".log script, .log [onclick], .log [onerror], .log a[href^=javascript]").count(), 0);
  assert.deepEqual(page.trouble, []);
});

describe("notifications", () => {
  test("tell of conversations by name, unless one is muted", { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config: SERVER });
    const page = await visitor(t, node);
    await page.context().addInitScript(() => {
      window.shown = [];
      class Notification extends EventTarget {
        static permission = "granted";
        static requestPermission = async () => "granted";
      }
      window.Notification = Notification;
      ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void window.shown.push({ title, ...options });
    });
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    const me = (await sessionOf(page)).id;
    const ben = await writer(t, node, { name: "Ben" });
    const room = await ben.open(me);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    await part(page, "notifications-button").click();
    await part(page, "notify-here").click();
    await ben.write(room, "<p>are you there?</p>");
    await page.waitForFunction(() => window.shown.length === 1);
    const [told] = await page.evaluate(() => window.shown);
    assert.deepEqual([told.title, told.body], ["Ben", "are you there?"]);
    // As the worker does it when the notification is clicked.
    await page.evaluate((data) => navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data })), told.data);
    await inConversation(page, "Ben");
    await part(page, "notifications-button").click();
    await part(page, "mute-on").click();
    // What was looked at for a second has been read.
    await wait(1300);
    await goHome(page);
    await ben.write(room, "<p>still there?</p>");
    await unread(page).getByText("1").waitFor();
    await wait(1500);
    assert.equal((await page.evaluate(() => window.shown)).length, 1);
    assert.deepEqual(page.trouble, []);
  });
});

describe("the page of the server", () => {
  test("is changed by who looks after it, cleaned, and emptied", { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { serverinfo: { name: "Tin Roof", instance: { contact: { email: "a@b.example", website: "javascript:alert(1)", github: "https://github.com/tinroof", owner: { name: "Maren" } } } } } });
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await goHome(page);
    const hero = part(page, "hero");
    await hero.getByRole("heading", { name: "Tin Roof" }).waitFor();
    await page.getByText("Nobody has written anything about this server yet").waitFor();
    const facts = part(page, "server-facts");
    await facts.getByText("Maren").waitFor();
    assert.deepEqual(await facts.locator("a").evaluateAll((all) => all.map(({ href }) => href)), ["mailto:a@b.example", "https://github.com/tinroof"]);
    assert.equal(await part(page, "edit-page").count(), 0);

    await promote(t, node, page);
    await part(page, "edit-page").click();
    await part(page, "page-title").fill("Tin *Roof* Makers");
    await part(page, "page-subtitle").fill("A shed");
    await part(page, "page-about").fill("We **repair**.\n\n- soup <script>alert(1)</script>");
    await part(page, "page-banner").setInputFiles({ name: "banner.png", mimeType: "image/png", buffer: await picture(page) });
    await part(page, "edit-page-dialog").locator(".banner-thumb img").waitFor();
    await part(page, "page-save").click();
    await part(page, "edit-page-dialog").waitFor({ state: "detached" });
    await hero.getByRole("heading", { name: "Tin Roof Makers" }).locator("em").getByText("Roof").waitFor();
    await hero.locator("img").waitFor();
    await part(page, "about").locator("strong").getByText("repair").waitFor();
    assert.equal(await page.locator(".page script").count(), 0);
    await until(() => node.savedConfig().serverinfo.home.title.includes("Roof"), "it is saved");
    const saved = node.savedConfig().serverinfo.home;
    assert.equal(saved.title, "Tin <em>Roof</em> Makers");
    assert.match(saved.banner_url, /^\/uploads\//);

    // What is not touched stays, what is emptied goes.
    await part(page, "edit-page").click();
    assert.equal(await part(page, "page-title").inputValue(), "Tin *Roof* Makers");
    await part(page, "page-subtitle").fill("");
    await part(page, "page-save").click();
    await part(page, "edit-page-dialog").waitFor({ state: "detached" });
    await until(() => node.savedConfig().serverinfo.home.subtitle === "", "it is saved");
    const now = node.savedConfig().serverinfo.home;
    assert.deepEqual([now.title, now.subtitle, now.about], [saved.title, "", saved.about]);
    assert.deepEqual(page.trouble, []);
  });
});

describe("home and conversations are accessible and fit", () => {
  for (const { name, ...look } of LOOKS) {
    test(name, { timeout: 2 * MINUTE }, async (t) => {
      const { node, page, me, ben } = await pair(t, look);
      const cai = await writer(t, node, { name: "A person with a name that is rather long for a list" });
      const room = await ben.open(me);
      await ben.write(room, "<p>one</p>");
      await cai.write(await cai.open(me, ben.id), "<p>averyverylongwordwithoutanyplacetobreakitaveryverylongwordwithoutanyplacetobreakit</p>");
      await goHome(page);
      await part(page, "about").waitFor();
      await isAccessible(page, "the page of the server");
      await toList(page);
      await part(page, "dm-unread").first().waitFor();
      await page.waitForTimeout(300);
      await isAccessible(page, "the list");
      await part(page, "new-conversation").click();
      await part(page, "pick-person").first().waitFor();
      await isAccessible(page, "picking people");
      await page.keyboard.press("Escape");
      await row(page, "Ben").click();
      await stored(page, "one").waitFor();
      await write(page, "two");
      await isAccessible(page, "a conversation");
      await part(page, "dm-details").click();
      await part(page, "dm-dialog").waitFor();
      await isAccessible(page, "its details");
      await page.keyboard.press("Escape");
      assert.deepEqual(await overflow(page), []);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.waitForTimeout(300);
      await isAccessible(page, "at 320 px");
      assert.deepEqual(page.trouble, []);
    });
  }
});

test("in German", { timeout: MINUTE }, async (t) => {
  const { node, page, me, ben } = await pair(t);
  const room = await ben.open(me);
  await ben.write(room, "<p>hallo</p>");
  const german = await visitor(t, node, { locale: "de-DE", storageState: await page.context().storageState() });
  await inChat(german);
  await part(german, "home-tile").click();
  await german.getByRole("heading", { level: 1, name: "Seite des Servers" }).waitFor();
  await row(german, "Ben").click();
  await part(german, "lock-bar").getByText("Nicht verschlüsselt: Der Server kann das lesen").waitFor();
  assert.equal(await part(german, "composer-input").getAttribute("placeholder"), "Nachricht an Ben");
  assert.deepEqual(german.trouble, []);
});
