// The six places where words of others stand: names, topics, messages, file names, themes and titles of links.
// All attacks in each of them, as a node gives them out and as a server would that cleans nothing, where they
// are drawn, in tooltips, in notifications and in the title of the page.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { elsewhere, inChat, isSmall, launchBrowser, leaveSettings, openAccount, openServerSettings, openNav, ownNode, part, person, promote, registerInBrowser, sessionOf, SIZES, toPage, until, visitor } from "./browser-support.mjs";
import { temporaryFolder, wait } from "./support.mjs";
import { PAYLOADS } from "./xss.mjs";
import { lookEverywhere, pointAtEverything, watch } from "./xss-watch.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const hash = (n) => n.toString(16).padStart(64, "0");
const memberId = (n) => String(200_000_000_000 + n);

assert.ok(PAYLOADS.length >= 60);

/** A check of a page: what it shows now, and what was noted so far. */
const checker = (page, bad) => async (place) => {
  await pointAtEverything(page);
  assert.deepEqual([...bad, ...(await lookEverywhere(page, place))], [], place);
};

/** What a server says that cleans nothing. */
const ANSWERS = {
  getMemberList: () => ({ members: Object.fromEntries(PAYLOADS.map((payload, n) => [memberId(n), memberOf(payload, n)])), index: -1 }),
  getServerMembers: () => Object.fromEntries(PAYLOADS.map((payload, n) => [memberId(n), memberOf(payload, n)])),
  getServerRoles: () => Object.fromEntries(PAYLOADS.map((payload, n) => [String(2000 + n), roleOf(payload, n)])),
  getMemberProfile: ({ target }) => {
    const n = Number(target) - 200_000_000_000;
    const payload = PAYLOADS[n] ?? "x";
    return { error: null, member: { ...memberOf(payload, n), aboutme: payload, banner: payload, joined: Date.now(), lastOnline: Date.now(), isOnline: false, roles: [roleOf(payload, n).info] } };
  },
  resolveMember: ({ target }) => ({ type: "success", data: memberOf(PAYLOADS[Number(target) % PAYLOADS.length], Number(target)) }),
  getEmojis: () => ({ type: "success", data: PAYLOADS.map((payload, n) => ({ filename: `${hash(n)}_${payload}`, name: payload, uploader: memberId(n) })) }),
  getThemes: () => ({ error: null, themes: PAYLOADS }),
  getServerInfo: (_, n = 0) => ({
    serverinfo: {
      ...{ name: PAYLOADS[n], description: PAYLOADS[n], icon: PAYLOADS[n], version: PAYLOADS[n], defaultChannel: "1000", uploadFileTypes: PAYLOADS, registration: false, slots: { online: 2, limit: 3 } },
      home: { banner_url: PAYLOADS[n], title: PAYLOADS[n], subtitle: PAYLOADS[n], about: PAYLOADS.join("") },
      instance: { contact: { email: PAYLOADS[n], website: PAYLOADS[n], reddit: PAYLOADS[n], discord: PAYLOADS[n], github: PAYLOADS[n], signal: PAYLOADS[n], owner: { name: PAYLOADS[n] } } },
    },
  }),
  getChannelTree: () => ({
    type: "success",
    data: {
      groups: Object.fromEntries(
        PAYLOADS.slice(0, 30).map((payload, g) => [
          String(g),
          { info: { name: payload, icon: payload, banner: payload, sortId: 100 - g }, categories: { 1: { info: { name: payload, sortId: 1 }, channel: g === 0 ? Object.fromEntries(PAYLOADS.map((name, n) => [String(1000 + n), channelOf(name, n)])) : { [String(3000 + g)]: channelOf(payload, 2000 + g) } } } },
        ]),
      ),
    },
  }),
  getChatlog: () => ({ type: "text", data: [] }),
  checkPermission: () => ({ permission: "granted" }),
  checkChannelPermission: () => ({ type: "success", permission: "granted" }),
};
const memberOf = (payload, n) => ({ id: memberId(n), name: payload, nickname: n % 2 ? payload : null, status: payload, icon: payload, color: payload, background: `linear-gradient(90deg, ${payload}, rgb(1, 2, 3))`, backgroundClip: "text", isOnline: n % 3 !== 0, highestRole: { info: roleOf(payload, n).info } });
const roleOf = (payload, n) => ({ info: { id: String(2000 + n), name: payload, color: payload, background: payload, backgroundClip: payload, sortId: n + 2, displaySeperate: 1 }, permissions: {}, members: [] });
const channelOf = (payload, n) => ({ id: String(1000 + n), name: payload, type: "text", description: payload, sortId: 2000 - n, msgCount: 1 });

