// Federation over minutes, hours and weeks, and with as many others as a node knows of: real nodes, whose clock is set forward
// (spec 52 sections 1, 4, 5 and 7).
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Clock } from "./clock.mjs";
import { execute } from "./database.mjs";
import { Identity, seal } from "./dsync-peer.mjs";
import { deliver, Fake, meet, network, newVisitor, opinion, received, startNode } from "./dsync-support.mjs";
import { eventually, person, wait } from "./support.mjs";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const open = [];
after(() => Promise.all(open.map((one) => one.stop())));

/** A node whose clock can be set forward. */
async function started(dsync) {
  const clock = new Clock();
  const node = await startNode({ dsync, wrapper: clock.wrapper });
  open.push(node);
  return { node, clock };
}

async function fake(clock, options) {
  const made = await Fake.start({ ...options, now: clock.now });
  open.push(made);
  return made;
}

/** Servers that are there from the start of a node: rows of its table. */
async function plant(node, rows) {
  await node.stop();
  for (let at = 0; at < rows.length; at += 250) {
    const values = rows.slice(at, at + 250).map(({ address, status = "pending", identity, trust = 20, decided = false, until = 0 }) =>
      `('${address}', '${status}', ${identity ? `'${identity.key}', '${identity.id}'` : "NULL, NULL"}, 1, ${trust * 100}, ${decided ? "'admin'" : "NULL"}, ${until}, 0, 0)`);
    await execute(node, `INSERT INTO network_servers(address, status, node_key, node_id, pinned_at, trust, decided_by, blocked_until, last_seen, failures) VALUES ${values.join(", ")}`);
  }
  await node.launch();
}

/** Addresses of as many sites, at a port where nobody is asked. */
const elsewhere = (n) => `127.${1 + (n >> 8)}.${n & 255}.1:9`;
const lines = async (node) => (await network(node, "list")).text.split("\n").filter((line) => line.startsWith("127."));
const trust = async (node, { address }) => (await opinion(node, address)).trust;
const reports = (one) => one.events.filter(({ event }) => event === "abuse.report");

