// What the key of a member is good for besides logging in: signed messages of channels, the inbox for the desktop client,
// and another key in its place (spec 41 sections 3, 5 and 8.1).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { DesktopClient, newKey } from "./desktop-client.mjs";
import { QUIET } from "./direct.mjs";
import { signObject } from "./signing.mjs";
import { ask, connect, inRoom, newId, Node, once, person, record, ROOM, settled } from "./support.mjs";

const CREW = "1004";
const CREW_ROOM = "0-0-5";
const groups = groupOf(channel("0", { 0: OPEN }, "chat"), channel("5", { 0: { viewChannel: -1 }, [CREW]: OPEN }, "crew"));
const serverroles = { ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }), [CREW]: role(CREW, 2, {}, { name: "Crew" }) };

let node;
let admin;
let witness;
const open = [];
before(async () => {
  node = await Node.start({ config: { ...QUIET, groups, serverroles } });
  admin = await person(node, { key: node.adminKeys[0] });
  witness = await person(node);
});
after(async () => {
  for (const somebody of [admin, witness, ...open]) somebody.close();
  await node.stop();
});

let addresses = 0;
const newAddress = () => `198.51.100.${++addresses}`;

/** A member in the window of the desktop client, with its key proven or only claimed. */
async function window({ key = newKey(), isProven = true, from = newAddress() } = {}) {
  const client = new DesktopClient(node, { key, from });
  open.push(client);
  return client.enter(isProven);
}

/** The same member on another computer, which has a key of its own. */
async function elsewhere(member, { key = newKey(), from = newAddress() } = {}) {
  const client = new DesktopClient(node, { key, from });
  open.push(client);
  await client.connect();
  const ack = await ask(client.socket, "userConnected", client.form({ ...member.auth, pow: member.account.pow }));
  assert.equal(ack.finishedOnboarding, true, JSON.stringify(ack));
  Object.assign(client, { auth: member.auth, account: member.account, id: member.id });
  return client;
}

const refused = (answer, why) => {
  assert.equal(typeof answer?.error, "string", JSON.stringify(answer));
  if (why) assert.match(answer.error, why);
};
const keyOf = async ({ id }) => (await witness.ask("getMemberPublicKey", { target: id })).publicKey;
const isVerified = async ({ id }) => (await witness.ask("resolveMember", { target: id })).data.isVerifiedKey;

describe("a message of a channel", () => {
  const form = (client, message, more = {}) => ({ author: { id: client.id }, room: ROOM, token: client.auth.token, message, group: "0", category: "0", channel: "0", editedMsgId: null, replyMsgId: null, ...more });
  const send = (client, payload) => ask(client.socket, "messageSend", payload);
  const shown = async (messageId) => {
    const { data } = await witness.ask("getChatlog", { groupId: "0", categoryId: "0", channelId: "0", index: -1 });
    return data.find((message) => message.messageId === messageId);
  };
  /** Sends, and gives what others see of it: at once, in the history, and by its id. */
  async function seen(client, payload) {
    const event = payload.editedMsgId ? "messageEdited" : "messageCreate";
    const arrival = once(witness.socket, event, { where: ({ author }) => author.id === client.id });
    const { error, messageId } = await send(client, payload);
    assert.equal(error, null);
    const views = [await arrival, await shown(messageId), await witness.ask("resolveMessage", { messageId })];
    for (const view of views) assert.ok(!JSON.stringify(view).includes(client.auth.token));
    const [first, ...others] = views.map(({ sig, sigVerified }) => [sig, sigVerified]);
    for (const other of others) assert.deepEqual(other, first);
    return { messageId, sig: first[0], sigVerified: first[1], message: views[0].message };
  }
  before(() => witness.enter(ROOM));

  test("keeps a signature of the member's proven key, and is marked", async () => {
    const ann = await window();
    const signed = signObject(ann.key.privateKey, form(ann, "<p>signed ä</p>"));
    const view = await seen(ann, signed);
    assert.deepEqual([view.sig, view.sigVerified, view.message], [signed.sig, true, "<p>signed ä</p>"]);
    // As written by any program.
    const odd = signObject(ann.key.privateKey, form(ann, "odd", { more: { 10: 1e21, 9: [0.1, null], "": "\u2028" }, random: Math.random() }));
    assert.deepEqual((await seen(ann, odd)).sigVerified, true);
    // An edit is signed anew, or the mark goes.
    const edit = signObject(ann.key.privateKey, form(ann, "edited", { editedMsgId: view.messageId }));
    assert.deepEqual((await seen(ann, edit)).sig, edit.sig);
    const plain = await seen(ann, form(ann, "edited again", { editedMsgId: view.messageId }));
    assert.deepEqual([plain.sig, plain.sigVerified], [undefined, undefined]);
    const reply = signObject(ann.key.privateKey, form(ann, "answer", { replyMsgId: view.messageId }));
    assert.equal((await seen(ann, reply)).sig, reply.sig);
  });

  test("safer: with any other signature, it is delivered without one", async () => {
    const [ann, liar] = [await window(), await window({ isProven: false })];
    const other = newKey();
    const good = signObject(ann.key.privateKey, form(ann, "one"));
    const cases = {
      "of another text": [ann, { ...good, message: "two" }],
      "with more": [ann, { ...good, more: 1 }],
      "of another computer": [ann, signObject(other.privateKey, form(ann, "three"))],
      "of a key that is only claimed": [liar, signObject(liar.key.privateKey, form(liar, "four"))],
      "of another's message": [liar, { ...signObject(ann.key.privateKey, form(ann, "five")), author: { id: liar.id }, token: liar.auth.token }],
      "short": [ann, form(ann, "six", { sig: "x" })],
      "that is none": [ann, form(ann, "seven", { sig: "x".repeat(344) })],
      "that is no text": [ann, form(ann, "eight", { sig: { x: 1 } })],
    };
    for (const [what, [client, payload]] of Object.entries(cases)) {
      const view = await seen(client, { ...payload, sigVerified: true });
      assert.deepEqual([view.sig, view.sigVerified], [undefined, undefined], what);
    }
    // A key that was replaced or taken back signs no more.
    assert.equal((await seen(ann, signObject(ann.key.privateKey, form(ann, "nine")))).sigVerified, true);
    const browser = await connect(node.url);
    await ask(browser, "userConnected", { ...ann.auth, pow: ann.account.pow });
    const { error, messageId } = await ask(browser, "messageSend", form(ann, "from a browser"));
    assert.equal(error, null);
    assert.equal((await shown(messageId)).sig, undefined);
    browser.close();
  });
});

