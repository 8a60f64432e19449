// Keys of others in encrypted conversations, in a real browser: compared, changed, gone, missing; and what somebody
// could make of messages who has none.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { besides, composerHas, inChat, isAccessible, launchBrowser, leaveSettings, logInInBrowser, LOOKS, ownNode, part, picture, stored, until, visitor, write } from "./browser-support.mjs";
import { newKey } from "./desktop-client.mjs";
import { attach, bringKey, CONFIG, couple, goHome, inConversation, keyHolder, lock, sealedBy, visit, writer } from "./direct-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

describe("another key than before", () => {
  /** Ben's account gets another key, by its owner's decision in another browser. */
  async function changeKey(t, node, ben) {
    const other = await visitor(t, node);
    await logInInBrowser(other, ben.who);
    await inChat(other);
    const key = await bringKey(other);
    await part(other, "pending-key").waitFor();
    await part(other, "pending-password").fill("not this one");
    await part(other, "adopt-key").click();
    await other.getByRole("alert").filter({ hasText: "password is wrong" }).waitFor();
    await part(other, "pending-password").fill(ben.who.password);
    await part(other, "adopt-key").click();
    await other.locator('[data-testid="key-state"][data-state="serverProven"]').waitFor();
    await part(other, "pending-key").waitFor({ state: "detached" });
    await leaveSettings(other);
    return { page: other, key };
  }

  test("is decided by its owner, then it warns others and pauses what they send, until they compare", { timeout: 3 * MINUTE }, async (t) => {
    const { node, ada, ben, room } = await couple(t);
    await write(ben.page, "with the old key");
    await part(ada.page, "lock-act").click();
    await until(async () => /\d{5}/.test(await part(ada.page, "number-own").innerText()), "the numbers are there");
    const [theirs, own] = [await part(ada.page, "number-theirs").innerText(), await part(ada.page, "number-own").innerText()];
    assert.match(theirs.replace(/\s+/g, " "), /^(\d{5} ){7}\d{5}$/);
    // The other one sees the same two.
    await part(ben.page, "lock-act").click();
    await until(async () => /\d{5}/.test(await part(ben.page, "number-own").innerText()), "the numbers are there");
    assert.deepEqual([await part(ben.page, "number-own").innerText(), await part(ben.page, "number-theirs").innerText()], [theirs, own]);
    await part(ben.page, "keys-differ").click();
    await ben.page.getByText("Somebody may be between you and Ada").waitFor();
    await part(ada.page, "keys-same").click();
    await lock(ada.page, "verified");

    const asked = ben.page.locator(".toast").filter({ hasText: "Your account has another key" });
    const again = await changeKey(t, node, ben);
    await asked.waitFor();
    await asked.getByRole("button", { name: "Decide" }).click();
    await part(ben.page, "account").waitFor();

    await lock(ada.page, "changed");
    await part(ada.page, "lock-bar").getByText("Sending is paused").waitFor();
    await part(ada.page, "composer-input").fill("not yet");
    await part(ada.page, "composer-send").click();
    await part(ada.page, "compare").getByText("It also happens when somebody wants to read along").waitFor();
    await ada.page.keyboard.press("Escape");
    await composerHas(ada.page, "not yet");
    const same = await besides(t, node, ada.page);
    assert.equal(Object.keys((await same.ask("getDmRoomMessages", { roomId: room })).messages).length, 1);
    // What he writes with it is not taken for his.
    await visit(again.page, node, room, "Ada");
    await lock(again.page, "unverified");
    await write(again.page, "with the new key");
    await stored(ada.page, "with the new key").getByTestId("unverified").waitFor();

    await part(ada.page, "lock-act").click();
    await part(ada.page, "compare-now").click();
    await until(async () => /\d{5}/.test(await part(ada.page, "number-theirs").innerText()), "the number is there");
    assert.notEqual(await part(ada.page, "number-theirs").innerText(), theirs);
    await part(ada.page, "keys-same").click();
    await lock(ada.page, "verified");
    await part(ada.page, "composer-send").click();
    await stored(again.page, "not yet").waitFor();
    await ada.page.reload();
    await stored(ada.page, "with the new key").waitFor();
    // Both are his: the old one was his key then.
    for (const text of ["with the old key", "with the new key"]) assert.equal(await stored(ada.page, text).getByTestId("unverified").count(), 0, text);
    const marks = await part(ada.page, "lock-mark").evaluateAll((all) => all.map((mark) => mark.dataset.lock));
    assert.ok(marks.length > 0 && marks.every((mark) => mark === "verified"), marks.join(" "));
    assert.deepEqual([ada.page.trouble, again.page.trouble], [[], []]);
  });

  test("that is gone stops what is sent, too; without encryption it goes on by decision", { timeout: 2 * MINUTE }, async (t) => {
    const { ada } = await couple(t);
    await write(ada.page, "one");
    // A server that gives no key any more.
    const without = (text) => text.replace(/"publicKey":"-----BEGIN[^"]*"/g, '"publicKey":""');
    await ada.page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(without(String(message))));
    });
    await ada.page.route(/socket\.io\/.*polling/, async (route) => {
      const response = await route.fetch().catch(() => null);
      await (response ? route.fulfill({ response, body: without(await response.text()) }) : route.abort()).catch(() => undefined);
    });
    await ada.page.reload();
    await inConversation(ada.page, "Ben");
    await lock(ada.page, "changed");
    await part(ada.page, "lock-act").click();
    await part(ada.page, "compare").getByText("gives no key for Ben any more").waitFor();
    assert.equal(await part(ada.page, "accept-key").count(), 0);
    await ada.page.keyboard.press("Escape");
    await part(ada.page, "dm-details").click();
    await part(ada.page, "encrypt").click();
    await ada.page.keyboard.press("Escape");
    await lock(ada.page, "open");
    await write(ada.page, "for everybody to read");
    assert.equal(await stored(ada.page, "for everybody to read").getByTestId("lock-mark").count(), 0);
  });

  test("a question that is refused is not asked again", { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config: CONFIG });
    const ben = await keyHolder(t, node, "Ben");
    const other = await visitor(t, node);
    await logInInBrowser(other, ben.who);
    await inChat(other);
    await bringKey(other);
    await part(other, "pending-key").waitFor();
    await isAccessible(other, "the question");
    await part(other, "refuse-key").click();
    await part(other, "pending-key").waitFor({ state: "detached" });
    await other.reload();
    await inChat(other);
    await wait(1500);
    assert.equal(await other.getByText("Your account has another key").count(), 0);
    assert.deepEqual(other.trouble, []);
  });
});

