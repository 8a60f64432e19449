// The settings of the account and the way to another device: real Chromium, real node.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { inChat, isAccessible, launchBrowser, leaveSettings, logInInBrowser, LOOKS, openAccount, openAccountMenu, ownNode, part, person, PHONE, picture, registerInBrowser, save, stored, toPage, until, visitor, write } from "./browser-support.mjs";
import { temporaryFolder } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Somebody in the settings of the own account. */
async function owner(t, node, options) {
  const page = await visitor(t, node, options);
  const who = person("Ada");
  await registerInBrowser(page, who);
  await openAccount(page);
  return { page, who };
}

/** What is saved when `act` is done: the name and the text of the file. */
async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const asFile = (text, name = "account.json") => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
const gateSays = (page, text) => part(page, "join-error").getByText(text).waitFor();

for (const [size, options] of [["a desktop", {}], ["a phone", { viewport: PHONE }]]) {
  test(`a profile is changed on ${size}: names, texts and pictures, with a preview, and others see it`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ben = await visitor(t, node);
    await registerInBrowser(ben, person("Ben"));
    const { page } = await owner(t, node, options);
    await toPage(page, "profile");
    await part(page, "profile-name").fill("Ada & <Co>");
    await part(page, "profile-status").fill("Winding <coils>");
    await part(page, "profile-about").fill("Radios, mostly **broken** ones.\n\n- antennas <b>x</b>\n- coils");
    const preview = part(page, "profile-preview");
    await preview.getByRole("heading", { name: "Ada & <Co>" }).waitFor();
    await preview.locator("strong", { hasText: "broken" }).waitFor();
    await part(page, "profile-icon").setInputFiles({ name: "no.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
    await page.getByRole("alert").filter({ hasText: "The picture was not uploaded" }).getByRole("button", { name: "Close" }).click();
    await part(page, "profile-icon").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: await picture(page) });
    await preview.locator(".av img").waitFor();
    await part(page, "profile-banner").setInputFiles({ name: "sea.png", mimeType: "image/png", buffer: await picture(page, "#d9692b") });
    await preview.locator(".cover img").waitFor();
    await save(page);
    assert.equal(await part(page, "profile-about").inputValue(), "Radios, mostly **broken** ones.\n\n- antennas <b>x</b>\n- coils", "the text comes back as it was typed");

    await ben.getByTestId("member-item").filter({ hasText: "Ada & <Co>" }).click();
    const card = part(ben, "profile");
    await card.getByRole("heading", { name: "Ada & <Co>" }).waitFor();
    await card.getByText("Winding <coils>").waitFor();
    await card.locator("li", { hasText: "antennas <b>x</b>" }).waitFor();
    assert.ok(await card.locator(".av img").evaluate((image) => image.complete && image.naturalWidth === 64), "the picture is there");

    await page.getByRole("button", { name: "Remove: Picture" }).click();
    await part(page, "profile-nickname").fill("Lady A");
    await save(page);
    await ben.getByTestId("member-item").filter({ hasText: "Lady A" }).waitFor();
    assert.equal(await ben.getByTestId("member-item").filter({ hasText: "Lady A" }).locator("img").count(), 0, "the picture is gone");
    await part(page, "profile-name").fill(" ");
    await part(page, "save").click();
    await page.getByRole("alert").filter({ hasText: "Choose a display name" }).waitFor();
    assert.equal(await part(page, "profile-name").inputValue(), " ");
    assert.deepEqual([page.trouble, ben.trouble], [[], []]);
  });
}

test("a text about oneself that is too long is not cut: it stays to be shortened", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page } = await owner(t, node);
  const text = "&".repeat(400);
  await part(page, "profile-about").fill(text);
  await part(page, "save").click();
  await page.getByRole("alert").filter({ hasText: "too long" }).waitFor();
  assert.equal(await part(page, "profile-about").inputValue(), text);
});