describe("the inbox of the desktop client", () => {
  const inbox = (client, body) => client.post("/inbox/fetch", { publicKey: client.key.publicKey, sessionId: client.session, ...body });

  test("is opened by a session of the key that the member has proven", async () => {
    const ann = await window();
    assert.equal(typeof (await ann.authenticate()), "string");
    assert.deepEqual((await inbox(ann)).body.inbox, []);
    const { messageId } = await witness.send(`<p>&lt;@${ann.id}&gt; look</p>`);
    const { status, body } = await inbox(ann);
    assert.deepEqual([status, body.error, body.inbox.length], [200, null, 1]);
    const [entry] = body.inbox;
    assert.deepEqual(Object.keys(entry).sort(), ["createdAt", "customId", "data", "expiresAt", "id", "isRead", "rowId", "targetId", "type"]);
    assert.deepEqual([entry.type, entry.isRead, entry.targetId, entry.data.error], ["mention", null, ann.id, null]);
    const { message } = entry.data;
    assert.deepEqual([message.messageId, message.author.id, message.author.name, message.author.icon, message.channelName], [messageId, witness.id, witness.name, "", "chat"]);
    assert.ok(message.message.includes("look"));
    assert.ok(Math.abs(message.timestamp - Date.now()) < 10_000);
  });

  test("safer: by nothing else, and not with what its member may not see", async () => {
    const [ann, bob, liar] = [await window(), await window(), await window({ isProven: false })];
    for (const client of [ann, bob]) assert.equal(typeof (await client.authenticate()), "string");
    // From another address a proof is nobody's.
    const apart = new DesktopClient(node, { key: liar.key, from: newAddress() });
    liar.session = await apart.authenticate();
    const forbidden = async (client, body) => {
      const answer = await inbox(client, body);
      assert.deepEqual([answer.status, typeof answer.body.error], [403, "string"], JSON.stringify([body, answer.body]));
      assert.equal(answer.body.inbox, undefined);
    };
    for (const sessionId of ["", "nonsense", bob.session]) await forbidden(ann, { sessionId });
    for (const publicKey of [null, "", "x", bob.key.publicKey, newKey().publicKey]) await forbidden(ann, { publicKey });
    // To claim a key opens nothing.
    await forbidden(liar);
    await forbidden(liar, { publicKey: ann.key.publicKey });
    await admin.ask("addUserToRole", { role: CREW, target: ann.id });
    await admin.send(`<p>&lt;@${ann.id}&gt; crew only</p>`, inRoom(CREW_ROOM));
    assert.equal((await inbox(ann)).body.inbox.length, 1);
    await admin.ask("removeUserFromRole", { role: CREW, target: ann.id });
    assert.deepEqual((await inbox(ann)).body.inbox, []);
    await admin.ask("banUser", { target: bob.id, duration: "1 hour" });
    await forbidden(bob);
  });
});

