// What people write stays text. More than sixty attacks go to a real node, come back live and from the
// history, as messages, as replies and as edits, and are drawn by a real Chromium; and once more as a
// server would send them that cleans nothing.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { elsewhere, inChat, interpose, launchBrowser, ownNode, part, person, registerInBrowser, stored, visitor } from "./browser-support.mjs";
import { wait } from "./support.mjs";
import { ATTACKS, PAYLOADS } from "./xss.mjs";
import { look, provoke, watch } from "./xss-watch.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

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
  const wire = await interpose(page);
  await page.reload();
  await registerInBrowser(page, person("Ada"));
  await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
  // The change to a WebSocket is over, and the log is there.
  await page.getByText("Ada joined the server").waitFor();
  await wait(1000);
  let number = 0;
  const room = "0-0-0";
  for (const payload of PAYLOADS) {
    const author = { id: payload.slice(0, 40), name: payload, icon: payload, color: payload };
    const messageId = String(200_000_000_000 + number++);
    const common = { room, author, timestamp: Date.now(), images: { [payload]: [payload, payload] } };
    wire.say("messageCreate", { ...common, messageId, message: payload, reply: { messageId: payload, message: payload, author } });
    wire.say("messageEdited", { ...common, messageId, message: `${payload}<p>edited</p>`, editedMsgId: messageId, lastEdited: payload });
    wire.say("updateReactions", { messageId, room, reactions: { [payload]: [payload], "1f44d": [payload] } });
    wire.say("messageCreate", { ...common, messageId: String(300_000_000_000 + number), message: payload, isSystemMsg: true });
    wire.say("memberTyping", [payload]);
    await wait(10);
  }
  wire.say("messageCreate", { messageId: "999999999999", room, message: ORDINARY, timestamp: Date.now(), author: { id: "123456789012", name: "Cai" } });
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
  // The styles of the page, by their hash; nothing else that is inline.
  const html = await (await fetch(node.url)).text();
  const styles = createHash("sha256").update(/<style>(.*?)<\/style>/s.exec(html)[1]).digest("base64");
  const policy = `default-src 'none'; script-src 'self'; style-src 'self' 'sha256-${styles}'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'`;
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
