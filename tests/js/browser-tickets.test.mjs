// Tickets in the web client: real Chromium, real node, who asks and who answers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { composerHas, elsewhere, interpose, isAccessible, launchBrowser, LOOKS, offline, online, ownNode, part, person, PHONE, registerInBrowser, sessionOf, until, visitor } from "./browser-support.mjs";
import { execute } from "./database.mjs";
import { guest, keeper, openSection } from "./staff-pages.mjs";
import { administrator, openTicket, STAFF, talker, writeTo } from "./staff-community.mjs";
import { STORE, wait } from "./support.mjs";
import { look, provoke, watch } from "./xss-watch.mjs";
import { PAYLOADS } from "./xss.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const isSmall = (page) => page.viewportSize().width < 700;

const row = (page, title) => part(page, "ticket-row").filter({ hasText: title });
const message = (page, text) => part(page, "message").filter({ hasText: text });
const author = (page, text) => message(page, text).getByTestId("message-author");

/** `shown` is what stands there of it then. */
async function ask(page, title, text, shown = text) {
  await part(page, "new-ticket").click();
  await part(page, "ticket-title").fill(title);
  await part(page, "ticket-text").fill(text);
  await part(page, "ticket-create").click();
  await part(page, "ticket-dialog").waitFor({ state: "detached" });
  await message(page, shown).waitFor();
}

async function answer(page, text) {
  await part(page, "composer-input").fill(text);
  await part(page, "composer-send").click();
  await message(page, text).waitFor();
}

async function writeAs(page, identity) {
  await part(page, "choose-identity").click();
  await part(page, `as-${identity}`).click();
}

/** The menu of a message, on a phone by a long press. */
async function openMenu(page, text) {
  const found = message(page, text);
  if (isSmall(page)) {
    const { x, y, height } = await found.getByTestId("message-body").boundingBox();
    const touch = await page.context().newCDPSession(page);
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + 10, y: y + height / 2 }] });
    await part(page, "context-menu").waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  } else {
    await found.hover();
    await found.getByTestId("message-more").click();
  }
  await part(page, "context-menu").waitFor();
}

