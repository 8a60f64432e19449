// DCTS's unmodified home page and its panel of reports, on this node.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { Browser, ChatPage, HomePage } from "./dcts-client.mjs";
import { QUIET, Room } from "./direct.mjs";
import { crowd, eventually, Node, person } from "./support.mjs";

const CHAT = "/?group=0&category=0&channel=0";
const STAFF = "1002";
const WELCOME = "<h3>Hello</h3><p>be kind</p>";
const serverroles = { ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }), [STAFF]: role(STAFF, 3, { manageReports: 1, manageMessages: 1 }, { name: "Staff" }) };
const serverinfo = { name: "Harbour Town", home: { title: "Harbour", subtitle: "come in", about: "About <b>us</b>", banner_url: "/uploads/hero.webp" }, system: { welcome: { enabled: true, message: WELCOME } } };

let node;
let admin;
const browsers = [];
before(async () => {
  node = await Node.start({ config: { ...QUIET, groups: groupOf(channel("0", { 0: OPEN }, "chat")), serverroles, serverinfo } });
  admin = await person(node, { key: node.adminKeys[0] });
});
after(async () => {
  for (const browser of browsers) browser.close();
  admin.close();
  await node.stop();
});

/** Somebody in a browser that is joined already. */
async function visitor(Kind = HomePage, address = "/home/") {
  const somebody = await person(node);
  // The welcome comes after the join.
  await eventually(() => somebody.ask("getDmRooms"), ({ rooms }) => rooms !== null);
  await eventually(() => somebody.ask("getAllUnread"), ({ total }) => total === 1);
  somebody.close();
  const { id, token, pow, name } = somebody.account;
  const browser = new Browser(node, { id, token, name, pow_challenge: pow.challenge, pow_solution: String(pow.solution) });
  browsers.push(browser);
  browser.open(Kind, address);
  await browser.until((screen) => (Kind === HomePage ? screen.home ?? screen.open : screen.members));
  return browser;
}
const page = (browser) => browser.page;
const screen = (browser) => browser.settled();
const texts = ({ messages }) => messages.map(({ text }) => text);
const id = (browser) => browser.stored("id");
const room = (shown, name) => shown.rooms.find((one) => one.name === name);

describe("the home page", () => {
  test("shows what the server is, and what it has said", async () => {
    const ann = await visitor();
    const shown = await screen(ann);
    assert.deepEqual([shown.home.title, shown.home.about, shown.home.banner, shown.home.name], ["Harbour", "About <b>us</b>", "/uploads/hero.webp", "Harbour Town"]);
    assert.deepEqual(shown.rooms.map(({ name, icon, badge }) => [name, icon, badge]), [["System", "/img/default_pfp.png", 1]]);
    assert.equal(shown.unread, 1);
    await page(ann).openRoom(shown.rooms[0].id);
    assert.deepEqual(texts(await screen(ann)), [WELCOME]);
    assert.deepEqual([shown.messages[0].author, shown.messages[0].authorId], ["System", "system"]);
    page(ann).reload();
    assert.deepEqual((await ann.until(({ home }) => home)).unread, 0);
    // It cannot be answered, and the page says so.
    await page(ann).openRoom(shown.rooms[0].id);
    await page(ann).send("<p>thank you</p>");
    assert.equal((await screen(ann)).toasts.length, 1);
  });

  test("leads to a member by the address, and both talk", async () => {
    const [ann, bob] = [await visitor(), await visitor()];
    ann.open(HomePage, `/home/?dm=${id(bob)}`);
    const mine = await ann.until(({ open }) => open);
    assert.deepEqual([mine.messages, room(mine, bob.stored("name")).badge], [[], 0]);
    // The other sees the room at once, and later its badge.
    await bob.until((shown) => room(shown, ann.stored("name")));
    await page(ann).send("<p>hi Bob</p>");
    assert.deepEqual(texts(await ann.until(({ messages }) => messages.length === 1)), ["<p>hi Bob</p>"]);
    const theirs = await bob.until((shown) => room(shown, ann.stored("name")).badge === 1);
    await page(bob).openRoom(room(theirs, ann.stored("name")).id);
    await page(bob).send("<p>hi Ann</p>", { reply: theirs.messages[0].id });
    const [first, second] = (await ann.until(({ messages }) => messages.length === 2)).messages;
    assert.deepEqual([second.author, second.text, second.answered.id, second.answered.text, second.answered.author], [bob.stored("name"), "<p>hi Ann</p>", first.id, "<p>hi Bob</p>", ann.stored("name")]);
    // An edit replaces it where it stands, a deletion takes it away, for both.
    await page(ann).send("<p>hello Bob</p>", { edited: first.id });
    for (const browser of [ann, bob]) await browser.until(({ messages }) => messages[0].text === "<p>hello Bob</p>" && messages[0].isEdited);
    await page(bob).remove(second.id);
    for (const browser of [ann, bob]) assert.deepEqual(texts(await browser.until(({ messages }) => messages.length === 1)), ["<p>hello Bob</p>"]);
    await page(bob).remove(first.id);
    assert.equal((await screen(bob)).toasts.length, 1);
    // The address of the room opens it again, that of the member finds the same.
    for (const named of [mine.open, id(bob)]) {
      ann.open(HomePage, `/home/?dm=${named}`);
      const again = await ann.until(({ open }) => open);
      assert.deepEqual([again.open, texts(again)], [mine.open, ["<p>hello Bob</p>"]]);
    }
  });

  test("reads back, page by page", async () => {
    const ann = await visitor();
    await page(ann).write([]);
    assert.ok(room(await screen(ann), `${ann.stored("name")} (You)`));
    // Nobody may write so much alone.
    const many = await crowd(node, 10);
    const talk = await Room.of(...many, { id: id(ann) });
    for (let n = 0; n < 50; n++) await talk.said(many[n % 10], `<p>${n}</p>`);
    await page(ann).openRoom(talk.id);
    for (let n = 50; n < 55; n++) await page(ann).send(`<p>${n}</p>`);
    const expected = Array.from({ length: 55 }, (_, n) => `<p>${n}</p>`);
    assert.deepEqual(texts(await ann.until(({ messages }) => messages.length === 55)), expected);
    page(ann).reload();
    await ann.until(({ home }) => home);
    await page(ann).openRoom(talk.id);
    assert.deepEqual(texts(await screen(ann)), expected.slice(-50));
    assert.equal(await page(ann).older(), 5);
    assert.deepEqual(texts(await screen(ann)), expected);
    assert.equal(await page(ann).older(), 0);
    for (const somebody of many) somebody.close();
  });

  test("follows who comes and goes", async () => {
    const [ann, bob, cat] = [await visitor(), await visitor(), await visitor()];
    await page(ann).write([id(bob), id(cat)]);
    const { open } = await screen(ann);
    for (const browser of [bob, cat]) await browser.until((shown) => shown.rooms.some((one) => one.id === open));
    const mine = (await screen(bob)).rooms.find((one) => one.id === open);
    assert.equal(mine.name, [bob, cat, ann].map((browser) => browser.stored("name")).join(", "));
    await page(bob).openRoom(open);
    await page(bob).leaveRoom(open);
    const gone = await screen(bob);
    assert.deepEqual([gone.open, gone.rooms.some((one) => one.id === open)], [null, false]);
    assert.equal(room(await ann.until((shown) => shown.rooms.some((one) => one.name === cat.stored("name"))), cat.stored("name")).id, open);
    assert.equal((await screen(ann)).open, open);
    // The one who began it takes it away for all.
    await page(cat).openRoom(open);
    await page(ann).leaveRoom(open);
    for (const browser of [ann, cat]) await browser.until((shown) => !shown.rooms.some((one) => one.id === open));
  });
});

