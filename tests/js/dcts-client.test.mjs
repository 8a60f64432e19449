// DCTS's unmodified web client, replayed: what it shows after each way in, and that nothing leaves it
// waiting (spec 10 section 3.9).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { io } from "socket.io-client-v3";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { Browser, ChatPage, HomePage, SettingsPage } from "./dcts-client.mjs";
import { Livekit } from "./livekit.mjs";
import { inRoom, Node, once, person, record, ROOM, temporaryFolder, wait } from "./support.mjs";

const CREW = "1002";
const voice = (id, permissions, name) => ({ ...channel(id, permissions, name), type: "voice" });
const groups = {
  ...groupOf(
    channel("0", { 0: OPEN }, "chat"),
    channel("5", { 0: { viewChannel: -1 }, [CREW]: OPEN }, "crew"),
    channel("6", { 0: { ...OPEN, sendMessages: -1 } }, "news"),
    voice("8", { 0: { viewChannel: 1 } }, "stage"),
    voice("9", { 0: { viewChannel: 1, useVOIP: 1 } }, "lounge"),
  ),
  7: {
    info: { id: "7", name: "Club <b>", icon: "/uploads/club.png", banner: "/uploads/club-banner.png", isDeletable: 1, sortId: 1 },
    channels: { categories: { 71: { info: { id: "71", name: "Rooms", sortId: 1 }, channel: { 72: channel("72", { 0: OPEN }, "bar") } } } },
    permissions: { 0: { viewGroup: 1 } },
  },
};
const serverroles = {
  ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }),
  [CREW]: { ...role(CREW, 2, {}, { name: "Crew" }), info: { ...role(CREW, 2, {}).info, name: "Crew", displaySeperate: 1 } },
};
const home = { title: "Harbour", subtitle: "come in", about: "About <b>us</b>", banner_url: "/uploads/hero.webp" };
const config = { groups, serverroles, serverinfo: { name: "Harbour Town", description: "A quiet place", countryCode: "DE", home, system: { welcome: { enabled: false } } } };

const CHAT = "/?group=0&category=0&channel=0";
const PASSWORD = "correct horse";

let node;
let admin;
let ann;
let site;
let livekit;
const browsers = [];

before(async () => {
  site = await otherServer();
  livekit = await Livekit.start();
  const serverinfo = { ...config.serverinfo, ...livekit.config };
  node = await Node.start({ config: { ...config, serverinfo, dcts_edge: { outgoing: { allow: [site.address] } } } });
  admin = await person(node, { key: node.adminKeys[0] });
  ann = await person(node);
});
after(async () => {
  for (const browser of browsers) browser.close();
  for (const somebody of [admin, ann]) somebody.close();
  site.close();
  await node.stop();
  await livekit.stop();
});

