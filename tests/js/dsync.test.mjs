// Federation with real nodes and played ones: who is pinned, what is taken, what moves a score, and what is sent (spec 52).
import assert from "node:assert/strict";
import { constants, createCipheriv, createSign, generateKeyPairSync, publicEncrypt, randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { canonical, header, Identity, nodeObject, payloadHash, rotation, seal, textOf } from "./dsync-peer.mjs";
import { deliver, Fake, meet, network, newVisitor, opinion, received, startNode } from "./dsync-support.mjs";
import { freePort } from "./mariadb.mjs";
import { connect, eventually, Node, person, register, runBinary, STORE, temporaryFolder, wait } from "./support.mjs";

const vectors = JSON.parse(readFileSync(path.join(import.meta.dirname, "../fixtures/vectors/dsync-trust.json"), "utf8"));
const open = [];
after(() => Promise.all(open.map((one) => one.stop())));

async function started(options) {
  const node = await startNode(options);
  open.push(node);
  return node;
}

async function fake(options) {
  const made = await Fake.start(options);
  open.push(made);
  return made;
}

/** A node and a fake that it has pinned. */
async function pair(isVouched = false, options = {}) {
  const [node, victim] = await Promise.all([started(options), fake()]);
  await meet(node, victim, isVouched);
  return { node, victim };
}

const trust = async (node, { address }) => (await opinion(node, address)).trust;

test("the helpers sign as the vectors do", () => {
  for (const [name, { seed, key, id }] of Object.entries(vectors.keys)) {
    const made = new Identity(Buffer.from(seed, "base64url"));
    assert.deepEqual([made.key, made.id], [key, id], name);
  }
  for (const { envelope, signedText, ph } of vectors.envelopes) {
    assert.equal(textOf(envelope), signedText);
    assert.equal(payloadHash(envelope.payload), ph);
  }
});

describe("while it is off", () => {
  test("a node answers like one that knows no events, and makes no key", async () => {
    const node = await Node.start();
    open.push(node);
    const event = { event: "node.hello", payload: {}, eventId: "1" };
    assert.deepEqual(await deliver(node, event), { status: 200, answer: "", error: undefined });
    assert.deepEqual((await deliver(node, { event: "x" })).answer, { error: "Missing eventId" });
    assert.deepEqual((await deliver(node, [])).answer, { error: "Missing eventId" });
    assert.deepEqual((await deliver(node, { eventId: {} })).answer, { error: "Missing eventId" });
    assert.deepEqual(await deliver(node, "{"), { status: 400, answer: { error: "Invalid JSON" }, error: undefined });
    assert.equal((await deliver(node, event, { type: "text/plain" })).status, 415);
    assert.equal((await deliver(node, JSON.stringify({ ...event, x: "x".repeat(70_000) }))).status, 413);
    assert.equal((await fetch(`${node.url}/dcts`)).status, 404);
    const signed = seal(new Identity(), "node.list", {}, "a".repeat(32), "https://a.example.org");
    assert.equal((await deliver(node, signed)).answer, "");
    const shown = await (await fetch(`${node.url}/discover`)).json();
    assert.deepEqual([shown.node, shown.serverinfo.public_key], [undefined, ""]);
    for (const file of ["node_ed25519.json", "privatekey.json"]) assert.ok(!existsSync(path.join(node.data, "configs", file)));
    assert.match((await network(node, "list")).text, /dSync is off/);
    assert.equal((await network(node, "ping", "chat.example.org")).code, 1);
  });

  test("a node sends nothing to anybody, and the same node does when it is on", async () => {
    let connections = 0;
    const listener = net.createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address();
    const target = `chat.example.org:${port}`;
    const outgoing = { allow: [`127.0.0.1:${port}`], hosts: { "chat.example.org": ["127.0.0.1"] } };
    const counts = [];
    for (const enabled of [false, true]) {
      connections = 0;
      const trace = path.join(temporaryFolder(), "trace");
      const wrapper = ["strace", "-I", "2", "-f", "-o", trace, "-e", "trace=connect,sendto,sendmsg,sendmmsg"];
      const node = await Node.start({ wrapper, config: { serverinfo: { app: { url: "https://own.example.org" }, dsync: { enabled } }, dcts_edge: { outgoing } } });
      await fetch(`${node.url}/servers/add/${target}`, { method: "POST" });
      const socket = await connect(node.url);
      await register(socket, { knownServers: { [target]: {} } });
      await deliver(node, seal(new Identity(), "node.hello", { node: nodeObject(new Identity(), `https://${target}`) }, "a".repeat(32), `https://${target}`));
      await network(node, "ping", target);
      await wait(1500);
      socket.close();
      await node.stop();
      // What the kernel was asked to send to somewhere, but for a MariaDB.
      const isDatabase = (line) => STORE === "mariadb" && line.includes("127.0.0.1") && !line.includes(`htons(${port})`);
      const sent = readFileSync(trace, "utf8").split("\n").filter((line) => /sa_family=AF_INET/.test(line));
      counts.push([connections, sent.filter((line) => !isDatabase(line)).length]);
    }
    listener.close();
    assert.deepEqual(counts[0], [0, 0]);
    assert.ok(counts[1][0] > 0 && counts[1][1] > 0, `${counts}`);
  });
});

describe("the keys of a node", () => {
  test("are made once, for their owner alone, and survive a restart", async () => {
    const node = await started();
    const file = path.join(node.data, "configs", "node_ed25519.json");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const before = readFileSync(file, "utf8");
    const identity = new Identity(Buffer.from(JSON.parse(before).seed, "base64url"));
    assert.deepEqual([identity.key, identity.id], [node.key, node.nodeId]);
    await node.stop();
    await node.launch();
    assert.equal(readFileSync(file, "utf8"), before);
    const listed = (await network(node, "list")).text;
    assert.ok(listed.includes(node.key) && listed.includes(node.nodeId));
    const { node: shown } = await (await fetch(`${node.url}/discover`)).json();
    const { sig, ...object } = shown;
    assert.ok(identity.signed(`dsync1-node\n${canonical(object)}`, sig));
    assert.equal(shown.address, `http://${node.address}`);
  });

  test("safer: a damaged file stops the start and stays as it is", async () => {
    for (const name of ["node_ed25519.json", "privatekey.json"]) {
      const node = await started();
      await eventually(() => existsSync(path.join(node.data, "configs", "privatekey.json")), Boolean, 60_000);
      await node.stop();
      const file = path.join(node.data, "configs", name);
      writeFileSync(file, "{");
      await assert.rejects(node.launch(), new RegExp(name));
      assert.equal(readFileSync(file, "utf8"), "{");
    }
  });

  test("safer: private addresses are for nodes that nobody else reaches", async () => {
    const data = temporaryFolder();
    const config = path.join(data, "config.json");
    writeFileSync(config, JSON.stringify({ serverinfo: { dsync: { enabled: true, allowPrivateAddresses: true } } }));
    const { code, stderr } = await runBinary(["--data", data, "--config", config, "--listen", "0.0.0.0:0"]);
    assert.equal(code, 1);
    assert.match(stderr, /allowPrivateAddresses/);
  });

  test("solve challenges, and open nothing else", async () => {
    const node = await started();
    const info = () => fetch(`${node.url}/discover`).then((answer) => answer.json());
    const { serverinfo } = await eventually(info, (shown) => shown.serverinfo.public_key, 60_000);
    const pem = serverinfo.public_key;
    assert.match(pem, /^-----BEGIN PUBLIC KEY-----\n[^]*\n-----END PUBLIC KEY-----\n$/);
    const envelope = (text) => {
      const [secret, iv] = [randomBytes(32), randomBytes(12)];
      const cipher = createCipheriv("aes-256-gcm", secret, iv);
      const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]).toString("base64");
      const encKey = publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, secret).toString("base64");
      return { method: "rsa", encKey, iv: iv.toString("base64"), tag: cipher.getAuthTag().toString("base64"), ciphertext };
    };
    const solve = async (challenge) => {
      const answer = await fetch(`${node.url}/dSyncAuth/challenge`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ challenge }) });
      return { status: answer.status, ...(await answer.json()) };
    };
    assert.deepEqual(await solve(envelope("abc123def456")), { status: 200, solution: "abc123def456", publicKey: pem });
    for (const text of ["short", "With Capitals and spaces", "x".repeat(81), '{"a":1}']) assert.equal((await solve(envelope(text))).status, 400);
    const broken = { ...envelope("abc123def456"), tag: "AAAA" };
    for (const bad of [broken, null, "x", {}]) assert.equal((await solve(bad)).status, 400);
  });
});

