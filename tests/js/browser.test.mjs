// People in the web client: a real Chromium against a real node, at the size of a desktop and of a
// phone. DCTS_EDGE_WEB tests the client of a folder instead of the one in the binary.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { composerHas, elsewhere, fillRegistration, inChat, launchBrowser, logInInBrowser, offline, online, ownNode, part, person, PHONE, registerInBrowser, SIZES, startNode, stored, until, visitor, write } from "./browser-support.mjs";

const MINUTE = 60_000;

let browser;
let shared;
before(async () => {
  browser = await launchBrowser();
  shared = await startNode();
});
after(async () => {
  await browser?.close();
  await shared?.stop();
});

const texts = (page) => page.getByTestId("message-body").allInnerTexts();

for (const [size, viewport] of SIZES) {
  test(`${size}: two people talk, one reloads, the server restarts, everything is still there`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await visitor(t, node, { viewport });
    const ben = await visitor(t, node, { viewport });
    await registerInBrowser(ada, person("Ada"));
    await registerInBrowser(ben, person("Ben"));

    await write(ada, "Good morning");
    await stored(ben, "Good morning").waitFor();
    await write(ben, "Good evening");
    await stored(ada, "Good evening").waitFor();
    assert.deepEqual([ada.trouble, ben.trouble], [[], []]);

    await ada.reload();
    await inChat(ada);
    await stored(ada, "Good evening").waitFor();
    await write(ada, "Here again");
    await stored(ben, "Here again").waitFor();

    const before = await texts(ben);
    await node.stop();
    await Promise.all([offline(ada), offline(ben)]);
    await ada.locator(".banner").waitFor();
    // Written without connection: it waits, and says so.
    await part(ada, "composer-input").fill("Written in the dark");
    await part(ada, "composer-send").click();
    await ada.locator('[data-testid="message"][data-pending]').getByText("Waits for the connection").waitFor();
    await node.launch();
    await Promise.all([online(ada), online(ben)]);

    await stored(ben, "Written in the dark").waitFor();
    await stored(ada, "Written in the dark").waitFor();
    assert.equal(await ada.locator('[data-testid="message"][data-pending]').count(), 0);
    await write(ada, "And light again");
    await write(ben, "I see it");
    await stored(ben, "And light again").waitFor();
    await stored(ada, "I see it").waitFor();
    const expected = [...before, "Written in the dark", "And light again", "I see it"];
    assert.deepEqual(await texts(ada), expected);
    assert.deepEqual(await texts(ben), expected);

    await ben.reload();
    await inChat(ben);
    await stored(ben, "I see it").waitFor();
    assert.deepEqual(await texts(ben), expected);
  });
}