describe("a score", () => {
  test("falls with every minute of a flood until the node is blocked, and those who are vouched for get the proof", async () => {
    const { node, clock } = await started();
    const [friend, bad] = [await fake(clock), await fake(clock)];
    await meet(node, friend, true);
    await meet(node, bad);
    for (const left of [18, 16, 14]) {
      for (let n = 0; n < 20; n++) await deliver(node, bad.seal("node.list", {}, node));
      assert.equal(await trust(node, bad), left);
      await clock.forward(MINUTE + 1000, node);
    }
    assert.equal((await opinion(node, bad.address)).status, "blocked");
    assert.equal((await deliver(node, bad.seal("node.list", {}, node))).error, "blocked");
    const [{ payload }] = await received(friend, "abuse.report");
    assert.deepEqual([payload.kind, payload.offender.key], ["rate", bad.identity.key]);
    assert.equal(new Set(payload.evidence.map(({ eventId }) => eventId)).size, 13);
    assert.equal(await trust(node, friend), 50);
  });

  test("safer: falls also if the flood is mixed with times of before", async () => {
    const { node, clock } = await started();
    const bad = await fake(clock);
    await meet(node, bad);
    await clock.forward(2 * MINUTE, node);
    for (let n = 0; n < 30; n++) await deliver(node, bad.seal("node.list", {}, node, n % 6 ? {} : { ts: clock.now() - 70_000 }));
    assert.equal(await trust(node, bad), 18);
  });

  test("comes back by one an hour, up to 20, and every change is written down", async () => {
    const { node, clock } = await started();
    const bad = await fake(clock);
    await meet(node, bad);
    await deliver(node, bad.seal("node.hello", {}, node));
    assert.equal(await trust(node, bad), 15);
    const admin = await person(node, { key: node.adminKeys[0] });
    for (const expected of [16, 17, 18, 19, 20, 20]) {
      await clock.forward(HOUR, node);
      assert.equal(await eventually(() => trust(node, bad), (found) => found === expected), expected);
    }
    const { log } = await admin.ask("getNetworkNode", { address: bad.address });
    assert.deepEqual(log.map(({ delta }) => delta), [1, 1, 1, 1, 1, -5]);
    admin.close();
  });

  test("safer: grows by one a day for those who are vouched for and heard, and not above 80", async () => {
    const { node, clock } = await started();
    const [friend, silent, stranger] = [await fake(clock), await fake(clock), await fake(clock)];
    for (const one of [friend, silent]) await meet(node, one, true);
    await meet(node, stranger);
    silent.show = () => ({});
    silent.answer = () => undefined;
    const admin = await person(node, { key: node.adminKeys[0] });
    await admin.ask("setNodeTrust", { address: friend.address, trust: 78 });
    for (const [day, expected] of [79, 80, 80].entries()) {
      for (let part = 0; part < 4; part++) {
        await clock.forward(DAY / 4, node);
        for (const one of [friend, stranger]) await deliver(node, one.seal("node.list", {}, node));
      }
      assert.equal(await eventually(() => trust(node, friend), (found) => found === expected), expected, `day ${day}`);
    }
    // Heard on its first day alone.
    assert.deepEqual([await trust(node, silent), await trust(node, stranger)], [51, 20]);
    admin.close();
  });

  test("begins again at 16 when thirty days of a block are over; whom somebody vouches for is left alone for a day only", async () => {
    const { node, clock } = await started();
    const [bad, friend] = [await fake(clock), await fake(clock)];
    await meet(node, bad);
    await meet(node, friend, true);
    for (let n = 0; n < 2; n++) await deliver(node, bad.seal("node.hello", {}, node));
    for (let n = 0; n < 8; n++) {
      await deliver(node, friend.seal("node.hello", {}, node));
      if (n === 3) await clock.forward(MINUTE + 1000, node);
    }
    const admin = await person(node, { key: node.adminKeys[0] });
    const rows = async () => Object.fromEntries((await admin.ask("getNetworkServers")).servers.map((row) => [row.address, row]));
    let seen = await rows();
    assert.deepEqual([seen[bad.address].status, seen[bad.address].trust], ["blocked", 10]);
    assert.deepEqual([seen[friend.address].status, seen[friend.address].trust], ["verified", 10]);
    assert.ok(seen[friend.address].blockedReason);
    assert.equal((await deliver(node, friend.seal("node.list", {}, node))).error, "blocked");
    await clock.forward(DAY + HOUR, node);
    seen = await eventually(rows, (found) => !found[friend.address].blockedReason);
    assert.deepEqual([seen[friend.address].blockedReason, seen[friend.address].trust, seen[bad.address].status], [null, 16, "blocked"]);
    assert.equal((await deliver(node, friend.seal("node.list", {}, node))).error, undefined);
    await clock.forward(30 * DAY, node);
    seen = await eventually(rows, (found) => found[bad.address].status === "pending");
    assert.deepEqual([seen[bad.address].status, seen[bad.address].trust], ["pending", 16]);
    admin.close();
  });
});

/** A node with a friend that hears its reports, and as many that are blocked once they `misbehave`. */
async function withOffenders(length) {
  const { node, clock } = await started();
  const friend = await fake(clock);
  await meet(node, friend, true);
  const bad = Array.from({ length }, (_, n) => ({ address: elsewhere(n), identity: new Identity(), trust: 15 }));
  await plant(node, bad);
  const misbehave = async ({ address, identity }) => {
    const { error } = await deliver(node, seal(identity, "node.hello", {}, node.nodeId, `http://${address}`, { ts: clock.now() }));
    assert.equal(error, "bad_payload");
  };
  return { node, clock, friend, bad, misbehave };
}