describe("two nodes", () => {
  test("find each other, pin what the other shows, and keep it over a restart", async () => {
    const [a, b] = await Promise.all([started(), started()]);
    assert.match((await network(a, "ping", b.address)).text, /is there: ed25519:/);
    const seen = await eventually(() => opinion(b, a.address), (found) => found?.key === a.key);
    assert.deepEqual([seen.key, seen.status, seen.trust], [a.key, "pending", 20]);
    assert.equal((await opinion(a, b.address)).key, b.key);
    await network(a, "verify", b.address);
    assert.equal(await trust(a, b), 50);
    await a.stop();
    await a.launch();
    const kept = await opinion(a, b.address);
    assert.deepEqual([kept.key, kept.status, kept.trust], [b.key, "verified", 50]);
    const { servers } = await (await fetch(`${a.url}/servers`)).json();
    assert.deepEqual(servers.map(({ address }) => address), [b.address]);
    assert.ok(Date.now() - servers[0].seen < 60_000, "and when it was heard of last");
  });

  test("safer: list what others say of themselves, cut to a size and nothing else of it", async () => {
    const node = await started();
    const other = await fake();
    const { show } = other;
    const long = "\u00e4".repeat(2500);
    other.show = () => ({ ...show(), serverinfo: { name: long, about: long, description: long, icon: `/${long}`, version: long, slots: { online: 7, limit: 9 }, home: { about: long }, secret: long } });
    await meet(node, other, true);
    const [listed] = (await (await fetch(`${node.url}/servers`)).json()).servers;
    assert.deepEqual(Object.fromEntries(Object.entries(listed).map(([name, value]) => [name, value.length ?? value])), { address: other.address.length, seen: listed.seen, name: 100, about: 500, description: 500, icon: 300, version: 20, online: 7 });
    other.show = () => ({ serverinfo: { name: 7, about: ["x"], slots: { online: -1 } } });
    await network(node, "ping", other.address);
    const [now] = (await (await fetch(`${node.url}/servers`)).json()).servers;
    assert.deepEqual(Object.keys(now), ["address", "seen"]);
  });

  test("a server that answers every event with nothing is pinned and left in peace", async () => {
    const [node, silent] = await Promise.all([started(), fake()]);
    silent.answer = () => undefined;
    await meet(node, silent, true);
    await received(silent, "node.hello");
    const [before, seen] = [silent.events.length, await opinion(node, silent.address)];
    assert.deepEqual([seen.key, seen.status, seen.trust], [silent.identity.key, "verified", 50]);
    await wait(500);
    assert.equal(silent.events.length, before);
  });

  test("take a new key that the old one announces, and no other", async () => {
    const [a, b] = await Promise.all([started(), started()]);
    await network(a, "ping", b.address);
    await network(a, "verify", b.address);
    await wait(20);
    assert.match((await network(b, "rotate")).text, /the new key is ed25519:/);
    await network(a, "ping", b.address);
    const seen = await opinion(a, b.address);
    assert.notEqual(seen.key, b.key);
    assert.deepEqual([seen.status, seen.trust], ["verified", 50]);
    await wait(20);
    await network(b, "rotate", "--compromised");
    await network(a, "ping", b.address);
    assert.deepEqual([(await opinion(a, b.address)).status, await trust(a, b)], ["pending", 20]);
  });
});