for (const [size, options] of [["a desktop", {}], ["a phone", { viewport: PHONE }]]) {
  describe(`on ${size}`, () => {
    test("a member asks, the team answers in its three names, and who wrote without one stays unknown", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await guest(t, node, "Ben", options);
      const ada = await keeper(t, node, "Ada", options);
      await openSection(ben.page, "tickets");
      await part(ben.page, "first-ticket").click();
      await part(ben.page, "ticket-create").click();
      await ben.page.getByRole("dialog").getByRole("alert").getByText("needs a title and a message").waitFor();
      await ben.page.keyboard.press("Escape");
      await part(ben.page, "ticket-dialog").waitFor({ state: "detached" });
      await ask(ben.page, "My <b>picture</b> & I", "It says that the type is **not** allowed", "not allowed");
      await part(ben.page, "thread").getByRole("heading", { name: "My <b>picture</b> & I" }).waitFor();
      await message(ben.page, "not allowed").locator("strong", { hasText: "not" }).waitFor();
      assert.equal(await part(ben.page, "writing-as").count(), 0, "members write in their own name");

      // The staff hears of it by itself.
      await until(async () => /\d/.test(await part(ada.page, "account-menu").textContent().catch(() => "")), "the badge counts it");
      await openSection(ada.page, "tickets");
      await row(ada.page, "My <b>picture</b>").getByText("Waiting").waitFor();
      await row(ada.page, "My <b>picture</b>").click();
      await message(ada.page, "not allowed").waitFor();
      assert.equal(await part(ada.page, "composer-input").count(), 0, "who has not taken it does not write");
      await part(ada.page, "take-ticket").click();
      await part(ada.page, "composer-input").waitFor();
      assert.match(await part(ada.page, "choose-identity").innerText(), /^Support team/, "without a name first");
      assert.match(await part(ada.page, "composer-input").getAttribute("placeholder"), /Answer Ben as Support team/);
      await answer(ada.page, "Hello from nobody");
      await message(ada.page, "Hello from nobody").getByTestId("written-as").getByText("as support team").waitFor();
      assert.equal(await author(ada.page, "Hello from nobody").innerText(), "Ada", "the staff knows");
      await message(ben.page, "Hello from nobody").waitFor();
      assert.equal(await author(ben.page, "Hello from nobody").innerText(), "Support team");
      assert.ok(!(await ben.page.content()).includes(ada.id), "nothing in the page tells who it was");
      await openMenu(ben.page, "Hello from nobody");
      assert.equal(await part(ben.page, "menu-profile").count(), 0);
      await ben.page.keyboard.press("Escape");

      await writeAs(ada.page, "support_tagged");
      await answer(ada.page, "Hello with the team");
      await message(ben.page, "Hello with the team").getByTestId("written-as").getByText("Support team").waitFor();
      assert.equal(await author(ben.page, "Hello with the team").innerText(), "Ada");
      await writeAs(ada.page, "self");
      await answer(ada.page, "Hello from me");
      await message(ben.page, "Hello from me").waitFor();
      assert.equal(await message(ben.page, "Hello from me").getByTestId("written-as").count(), 0);

      // Own words are changed and taken back, and both see it.
      await answer(ben.page, "Thank yuo");
      await openMenu(ben.page, "Thank yuo");
      await part(ben.page, "menu-edit").click();
      await part(ben.page, "edit-input").fill("Thank you");
      await part(ben.page, "edit-save").click();
      await message(ada.page, "Thank you").getByTestId("edited").waitFor();
      await openMenu(ada.page, "Thank you");
      assert.deepEqual([await part(ada.page, "menu-edit").count(), await part(ada.page, "menu-delete").count()], [0, 0], "not those of others");
      await ada.page.keyboard.press("Escape");
      await openMenu(ben.page, "Thank you");
      await part(ben.page, "menu-delete").click();
      await part(ben.page, "confirm").click();
      await message(ada.page, "Thank you").waitFor({ state: "detached" });

      await part(ada.page, "close-ticket").click();
      const dialog = ada.page.getByRole("dialog");
      await dialog.getByText("Everything that was written in it is deleted, for Ben").waitFor();
      await dialog.getByRole("button", { name: "Cancel" }).click();
      assert.equal(await message(ben.page, "Hello from me").count(), 1);
      await part(ada.page, "close-ticket").click();
      await part(ada.page, "confirm").click();
      await row(ada.page, "My <b>picture</b>").waitFor({ state: "detached" });
      await ben.page.getByRole("status").filter({ hasText: "was closed" }).waitFor();
      await part(ben.page, "first-ticket").waitFor();
      assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
    });

    test("what was not read is counted, and the queue tells whose a ticket is", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ada = await keeper(t, node, "Ada", options);
      const other = await talker(node, { name: "Cleo" });
      t.after(() => other.socket.close());
      await ada.admin.ask("addUserToRole", { role: ada.role, target: other.id });
      const ben = await talker(node, { name: "Ben" });
      t.after(() => ben.socket.close());
      const first = await openTicket(ben, "First", "<p>one</p>");
      await openTicket(ben, "Second", "<p>two</p>");
      await openSection(ada.page, "tickets");
      await row(ada.page, "First").getByRole("img", { name: "1 new" }).waitFor();
      await writeTo(ben, first, "<p>still there?</p>");
      await row(ada.page, "First").getByRole("img", { name: "2 new" }).waitFor();
      assert.match(await part(ada.page, "ticket-row").first().innerText(), /First/, "the latest comes first");
      await row(ada.page, "First").click();
      await part(ada.page, "new-line").getByText("2 new").waitFor();
      await until(async () => (await other.ask("getAllUnread")).tickets === 3 && (await row(ada.page, "First").getByRole("img").count()) === 0, "what is shown is read, for her alone");
      await writeTo(ben, first, "<p>hello again</p>");
      await message(ada.page, "hello again").waitFor();
      assert.equal(await row(ada.page, "First").getByRole("img").count(), 0, "what comes in is read, too");
      await other.ask("joinTicket", { threadId: first });
      await writeTo(other, first, "<p>I take it</p>", "support_tagged");
      await message(ada.page, "I take it").getByTestId("written-as").waitFor();
      if (isSmall(ada.page)) await part(ada.page, "section-back").click();
      await row(ada.page, "First").getByText("Taken by Cleo").waitFor();
      await part(ada.page, "tickets-waiting").click();
      assert.deepEqual(await part(ada.page, "ticket-row").count(), 1);
      await row(ada.page, "Second").waitFor();
      await part(ada.page, "tickets-yours").click();
      await ada.page.getByText("Nothing here").waitFor();
      await part(ada.page, "tickets-all").click();
      // Who looks after tickets no more sees own ones only, at once.
      await row(ada.page, "First").click();
      await message(ada.page, "I take it").waitFor();
      await ada.set({ ...STAFF, manageTickets: 0 });
      await part(ada.page, "thread").waitFor({ state: "detached" });
      await ada.page.getByText("You have no tickets").waitFor();
      assert.equal(await part(ada.page, "ticket-row").count(), 0);
      assert.deepEqual(ada.page.trouble, []);
    });

    test("what is refused says why and loses nothing", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await guest(t, node, "Ben", options);
      const admin = await administrator(node);
      t.after(() => admin.socket.close());
      await openSection(ben.page, "tickets");
      await ask(ben.page, "Ticket 0", "text 0");
      for (let n = 1; n < 5; n++) {
        if (isSmall(ben.page)) await part(ben.page, "section-back").click();
        await ask(ben.page, `Ticket ${n}`, `text ${n}`);
      }
      if (isSmall(ben.page)) await part(ben.page, "section-back").click();
      await part(ben.page, "new-ticket").click();
      await part(ben.page, "ticket-title").fill("One too many");
      await part(ben.page, "ticket-text").fill("A long story");
      await part(ben.page, "ticket-create").click();
      await ben.page.getByRole("dialog").getByRole("alert").getByText("several open tickets").waitFor();
      await ben.page.keyboard.press("Escape");
      await part(ben.page, "new-ticket").click();
      assert.equal(await part(ben.page, "ticket-text").inputValue(), "A long story", "it is still there");
      await ben.page.keyboard.press("Escape");
      await part(ben.page, "ticket-dialog").waitFor({ state: "detached" });

      await row(ben.page, "Ticket 2").click();
      await admin.ask("muteUser", { target: ben.id, reason: "Too loud", time: "1 hours" });
      await part(ben.page, "composer-input").fill("Can you hear me?");
      await part(ben.page, "composer-send").click();
      await part(ben.page, "answer-trouble").getByText("muted").waitFor();
      await composerHas(ben.page, "Can you hear me?");
      await admin.ask("unmuteUser", { target: ben.id });
      await part(ben.page, "composer-send").click();
      await message(ben.page, "Can you hear me?").waitFor();
      assert.equal(await part(ben.page, "answer-trouble").count(), 0);

      // Without a connection the text waits in its field; what came in meanwhile is there afterwards.
      await part(ben.page, "composer-input").fill("Are you asleep?");
      await node.stop();
      await offline(ben.page);
      await part(ben.page, "composer-send").click();
      await part(ben.page, "answer-trouble").waitFor();
      await composerHas(ben.page, "Are you asleep?");
      await node.launch();
      await online(ben.page);
      await part(ben.page, "composer-send").click();
      await message(ben.page, "Are you asleep?").waitFor();
    });
  });
}