describe("what is not what it seems", () => {
  test("words under another name, for another conversation, unsigned, or not encrypted at all", { timeout: 2 * MINUTE }, async (t) => {
    const { node, ada, ben, room } = await couple(t);
    await write(ada.page, "encrypted from now on");
    const same = await besides(t, node, ben.page);
    const people = [[ada.id, ada.key.publicKey], [ben.id, ben.key.publicKey]];
    const send = async (data) => assert.equal((await same.ask("sendDmMessage", { payload: { data, messageEditId: null } })).error, null);
    const marks = (text) => stored(ada.page, text);

    await send(sealedBy(newKey(), ben.id, room, people, "<p>by somebody else</p>"));
    await marks("by somebody else").getByTestId("unverified").getByText("not signed with the key of its author").waitFor();
    const other = sealedBy(ben.key, ben.id, "111111111111", people, "<p>said elsewhere</p>");
    await send({ ...other, roomId: room });
    await marks("said elsewhere").getByTestId("unverified").waitFor();
    const { plainSig: _, ...unsigned } = sealedBy(ben.key, ben.id, room, people, "<p>not signed</p>");
    await send(unsigned);
    await marks("not signed").getByTestId("unverified").getByText("may be by anybody").waitFor();
    await wait(1500);
    await send({ message: { [ada.id]: "<p>in the clear</p>", [ben.id]: "<p>in the clear</p>" }, roomId: room, author: { id: ben.id }, reply: { messageId: null }, timestamp: Date.now() });
    await marks("in the clear").getByTestId("not-encrypted").waitFor();
    assert.equal(await marks("in the clear").getByTestId("lock-mark").count(), 0);
    const damaged = sealedBy(ben.key, ben.id, room, people, "<p>damaged</p>");
    damaged.message[ada.id] = damaged.message[ada.id].replace(/\|[^|]{4}/, "|AAAA");
    await send(damaged);
    await part(ada.page, "locked").getByText("or is damaged").waitFor();
    // Nothing of it runs.
    await send(sealedBy(ben.key, ben.id, room, people, '<p>look<img src=x onerror="alert(1)"><a href="javascript:alert(2)">here</a></p><script>alert(3)</script>'));
    await ada.page.getByTestId("message-body").filter({ hasText: "look" }).click();
    assert.equal(await ada.page.locator(".log script, .log [onerror], .log a[href^=javascript]").count(), 0);
    // Since version 156 Chromium says of documents that run nothing, such as the one that is cleaned, that they run nothing.
    const trouble = [ada, ben].flatMap(({ page }) => page.trouble);
    assert.deepEqual(trouble.filter((text) => !text.startsWith("Executing inline event handler violates")), []);
  });

  test("who has no key is written to by decision only; and who comes in later, too", { timeout: 2 * MINUTE }, async (t) => {
    const { node, ada, ben, room } = await couple(t);
    await write(ada.page, "for the two of us");
    const cai = await writer(t, node, { name: "Cai" });
    await part(ada.page, "dm-details").click();
    await part(ada.page, "dm-add").click();
    await part(ada.page, "pick-person").filter({ hasText: "Cai" }).click();
    await part(ada.page, "pick-done").click();
    await part(ada.page, "dm-dialog").getByText("No key").waitFor();
    await ada.page.keyboard.press("Escape");
    await part(ada.page, "lock-bar").getByText("Without a key Cai cannot read this").waitFor();
    await part(ada.page, "composer-input").fill("hello Cai");
    await part(ada.page, "composer-send").click();
    await ada.page.getByRole("dialog").getByText("Write although Cai cannot read it?").waitFor();
    await ada.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await composerHas(ada.page, "hello Cai");
    assert.equal((await cai.history(room)).length, 1);
    await part(ada.page, "composer-send").click();
    await part(ada.page, "confirm").click();
    await stored(ben.page, "hello Cai").waitFor();
    const [, { data }] = await cai.history(room);
    assert.match(data.message[cai.id], /^rsa\|/, "that something was said is seen, and not what");
    await write(ada.page, "once is enough");
    // Where somebody has no key, nothing is encrypted unless it is decided.
    const dev = await writer(t, node, { name: "Dev" });
    await ada.page.goto(`${node.url}/?dm=${dev.id}`);
    await inConversation(ada.page, "Dev");
    await lock(ada.page, "open");
    await part(ada.page, "lock-bar").getByText("There is no key of Dev").waitFor();
    await write(ada.page, "hello Dev");
    const [{ data: open }] = await dev.history(new URL(ada.page.url()).searchParams.get("dm"));
    assert.equal(open.message[dev.id], "<p>hello Dev</p>");
    assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
  });

  test("files that were chosen before encryption was switched on go anew", { timeout: 2 * MINUTE }, async (t) => {
    const { ada, ben } = await couple(t);
    const switchIt = async () => {
      await part(ada.page, "dm-details").click();
      await part(ada.page, "encrypt").click();
      await ada.page.keyboard.press("Escape");
    };
    await switchIt();
    await lock(ada.page, "open");
    await attach(ada.page, { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("read me") });
    await switchIt();
    await lock(ada.page, "unverified");
    await part(ada.page, "uploads").getByText("ready").waitFor();
    await write(ada.page, "sealed after all");
    await part(ben.page, "sealed-file").getByText("list.txt").waitFor();
    assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
  });

  test("files go encrypted to a server that takes nothing but pictures, too", { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { serverinfo: { uploadFileTypes: ["image/png"] } } });
    const ada = await keyHolder(t, node, "Ada");
    await goHome(ada.page);
    await part(ada.page, "new-conversation").click();
    await part(ada.page, "pick-self").click();
    await inConversation(ada.page, "Notes to self");
    await lock(ada.page, "verified");
    await attach(ada.page, { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("read me") });
    await part(ada.page, "uploads").getByText("ready").waitFor();
    await write(ada.page, "a note for me");
    await ada.page.reload();
    await stored(ada.page, "a note for me").waitFor();
    await part(ada.page, "sealed-file").getByText("list.txt").waitFor();
    assert.deepEqual(ada.page.trouble, []);
  });
});

describe("encrypted conversations are accessible and fit", () => {
  for (const { name, ...look } of LOOKS) {
    test(name, { timeout: 2 * MINUTE }, async (t) => {
      const { ada, ben } = await couple(t, look);
      await attach(ben.page, { name: "a file with a name that is rather long for such a small telephone.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
      await write(ben.page, "look");
      await part(ada.page, "sealed-file").waitFor();
      await isAccessible(ada.page, "the conversation");
      await part(ada.page, "lock-act").click();
      await until(async () => /\d{5}/.test(await part(ada.page, "number-theirs").innerText()), "the number is there");
      await isAccessible(ada.page, "comparing");
      await part(ada.page, "keys-same").click();
      await lock(ada.page, "verified");
      await part(ada.page, "dm-details").click();
      await part(ada.page, "dm-dialog").waitFor();
      await isAccessible(ada.page, "the details");
      await ada.page.keyboard.press("Escape");
      await ada.page.setViewportSize({ width: 320, height: 640 });
      await ada.page.waitForTimeout(300);
      await isAccessible(ada.page, "at 320 px");
      assert.deepEqual([ada.page.trouble, ben.page.trouble], [[], []]);
    });
  }
});