describe("reports", () => {
  test("safer: the same event counts once, whoever shows it, and proves nothing a month later", async () => {
    const { node, clock } = await started();
    const [offender, ...reporters] = [await fake(clock), await fake(clock), await fake(clock)];
    await meet(node, offender);
    for (const one of reporters) await meet(node, one, true);
    const eventId = "11111111-1111-4111-8111-111111111111";
    const evidence = reporters.map((one) => seal(offender.identity, "node.hello", {}, one.identity.id, offender.base, { eventId, ts: clock.now() }));
    const report = (n) => deliver(node, reporters[n].seal("abuse.report", { offender: { key: offender.identity.key }, kind: "malformed", evidence: [evidence[n]], count: 1 }, node));
    await report(0);
    assert.equal(await eventually(() => trust(node, offender), (found) => found === 15), 15);
    await network(node, "verify", offender.address);
    await report(1);
    await wait(500);
    assert.deepEqual([await trust(node, offender), await trust(node, reporters[1])], [50, 50]);
    // What has counted is remembered for thirty days; by then the events are too old to prove anything.
    await clock.forward(31 * DAY, node);
    await wait(300);
    await report(0);
    assert.equal(await eventually(() => trust(node, reporters[0]), (found) => found === 30), 30);
    assert.equal(await trust(node, offender), 50);
  });

  test("safer: take no more than twenty a day, also if they come at once", async () => {
    const { node, clock } = await started();
    const offender = await fake(clock);
    await meet(node, offender, true);
    const admin = await person(node, { key: node.adminKeys[0] });
    const reporters = await Promise.all(Array.from({ length: 5 }, () => fake(clock)));
    for (const one of reporters) {
      await meet(node, one, true);
      await admin.ask("setNodeTrust", { address: one.address, trust: 100 });
    }
    await admin.ask("setNodeTrust", { address: offender.address, trust: 90 });
    await Promise.all(reporters.map((one) => {
      const evidence = [seal(offender.identity, "node.hello", {}, one.identity.id, offender.base, { ts: clock.now() })];
      return deliver(node, one.seal("abuse.report", { offender: { key: offender.identity.key }, kind: "malformed", evidence, count: 1 }, node));
    }));
    await eventually(() => trust(node, offender), (found) => found === 70);
    await wait(300);
    assert.equal(await trust(node, offender), 70);
    const { log, evidence } = await admin.ask("getNetworkNode", { address: offender.address });
    assert.deepEqual(log.slice(0, 2).map(({ delta }) => delta), [-10, -10]);
    assert.ok(reporters.some(({ address }) => address === evidence[0].from));
    admin.close();
    // A restart is no new day.
    await node.stop();
    await node.launch();
    const [one] = reporters;
    const more = [seal(offender.identity, "node.hello", {}, one.identity.id, offender.base, { ts: clock.now() })];
    await deliver(node, one.seal("abuse.report", { offender: { key: offender.identity.key }, kind: "malformed", evidence: more, count: 1 }, node));
    await wait(300);
    assert.equal(await trust(node, offender), 70);
  });

  test("go out again to a server that was not ready for them", async () => {
    const { node, clock } = await started();
    const [friend, bad] = [await fake(clock), await fake(clock)];
    await meet(node, friend, true);
    await meet(node, bad);
    friend.answer = () => ({ payload: { error: "stale", now: 1 } });
    for (let n = 0; n < 2; n++) await deliver(node, bad.seal("node.hello", {}, node));
    const [first] = await received(friend, "abuse.report");
    friend.answer = () => ({ payload: {} });
    await clock.forward(11_000, node);
    await clock.forward(50_000, node);
    const [, second] = await received(friend, "abuse.report", 2);
    assert.notEqual(second.eventId, first.eventId);
    assert.deepEqual(second.payload, first.payload);
  });

  test("safer: a thousand keys that misbehave cause six an hour", async () => {
    const { node, clock, friend, bad, misbehave } = await withOffenders(1000);
    for (let at = 0; at < bad.length; at += 50) {
      await Promise.all(bad.slice(at, at + 50).map(misbehave));
      await clock.forward(1000, node);
    }
    assert.equal((await lines(node)).filter((line) => line.endsWith(" blocked node 10")).length, 1000);
    const first = clock.now();
    for (const minutes of [0, 1, 2, 3, 4]) {
      await received(friend, "abuse.report", minutes + 1);
      await wait(50);
      assert.equal(reports(friend).length, minutes + 1);
      await clock.forward(MINUTE, node);
    }
    await received(friend, "abuse.report", 6);
    while (clock.now() < first + HOUR - 2 * MINUTE) {
      await clock.forward(MINUTE, node);
      await wait(20);
    }
    assert.equal(reports(friend).length, 6);
    assert.equal(await trust(node, friend), 50);
    await clock.forward(3 * MINUTE, node);
    await received(friend, "abuse.report", 7);
    assert.equal(new Set(reports(friend).map(({ payload }) => payload.offender.key)).size, 7);
  });

  test("safer: are counted in an hour also across a restart, and written down", async () => {
    const { node, clock, friend, bad, misbehave } = await withOffenders(8);
    const first = clock.now();
    for (const [at, one] of bad.slice(0, 6).entries()) {
      await misbehave(one);
      await received(friend, "abuse.report", at + 1);
      await clock.forward(MINUTE, node);
    }
    await node.stop();
    await node.launch();
    for (const one of bad.slice(6)) await misbehave(one);
    while (clock.now() < first + HOUR - 2 * MINUTE) {
      await clock.forward(MINUTE, node);
      await wait(20);
    }
    assert.equal(reports(friend).length, 6);
    await clock.forward(3 * MINUTE, node);
    await received(friend, "abuse.report", 7);
    const admin = await person(node, { key: node.adminKeys[0] });
    const { log } = await admin.ask("getNetworkNode", { address: bad[0].address });
    assert.deepEqual(log.map(({ delta, reason }) => [delta, reason]), [[0, "others were told of it"], [-5, "a malformed event"]]);
    admin.close();
  });
});

