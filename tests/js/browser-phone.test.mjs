// The chat under a thumb: what is done elsewhere with a pointer and keys is done on a phone by taps, long
// presses and sheets. Two people, real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { composerHas, elsewhere, inChat, interpose, launchBrowser, ownNode, overflow, part, person, PHONE, picture, PLACES, promote, registerInBrowser, sessionOf, stored, TOOLS, until, visitor, write } from "./browser-support.mjs";
import { ask } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const message = (page, text) => page.getByTestId("message").filter({ has: page.getByTestId("message-body").getByText(text, { exact: true }) });

/** A finger that stays on a message until its sheet is there. */
async function hold(page, text) {
  const row = message(page, text);
  await row.scrollIntoViewIfNeeded();
  await row.locator("[data-testid=message-body]").evaluate((target) => {
    const { left, top } = target.getBoundingClientRect();
    const touch = new Touch({ identifier: 1, target, clientX: left + 4, clientY: top + 8 });
    target.dispatchEvent(new TouchEvent("touchstart", { touches: [touch], changedTouches: [touch], bubbles: true, cancelable: true }));
  });
  await part(page, "context-menu").waitFor();
  await row.locator("[data-testid=message-body]").evaluate((target) => target.dispatchEvent(new TouchEvent("touchend", { touches: [], bubbles: true, cancelable: true })));
}

/** A sheet comes from below and has the width of the screen. */
const isSheet = (locator) => locator.evaluate((element) => {
  const { left, right, bottom } = element.getBoundingClientRect();
  return left <= 1 && right >= innerWidth - 1 && Math.abs(bottom - innerHeight) < 2;
});

test("a message is answered, edited, looked up in its versions and deleted from its sheet", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node, { viewport: PHONE });
  const reader = await visitor(t, node, { viewport: PHONE });
  await registerInBrowser(page, person("Ada"));
  await registerInBrowser(reader, person("Ben"));
  await write(reader, "Where is the key?");
  await hold(page, "Where is the key?");
  assert.ok(await isSheet(part(page, "context-menu")));
  await part(page, "menu-reply").tap();
  await part(page, "reply-chip").getByText("Where is the key?").waitFor();
  await write(page, "Under the mat");
  await message(reader, "Under the mat").getByTestId("reply-quote").tap();
  await reader.waitForFunction(() => document.activeElement?.textContent.includes("Where is the key?"));

  await hold(page, "Under the mat");
  await part(page, "menu-edit").tap();
  await part(page, "edit-input").fill("Under the stone");
  await part(page, "edit-save").tap();
  for (const view of [page, reader]) await message(view, "Under the stone").getByTestId("edited").waitFor();
  // Nobody deletes the words of others, but their own.
  await hold(reader, "Under the stone");
  assert.equal(await part(reader, "menu-delete").count(), 0);
  assert.equal(await part(reader, "menu-history").count(), 0);
  await reader.keyboard.press("Escape");
  await promote(t, node, reader);
  await until(async () => {
    await hold(reader, "Under the stone");
    if (await part(reader, "menu-history").count()) return true;
    await reader.keyboard.press("Escape");
    return false;
  }, "the versions are offered");
  await part(reader, "menu-history").tap();
  await part(reader, "history").getByText("Under the mat").waitFor();
  assert.deepEqual(await overflow(reader), []);
  await reader.keyboard.press("Escape");
  await hold(page, "Under the stone");
  await part(page, "menu-delete").tap();
  await part(page, "confirm").tap();
  for (const view of [page, reader]) await message(view, "Under the stone").waitFor({ state: "detached" });
  assert.deepEqual([page.trouble, reader.trouble], [[], []]);
});

test("names, channels and emoji are completed by taps", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: PLACES });
  const page = await visitor(t, node, { viewport: PHONE });
  const ines = await elsewhere(t, node, { name: "Ines Maria" });
  await registerInBrowser(page, person("Ada"));
  const input = part(page, "composer-input");
  for (const [typed, option] of [["Hey @mar", "Ines Maria"], ["see #to", "tools"], ["and :tad", ":tada:"]]) {
    await input.pressSequentially(typed);
    await part(page, "suggestions").getByRole("option", { name: option }).first().tap();
  }
  assert.equal(await input.inputValue(), "Hey @Ines Maria see #tools and 🎉 ");
  await part(page, "composer-send").tap();
  const row = page.locator('[data-testid="message"]:not([data-pending])').filter({ hasText: "Hey" });
  await row.waitFor();
  await until(async () => /^1\d{11}$/.test(await row.getAttribute("data-message-id")), "it is stored");
  const { message: html } = await ask(ines.socket, "resolveMessage", { id: ines.member.id, token: ines.member.token, messageId: await row.getAttribute("data-message-id") });
  assert.equal(html, `<p>Hey &lt;@${ines.member.id}&gt; see &lt;#@2&gt; and 🎉</p>`);
  // A channel that is named can be gone to.
  await row.getByRole("link", { name: "#tools" }).tap();
  await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
  await part(page, "emoji-button").tap();
  await part(page, "emoji-picker").waitFor();
  assert.ok(await isSheet(part(page, "emoji-picker")));
  await part(page, "emoji-picker").getByRole("button", { name: "party popper", exact: true }).or(part(page, "emoji-picker").locator('[data-emoji-value="🎉"]')).first().tap();
  assert.equal(await input.inputValue(), "🎉");
  assert.deepEqual(page.trouble, []);
});