describe("what is refused", () => {
  let node;
  let victim;
  let third;
  before(async () => {
    ({ node, victim } = await pair());
    third = await fake();
  });
  after(async () => assert.equal(await trust(node, victim), 20));

  const code = async (event, from) => (await deliver(node, event, { from })).error;

  test("whoever is pinned is heard", async () => {
    const { answer } = await deliver(node, victim.seal("node.list", {}, node));
    assert.deepEqual(answer.payload, { nodes: [] });
    assert.equal(answer.ratelimit.rateLimited, false);
    const hello = await deliver(node, victim.seal("node.hello", { node: nodeObject(victim.identity, victim.base) }, node));
    assert.equal(hello.answer.payload.node.id, node.nodeId);
  });

  test("safer: what was changed on the way", async () => {
    const good = victim.seal("node.list", {}, node);
    const other = new Identity();
    for (const [change, expected] of [
      [{ payload: { x: 1 } }, "bad_signature"],
      [{ event: "node.hello" }, "bad_signature"],
      [{ ts: good.ts + 1 }, "bad_signature"],
      [{ sig: other.sign("x") }, "bad_signature"],
      [{ sig: good.sig.replace(/=+$/, "") }, "bad_signature"],
      [{ key: other.key }, "unknown_node"],
      [{ source: "http://127.0.0.1:1" }, "unknown_node"],
      [{ to: other.id }, "not_for_us"],
      [{ v: 2 }, "bad_payload"],
      [{ eventId: "1" }, "bad_payload"],
      [{ key: `${good.key.slice(0, -1)}_` }, "bad_payload"],
    ]) assert.equal(await code({ ...good, ...change }), expected, JSON.stringify(change));
    assert.equal(await code(good), undefined);
  });

  test("safer: keys of another kind, and keys that sign everything", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = `rsa:${rsa.publicKey.export({ format: "der", type: "spki" }).toString("base64")}`;
    const event = { ...victim.seal("node.list", {}, node), key };
    event.sig = createSign("sha256").update(textOf(event)).sign(rsa.privateKey, "base64");
    assert.equal(await code(event), "unknown_node");
    assert.ok(vectors.badKeys.length >= 5);
    for (const { why, key: bad } of vectors.badKeys) {
      // The neutral element as R and nought as S fit every text under a key of small order, unless that is looked at.
      for (const sig of [Buffer.from([1, ...Array(63).fill(0)]).toString("base64"), victim.identity.sign("x")]) {
        const hello = { ...seal(victim.identity, "node.hello", { node: { ...nodeObject(victim.identity, third.base), key: bad } }, node.nodeId, third.base), key: bad, sig };
        assert.ok(["bad_payload", "bad_signature"].includes(await code(hello)), why);
      }
    }
    assert.equal(await opinion(node, third.address), null);
  });

  test("safer: what comes twice, late, early, or from a time before the node's start", async () => {
    const good = victim.seal("node.list", {}, node);
    assert.equal(await code(good), undefined);
    assert.equal(await code(good), "replay");
    for (const ts of [Date.now() - 6 * 60_000, Date.now() + 6 * 60_000]) {
      const { answer, error } = await deliver(node, victim.seal("node.list", {}, node, { ts }));
      assert.equal(error, "stale");
      assert.ok(Math.abs(answer.payload.now - Date.now()) < 60_000);
    }
    const restarted = await pair();
    const old = restarted.victim.seal("node.list", {}, restarted.node);
    assert.equal((await deliver(restarted.node, old)).error, undefined);
    await restarted.node.stop();
    await restarted.node.launch();
    assert.equal((await deliver(restarted.node, old)).error, "stale");
  });

  test("safer: a stranger, also one who claims somebody's address", async () => {
    const stranger = new Identity();
    assert.equal(await code(seal(stranger, "node.list", {}, node.nodeId, third.base)), "unknown_node");
    const claim = seal(stranger, "node.hello", { node: nodeObject(stranger, victim.base) }, node.nodeId, victim.base);
    assert.equal(await code(claim), "unknown_node");
    assert.equal((await opinion(node, victim.address)).key, victim.identity.key);
  });

  test("safer: an object that belongs to somebody else", async () => {
    third.show = () => victim.show();
    assert.match((await network(node, "ping", third.address)).text, /it is no node/);
    assert.equal((await opinion(node, third.address)).key, "none");
  });

  test("safer: JSON that programs may read differently", async () => {
    const good = JSON.stringify(victim.seal("node.list", {}, node));
    for (const bad of vectors.profile.refused.filter((text) => text.startsWith("{") && text.endsWith("}"))) {
      const body = good.replace('"payload":{}', `"payload":${bad}`);
      assert.notEqual(body, good);
      const { status, error } = await deliver(node, body);
      // What is no JSON at all is told by the status.
      assert.ok(error === "bad_payload" || status === 400, bad);
    }
    assert.equal(await code(good.replace('"v":1', '"v":1,"v":1')), "bad_payload");
  });

  test("safer: an address that sends rubbish is not listened to for a while, and the named key loses nothing", async () => {
    const from = newVisitor();
    for (let n = 0; n < 10; n++) assert.equal(await code({ ...victim.seal("node.list", {}, node), sig: new Identity().sign("x") }, from), "bad_signature");
    assert.equal(await code(victim.seal("node.list", {}, node), from), "rate_limited");
    assert.equal(await code(victim.seal("unknown.event", {}, node)), undefined);
  });
});

