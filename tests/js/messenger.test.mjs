// The messenger between servers: a node as somebody's home server, spoken to by DCTS's desktop client (spec 41
// section 8.2). Off unless an operator wants it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execute, literal } from "./database.mjs";
import { DesktopClient, newKey, request } from "./desktop-client.mjs";
import { QUIET } from "./direct.mjs";
import { gid, keyOfSameGid, keyOfSimilarGid } from "./lookalike.mjs";
import { hasSignedObject, seal, signObject, unseal } from "./signing.mjs";
import { ask, Node, once, person, record, settled, wait } from "./support.mjs";

const HOME = "home.example";
const DAY = 86_400_000;
const config = { ...QUIET, serverinfo: { ...QUIET.serverinfo, app: { url: `https://${HOME}` } }, dcts_edge: { ...QUIET.dcts_edge, messenger: true } };

let node;
const open = [];
before(async () => (node = await Node.start({ config })));
after(async () => {
  for (const client of open) client.close();
  await node.stop();
});

let addresses = 0;
const newAddress = () => `198.51.100.${++addresses}`;

/** Somebody with a key, at home here, said hello. */
async function somebody({ key, from = newAddress(), where = node, ...hello } = {}) {
  const client = new DesktopClient(where, { from, ...(key && { key }) });
  open.push(client);
  await client.connect();
  assert.equal(typeof (await client.authenticate()), "string");
  const answer = await client.hello({ home_server: HOME, ...hello });
  assert.deepEqual(answer, { error: null });
  return client;
}

const pem = ({ key }) => key.publicKey;
const refused = (answer, why, what = "") => {
  assert.equal(typeof answer?.error, "string", `${what} ${JSON.stringify(answer)}`);
  if (why) assert.match(answer.error, why);
};

/** An envelope as an object, as the messenger has it. */
function envelope(publicKey, text) {
  const [method, encKey, , ciphertext, iv, tag] = seal(publicKey, text).split("|");
  return { method, encKey, iv, tag, ciphertext };
}
const textIn = ({ key }, message) => {
  const { method, encKey, iv, tag, ciphertext } = message[gid(key.publicKey)];
  return unseal(key.privateKey, [method, encKey, "", ciphertext, iv, tag].join("|"));
};

let clock = Date.now();
/** What a client sends; `change` is done before it is signed. */
function written(author, target, text = "<p>hi</p>", change = {}) {
  const timestamp = ++clock;
  const [own, theirs] = [gid(pem(author)), gid(pem(target))];
  const message = {
    author: { gid: own, publicKey: pem(author), home_server: HOME },
    targetIdentifier: pem(target),
    timestamp,
    messageId: timestamp,
    type: "user_message",
    test: false,
    [own]: envelope(pem(author), text),
    [theirs]: envelope(pem(target), text),
    ...change,
  };
  return signObject(author.key.privateKey, message);
}
const send = (author, message, sessionId = author.session) => ask(author.socket, "/messenger/send", { message, sessionId });
const fetch = (reader, timestamp = 0, more = {}) => ask(reader.socket, "/messenger/fetch", { publicKey: pem(reader), sessionId: reader.session, timestamp, ...more });
const waiting = async (reader, timestamp, more) => {
  const answer = await fetch(reader, timestamp, more);
  assert.equal(answer.error, null, JSON.stringify(answer));
  return answer.inbox;
};
const profile = (identifier, where = node) => request(where, "GET", `/messenger/profile/${encodeURIComponent(identifier)}`, { from: newAddress() }).then(({ status, headers, text }) => ({ status, headers, body: JSON.parse(text) }));