test("all of it can be done by keys", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ada = await keeper(t, node, "Ada");
  const ben = await talker(node, { name: "Ben" });
  t.after(() => ben.socket.close());
  for (const n of [1, 2]) await openTicket(ben, `Question ${n}`, `<p>text ${n}</p>`);
  const { page } = ada;
  await openSection(page, "tickets");
  await row(page, "Question 2").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await message(page, "text 1").waitFor();
  await until(() => page.evaluate(() => document.activeElement?.textContent === "Question 1"), "the focus is on its head");
  await part(page, "take-ticket").focus();
  await page.keyboard.press("Enter");
  await part(page, "composer-input").waitFor();
  await until(() => page.evaluate(() => document.activeElement?.tagName === "TEXTAREA"), "the field has the focus");
  await page.keyboard.type("Typed");
  await page.keyboard.press("Enter");
  await message(page, "Typed").waitFor();
  await page.keyboard.press("ArrowUp");
  await part(page, "edit-input").waitFor();
  await page.keyboard.type(" again");
  await page.keyboard.press("Enter");
  await message(page, "Typed again").waitFor();
  await page.getByRole("log").focus();
  await page.keyboard.press("ArrowDown");
  await until(() => page.evaluate(() => document.activeElement?.textContent?.includes("Typed again")), "the last message has the focus");
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").getByText("Typed again").waitFor();
  await part(page, "confirm").focus();
  await page.keyboard.press("Enter");
  await message(page, "Typed again").waitFor({ state: "detached" });
  assert.deepEqual(page.trouble, []);
});

