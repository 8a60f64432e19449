// The own key in the client: made, saved, brought elsewhere, used to sign and to come in. Real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe, inChat, isAccessible, launchBrowser, leaveSettings, LOOKS, openAccount, openAccountMenu, ownNode, part, person, PHONE, registerInBrowser, stored, toPage, visitor, write } from "./browser-support.mjs";
import { newKey } from "./desktop-client.mjs";
import { openWithPassword, sealEnvelope, signText, verifyObject, verifyText } from "./desktop-keys.mjs";
import { asFile, createKey, keyState, onKeys, PASSWORD, publicKeyOf, saved, sentBy, session, signedMark } from "./key-pages.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

test("nobody has a key who did not ask for one", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  const [joins, messages, files] = [sentBy(page, "userConnected"), sentBy(page, "messageSend"), []];
  page.on("request", (request) => files.push(request.url()));
  await page.reload();
  await registerInBrowser(page, person("Ada"));
  await write(page, "hello");
  await page.waitForTimeout(4000);
  assert.ok(joins.length && joins.every((join) => !("publicKey" in join)));
  assert.ok(messages.length && messages.every((message) => !("sig" in message)));
  assert.deepEqual(files.filter((url) => /key(ring|s|Login)/i.test(url)), [], "nothing of keys is fetched");
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
  assert.equal(await part(page, "signed").count(), 0);
  assert.deepEqual(page.trouble, []);
});

for (const [size, options] of [["a desktop", {}], ["a phone", { viewport: PHONE }]]) {
  test(`on ${size}: a key is created, saved both ways, proven, and stays over a reload`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page } = await onKeys(t, node, options);
    await part(page, "create-key").click();
    await part(page, "save-key-password").fill("short");
    await part(page, "save-key-locked").click();
    await page.getByRole("alert").filter({ hasText: "at least 8" }).waitFor();
    await part(page, "save-key-password").fill(PASSWORD);
    const locked = await saved(page, () => part(page, "save-key-locked").click());
    await part(page, "save-key-plain").click();
    await page.getByRole("dialog").getByText("Whoever has this file is you").waitFor();
    const plain = await saved(page, () => part(page, "confirm").click());
    assert.deepEqual([locked.name, plain.name], ["privatekey.encrypted.json", "privatekey.json"]);
    assert.equal(openWithPassword(PASSWORD, JSON.parse(locked.text)), plain.text);
    assert.deepEqual(Object.keys(JSON.parse(plain.text)), ["privateKey"]);
    await part(page, "save-key-done").click();
    await keyState(page, "serverProven");
    await page.getByText("You have saved a file of it").waitFor();
    const number = await part(page, "safety-number").innerText();
    assert.match(number.replace(/\s+/g, " "), /^(\d{5} ){7}\d{5}$/);
    const { id } = await session(page);
    const publicKey = await publicKeyOf(id, node);
    assert.equal(verifyText(publicKey, "x", signText(JSON.parse(plain.text).privateKey, "x")), true, "the file is of this key");

    await page.reload();
    await inChat(page);
    await openAccount(page);
    await toPage(page, "keys");
    await keyState(page, "serverProven");
    assert.equal(await part(page, "safety-number").innerText(), number);
    assert.equal(await part(page, "save-key").count(), 0, "it is not given out any more");
    assert.deepEqual(page.trouble, []);
  });
}

test("who leaves without a file is asked, and warned later", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page } = await onKeys(t, node);
  await part(page, "create-key").click();
  await part(page, "save-key").waitFor();
  await toPage(page, "sign-in");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await part(page, "save-key").waitFor();
  await part(page, "save-key-done").click();
  await page.getByRole("dialog").getByText("It cannot be saved later").waitFor();
  await part(page, "confirm").click();
  await part(page, "own-key").getByText("There is no file of this key").waitFor();
  await part(page, "remove-key").click();
  await page.getByRole("dialog").getByText("It is lost for good").waitFor();
  await part(page, "confirm").click();
  await part(page, "create-key").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("dcts-edge.key")), null);
  assert.deepEqual(page.trouble, []);
});

