// The desktop client around the page: a bridge with a key of its own, early, late, in the way of Android, and broken.
// Real Chromium, real node; the key is worked with by Node's cryptography.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inChat, launchBrowser, leaveSettings, openAccount, ownNode, part, person, PHONE, registerInBrowser, toPage, until, visitor, write } from "./browser-support.mjs";
import { keyState, publicKeyOf, sentBy, session } from "./key-pages.mjs";
import { newKey } from "./desktop-client.mjs";
import { bridgeOf, verifyObject } from "./desktop-keys.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

describe("the desktop client around the page", () => {
  /** A page in which the bridge appears after some time; what it is asked comes to `asked`. */
  async function inDesktop(t, node, { key = newKey(), late = 0, more = {}, change = "", ...options } = {}) {
    const page = await visitor(t, node, options);
    const asked = [];
    const functions = { ...bridgeOf(key), GetServers: () => ({}), SaveServer: () => null, ShowNotification: () => null, ...more };
    await page.exposeFunction("inDesktop", async (name, given) => {
      asked.push([name, ...given]);
      return functions[name](...given);
    });
    await page.addInitScript(`{
      const appear = () => {
        window.dcts = Object.fromEntries(${JSON.stringify(Object.keys(functions))}.map((name) => [name, (...given) => window.inDesktop(name, given)]));
        ${change}
      };
      ${late ? `setTimeout(appear, ${late})` : "appear()"};
    }`);
    const joins = sentBy(page, "userConnected");
    const messages = sentBy(page, "messageSend");
    await page.reload();
    const wasAsked = (name) => asked.filter(([known]) => known === name);
    return { page, asked, wasAsked, joins, messages, key };
  }
  const known = { "chat.example.org": { serverinfo: { name: "x".repeat(1000) } }, "no host": null, "b.example:2052": {} };

  test("its key goes along with the join, with the servers it knows, and is proven", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const { page, joins, wasAsked, key, messages } = await inDesktop(t, node, { more: { GetServers: () => known } });
    await registerInBrowser(page, person("Ada"));
    assert.equal(joins.at(-1).publicKey, key.publicKey);
    assert.deepEqual(JSON.parse(joins[0].knownServers), { "chat.example.org": {}, "b.example:2052": {} });
    assert.deepEqual(wasAsked("SaveServer")[0], ["SaveServer", new URL(node.url).host, false]);
    await openAccount(page);
    await toPage(page, "keys");
    await page.getByText("Your key is in the desktop client").waitFor();
    await keyState(page, "serverProven");
    assert.equal(wasAsked("DecryptData").length, 1);
    assert.equal(await part(page, "create-key").count() + (await part(page, "remove-key").count()), 0, "there is no second one");
    await leaveSettings(page);
    await write(page, "by the desktop client");
    assert.equal(verifyObject(key.publicKey, messages.at(-1)), true);
    assert.ok(wasAsked("SignJson").length >= 1);
    // The next join says the key and asks for nothing.
    await page.reload();
    await inChat(page);
    assert.deepEqual([joins.at(-1).publicKey, joins.at(-1).keySolution], [key.publicKey, null]);
    assert.equal(await page.evaluate(async () => (await indexedDB.databases()).length), 0, "no own key is kept");
    assert.deepEqual(page.trouble, []);
  });

  test("a second late it is taken up all the same, without another visit", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const first = await visitor(t, node);
    const who = person("Ada");
    await registerInBrowser(first, who);
    const storageState = await first.context().storageState();
    const { page, joins, key, messages } = await inDesktop(t, node, { late: 1000, storageState });
    await inChat(page);
    assert.ok(!("publicKey" in joins[0]), "the first join did not wait");
    await until(() => joins.some(({ publicKey }) => publicKey === key.publicKey), "the key is told");
    await until(async () => (await publicKeyOf((await session(page)).id, node)) === key.publicKey, "the server has it");
    await write(page, "late, but signed");
    assert.equal(verifyObject(key.publicKey, messages.at(-1)), true);
    await openAccount(page);
    await toPage(page, "keys");
    await keyState(page, "serverProven");
    assert.deepEqual(page.trouble, []);
  });

  test("its key opens the account, and launchers that keep accounts get it", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const key = newKey();
    const first = await inDesktop(t, node, { key });
    await registerInBrowser(first.page, person("Ada"));
    await openAccount(first.page);
    await toPage(first.page, "keys");
    await keyState(first.page, "serverProven");
    const { id } = await session(first.page);

    const launcher = { pickAccount: () => null, setAccountCredentials: () => null, saveAccount: () => null, NavigateHome: () => null };
    const { page, wasAsked, joins } = await inDesktop(t, node, { key, more: launcher });
    await until(() => wasAsked("pickAccount").length === 1, "it may offer an account");
    await part(page, "join-tab-key").click();
    await page.getByRole("button", { name: "Sign in with the key of the desktop client" }).click();
    await inChat(page);
    const me = await session(page);
    assert.equal(me.id, id);
    assert.match(joins.at(-1).keySolution, /^c[0-9a-f]{64}$/);
    await until(() => wasAsked("saveAccount").length === 1, "the account is saved");
    assert.deepEqual(wasAsked("setAccountCredentials")[0].slice(1), [new URL(node.url).host, id, me.token]);
    const account = JSON.parse(wasAsked("saveAccount")[0][1]);
    assert.deepEqual(Object.keys(account).sort(), ["icon", "id", "name", "pow", "token"]);
    assert.deepEqual([account.id, account.token], [id, me.token]);
    await openAccount(page);
    await toPage(page, "keys");
    await part(page, "navigate-home").click();
    await until(() => wasAsked("NavigateHome").length === 1, "the launcher's own page is a way out");
    assert.deepEqual(page.trouble, []);
  });

  test("one that answers in the way of Android", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const change = `
      const on = window.dcts;
      window.dcts = { ...on, getPlatform: () => "android", GetServers: () => ${JSON.stringify(JSON.stringify(known))},
        SignJson: async (text) => JSON.stringify(await on.SignJson(JSON.parse(text))) };`;
    const { page, joins, key, messages } = await inDesktop(t, node, { change, viewport: PHONE });
    await registerInBrowser(page, person("Ada"));
    assert.deepEqual(Object.keys(JSON.parse(joins[0].knownServers)), ["chat.example.org", "b.example:2052"]);
    await write(page, "from Android");
    assert.equal(verifyObject(key.publicKey, messages.at(-1)), true);
  });

  test("one whose functions fail or never answer keeps nobody from chatting", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const fails = () => {
      throw new Error("no");
    };
    const { page, messages } = await inDesktop(t, node, { more: { SignJson: fails, DecryptData: fails, GetServers: fails, SaveServer: fails, GetPublicKey: bridgeOf().GetPublicKey } });
    await registerInBrowser(page, person("Ada"));
    await write(page, "without a signature");
    assert.ok(!("sig" in messages.at(-1)));
    assert.deepEqual(page.trouble, []);
    const silent = await inDesktop(t, node, { change: "window.dcts = { GetPublicKey: () => new Promise(() => undefined) };" });
    await registerInBrowser(silent.page, person("Ben"));
    assert.ok(!("publicKey" in silent.joins.at(-1)));
  });
});