describe("who is at home here", () => {
  test("says hello, and is found by key, short form and short name", async () => {
    const ann = await somebody({ name: "Ann <b>A</b>", icon: "https://example.org/a.png", vanity: "ann.a" });
    for (const identifier of [pem(ann), gid(pem(ann)), "ann.a", pem(ann).trim()]) {
      const { status, headers, body } = await profile(identifier);
      assert.deepEqual([status, headers["access-control-allow-origin"], body.error], [200, "*", null]);
      const { target } = body;
      assert.deepEqual([target.gid, target.vanity, target.publicKey, target.home_server, target.isOnline], [gid(pem(ann)), "ann.a", pem(ann), HOME, false]);
      assert.ok(Math.abs(target.createdAt - Date.now()) < 10_000);
      assert.deepEqual([target.name, target.icon], ["Ann A", "https://example.org/a.png"]);
      assert.deepEqual(target.profile, { name: "Ann A", icon: "https://example.org/a.png", banner: null, signature: null });
    }
    // Null keeps what there is, the empty text clears it.
    assert.deepEqual(await ann.hello({ home_server: HOME, name: null, icon: "", vanity: null }), { error: null });
    let { target } = (await profile(gid(pem(ann)))).body;
    assert.deepEqual([target.name, target.icon, target.vanity], ["Ann A", null, "ann.a"]);
    assert.equal(typeof target.updatedAt, "number");
    // As later builds say it, and with an address as it was typed.
    assert.deepEqual(await ann.hello({ home_server: `https://${HOME}/chat?x`, name: undefined, icon: undefined, vanity: "", profile: { name: "Ann", icon: "/a.png", banner: "/b.png", signature: "Hello <script>x</script>" } }), { error: null });
    ({ target } = (await profile(gid(pem(ann)))).body);
    assert.deepEqual([target.vanity, target.home_server], [null, HOME]);
    assert.deepEqual([target.profile.name, target.profile.icon, target.profile.banner], ["Ann", "/a.png", "/b.png"]);
    assert.ok(!target.profile.signature.includes("<script"));
    for (const unknown of ["ann.a", "nobody", gid(newKey().publicKey), newKey().publicKey, "x".repeat(5000), "-----BEGIN", "'", "%"]) {
      const answer = await profile(unknown);
      assert.deepEqual([answer.status, typeof answer.body.error, answer.headers["access-control-allow-origin"]], [404, "string", "*"], unknown.slice(0, 50));
    }
    assert.equal((await request(node, "POST", "/messenger/profile/x", { from: newAddress() })).status, 405);
  });

  test("safer: short names are short, plain, and one person's", async () => {
    const [ann, bob] = [await somebody({ vanity: "taken" }), await somebody()];
    refused(await bob.hello({ home_server: HOME, vanity: "taken" }), /taken/);
    for (const vanity of ["a b", "<b>", "ä", "x".repeat(65), "a@b", "'", "a/b"]) refused(await bob.hello({ home_server: HOME, vanity }));
    assert.deepEqual(await bob.hello({ home_server: HOME, vanity: "x".repeat(64) }), { error: null });
    assert.deepEqual(await ann.hello({ home_server: HOME, vanity: "taken" }), { error: null });
    assert.deepEqual(await ann.hello({ home_server: HOME, vanity: "" }), { error: null });
    assert.deepEqual(await bob.hello({ home_server: HOME, vanity: "taken" }), { error: null });
    // A name that is another's short form opens nothing.
    const short = gid(pem(ann)).replaceAll("=", "");
    await bob.hello({ home_server: HOME, vanity: short });
    assert.equal((await profile(gid(pem(ann)))).body.target.publicKey, pem(ann));
  });

  test("safer: only with a session of the key, and a home server that may be one", async () => {
    const [ann, bob] = [await somebody(), await somebody()];
    const hello = (more) => ann.hello({ home_server: HOME, ...more });
    for (const sessionId of [undefined, null, "", 7, {}, "nonsense", bob.session]) refused(await hello({ sessionId }));
    for (const publicKey of [undefined, null, "", "x", 7, pem(bob), newKey().publicKey]) refused(await hello({ publicKey }));
    for (const home_server of [undefined, null, "", "javascript:alert(1)", "ftp://x", "a b", {}, "x".repeat(3000)]) refused(await hello({ home_server }), null, home_server);
    for (const icon of ["javascript:alert(1)", "data:x", "//x/y", "a\"b", "/" + "x".repeat(600)]) {
      assert.deepEqual(await hello({ icon }), { error: null });
      assert.equal((await profile(gid(pem(ann)))).body.target.icon, null, icon);
    }
    for (const payload of [undefined, null, 7, "x", [], {}]) {
      for (const event of ["/messenger/hello", "/messenger/send", "/messenger/fetch"]) refused(await ask(ann.socket, event, payload));
    }
    assert.equal(ann.socket.connected, true);
  });

  test("is known after a restart, with what waits", async () => {
    const own = await Node.start({ config });
    const [ann, bob] = [await somebody({ where: own, vanity: "ann" }), await somebody({ where: own, name: "Bob" })];
    bob.close();
    const message = written(ann, bob);
    assert.equal((await send(ann, message)).error, null);
    await own.stop();
    await own.launch();
    const back = new DesktopClient(own, { key: bob.key, from: newAddress() });
    open.push(back);
    back.session = bob.session;
    await back.connect();
    assert.equal(await back.authenticate(), bob.session);
    assert.deepEqual((await waiting(back)).map(({ data }) => data), [message]);
    assert.equal((await profile("ann", own)).body.target.gid, gid(pem(ann)));
    await own.stop();
  });
});

