// Encrypted conversations in a real browser: what goes over the wire and what is stored says nothing, and who has no
// key sees a lock.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { besides, inChat, launchBrowser, leaveSettings, logInInBrowser, ownNode, part, person, picture, registerInBrowser, sessionOf, SIZES, stored, visitor, write } from "./browser-support.mjs";
import { openEnvelope } from "./desktop-client.mjs";
import { readEnvelopeText, verifyObject, verifyText } from "./desktop-keys.mjs";
import { asFile, attach, bringKey, CONFIG, couple, goHome, inConversation, lock, openRow, row, sealedBy, visit } from "./direct-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Everything that a page sends and gets: frames of its sockets, addresses, headers and bodies. */
function tap(page) {
  const heard = [];
  const note = (data) => heard.push(typeof data === "string" ? data : Buffer.from(data ?? "").toString("latin1"));
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => note(payload));
    socket.on("framereceived", ({ payload }) => note(payload));
  });
  // What a page has in itself goes over no wire.
  const isWire = (url) => /^https?:/.test(url);
  page.on("request", (request) => {
    if (!isWire(request.url())) return;
    note(request.url());
    note(JSON.stringify(request.headers()));
    note(request.postDataBuffer());
  });
  page.on("response", (response) => {
    // The client's own files are no secret.
    if (isWire(response.url()) && !/\/assets\/|\/sw\.js$/.test(response.url())) void response.body().then(note, () => undefined);
  });
  return heard;
}

/** The files that a node has, with their content. */
const filesOf = (node) =>
  readdirSync(node.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [path.relative(node.data, file), readFileSync(file).toString("latin1")]);

/** A text in the ways in which it could stand somewhere. */
const guises = (text) => [text, encodeURIComponent(text), ...[0, 1, 2].map((shift) => Buffer.from("x".repeat(shift) + text).toString("base64").slice(shift ? 4 : 0, -4))].map((guise) => Buffer.from(guise).toString("latin1"));

const saved = async (page, button) => {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
};