test("a new password signs the other devices out, and they hear why", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page, who } = await owner(t, node);
  const other = await visitor(t, node);
  await logInInBrowser(other, who);
  await inChat(other);
  await toPage(page, "sign-in");
  const says = (text) => part(page, "password-trouble").getByText(text).waitFor();
  const submit = async (old, fresh) => {
    await part(page, "old-password").fill(old);
    await part(page, "new-password").fill(fresh);
    await part(page, "change-password").click();
  };
  await submit("", "another horse");
  await says("Type the password you have had");
  await submit(who.password, "short");
  await says("at least 6 characters");
  await submit(who.password, who.password);
  await says("Choose another one");
  await submit("not the horse", "another horse");
  await says("The password is wrong");
  assert.equal(await part(page, "new-password").inputValue(), "another horse", "what was typed stays");
  await submit(who.password, "another horse");
  await page.getByRole("status").filter({ hasText: "The password was changed" }).waitFor();
  await part(other, "join-dialog").waitFor();
  await other.getByText("Your password was changed on another device.").waitFor();
  await logInInBrowser(other, who);
  await gateSays(other, "Wrong login name or password");
  await part(other, "join-password").fill("another horse");
  await part(other, "join-submit").click();
  await inChat(other);
  assert.deepEqual(page.trouble, []);
});

test("one signs out everywhere else, and here", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page, who } = await owner(t, node);
  const other = await visitor(t, node);
  await logInInBrowser(other, who);
  await inChat(other);
  await toPage(page, "sign-in");
  await part(page, "log-out-everywhere").click();
  await part(page, "confirm").click();
  await page.getByRole("status").filter({ hasText: "All other devices are signed out" }).waitFor();
  await other.getByText("You logged out everywhere from another device.").waitFor();
  await part(other, "join-dialog").waitFor();
  await part(page, "log-out-here").click();
  await page.getByRole("dialog").getByText(who.loginName).waitFor();
  await part(page, "confirm").click();
  await part(page, "join-dialog").waitFor();
  await logInInBrowser(page, who);
  await inChat(page);
  assert.deepEqual([page.trouble, other.trouble], [[], []]);
});

