// DCTS's desktop client: its own page starts, and then shows the page of this node with its key (spec 41
// sections 5 and 7); and everybody who would like a key, a session or an account that is not theirs.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DesktopClient, crossOrigin, newKey, openEnvelope, request } from "./desktop-client.mjs";
import { ask, connect, newId, newProof, Node, once, person, record, rejoin, wait } from "./support.mjs";

const vectors = JSON.parse(readFileSync(path.join(import.meta.dirname, "../fixtures/dsync/envelopes.json"), "utf8"));
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" });
const DAY = 86_400_000;

let node;
let witness;
const clients = [];

before(async () => {
  node = await Node.start({ config: { serverinfo: { login: { maxLoginAttempts: 50 } } } });
  witness = await person(node);
});
after(async () => {
  for (const client of clients) client.close();
  witness.close();
  await node.stop();
});

// Logins are counted by address, so each test has one of its own.
let addresses = 0;
const newAddress = () => `198.51.100.${++addresses}`;

function desktop(options = {}, where = node) {
  const client = new DesktopClient(where, { from: newAddress(), ...options });
  clients.push(client);
  return client;
}

/** The window shows this node's page: registered with the key. */
async function window(options, more, where = node) {
  const client = desktop(options, where);
  await client.connect();
  client.told = record(client.socket, "verifyPublicKey");
  await client.register(more);
  return client;
}

/** A member whose key is proven. */
async function proven(options, where = node) {
  const client = await window(options, {}, where);
  await client.prove();
  return client;
}

const profile = async (target) => (await witness.ask("getMemberProfile", { target, posX: 1, posY: 2 })).member;
const isVerified = async ({ account }) => {
  const [shown, { data }] = [await profile(account.id), await witness.ask("resolveMember", { target: account.id })];
  assert.equal(shown.isVerifiedKey, data.isVerifiedKey);
  return data.isVerifiedKey;
};
const keyOf = async ({ account }) => (await witness.ask("getMemberPublicKey", { target: account.id })).publicKey;
const refused = ({ status, body }, expected) => {
  assert.equal(status, expected, JSON.stringify(body));
  assert.equal(typeof body.error, "string");
};
const notIn = (answer) => {
  assert.notEqual(answer.finishedOnboarding, true, JSON.stringify(answer));
  assert.equal(answer.token, undefined);
};

describe("the helpers", () => {
  for (const { name, envelope, decrypted } of vectors.envelopes) {
    test(`open what the reference made: ${name}`, () => assert.deepEqual(openEnvelope(vectors.privateKey, envelope), decrypted));
  }
});