test("safer: another key that is served for thirty days takes the place of one that says nothing, as that of a new node", async () => {
  const { node, clock } = await started();
  const moved = await fake(clock);
  await meet(node, moved, true);
  const [old, fresh] = [moved.identity, new Identity()];
  moved.identity = fresh;
  const look = async () => {
    const { visits } = moved;
    await clock.forward(DAY, node);
    await eventually(() => moved.visits, (found) => found > visits);
    await wait(50);
    return opinion(node, moved.address);
  };
  for (let day = 1; day < 30; day++) {
    const seen = await look();
    assert.deepEqual([seen.key, seen.status], [old.key, "verified"], `day ${day}`);
  }
  // Once more the old one: counted from the beginning.
  moved.identity = old;
  await look();
  moved.identity = fresh;
  for (let day = 1; day < 30; day++) {
    assert.equal((await look()).key, old.key, `day ${day} of the second time`);
    if (day !== 15) continue;
    // It is still known after a restart, and nothing is sent there before somebody has looked.
    const events = moved.events.length;
    await node.stop();
    await node.launch();
    assert.match((await network(node, "show", moved.address)).text, /another key/);
    assert.equal(moved.events.length, events);
  }
  let seen;
  for (let day = 30; day < 33 && seen?.key !== fresh.key; day++) seen = await look();
  assert.deepEqual([seen.key, seen.status, seen.trust], [fresh.key, "pending", 20]);
});