describe("coming in with a key", () => {
  test("from a file, kept there, and then without it; a wrong password and a foreign file say so", { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page } = await onKeys(t, node);
    const { name, text } = await createKey(page);
    const { id } = await session(page);
    const number = await part(page, "safety-number").innerText();

    const other = await visitor(t, node);
    await part(other, "join-tab-key").click();
    await part(other, "key-file").setInputFiles(asFile('{"id":"123456789012"}', "account.json"));
    await part(other, "key-trouble").getByText("This file holds no key").waitFor();
    await part(other, "key-file").setInputFiles(asFile(text, name));
    await part(other, "key-password").fill("something else");
    await part(other, "key-take").click();
    await part(other, "key-trouble").getByText("The password does not open this file").waitFor();
    await part(other, "key-password").fill(PASSWORD);
    await part(other, "keep-key").check();
    await part(other, "key-take").click();
    await inChat(other);
    assert.equal((await session(other)).id, id);
    await write(other, "with the key");
    await leaveSettings(page);
    await stored(page, "with the key").waitFor();
    await openAccount(other);
    await toPage(other, "keys");
    await keyState(other, "serverProven");
    assert.equal(await part(other, "safety-number").innerText(), number);
    await leaveSettings(other);

    // The key stays when it is not said otherwise.
    await openAccountMenu(other);
    await other.getByRole("menuitem", { name: "Log out" }).click();
    await other.getByRole("dialog").getByText("If it stays").waitFor();
    await other.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
    await part(other, "key-login").click();
    await inChat(other);
    assert.equal((await session(other)).id, id);

    await openAccountMenu(other);
    await other.getByRole("menuitem", { name: "Log out" }).click();
    await part(other, "leave-key").check();
    await other.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
    await part(other, "join-submit").waitFor();
    await part(other, "join-tab-key").click();
    await part(other, "key-file").waitFor({ state: "attached" });
    assert.equal(await part(other, "key-login").count(), 0);
    assert.deepEqual([page.trouble, other.trouble], [[], []]);
  });

  test("a plain file of the desktop client, for this visit only", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page } = await onKeys(t, node);
    const { publicKey, privateKey } = newKey();
    await part(page, "key-file").setInputFiles(asFile(JSON.stringify({ privateKey })));
    await part(page, "key-take").click();
    await part(page, "save-key-done").click();
    await part(page, "confirm").click();
    await keyState(page, "serverProven");
    const { id } = await session(page);
    assert.equal(await publicKeyOf(id, node), publicKey);

    const other = await visitor(t, node, { viewport: PHONE });
    const messages = sentBy(other, "messageSend");
    await other.reload();
    await part(other, "join-tab-key").click();
    await part(other, "key-file").setInputFiles(asFile(JSON.stringify({ privateKey })));
    await part(other, "key-take").click();
    await inChat(other);
    assert.equal((await session(other)).id, id);
    await write(other, "signed all the same");
    assert.equal(verifyObject(publicKey, messages.at(-1)), true);
    assert.equal(await other.evaluate(() => localStorage.getItem("dcts-edge.key")), null);
    await other.reload();
    await inChat(other);
    await write(other, "and now without");
    assert.ok(!("sig" in messages.at(-1)));
    assert.deepEqual([page.trouble, other.trouble], [[], []]);
  });

  test("a key that no account goes with opens none", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    await part(page, "join-tab-key").click();
    await part(page, "key-file").setInputFiles(asFile(JSON.stringify({ privateKey: newKey().privateKey })));
    await part(page, "keep-key").check();
    await part(page, "key-take").click();
    await part(page, "join-error").getByText("No account on this server goes with this key").waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("dcts-edge.key")), null, "it is not kept");
    assert.deepEqual(page.trouble, []);
  });

  test("who was signed out everywhere comes back by own decision only", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page } = await onKeys(t, node);
    const { text } = await createKey(page);
    const { id } = await session(page);
    const other = await visitor(t, node);
    await part(other, "join-tab-key").click();
    await part(other, "key-file").setInputFiles(asFile(text));
    await part(other, "key-password").fill(PASSWORD);
    await part(other, "key-take").click();
    await inChat(other);
    await openAccount(other);
    await toPage(other, "sign-in");
    await part(other, "log-out-everywhere").click();
    await part(other, "confirm").click();
    await part(page, "key-login").click();
    await page.locator(".app").waitFor();
    assert.equal((await session(page)).id, id);
  });

  test("another key than that of the account is said", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page, who } = await onKeys(t, node);
    await createKey(page);
    const other = await visitor(t, node);
    await part(other, "join-tab-login").click();
    await part(other, "join-login-name").fill(who.loginName);
    await part(other, "join-password").fill(who.password);
    await part(other, "join-submit").click();
    await inChat(other);
    await openAccount(other);
    await toPage(other, "keys");
    await part(other, "create-key").click();
    await part(other, "save-key-done").click();
    await part(other, "confirm").click();
    await keyState(other, "serverOther");

    // Only the owner decides that it takes the place of the first one, which then opens nothing any more.
    const { id } = await session(other);
    const first = await publicKeyOf(id, node);
    await part(other, "key-replace").click();
    await other.getByRole("dialog").getByText("see that your key has changed").waitFor();
    await part(other, "confirm").click();
    await keyState(other, "serverProven");
    assert.notEqual(await publicKeyOf(id, node), first);
    await keyState(page, "serverOther");
    await page.evaluate(() => localStorage.removeItem("dcts-edge.session"));
    await page.reload();
    await part(page, "key-login").click();
    await part(page, "join-error").getByText("No account on this server goes with this key").waitFor();

    // A key that is lost is taken off the account.
    await part(other, "remove-key").click();
    await part(other, "also-take-off").check();
    await part(other, "confirm").click();
    await part(other, "create-key").waitFor();
    assert.equal((await publicKeyOf(id, node)) || "", "");
    assert.deepEqual([page.trouble, other.trouble], [[], []]);
  });

  test("a key that is lost with its browser is taken off the account, and another one takes its place", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page } = await onKeys(t, node);
    await createKey(page);
    const storageState = await page.context().storageState();
    const other = await visitor(t, node, { storageState });
    await inChat(other);
    await openAccount(other);
    await toPage(other, "keys");
    await keyState(other, "serverElsewhere");
    await isAccessible(other, "a key elsewhere");
    await part(other, "key-take-off").click();
    await part(other, "confirm").click();
    await part(other, "key-state").waitFor({ state: "detached" });
    await createKey(other);
  });
});