describe("account files", () => {
  test("an encrypted file opens the account on another device, with its password only", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page, who } = await owner(t, node);
    await toPage(page, "file");
    const sent = [];
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
    await part(page, "file-password").fill("short");
    await part(page, "export-locked").click();
    await page.getByRole("alert").filter({ hasText: "at least 8 characters" }).waitFor();
    await part(page, "file-password").fill("only for the file");
    const { name, text } = await saved(page, () => part(page, "export-locked").click());
    assert.match(name, /^http_127\.0\.0\.1_\d+_identity_Ada\.json$/);
    const file = JSON.parse(text);
    assert.deepEqual(Object.keys(file), ["format", "version", "iterations", "salt", "iv", "ciphertext"]);
    assert.deepEqual([file.format, file.version, file.iterations], ["dcts-edge-account", 1, 600_000]);
    assert.ok(!text.includes(who.loginName), "nothing of it can be read");
    assert.ok(!sent.some((frame) => frame.includes("only for the file")), "the node does not see the password");

    const other = await visitor(t, node, { viewport: PHONE });
    await part(other, "join-tab-import").click();
    for (const [bad, why] of [
      ["no file", "This is no account file"],
      [JSON.stringify({ ...file, version: 2 }), "made by a newer version"],
      [JSON.stringify({ ...file, iterations: 5 }), "This file is damaged"],
    ]) {
      await part(other, "import-file").setInputFiles(asFile(bad));
      await gateSays(other, why);
    }
    await part(other, "import-file").setInputFiles(asFile(text, name));
    await part(other, "import-password").fill("something else");
    await part(other, "import-submit").click();
    await gateSays(other, "The password does not open this file");
    assert.equal(await part(other, "import-password").inputValue(), "something else");
    await part(other, "import-password").fill("only for the file");
    await part(other, "import-submit").click();
    await inChat(other);
    await write(other, "from the phone");
    await leaveSettings(page);
    await stored(page, "from the phone").waitFor();
    assert.deepEqual([page.trouble, other.trouble], [[], []]);
  });

  test("a plain file is warned of, opens the account, and no more after a sign-out everywhere", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page, who } = await owner(t, node);
    await toPage(page, "file");
    await part(page, "export-plain").click();
    await page.getByRole("dialog").getByText("Whoever has the plain file is you").waitFor();
    const { name, text } = await saved(page, () => part(page, "confirm").click());
    assert.match(name, /_identity_Ada\.json$/);
    const account = JSON.parse(text);
    assert.equal(account.loginName, who.loginName);
    assert.match(account.pow, /^.+-\d+$/);
    assert.ok(!("password" in account));

    const other = await visitor(t, node);
    await part(other, "join-tab-import").click();
    await part(other, "import-file").setInputFiles(asFile(text));
    await part(other, "import-account").getByText("Ada", { exact: true }).waitFor();
    await part(other, "import-submit").click();
    await inChat(other);
    await openAccount(other);
    await toPage(other, "sign-in");
    await part(other, "log-out-everywhere").click();
    await part(other, "confirm").click();
    await other.getByRole("status").filter({ hasText: "All other devices" }).waitFor();

    const late = await visitor(t, node);
    await part(late, "join-tab-import").click();
    await part(late, "import-file").setInputFiles(asFile(JSON.stringify({ ...account, token: "1".repeat(48) })));
    await part(late, "import-submit").click();
    await gateSays(late, "This file does not open the account any more");
  });

  test("an account of another server is created here, with its name and id", { timeout: MINUTE }, async (t) => {
    const [home, away] = [await ownNode(t), await ownNode(t)];
    const { page, who } = await owner(t, home);
    await toPage(page, "file");
    await part(page, "export-plain").click();
    const { text } = await saved(page, () => part(page, "confirm").click());
    const other = await visitor(t, away);
    const sent = [];
    other.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
    other.on("request", (request) => sent.push(request.postData() ?? ""));
    await other.reload();
    await part(other, "join-tab-import").click();
    await part(other, "import-file").setInputFiles(asFile(text));
    await other.getByText(`This file was saved on ${home.url}`).waitFor();
    await part(other, "import-create").click();
    await gateSays(other, "This server does not know the account yet");
    assert.equal(await part(other, "join-display-name").inputValue(), "Ada");
    assert.equal(await part(other, "join-login-name").inputValue(), who.loginName);
    await part(other, "join-password").fill("for this server");
    await part(other, "join-submit").click();
    await inChat(other);
    assert.equal(await other.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")).id), JSON.parse(text).id);
    assert.ok(sent.some((frame) => frame.includes(JSON.parse(text).id)), "frames were seen");
    assert.ok(!sent.some((frame) => frame.includes(JSON.parse(text).token)), "what opens the account at home is not told");
  });

  test("a server that is known by two names is still the same server", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page } = await owner(t, node);
    await toPage(page, "file");
    await part(page, "file-password").fill("only for the file");
    const { text } = await saved(page, () => part(page, "export-locked").click());
    const other = await visitor(t, { url: node.url.replace("127.0.0.1", "localhost") });
    await part(other, "join-tab-import").click();
    await part(other, "import-file").setInputFiles(asFile(text));
    await part(other, "import-password").fill("only for the file");
    await part(other, "import-submit").click();
    await part(other, "import-same").click();
    await inChat(other);
    await other.getByTestId("member-item").filter({ hasText: "Ada" }).waitFor();
  });

  test("without a secure context the encrypted form says why it is not there", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    // What such pages have: no `crypto.subtle`.
    await page.addInitScript(() => Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined }));
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    await openAccount(page);
    await toPage(page, "file");
    await page.getByText("This page was not opened over HTTPS").waitFor();
    assert.equal(await part(page, "export-locked").count(), 0);
    await part(page, "export-plain").waitFor();
  });
});