for (const [size, viewport] of SIZES) {
  test(`${size}: nothing of messages, files and keys is on the wire or on the server`, { timeout: 3 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config: CONFIG });
    const [first, second] = [await visitor(t, node, { viewport }), await visitor(t, node, { viewport })];
    const heard = [tap(first), tap(second)];
    const people = [];
    for (const [page, name] of [[first, "Ada"], [second, "Ben"]]) {
      await page.reload();
      await registerInBrowser(page, person(name));
      const key = await bringKey(page);
      await page.locator('[data-testid="key-state"][data-state="serverProven"]').waitFor();
      await leaveSettings(page);
      people.push({ page, key, id: (await sessionOf(page)).id });
    }
    const [ada, ben] = people;
    await ada.page.goto(`${node.url}/?dm=${ben.id}`);
    await inConversation(ada.page, "Ben");
    await lock(ada.page, "unverified");
    assert.equal(await part(ada.page, "composer-input").getAttribute("placeholder"), "Encrypted message to Ben");
    await openRow(ben.page, "Ada");
    await lock(ben.page, "unverified");

    // Neither is anybody asked for what is behind an address.
    const secrets = ["the coil has fortytwo turns", "https://secret-of-ada.example/antenna.png", "https://secret-of-ada.example/page", "plan of the tuner", "what stands in the file", "corrected to fortythree turns", "an answer nobody hears"];
    const [words, link, site, fileName, content, correction, answer] = secrets;
    await attach(ada.page, { name: `${fileName}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${content} `.repeat(200)) });
    await write(ada.page, words);
    await stored(ben.page, words).waitFor();
    assert.equal(await stored(ben.page, words).getByTestId("lock-mark").getAttribute("data-lock"), "verified");
    await part(ben.page, "sealed-file").getByText(`${fileName}.txt`).waitFor();
    const file = await saved(ben.page, part(ben.page, "sealed-file").getByRole("button"));
    assert.deepEqual([file.name, file.content.toString()], [`${fileName}.txt`, `${content} `.repeat(200)]);
    const image = await picture(ben.page);
    await attach(ben.page, { name: "roof.png", mimeType: "image/png", buffer: image });
    await part(ben.page, "composer-input").fill(`${link} and ${site}`);
    await part(ben.page, "composer-send").click();
    await part(ada.page, "sealed-picture").locator("img").waitFor();
    await ada.page.getByTestId("message-body").getByRole("link", { name: site }).waitFor();
    assert.equal(await part(ada.page, "sealed-picture").locator("img").evaluate((shown) => shown.naturalWidth), 64);
    await part(ada.page, "sealed-picture").click();
    await part(ada.page, "viewer").waitFor();
    await ada.page.keyboard.press("Escape");
    // An edit and an answer are as encrypted as the rest.
    await part(ada.page, "composer-input").focus();
    await ada.page.keyboard.press("ArrowUp");
    await part(ada.page, "edit-input").waitFor();
    assert.equal(await part(ada.page, "edit-input").inputValue(), words);
    await part(ada.page, "edit-input").fill(correction);
    await part(ada.page, "edit-save").click();
    await stored(ben.page, correction).getByTestId("edited").waitFor();
    await stored(ben.page, correction).getByTestId("sealed-file").waitFor();
    await stored(ben.page, correction).focus();
    await ben.page.keyboard.press("r");
    await write(ben.page, answer);
    await stored(ada.page, answer).getByTestId("reply-quote").getByText(correction).waitFor();
    await wait(1500);
    // Who comes back reads all of it again.
    await ada.page.reload();
    await stored(ada.page, answer).getByTestId("reply-quote").getByText(correction).waitFor();
    await stored(ada.page, correction).getByTestId("sealed-file").waitFor();
    await part(ada.page, "sealed-picture").locator("img").waitFor();
    await wait(500);

    await node.stop();
    const files = filesOf(node);
    const uploads = files.filter(([name]) => name.includes("uploads"));
    assert.ok(uploads.length >= 2 && uploads.every(([name]) => /\.bin$/.test(name)), uploads.map(([name]) => name).join(" "));
    const wire = heard.map((all) => all.join("\n"));
    const pem = (key) => key.privateKey.split("\n").slice(3, 20).filter(Boolean);
    const forbidden = [...secrets.flatMap(guises), "PRIVATE KEY", "roof.png", image.toString("latin1").slice(40), ...pem(ada.key), ...pem(ben.key)];
    for (const secret of forbidden) {
      for (const [name, text] of files) assert.ok(!text.includes(secret), `${name} has ${secret.slice(0, 60)}`);
      for (const text of wire) assert.ok(!text.includes(secret), `the wire has ${secret.slice(0, 60)}`);
    }
    // That would be found if it were there.
    assert.ok(wire.every((text) => text.includes("newDmMessage") && text.includes("rsa|")));
    assert.ok(files.some(([, text]) => text.includes("rsa|")));
    const trouble = [ada, ben].flatMap(({ page }) => page.trouble.filter((text) => !/ERR_CONNECTION|WebSocket|Failed to load/.test(text)));
    assert.deepEqual(trouble, []);
  });
}