/** A web server that messages link to. */
async function otherServer() {
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
  const server = http.createServer((request, response) => {
    if (request.url === "/picture.png") return response.setHeader("content-type", "image/png").end(png);
    if (request.url === "/page") return response.setHeader("content-type", "text/html").end("<title>A page</title><meta property='og:description' content='about it'>");
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${server.address().port}`;
  return { address, url: `http://${address}`, close: () => server.close() };
}

function browse(where = node, stored) {
  const browser = new Browser(where, stored);
  browsers.push(browser);
  return browser;
}

/** A browser of a member who has been here before. */
async function visitor(where = node) {
  const { account, socket } = await person(where);
  socket.close();
  const { id, token, loginName, name, pow } = account;
  return { browser: browse(where, { id, token, loginName, name, pow_challenge: pow.challenge, pow_solution: String(pow.solution) }), id, account };
}

async function visit(address = CHAT, where = node) {
  const guest = await visitor(where);
  guest.browser.open(ChatPage, address);
  guest.screen = await guest.browser.settled();
  return guest;
}

/** A new browser that has shown its proof of work. */
async function newcomer(where = node, address = CHAT) {
  const browser = browse(where);
  browser.open(ChatPage, address);
  await browser.until((screen) => screen.dialog?.kind === "identity");
  browser.page.createIdentity();
  return browser;
}

const kind = (dialog) => (screen) => screen.dialog?.kind === dialog;
const titles = (screen) => screen.toasts.map((toast) => toast.title);
const channels = (screen) => screen.tree.categories.flatMap((category) => category.channels.map(({ name }) => name));

/** All that the chat page shows when it is ready. */
function assertReady(screen, name) {
  assert.deepEqual([screen.splash, screen.overlay, screen.dialog], [false, null, null]);
  assert.deepEqual(screen.header, { name: "Harbour Town", description: "A quiet place", country: "DE" });
  assert.deepEqual(screen.groups.map((group) => group.name), ["Home", "Club <b>"]);
  assert.ok(screen.members.some(({ members }) => members.some((member) => member.name === name)), JSON.stringify(screen.members));
  assert.ok(screen.mentions.members.some((member) => member.name === name));
  assert.deepEqual(screen.mentions.roles.map(({ id }) => String(id)).sort(), ["0", "1", CREW, "1111"].sort());
  assert.ok(Array.isArray(screen.emojis));
  assert.deepEqual(screen.menus, { reports: false });
  assert.deepEqual(screen.badges, { inbox: 0, home: 0 });
  assert.deepEqual(screen.servers, []);
}

describe("a new browser", () => {
  test("solves the proof of work, registers, and is in", async () => {
    const browser = browse();
    browser.open(ChatPage, CHAT);
    const first = await browser.until(kind("identity"));
    assert.deepEqual(first.dialog.difficulty, 2);
    assert.equal(first.groups, null);
    browser.page.createIdentity();
    await browser.until(kind("login"));
    assert.equal(browser.loads.length, 2);
    assert.deepEqual(titles(browser.page.screen), ["Onboarding not completed"]);
    browser.page.register({ loginName: "new.one", password: PASSWORD, name: "New One" });
    const screen = await browser.until((shown) => shown.members);
    assert.equal(browser.loads.length, 3);
    assertReady(screen, "New One");
    assert.deepEqual(screen.toasts, []);
    assert.equal(browser.stored("loginName"), "new.one");
    assert.match(browser.stored("token"), /^1\d{47}$/);
    assert.equal(screen.messages.at(-1).text.includes("New One"), true);
  });

  test("whose form is refused gets it back", async () => {
    const browser = await newcomer();
    await browser.until(kind("login"));
    browser.page.register({ loginName: "short.one", password: "x" });
    await browser.until((screen) => screen.toasts.length === 2);
    await browser.until(kind("login"));
    browser.page.register({ loginName: "short.one", password: PASSWORD });
    assertReady(await browser.until((screen) => screen.members), browser.stored("name"));
  });

  test("whose login name is taken adopts what it is given", async () => {
    const { account } = await person(node);
    const browser = await newcomer();
    await browser.until(kind("login"));
    browser.page.register({ loginName: account.loginName, password: PASSWORD });
    await browser.until((screen) => screen.members);
    assert.match(browser.stored("loginName"), new RegExp(`^${account.loginName}\\d{4}$`));
  });

  test("logs in with a password", async () => {
    const { account } = await person(node);
    const browser = await newcomer();
    await browser.until(kind("login"));
    await browser.page.logIn(account.loginName, "wrong horse");
    assert.equal(browser.page.screen.toasts.at(-1).kind, "error");
    browser.page.logIn(account.loginName, account.password);
    const screen = await browser.until((shown) => shown.members);
    assertReady(screen, account.name);
    assert.equal(browser.stored("id"), account.id);
  });

  test("imports an identity from a file", async () => {
    const somebody = await person(node);
    const { account } = await somebody.ask("exportAccount");
    somebody.close();
    const browser = browse();
    browser.open(ChatPage, CHAT);
    await browser.until(kind("identity"));
    browser.page.importIdentity(account);
    assertReady(await browser.until((screen) => screen.members), somebody.name);
    assert.equal(browser.stored("id"), somebody.id);
  });
});

describe("a returning visitor", () => {
  test("with a stored proof is in at once, and asks in the client's own order", async () => {
    const { browser, account, screen } = await visit();
    assertReady(screen, account.name);
    assert.equal(browser.loads.length, 1);
    assert.equal(screen.title, "chat");
    assert.equal(screen.tree.name, "Home");
    assert.deepEqual(channels(screen).sort(), ["chat", "lounge", "news", "stage"]);
    assert.deepEqual(screen.toasts, []);
    const events = browser.page.emitted.map(({ event }) => event);
    assert.deepEqual(events.slice(0, 8), ["userConnected", "setRoom", "getGroupBanner", "getGroupList", "getCurrentChannel", "setRoom", "getEmojis", "getChannelTree"]);
    assert.ok(events.indexOf("getServerInfo") < events.indexOf("fetchInboxMessages"));
    assert.ok(events.indexOf("fetchInboxMessages") < events.indexOf("getChatlog"));
  });

  test("with a proof that is too weak by now makes it stronger", async () => {
    const { browser } = await visitor();
    const strict = await Node.start({ config: { serverinfo: { pow: { difficulty: 3 } } } });
    const guest = browse(strict, { ...browser.storage, pow_challenge: "weak", pow_solution: "0" });
    guest.open(ChatPage, "/");
    const screen = await guest.until(kind("upgrade"));
    // It may be a little better for the challenge that was given out, by chance.
    assert.ok(["0", "1", "2"].includes(screen.dialog.level), screen.dialog.level);
    assert.equal(screen.dialog.required, 3);
    guest.page.upgradeIdentity();
    await guest.until(kind("login"));
    guest.close();
    await strict.stop();
  });

  test("with a wrong token is told, and nothing is loaded", async () => {
    const { browser } = await visitor();
    browser.storage.token = `1${"2".repeat(47)}`;
    browser.open(ChatPage, CHAT);
    const screen = await browser.until((shown) => shown.toasts.length);
    assert.deepEqual(screen.toasts.map(({ title, kind: colour }) => [title, colour]), [["Invalid Login", "error"]]);
    assert.ok(screen.toasts[0].text.length > 10);
    assert.deepEqual([screen.groups, screen.tree, screen.members, screen.overlay], [null, null, null, null]);
  });

  test("who is banned sees why, and stays outside", async () => {
    const { browser, id } = await visitor();
    await admin.ask("banUser", { target: id, reason: "<i>spam</i>", duration: "1 hour" });
    browser.open(ChatPage, CHAT);
    const screen = await browser.until((shown) => shown.overlay);
    assert.equal(screen.dialog.kind, "instance");
    assert.match(screen.dialog.text, /banned.*\d{4}-\d\d-\d\d.*&lt;i&gt;spam&lt;\/i&gt;/);
    assert.match(screen.toasts[0].text, /banned/);
    assert.equal(screen.groups, null);
    // The page that is opened asks for this.
    assert.equal((await (await fetch(`${node.url}/discover`)).json()).serverinfo.name, "Harbour Town");
    assert.equal(browser.loads.length, 1);
  });

  test("who is banned hears of it also while the connection is just being upgraded", async () => {
    const { account } = await visitor();
    await admin.ask("banUser", { target: account.id, duration: "1 hour" });
    const ends = [];
    for (let n = 0; n < 40; n++) {
      const socket = io(node.url, { forceNew: true, reconnection: false });
      const heard = record(socket, "modalMessage");
      let answer = null;
      socket.on("connect", () => socket.emit("userConnected", { id: account.id, token: account.token, pow: account.pow }, (ack) => (answer = ack)));
      const reason = await once(socket, "disconnect");
      ends.push(`${reason}, ${answer ? "answered" : "not answered"}, ${heard.length} notice`);
    }
    assert.deepEqual([...new Set(ends)], ["io server disconnect, answered, 1 notice"]);
  });

  test("who is kicked is asked to register again", async () => {
    const { browser, id } = await visit();
    await admin.ask("kickUser", { target: id, reason: "out" });
    await browser.until((screen) => screen.overlay);
    browser.page.reload();
    await browser.until(kind("login"));
  });

  test("who logged out elsewhere stays on the overlay until the page is loaded again", async () => {
    const { browser, account } = await visit();
    const other = browse(node, { pow_challenge: browser.stored("pow_challenge"), pow_solution: browser.stored("pow_solution") });
    other.open(ChatPage, CHAT);
    await other.until(kind("login"));
    other.page.logIn(account.loginName, account.password);
    await other.until((screen) => screen.members);
    const { page } = other;
    assert.equal((await page.ask("logoutEverywhere", page.auth)).error, null);
    const screen = await browser.until((shown) => shown.overlay);
    assert.deepEqual(titles(screen), ["Logged out"]);
    await wait(1500);
    assert.equal(browser.loads.length, 1);
    browser.page.reload();
    assert.deepEqual(titles(await browser.until((shown) => shown.toasts.length)), ["Invalid Login"]);
    assert.equal(other.page.screen.overlay, null);
  });

  test("comes back by itself after a restart", async () => {
    const own = await Node.start({ config });
    const { browser } = await visit(CHAT, own);
    await own.stop();
    await browser.until((screen) => screen.overlay);
    await own.launch();
    await browser.until((screen) => screen.overlay === null && screen.members);
    assert.equal(browser.loads.length, 2);
    browser.close();
    await own.stop();
  });
});

test("by invitation only: the prompt, the form, and in", async () => {
  const codes = { "spring-24": { maxUses: 1, expires: -1, createdBy: "1" } };
  const closed = await Node.start({ config: { ...config, serverinfo: { ...config.serverinfo, registration: { enabled: false, accessCodes: codes } } } });
  const browser = await newcomer(closed);
  await browser.until(kind("invite"));
  browser.page.register({ loginName: "invited", password: PASSWORD, code: "wrong" });
  await browser.until((screen) => screen.dialog?.kind === "invite" && screen.toasts.length === 2);
  browser.page.register({ loginName: "invited", password: PASSWORD, code: "spring-24" });
  assertReady(await browser.until((screen) => screen.members), browser.stored("name"));
  browser.close();
  await closed.stop();
});

describe("the address", () => {
  test("without any part: the first group, no chat, no channel", async () => {
    const { screen, browser } = await visit("/");
    assert.deepEqual(browser.page.sent("setRoom").map(({ room }) => room), ["null-null-null", "null-null-null"]);
    assert.deepEqual(browser.page.sent("getChatlog"), []);
    assert.equal(screen.tree.name, "Home");
    assert.equal(screen.messages, null);
    assert.ok(screen.members.length);
    assert.deepEqual(screen.toasts, []);
  });

  test("with a group only", async () => {
    const { screen, account, browser } = await visit("/?group=7");
    assertReady(screen, account.name);
    assert.deepEqual(browser.page.sent("setRoom").map(({ room }) => room), ["7-null-null", "7-null-null"]);
    assert.deepEqual(channels(screen), ["bar"]);
    assert.equal(screen.banner, "/uploads/club-banner.png");
    assert.equal(screen.messages, null);
  });

  test("of a server without a group 0", async () => {
    const own = await Node.start({ config: { ...config, groups: { 7: groups[7] }, serverinfo: { ...config.serverinfo, defaultChannel: "72" } } });
    const { screen, browser } = await visit("/", own);
    assert.deepEqual([screen.tree.name, screen.tree.categories], ["", []]);
    assert.deepEqual(screen.groups.map(({ id }) => id), ["7"]);
    assert.ok(screen.members.length);
    browser.page.select({ group: "7", category: "71", channel: "72" });
    await browser.until((shown) => shown.tree.name === "Club &lt;b&gt;" && shown.messages);
    browser.close();
    await own.stop();
  });

  for (const address of ["/?group=99&category=1&channel=1", "/?group=0&category=0&channel=5", "/?group=x&category=y&channel=z"]) {
    test(`of what is not there or hidden: ${address}`, async () => {
      const { screen } = await visit(address);
      assert.ok(screen.header && screen.groups.length && screen.members);
      assert.equal(screen.messages?.length ?? 0, 0);
    });
  }
});

describe("a channel", () => {
  test("with links, names, answers, edits and reactions is drawn to its end", async () => {
    const { browser, id, account, screen } = await visit();
    const count = screen.messages.length;
    const say = async (text, extra) => {
      const answer = await ann.send(text, extra);
      assert.equal(answer.error, null, JSON.stringify(answer));
      return answer.messageId;
    };
    const first = await say(`<p>a <a href="${site.url}/picture.png">picture</a></p>`);
    await say(`${site.url}/page`);
    await say("https://nothing.invalid/x and https://www.youtube.com/watch?v=abc");
    await say(`${site.url}/gone.png`);
    await say(`<p>hello &lt;@${id}&gt;, &lt;@199999999999&gt;, &lt;!@${CREW}&gt;, &lt;!@0&gt;, &lt;!@4242&gt;, &lt;#@6&gt;, &lt;#@5&gt;, &lt;#@4242&gt;</p>`);
    const answer = await say("an answer", { replyMsgId: first });
    await say("an edited answer", { editedMsgId: answer });
    await ann.ask("addMessageReaction", { messageId: first, emojiHash: "1f44d", default: true });
    await say("last");
    browser.page.reload();
    const shown = await browser.until((now) => now.messages?.at(-1)?.text === "last", 30_000);
    const [picture, page, others, gone, names, reply, last] = shown.messages.slice(count);
    assert.deepEqual(picture.links.map(({ kind: sort }) => sort), ["image"]);
    assert.deepEqual(picture.reactions, { "1f44d": [ann.id] });
    assert.deepEqual(page.links[0], { url: `${site.url}/page`, kind: "card", title: "A page", description: "about it" });
    assert.deepEqual(others.links.map(({ kind: sort }) => sort).sort(), ["link", "player"]);
    assert.deepEqual(gone.links.map(({ kind: sort }) => sort), ["404"]);
    assert.deepEqual(names.mentions.map(({ kind: sort, name }) => [sort, name]), [["member", account.name], ["role", "Crew"], ["role", "Member"], ["channel", "news"]]);
    assert.deepEqual(names.mentions.find(({ id: role_ }) => role_ === "0").isMine, true);
    assert.deepEqual(names.mentions.find(({ kind: sort }) => sort === "channel").target, "?group=0&category=0&channel=6");
    assert.deepEqual([reply.text, reply.reply.id, reply.reply.author, Boolean(reply.edited)], ["an edited answer", first, ann.name, true]);
    assert.deepEqual([last.author, last.edited, last.reply], [ann.name, null, null]);
    assert.deepEqual(shown.toasts, []);
  });

  test("hears of messages, edits, reactions and deletions while it is open", async () => {
    const { browser, id } = await visit();
    ann.enter(ROOM);
    const { messageId } = await ann.send(`<p>live &lt;@${id}&gt;</p>`);
    const shownAs = (match) => (screen) => screen.messages.some((message) => message.id === messageId && match(message));
    await browser.until(shownAs((message) => message.text.includes("live")));
    assert.equal(browser.page.screen.badges.inbox, 0);
    await browser.page.react(messageId, "1f44d");
    await browser.until(shownAs(({ reactions }) => reactions["1f44d"]?.includes(id)));
    await browser.page.react(messageId, "1f44d");
    await browser.until(shownAs(({ reactions }) => !reactions["1f44d"]));
    await ann.send("live, later", { editedMsgId: messageId });
    await browser.until(shownAs(({ text, edited }) => text === "live, later" && edited));
    assert.equal((await browser.page.write("own")).error, null);
    await browser.until((screen) => screen.messages.at(-1).text === "own");
    assert.equal((await browser.page.write("own answer", { replyMsgId: messageId })).error, null);
    const screen = await browser.until((shown) => shown.messages.at(-1).reply?.id === messageId);
    assert.deepEqual([screen.messages.at(-1).reply.author, screen.messages.at(-1).reply.text], [ann.name, "live, later"]);
    ann.tell("isTyping", { room: ROOM });
    await browser.until(({ typing }) => typing.length === 1);
    await ann.ask("deleteMessage", { messageId });
    await browser.until(({ messages }) => messages.every((message) => message.id !== messageId));
  });

  test("more than a page, and all of it drawn once", async () => {
    for (let n = 0; n < 55; n++) assert.equal((await ann.send(`bar ${n}`, inRoom("7-71-72"))).error, null);
    const { screen } = await visit("/?group=7&category=71&channel=72");
    assert.deepEqual(screen.messages.map(({ text }) => text), Array.from({ length: 50 }, (_, n) => `bar ${n + 5}`));
  });
});

test("the inbox shows who called, also of what is gone or hidden by now", async () => {
  const { browser, id, account } = await visitor();
  const crew = await person(node);
  await admin.ask("addUserToRole", { role: CREW, target: crew.id });
  await admin.ask("addUserToRole", { role: CREW, target: id });
  const call = async (text, extra) => (await crew.send(text, extra)).messageId;
  const seen = await call(`<p>one &lt;@${id}&gt;</p>`);
  const hidden = await call(`<p>two &lt;@${id}&gt;</p>`, inRoom("0-0-5"));
  const deleted = await call(`<p>three &lt;@${id}&gt;</p>`);
  await crew.ask("deleteMessage", { messageId: deleted });
  await admin.ask("removeUserFromRole", { role: CREW, target: id });
  browser.open(ChatPage, CHAT);
  const screen = await browser.settled();
  assertReadyButInbox(screen, account.name);
  assert.deepEqual(screen.inbox.map(({ messageId, author, channel: name }) => [messageId, author, name]), [[seen, crew.name, "chat"]]);
  assert.ok(!JSON.stringify(screen.inbox).includes(hidden));
  // In another channel one hears of a call, too.
  browser.page.select({ group: "7", category: "71", channel: "72" });
  await browser.settled();
  const later = await call(`<p>four &lt;@${id}&gt;</p>`);
  const shown = await browser.until(({ inbox }) => inbox.length === 2);
  assert.deepEqual(shown.inbox[0].messageId, later);
  // What is read is gone.
  await browser.page.markRead(`${id}-${later}`);
  assert.deepEqual(browser.page.screen.inbox.map(({ messageId }) => messageId), [seen]);
  crew.close();
});

function assertReadyButInbox(screen, name) {
  assertReady({ ...screen, badges: { ...screen.badges, inbox: 0 } }, name);
}

describe("selecting", () => {
  test("a text channel, a bare group, and a channel that one may only read", async () => {
    const { browser } = await visit();
    await browser.page.select({ group: "7", category: "71", channel: "72" });
    let screen = await browser.settled();
    assert.deepEqual([screen.tree.name, screen.title, screen.editor, browser.page.room], ["Club &lt;b&gt;", "bar", true, "7-71-72"]);
    assert.ok(Array.isArray(screen.messages));
    assert.equal(screen.banner, "/uploads/club-banner.png");
    await browser.page.select({ group: "0" });
    screen = await browser.settled();
    assert.deepEqual([screen.tree.name, browser.page.room, screen.messages], ["Home", "0-null-null", null]);
    await browser.page.select({ group: "0", category: "0", channel: "6" });
    screen = await browser.settled();
    assert.deepEqual([screen.title, screen.editor], ["news", false]);
    assert.deepEqual(screen.messages, []);
    assert.deepEqual(screen.toasts, []);
  });

  test("a voice channel is refused or called", async () => {
    const { browser } = await visit();
    await browser.page.select({ group: "0", category: "0", channel: "8", type: "voice" });
    assert.deepEqual([(await browser.settled()).call, browser.page.room], ["refused", ROOM]);
    await browser.page.select({ group: "0", category: "0", channel: "9", type: "voice" });
    const screen = await browser.settled();
    assert.deepEqual([screen.title, browser.page.room], ["lounge", "0-0-9"]);
    assert.equal(screen.call, "connected");
  });

  test("a channel that was hidden meanwhile shows nothing", async () => {
    const { browser } = await visit();
    await browser.page.select({ group: "0", category: "0", channel: "5" });
    const screen = await browser.settled();
    assert.deepEqual(screen.messages, []);
    assert.ok(titles(screen).length > 0 && titles(screen).every((title) => title.length > 0));
    assert.equal((await browser.page.write("x")).error, "You cant chat here! Missing permissions");
  });
});

describe("pushes", () => {
  test("names, roles and structure are shown as they change", async () => {
    const { browser, id } = await visit();
    const own = (screen) => screen.members.flatMap(({ role: section, members }) => members.filter((member) => member.id === id).map(({ name, status }) => ({ section, name, status })))[0];
    assert.equal(own(browser.page.screen).section, "Member");
    await browser.page.ask("updateMember", { ...browser.page.auth, name: "Renamed", status: "here", aboutme: null, icon: null, banner: null });
    await browser.until((screen) => own(screen)?.name === "Renamed" && own(screen)?.status === "here");
    await admin.ask("addUserToRole", { role: CREW, target: id });
    await browser.until((screen) => own(screen)?.section === "Crew");
    await browser.until((screen) => screen.tree && screen.mentions.members.some(({ name }) => name === "Renamed"));
    assert.equal((await admin.ask("createChannel", { group: "0", category: "0", value: "fresh", type: "text" })).type, "success");
    browser.page.reload();
    await browser.until((screen) => screen.tree);
    await admin.ask("updateGroupName", { groupId: "7", groupName: "Pub", groupDescription: "" });
    await browser.until((screen) => screen.groups.some(({ name }) => name === "Pub"));
  });

  test("a member who leaves is shown as gone", async () => {
    const { browser } = await visit();
    const guest = await person(node);
    const where = (screen) => screen.members.find(({ members }) => members.some(({ id }) => id === guest.id))?.role;
    await browser.until((screen) => where(screen) === "Member");
    guest.close();
    browser.page.reload();
    await browser.until((screen) => screen.members && where(screen) === "Offline");
  });
});

describe("other pages", () => {
  test("are served as they are made: with scripts within them, and to be framed by their own site", async () => {
    const web = temporaryFolder();
    writeFileSync(path.join(web, "index.html"), "<title>{{meta.page.title}}</title><script>const server = '{{server.name}}';</script>");
    mkdirSync(path.join(web, "home"));
    writeFileSync(path.join(web, "home", "index.html"), "<title>{{server.name}}</title>");
    const own = await Node.start({ config, args: ["--web", web] });
    for (const [address, text] of [["/", "const server = 'Harbour Town'"], [CHAT, "#chat"], ["/home/", "Harbour Town"]]) {
      const response = await fetch(own.url + address);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-security-policy"), null, address);
      assert.notEqual(response.headers.get("x-frame-options")?.toUpperCase(), "DENY");
      assert.ok((await response.text()).includes(text), address);
    }
    const redirect = await fetch(`${own.url}/home?dm=100000000001`, { redirect: "manual" });
    assert.deepEqual([redirect.status, redirect.headers.get("location")], [301, "/home/?dm=100000000001"]);
    await own.stop();
  });

  test("the home page starts with the join", async () => {
    const { browser } = await visitor();
    browser.open(HomePage, "/home/");
    const screen = await browser.until((shown) => shown.home);
    assert.deepEqual([screen.home.title, screen.home.subtitle, screen.home.about, screen.home.banner, screen.home.name], ["Harbour", "come in", "About <b>us</b>", "/uploads/hero.webp", "Harbour Town"]);
    assert.deepEqual([screen.unread, screen.rooms], [0, []]);
  });

  test("a settings page shows itself to those who may, and sends others away", async () => {
    const { browser, id } = await visitor();
    browser.open(SettingsPage, "/settings/server/");
    await browser.until((screen) => screen.members);
    assert.deepEqual(browser.loads, ["/settings/server/", "/"]);
    await admin.ask("addUserToRole", { role: "1111", target: id });
    browser.open(SettingsPage, "/settings/server/");
    const screen = await browser.until((shown) => shown.shown);
    assert.deepEqual([screen.overlay, screen.dialog], [null, null]);
    await admin.ask("removeUserFromRole", { role: "1111", target: id });
  });

  test("several pages of one member are open at once", async () => {
    const { browser } = await visitor();
    const second = browse(node, browser.storage);
    browser.open(ChatPage, CHAT);
    second.open(HomePage, "/home/");
    await Promise.all([browser.until((screen) => screen.members), second.until((screen) => screen.home)]);
    assert.equal((await browser.page.write("from one of two")).error, null);
    await browser.until((screen) => screen.messages.at(-1).text === "from one of two");
  });
});

describe("the model breaks where the client breaks", () => {
  const without = (key) => (answer) => Object.fromEntries(Object.entries(answer).filter(([name]) => name !== key));
  for (const [event, alter, fault] of [
    ["getServerInfo", without("serverinfo"), /connect/],
    ["fetchInboxMessages", without("items"), /connect/],
    ["getChannelTree", (answer) => ({ ...answer, data: {} }), /tree/],
    ["getServerMembers", () => ({ error: "no" }), /mentions/],
    ["resolveRole", without("data"), /members/],
    ["getMemberList", ({ members, index }) => ({ index, members: Object.fromEntries(Object.entries(members).map(([id, member]) => [id, { ...member, name: 7 }])) }), /members/],
    ["getEmojis", (answer) => ({ ...answer, data: null }), /emojis/],
    ["getAllUnread", without("unreads"), /receiveGroupList/],
  ]) {
    test(event, async () => {
      const { browser } = await visitor();
      browser.alter = (name, answer) => (name === event ? alter(answer) : answer);
      browser.open(ChatPage, CHAT);
      await assert.rejects(browser.settled());
      assert.ok(browser.faults.some((text) => fault.test(text)), browser.faults.join("\n"));
      browser.close();
    });
  }

  for (const answer of [{ error: true }, { error: "x", type: null }, { error: "x", icon: null }]) {
    test(`userConnected ${JSON.stringify(answer)}`, async () => {
      const { browser } = await visitor();
      browser.alter = (name, given) => (name === "userConnected" ? answer : given);
      browser.open(ChatPage, CHAT);
      await assert.rejects(browser.settled());
      browser.close();
    });
  }
});

test("an administrator's page loads whole, too", async () => {
  const { browser, id } = await visitor();
  await admin.ask("addUserToRole", { role: "1111", target: id });
  browser.open(ChatPage, CHAT);
  const screen = await browser.settled();
  assert.deepEqual(screen.menus, { reports: true });
  assert.ok(channels(screen).includes("crew"));
  await admin.ask("removeUserFromRole", { role: "1111", target: id });
});