test("conversations of an older server are shown, and only read", { timeout: MINUTE, skip: STORE === "mariadb" }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Ada"));
  const { id } = await sessionOf(page);
  const ben = await talker(node, { name: "Ben" });
  ben.socket.close();
  await node.stop();
  await execute(node, `INSERT INTO dms_threads(threadId, type, title) VALUES ('t_old', 'dm', 'Ben and Ada')`);
  for (const member of [id, ben.id]) await execute(node, `INSERT INTO dms_participants(threadId, memberId) VALUES ('t_old', '${member}')`);
  const texts = [["m_1772360000123", "<p>from long ago</p>"], ["m_1772360000124", "rsa|QUJD||QUJD|QUJD|QUJD"]];
  for (const [message, content] of texts) await execute(node, `INSERT INTO dms_messages(messageId, threadId, authorId, message, createdAt, supportIdentity) VALUES ('${message}', 't_old', '${ben.id}', '${JSON.stringify({ content, sender: "", encrypted: false, plainSig: "" })}', '2026-03-01 10:13:20', 'self')`);
  await node.launch();
  await online(page);
  await openSection(page, "tickets");
  await page.getByRole("heading", { name: "Conversations of earlier versions" }).waitFor();
  await row(page, "Ben and Ada").click();
  await message(page, "from long ago").waitFor();
  await message(page, "It cannot be read here").waitFor();
  assert.equal(await author(page, "from long ago").innerText(), "Ben");
  await part(page, "composer-state").getByText("can only be read").waitFor();
  assert.deepEqual([await part(page, "composer-input").count(), await part(page, "close-ticket").count()], [0, 0]);
});

test("attacks in titles and messages run nothing, also from a server that cleans nothing", { timeout: 3 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ada = await keeper(t, node, "Ada");
  const { page } = ada;
  const bad = await watch(page, node);
  const wire = await interpose(page);
  await page.reload();
  await online(page);
  const eve = await elsewhere(t, node, { name: 'Eve"><img src=x onerror=alert(1)>' });
  const own = { id: eve.member.id, token: eve.member.token };
  const tell = (event, payload) => new Promise((done) => eve.socket.emit(event, { ...own, ...payload }, done));
  const { threadId } = await tell("createThread", { type: "ticket", title: PAYLOADS[8] + "<i>title</i>", participants: [] });
  await openSection(page, "tickets");
  await row(page, "title").click();
  for (const content of PAYLOADS) await tell("sendMessage", { threadId, authorId: own.id, text: { content, sender: "", encrypted: false, plainSig: "" } });
  await tell("sendMessage", { threadId, authorId: own.id, text: { content: "<p>the last one</p>", sender: "", encrypted: false, plainSig: "" } });
  await message(page, "the last one").waitFor();
  await provoke(page);
  assert.deepEqual([...bad, ...(await look(page, "[data-testid=board]"))].filter((found) => !/^<(BUTTON|SVG)>/i.test(found)), [], "what the node lets through");
  let number = 0;
  for (const payload of PAYLOADS) {
    const id = `m_2${String(number++).padStart(12, "0")}`;
    wire.say("receiveMessage", { threadId, message: { id, authorId: payload, text: { content: payload }, ts: new Date().toISOString(), supportIdentity: payload, displayName: payload } });
    wire.say("receiveMessageEdit", { threadId, message: { id, authorId: payload, text: payload, ts: payload } });
    wire.say("receiveThreadNew", { thread: { id: `t_${number}`, type: "ticket", title: payload, creatorId: payload, participants: [payload], last: payload, lastAt: payload, unread: 1 } });
    await wait(10);
  }
  wire.say("receiveMessage", { threadId, message: { id: "m_9999999999999", authorId: own.id, text: { content: "<p>after all of them</p>" }, ts: new Date().toISOString(), supportIdentity: "self", displayName: "Eve" } });
  await message(page, "after all of them").waitFor();
  await provoke(page);
  assert.deepEqual([...bad, ...(await look(page, "[data-testid=board]"))].filter((found) => !/^<(BUTTON|SVG)>/i.test(found)), []);
});

// Each size and each theme once.
for (const { name, ...options } of [LOOKS[0], LOOKS[3]]) {
  test(`tickets keep nobody out: ${name}`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await keeper(t, node, "Ada", options);
    const { page } = ada;
    const ben = await talker(node, { name: "Ben" });
    t.after(() => ben.socket.close());
    await openSection(page, "tickets");
    await page.getByText("No ticket is open").waitFor();
    await isAccessible(page, "no tickets");
    await openTicket(ben, "A question with a title that is too long for the place that there is for it on a small screen", "<p>text</p>");
    await row(page, "A question").waitFor();
    await isAccessible(page, "the queue");
    await row(page, "A question").click();
    await part(page, "take-ticket").click();
    await answer(page, "an answer");
    await isAccessible(page, "a ticket");
    await part(page, "choose-identity").click();
    await isAccessible(page, "as whom");
    await page.keyboard.press("Escape");
    if (isSmall(page)) await part(page, "section-back").click();
    await part(page, "new-ticket").click();
    await part(page, "ticket-create").click();
    await isAccessible(page, "a new ticket");
    assert.deepEqual(page.trouble, []);
  });
}