describe("who else understands it", () => {
  test("the desktop client reads what we write, and we what it writes; also where a conversation has several people", { timeout: 2 * MINUTE }, async (t) => {
    const { node, ada, ben, room } = await couple(t);
    await write(ada.page, "to the desktop");
    const same = await besides(t, node, ben.page);
    const { messages } = await same.ask("getDmRoomMessages", { roomId: room });
    const [{ data }] = Object.values(messages);
    const html = openEnvelope(ben.key.privateKey, readEnvelopeText(data.message[ben.id]));
    assert.equal(html, "<p>to the desktop</p>");
    assert.equal(verifyText(ada.key.publicKey, html, data.plainSig), true);
    assert.equal(verifyObject(ada.key.publicKey, data), true);
    assert.deepEqual([data.author, data.encrypted, Object.keys(data.message).sort()], [{ id: ada.id }, true, [ada.id, ben.id].sort()]);

    const answer = sealedBy(ben.key, ben.id, room, [[ada.id, ada.key.publicKey], [ben.id, ben.key.publicKey]], "<p>from the desktop</p>");
    assert.equal((await same.ask("sendDmMessage", { payload: { data: answer, messageEditId: null } })).error, null);
    await stored(ada.page, "from the desktop").waitFor();
    assert.equal(await stored(ada.page, "from the desktop").getByTestId("lock-mark").getAttribute("data-lock"), "verified");
    assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
  });

  test("a device without the key shows locks, and reads everything once the key is there", { timeout: 2 * MINUTE }, async (t) => {
    const { node, ada, ben, room } = await couple(t);
    await attach(ada.page, { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await write(ada.page, "for two only");
    await stored(ben.page, "for two only").waitFor();
    const third = await visitor(t, node);
    await logInInBrowser(third, ben.who);
    await inChat(third);
    await visit(third, node, room, "Ada");
    await lock(third, "open");
    await part(third, "lock-bar").getByText("You have no key here").waitFor();
    await part(third, "locked").getByText("your key is not in this browser").waitFor();
    assert.equal(await third.getByText("for two only").count(), 0);
    await row(third, "Ada").getByText("Encrypted message").waitFor();
    await third.getByTestId("message").focus();
    await third.keyboard.press("m");
    for (const name of ["menu-edit", "menu-copy", "menu-reply"]) assert.equal(await part(third, name).count(), 0, name);
    await third.keyboard.press("Escape");

    await part(third, "locked").getByRole("button", { name: "Set up a key" }).click();
    await part(third, "key-file").setInputFiles(asFile(ben.key.privateKey));
    await part(third, "key-take").click();
    await part(third, "save-key-done").click();
    await part(third, "confirm").click();
    await leaveSettings(third);
    await stored(third, "for two only").waitFor();
    await part(third, "sealed-file").getByText("plan.txt").waitFor();
    await lock(third, "unverified");
    // With yet another key it is none of its business.
    const other = await visitor(t, node);
    await logInInBrowser(other, ben.who);
    await inChat(other);
    await bringKey(other);
    await other.locator('[data-testid="key-state"][data-state="serverOther"]').waitFor();
    await leaveSettings(other);
    await visit(other, node, room, "Ada");
    await part(other, "locked").getByText("encrypted for another key").waitFor();
    await part(other, "lock-bar").getByText("Your account has another key than this browser").waitFor();
    assert.deepEqual([ada.page.trouble, third.trouble, other.trouble], [[], [], []]);
  });
});

test("what waits without a connection goes encrypted, or not at all", { timeout: 2 * MINUTE }, async (t) => {
  const { node, ada, ben } = await couple(t);
  const heard = tap(ada.page);
  await write(ada.page, "one");
  await node.stop();
  await part(ada.page, "composer-input").fill("said in the tunnel");
  await part(ada.page, "composer-send").click();
  await ada.page.locator("[data-pending]").waitFor();
  // Switched off meanwhile: what was written before is still meant for two.
  await part(ada.page, "dm-details").click();
  await part(ada.page, "encrypt").click();
  await ada.page.keyboard.press("Escape");
  await node.launch();
  await stored(ada.page, "said in the tunnel").waitFor({ timeout: 30_000 });
  await stored(ben.page, "said in the tunnel").waitFor();
  assert.equal(await stored(ben.page, "said in the tunnel").getByTestId("not-encrypted").count(), 0);
  assert.ok(!heard.join("\n").includes("said in the tunnel"));
});

test("notifications do not say what is encrypted, unless somebody wants it", { timeout: 2 * MINUTE }, async (t) => {
  const { node, ada, ben } = await couple(t);
  await ada.page.context().addInitScript(() => {
    window.shown = [];
    class Notification extends EventTarget {
      static permission = "granted";
      static requestPermission = async () => "granted";
    }
    window.Notification = Notification;
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void window.shown.push({ title, ...options });
  });
  await ada.page.goto(node.url);
  await inChat(ada.page);
  await ada.page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  await part(ada.page, "notifications-button").click();
  await part(ada.page, "notify-here").click();
  await write(ben.page, "a secret");
  await ada.page.waitForFunction(() => window.shown.length === 1);
  assert.deepEqual((await ada.page.evaluate(() => window.shown)).map(({ title, body }) => [title, body]), [["Ben", "Encrypted message"]]);
  await openRow(ada.page, "Ben");
  await part(ada.page, "notifications-button").click();
  await part(ada.page, "notify-encrypted").click();
  await goHome(ada.page);
  await write(ben.page, "another one");
  await ada.page.waitForFunction(() => window.shown.length === 2);
  assert.equal((await ada.page.evaluate(() => window.shown))[1].body, "another one");
  assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
});