describe("a message", () => {
  test("comes to all devices of both, unchanged, and waits", async () => {
    const [ann, bob] = [await somebody({ name: "Ann" }), await somebody({ name: "Bob", icon: "/b.png" })];
    const devices = [await somebody({ key: ann.key }), await somebody({ key: bob.key })];
    const outsider = await somebody();
    const member = await person(node);
    const missed = [outsider, member].map(({ socket }) => record(socket, "/messenger/receive"));
    // As written by any program: numbers and keys in any form.
    const message = written(ann, bob, "<p>ä \u{1f600}</p>", { more: { 10: 1e21, 9: [0.1, 1.5e-7, null], z: "\u2028" }, random: Array.from({ length: 50 }, Math.random) });
    const arrivals = [ann, bob, ...devices].map(({ socket }) => once(socket, "/messenger/receive"));
    const answer = await send(ann, message);
    assert.equal(answer.error, null, JSON.stringify(answer));
    for (const arrival of arrivals) assert.deepEqual(await arrival, message);
    assert.equal(textIn(bob, message), "<p>ä \u{1f600}</p>");
    assert.ok(hasSignedObject(pem(ann), message));
    // What different builds read.
    assert.deepEqual([answer.name, answer.icon, answer.target.name, answer.target.icon, answer.target.profile.name], ["Bob", "/b.png", "Bob", "/b.png", "Bob"]);
    assert.deepEqual([answer.target.gid, answer.target.publicKey, answer.target.home_server], [gid(pem(bob)), pem(bob), HOME]);
    const [entry] = await waiting(bob);
    assert.deepEqual(Object.keys(entry).sort(), ["createdAt", "customId", "data", "expiresAt", "id", "isRead", "rowId", "targetId", "type"]);
    assert.deepEqual([entry.customId, entry.targetId, entry.type, entry.isRead], [String(message.timestamp), gid(pem(bob)), "messenger_user-message", null]);
    assert.deepEqual(entry.data, message);
    assert.equal(entry.expiresAt - entry.createdAt, 3 * DAY);
    assert.deepEqual(missed, [[], []]);
    member.close();
  });

  test("that was never fetched comes whatever time is asked for, and once it was, by time", async () => {
    const [ann, bob] = [await somebody(), await somebody()];
    const sent = [];
    for (const text of ["one", "two", "three"]) {
      sent.push(written(ann, bob, text));
      assert.equal((await send(ann, sent.at(-1))).error, null);
      await wait(5);
    }
    const future = Date.now() + DAY;
    const first = await fetch(bob, future, { limit: 2 });
    assert.deepEqual(first.inbox.map(({ data }) => data), sent.slice(0, 2));
    assert.equal(first.latestTimestamp, first.inbox[1].createdAt);
    assert.deepEqual((await waiting(bob, future)).map(({ data }) => data), sent.slice(2));
    assert.deepEqual(await waiting(bob, future), []);
    assert.deepEqual((await waiting(bob, 0)).map(({ data }) => data), sent);
    assert.deepEqual((await waiting(bob, first.latestTimestamp)).map(({ data }) => data), sent.slice(2));
    for (const limit of [0, -1, 1000, "2", "x", null, {}]) assert.ok((await waiting(bob, 0, { limit })).length >= 1);
    assert.deepEqual(await waiting(ann), []);
  });

  test("is kept once, however often it is sent", async () => {
    const [ann, bob] = [await somebody(), await somebody()];
    const message = written(ann, bob);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(ann, message)));
    for (const answer of answers) assert.equal(answer.error, null);
    assert.equal((await waiting(bob)).length, 1);
  });

  test("to oneself comes once", async () => {
    const ann = await somebody();
    const heard = record(ann.socket, "/messenger/receive");
    assert.equal((await send(ann, written(ann, ann))).error, null);
    await settled(ann);
    assert.equal(heard.length, 1);
  });

  test("that is a test only asks who somebody is", async () => {
    const [ann, bob] = [await somebody(), await somebody({ name: "Bob", vanity: "bobby" })];
    const heard = record(bob.socket, "/messenger/receive");
    for (const identifier of ["bobby", gid(pem(bob)), pem(bob)]) {
      // The other envelope is for a password, of what was typed.
      const asking = written(ann, bob, "x", { test: true, targetIdentifier: identifier, [gid(pem(bob))]: undefined, [Buffer.from(identifier).toString("base64")]: { method: "password", salt: "x", iv: "x", tag: "x", ciphertext: "x" } });
      const answer = await send(ann, JSON.parse(JSON.stringify(asking)));
      assert.deepEqual([answer.error, answer.target?.gid, answer.name], [null, gid(pem(bob)), "Bob"], JSON.stringify(answer));
    }
    refused(await send(ann, written(ann, bob, "x", { test: true, targetIdentifier: "nobody.of.that.name" })));
    await settled(bob);
    assert.deepEqual(heard, []);
    assert.deepEqual(await waiting(bob), []);
  });

  test("to somebody who is at home elsewhere is not kept here, but answered", async () => {
    const [ann, bob] = [await somebody(), await somebody({ home_server: "elsewhere.example:8443" })];
    const heard = record(bob.socket, "/messenger/receive");
    const answer = await send(ann, written(ann, bob));
    assert.deepEqual([answer.error, answer.target.home_server], [null, "elsewhere.example:8443"]);
    await settled(bob);
    assert.deepEqual(heard, []);
    assert.deepEqual(await waiting(bob), []);
  });
});