describe("another key", () => {
  test("that is proven besides waits for its owner's decision, and then takes the place", async () => {
    const ann = await window();
    const session = await ann.authenticate();
    const pending = once(ann.socket, "keyPending");
    const second = await elsewhere(ann);
    await second.prove();
    const asked = await pending;
    assert.equal(asked.publicKey, second.key.publicKey);
    assert.match(asked.fingerprint, /^[0-9a-f]{64}$/);
    assert.equal(await keyOf(ann), ann.key.publicKey);
    refused(await ann.ask("adoptKey", { password: "wrong" }));
    refused(await ann.ask("adoptKey"));
    assert.equal(await keyOf(ann), ann.key.publicKey);
    const updated = once(witness.socket, "memberUpdated");
    const answer = await ann.ask("adoptKey", { password: ann.account.password });
    assert.deepEqual([answer.type, answer.error], ["success", null], JSON.stringify(answer));
    await updated;
    assert.deepEqual([await keyOf(ann), await isVerified(ann)], [second.key.publicKey, true]);
    refused(await ann.ask("adoptKey", { password: ann.account.password }));
    // What the old key had opened is closed, and it opens nothing any more.
    assert.equal((await ann.post("/dSyncAuth/verify/session", { sessionId: session, publicKey: ann.key.publicKey })).status, 401);
    const old = new DesktopClient(node, { key: ann.key, from: newAddress() });
    open.push(old);
    await old.connect();
    assert.equal((await ask(old.socket, "userConnected", old.form({ keySolution: null }))).keyAuth, undefined);
    const fresh = new DesktopClient(node, { key: second.key, from: newAddress() });
    open.push(fresh);
    await fresh.connect();
    const { keyAuth, challenge } = await ask(fresh.socket, "userConnected", fresh.form({ keySolution: null }));
    assert.equal(keyAuth, true);
    assert.equal((await ask(fresh.socket, "userConnected", fresh.form({ keySolution: fresh.open(challenge) }))).id, ann.id);
  });

  test("safer: that nobody has proven is nobody's to take", async () => {
    const [ann, bob] = [await window(), await window()];
    const told = [ann, bob].map(({ socket }) => record(socket, "keyPending"));
    refused(await ann.ask("adoptKey", { password: ann.account.password }));
    const second = await elsewhere(ann);
    refused(await ann.ask("adoptKey", { password: ann.account.password }));
    await second.prove();
    // Not another's decision.
    refused(await bob.ask("adoptKey", { password: bob.account.password }));
    await settled(ann, bob);
    assert.deepEqual(told.map((list) => list.length), [1, 0]);
    assert.equal(await keyOf(bob), bob.key.publicKey);
    // A key that another has proven is not even asked for.
    const thief = await elsewhere(ann, { key: bob.key });
    await thief.prove();
    await settled(ann);
    assert.equal(told[0].length, 1);
    await ann.ask("adoptKey", { password: ann.account.password });
    assert.deepEqual([await keyOf(ann), await keyOf(bob), await isVerified(bob)], [second.key.publicKey, bob.key.publicKey, true]);
  });

  test("safer: one key is one member's, also when it was proven elsewhere meanwhile", async () => {
    const [ann, key] = [await window(), newKey()];
    const second = await elsewhere(ann, { key });
    await second.prove();
    const bob = await window({ key });
    assert.deepEqual([await keyOf(bob), await isVerified(bob)], [key.publicKey, true]);
    await ann.ask("adoptKey", { password: ann.account.password });
    assert.deepEqual([await isVerified(ann) && (await keyOf(ann)) === key.publicKey, await isVerified(bob)], [false, true]);
  });

  test("of a member that is not known there is none", async () => {
    assert.deepEqual(await witness.ask("getMemberPublicKey", { target: newId() }), { error: null, publicKey: null });
    const missing = await witness.ask("getMemberPublicKey");
    assert.deepEqual([typeof missing.error, missing.publicKey ?? null], ["string", null]);
    assert.ok(!(await witness.ask("getMemberPublicKey", { target: witness.id })).publicKey);
  });
});

test("safer: this server opens nothing that was sealed for a key", async () => {
  const client = new DesktopClient(node, { from: newAddress() });
  for (const body of [{}, { challenge: "x" }, { challenge: { method: "rsa", encKey: "x", iv: "x", tag: "x", ciphertext: "x" } }]) {
    const { status, body: answer } = await client.post("/dSyncAuth/challenge", body);
    assert.deepEqual([status, typeof answer.error, answer.solution], [400, "string", undefined]);
  }
});
