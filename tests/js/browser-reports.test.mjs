// Reports in the web client: real Chromium, real node, who reports and who decides.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { elsewhere, inChat, isAccessible, launchBrowser, leaveSettings, LOOKS, openAccountMenu, openServerSettings, ownNode, part, PHONE, stored, until, write } from "./browser-support.mjs";
import { guest, keeper, reportOf } from "./staff-pages.mjs";
import { keyed, report, talker, writeDirect } from "./staff-community.mjs";
import { once } from "./support.mjs";
import { look, provoke, watch } from "./xss-watch.mjs";
import { PAYLOADS } from "./xss.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const isSmall = (page) => page.viewportSize().width < 700;

const row = (page, text) => part(page, "report-row").filter({ hasText: text });
const said = (page, text) => page.getByRole("status").filter({ hasText: text });

async function openReports(page) {
  await openServerSettings(page, "reports");
  await page.getByRole("heading", { name: "Reports" }).waitFor();
}

async function openCase(page, text) {
  await row(page, text).click();
  await part(page, "case").waitFor();
}

for (const [size, options] of [["a desktop", {}], ["a phone", { viewport: PHONE }]]) {
  describe(`on ${size}`, () => {
    test("a message is reported with a reason, and the staff deals with it", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const eve = await elsewhere(t, node, { name: "Eve" });
      const ben = await guest(t, node, "Ben", options);
      const ada = await keeper(t, node, "Ada", options);
      await eve.say("<p>cheap <b>panels</b></p>");
      await write(ben.page, "what is that?");
      await stored(ben.page, "what is that?").focus();
      await ben.page.keyboard.press("m");
      await part(ben.page, "context-menu").waitFor();
      assert.equal(await part(ben.page, "menu-report").count(), 0, "nobody reports themselves");
      await ben.page.keyboard.press("Escape");

      await reportOf(ben.page, "cheap panels");
      const dialog = part(ben.page, "report-dialog");
      await dialog.getByRole("heading", { name: "Report the message of Eve" }).waitFor();
      await dialog.getByText("Who wrote it does not hear who reported it").waitFor();
      await part(ben.page, "report-send").click();
      await dialog.getByRole("alert").getByText("Choose what is wrong with it").waitFor();
      await part(ben.page, "reason-spam").check();
      await part(ben.page, "report-text").fill("x".repeat(1001));
      await part(ben.page, "report-send").click();
      await dialog.getByRole("alert").getByText("up to 1000 characters").waitFor();
      await part(ben.page, "report-text").fill("It is <everywhere> & annoying");
      await part(ben.page, "report-send").click();
      await dialog.waitFor({ state: "detached" });
      await said(ben.page, "The message was reported").waitFor();
      await reportOf(ben.page, "cheap panels");
      await part(ben.page, "reason-other").check();
      await part(ben.page, "report-send").click();
      await dialog.getByRole("alert").getByText("You have reported this message already").waitFor();
      await ben.page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });

      // It comes to the staff by itself.
      await until(async () => /1/.test(await part(ada.page, "account-menu").textContent()), "the badge counts it");
      await openReports(ada.page);
      await openCase(ada.page, "It is <everywhere> & annoying");
      const shown = part(ada.page, "case");
      await shown.getByText("as it was when reported").waitFor();
      assert.equal(await part(ada.page, "case-message").locator("b", { hasText: "panels" }).count(), 1);
      await shown.getByText("Never edited").waitFor();
      await part(ada.page, "complaint").getByText("Spam or fraud").waitFor();
      await part(ada.page, "complaint").getByText("It is <everywhere> & annoying").waitFor();
      await shown.getByRole("button", { name: "Profile of Ben" }).click();
      await part(ada.page, "profile").getByRole("heading", { name: "Ben" }).waitFor();
      await part(ada.page, "profile-close").click();
      await part(ada.page, "case-profile").click();
      await part(ada.page, "profile").getByRole("heading", { name: "Eve" }).waitFor();
      await part(ada.page, "profile-close").click();

      await part(ada.page, "case-mute").click();
      await part(ada.page, "moderate-do").click();
      await said(ada.page, "Eve is muted").waitFor();
      await shown.getByText("Muted now").waitFor();
      await part(ada.page, "case-unmute").waitFor();

      const written = once(eve.socket, "newDmMessage");
      await part(ada.page, "case-write").click();
      await part(ada.page, "write-to").getByText("It is not encrypted").waitFor();
      await part(ada.page, "write-text").fill("Please stop **now**");
      await part(ada.page, "write-send").click();
      await said(ada.page, "Sent to Eve").waitFor();
      const { payload } = await written;
      assert.match(payload.data.message[eve.member.id], /Please stop <strong>now<\/strong>/);
      assert.equal(payload.data.author.id, ada.id);

      await part(ada.page, "case-delete").click();
      await part(ada.page, "confirm").click();
      await shown.locator(".mark").getByText("Message deleted").waitFor();
      await stored(ben.page, "what is that?").waitFor();
      await part(ben.page, "message").filter({ hasText: "cheap panels" }).waitFor({ state: "detached" });
      assert.equal(await part(ada.page, "case-delete").count(), 0, "it cannot be deleted twice");

      await part(ada.page, "case-ban").click();
      await part(ada.page, "moderate-reason").fill("Spam");
      await part(ada.page, "moderate-do").click();
      await said(ada.page, "Eve is banned").waitFor();
      await shown.getByText("Banned now").waitFor();
      await part(ada.page, "case-ban").waitFor({ state: "detached" });

      await part(ada.page, "case-close").click();
      await ada.page.getByRole("dialog").getByText("Close this report?").waitFor();
      await part(ada.page, "confirm").click();
      await ada.page.getByText("No reports").waitFor();
      await leaveSettings(ada.page);
      await inChat(ada.page);
      await until(async () => !/\d/.test(await part(ada.page, "account-menu").textContent()), "nothing waits any more");
      assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
    });

    test("it is said whether a reported text is what was written", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const keys = { Lev: keyed(), Jonah: keyed() };
      const lev = await talker(node, { name: "Lev", publicKey: keys.Lev.publicKey });
      const jonah = await talker(node, { name: "Jonah", publicKey: keys.Jonah.publicKey });
      const wen = await talker(node, { name: "Wen" });
      t.after(() => [lev, jonah, wen].forEach(({ socket }) => socket.close()));
      const ada = await keeper(t, node, "Ada", options);
      const { page } = ada;
      const readers = { [lev.id]: keys.Lev.publicKey, [jonah.id]: keys.Jonah.publicKey };
      const sealed = (html) => writeDirect(lev, jonah, html, { key: keys.Lev, readers });
      const text = "<p>the exact words</p>";
      await report(jonah, await sealed(text), "[insult] real", { type: "dm", plainText: text });
      await report(jonah, await sealed("<p>something else</p>"), "[danger] altered", { type: "dm", plainText: "<p>a threat</p>" });
      await report(jonah, await sealed("<p>a secret</p>"), "[other] silent", { type: "dm" });
      await report(wen, await writeDirect(lev, wen, "<p>open words</p>"), "open", { type: "dm", plainText: "<p>lies</p>" });
      await openReports(page);
      const expected = [
        ["real", "Verified", "has signed exactly this text", "the exact words"],
        ["altered", "Forged", "the reporter may have altered the text", "a threat"],
        ["silent", "Not verifiable", "The text was not handed over", "has not handed its text over"],
        ["open", "Stored by this server", "not what the reporter says", "open words"],
      ];
      for (const [note, verdict, meaning, shown] of expected) {
        await openCase(page, note);
        await part(page, "verdict").getByText(verdict, { exact: true }).waitFor();
        await part(page, "verdict-meaning").getByText(meaning).waitFor();
        await part(page, "case-message").getByText(shown).waitFor();
        await page.getByText("The message as the server has it").click();
        assert.match(await part(page, "original").textContent(), /"roomId"/);
        assert.equal(await part(page, "case-open").count(), 0, "nobody else goes into a conversation");
        if (isSmall(page)) await page.locator("main .back").click();
      }
      await row(page, "altered").getByText("Forged").waitFor();
      assert.equal(await page.getByText("a secret").count(), 0);
      // The message itself goes, for both who were in the conversation.
      await openCase(page, "real");
      const gone = once(jonah.socket, "receiveDeleteMessage");
      await part(page, "case-delete").click();
      await part(page, "confirm").click();
      await gone;
      await part(page, "case").locator(".mark").getByText("Message deleted").waitFor();
      if (isSmall(page)) await page.locator("main .back").click();
      await part(page, "reports-message").click();
      await page.getByText("Nothing found").waitFor();
      await part(page, "reports-dm").click();
      await part(page, "reports-find").fill("altered");
      assert.equal(await part(page, "report-row").count(), 1);
      assert.deepEqual(page.trouble, []);
    });

    test("reports of one message stand together, and only what one may is offered", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const eve = await elsewhere(t, node, { name: "Eve" });
      const people = await Promise.all(["Ben", "Cleo", "Dan"].map((name) => talker(node, { name })));
      t.after(() => people.forEach(({ socket }) => socket.close()));
      const ada = await keeper(t, node, "Ada", options, { manageReports: 1 });
      const { page } = ada;
      const { messageId } = await eve.say("<p>once</p>");
      const [ben, cleo, dan] = people;
      await report(ben, messageId, "first");
      await openReports(page);
      await openCase(page, "first");
      await part(page, "case-write").waitFor();
      for (const name of ["case-delete", "case-mute", "case-ban"]) assert.equal(await part(page, name).count(), 0, name);
      await ada.set({ manageReports: 1, manageMessages: 1, muteUsers: 1, banMember: 1 });
      for (const name of ["case-delete", "case-mute", "case-ban"]) await part(page, name).waitFor();
      await report(cleo, messageId, "[rules] second");
      await report(dan, messageId, "[spam]");
      await until(async () => (await part(page, "complaint").count()) === 3, "those that come in are added");
      if (isSmall(page)) await page.locator("main .back").click();
      await row(page, "Eve").getByText("3 reports").waitFor();
      assert.equal(await part(page, "report-row").count(), 1);
      await openCase(page, "Eve");
      // To where it was written.
      await part(page, "case-open").click();
      await part(page, "settings").waitFor({ state: "detached" });
      await stored(page, "once").waitFor();
      await openReports(page);
      if (isSmall(page)) await openCase(page, "Eve");
      await part(page, "case-close").click();
      await part(page, "confirm").click();
      await page.getByText("No reports").waitFor();
      assert.deepEqual((await ada.admin.ask("fetchReports")).reports, []);
      await ada.set({ manageReports: 0, manageMessages: 1 });
      await page.getByRole("heading", { name: "Reports" }).waitFor({ state: "detached" });
      assert.deepEqual(page.trouble, []);
    });
  });
}

