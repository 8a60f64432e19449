// The client in other languages, and from right to left.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, composerHas, elsewhere, inChat, launchBrowser, overflow, ownNode, part, person, PHONE, registerInBrowser, SIZES, startNode, stored, visitor, write } from "./browser-support.mjs";

const MINUTE = 60_000;
const NARROW = { width: 320, height: 568 };

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

const direction = (page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
/** Right to left, whatever the language says. */
const turnAround = (page) =>
  page.addInitScript(() => {
    const turn = () => document.documentElement?.dir !== "rtl" && document.documentElement?.setAttribute("dir", "rtl");
    new MutationObserver(turn).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["dir"] });
    turn();
  });

for (const [size, viewport] of SIZES) {
  test(`${size}: somebody with a German browser is spoken to in German, from the first visit to the settings`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport, locale: "de-DE" });
    await page.getByRole("heading", { name: "Komm herein" }).waitFor();
    assert.deepEqual(await direction(page), ["de", "ltr"]);
    assert.deepEqual(await axe(page), []);
    await part(page, "join-submit").click();
    await part(page, "join-error").getByText("Wähle einen Anzeigenamen.").waitFor();
    await registerInBrowser(page, person("Anne"));
    assert.equal(await part(page, "composer-input").getAttribute("placeholder"), "Nachricht an #chat");
    await page.getByRole("log", { name: "Nachrichten in chat" }).waitFor();
    await write(page, "Guten Morgen");
    await page.getByRole("separator").getByText("Heute").waitFor();
    assert.deepEqual(await overflow(page), []);

    // Only those who look after the server have settings.
    if (viewport === PHONE) await part(page, "nav-toggle").click();
    await part(page, "account-menu").click();
    await part(page, "redeem-key").click();
    await part(page, "redeem-value").fill(node.adminKeys[0]);
    await page.getByRole("button", { name: "Einlösen" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await part(page, "account-menu").click();
    await part(page, "server-settings").click();
    await page.getByText("Grenzen und langsamer Modus").first().waitFor();
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(page.trouble, []);
  });
}

test("who reads English fetches no other language", { timeout: MINUTE }, async (t) => {
  const page = await visitor(t, shared);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await registerInBrowser(page, person());
  assert.deepEqual(asked.filter((url) => /\/de-/.test(url)), []);
  assert.deepEqual(await direction(page), ["en", "ltr"]);
});

test("a language can be chosen at the door; it is kept and goes before that of the browser", { timeout: MINUTE }, async (t) => {
  const page = await visitor(t, shared, { locale: "fr-FR" });
  await page.getByRole("heading", { name: "Come on in" }).waitFor();
  await part(page, "join-display-name").fill("Half a name");
  await part(page, "language").selectOption("de");
  await page.getByRole("heading", { name: "Komm herein" }).waitFor();
  assert.equal(await part(page, "join-display-name").inputValue(), "Half a name");
  await page.reload();
  await page.getByRole("heading", { name: "Komm herein" }).waitFor();
  assert.deepEqual(await direction(page), ["de", "ltr"]);
});

test("in the chat a new language changes all that is shown, and nothing that was written", { timeout: MINUTE }, async (t) => {
  const page = await visitor(t, shared);
  const { say } = await elsewhere(t, shared, { name: "Ada" });
  await registerInBrowser(page, person("Ben"));
  await say("<p>once upon a time</p>");
  await stored(page, "once upon a time").waitFor();
  await part(page, "composer-input").fill("half a thought");
  await part(page, "account-menu").click();
  await part(page, "choose-language").click();
  const dialog = page.getByRole("dialog", { name: "Language" });
  await dialog.waitFor();
  assert.deepEqual(await axe(page), []);
  await part(page, "language").selectOption("de");
  await page.getByRole("dialog", { name: "Sprache" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary", { name: "Mitglieder" }).waitFor();
  await page.getByRole("separator").getByText("Heute").waitFor();
  await part(page, "go-to").getByText("Strg K").waitFor();
  await composerHas(page, "half a thought");
  assert.equal(await page.getByText(/Search|Members|Today/).count(), 0);
  await page.reload();
  await inChat(page);
  await part(page, "go-to").getByText("Gehe zu").waitFor();
  assert.deepEqual(page.trouble, []);
});

test("German fits on a screen of 320 px", { timeout: MINUTE }, async (t) => {
  const page = await visitor(t, shared, { viewport: NARROW, locale: "de-DE" });
  await part(page, "join-submit").waitFor();
  assert.deepEqual(await overflow(page), []);
  await registerInBrowser(page, person());
  assert.deepEqual(await overflow(page), []);
});

for (const [size, viewport] of [...SIZES, ["320x568", NARROW]]) {
  test(`${size}: from right to left everything has its place`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { say } = await elsewhere(t, node, { name: "Ada" });
    await say("<p>One line of text, and <code>code</code></p><blockquote>quoted</blockquote>");
    const page = await visitor(t, node, { viewport, reducedMotion: "reduce" });
    await turnAround(page);
    await page.reload();
    await part(page, "join-submit").waitFor();
    assert.equal((await direction(page))[1], "rtl");
    assert.deepEqual(await overflow(page), []);
    await registerInBrowser(page, person("Ben"));
    await write(page, "mine");
    assert.deepEqual(await overflow(page), []);
    const box = (locator) => locator.evaluate((element) => { const { left, right } = element.getBoundingClientRect(); return { left, right }; });
    const isPhone = viewport.width < 700;
    if (isPhone) await part(page, "nav-toggle").click();
    const channels = page.getByRole("navigation", { name: "Channels of" });
    await channels.waitFor();
    // The channels are at the right, the groups right of them, all of it on the screen.
    const panel = await box(channels);
    const rail = await box(page.getByRole("navigation", { name: "Groups" }));
    assert.ok(panel.right <= rail.left + 1 && rail.right <= viewport.width && rail.right > viewport.width - 12, JSON.stringify({ panel, rail }));
    assert.ok(panel.left >= 0);
    assert.deepEqual(await overflow(page), []);
    if (isPhone) {
      await page.touchscreen.tap(8, 300);
      await channels.waitFor({ state: "hidden" });
      // The focus comes back from the drawer, and must not take the next keys.
      await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "nav-toggle");
    }
    // A menu stays on the screen, and arrows go the way they point.
    await page.getByTestId("message").first().focus();
    await page.keyboard.press("m");
    const menu = await box(part(page, "context-menu"));
    assert.ok(menu.left >= 0 && menu.right <= viewport.width, JSON.stringify(menu));
    await page.keyboard.press("Escape");
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(page.trouble, []);
  });
}