for (const [size, viewport] of SIZES) {
  for (const locale of [size.startsWith("390") ? "de-DE" : "en-GB"]) {
    test(`${size}, ${locale}: a server that cleans nothing: ${PAYLOADS.length} names, topics, file names, themes and titles of links run nothing`, { timeout: 5 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const page = await visitor(t, node, { viewport, locale });
      // Hundreds of rows with pictures that fail, on a machine that does other things, too.
      page.setDefaultTimeout(MINUTE);
      const bad = await watch(page, node);
      await page.addInitScript(() => {
        window.shown = [];
        window.Notification = class extends EventTarget {
          static permission = "granted";
          constructor(title, options) {
            super();
            window.shown.push([title, options.body, options.icon]);
          }
          close() {}
        };
        ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void window.shown.push([title, options.body, options.icon]);
      });
      let inject;
      let isEvil = false;
      await page.routeWebSocket(/socket\.io/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) => socket.send(message));
        socket.onMessage((message) => {
          const [, ack, event, payload] = /^42(\d+)\["(\w+)",([\s\S]*)\]$/.exec(message) ?? [];
          const answer = isEvil ? ANSWERS[event] : undefined;
          if (isEvil && message.startsWith('42["setRoom"')) return;
          if (answer) socket.send(`43${ack}${JSON.stringify([answer(JSON.parse(payload))])}`);
          else server.send(message);
        });
        inject = (event, payload) => socket.send(`42${JSON.stringify([event, payload])}`);
      });
      // What pages that are linked to say of themselves, and what a theme consists of.
      await page.route(/\/meta\//, (route) => {
        const n = Number(/(\d+)$/.exec(decodeURIComponent(route.request().url()))?.[1] ?? 0);
        const payload = PAYLOADS[n % PAYLOADS.length];
        return route.fulfill({ json: { error: null, meta: { title: payload, description: payload, site_name: payload, image: payload, url: payload, favicon: payload } } });
      });
      await page.route(/\/themes\/variables\//, (route) => route.fulfill({ contentType: "text/css", body: PAYLOADS.map((payload, n) => `--accent-${n}: ${payload.replace(/\s+/g, " ")};\n--bg-desk: ${payload.replace(/\s+/g, " ")};\n`).join("") }));
      await page.route(/\/(proxy|uploads|emojis)\b/, (route) => route.fulfill({ status: 404, body: "" }));
      await page.evaluate(() => localStorage.setItem("dcts-edge.notify", JSON.stringify({ isOn: true, hasSound: false, channels: { g0: { level: "all" } } })));
      await page.reload();
      await registerInBrowser(page, person("Ada"));
      const { id } = await sessionOf(page);
      await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
      await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/background-")));
      await wait(800);
      const check = checker(page, bad);

      // Names and topics, where they are drawn, and in the title of the page.
      isEvil = true;
      inject("receiveChannelTree", {});
      inject("updateMemberList");
      inject("updatedEmojis");
      await openNav(page);
      await until(async () => (await page.getByTestId("channel-item").count()) >= 60, "the channels are there");
      await check("the tree");
      for (let n = 0; n < PAYLOADS.length; n++) {
        await page.keyboard.press("Alt+ArrowDown");
        if (n % 20 === 0) await check("a channel");
      }
      await check("the last channel");
      await page.getByTestId("channel-item").first().evaluate((row) => row.click());
      if (isSmall(page)) await part(page, "members-toggle").click();
      await until(async () => (await page.getByTestId("member-item").count()) >= 60, "the members are there");
      await check("the members");
      for (let n = 0; n < PAYLOADS.length; n++) {
        await page.locator(`[data-member="${memberId(n)}"]`).evaluate((row) => row.click());
        await part(page, "profile-close").waitFor();
        if (n % 20 === 0) await check("a profile");
        await page.keyboard.press("Escape");
      }
      if (isSmall(page)) await page.locator(".members .ib").click();

      // Messages with names, answers, file names and links; live, with who is typing.
      const room = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.room")));
      const [group, category, channel] = room.split("-");
      const where = { room, group, category, channel };
      for (const [n, payload] of PAYLOADS.entries()) {
        const author = { id: memberId(n), name: payload, icon: payload, color: payload };
        const file = `${node.url}/uploads/${hash(n)}_${encodeURIComponent(payload).slice(0, 400)}`;
        const common = { ...where, author, reply: { messageId: null }, timestamp: Date.now() + n };
        inject("messageCreate", { ...common, messageId: String(300_000_000_000 + n), message: `<p>n${n} https://example.org/${n} :${hash(n)}:</p><p><a href="${file}.png">${file}.png</a></p><p><a href="${file}.pdf">${file}.pdf</a></p><img src="${file}.gif" alt="">` });
        inject("updateReactions", { messageId: String(300_000_000_000 + n), room, reactions: { [hash(n)]: [memberId(n)] } });
        inject("memberTyping", [payload]);
        await wait(4);
      }
      await page.locator(`[data-message-id="${300_000_000_000 + PAYLOADS.length - 1}"]`).waitFor();
      await page.evaluate(async () => {
        const log = document.querySelector("[role=log]");
        for (let top = log.scrollHeight; top > 0; top -= log.clientHeight / 2) {
          log.scrollTop = top;
          await new Promise((done) => setTimeout(done, 25));
        }
      });
      await until(async () => (await part(page, "link-card").count()) > 20, "titles of links are there");
      await check("messages");
      await page.getByTestId("picture").first().evaluate((link) => link.click());
      await part(page, "viewer").waitFor();
      await check("a picture");
      await page.keyboard.press("Escape");
      await part(page, "viewer").waitFor({ state: "detached" });

      // What is told of: notices, and notifications with their names.
      for (const [n, payload] of PAYLOADS.entries()) {
        inject("modalMessage", { title: payload, message: payload, type: n % 2 ? "success" : "info" });
        if (n % 3 === 2) await check("notices");
      }
      const other = PAYLOADS.map((payload, n) => ({ room: `0-1-${1000 + ((n + 5) % PAYLOADS.length)}`, payload, n }));
      for (const { room: key, payload, n } of other) {
        const [g, c, ch] = key.split("-");
        inject("messageCreate", { room: key, group: g, category: c, channel: ch, author: { id: memberId(n), name: payload, icon: payload, color: payload }, messageId: String(400_000_000_000 + n), message: `<p>&lt;@${id}&gt; </p>${payload}`, timestamp: Date.now() + n });
      }
      await until(async () => (await page.evaluate(() => window.shown.length)) > 60, "they are told of");
      // An icon of a notification is asked for: only of this server.
      for (const [, , icon] of await page.evaluate(() => window.shown)) assert.ok(icon.startsWith(node.url), icon);
      await check("notifications");

      // What opens over the chat.
      await page.keyboard.press("Control+k");
      for (const text of ["#", "@", "<", "img", "script"]) {
        await part(page, "switcher-input").fill(text);
        await check(`the switcher with ${text}`);
      }
      await page.keyboard.press("Escape");
      await part(page, "switcher").waitFor({ state: "detached" });
      const input = part(page, "composer-input");
      for (const text of ["@", "#", "@i", "#s", ":sc", ":im"]) {
        await input.fill("");
        await input.pressSequentially(text);
        await wait(150);
        await check(`suggestions for ${text}`);
      }
      await input.fill("");
      await part(page, "emoji-button").click();
      await part(page, "emoji-picker").waitFor();
      await check("the emoji");
      await page.keyboard.press("Escape");

      // Themes: their names, and what is in them.
      await openAccount(page);
      await toPage(page, "look");
      await part(page, "skin").waitFor();
      for (let n = 1; n < 6; n++) {
        await part(page, "skin").selectOption({ index: n });
        await wait(150);
        await check("a theme");
      }
      await toPage(page, "notifications");
      await check("the page of notifications");
      await leaveSettings(page);
      await openNav(page);
      await part(page, "account-menu").click();
      await part(page, "about-server").click();
      await part(page, "about").waitFor();
      await check("about the server");
      assert.equal(await page.evaluate(() => window.pwned), undefined);
    });
  }
}