describe("first visit", () => {
  test("the proof of work shows its progress and can be given up", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { serverinfo: { pow: { difficulty: 8 } } } });
    const page = await visitor(t, node);
    await fillRegistration(page, person());
    await part(page, "join-submit").click();
    await part(page, "pow-progress").getByText(/^[1-9][\d,]* of about/).waitFor();
    assert.equal(page.workers().length, 1);
    await part(page, "pow-cancel").click();
    await part(page, "join-submit").waitFor();
    await page.waitForFunction(() => document.querySelector("[data-testid=join-submit]")?.getAttribute("aria-busy") === "false");
    await until(() => page.workers().length === 0, "the worker ends");
    assert.equal(await part(page, "join-error").count(), 0);
    assert.notEqual(await part(page, "join-password").inputValue(), "");
  });

  test("somebody who is faster than the connection gets in, too", { timeout: MINUTE }, async (t) => {
    const page = await visitor(t, shared);
    let isHeld = true;
    await page.route(/socket\.io/, async (route) => {
      await until(() => !isHeld, "the connection is let through");
      await route.continue();
    });
    await page.reload();
    await fillRegistration(page, person());
    await part(page, "join-submit").click();
    assert.equal(await part(page, "join-submit").getAttribute("aria-busy"), "true");
    isHeld = false;
    await inChat(page);
  });

  test("a form with mistakes says what is missing and keeps what was typed", { timeout: MINUTE }, async (t) => {
    const page = await visitor(t, shared);
    await fillRegistration(page, { name: "Ada", loginName: "no blanks", password: "correct horse" });
    await part(page, "join-submit").click();
    await part(page, "join-error").getByText(/letters, digits/).waitFor();
    await part(page, "join-login-name").fill(person().loginName);
    await part(page, "join-password").fill("short");
    await part(page, "join-submit").click();
    await part(page, "join-error").getByText(/6 characters/).waitFor();
    assert.equal(await part(page, "join-display-name").inputValue(), "Ada");
  });

  test("a login name that somebody has gets digits, and the client says so", { timeout: MINUTE }, async (t) => {
    const { member } = await elsewhere(t, shared);
    const page = await visitor(t, shared);
    await registerInBrowser(page, { name: "Twin", loginName: member.loginName });
    await page.getByText(`Your login name is ${member.loginName}`).waitFor();
  });

  test("by invitation: the code of the link opens the door", { timeout: MINUTE }, async (t) => {
    const registration = { enabled: false, accessCodes: { "spring-24": { maxUses: 1, expires: -1, createdBy: "1" } } };
    const node = await ownNode(t, { config: { serverinfo: { registration } } });
    const page = await visitor(t, node);
    await fillRegistration(page, person());
    await part(page, "join-submit").click();
    await part(page, "join-code").waitFor();
    await page.goto(`${node.url}/?code=spring-24`);
    await fillRegistration(page, person());
    await part(page, "join-submit").click();
    await inChat(page);
  });

  test("name and password open the account in another browser; a wrong one does not", { timeout: MINUTE }, async (t) => {
    const ada = person("Ada");
    const page = await visitor(t, shared);
    await registerInBrowser(page, ada);
    const text = `Only for ${ada.loginName}`;
    await write(page, text);
    const other = await visitor(t, shared);
    await logInInBrowser(other, { ...ada, password: "wrong horse" });
    await part(other, "join-error").getByText(/Wrong login name or password/).waitFor();
    assert.equal(await part(other, "composer-input").count(), 0);
    await part(other, "join-password").fill(ada.password);
    await part(other, "join-submit").click();
    await inChat(other);
    await stored(other, text).waitFor();
    await write(other, `From the other browser of ${ada.loginName}`);
    await stored(page, `From the other browser of ${ada.loginName}`).waitFor();

    await part(other, "composer-input").fill("nobody else's business");
    await part(other, "account-menu").click();
    await part(other, "log-out").click();
    await other.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
    await part(other, "join-submit").waitFor();
    await other.reload();
    await part(other, "join-submit").waitFor();
    assert.equal(await other.evaluate(() => JSON.stringify(localStorage).includes("business")), false);
  });

  test("keyboard only: register, write, go to the settings and back", { timeout: MINUTE }, async (t) => {
    const ada = person("Ada");
    const page = await visitor(t, shared);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    const isFocused = (name) => until(async () => (await focused()) === name, `${name} has the focus`);
    await part(page, "join-submit").waitFor();
    for (const [field, text] of [["join-display-name", ada.name], ["join-login-name", ada.loginName], ["join-password", ada.password]]) {
      await page.keyboard.press("Tab");
      assert.equal(await focused(), field);
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "join-submit");
    await page.keyboard.press("Enter");
    await inChat(page);
    await page.keyboard.press("Escape");
    await isFocused("composer-input");
    const text = `Typed by ${ada.loginName}`;
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await stored(page, text).waitFor();
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(), "add-files");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "log");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(), "message");
    await page.keyboard.type("x");
    assert.equal(await focused(), "composer-input");
    await composerHas(page, "x");
    await part(page, "account-menu").focus();
    await page.keyboard.press("Enter");
    await isFocused("account-settings");
    // What is fetched with the first press is part of it.
    await part(page, "open-servers").waitFor();
    for (let n = 0; n < 8 && (await focused()) !== "redeem-key"; n++) await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "redeem-key");
    await page.keyboard.press("ArrowDown");
    await isFocused("choose-language");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await isFocused("account-menu");
    assert.deepEqual(page.trouble, []);
  });

  test("the client works below a path, too", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { dcts_edge: { basePath: "/chat" } } });
    const page = await visitor(t, { url: `${node.url}/chat/` });
    await registerInBrowser(page, person());
    await write(page, "below a path");
    assert.match(page.url(), /\/chat\/\?group=0/);
    await page.reload();
    await inChat(page);
    await stored(page, "below a path").waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