test("who reports what is gone hears that", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const eve = await elsewhere(t, node, { name: "Eve" });
  const ben = await guest(t, node, "Ben");
  const { messageId } = await eve.say("<p>soon gone</p>");
  await reportOf(ben.page, "soon gone");
  await part(ben.page, "reason-other").check();
  const own = { id: eve.member.id, token: eve.member.token };
  await new Promise((done) => eve.socket.emit("deleteMessage", { ...own, messageId, group: "0", category: "0", channel: "0", type: "message" }, done));
  await part(ben.page, "report-send").click();
  await part(ben.page, "report-dialog").getByRole("alert").getByText("The message does not exist any more").waitFor();
  assert.deepEqual(ben.page.trouble, []);
});

test("attacks in reports run nothing", { timeout: 3 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const eve = await talker(node, { name: 'Eve"><img src=x onerror=alert(1)>' });
  const ben = await talker(node, { name: "<svg onload=alert(2)>Ben" });
  t.after(() => [eve, ben].forEach(({ socket }) => socket.close()));
  const ada = await keeper(t, node, "Ada");
  const { page } = ada;
  const bad = await watch(page, node);
  await page.reload();
  await inChat(page);
  const found = async () => [...bad, ...(await look(page, "[data-testid=case], .rep"))].filter((text) => !/^<(BUTTON|SVG)>/i.test(text));
  let count = 0;
  for (const payload of PAYLOADS.filter((text, at) => text.length < 900 && at % 3 === 0)) {
    const sent = await eve.ask("messageSend", { author: { id: eve.id }, token: eve.member.token, message: `${payload}<p>n${count}</p>`, room: "0-0-0", group: "0", category: "0", channel: "0" });
    if (sent.messageId && (await report(ben, sent.messageId, `${payload} note`)).type === "success") count++;
  }
  const direct = await writeDirect(eve, ben, PAYLOADS.slice(0, 12).join("") + "<p>direct</p>");
  await report(ben, direct, PAYLOADS[8], { type: "dm", plainText: PAYLOADS[8] });
  assert.ok(count > 5, "some of them are reported");
  await openReports(page);
  await row(page, "Direct message").waitFor();
  const rows = await part(page, "report-row").count();
  for (let n = 0; n < rows; n += Math.max(1, Math.floor(rows / 8))) {
    await part(page, "report-row").nth(n).click();
    await part(page, "case").waitFor();
    await provoke(page);
    assert.deepEqual(await found(), []);
  }
  await part(page, "reports-dm").click();
  await page.getByText("The message as the server has it").click();
  await provoke(page);
  assert.deepEqual(await found(), []);
});