const usual = (id, name, sortId, permissions) => ({ info: { id, name, icon: null, color: "#FFFFFF", deletable: 0, sortId, displaySeperate: 1 }, permissions, members: [], token: [] });
const USUAL_ROLES = {
  0: usual("0", "Member", 1, { readMessages: 1, sendMessages: 1, uploadFiles: 1, viewChannelHistory: 1, maxUpload: "10" }),
  1: usual("1", "Offline", 0, {}),
  1111: usual(1111, "Administrator", 500, { administrator: 1 }),
};

test(`a real node: ${PAYLOADS.length} names, topics, groups, roles, file names and themes run nothing, in the chat and in the settings`, { timeout: 5 * MINUTE }, async (t) => {
  const data = temporaryFolder();
  const themes = path.join(data, "public", "css", "themes", "evil");
  mkdirSync(themes, { recursive: true });
  writeFileSync(path.join(themes, "evil.css"), `:root {\n${PAYLOADS.map((payload, n) => `  --accent-${n}: ${payload};\n  --bg-desk: ${payload};`).join("\n")}\n}\n${PAYLOADS.join("\n")}`);
  const open = { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 };
  const channels = Object.fromEntries(PAYLOADS.map((payload, n) => [String(1000 + n), { id: String(1000 + n), name: payload, type: "text", description: payload, sortId: n, permissions: { 0: open }, msgCount: 0 }]));
  const config = {
    serverinfo: { name: PAYLOADS[8], description: PAYLOADS[8], defaultChannel: "1000", home: { title: PAYLOADS[8], subtitle: PAYLOADS[10], about: PAYLOADS.join(""), banner_url: PAYLOADS[9] } },
    groups: {
      0: { info: { id: 0, name: PAYLOADS[8], icon: PAYLOADS[9], banner: PAYLOADS[9], isDeletable: 1, sortId: 2, access: [] }, channels: { categories: { 0: { info: { id: 0, name: PAYLOADS[8], sortId: 1 }, channel: channels } } }, permissions: { 0: { ...open, viewGroup: 1 } } },
    },
    serverroles: { ...USUAL_ROLES, ...Object.fromEntries(PAYLOADS.map((payload, n) => [String(2000 + n), { info: { id: String(2000 + n), name: payload, color: payload, background: payload, backgroundClip: "text", deletable: 1, sortId: n + 10, displaySeperate: 1 }, permissions: {}, members: [], token: [] }])) },
  };
  const node = await ownNode(t, { data, config });
  const page = await visitor(t, node);
  const bad = await watch(page, node);
  await page.reload();
  await registerInBrowser(page, person("Ada"));
  const check = checker(page, bad);
  const ada = await promote(t, node, page);
  const room = (n) => ({ channel: String(1000 + n), room: `0-0-${1000 + n}` });
  for (let n = 0; n < PAYLOADS.length; n += 6) {
    const payload = PAYLOADS[n];
    const eve = await elsewhere(t, node, { name: payload, status: payload, aboutme: payload }, room(0).room);
    await ada.ask("addUserToRole", { role: String(2000 + n), target: eve.member.id });
    const query = new URLSearchParams({ id: eve.member.id, type: "upload", filename: `${payload}.png`, chunkIndex: 0, totalChunks: 1, fileId: `f${n}` });
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
    const uploaded = await (await fetch(`${node.url}/upload?${query}`, { method: "POST", headers: { "x-user-id": eve.member.id, "x-auth-token": eve.member.token }, body: Buffer.concat([png, Buffer.from(String(n))]) })).json();
    assert.ok(uploaded.path, JSON.stringify(uploaded));
    await eve.say(`${node.url}${uploaded.path}`, room(0));
  }
  await page.reload();
  await inChat(page);
  await until(async () => (await page.getByTestId("channel-item").count()) >= 60, "the channels are there");
  await check("the chat");
  await page.getByTestId("channel-item").last().click();
  await page.getByTestId("picture").first().waitFor();
  await check("file names");
  for (let n = 0; n < PAYLOADS.length; n++) {
    await page.keyboard.press("Alt+ArrowDown");
    if (n % 30 === 0) await check("a channel");
  }
  const people = await page.getByTestId("member-item").count();
  for (let n = 0; n < people; n++) {
    await page.getByTestId("member-item").nth(n).evaluate((row) => row.click());
    await part(page, "profile-close").waitFor();
    await check("a profile");
    await page.keyboard.press("Escape");
  }
  await openAccount(page);
  await toPage(page, "look");
  await part(page, "skin").selectOption("evil");
  await wait(300);
  await check("a theme");
  await toPage(page, "notifications");
  await check("the page of notifications");
  await leaveSettings(page);
  await openServerSettings(page);
  for (const name of await page.locator(".nav-set .ch").evaluateAll((all) => all.map((one) => one.dataset.testid.replace("settings-", "")))) {
    await toPage(page, name);
    await wait(250);
    await check(`the settings: ${name}`);
  }
  await toPage(page, "roles");
  for (const at of [1, 20, 60]) {
    await page.getByTestId("role-row").nth(at).locator("button.row").click();
    await check("a role");
  }
  await toPage(page, "places");
  for (const at of [0, 20, 60]) {
    await page.getByTestId("place-channel").nth(at).locator("button.row").click();
    await part(page, "channel-topic").waitFor();
    await check("a channel in the settings");
  }
});