test("pictures are sent with progress, one is given up, and they open large", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node, { viewport: PHONE });
  const reader = await visitor(t, node, { viewport: PHONE });
  await registerInBrowser(page, person("Ada"));
  await registerInBrowser(reader, person("Ben"));
  let failures = 0;
  await page.route(/\/upload\?.*filename=late/, (route) => (failures++ < 3 ? route.abort() : route.continue()));
  const one = await picture(page);
  const other = await picture(page, "#c53732");
  await part(page, "file-input").setInputFiles([
    { name: "first.png", mimeType: "image/png", buffer: one },
    { name: "second.png", mimeType: "image/png", buffer: other },
    { name: "late.png", mimeType: "image/png", buffer: Buffer.concat([other, Buffer.from("x")]) },
    { name: "bad.exe", mimeType: "application/x-msdownload", buffer: Buffer.from("MZ") },
  ]);
  const tray = part(page, "uploads");
  await tray.locator("[data-state=failed]").getByText("not allowed here").waitFor();
  assert.deepEqual(await overflow(page), []);
  await tray.getByRole("button", { name: "Remove bad.exe" }).tap();
  // After three tries the person decides.
  await tray.getByRole("button", { name: "Try to upload late.png again" }).tap({ timeout: 30_000 });
  await until(async () => (await tray.locator("[data-state=done]").count()) === 3, "all are ready");
  await tray.getByRole("button", { name: "Move second.png further to the front" }).tap();
  await part(page, "composer-input").fill("Three pictures");
  await part(page, "composer-send").tap();
  const row = reader.getByTestId("message").filter({ hasText: "Three pictures" });
  await row.getByTestId("picture").nth(2).waitFor();
  assert.deepEqual(await row.locator("img[alt]").evaluateAll((images) => images.map((image) => image.alt)), ["second.png", "first.png", "late.png"]);
  await row.getByTestId("picture").first().tap();
  const viewer = part(reader, "viewer");
  await viewer.getByRole("img", { name: "second.png" }).waitFor();
  await viewer.getByRole("button", { name: "Next" }).tap();
  await viewer.getByRole("img", { name: "first.png" }).waitFor();
  await viewer.getByRole("img", { name: "first.png" }).tap();
  await viewer.locator("img.is-zoomed").waitFor();
  await viewer.getByRole("button", { name: "Close" }).tap();
  await viewer.waitFor({ state: "detached" });
  assert.deepEqual(reader.trouble, []);
});

test("what waits is found in the inbox, by search and by the switcher", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: PLACES });
  const page = await visitor(t, node, { viewport: PHONE });
  const ben = await elsewhere(t, node, { name: "Ben" });
  await registerInBrowser(page, person("Ada"));
  const { id } = await sessionOf(page);
  await ben.say(`<p>&lt;@${id}&gt; bring the ladder</p>`, TOOLS);
  for (let n = 0; n < 60; n++) await ben.say(`<p>noise ${n}</p>`, TOOLS);
  await part(page, "inbox-button").tap();
  const inbox = part(page, "inbox");
  await inbox.getByText("@Ada bring the ladder").waitFor();
  assert.ok(await isSheet(inbox));
  await part(page, "inbox-item").tap();
  await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent.includes("bring the ladder"));
  await page.getByRole("button", { name: "Jump to present" }).tap();
  await stored(page, "noise 59").waitFor();

  await page.getByRole("button", { name: "Search", exact: true }).tap();
  await part(page, "search-input").fill("ladder");
  await part(page, "search-hit").tap();
  await page.waitForFunction(() => document.activeElement?.textContent.includes("bring the ladder"));
  await part(page, "nav-toggle").tap();
  await part(page, "go-to").tap();
  await part(page, "switcher-input").fill("bed");
  await part(page, "switcher").getByRole("option", { name: "beds" }).tap();
  await page.getByRole("heading", { level: 1, name: "beds" }).waitFor();
  assert.deepEqual(await overflow(page), []);
  assert.deepEqual(page.trouble, []);
});

test("where writing is slowed down or refused, the words come back; a draft stays with its channel", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t, { config: PLACES });
  const page = await visitor(t, node, { viewport: PHONE });
  await registerInBrowser(page, person("Ada"));
  const wire = await interpose(page);
  await page.reload();
  await inChat(page);
  await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
  await page.waitForTimeout(500);
  await part(page, "composer-input").fill("patience");
  wire.refusal = { error: "Slow mode", slowmode: Date.now() + 4000 };
  await part(page, "composer-send").tap();
  await part(page, "slow-mode").waitFor();
  await composerHas(page, "patience");
  await part(page, "slow-mode").waitFor({ state: "detached" });
  wire.refusal = { error: "Links are not allowed here" };
  await part(page, "composer-send").tap();
  const failed = page.locator("[data-failed]");
  await failed.getByText("Not sent: Links are not allowed here").waitFor();
  assert.deepEqual(await overflow(page), []);
  await failed.getByRole("button", { name: "Edit" }).tap();
  await composerHas(page, "patience");
  wire.refusal = null;
  // Another channel has a draft of its own.
  await part(page, "nav-toggle").tap();
  await page.getByTestId("channel-item").filter({ hasText: "tools" }).tap();
  await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
  await composerHas(page, "");
  await part(page, "nav-toggle").tap();
  await page.getByTestId("channel-item").filter({ hasText: "chat" }).getByRole("img", { name: "draft" }).waitFor();
  await page.getByTestId("channel-item").filter({ hasText: "chat" }).tap();
  await composerHas(page, "patience");
  await part(page, "composer-send").tap();
  await stored(page, "patience").waitFor();
});