describe("trust", () => {
  test("malformed events cost until the node is blocked, and those who vouched are told", async () => {
    const { node, victim } = await pair();
    const friend = await fake();
    await meet(node, friend, true);
    assert.equal((await deliver(node, victim.seal("node.hello", { node: "none" }, node))).error, "bad_payload");
    assert.equal(await trust(node, victim), 15);
    assert.equal((await deliver(node, victim.seal("node.hello", {}, node))).error, "bad_payload");
    const seen = await opinion(node, victim.address);
    assert.deepEqual([seen.status, seen.trust], ["blocked", 10]);
    assert.equal((await deliver(node, victim.seal("node.list", {}, node))).error, "blocked");
    const [report] = await received(friend, "abuse.report");
    assert.equal(report.payload.offender.key, victim.identity.key);
    assert.equal(report.payload.kind, "malformed");
    assert.deepEqual(report.payload.evidence[0].payload, {});
    await node.stop();
    await node.launch();
    assert.deepEqual([(await opinion(node, victim.address)).status, await trust(node, victim)], ["blocked", 10]);
    // The staff has the last word.
    await network(node, "verify", victim.address);
    assert.deepEqual([(await opinion(node, victim.address)).status, await trust(node, victim)], ["verified", 50]);
  });

  test("a flood is refused from its limit on and costs from twice of it on, once a minute", async () => {
    const { node, victim } = await pair();
    const answers = [];
    for (let n = 0; n < 20; n++) answers.push((await deliver(node, victim.seal("node.list", {}, node))).error);
    assert.deepEqual(answers.slice(0, 6), Array(6).fill(undefined));
    assert.deepEqual(answers.slice(6), Array(14).fill("rate_limited"));
    assert.equal(await trust(node, victim), 18);
  });

  test("safer: the flood of others does not count against the key that it names", async () => {
    const { node, victim } = await pair();
    const event = victim.seal("node.list", {}, node);
    for (let n = 0; n < 20; n++) await deliver(node, { ...event, eventId: event.eventId.replace(/^.{8}/, String(n).padStart(8, "0")) });
    assert.equal((await deliver(node, event)).error, undefined);
    for (let n = 0; n < 20; n++) await deliver(node, event);
    assert.equal(await trust(node, victim), 20);
  });

  test("a report moves a score if it proves something, and its sender's if it does not", async () => {
    const { node, victim: offender } = await pair();
    const [reporter, liar, nobody] = await Promise.all([fake(), fake(), fake()]);
    for (const one of [reporter, liar]) await meet(node, one, true);
    await meet(node, nobody);
    const evidenceFor = (one, payload = { node: "none" }) => seal(offender.identity, "node.hello", payload, one.identity.id, offender.base);
    const report = (one, evidence, kind = "malformed") => deliver(node, one.seal("abuse.report", { offender: { key: offender.identity.key }, kind, evidence, count: 1 }, node));
    // Whom nobody vouches for is not listened to.
    await report(nobody, [evidenceFor(nobody)]);
    assert.equal(await trust(node, offender), 20);
    // Five of fifty; down to the threshold and not below it.
    const evidence = evidenceFor(reporter);
    assert.deepEqual((await report(reporter, [evidence])).answer.payload, {});
    await eventually(() => trust(node, offender), (found) => found === 15);
    assert.deepEqual([(await opinion(node, offender.address)).status, await trust(node, offender)], ["pending", 15]);
    await network(node, "verify", offender.address);
    // The same once more, and what somebody else has got.
    await report(reporter, [evidence]);
    await wait(300);
    assert.equal(await trust(node, offender), 50);
    assert.equal(await trust(node, reporter), 50);
    await report(liar, [evidence]);
    await eventually(() => trust(node, liar), (found) => found === 30);
    assert.equal(await trust(node, liar), 30);
    assert.equal(await trust(node, offender), 50);
  });

  test("safer: what proves nothing costs the reporter", async () => {
    const { node, victim } = await pair();
    const flood = (one, count, more = () => ({})) => Array.from({ length: count }, (_, n) => header(seal(victim.identity, "node.list", {}, one.identity.id, victim.base, more(n))));
    const now = Date.now();
    const id = "00000000-0000-4000-8000-000000000001";
    for (const [name, kind, evidence, loss] of [
      ["a flood", "rate", (one) => flood(one, 13), 0],
      ["one too few", "rate", (one) => flood(one, 12), 20],
      ["one event again and again", "rate", (one) => flood(one, 13, () => ({ eventId: id })), 20],
      ["over more than a minute", "rate", (one) => flood(one, 13, (n) => ({ ts: now - n * 6000 })), 20],
      ["a week ago", "malformed", (one) => [seal(victim.identity, "node.hello", {}, one.identity.id, victim.base, { ts: now - 8 * 86_400_000 })], 20],
      ["a good event", "malformed", (one) => [seal(victim.identity, "node.list", {}, one.identity.id, victim.base)], 20],
      ["an event to somebody else", "malformed", () => [seal(victim.identity, "node.hello", {}, node.nodeId, victim.base)], 20],
      ["a forgery", "malformed", (one) => [{ ...seal(new Identity(), "node.hello", {}, one.identity.id, victim.base), key: victim.identity.key }], 20],
    ]) {
      const one = await fake();
      await meet(node, one, true);
      const before = await trust(node, victim);
      await deliver(node, one.seal("abuse.report", { offender: { key: victim.identity.key }, kind, evidence: evidence(one), count: 1 }, node));
      await eventually(() => opinion(node, one.address), (found) => found.trust === 50 - loss, 1000);
      assert.equal(await trust(node, one), 50 - loss, name);
      assert.equal(await eventually(() => trust(node, victim), (found) => found === before - (loss ? 0 : 5), 5000), before - (loss ? 0 : 5), name);
      await network(node, "block", one.address);
    }
  });

  test("safer: servers below one domain fill ten places, and nothing automatic makes them trusted", async () => {
    const { node, victim } = await pair(true);
    const many = await Promise.all(Array.from({ length: 40 }, () => fake()));
    for (const one of many) await network(node, "ping", one.address);
    const listed = () => network(node, "list").then(({ text }) => text.split("\n").filter((line) => line.startsWith("127.")));
    const kept = await listed();
    // Whom somebody has decided about takes nobody's place.
    assert.equal(kept.length, 11);
    assert.ok(kept.every((line) => line.endsWith(line.startsWith(victim.address) ? " verified node 50" : " pending node 20")), kept.join("\n"));
    // What they say of each other, and of whom somebody vouches for, is nothing.
    for (const one of many.slice(0, 9)) await deliver(node, one.seal("abuse.report", { offender: { key: victim.identity.key }, kind: "malformed", evidence: [seal(victim.identity, "node.hello", {}, one.identity.id, victim.base)], count: 1 }, node));
    for (const one of many) await deliver(node, one.seal("node.hello", { node: nodeObject(one.identity, one.base) }, node));
    await wait(500);
    assert.deepEqual((await listed()).sort(), kept.sort());
  });

  test("safer: what proves nothing to others is not reported", async () => {
    const { node, victim } = await pair();
    const friend = await fake();
    await meet(node, friend, true);
    // Ahead of the report's own time, and too large for one.
    await deliver(node, victim.seal("node.hello", {}, node, { ts: Date.now() + 4 * 60_000 }));
    await deliver(node, victim.seal("node.hello", { node: "x".repeat(50_000) }, node, { ts: Date.now() + 4 * 60_000 }));
    assert.equal((await opinion(node, victim.address)).status, "blocked");
    await wait(1000);
    assert.deepEqual(friend.events.filter(({ event }) => event === "abuse.report"), []);
    assert.equal(await trust(node, friend), 50);
  });

  test("safer: however many misbehave, one report goes out in a minute", async () => {
    const node = await started();
    const friend = await fake();
    await meet(node, friend, true);
    for (let n = 0; n < 6; n++) {
      const bad = await fake();
      await meet(node, bad);
      for (let m = 0; m < 2; m++) await deliver(node, bad.seal("node.hello", {}, node));
      assert.equal((await opinion(node, bad.address)).status, "blocked");
    }
    await wait(1500);
    assert.equal(friend.events.filter(({ event }) => event === "abuse.report").length, 1);
  });
});