describe("its own page", () => {
  test("reads who the server is", async () => {
    const { status, body } = await desktop().discover();
    assert.equal(status, 200);
    const { name, about, banner, icon, voip, version, slots } = body.serverinfo;
    for (const text of [name, about, banner, version]) assert.equal(typeof text, "string");
    assert.ok(icon === null || typeof icon === "string");
    assert.equal(typeof voip, "boolean");
    assert.deepEqual([typeof slots.online, typeof slots.limit, typeof slots.reserved], ["number", "number", "number"]);
    assert.equal(body.error, undefined);
  });

  test("connects by polling from another origin, and stays connected without joining", async () => {
    const polled = await request(node, "GET", "/socket.io/?EIO=4&transport=polling", { headers: { origin: "http://127.0.0.1:40404" } });
    assert.equal(polled.headers["access-control-allow-origin"], "*");
    const client = desktop();
    const socket = await client.connect();
    await wait(3000);
    assert.equal(socket.connected, true);
    assert.equal(socket.io.engine.transport.name, "websocket");
    assert.deepEqual(client.heard.filter((event) => event !== "updateMemberList"), []);
  });

  test("gets a session, keeps it over a restart, and says hello twice at the same time", async () => {
    const own = await Node.start();
    const client = desktop({}, own);
    await client.connect();
    // Two handlers of one connect run the same chain.
    const twin = desktop({ key: client.key, from: client.from }, own);
    const sessions = await Promise.all([client.authenticate(), twin.authenticate()]);
    for (const session of sessions) assert.match(session, /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(...sessions);
    const hellos = await Promise.all([client.hello(), client.hello()]);
    for (const { error } of hellos) assert.equal(typeof error, "string");
    assert.equal(client.socket.connected, true);
    client.close();
    await own.stop();
    // Sessions are stored as digests only.
    for (const file of readdirSync(own.data, { recursive: true }).map((name) => path.join(own.data, name))) {
      if (statSync(file).isFile()) assert.ok(!readFileSync(file).includes(sessions[0]), file);
    }
    await own.launch();
    const { status, body } = await client.post("/dSyncAuth/verify/session", { sessionId: sessions[0], publicKey: client.key.publicKey });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.error, body.valid, body.publicKey], [null, true, client.key.publicKey]);
    assert.ok(Math.abs(body.expiresAt - Date.now() - 30 * DAY) < 120_000);
    await own.stop();
  });

  test("is told at once that there is no messenger", async () => {
    const client = desktop();
    await client.connect();
    for (const [event, payload] of [["/messenger/hello", { publicKey: client.key.publicKey, sessionId: null, home_server: "x" }], ["/messenger/send", { message: {}, sessionId: "x" }], ["/messenger/fetch", { publicKey: client.key.publicKey, sessionId: "x", timestamp: 0 }], ["/messenger/fetch", null]]) {
      const begun = Date.now();
      const answer = await ask(client.socket, event, payload, 2000);
      assert.equal(typeof answer.error, "string", event);
      assert.ok(Date.now() - begun < 1000);
    }
    assert.equal(client.socket.connected, true);
  });

  test("asks for the inbox, and lives with what it gets", async () => {
    const client = desktop();
    refused(await client.post("/inbox/fetch", { publicKey: client.key.publicKey, sessionId: "nonsense" }), 403);
    const session = await client.authenticate();
    const { status, body } = await client.post("/inbox/fetch", { publicKey: client.key.publicKey, sessionId: session });
    // Nobody here has this key.
    refused({ status, body }, 403);
  });
});

describe("the page of the server, in its window", () => {
  for (const [platform, form] of [["Electron", (known) => known], ["Android", (known) => JSON.stringify(known)]]) {
    test(`${platform}: joins with the key and the servers it knows, proves the key, and others see that`, async () => {
      const asked = [];
      const inside = http.createServer(({ url }, response) => (asked.push(url), response.end("{}")));
      await new Promise((resolve) => inside.listen(0, "127.0.0.1", resolve));
      const { port } = inside.address();
      const known = { [`127.0.0.1:${port}`]: { serverinfo: { name: "x".repeat(50_000) } }, [`localhost:${port}`]: {}, "chat.invalid": {}, "no host": null, ["__proto__"]: {} };
      const client = await window({}, { knownServers: form(known) });
      await wait(200);
      assert.equal(client.told.length, 1);
      assert.equal(await isVerified(client), false);
      assert.equal(await keyOf(client), client.key.publicKey);
      const { error, sessionId } = await client.prove();
      assert.equal(error, null);
      assert.equal(typeof sessionId, "string");
      assert.equal(await isVerified(client), true);
      const back = desktop({ key: client.key, from: client.from });
      await back.connect();
      const told = record(back.socket, "verifyPublicKey");
      const ack = await ask(back.socket, "userConnected", back.form({ ...client.auth, knownServers: form(known) }));
      assert.equal(ack.finishedOnboarding, true);
      await wait(200);
      assert.deepEqual(told, []);
      assert.deepEqual(asked, []);
      inside.close();
    });
  }

  test("the proof survives a restart", async () => {
    const own = await Node.start();
    const client = await proven({}, own);
    client.close();
    await own.stop();
    await own.launch();
    const somebody = await person(own);
    assert.equal((await somebody.ask("resolveMember", { target: client.account.id })).data.isVerifiedKey, true);
    assert.equal((await somebody.ask("getMemberPublicKey", { target: client.account.id })).publicKey, client.key.publicKey);
    somebody.close();
    await own.stop();
  });

  test("an account that was made in a browser gets its key with the first join of the desktop", async () => {
    const somebody = await person(node);
    const client = desktop();
    await client.connect();
    const told = once(client.socket, "verifyPublicKey");
    const ack = await ask(client.socket, "userConnected", client.form({ ...somebody.auth, pow: somebody.account.pow }));
    assert.equal(ack.finishedOnboarding, true);
    await told;
    client.account = ack;
    assert.equal(await isVerified(client), false);
    await client.prove();
    assert.equal(await isVerified(client), true);
    somebody.close();
  });

  test("another computer's key does not replace the one that is proven", async () => {
    const client = await proven();
    const second = desktop({ from: client.from });
    await second.connect();
    assert.equal((await ask(second.socket, "userConnected", second.form(client.auth))).finishedOnboarding, true);
    await second.prove().catch(() => {});
    assert.equal(await keyOf(client), client.key.publicKey);
    assert.equal(await isVerified(client), true);
  });
});