describe("the chat page", () => {
  test("counts what is unread at home", async () => {
    const [ann, bob] = [await visitor(), await visitor(ChatPage, CHAT)];
    assert.equal((await screen(bob)).badges.home, 1);
    await page(ann).write([id(bob)]);
    await page(ann).send("<p>look</p>");
    await bob.until((shown) => shown.badges.home === 2);
    // Read on another device, it is told.
    const phone = new Browser(node, bob.storage);
    browsers.push(phone);
    phone.open(HomePage, `/home/?dm=${id(ann)}`);
    await phone.until(({ open }) => open);
    await bob.until((shown) => shown.badges.home === 1);
  });

  test("shows reports to the staff, and what it does with them is done", async () => {
    const [ann, bob] = [await visitor(), await visitor()];
    const staff = await visitor(ChatPage, CHAT);
    await admin.ask("addUserToRole", { role: STAFF, target: id(staff) });
    page(staff).reload();
    await staff.until((shown) => shown.menus?.reports && shown.reports);
    await page(ann).write([id(bob)]);
    await page(ann).send("<p>nasty words</p>");
    const { open } = await screen(ann);
    await bob.until((shown) => shown.rooms.some((one) => one.id === open));
    await page(bob).openRoom(open);
    const [message] = (await screen(bob)).messages;
    await page(bob).report(message.id, "mean");
    const { toasts } = await screen(bob);
    assert.deepEqual([toasts.length, toasts[0].kind], [1, "success"]);
    assert.ok(toasts[0].title.length > 0);
    const [report] = (await staff.until(({ reports }) => reports.length === 1)).reports;
    assert.deepEqual([report.kind, report.status, report.notes, report.by, report.about, report.author, report.messageId, report.text], ["dm", "pending", "mean", bob.stored("name"), ann.stored("name"), id(ann), message.id, "<p>nasty words</p>"]);
    await page(staff).removeReported(report, id(bob));
    for (const browser of [ann, bob]) {
      if (browser === ann) await page(ann).openRoom(open);
      await browser.until(({ messages }) => messages.length === 0);
    }
    // The reporter is thanked, by the server.
    await bob.until((shown) => room(shown, "System").badge === 2);
    await page(staff).closeReport(report.id);
    const shown = await staff.until(({ reports }) => reports.length === 0);
    for (const { title } of shown.toasts) assert.ok(title.length > 0);
  });
});