describe("keys that change", () => {
  test("safer: a key that nothing leads to changes nothing until somebody accepts it", async () => {
    const { node, victim } = await pair(true);
    const [admin] = [await person(node, { key: node.adminKeys[0] })];
    const before = victim.identity;
    victim.identity = new Identity();
    await network(node, "ping", victim.address);
    assert.deepEqual([(await opinion(node, victim.address)).key, await trust(node, victim)], [before.key, 50]);
    const got = victim.events.length;
    await network(node, "ping", victim.address);
    assert.equal(victim.events.length, got);
    const address = victim.address;
    assert.match((await admin.ask("acceptNodeKey", { address, key: before.key })).error, /another key/);
    assert.equal((await admin.ask("acceptNodeKey", { address, key: victim.identity.key })).error, null);
    assert.deepEqual([(await opinion(node, address)).key, await trust(node, victim), (await opinion(node, address)).status], [victim.identity.key, 20, "pending"]);
    // The old one is over for good.
    victim.identity = before;
    await network(node, "ping", address);
    assert.notEqual((await opinion(node, address)).key, before.key);
    admin.close();
  });

  test("safer: rotations by the old key alone, for another address, or replayed lead nowhere", async () => {
    const { node, victim } = await pair(true);
    const [old, fresh] = [victim.identity, new Identity()];
    await wait(20);
    const good = rotation(old, fresh, victim.base);
    victim.identity = fresh;
    for (const bad of [{ ...good, sigNew: good.sigOld }, rotation(old, fresh, "http://127.0.0.1:1"), rotation(old, fresh, victim.base, { ts: 1 }), { ...good, compromised: true }]) {
      victim.rotations = [bad];
      await network(node, "ping", victim.address);
      assert.equal((await opinion(node, victim.address)).key, old.key, JSON.stringify(bad));
    }
    victim.rotations = [good];
    await network(node, "ping", victim.address);
    assert.deepEqual([(await opinion(node, victim.address)).key, await trust(node, victim)], [fresh.key, 50]);
    const stale = seal(old, "node.list", {}, node.nodeId, victim.base);
    assert.equal((await deliver(node, stale)).error, "unknown_node");
  });

  test("a node that rotates right after it was met is followed, also if its clock is behind", async () => {
    const { node } = await pair();
    const late = await fake({ now: () => Date.now() - 3_600_000 });
    await meet(node, late, true);
    const [old, fresh] = [late.identity, new Identity()];
    late.rotations = [rotation(old, fresh, late.base, { ts: late.now() + 1 })];
    late.identity = fresh;
    await network(node, "ping", late.address);
    assert.deepEqual([(await opinion(node, late.address)).key, await trust(node, late)], [fresh.key, 50]);
  });
});

