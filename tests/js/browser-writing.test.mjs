// What becomes of what somebody writes: code with its colours, a preview, long texts that are folded, and the
// key that sends. Two people, real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { composerHas, elsewhere, inChat, isAccessible, isSmall, launchBrowser, openAccount, leaveSettings, ownNode, part, person, registerInBrowser, SIZES, stored, toPage, until, visitor, write } from "./browser-support.mjs";
import { ask } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const CODE = 'fn main() {\n    let name = "30s"; // wakes up\n}';

for (const [size, viewport] of SIZES) {
  test(`${size}: code is shown in colours with its language, can be copied, and keeps the language when it is edited`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport, permissions: ["clipboard-read", "clipboard-write"] });
    const reader = await visitor(t, node, { viewport });
    await registerInBrowser(page, person("Ada"));
    await registerInBrowser(reader, person("Ben"));
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await write(page, "no code yet");
    assert.ok(!asked.some((url) => /\/code-/.test(url)), "nobody needs the colours yet");
    await part(page, "composer-input").fill(`Look:\n\`\`\`rust\n${CODE}\n\`\`\``);
    await part(page, "composer-send").click();
    for (const view of [page, reader]) {
      const block = view.locator(".log .code");
      await block.waitFor();
      assert.equal((await block.locator("pre").innerText()).trimEnd(), CODE);
      assert.deepEqual(await block.locator(".c-k").allInnerTexts(), ["fn", "let"]);
      assert.deepEqual(await block.locator(".c-s").allInnerTexts(), ['"30s"']);
      assert.deepEqual(await block.locator(".c-c").allInnerTexts(), ["// wakes up"]);
      assert.equal(await block.locator("header span").innerText(), "rust");
    }
    await isAccessible(page, "a block of code");
    await page.locator(".log .code").hover();
    await page.getByRole("button", { name: "Copy the code" }).click();
    await page.getByText("Copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), CODE);
    await part(page, "composer-input").focus();
    await page.keyboard.press("ArrowUp");
    await part(page, "edit-input").waitFor();
    assert.equal(await part(page, "edit-input").inputValue(), `Look:\n\n\`\`\`rust\n${CODE}\n\`\`\``);
    await part(page, "edit-input").fill("Look:\n```js\nconst a = 1;\n```");
    await part(page, "edit-save").click();
    for (const view of [page, reader]) {
      await view.locator(".log .code header").getByText("js").waitFor();
      assert.deepEqual(await view.locator(".log .code .c-k").allInnerTexts(), ["const"]);
    }
    assert.deepEqual([page.trouble, reader.trouble], [[], []]);
  });

  test(`${size}: a draft with marks can be looked at before it is sent, with names and emoji as they will be`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    await elsewhere(t, node, { name: "Ines" });
    await registerInBrowser(page, person("Ada"));
    const input = part(page, "composer-input");
    await input.fill("plain words");
    assert.equal(await part(page, "preview-toggle").count(), 0, "there is nothing to look at");
    await input.fill("");
    await input.pressSequentially("**bold** @ine");
    await part(page, "suggestions").getByRole("option", { name: "Ines" }).click();
    await part(page, "preview-toggle").click();
    const preview = part(page, "preview");
    await preview.locator("strong").getByText("bold").waitFor();
    await preview.locator(".at").getByText("@Ines").waitFor();
    await isAccessible(page, "a preview");
    // It follows what is typed, and nothing in it runs.
    await input.pressSequentially("`x` <img src=x onerror=alert(1)>");
    await preview.locator("code").getByText("x", { exact: true }).waitFor();
    assert.equal(await preview.locator("img").count(), 0);
    assert.equal(await page.getByTestId("message").filter({ hasText: "bold" }).count(), 0);
    assert.equal(await preview.evaluate((box) => box.getBoundingClientRect().right <= innerWidth), true);
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"]:not([data-pending]) strong').waitFor();
    await preview.waitFor({ state: "detached" });
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: a text that is very long is folded, and can be read`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node, { viewport });
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    await ben.say(`<p>${Array.from({ length: 90 }, (_, line) => `line ${line}`).join("<br>")}</p>`);
    const row = page.getByTestId("message").filter({ hasText: "line 89" });
    const button = row.getByRole("button", { name: "Show all" });
    await button.waitFor();
    const height = () => row.evaluate((element) => element.offsetHeight);
    assert.ok((await height()) < 1100);
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    await button.scrollIntoViewIfNeeded();
    await button.click();
    await row.getByRole("button", { name: "Show less" }).waitFor();
    assert.ok((await height()) > 1500);
    await ben.say("<p>short</p>");
    await stored(page, "short").waitFor();
    assert.equal(await page.getByRole("button", { name: "Show all" }).count(), 0);
    assert.deepEqual(page.trouble, []);
  });
}

test("the key that sends is chosen: Enter, or Shift and Enter", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  const ben = await elsewhere(t, node, { name: "Ben" });
  await registerInBrowser(page, person("Ada"));
  await openAccount(page);
  await toPage(page, "look");
  await part(page, "enter-sends").uncheck();
  await leaveSettings(page);
  await inChat(page);
  await part(page, "composer-input").focus();
  await page.keyboard.type("one");
  await page.keyboard.press("Enter");
  await page.keyboard.type("two");
  await composerHas(page, "one\ntwo");
  await page.keyboard.press("Shift+Enter");
  const row = page.locator('[data-testid="message"]:not([data-pending])').filter({ hasText: "one" });
  await row.waitFor();
  await until(async () => /^1\d{11}$/.test(await row.getAttribute("data-message-id")), "it is stored");
  const { message } = await ask(ben.socket, "resolveMessage", { id: ben.member.id, token: ben.member.token, messageId: await row.getAttribute("data-message-id") });
  assert.equal(message, "<p>one<br>two</p>");
  await page.keyboard.press("ArrowUp");
  await part(page, "edit-input").waitFor();
  await page.getByText("Shift and Enter to save").waitFor();
  await page.keyboard.type("!");
  await page.keyboard.press("Shift+Enter");
  await row.getByTestId("edited").waitFor();
  await page.reload();
  await inChat(page);
  await part(page, "composer-input").focus();
  await page.keyboard.press("Enter");
  await composerHas(page, "\n");
});

test("on a phone Enter is a new line, whatever was chosen", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node, { viewport: SIZES[1][1] });
  await registerInBrowser(page, person("Ada"));
  assert.ok(isSmall(page));
  await part(page, "composer-input").focus();
  await page.keyboard.type("one");
  await page.keyboard.press("Enter");
  await page.keyboard.type("two");
  await composerHas(page, "one\ntwo");
});