test("the queue can be worked by keys, and every dialog gives the focus back", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const eve = await elsewhere(t, node, { name: "Eve" });
  const ben = await talker(node, { name: "Ben" });
  t.after(() => ben.socket.close());
  const ada = await keeper(t, node, "Ada");
  const { page } = ada;
  for (const text of ["one", "two"]) await report(ben, (await eve.say(`<p>${text}</p>`)).messageId, text);
  await openReports(page);
  await row(page, "two").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await part(page, "case-message").getByText("one").waitFor();
  for (const name of ["case-mute", "case-write", "case-delete", "case-close"]) {
    await part(page, name).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await until(() => page.evaluate((id) => document.activeElement?.dataset.testid === id, name), `the focus is back on ${name}`);
  }
  await page.keyboard.press("Escape");
  await part(page, "settings").waitFor({ state: "detached" });
  assert.deepEqual(page.trouble, []);
});

// Each size and each theme once.
for (const { name, ...options } of [LOOKS[0], LOOKS[3]]) {
  test(`reports keep nobody out: ${name}`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await keeper(t, node, "Ada", options);
    const { page } = ada;
    const keys = [keyed(), keyed()];
    const eve = await talker(node, { name: "A name of somebody that is far too long for it", publicKey: keys[0].publicKey, room: "0-0-0" });
    const ben = await talker(node, { name: "Ben", publicKey: keys[1].publicKey });
    t.after(() => [eve, ben].forEach(({ socket }) => socket.close()));
    const sent = await eve.ask("messageSend", { author: { id: eve.id }, token: eve.member.token, message: `<p>${"a-word-that-cannot-be-broken-".repeat(8)}</p>`, room: "0-0-0", group: "0", category: "0", channel: "0" });
    await reportOf(page, "cannot-be-broken");
    await isAccessible(page, "the dialog");
    await part(page, "report-send").click();
    await isAccessible(page, "the dialog with what is missing");
    await page.keyboard.press("Escape");
    await openReports(page);
    await page.getByText("No reports").waitFor();
    await isAccessible(page, "no reports");
    await report(ben, sent.messageId, "[spam] on and on and on");
    const sealed = await writeDirect(eve, ben, "<p>real</p>", { key: keys[0], readers: { [eve.id]: keys[0].publicKey, [ben.id]: keys[1].publicKey } });
    await report(ben, sealed, "[danger] altered", { type: "dm", plainText: "<p>forged</p>" });
    await row(page, "on and on").waitFor();
    await isAccessible(page, "the queue");
    await openCase(page, "on and on");
    await part(page, "case-write").waitFor();
    await isAccessible(page, "a case");
    if (isSmall(page)) await page.locator("main .back").click();
    await openCase(page, "altered");
    await page.getByText("The message as the server has it").click();
    await isAccessible(page, "evidence");
    await part(page, "case-write").click();
    await isAccessible(page, "a message to somebody");
    assert.deepEqual(page.trouble, []);
  });
}

test("without the right to see reports the settings offer no such page", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ada = await keeper(t, node, "Ada", {}, { manageBans: 1 });
  await openServerSettings(ada.page);
  await part(ada.page, "settings-bans").waitFor();
  assert.equal(await part(ada.page, "settings-reports").count(), 0);
  await ada.set({ manageBans: 1, manageReports: 1 });
  await part(ada.page, "settings-reports").waitFor();
  await leaveSettings(ada.page);
  await openAccountMenu(ada.page);
  assert.deepEqual(ada.page.trouble, []);
});