describe("room", () => {
  test("safer: five hundred servers below one domain fill ten places and move nothing", async () => {
    const { node, clock } = await started();
    const victim = await fake(clock, { ip: "127.0.1.1" });
    await meet(node, victim, true);
    const many = [];
    for (let n = 0; n < 500; n++) many.push(await fake(clock));
    for (let at = 0; at < many.length; at += 50) {
      const some = many.slice(at, at + 50);
      await Promise.all(some.map(({ address }) => fetch(`${node.url}/servers/add/${address}`, { method: "POST", headers: { "x-forwarded-for": newVisitor() } })));
      if (at === 0) await eventually(() => lines(node), (found) => found.length === 11);
      await clock.forward(MINUTE, node);
    }
    await wait(300);
    const kept = await lines(node);
    assert.equal(kept.length, 11);
    // Nobody of them is asked any more, for nothing could come of it.
    assert.ok(many.slice(50).every(({ visits }) => visits === 0));
    const pinned = many.filter(({ address }) => kept.includes(`${address} pending node 20`));
    assert.equal(pinned.length, 10);
    for (const one of pinned) await deliver(node, one.seal("abuse.report", { offender: { key: victim.identity.key }, kind: "malformed", evidence: [seal(victim.identity, "node.hello", {}, one.identity.id, victim.base, { ts: clock.now() })], count: 1 }, node));
    for (const [n, one] of many.entries()) {
      if (n % 50 === 49) await clock.forward(MINUTE, node);
      await deliver(node, one.seal("node.hello", { node: { ...one.show().node } }, node));
    }
    // Also not with time.
    for (let day = 0; day < 3; day++) {
      await clock.forward(DAY, node);
      await deliver(node, pinned[0].seal("node.list", {}, node));
    }
    await wait(300);
    assert.deepEqual((await lines(node)).sort(), kept.sort());
    assert.equal(await trust(node, victim), 50);
  });

  test("of ten servers below one domain that are gone one makes room for another, and not before an hour", async () => {
    const { node, clock } = await started();
    const ten = [];
    for (let n = 0; n < 10; n++) ten.push(await Fake.start({ now: clock.now }));
    for (const one of ten) await meet(node, one);
    const late = await fake(clock);
    const submit = () => fetch(`${node.url}/servers/add/${late.address}`, { method: "POST", headers: { "x-forwarded-for": newVisitor() } });
    await submit();
    await wait(200);
    assert.equal(late.visits, 0);
    await Promise.all(ten.map((one) => one.stop()));
    for (let round = 0; round < 7; round++) {
      await clock.forward(11 * MINUTE, node);
      await wait(200);
    }
    await submit();
    const known = await eventually(() => lines(node), (found) => found.includes(`${late.address} pending node 20`));
    assert.deepEqual([known.length, known.includes(`${late.address} pending node 20`)], [10, true]);
  });

  test("safer: where two thousand are known, newcomers drive out the least trusted and oldest, and nobody who was decided about", async () => {
    const { node, clock } = await started();
    const rows = Array.from({ length: 2000 }, (_, n) => ({ address: elsewhere(n), identity: n % 2 ? new Identity() : undefined, trust: n % 2 ? 20 : 0 }));
    const blocked = clock.now() + 20 * DAY;
    Object.assign(rows[0], { decided: true });
    Object.assign(rows[2], { decided: true, status: "blocked" });
    Object.assign(rows[4], { status: "blocked", until: blocked });
    Object.assign(rows[1], { decided: true, status: "verified", trust: 1 });
    await plant(node, rows);
    const newcomers = [await fake(clock), await fake(clock, { ip: "127.0.1.1" }), await fake(clock, { ip: "127.0.2.1" })];
    for (const one of newcomers) await meet(node, one);
    let known = await lines(node);
    assert.equal(known.length, 2000);
    const gone = rows.filter(({ address }) => !known.some((line) => line.startsWith(`${address} `)));
    assert.deepEqual(gone.map(({ address }) => address), [rows[6], rows[8], rows[10]].map(({ address }) => address));
    // After a restart, too.
    await node.stop();
    assert.deepEqual(await execute(node, "SELECT COUNT(*) FROM network_servers"), [["2000"]]);
    await execute(node, "UPDATE network_servers SET decided_by = 'admin'");
    await node.launch();
    const late = await fake(clock, { ip: "127.0.3.1" });
    assert.match((await network(node, "ping", late.address)).text, /no room/);
    known = await lines(node);
    assert.deepEqual([known.length, await opinion(node, late.address)], [2000, null]);
  });
});