describe("for the staff", () => {
  test("rows say what is known, and only those who may decide", async () => {
    const { node, victim } = await pair();
    const [admin, guest] = [await person(node, { key: node.adminKeys[0] }), await person(node)];
    const { servers } = await admin.ask("getNetworkServers");
    const [row] = servers;
    assert.deepEqual([row.address, row.status, row.trust, row.nodeKey, row.nodeId, row.decidedBy, row.blockedReason], [victim.address, "pending", 20, victim.identity.key, victim.identity.id, null, null]);
    assert.ok(row.id > 0);
    assert.equal(JSON.parse(row.data).serverinfo.name, "Fake");
    const { address } = victim;
    assert.deepEqual(await admin.ask("setNodeTrust", { address, trust: 70 }), { error: null });
    await deliver(node, victim.seal("node.hello", {}, node));
    const shown = await eventually(() => admin.ask("getNetworkNode", { address }), (found) => found.log?.length === 2);
    assert.deepEqual(shown.log.map((entry) => entry.delta), [-5, 50]);
    assert.deepEqual([shown.error, shown.server.trust], [null, 65]);
    assert.equal(JSON.parse(shown.log[0].evidence)[0].key, victim.identity.key);
    assert.deepEqual(shown.evidence, [{ kind: "malformed", eventId: shown.log[0].eventId, count: 1, from: null, at: shown.log[0].time }]);
    for (const [event, request] of [["getNetworkNode", { address }], ["setNodeTrust", { address, trust: 1 }], ["acceptNodeKey", { address, key: "x" }], ["changeNetworkServerStatus", { address, status: "verified" }]]) {
      assert.match((await guest.ask(event, request)).error, /permissions/, event);
      assert.ok((await admin.ask(event, { ...request, address: "unknown.example.org" })).error, event);
    }
    assert.ok((await admin.ask("setNodeTrust", { address, trust: 101 })).error);
    guest.close();
    admin.close();
  });
});