describe("messages", () => {
  for (const way of ["by the browser", "by hand"]) {
    test(`scrolling up loads the history to its beginning and keeps the reader's place (${way})`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const { say } = await elsewhere(t, node, { name: "Ada" });
      for (let n = 1; n <= 120; n++) await say(`<p>number ${n}</p>`);
      const page = await visitor(t, node);
      if (way === "by hand") {
        // Some browsers do not know how.
        await page.addInitScript(() => {
          CSS.supports = () => false;
          addEventListener("DOMContentLoaded", () => document.head.append(Object.assign(document.createElement("style"), { textContent: ".log { overflow-anchor: none !important; }" })));
        });
        await page.reload();
      }
      await registerInBrowser(page, person("Ben"));
      await stored(page, "number 120").waitFor();
      assert.ok(await stored(page, "number 120").isVisible());
      const log = page.getByRole("log");
      const count = () => page.getByTestId("message").count();
      // Nothing above the newest page is fetched before it is wanted.
      assert.ok((await count()) <= 100);

      /** Scrolls, waits for older messages, and tells how far what was in view moved. */
      const pageUp = (top) =>
        log.evaluate(async (element, to) => {
          const rows = () => [...element.querySelectorAll("[data-message-id]")];
          const before = rows().length;
          element.scrollTop = to;
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const edge = element.getBoundingClientRect().top;
          const anchor = rows().find((row) => row.getBoundingClientRect().top >= edge);
          const place = anchor.getBoundingClientRect().top;
          for (let tries = 0; rows().length === before && tries < 200; tries++) await new Promise((done) => setTimeout(done, 25));
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return { moved: Math.abs(anchor.getBoundingClientRect().top - place), loaded: rows().length - before };
        }, top);

      for (const top of [200, 0]) {
        if (await page.getByText("This is where the channel begins.").count()) break;
        const { moved, loaded } = await pageUp(top);
        assert.ok(loaded > 0, "older messages came");
        assert.ok(moved <= 2, `the reader's place moved by ${moved} px`);
      }
      await log.evaluate((element) => (element.scrollTop = 0));
      await page.getByText("This is where the channel begins.").waitFor();
      const numbers = (await texts(page)).filter((text) => text.startsWith("number "));
      assert.deepEqual(numbers, Array.from({ length: 120 }, (_, n) => `number ${n + 1}`));

      // New messages do not move a reader who is far above.
      const before = await log.evaluate((element) => element.scrollTop);
      await say("<p>something new</p>");
      await page.getByRole("button", { name: "1 new message" }).waitFor();
      assert.equal(await log.evaluate((element) => element.scrollTop), before);
      await page.getByRole("button", { name: "1 new message" }).click();
      await page.waitForFunction(() => {
        const element = document.querySelector("[role=log]");
        return element.scrollHeight - element.scrollTop - element.clientHeight < 2;
      });
      assert.deepEqual(page.trouble, []);
    });
  }

  test("a long history is drawn in part, and all of it can be read", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const total = 330;
    const writers = [];
    for (const name of ["Ada", "Cai", "Dee"]) writers.push(await elsewhere(t, node, { name }));
    for (let n = 1; n <= total; n++) assert.equal((await writers[n % 3].say(`<p>number ${n}</p>`)).error, null);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await stored(page, `number ${total}`).waitFor();
    const log = page.getByRole("log");
    const seen = new Set();
    let most = 0;
    const look = async () => {
      const shown = await texts(page);
      most = Math.max(most, shown.length);
      for (const text of shown) seen.add(text);
    };
    await until(async () => {
      await log.evaluate((element) => (element.scrollTop = Math.max(1, element.scrollTop - element.clientHeight)));
      await look();
      return page.getByText("This is where the channel begins.").isVisible();
    }, "the beginning is reached");
    await look();
    for (let n = 1; n <= total; n++) assert.ok(seen.has(`number ${n}`), `number ${n}`);
    seen.clear();
    await until(async () => {
      await log.evaluate((element) => (element.scrollTop += element.clientHeight));
      await look();
      return log.evaluate((element) => element.textContent.includes("Ben joined") && element.scrollHeight - element.scrollTop - element.clientHeight < 2);
    }, "the end is reached");
    await look();
    for (let n = 1; n <= total; n++) assert.ok(seen.has(`number ${n}`), `number ${n}`);
    assert.ok(most <= 200, `${most} messages at once`);
    await write(page, "the last word");
    assert.equal((await texts(page)).at(-1), "the last word");
    assert.deepEqual(page.trouble, []);
  });

  test("Markdown becomes what it means", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const reader = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await registerInBrowser(reader, person("Ben"));
    const source = "**bold** *italic* ~~gone~~ `code` [here](https://example.org/)\n\n- one\n- two\n\n> quoted\n\n```\nlet x = 1 < 2;\n```";
    await part(page, "composer-input").fill(source);
    await part(page, "composer-send").click();
    for (const view of [page, reader]) {
      const body = view.locator('[data-testid="message"]:not([data-pending]) [data-testid="message-body"]').filter({ hasText: "quoted" });
      await body.waitFor();
      assert.equal(await body.locator("strong").innerText(), "bold");
      assert.equal(await body.locator("em").innerText(), "italic");
      assert.equal(await body.locator("s").innerText(), "gone");
      assert.equal(await body.locator("p code").innerText(), "code");
      assert.deepEqual(await body.locator("li").allInnerTexts(), ["one", "two"]);
      assert.equal((await body.locator("blockquote").innerText()).trim(), "quoted");
      assert.equal((await body.locator("pre").innerText()).trim(), "let x = 1 < 2;");
      const link = body.locator("a");
      assert.equal(await link.getAttribute("href"), "https://example.org/");
      assert.match(await link.getAttribute("rel"), /noopener/);
      assert.equal(await link.getAttribute("target"), "_blank");
    }
    // Shift and Enter make a line; Ctrl B marks the selection.
    await part(page, "composer-input").focus();
    await page.keyboard.type("first");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second");
    await page.keyboard.press("Shift+Home");
    await page.keyboard.press("Control+b");
    await page.waitForFunction(() => document.querySelector("textarea").value === "first\n**second**");
  });

  test("what people write stays text: nothing runs, nothing is asked for", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const attack = `<img src="/pwned" onerror="alert(1)"><script>alert(2)</script>`;
    const page = await visitor(t, node);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    let answer;
    // A server that cleans nothing: its messages are put between those of the real one.
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(message));
      socket.onMessage((message) => server.send(message));
      answer = (event, payload) => socket.send(`42${JSON.stringify([event, payload])}`);
    });
    await page.goto(node.url);
    await registerInBrowser(page, { ...person(), name: "<b>Ada" });
    await part(page, "composer-input").fill(attack);
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"]:not([data-pending])').getByText("onerror").waitFor();

    const { say } = await elsewhere(t, node, { name: `Eve<img src=/pwned onerror=alert(3)>`, status: "<script>alert(4)</script>hm" });
    await say(`<p>cleaned</p><svg onload="alert(5)"></svg><iframe srcdoc="<script>parent.alert(6)</script>"></iframe><a href="javascript:alert(7)">click</a>`);
    await stored(page, "cleaned").waitFor();
    assert.deepEqual(page.trouble, []);

    const author = { id: "123456789012", name: `Mallory<img src=/pwned onerror=alert(8)>`, icon: `javascript:alert(9)`, color: "red;background:url(/pwned)" };
    const html = `<p>raw</p><img src="/pwned-not" onerror="alert(10)" style="background:url(/pwned)"><svg><script>alert(11)</script></svg><style>@import "/pwned";</style><form action="/pwned"><button>go</button></form><a href="javascript:alert(12)">click me</a><iframe src="/pwned"></iframe><object data="/pwned"></object><p onclick="alert(13)" id="app">end</p>`;
    answer("messageCreate", { messageId: "999999999999", room: "0-0-0", message: html, timestamp: Date.now(), author, reply: { messageId: "1", message: attack, author } });
    answer("memberTyping", [`<img src=/pwned onerror=alert(14)>`]);
    const raw = page.locator('[data-message-id="999999999999"]');
    await raw.getByText("end").waitFor();
    for (const tag of ["script", "style", "form", "iframe", "object", "[onerror]", "[onclick]", "[style*=url]", "a[href^=javascript]"]) {
      assert.equal(await raw.getByTestId("message-body").locator(tag).count(), 0, tag);
    }
    await raw.getByText("click me").click();
    await page.getByText("<img src=/pwned onerror=alert(14)> is typing").waitFor();
    assert.deepEqual(
      asked.filter((url) => /\/pwned$/.test(url)),
      [],
    );
    // What is told then: the picture that is not there, and handlers that the policy stops while the
    // message is read in order to be cleaned.
    assert.deepEqual(
      page.trouble.filter((text) => !/Failed to load resource|Executing inline event handler/.test(text)),
      [],
    );
    assert.equal(page.url().startsWith(node.url), true);
  });

  test("a draft survives a reload and belongs to its channel", { timeout: MINUTE }, async (t) => {
    const page = await visitor(t, shared);
    await registerInBrowser(page, person());
    await part(page, "composer-input").fill("half a thought");
    await page.reload();
    await inChat(page);
    await composerHas(page, "half a thought");
  });

  test("a refused message says why, and its text comes back", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person());
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(message));
      socket.onMessage((message) => {
        const sent = /^42(\d+)\["messageSend"/.exec(message);
        if (sent) socket.send(`43${sent[1]}[{"type":"error","error":"Links are not allowed here"}]`);
        else server.send(message);
      });
    });
    await page.reload();
    await inChat(page);
    // Until the connection has changed to a WebSocket, messages go another way.
    await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
    await part(page, "composer-input").fill("see example.org");
    await part(page, "composer-send").click();
    const failed = page.locator('[data-testid="message"][data-failed]');
    await failed.getByText("Not sent: Links are not allowed here").waitFor();
    await failed.getByRole("button", { name: "Edit" }).click();
    await page.waitForFunction(() => document.querySelector("textarea").value === "see example.org");
    assert.equal(await failed.count(), 0);
  });
});

