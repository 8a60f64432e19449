// What people write stays text. More than sixty attacks go to a real node, come back live and from the
// history, as messages, as replies and as edits, and are drawn by a real Chromium; and once more as a
// server would send them that cleans nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { elsewhere, inChat, launchBrowser, ownNode, part, person, registerInBrowser, stored, visitor } from "./browser-support.mjs";
import { wait } from "./support.mjs";
import { ATTACKS, PAYLOADS } from "./xss.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Notes what a page must never do. */
async function watch(page, node) {
  const own = new URL(node.url).host;
  const bad = [];
  page.on("dialog", (dialog) => bad.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== own) bad.push(`asked ${url.href}`);
  });
  page.on("framenavigated", (frame) => {
    if (frame !== page.mainFrame()) bad.push(`a frame went to ${frame.url()}`);
    else if (!frame.url().startsWith(node.url)) bad.push(`the page went to ${frame.url()}`);
  });
  page.context().on("page", (other) => other !== page && bad.push(`opened ${other.url()}`));
  await page.exposeFunction("noteViolation", (text) => bad.push(text));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      // Handlers in what is only read in order to be cleaned are stopped, and nothing else is.
      if (["script-src-attr", "base-uri", "media-src"].includes(event.violatedDirective)) return;
      window.noteViolation(`the policy stopped ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return bad;
}

const FORBIDDEN = "script, style, link, meta, base, iframe, frame, object, embed, form, input, button:not([data-testid], [aria-label]), svg:not(.ico), math, template, textarea:not([data-testid]), [srcset], [ping], [background], [poster]";

/** What stands in the messages after all of them are drawn. */
const look = (page) =>
  page.evaluate((forbidden) => {
    const found = [];
    const own = new Set(["text", "text jumbo", "at", "role-c", "inline-text-emoji"]);
    for (const body of document.querySelectorAll("[data-testid=message]")) {
      for (const node of body.querySelectorAll(forbidden)) if (!node.closest(".react, .replyto, .acts")) found.push(`<${node.tagName}> ${node.outerHTML.slice(0, 160)}`);
      for (const node of body.querySelectorAll("*")) {
        for (const { name } of node.attributes) if (/^on/i.test(name)) found.push(`${name} of ${node.outerHTML.slice(0, 160)}`);
        for (const name of ["href", "src", "action", "formaction", "xlink:href"]) {
          const value = node.getAttribute(name);
          if (value === null) continue;
          const url = new URL(value, location.href);
          if (!["http:", "https:", "mailto:"].includes(url.protocol)) found.push(`${name}=${value}`);
          if (name === "src" && url.origin !== location.origin) found.push(`${name}=${value}`);
        }
      }
    }
    for (const text of document.querySelectorAll("[data-testid=message-body].text")) {
      for (const node of text.querySelectorAll("*")) {
        if (node.id || node.getAttribute("name")) found.push(`a name: ${node.outerHTML.slice(0, 160)}`);
        for (const name of node.classList) if (!own.has(name)) found.push(`the class ${name}`);
        if (node.hasAttribute("style") && !node.closest("[data-at]")) found.push(`a style: ${node.outerHTML.slice(0, 160)}`);
        if (node.hasAttribute("data-testid") || node.hasAttribute("data-message-id")) found.push(`a mark of the client: ${node.outerHTML.slice(0, 160)}`);
      }
    }
    if (window.pwned !== undefined) found.push("window.pwned");
    if (document.title.includes("owned")) found.push("the title");
    if (document.querySelector("base, head meta[http-equiv]")) found.push("the head");
    return found;
  }, FORBIDDEN);

const ORDINARY = '<p>Still <strong>bold</strong>, <em>leaning</em>, <a href="https://example.org/">a link</a> and <code>1 &lt; 2</code></p><ul><li>one</li></ul>';

async function isOrdinary(page) {
  const row = page.getByTestId("message").filter({ hasText: "Still bold" }).first();
  await row.waitFor();
  assert.equal(await row.locator("strong").innerText(), "bold");
  assert.equal(await row.locator("em").innerText(), "leaning");
  assert.equal(await row.locator("code").innerText(), "1 < 2");
  assert.equal(await row.locator("li").innerText(), "one");
  assert.equal(await row.locator("a").getAttribute("href"), "https://example.org/");
}

/** Points at everything, presses every link, and gives what might run some time to do so. */
async function provoke(page) {
  await page.evaluate(async () => {
    const log = document.querySelector("[role=log]");
    for (let top = log.scrollHeight; top > 0; top -= log.clientHeight / 2) {
      log.scrollTop = top;
      await new Promise((done) => setTimeout(done, 20));
    }
    for (const node of document.querySelectorAll("[data-testid=message-body] *")) {
      for (const type of ["pointerover", "mouseover", "mousemove", "focus", "toggle", "animationstart", "load", "error"]) node.dispatchEvent(new Event(type, { bubbles: true }));
      if (node instanceof HTMLAnchorElement && !/^(https?|mailto):/.test(node.href)) node.click();
    }
    await new Promise((done) => setTimeout(done, 300));
  });
}

assert.ok(PAYLOADS.length >= 60);

for (const [kind, payloads] of Object.entries(ATTACKS)) {
  test(`${kind}: ${payloads.length} attacks run nothing, live, from the history, as quotes and as edits`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const bad = await watch(page, node);
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    const eve = await elsewhere(t, node, { name: 'Eve"><img src=x onerror=alert(1)>' });
    await eve.say("<p>the victim</p>");
    for (const payload of payloads) {
      const sent = await eve.say(payload);
      // Refused is as good as cleaned.
      if (sent.error) continue;
      await eve.say(`<p>about it</p>`, { replyMsgId: sent.messageId });
      const edited = await eve.say("<p>before</p>");
      await eve.say(payload, { editedMsgId: edited.messageId });
    }
    await eve.say(ORDINARY);
    await isOrdinary(page);
    await provoke(page);
    assert.deepEqual([...bad, ...(await look(page))], [], "live");

    await page.reload();
    await inChat(page);
    await isOrdinary(page);
    await page.getByTestId("message").first().waitFor();
    await provoke(page);
    assert.deepEqual([...bad, ...(await look(page))], [], "from the history");
    // And the chat still works.
    await part(page, "composer-input").fill("all is well");
    await page.keyboard.press("Enter");
    await stored(page, "all is well").waitFor();
  });
}

test(`a server that cleans nothing: ${PAYLOADS.length} attacks in every field run nothing`, { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  const bad = await watch(page, node);
  let inject;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => server.send(message));
    inject = (event, payload) => socket.send(`42${JSON.stringify([event, payload])}`);
  });
  await page.reload();
  await registerInBrowser(page, person("Ada"));
  await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
  // The change to a WebSocket is over, and the log is there.
  await page.getByText("Ada joined the server!").waitFor();
  await wait(1000);
  let number = 0;
  const room = "0-0-0";
  for (const payload of PAYLOADS) {
    const author = { id: payload.slice(0, 40), name: payload, icon: payload, color: payload };
    const messageId = String(200_000_000_000 + number++);
    const common = { room, author, timestamp: Date.now(), images: { [payload]: [payload, payload] } };
    inject("messageCreate", { ...common, messageId, message: payload, reply: { messageId: payload, message: payload, author } });
    inject("messageEdited", { ...common, messageId, message: `${payload}<p>edited</p>`, editedMsgId: messageId, lastEdited: payload });
    inject("updateReactions", { messageId, room, reactions: { [payload]: [payload], "1f44d": [payload] } });
    inject("messageCreate", { ...common, messageId: String(300_000_000_000 + number), message: payload, isSystemMsg: true });
    inject("memberTyping", [payload]);
    await wait(10);
  }
  inject("messageCreate", { messageId: "999999999999", room, message: ORDINARY, timestamp: Date.now(), author: { id: "123456789012", name: "Cai" } });
  await isOrdinary(page);
  await provoke(page);
  // The menu and the field for a reply show words of others, too.
  const row = page.getByTestId("message").filter({ hasText: "edited" }).last();
  await row.hover();
  await part(page, "action-reply").click();
  await part(page, "reply-chip").waitFor();
  assert.deepEqual([...bad, ...(await look(page))], []);
});

test("the client needs nothing that a stricter policy would forbid", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  const bad = [];
  await page.exposeFunction("noteStopped", (text) => bad.push(text));
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => window.noteStopped(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self' ws: wss:; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'";
  await page.route(
    ({ pathname }) => pathname === "/",
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    },
  );
  await page.goto(node.url);
  await registerInBrowser(page, person("Ada"));
  const ben = await elsewhere(t, node, { name: "Ben" });
  const me = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")).id);
  await ben.say(`<p>&lt;@${me}&gt; hello</p>`);
  await page.locator(".at").getByText("@Ada").waitFor();
  await part(page, "composer-input").fill("**bold**");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="message"]:not([data-pending]) strong').waitFor();
  await part(page, "emoji-button").click();
  await part(page, "emoji-picker").waitFor();
  await page.keyboard.press("Escape");
  const png = await page.evaluate(() => Object.assign(document.createElement("canvas"), { width: 300, height: 200 }).toDataURL().split(",")[1]);
  await part(page, "file-input").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from(png, "base64") });
  await part(page, "composer-send").click();
  await page.locator('[data-testid="message"]:not([data-pending]) [data-testid="picture"]').click();
  await part(page, "viewer").waitFor();
  await page.keyboard.press("+");
  await page.keyboard.press("Escape");
  assert.deepEqual(bad, []);
});