describe("discovery", () => {
  test("servers are looked at once, whoever names them and however", async () => {
    const node = await started();
    const people = await Promise.all([fake(), fake(), fake(), fake()]);
    const forms = [JSON.stringify({ [people[0].address]: {} }), { [people[1].address]: {} }, [people[2].address], [{ Address: people[3].address }]];
    for (const knownServers of forms) {
      const socket = await connect(node.url);
      assert.equal((await register(socket, { knownServers })).error ?? null, null);
      socket.close();
    }
    for (const one of people) await eventually(() => one.visits, (count) => count > 0);
    assert.deepEqual(people.map((one) => one.visits), [1, 1, 1, 1]);
    for (let n = 0; n < 5; n++) await fetch(`${node.url}/servers/add/${people[0].address}`, { method: "POST" });
    await wait(300);
    assert.equal(people[0].visits, 1);
    const stock = await fake();
    stock.show = () => ({ serverinfo: { name: "Stock", about: "x".repeat(5000) } });
    await fetch(`${node.url}/servers/add/${stock.address}`, { method: "POST" });
    const seen = await eventually(() => opinion(node, stock.address), Boolean);
    assert.deepEqual([seen.key, seen.trust], ["none", 0]);
    assert.deepEqual(stock.events, []);
  });

  test("safer: a list brings no more than ten hints, and only from somebody trusted", async () => {
    const node = await started();
    const [friend, stranger] = [await fake(), await fake()];
    const targets = await Promise.all(Array.from({ length: 15 }, () => fake()));
    const list = () => ({ payload: { nodes: targets.map(({ base }) => ({ address: base, key: "x" })) }, ratelimit: {} });
    [friend.answer, stranger.answer] = [list, list];
    await meet(node, stranger);
    assert.equal(stranger.events.filter(({ event }) => event === "node.list").length, 0);
    await meet(node, friend, true);
    await network(node, "ping", friend.address);
    await wait(1000);
    assert.equal(targets.filter(({ visits }) => visits > 0).length, 10);
  });

  test("safer: no path leads to addresses of the own network", async () => {
    let connections = 0;
    const listener = net.createServer((socket) => {
      connections++;
      socket.destroy();
    });
    const port = await freePort();
    await new Promise((resolve) => listener.listen(port, "127.0.0.1", resolve));
    const hosts = { "inside.example.org": ["127.0.0.1"], "both.example.org": ["8.8.8.8", "127.0.0.1"], "meta.example.org": ["169.254.169.254"] };
    const node = await Node.start({ config: { serverinfo: { app: { url: "https://own.example.org" }, dsync: { enabled: true } }, dcts_edge: { outgoing: { hosts } } } });
    open.push(node);
    const { node: shown } = await (await fetch(`${node.url}/discover`)).json();
    const targets = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433", "inside.example.org", "both.example.org", "meta.example.org", "own.example.org", "nas.local", "10.0.0.1"].map((name) => `${name}:${port}`);
    for (const target of targets) {
      await fetch(`${node.url}/servers/add/${encodeURIComponent(target)}`, { method: "POST", headers: { "x-forwarded-for": newVisitor() } });
      const identity = new Identity();
      const source = `https://${target}`;
      await deliver(node, seal(identity, "node.hello", { node: nodeObject(identity, source) }, shown.id, source));
      assert.equal((await network(node, "ping", target)).code, 1, target);
    }
    for (const knownServers of [targets, Object.fromEntries(targets.map((target) => [target, {}]))]) {
      const socket = await connect(node.url);
      await register(socket, { knownServers });
      socket.close();
    }
    await wait(1000);
    listener.close();
    assert.equal(connections, 0);
    assert.deepEqual((await network(node, "list")).text.split("\n").slice(2), []);
  });

  test("safer: a server that redirects, sends too much or no JSON is no server", async () => {
    const node = await started();
    const inside = await fake();
    const { createServer } = await import("node:http");
    for (const respond of [
      (response) => response.writeHead(302, { location: `${inside.base}/discover` }).end(),
      (response) => response.writeHead(200, { "content-type": "text/html" }).end(JSON.stringify(inside.show())),
      (response) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ serverinfo: { x: "x".repeat(70_000) } })),
      (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"serverinfo":[]}'),
      (response) => response.writeHead(404, { "content-type": "application/json" }).end('{"serverinfo":{}}'),
    ]) {
      const server = createServer((_, response) => respond(response));
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      assert.equal((await network(node, "ping", `127.0.0.1:${server.address().port}`)).code, 1);
      server.close();
    }
    assert.equal(inside.visits, 0);
  });
});