test("a server cannot have anything but its challenges decrypted", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page } = await onKeys(t, node);
  const asked = [];
  await page.route("**/dSyncAuth/login", async (route) => {
    const { publicKey } = route.request().postDataJSON();
    await route.fulfill({ json: { identifier: "x", challenge: sealEnvelope(publicKey, "<p>a private message</p>") } });
  });
  await page.route("**/dSyncAuth/verify", (route) => {
    asked.push(route.request().postData());
    return route.abort();
  });
  await part(page, "create-key").click();
  await part(page, "save-key-done").click();
  await part(page, "confirm").click();
  await keyState(page, "serverWaits");
  await page.waitForTimeout(1000);
  assert.deepEqual(asked, []);
});

test("messages are signed as they are sent, and others see it", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  const messages = sentBy(page, "messageSend");
  await page.reload();
  await registerInBrowser(page, person("Ada"));
  const ben = await visitor(t, node);
  await ben.reload();
  await registerInBrowser(ben, person("Ben"));
  await write(page, "before");
  await stored(ben, "before").waitFor();
  await openAccount(page);
  await toPage(page, "keys");
  await createKey(page);
  const me = await session(page);
  const publicKey = await publicKeyOf(me.id, node);
  await leaveSettings(page);
  await write(page, "signed by Ada");
  const [argument] = messages.slice(-1);
  assert.equal(verifyObject(publicKey, argument), true);
  assert.deepEqual(Object.keys(argument).sort(), ["author", "category", "channel", "editedMsgId", "group", "message", "nonce", "replyMsgId", "room", "sig", "token"]);
  assert.equal(argument.token, me.token);
  assert.deepEqual([argument.author, argument.editedMsgId, argument.replyMsgId], [{ id: me.id }, null, null]);
  const mark = signedMark(ben, "signed by Ada");
  await mark.waitFor();
  assert.equal(await mark.innerText(), "signed");
  assert.equal(await signedMark(ben, "before").count(), 0);
  // The mark is at the head of a group, so what is signed does not stand with what is not.
  assert.equal(await stored(ben, "signed by Ada").evaluate((row) => row.classList.contains("cont")), false);
  assert.deepEqual(await axe(ben), []);

  // An edit is signed as well.
  await stored(page, "signed by Ada").hover();
  await part(page, "composer-input").press("ArrowUp");
  await part(page, "edit-input").fill("signed and changed");
  await part(page, "edit-save").click();
  await stored(ben, "signed and changed").waitFor();
  const edit = messages.at(-1);
  assert.match(edit.editedMsgId, /^\d{12}$/);
  assert.equal(verifyObject(publicKey, edit), true);
  assert.deepEqual([page.trouble, ben.trouble], [[], []]);
});

describe("the pages of keys are accessible and fit", () => {
  for (const { name, ...look } of LOOKS) {
    test(name, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const { page } = await onKeys(t, node, look);
      await part(page, "create-key").waitFor();
      await isAccessible(page, "without a key");
      await part(page, "create-key").click();
      await part(page, "save-key").waitFor();
      await isAccessible(page, "saving a key");
      await part(page, "save-key-done").click();
      await part(page, "confirm").click();
      await keyState(page, "serverProven");
      await isAccessible(page, "the own key");
      await page.evaluate(() => localStorage.removeItem("dcts-edge.session"));
      await page.reload();
      await part(page, "key-login").waitFor();
      await part(page, "key-file").setInputFiles(asFile(JSON.stringify({ method: "password", salt: "", iv: "", tag: "", ciphertext: "" })));
      await part(page, "keep-key").waitFor();
      await isAccessible(page, "signing in with a key");
    });
  }
});
