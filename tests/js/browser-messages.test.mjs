// What people do with messages in the web client: reply, edit, delete, react, complete names, send
// files, look at pictures, read what waits for them, find their way. Real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { composerHas, DESKTOP, elsewhere, inChat, interpose, launchBrowser, ownNode, part, person, PHONE, registerInBrowser, stored, until, visitor, write } from "./browser-support.mjs";
import { ask, once, wait } from "./support.mjs";

const MINUTE = 60_000;

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const message = (page, text) => page.getByTestId("message").filter({ has: page.getByTestId("message-body").getByText(text, { exact: true }) });
const idOf = (row) => row.getAttribute("data-message-id");

/** What the node has stored of a message. */
const asStored = ({ socket, member }, messageId) => ask(socket, "resolveMessage", { id: member.id, token: member.token, messageId });

async function act(page, text, action) {
  await message(page, text).hover();
  await part(page, `action-${action}`).click();
}

const admin = async (node, { socket, member }) => {
  const answer = await ask(socket, "redeemKey", { id: member.id, token: member.token, key: node.adminKeys[0] });
  assert.equal(answer.error, null);
};

/** A picture of this size, one colour, as PNG. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

async function picture(page, width, height) {
  const url = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
      const context = canvas.getContext("2d");
      context.fillStyle = "#268";
      context.fillRect(0, 0, w, h);
      return canvas.toDataURL("image/png");
    },
    [width, height],
  );
  return Buffer.from(url.split(",")[1], "base64");
}

describe("replies", () => {
  test("a reply quotes, survives a reload of its draft, and leads to the original", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await elsewhere(t, node, { name: "Ada" });
    await ada.say("<p>Where is the key?</p>");
    for (let n = 0; n < 60; n++) await ada.say(`<p>filler ${n}</p>`);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await stored(page, "filler 59").waitFor();
    await page.getByRole("log").evaluate((log) => (log.scrollTop = 0));
    await message(page, "Where is the key?").waitFor();
    await act(page, "Where is the key?", "reply");
    await part(page, "reply-chip").getByText("Where is the key?").waitFor();
    await page.reload();
    await inChat(page);
    await part(page, "reply-chip").getByText("Ada").waitFor();
    await part(page, "composer-input").fill("Under the mat");
    await page.keyboard.press("Enter");
    await stored(page, "Under the mat").waitFor();
    await part(page, "reply-chip").waitFor({ state: "detached" });
    const reply = message(page, "Under the mat");
    await until(async () => (await asStored(ada, await idOf(reply))).reply?.messageId, "the node knows what it answers");
    // To the original, which is far up and not drawn after the reload.
    await reply.getByTestId("reply-quote").click();
    await page.waitForFunction(() => {
      const row = [...document.querySelectorAll("[data-testid=message]")].find((one) => one.textContent.includes("Where is the key?") && !one.querySelector("[data-testid=reply-quote]"));
      const box = row?.getBoundingClientRect();
      return box && box.top > 0 && box.bottom < innerHeight && row === document.activeElement;
    });
    assert.deepEqual(page.trouble, []);
  });

  test("Esc gives a reply up", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await elsewhere(t, node, { name: "Ada" });
    await ada.say("<p>Hello</p>");
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await message(page, "Hello").click();
    await page.keyboard.press("r");
    await part(page, "reply-chip").waitFor();
    await page.keyboard.press("Escape");
    await part(page, "reply-chip").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "composer-input");
  });
});

describe("edits", () => {
  test("Up edits the last own message; Esc cancels, Enter saves; the mark and the others see it", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const reader = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await registerInBrowser(reader, person("Ben"));
    await write(page, "frist draft");
    await part(page, "composer-input").focus();
    // What is opened has the focus in the moment it is there, so that no key goes elsewhere.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const field = document.querySelector('[data-testid="edit-input"]');
        if (!field) return;
        window.hadFocus = field === document.activeElement;
        observer.disconnect();
      }).observe(document.body, { childList: true, subtree: true });
    });
    await page.keyboard.press("ArrowUp");
    await part(page, "edit-input").waitFor();
    assert.equal(await page.evaluate(() => window.hadFocus), true);
    assert.equal(await part(page, "edit-input").inputValue(), "frist draft");
    await page.keyboard.type("!!");
    await page.keyboard.press("Escape");
    await part(page, "edit-input").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "composer-input");
    await message(page, "frist draft").waitFor();

    await page.keyboard.press("ArrowUp");
    await part(page, "edit-input").fill("first **draft**");
    await page.keyboard.press("Enter");
    for (const view of [page, reader]) {
      const row = message(view, "first draft");
      await row.getByTestId("edited").waitFor();
      assert.equal(await row.locator("strong").innerText(), "draft");
      assert.match(await row.getByTestId("edited").getAttribute("title"), /20\d\d/);
    }
    await part(page, "edit-input").waitFor({ state: "detached" });
    await reader.reload();
    await inChat(reader);
    await message(reader, "first draft").getByTestId("edited").waitFor();
    // Back to what was typed.
    await part(page, "composer-input").focus();
    await page.keyboard.press("ArrowUp");
    assert.equal(await part(page, "edit-input").inputValue(), "first **draft**");
    await page.keyboard.press("Escape");
    // Nobody edits the words of others.
    await message(reader, "first draft").hover();
    await part(reader, "action-reply").waitFor();
    assert.equal(await part(reader, "action-edit").count(), 0);
    assert.deepEqual([page.trouble, reader.trouble], [[], []]);
  });

  test("an edit keeps mentions and files, and those who manage messages see the earlier versions", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const ben = await elsewhere(t, node, { name: "Ben" });
    await registerInBrowser(page, person("Ada"));
    await part(page, "composer-input").fill("over to ");
    await page.keyboard.type("@be");
    await part(page, "suggestions").getByRole("option", { name: "Ben" }).waitFor();
    await page.keyboard.press("Enter");
    await part(page, "file-input").setInputFiles({ name: "cat.png", mimeType: "image/png", buffer: PIXEL });
    await part(page, "uploads").getByText("ready").waitFor();
    await part(page, "composer-send").click();
    const row = page.getByTestId("message").filter({ hasText: /over (and out )?to/ });
    await row.getByTestId("picture").waitFor();
    await until(async () => (await idOf(row))?.startsWith("1"), "it is stored");
    const id = await idOf(row);
    await page.keyboard.press("ArrowUp");
    assert.equal(await part(page, "edit-input").inputValue(), "over to @Ben");
    await part(page, "edit-input").fill("over and out to @Ben");
    // A name at the caret is completed first, as in a new message.
    await part(page, "suggestions").getByRole("option", { name: "Ben" }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await part(page, "edit-input").inputValue(), "over and out to @Ben ");
    await page.keyboard.press("Enter");
    await row.getByTestId("edited").waitFor();
    assert.match((await asStored(ben, id)).message, new RegExp(`^<p>over and out to &lt;@${ben.member.id}&gt;</p><p><a href="[^"]+/uploads/[0-9a-f]{64}_cat.png"`));
    await row.getByTestId("picture").waitFor();

    await row.click({ button: "right", position: { x: 4, y: 4 } });
    await part(page, "menu-copy").waitFor();
    assert.equal(await part(page, "menu-history").count(), 0);
    await page.keyboard.press("Escape");
    await part(page, "account-menu").click();
    await part(page, "redeem-key").click();
    await part(page, "redeem-value").fill(node.adminKeys[0]);
    await page.getByRole("button", { name: "Redeem" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await until(async () => {
      await row.click({ button: "right", position: { x: 4, y: 4 } });
      if (await part(page, "menu-history").count()) return true;
      await page.keyboard.press("Escape");
      return false;
    }, "the earlier versions are offered");
    await part(page, "menu-history").click();
    const versions = part(page, "history").getByTestId("version");
    await versions.first().waitFor();
    assert.match(await versions.first().innerText(), /over to @Ben/);
    await page.keyboard.press("Escape");
    await part(page, "history").waitFor({ state: "detached" });
    assert.deepEqual(page.trouble, []);
  });
});

describe("deletions", () => {
  test("are confirmed, or done at once with Shift; they are gone for everybody, and only the own ones may be", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const reader = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await registerInBrowser(reader, person("Ben"));
    for (const text of ["one", "two", "three"]) await write(page, text);
    await stored(reader, "three").waitFor();
    await act(page, "one", "delete");
    const dialog = page.getByRole("dialog", { name: "Delete this message?" });
    await dialog.waitFor();
    // The way back has the focus.
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cancel");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await message(page, "one").waitFor();
    await act(page, "one", "delete");
    await part(page, "confirm").click();
    await message(page, "one").waitFor({ state: "detached" });
    await message(reader, "one").waitFor({ state: "detached" });
    await message(page, "two").hover();
    await part(page, "action-delete").click({ modifiers: ["Shift"] });
    await message(page, "two").waitFor({ state: "detached" });
    assert.equal(await page.getByRole("dialog").count(), 0);
    await message(reader, "two").waitFor({ state: "detached" });
    await message(reader, "three").hover();
    await part(reader, "action-reply").waitFor();
    assert.equal(await part(reader, "action-delete").count(), 0);
    await reader.reload();
    await inChat(reader);
    await stored(reader, "three").waitFor();
    assert.equal(await message(reader, "one").count(), 0);
    assert.deepEqual([page.trouble, reader.trouble], [[], []]);
  });
});

describe("reactions", () => {
  for (const [size, viewport] of [["1440x900", DESKTOP], ["390x844", PHONE]]) {
    test(`${size}: are added, counted, named and taken back`, { timeout: MINUTE }, async (t) => {
      const isPhone = viewport === PHONE;
      const node = await ownNode(t);
      const page = await visitor(t, node, { viewport });
      const reader = await visitor(t, node);
      await registerInBrowser(page, person("Ada"));
      await registerInBrowser(reader, person("Ben"));
      await write(reader, "We have sun");
      await stored(page, "We have sun").waitFor();
      if (isPhone) {
        const box = await message(page, "We have sun").boundingBox();
        const at = { x: box.x + 120, y: box.y + 20 };
        // A finger that stays.
        await page.evaluate(([x, y]) => {
          const target = document.elementFromPoint(x, y);
          const touch = new Touch({ identifier: 1, target, clientX: x, clientY: y });
          target.dispatchEvent(new TouchEvent("touchstart", { touches: [touch], changedTouches: [touch], bubbles: true, cancelable: true }));
        }, [at.x, at.y]);
        await part(page, "context-menu").waitFor();
        await part(page, "menu-react").click();
      } else await act(page, "We have sun", "react");
      await part(page, "emoji-picker").waitFor();
      await part(page, "emoji-search").fill("sun");
      await part(page, "emoji-picker").getByRole("button", { name: "sun", exact: true }).click();
      await part(page, "emoji-picker").waitFor({ state: "detached" });
      const chip = (view) => message(view, "We have sun").getByTestId("reaction");
      for (const view of [page, reader]) await chip(view).filter({ hasText: "1" }).waitFor();
      assert.equal(await chip(page).getAttribute("aria-pressed"), "true");
      assert.equal(await chip(page).getAttribute("data-code"), "2600");
      assert.equal(await chip(reader).getAttribute("title"), "Ada");
      await chip(reader).click();
      for (const view of [page, reader]) await chip(view).filter({ hasText: "2" }).waitFor();
      await until(async () => (await chip(page).getAttribute("title")) === "you and Ben", "who reacted");
      await page.reload();
      await inChat(page);
      await chip(page).filter({ hasText: "2" }).waitFor();
      await chip(page).click();
      for (const view of [page, reader]) await chip(view).filter({ hasText: "1" }).waitFor();
      assert.equal(await chip(page).getAttribute("aria-pressed"), "false");
      await chip(reader).click();
      await chip(page).waitFor({ state: "detached" });
      assert.deepEqual([page.trouble, reader.trouble], [[], []]);
    });
  }

  test("emojis of the server are picked, written and reacted with", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ada = await elsewhere(t, node, { name: "Ada" });
    await admin(node, ada);
    const query = new URLSearchParams({ id: ada.member.id, type: "emoji", filename: "wave.png", chunkIndex: 0, totalChunks: 1, fileId: "w" });
    const uploaded = await fetch(`${node.url}/upload?${query}`, { method: "POST", headers: { "x-user-id": ada.member.id, "x-auth-token": ada.member.token }, body: PIXEL });
    const hash = /emojis\/([0-9a-f]{64})_/.exec((await uploaded.json()).path)[1];
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await part(page, "composer-input").fill("hi ");
    await page.keyboard.type(":wav");
    await part(page, "suggestions").getByRole("option", { name: ":wave:" }).first().waitFor();
    await page.keyboard.press("Tab");
    await composerHas(page, "hi :wave: ");
    await page.keyboard.press("Enter");
    const row = page.getByTestId("message").filter({ has: page.getByRole("img", { name: ":wave:" }) });
    await row.waitFor();
    await until(async () => /^1\d{11}$/.test(await idOf(row)), "it is stored");
    assert.match((await asStored(ada, await idOf(row))).message, new RegExp(`:${hash}:`));
    await row.hover();
    await part(page, "action-react").click();
    await part(page, "emoji-picker").getByRole("region", { name: "This server" }).getByRole("button", { name: "wave" }).click();
    await row.getByTestId("reaction").filter({ hasText: "1" }).waitFor();
    assert.deepEqual((await asStored(ada, await idOf(row))).reactions[hash]?.length, 1);
    assert.deepEqual(page.trouble, []);
  });
});

describe("the composer", () => {
  test("completes people, channels and emojis with the keyboard; mentions show names", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const ines = await elsewhere(t, node, { name: "Ines Maria" });
    await registerInBrowser(page, person("Ada"));
    const input = part(page, "composer-input");
    await input.focus();
    await page.keyboard.type("Hey @mar");
    await part(page, "suggestions").getByRole("option", { name: "Ines Maria" }).waitFor();
    assert.ok(await input.getAttribute("aria-activedescendant"));
    await page.keyboard.press("Escape");
    await part(page, "suggestions").waitFor({ state: "detached" });
    await page.keyboard.type("i");
    await part(page, "suggestions").waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await input.inputValue(), "Hey @Ines Maria ");
    await page.keyboard.type("see #ch");
    await part(page, "suggestions").getByRole("option", { name: "chat" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("and :tad");
    await part(page, "suggestions").getByRole("option", { name: ":tada:" }).waitFor();
    await page.keyboard.press("Enter");
    // The name is kept with the draft.
    await page.reload();
    await inChat(page);
    assert.equal(await input.inputValue(), "Hey @Ines Maria see #chat and 🎉 ");
    await part(page, "composer-send").click();
    const row = page.getByTestId("message").filter({ hasText: "Hey" });
    await until(async () => /^1\d{11}$/.test(await idOf(row)), "it is stored");
    assert.equal((await asStored(ines, await idOf(row))).message, `<p>Hey &lt;@${ines.member.id}&gt; see &lt;#@0&gt; and 🎉</p>`);
    assert.deepEqual(await row.locator(".at").allInnerTexts(), ["@Ines Maria", "#chat"]);
    assert.deepEqual(page.trouble, []);
  });

  test("a channel that is slowed down counts down and keeps the words; so does a mute", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    const wire = await interpose(page);
    await page.reload();
    await inChat(page);
    await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
    await wait(300);
    await part(page, "composer-input").fill("patience");
    wire.refusal = { error: "Slow mode", slowmode: Date.now() + 4000 };
    await part(page, "composer-send").click();
    await part(page, "slow-mode").getByText(/^0:0[1-4]$/).waitFor();
    await composerHas(page, "patience");
    assert.equal(await page.locator("[data-failed]").count(), 0);
    await part(page, "slow-mode").waitFor({ state: "detached" });
    wire.refusal = { error: "You are muted until noon. Cool down", muted: true };
    await part(page, "composer-send").click();
    await part(page, "muted").getByText("You are muted until noon. Cool down").waitFor();
    await composerHas(page, "patience");
    wire.refusal = { error: "Too fast", rateLimited: true };
    await part(page, "composer-send").click();
    await page.locator("[data-failed]").getByText("too many messages").waitFor();
    wire.refusal = null;
    await page.locator("[data-failed]").getByRole("button", { name: "Try again" }).click();
    await stored(page, "patience").waitFor();
    await part(page, "muted").waitFor({ state: "detached" });
  });
});

describe("files", () => {
  test("several at once: progress, one that is refused, one that is removed; they arrive with a caption and keep their place", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const reader = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await registerInBrowser(reader, person("Ben"));
    const wide = await picture(page, 840, 420);
    const big = Buffer.concat([wide, Buffer.alloc(900_000, 7)]);
    await part(page, "file-input").setInputFiles([
      { name: "panel angle.png", mimeType: "image/png", buffer: big },
      { name: "notes.exe", mimeType: "application/x-msdownload", buffer: Buffer.from("MZ") },
      { name: "tall.png", mimeType: "image/png", buffer: await picture(page, 100, 400) },
    ]);
    const tray = part(page, "uploads");
    await until(async () => (await tray.getByRole("listitem").count()) === 3, "all are shown");
    await tray.locator("[data-state=failed]").getByText("Files of this kind are not allowed here").waitFor();
    await until(async () => (await tray.locator("[data-state=done]").count()) === 2, "two are ready");
    await part(page, "composer-input").fill("Two pictures");
    await part(page, "composer-send").click();
    await page.getByText("A file could not be uploaded").waitFor();
    await tray.getByRole("button", { name: "Remove notes.exe" }).click();
    await part(page, "composer-send").click();
    await tray.waitFor({ state: "detached" });
    for (const view of [page, reader]) {
      const row = view.getByTestId("message").filter({ hasText: "Two pictures" });
      await row.getByTestId("picture").nth(1).waitFor();
      assert.equal((await row.getByTestId("message-body").innerText()).trim(), "Two pictures");
      assert.deepEqual(await row.locator("img[alt]").evaluateAll((images) => images.map((image) => image.alt)), ["panel_angle.png", "tall.png"]);
    }
    assert.deepEqual([page.trouble, reader.trouble], [[], []]);
  });

  test("the space of a picture is kept free: nothing moves when it arrives", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await part(page, "file-input").setInputFiles({ name: "tall.png", mimeType: "image/png", buffer: await picture(page, 300, 600) });
    await part(page, "uploads").getByText("ready").waitFor();
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"]:not([data-pending]) [data-testid="picture"]').waitFor();
    await write(page, "below it");
    let release;
    const isHeld = new Promise((done) => (release = done));
    // Somebody who has never seen it: the message tells its size.
    const reader = await visitor(t, node);
    await reader.route(/\/uploads\//, async (route) => {
      await isHeld;
      await route.continue();
    });
    await registerInBrowser(reader, person("Ben"));
    await stored(reader, "below it").waitFor();
    const box = () => reader.getByTestId("picture").evaluate((element) => ({ width: element.offsetWidth, height: element.offsetHeight }));
    const before = await box();
    assert.deepEqual(before, { width: 160, height: 320 });
    release();
    await reader.waitForFunction(() => document.querySelector("[data-testid=picture] img").naturalWidth > 0);
    assert.deepEqual(await box(), before);
  });

  test("sounds and films get players, everything else a card to fetch it by", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const ada = await elsewhere(t, node, { name: "Ada" });
    await registerInBrowser(page, person("Ben"));
    const address = (name) => `${node.url}/uploads/${"ab".repeat(32)}_${name}`;
    for (const name of ["song.mp3", "film.mp4", "plan.pdf", "vector.svg"]) await ada.say(address(name));
    await ada.say('<p>elsewhere</p><video src="https://example.org/v.mp4" controls></video>');
    await page.locator('audio[controls][aria-label="song.mp3"]').waitFor();
    await page.locator('video[controls][aria-label="film.mp4"]').waitFor();
    for (const name of ["plan.pdf", "vector.svg"]) {
      const link = page.getByRole("link", { name: `Download ${name}` });
      assert.equal(await link.getAttribute("download"), name);
    }
    // A film of another site is a link: nothing is fetched from there.
    await message(page, "elsewhere").waitFor();
    assert.equal(await page.locator("video").count(), 1);
    await page.getByRole("link", { name: "https://example.org/v.mp4" }).waitFor();
  });

  test("a file that is interrupted goes on where it was, also after the node started anew", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    const sent = [];
    let isCut = true;
    await page.route(/\/upload\?.*chunkIndex/, async (route) => {
      const index = Number(new URL(route.request().url()).searchParams.get("chunkIndex"));
      if (isCut && index === 3) return route.abort();
      sent.push(index);
      await route.continue();
    });
    const big = Buffer.concat([await picture(page, 40, 40), Buffer.alloc(1_400_000, 7)]);
    await part(page, "file-input").setInputFiles({ name: "big.png", mimeType: "image/png", buffer: big });
    await until(() => sent.includes(2), "half of it is there");
    await node.stop();
    await node.launch();
    isCut = false;
    await part(page, "uploads").getByText("ready").waitFor({ timeout: 30_000 });
    assert.deepEqual(sent, [0, 1, 2, 3, 4, 5]);
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"]:not([data-pending]) [data-testid="picture"]').waitFor();
  });

  test("pictures open large; arrows, zoom and Esc work by keyboard, and the focus comes back", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await part(page, "file-input").setInputFiles([
      { name: "first.png", mimeType: "image/png", buffer: await picture(page, 640, 480) },
      { name: "second.png", mimeType: "image/png", buffer: await picture(page, 480, 640) },
    ]);
    await until(async () => (await part(page, "uploads").locator("[data-state=done]").count()) === 2, "both are ready");
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"]:not([data-pending]) [data-testid="picture"]').nth(1).waitFor();
    await page.getByTestId("picture").first().focus();
    await page.keyboard.press("Enter");
    const viewer = part(page, "viewer");
    await viewer.getByRole("img", { name: "first.png" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await viewer.getByRole("img", { name: "second.png" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await viewer.getByRole("img", { name: "first.png" }).waitFor();
    await page.keyboard.press("+");
    await viewer.locator("img.is-zoomed").waitFor();
    await page.keyboard.press("Escape");
    await viewer.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "picture");
  });

  test("paste and drop add files; a lost connection is tried again", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    let failures = 2;
    await page.route(/\/upload\?/, (route) => (failures-- > 0 ? route.abort() : route.continue()));
    const [one, other] = [[...(await picture(page, 20, 20))], [...(await picture(page, 30, 30))]];
    await part(page, "composer-input").evaluate((field, data) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(data)], "pasted.png", { type: "image/png" }));
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
    }, one);
    await part(page, "uploads").getByText("pasted.png").waitFor();
    await page.locator("main").evaluate((main, data) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(data)], "dropped.png", { type: "image/png" }));
      for (const type of ["dragover", "drop"]) main.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, other);
    await part(page, "uploads").getByText("dropped.png").waitFor();
    // Sent before they are there: the message goes when they are.
    await part(page, "composer-send").click();
    await page.locator('[data-testid="message"]:not([data-pending]) [data-testid="picture"]').nth(1).waitFor({ timeout: 20_000 });
  });
});

describe("links", () => {
  test("a page is shown as a card and a picture as a picture, and only this server is asked", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    // What the server says of the page; it fetches nothing from this machine.
    await page.route(/\/meta\//, (route) =>
      route.fulfill({ json: { error: null, meta: { title: "Sizing a <winter> solar system", description: "How many watt-hours &amp; why", image: "https://example.org/curve.png", site_name: "example.org" } } }),
    );
    await page.route(/\/proxy\?/, (route) => route.fulfill({ body: PIXEL, contentType: "image/png" }));
    await registerInBrowser(page, person("Ada"));
    await part(page, "composer-input").fill("See https://example.org/winter and https://example.org/roof.png");
    await page.keyboard.press("Enter");
    const row = page.locator('[data-testid="message"]:not([data-pending])').filter({ hasText: "See" });
    const card = row.getByTestId("link-card");
    await card.getByText("Sizing a <winter> solar system").waitFor();
    await card.getByText("How many watt-hours & why").waitFor();
    assert.equal(await card.getAttribute("href"), "https://example.org/winter");
    assert.match(await card.locator("img").getAttribute("src"), /^proxy\?url=https%3A%2F%2Fexample\.org%2Fcurve\.png$/);
    assert.match(await row.getByTestId("picture").locator("img").getAttribute("src"), /^proxy\?url=/);
    assert.ok(asked.every((url) => url.startsWith(node.url) || url.startsWith("ws")), asked.filter((url) => !url.startsWith(node.url)).join(" "));
  });
});

const channel = (id, name, sortId) => ({ id, name, type: "text", description: "", sortId, msgCount: 0, permissions: { 0: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 } } });
const groups = {
  0: {
    info: { id: 0, name: "Workshop", icon: "img/default_icon.png", banner: "", isDeletable: 1, sortId: 2, access: [] },
    channels: { categories: { 0: { info: { id: 0, name: "Rooms", sortId: 1 }, channel: { 0: channel(0, "chat", 9), 2: channel(2, "tools", 7) } } } },
    permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
  },
};
const TOOLS = { channel: "2", room: "0-0-2" };

describe("what is new", () => {
  test("a mention is counted at its channel and in the inbox, which leads to it; then it is read everywhere", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { groups } });
    const page = await visitor(t, node);
    const ada = await elsewhere(t, node, { name: "Ada" });
    await registerInBrowser(page, person("Ben"));
    const me = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")).id);
    await ada.say(`<p>&lt;@${me}&gt; bring the ladder</p>`, TOOLS);
    for (let n = 0; n < 70; n++) await ada.say(`<p>noise ${n}</p>`, TOOLS);
    await page.locator('[data-channel-id="2"]').getByTestId("mention-badge").getByText("1").waitFor();
    await part(page, "inbox-button").click();
    await part(page, "inbox").getByTestId("inbox-item").getByText("@Ben bring the ladder").waitFor();
    await part(page, "inbox-item").click();
    await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent.includes("bring the ladder") && document.activeElement.getBoundingClientRect().top > 0);
    await page.locator(".msg.for-me").waitFor();
    await page.locator('[data-channel-id="2"]').getByTestId("mention-badge").waitFor({ state: "detached" });
    await page.reload();
    await inChat(page);
    await wait(800);
    assert.equal(await page.getByTestId("mention-badge").count(), 0);
    assert.deepEqual(page.trouble, []);
  });

  test("the line stands where the reading ended, and stays until the channel is left", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { groups } });
    const page = await visitor(t, node);
    const ada = await elsewhere(t, node, { name: "Ada" });
    await registerInBrowser(page, person("Ben"));
    await ada.say("<p>known</p>");
    await stored(page, "known").waitFor();
    await page.locator('[data-channel-id="2"]').click();
    await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
    await ada.say("<p>new one</p>");
    await ada.say("<p>new two</p>");
    await page.locator('[data-channel-id="0"]').getByRole("img", { name: "unread" }).waitFor();
    await page.locator('[data-channel-id="0"]').click();
    const line = part(page, "new-line");
    await line.getByText("2 new").waitFor();
    assert.equal(await line.evaluate((element) => element.nextElementSibling?.querySelector("[data-testid=message-body]")?.textContent), "new one");
    await ada.say("<p>new three</p>");
    await stored(page, "new three").waitFor();
    assert.equal(await line.evaluate((element) => element.nextElementSibling?.querySelector("[data-testid=message-body]")?.textContent), "new one");
    await page.locator('[data-channel-id="2"]').click();
    await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
    await page.locator('[data-channel-id="0"]').click();
    await stored(page, "new three").waitFor();
    assert.equal(await line.count(), 0);
  });

  test("a copied link leads to its message, also one that is far back", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { groups } });
    const ada = await elsewhere(t, node, { name: "Ada" });
    for (let n = 0; n < 20; n++) await ada.say(`<p>number ${n}</p>`);
    const { messageId } = await ada.say("<p>the one</p>");
    const cai = await elsewhere(t, node, { name: "Cai" });
    for (let n = 20; n < 200; n++) await cai.say(`<p>number ${n}</p>`);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await stored(page, "number 199").waitFor();
    await page.goto(`${node.url}/?group=0&category=0&channel=0&message=${messageId}`);
    await page.waitForFunction(() => document.activeElement?.textContent.includes("the one"));
    // And from there to the present again.
    await page.getByRole("button", { name: "Jump to present" }).click();
    await stored(page, "number 199").waitFor();
    await write(page, "here I am");
    assert.deepEqual(page.trouble, []);
  });
});

describe("finding", () => {
  test("Ctrl F finds messages in all channels or in one, from anybody or from one, and leads to them", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { groups } });
    const ada = await elsewhere(t, node, { name: "Ada" });
    const cai = await elsewhere(t, node, { name: "Cai" });
    await ada.say("<p>The ladder is <b>long</b></p>");
    for (let n = 0; n < 60; n++) await cai.say(`<p>filler ${n}</p>`);
    await cai.say("<p>No ladder here</p>", TOOLS);
    for (let n = 0; n < 30; n++) await ada.say(`<p>rung ${n}</p>`, TOOLS);
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await page.keyboard.press("Control+f");
    await part(page, "search-input").fill("ladder");
    const hits = page.getByTestId("search-hit");
    await until(async () => (await hits.count()) === 2, "both are found");
    assert.match(await hits.first().innerText(), /Cai/);
    assert.equal(await hits.first().locator("mark").innerText(), "ladder");
    await page.getByLabel("From").selectOption({ label: "Ada" });
    await until(async () => (await hits.count()) === 1, "one of them is Ada's");
    await page.getByLabel("From").selectOption("");
    await page.getByLabel("Where").selectOption("here");
    await until(async () => (await hits.count()) === 1, "one of them is here");
    await page.getByLabel("Where").selectOption("all");
    await part(page, "search-input").fill("rung");
    await until(async () => (await hits.count()) === 25, "a page of them");
    await page.getByRole("button", { name: "Show more" }).click();
    await until(async () => (await hits.count()) === 30, "all of them");
    await part(page, "search-input").fill("nothing like it");
    await page.getByText("Nothing found for “nothing like it”").waitFor();
    await part(page, "search-input").fill("ladder");
    await hits.filter({ hasText: "long" }).click();
    await page.waitForFunction(() => document.activeElement?.textContent.includes("The ladder is long"));
    assert.deepEqual(page.trouble, []);
  });

  test("Ctrl K goes to a channel; the keyboard is enough", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { groups } });
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ben"));
    await page.keyboard.press("Control+k");
    await part(page, "switcher-input").waitFor();
    await page.keyboard.type("tls");
    await part(page, "switcher").getByRole("option", { name: "tools" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
    await part(page, "switcher").waitFor({ state: "detached" });
    // Parts of the page with F6, and no trap.
    const place = () => page.evaluate(() => document.activeElement?.closest(".rail, .panel, .sheet-head, [role=log], .composer, .members")?.className ?? "");
    const places = [];
    for (let n = 0; n < 6; n++) {
      await page.keyboard.press("F6");
      places.push((await place()).split(" ")[0]);
    }
    assert.deepEqual(new Set(places), new Set(["rail", "panel", "sheet-head", "log", "composer", "members"]));
    assert.deepEqual(page.trouble, []);
  });
});