describe("safer: keys", () => {
  test("only RSA keys of a fair size are asked to prove anything", async () => {
    const client = desktop();
    const keys = ["somepassword", "", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", ec, newKey(1024).publicKey, `${client.key.publicKey}${"\n".repeat(5000)}`, client.key.privateKey, 7, null, {}, [client.key.publicKey]];
    for (const publicKey of keys) {
      const answer = await client.post("/dSyncAuth/login", { publicKey });
      assert.equal(answer.status, 400, JSON.stringify([publicKey, answer.body]).slice(0, 300));
      assert.equal(typeof answer.body.error, "string");
    }
    for (const body of ["{}", "", "[]", "null", "no json", "7"]) refused(await client.post("/dSyncAuth/login", body), 400);
    const bare = await request(node, "POST", "/dSyncAuth/login", { from: client.from });
    assert.equal(bare.status, 400);
  });

  test("one key is one key, however it is written", async () => {
    const client = desktop({ key: vectors });
    for (const { name, text } of vectors.sameKey.slice(0, 3)) {
      const { status, body } = await client.login(text);
      assert.equal(status, 200, name);
      assert.equal((await client.verify(body.identifier, client.open(body.challenge), vectors.publicKey)).status, 200, name);
    }
  });

  test("a body of more than 100 KB is refused", async () => {
    for (const route of ["login", "verify", "verify/session"]) {
      const answer = await request(node, "POST", `/dSyncAuth/${route}`, { body: JSON.stringify({ publicKey: "x".repeat(110_000) }), headers: { "content-type": "application/json" }, from: newAddress() });
      assert.equal(answer.status, 413, route);
    }
  });

  test("challenges are random, look like no JSON, and name nobody", async () => {
    const client = desktop();
    const [first, second] = [await client.login(), await client.login()].map(({ body }) => body);
    const solutions = [first, second].map(({ challenge }) => client.open(challenge));
    for (const solution of solutions) assert.match(solution, /^c[0-9a-f]{64}$/);
    assert.notEqual(...solutions);
    assert.notEqual(first.identifier, second.identifier);
    const gid = Buffer.from(client.key.publicKey.slice(80, 120)).toString("base64");
    for (const { identifier } of [first, second]) assert.ok(identifier.length >= 16 && identifier !== gid);
    for (const part of ["encKey", "iv", "tag", "ciphertext"]) assert.notEqual(first.challenge[part], second.challenge[part]);
  });

  test("an attempt is for one answer, right or wrong, and for its own key", async () => {
    const client = desktop();
    const other = newKey();
    const attempt = async () => {
      const { body } = await client.login();
      return [body.identifier, client.open(body.challenge)];
    };
    let [identifier, solution] = await attempt();
    assert.equal((await client.verify(identifier, solution)).status, 200);
    refused(await client.verify(identifier, solution), 404);
    [identifier, solution] = await attempt();
    refused(await client.verify(identifier, `c${"0".repeat(64)}`), 403);
    refused(await client.verify(identifier, solution), 404);
    [identifier, solution] = await attempt();
    refused(await client.verify(identifier, solution, other.publicKey), 403);
    refused(await client.verify(identifier, solution), 404);
    refused(await client.verify("nonsense", "x"), 404);
    const key = client.key.publicKey;
    for (const body of [{ publicKey: key }, { publicKey: key, solution: "x" }, { publicKey: key, identifier: "x" }, {}]) refused(await client.post("/dSyncAuth/verify", body), 400);
    for (const body of ["", "[]", "null", "no json"]) refused(await client.post("/dSyncAuth/verify", body), 400);
  });

  test("a key has at most four attempts at a time", async () => {
    const client = desktop();
    const logins = [];
    for (let n = 0; n < 7; n++) logins.push(await client.login());
    assert.ok(logins.slice(0, 4).every(({ status }) => status === 200));
    const outcomes = [];
    for (const { status, body } of logins) outcomes.push(status === 200 ? (await client.verify(body.identifier, client.open(body.challenge))).status : status);
    assert.ok(outcomes.filter((status) => status === 200).length <= 4, outcomes.join());
    assert.ok(outcomes.filter((status) => status === 200).length >= 1, outcomes.join());
  });

  test("an address has at most twenty logins a minute, and other addresses go on", async () => {
    const from = newAddress();
    const keys = Array.from({ length: 6 }, () => newKey());
    for (let n = 0; n < 20; n++) {
      const { status, body } = await desktop({ from, key: keys[n % 6] }).login();
      assert.equal(status, 200, `login ${n + 1}: ${JSON.stringify(body)}`);
    }
    const { status, body } = await desktop({ from, key: keys[5] }).login();
    assert.deepEqual([status, body.code], [429, "rate_limited"]);
    assert.equal((await desktop({ key: newKey() }).login()).status, 200);
  });
});

describe("safer: sessions", () => {
  test("unknown ones, and those of other keys, open nothing", async () => {
    const client = desktop();
    const session = await client.authenticate();
    const check = (body) => client.post("/dSyncAuth/verify/session", body);
    refused(await check({ sessionId: "3f1c2d9e-0000-4000-8000-000000000000", publicKey: client.key.publicKey }), 401);
    refused(await check({ sessionId: session, publicKey: newKey().publicKey }), 401);
    refused(await check({ publicKey: client.key.publicKey }), 400);
    refused(await check({ sessionId: 7, publicKey: client.key.publicKey }), 400);
    refused(await check("null"), 400);
    assert.equal((await check({ sessionId: session, publicKey: client.key.publicKey })).status, 200);
  });

  test("a key has at most ten: the oldest ends", async () => {
    const key = newKey();
    const sessions = [];
    for (let n = 0; n < 11; n++) {
      sessions.push(await desktop({ key }).authenticate());
      // The oldest is told by its time.
      await wait(5);
    }
    const statuses = [];
    for (const sessionId of sessions) statuses.push((await desktop({ key }).post("/dSyncAuth/verify/session", { sessionId, publicKey: key.publicKey })).status);
    assert.deepEqual(statuses, [401, ...Array(10).fill(200)]);
  });
});

describe("safer: whose key it is", () => {
  test("to claim a key marks nothing, whatever one says of oneself", async () => {
    const { publicKey } = newKey();
    const liar = await window({ key: { publicKey, privateKey: null } }, { isVerifiedKey: true });
    assert.equal(await isVerified(liar), false);
    await liar.ask("updateMember", { isVerifiedKey: true });
    await liar.ask("updateMember", { publicKey, isVerifiedKey: true });
    assert.equal(await isVerified(liar), false);
    // A wrong answer proves nothing either.
    const { body } = await liar.login();
    refused(await liar.verify(body.identifier, "x"), 403);
    assert.equal(await isVerified(liar), false);
  });

  test("a key that somebody has proven is nobody else's", async () => {
    const owner = await proven();
    const thief = await window({ key: owner.key });
    assert.notEqual(await keyOf(thief), owner.key.publicKey);
    assert.equal(await isVerified(thief), false);
    await thief.ask("updateMember", { publicKey: owner.key.publicKey });
    assert.notEqual(await keyOf(thief), owner.key.publicKey);
    // The owner proves it once more, for another server's sake: still only the owner's.
    await owner.prove();
    assert.equal(await isVerified(thief), false);
    assert.equal(await isVerified(owner), true);
  });

  test("somebody's mere claim does not keep the owner from the own key", async () => {
    const key = newKey();
    const squatter = await window({ key });
    const owner = await window({ key });
    await owner.prove();
    assert.equal(await isVerified(owner), true);
    assert.equal(await keyOf(owner), key.publicKey);
    assert.equal(await isVerified(squatter), false);
  });

  test("a proof from another address gives a session, and marks nobody", async () => {
    const client = await window();
    const elsewhere = desktop({ key: client.key });
    assert.equal(typeof (await elsewhere.prove()).sessionId, "string");
    assert.equal(await isVerified(client), false);
  });

  test("of several who claim one key at one address, none is marked", async () => {
    const [key, from] = [newKey(), newAddress()];
    const both = [await window({ key, from }), await window({ key, from })];
    assert.equal(typeof (await both[0].prove()).sessionId, "string");
    for (const client of both) assert.equal(await isVerified(client), false);
  });

  test("what is no key of a fair size is not stored", async () => {
    for (const publicKey of [ec, newKey(1024).publicKey, "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 7, { pem: 1 }]) {
      const client = await window({ key: { publicKey } });
      assert.ok(!(await keyOf(client)), String(publicKey));
      assert.deepEqual(client.told, []);
      client.close();
    }
  });
});

describe("login by key", () => {
  let owner;
  before(async () => (owner = await proven()));

  /** A new window of the owner's installation. */
  const fresh = async (options = { key: owner.key }) => {
    const client = desktop(options);
    await client.connect();
    return client;
  };
  const join = (client, more) => ask(client.socket, "userConnected", client.form(more));

  for (const [who, stored] of [["a new browser", () => ({ id: newId() })], ["one that has lost its token", () => ({ id: owner.account.id })], ["one whose token is out of date", () => ({ id: owner.account.id, token: `1${"3".repeat(47)}` })]]) {
    test(`${who} is asked, answers, and is in`, async () => {
      const client = await fresh();
      const form = stored();
      const asked = await join(client, { ...form, keySolution: null });
      assert.equal(asked.keyAuth, true, JSON.stringify(asked));
      notIn(asked);
      const ack = await join(client, { ...form, keySolution: client.open(asked.challenge) });
      assert.deepEqual([ack.finishedOnboarding, ack.id, ack.loginName], [true, owner.account.id, owner.account.loginName], JSON.stringify(ack));
      assert.match(ack.token, /^\d{48}$/);
      const auth = { id: ack.id, token: ack.token };
      assert.equal(typeof (await ask(client.socket, "getServerInfo", auth)).serverinfo, "object");
      // The token is good for the next visit.
      const next = await connect(node.url);
      assert.equal((await rejoin(next, { ...auth, pow: newProof() })).finishedOnboarding, true);
      next.close();
    });
  }

  test("a session of the key opens as well", async () => {
    const client = await fresh();
    const sessionId = await client.authenticate();
    const ack = await join(client, { sessionId, keySolution: null });
    assert.deepEqual([ack.finishedOnboarding, ack.id], [true, owner.account.id], JSON.stringify(ack));
    const other = await fresh();
    notIn(await join(other, { sessionId: "3f1c2d9e-0000-4000-8000-000000000000", keySolution: null }));
    const thief = await fresh({});
    notIn(await join(thief, { sessionId, keySolution: null }));
  });

  test("a page that does not know of it is not asked", async () => {
    const client = await fresh();
    const answer = await join(client);
    assert.equal("keyAuth" in answer, false);
    assert.equal(answer.finishedOnboarding, false);
    const returning = await join(client, { id: owner.account.id, token: `1${"3".repeat(47)}` });
    assert.equal(returning.error, "Invalid login");
  });

  test("safer: only a proven key is asked, never one that is only claimed", async () => {
    const claimed = await window();
    for (const client of [await fresh({ key: claimed.key }), await fresh({})]) {
      const answer = await join(client, { keySolution: null });
      assert.equal("keyAuth" in answer, false, JSON.stringify(answer));
      notIn(answer);
    }
    const returning = await fresh({ key: claimed.key });
    notIn(await join(returning, { id: claimed.account.id, keySolution: null }));
  });

  test("safer: an answer is for one join, on its own socket, and a wrong one uses the question up", async () => {
    owner = await proven();
    const client = await fresh();
    const challenged = async () => client.open((await join(client, { keySolution: null })).challenge);
    const solution = await challenged();
    const other = await fresh();
    notIn(await join(other, { keySolution: solution }));
    assert.equal((await join(client, { keySolution: solution })).finishedOnboarding, true);
    notIn(await join(client, { keySolution: solution }));
    const late = await fresh();
    const right = late.open((await join(late, { keySolution: null })).challenge);
    notIn(await join(late, { keySolution: `c${"0".repeat(64)}` }));
    notIn(await join(late, { keySolution: right }));
    // The answer to the question of one key does not open another's account.
    const stranger = await proven();
    const mixed = await fresh();
    const question = await join(mixed, { keySolution: null });
    assert.equal(question.keyAuth, true, JSON.stringify(question));
    const theirs = mixed.open(question.challenge);
    notIn(await join(mixed, { publicKey: stranger.key.publicKey, keySolution: theirs }));
  });

  test("safer: a stranger's wrong answers keep the stranger out, never the owner", async () => {
    owner = await proven();
    const from = newAddress();
    for (let n = 0; n < 8; n++) {
      const stranger = await fresh({ key: owner.key, from });
      await join(stranger, { keySolution: null });
      for (const wrong of [`c${"0".repeat(64)}`, "", 7, {}]) notIn(await join(stranger, { keySolution: wrong }));
    }
    const client = await fresh();
    const asked = await join(client, { keySolution: null });
    assert.equal(asked.keyAuth, true, JSON.stringify(asked));
    assert.equal((await join(client, { keySolution: client.open(asked.challenge) })).finishedOnboarding, true);
  });

  test("safer: a banned member does not get in by key", async () => {
    const own = await Node.start();
    const root = await person(own, { key: own.adminKeys[0] });
    const banned = await proven({}, own);
    await root.ask("banUser", { target: banned.account.id, duration: "1 hour" });
    const client = desktop({ key: banned.key }, own);
    await client.connect();
    const asked = await join(client, { keySolution: null });
    const answer = asked.keyAuth ? await join(client, { keySolution: client.open(asked.challenge) }) : asked;
    notIn(answer);
    root.close();
    await own.stop();
  });
});

test("the routes may be asked for by any page, before and after", async () => {
  for (const route of ["login", "verify", "verify/session"]) {
    for (const body of ["{}", "no json"]) await crossOrigin(node, "POST", `/dSyncAuth/${route}`, { body, from: newAddress() });
  }
});