for (const choice of ["keep", "remove"]) {
  test(`an account is deleted after name and password were typed; messages: ${choice}`, { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ben = await visitor(t, node);
    await registerInBrowser(ben, person("Ben"));
    const page = await visitor(t, node);
    const who = person("Ada");
    await registerInBrowser(page, who);
    await write(page, "what remains");
    await stored(ben, "what remains").waitFor();
    await openAccount(page);
    await toPage(page, "delete");
    await part(page, `messages-${choice}`).check();
    await part(page, "delete-account").click();
    await part(page, "delete-trouble").getByText(`Type ${who.loginName}`).waitFor();
    await part(page, "delete-name").fill(who.loginName);
    await part(page, "delete-password").fill("not the horse");
    await part(page, "delete-account").click();
    await part(page, "delete-trouble").getByText("The password is wrong").waitFor();
    assert.equal(await part(page, "delete-name").inputValue(), who.loginName, "what was typed stays");
    await part(page, "delete-password").fill(who.password);
    await part(page, "delete-account").click();
    await part(page, "join-dialog").waitFor();
    await logInInBrowser(page, who);
    await gateSays(page, "Wrong login name or password");
    await ben.reload();
    await inChat(ben);
    if (choice === "keep") {
      await stored(ben, "what remains").waitFor();
      await stored(ben, "what remains").getByTestId("message-author").getByText("Deleted member").waitFor();
    }
    else await until(async () => (await stored(ben, "what remains").count()) === 0, "the message is gone");
  });
}

test("the look is chosen, and stays", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page } = await owner(t, node);
  await toPage(page, "look");
  await part(page, "theme-dark").check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.reload();
  await inChat(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.deepEqual(page.trouble, []);
});

test("a theme of the server is worn and taken off again; nothing of it can load anything", { timeout: MINUTE }, async (t) => {
  const data = temporaryFolder();
  const folder = path.join(data, "public", "css", "themes", "moss");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "moss.css"), ":root { --accent: #123456; --bg-desk: url(https://example.org/x.png); } body { display: none; }");
  const node = await ownNode(t, { data });
  const { page } = await owner(t, node);
  await toPage(page, "look");
  const accent = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim());
  const own = await accent();
  await part(page, "skin").selectOption("moss");
  await until(async () => (await accent()) === "#123456", "it is worn");
  await part(page, "theme-dark").check();
  assert.equal(await accent(), "#123456", "also in the dark");
  await page.reload();
  await inChat(page);
  await until(async () => (await accent()) === "#123456", "it is worn still");
  await openAccount(page);
  await toPage(page, "look");
  await part(page, "theme-light").check();
  await part(page, "skin").selectOption({ label: "None" });
  await until(async () => (await accent()) === own, "it is off");
  assert.deepEqual(page.trouble, []);
});

describe("accessibility", () => {
  for (const { name: look, ...options } of LOOKS) {
    test(`${look}: axe finds nothing serious in the settings of the account`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const page = await visitor(t, node, options);
      await part(page, "join-tab-import").click();
      await part(page, "import-file").setInputFiles(asFile(JSON.stringify({ id: "123456789012", token: "1".repeat(48), name: "Ada" })));
      await part(page, "import-account").waitFor();
      await isAccessible(page, "bringing an account");
      await part(page, "import-file").setInputFiles(asFile(JSON.stringify({ id: "123456789012", token: "1".repeat(48), name: "Ada", origin: "https://chat.example.org" })));
      await part(page, "import-create").waitFor();
      await isAccessible(page, "bringing an account of another server");
      await part(page, "join-tab-register").click();
      await registerInBrowser(page, person("Ada"));
      await openAccountMenu(page);
      await part(page, "account-settings").click();
      await part(page, "account").waitFor();
      for (const name of ["profile", "sign-in", "file", "delete", "look"]) {
        await toPage(page, name);
        await page.waitForTimeout(200);
        await isAccessible(page, name);
      }
      await toPage(page, "sign-in");
      await part(page, "change-password").click();
      await part(page, "password-trouble").waitFor();
      await isAccessible(page, "a refused password");
    });
  }
});