describe("safer: the messenger", () => {
  test("takes nothing that is not signed by who it says, and readable for both", async () => {
    const [ann, bob, eve] = [await somebody(), await somebody(), await somebody()];
    const heard = record(bob.socket, "/messenger/receive");
    const good = written(ann, bob);
    const signed = (change) => written(ann, bob, "x", change);
    for (const [what, message] of Object.entries({
      "of another time": { ...good, timestamp: 1 }, "unsigned": { ...good, sig: undefined }, "with another text": { ...good, [gid(pem(bob))]: envelope(pem(bob), "other") }, "with more": { ...good, more: 1 },
      "signed by another": signObject(eve.key.privateKey, (({ sig, ...rest }) => rest)(good)),
      "with another short form": signed({ author: { ...good.author, gid: gid(pem(eve)) } }), "in another's name": { ...written(eve, bob), author: good.author }, "without an author": signed({ author: undefined }), "of an author without a key": signed({ author: { gid: gid(pem(ann)) } }),
      "without one's own envelope": signed({ [gid(pem(ann))]: undefined }), "without the other's": signed({ [gid(pem(bob))]: undefined }), "with a text for an envelope": signed({ [gid(pem(bob))]: "x" }), "with an empty envelope": signed({ [gid(pem(bob))]: { method: "rsa", encKey: "", iv: "", tag: "", ciphertext: "" } }), "with a password": signed({ [gid(pem(bob))]: { method: "password", salt: "x", encKey: "x", iv: "x", tag: "x", ciphertext: "x" } }),
      "of another kind": signed({ type: "friend_request" }), "of no kind": signed({ type: undefined }), "to nobody": signed({ targetIdentifier: undefined }), "to somebody unknown": signed({ targetIdentifier: newKey().publicKey }), "without a time": signed({ timestamp: undefined }), "with a text for a time": signed({ timestamp: "now" }),
      "no object": "x", "a list": [good], "nothing": null, "too long": signed({ more: "x".repeat(65 * 1024) }),
    })) refused(await send(ann, message === null || typeof message !== "object" ? message : JSON.parse(JSON.stringify(message)), what === "in another's name" ? eve.session : ann.session), null, what);
    for (const sessionId of [null, "", 7, "nonsense", eve.session]) refused(await send(ann, good, sessionId));
    refused(await ask(ann.socket, "/messenger/send", { message: good }));
    for (const sessionId of [undefined, null, "", 7, "nonsense", ann.session]) refused(await fetch(bob, 0, { sessionId }));
    for (const publicKey of [undefined, null, "x", pem(ann)]) refused(await fetch(bob, 0, { publicKey }));
    await settled(bob);
    assert.deepEqual(heard, []);
    assert.deepEqual(await waiting(bob), []);
  });

  test("has a pace for each key, and for each address", async () => {
    const [ann, bob, cat] = [await somebody(), await somebody(), await somebody()];
    const asking = (author) => written(author, bob, "x", { test: true });
    const answers = [];
    for (let n = 0; n < 34; n++) answers.push(await send(ann, asking(ann)));
    assert.ok(answers.slice(0, 30).every(({ error }) => error === null));
    assert.ok(answers.slice(31).some(({ error }) => /too fast/.test(error)));
    // From another address it is the same key.
    const device = await somebody({ key: ann.key });
    const more = [];
    for (let n = 0; n < 3; n++) more.push(await send(device, asking(device)));
    assert.ok(more.some(({ error }) => /too fast/.test(error)));
    // Another key of the same address has to wait too, everybody else does not.
    const neighbour = await somebody({ from: ann.from });
    const theirs = [];
    for (let n = 0; n < 3; n++) theirs.push(await send(neighbour, asking(neighbour)));
    assert.ok(theirs.some(({ error }) => /too fast/.test(error)));
    assert.equal((await send(cat, asking(cat))).error, null);
  });

  test("keeps up to a thousand messages for one, and each for three days", async () => {
    const own = await Node.start({ config });
    const [ann, bob] = [await somebody({ where: own }), await somebody({ where: own })];
    assert.equal((await send(ann, written(ann, bob))).error, null);
    await own.stop();
    const now = Date.now();
    const row = (n, expires) => `('filler${n}', ${literal(gid(pem(bob)))}, 'somebody', '${n}', '{"n":${n}}', ${now - 1000 + n}, ${expires})`;
    const rows = Array.from({ length: 999 }, (_, n) => row(n, n < 10 ? now - 1 : now + DAY));
    for (const some of [rows.slice(0, 500), rows.slice(500)]) await execute(own, `INSERT INTO edge_messenger(id, targetId, authorId, customId, data, createdAt, expiresAt) VALUES ${some.join(", ")}`);
    await own.launch();
    const again = async ({ key, session }) => {
      const client = new DesktopClient(own, { key, from: newAddress() });
      open.push(client);
      client.session = session;
      await client.connect();
      return client;
    };
    const [annAgain, bobAgain] = [await again(ann), await again(bob)];
    refused(await send(annAgain, written(ann, bob)), /Too much/);
    // What is over is not given out, and makes place.
    assert.equal((await waiting(bobAgain, now + DAY, { limit: 1 }))[0].data.n, 10);
    const cat = await somebody({ where: own });
    assert.equal((await send(cat, written(cat, ann))).error, null);
    assert.equal((await send(annAgain, written(ann, bob))).error, null);
    const all = [];
    for (;;) {
      const page = await waiting(bobAgain, now + DAY, { limit: 500 });
      if (!page.length) break;
      assert.ok(page.length <= 100);
      all.push(...page);
    }
    assert.equal(all.length, 990);
    await own.stop();
    assert.deepEqual(await execute(own, `SELECT COUNT(*) FROM edge_messenger WHERE expiresAt < ${Date.now()}`), [["0"]]);
  });

  test("tells who is there to those only who have written to each other", async () => {
    const [ann, bob, eve] = [await somebody(), await somebody(), await somebody()];
    const seen = async (asking) => (await send(asking, written(asking, bob, "x", { test: true }))).target.isOnline;
    assert.deepEqual([await seen(ann), await seen(eve)], [false, false]);
    assert.equal((await send(bob, written(bob, ann))).error, null);
    assert.deepEqual([await seen(ann), await seen(eve)], [true, false]);
    assert.equal((await profile(gid(pem(bob)))).body.target.isOnline, false);
    bob.close();
    await wait(200);
    assert.equal(await seen(ann), false);
  });

  test("a key made to look like another's gets nothing of it, and takes nothing from it", async () => {
    const [ann, bob] = [await somebody(), await somebody({ name: "Bob", vanity: "the.real.bob" })];
    const message = written(ann, bob);
    assert.equal((await send(ann, message)).error, null);
    for (const key of [keyOfSameGid(bob.key), keyOfSimilarGid(bob.key)].filter((made) => made !== null)) {
      const thief = new DesktopClient(node, { key, from: newAddress() });
      open.push(thief);
      await thief.connect();
      assert.equal(typeof (await thief.authenticate()), "string");
      const isSame = gid(key.publicKey) === gid(pem(bob));
      const hello = await thief.hello({ home_server: "evil.example", name: "Bob", vanity: "bob" });
      if (isSame) refused(hello);
      const stolen = record(thief.socket, "/messenger/receive");
      const found = await fetch(thief, 0);
      assert.deepEqual(found.inbox ?? [], []);
      const { target } = (await profile(gid(pem(bob)))).body;
      assert.deepEqual([target.publicKey, target.home_server, target.vanity, target.name], [pem(bob), HOME, "the.real.bob", "Bob"]);
      assert.equal((await send(ann, written(ann, bob))).error, null);
      await settled(thief);
      assert.deepEqual(stolen, []);
      refused(await send(ann, written(ann, { key }, "x", isSame ? {} : { targetIdentifier: "" })));
    }
    const kept = await waiting(bob);
    assert.deepEqual(kept[0].data, message);
    assert.ok(kept.every(({ isRead }) => isRead === null));
  });

  test("is no way into what members have, and members not into it", async () => {
    const [ann, bob] = [await somebody(), await somebody()];
    const member = await person(node);
    const heard = record(member.socket, "/messenger/receive");
    for (const room of [`messenger ${gid(pem(bob))}`, gid(pem(bob))]) {
      member.tell("setRoom", { room });
      await member.ask("joinDmRoom", { roomId: room });
    }
    for (const event of ["getDmRooms", "getServerInfo", "getServerMembers"]) refused(await ask(bob.socket, event, { id: member.id, token: null, sessionId: bob.session, publicKey: pem(bob) }));
    assert.equal((await send(ann, written(ann, bob))).error, null);
    await settled(member, bob);
    assert.deepEqual(heard, []);
    assert.ok(!bob.heard.some((event) => ["messageCreate", "newDmMessage"].includes(event)));
    member.close();
  });

  test("is not there unless it is wanted", async () => {
    const own = await Node.start({ config: QUIET });
    const client = new DesktopClient(own, { from: newAddress() });
    open.push(client);
    await client.connect();
    await client.authenticate();
    for (const answer of [await client.hello({ home_server: HOME }), await send(client, written(client, client)), await fetch(client)]) refused(answer);
    assert.equal((await profile(gid(pem(client)), own)).status, 404);
    await own.stop();
    assert.deepEqual(await execute(own, "SELECT COUNT(*) FROM inbox_gid_table"), [["0"]]);
  });
});