const channel = (id, name, sortId, sendMessages = 1, type = "text") => ({
  ...{ id, name, type, description: "", sortId, msgCount: 0 },
  permissions: { 0: { readMessages: 1, sendMessages, viewChannelHistory: 1, viewChannel: 1 } },
});
const category = (id, channels) => ({ info: { id, name: `Category ${id}`, sortId: 1 }, channel: channels });
const group = (id, name, sortId, categories) => ({
  info: { id, name, icon: "img/default_icon.png", banner: "", isDeletable: 1, sortId, access: [] },
  channels: { categories },
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
});
const groups = {
  0: group(0, "Workshop", 2, { 0: category(0, { 0: channel(0, "chat", 9), 1: channel(1, "news", 8, 0), 2: channel(2, "tools", 7), 3: channel(3, "Bench", 6, 1, "voice") }) }),
  1: group(1, "Garden", 1, { 1: category(1, { 4: channel(4, "seeds", 1) }) }),
};

describe("getting around", () => {
  for (const [size, viewport] of SIZES) {
    test(`${size}: groups, channels, unread marks, members`, { timeout: MINUTE }, async (t) => {
      const isPhone = viewport === PHONE;
      const node = await ownNode(t, { config: { groups } });
      const page = await visitor(t, node, { viewport });
      const { say } = await elsewhere(t, node, { name: "Ada" });
      await registerInBrowser(page, person("Ben"));
      const openNav = async () => {
        if (isPhone) await part(page, "nav-toggle").click();
      };
      const channels = page.getByRole("navigation", { name: "Channels of" });
      await page.getByRole("heading", { level: 1, name: "chat" }).waitFor();

      await openNav();
      await channels.waitFor();
      assert.deepEqual(await page.getByTestId("channel-item").locator(".cut").allInnerTexts(), ["chat", "news", "tools", "Bench"]);
      assert.equal(await page.locator('[data-channel-id="3"]').getAttribute("aria-disabled"), "true");
      // A mark where something is new, also after a reload, until the channel is opened.
      await say("<p>a hammer</p>", { channel: "2", room: "0-0-2" });
      const tools = page.getByTestId("channel-item").filter({ hasText: "tools" });
      await tools.getByRole("img", { name: "unread" }).waitFor();
      await page.reload();
      await inChat(page);
      await openNav();
      await tools.getByRole("img", { name: "unread" }).waitFor();
      await tools.click();
      await stored(page, "a hammer").waitFor();
      await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
      assert.match(page.url(), /channel=2/);
      if (isPhone) await channels.waitFor({ state: "hidden" });

      await openNav();
      assert.equal(await tools.getByRole("img", { name: "unread" }).count(), 0);
      await page.getByTestId("channel-item").filter({ hasText: "news" }).click();
      await part(page, "composer-state").waitFor();
      assert.equal(await part(page, "composer-input").count(), 0);

      await openNav();
      await page.getByRole("navigation", { name: "Groups" }).getByRole("link", { name: "Garden" }).click();
      await page.getByTestId("channel-item").filter({ hasText: "seeds" }).waitFor();
      if (isPhone) await page.touchscreen.tap(viewport.width - 8, 300);
      await page.getByRole("heading", { level: 1, name: "seeds" }).waitFor();
      await page.goBack();
      await page.getByRole("heading", { level: 1, name: "news" }).waitFor();

      const members = page.getByRole("complementary", { name: "Members" });
      if (isPhone) await part(page, "members-toggle").click();
      await members.getByText("Ada", { exact: true }).waitFor();
      await members.getByText("Ben", { exact: true }).waitFor();
      if (isPhone) await members.getByRole("button", { name: "Close" }).click();
      else await part(page, "members-toggle").click();
      await members.waitFor({ state: "hidden" });
      assert.deepEqual(page.trouble, []);
    });
  }

  test("light and dark follow the system until one is chosen", { timeout: MINUTE }, async (t) => {
    const page = await visitor(t, shared, { colorScheme: "light" });
    const desk = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await registerInBrowser(page, person());
    assert.equal(await desk(), "rgb(243, 241, 237)");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.equal(await desk(), "rgb(15, 22, 25)");
    await part(page, "theme-toggle").click();
    assert.equal(await desk(), "rgb(243, 241, 237)");
    await page.reload();
    await inChat(page);
    assert.equal(await desk(), "rgb(243, 241, 237)");
    await part(page, "theme-toggle").click();
    await page.emulateMedia({ colorScheme: "light" });
    assert.equal(await desk(), "rgb(15, 22, 25)");
  });

  test("a key makes somebody an administrator", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await part(page, "account-menu").click();
    await part(page, "redeem-key").click();
    await part(page, "redeem-value").fill("1".repeat(64));
    await page.getByRole("button", { name: "Redeem" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("No role has this key").waitFor();
    await part(page, "redeem-value").fill(node.adminKeys[0]);
    await page.getByRole("button", { name: "Redeem" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("complementary", { name: "Members" }).getByRole("region", { name: "Administrator" }).getByText("Ada").waitFor();
  });
});

describe("room", () => {
  test("nothing is wider than a screen of 320 px", { timeout: MINUTE }, async (t) => {
    const page = await visitor(t, shared, { viewport: { width: 320, height: 568 } });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await part(page, "join-submit").waitFor();
    assert.ok((await overflow()) <= 0);
    await registerInBrowser(page, { ...person(), name: "Longest name of all 25 ch" });
    await write(page, "w".repeat(300));
    assert.ok((await overflow()) <= 0);
    const log = await page.getByRole("log").evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.ok(log <= 0);
  });
});
