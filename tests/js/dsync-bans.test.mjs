// Bans that nodes recommend to each other: what of it has an effect, on whom, and until when (spec 52 section 6).
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { basicRoles, role } from "./configuration.mjs";
import { execute } from "./database.mjs";
import { DesktopClient, newKey } from "./desktop-client.mjs";
import { memberHash } from "./dsync-peer.mjs";
import { deliver, Fake, meet, network, opinion, received, startNode } from "./dsync-support.mjs";
import { again, ask, eventually, person, record, wait } from "./support.mjs";

const open = [];
after(async () => {
  for (const one of open) await (one.stop ?? one.close).call(one);
});

const HELPER = "1004";
const ROLES = { ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }), [HELPER]: role(HELPER, 2, { muteUsers: 1 }) };

/** A node with this policy, and its administrator. */
async function started(bans) {
  const node = await startNode({ dsync: { bans }, serverroles: ROLES });
  open.push(node);
  node.admin = await person(node, { key: node.adminKeys[0] });
  open.push(node.admin);
  return node;
}

let networks = 0;
/** Another node, of a site of its own, with a score; vouched for if it is told so. */
async function friend(node, { trust = 70, isVouched = false, ip = `127.7.${++networks}.1` } = {}) {
  const fake = await Fake.start({ ip });
  open.push(fake);
  await meet(node, fake, isVouched);
  if (trust !== null) assert.equal((await node.admin.ask("setNodeTrust", { address: fake.address, trust })).error, null);
  return fake;
}

let addresses = 0;
/** A member whose key is proven, or only claimed. */
async function member(node, { key = newKey(), isProven = true } = {}) {
  const client = new DesktopClient(node, { key, from: `198.51.100.${++addresses}` });
  open.push(client);
  return client.enter(isProven);
}

/** The same member, who comes in again. */
async function comesBack(client) {
  const next = new DesktopClient(client.node, { key: client.key, from: client.from });
  open.push(next);
  await next.connect();
  return ask(next.socket, "userConnected", next.form({ ...client.auth, pow: client.account.pow }));
}

const recommendation = (node, { key }, more = {}) => ({ id: randomUUID(), member: memberHash(node.nodeId, key.publicKey), reason: "spam", note: "a <b>note</b>", until: null, ...more });

/** Has a fake recommend a ban; gives what it said. */
async function recommends(node, fake, about, more, envelope) {
  const payload = recommendation(node, about, more);
  assert.deepEqual((await deliver(node, fake.seal("ban.recommend", payload, node, envelope))).answer.payload, {});
  return payload;
}

async function revokes(node, fake, { id }, envelope) {
  assert.deepEqual((await deliver(node, fake.seal("ban.revoke", { id }, node, envelope))).answer.payload, {});
}

const listed = (node, page) => node.admin.ask("getBanRecommendations", { page });
const rows = async (node, count) => (await eventually(() => listed(node), ({ recommendations }) => recommendations.length === count)).recommendations;
const known = (node, { id }, nodes) => eventually(() => node.admin.ask("getNetworkBans", { memberId: id }), (found) => found.nodes === nodes);
const isBanned = async (node, { id }) => ((await node.admin.ask("getBans")).data ?? []).some(({ memberId }) => memberId === id);
const becomes = (node, about, expected) => eventually(() => isBanned(node, about), (found) => found === expected);
const audited = (node, filter) => eventually(() => node.admin.ask("getAuditlog", { filter }), ({ logs }) => logs.length > 0);

/** Until everything that was delivered before has had its effect: what comes after it has. */
async function settledNode(node, fake) {
  const { total } = await listed(node);
  await recommends(node, fake, { key: newKey() });
  await eventually(() => listed(node), (found) => found.total === total + 1);
}

describe("what others say", () => {
  let node;
  let friends;
  let ann;
  before(async () => {
    node = await started({ policy: "show" });
    friends = [await friend(node), await friend(node)];
    ann = await member(node);
  });

  test("safer: a node says what is set, and only to those who may decide", async () => {
    const state = await node.admin.ask("getNetworkState");
    assert.deepEqual({ ...state, servers: 0, pinned: 0 }, { error: null, isOn: true, isConfigured: true, address: `http://${node.address}`, key: node.key, nodeId: node.nodeId, policy: "show", minNodes: 3, blockBelow: 15, blockOnReports: false, defaultStatus: "pending", servers: 0, pinned: 0, vouched: 0, recommendations: 0 });
    assert.deepEqual([state.servers, state.pinned], [2, 2]);
    const guest = await person(node);
    open.push(guest);
    for (const [event, request] of [["getNetworkState", {}], ["getBanRecommendations", { page: 1 }], ["decideBanRecommendation", { recommendation: randomUUID(), fromKey: friends[0].identity.key, decision: "never" }], ["getNetworkBans", { memberId: ann.id }]]) {
      assert.match((await guest.ask(event, request)).error, /permission/i, event);
    }
    const save = (dsync) => node.admin.ask("saveServerInfo", { serverinfo: { dsync } });
    for (const bad of [{ bans: { policy: "all" } }, { bans: { minNodes: 0 } }, { blockBelow: 101 }, { enabled: "perhaps" }]) assert.ok((await save(bad)).error, JSON.stringify(bad));
    assert.equal((await save({ blockBelow: 12, bans: { minNodes: 4 } })).error, null);
    const after = await node.admin.ask("getNetworkState");
    assert.deepEqual([after.blockBelow, after.minNodes, after.policy, after.isOn], [12, 4, "show", true]);
  });

  test("safer: is kept by sender and id, and only the newest counts", async () => {
    const [one, other] = friends;
    const id = randomUUID();
    const ts = Date.now();
    // The revocation overtakes what it is about.
    await revokes(node, one, { id }, { ts: ts + 500 });
    await recommends(node, one, ann, { id }, { ts });
    await recommends(node, other, ann, { id, reason: "scam" });
    let found = await rows(node, 2);
    const of = (fake) => found.find(({ fromKey }) => fromKey === fake.identity.key);
    assert.deepEqual([of(one).state, of(one).memberId, of(one).recommendation], ["revoked", null, id]);
    const { until, time, ...shown } = of(other);
    assert.deepEqual(shown, { recommendation: id, fromKey: other.identity.key, fromAddress: other.address, trust: 70, memberId: ann.id, memberName: ann.account.name, reason: "scam", note: "a &lt;b&gt;note&lt;/b&gt;", state: "active", decision: null });
    assert.equal(until, time + 365 * 86_400_000);
    await known(node, ann, 1);
    // A newer one of the same id counts again, and not for longer than a year.
    await recommends(node, one, ann, { id, until: ts + 900 * 86_400_000 }, { ts: ts + 1000 });
    const { recommendations } = await known(node, ann, 2);
    assert.deepEqual(recommendations.map(({ reason }) => reason).sort(), ["scam", "spam"]);
    found = await rows(node, 2);
    assert.equal(of(one).until, ts + 1000 + 365 * 86_400_000);
    await revokes(node, other, { id });
    await known(node, ann, 1);
    await revokes(node, one, { id }, { ts: ts + 2000 });
    await known(node, ann, 0);
  });

  test("safer: nothing of it is about a member whose key is only claimed", async () => {
    const bob = await member(node, { isProven: false });
    const said = await recommends(node, friends[0], bob);
    const { recommendations } = await eventually(() => listed(node), (found) => found.recommendations.some(({ recommendation: id }) => id === said.id));
    const row = recommendations.find(({ recommendation: id }) => id === said.id);
    assert.deepEqual([row.memberId, row.memberName, row.state], [null, null, "active"]);
    assert.equal((await known(node, bob, 0)).recommendations.length, 0);
    const decide = { recommendation: said.id, fromKey: row.fromKey };
    for (const decision of ["ban", "never"]) assert.match((await node.admin.ask("decideBanRecommendation", { ...decide, decision })).error, /nobody here/);
    // Once it is proven, it is.
    const hints = record(node.admin.socket, "networkBanHint");
    await bob.prove();
    await known(node, bob, 1);
    const [hint] = await eventually(() => hints, (found) => found.length > 0);
    assert.deepEqual(hint, { memberId: bob.id, memberName: bob.account.name, nodes: 1, reasons: ["spam"], policy: "show", isBanned: false });
    // Whoever comes in is shown again, until somebody has seen enough of it.
    hints.length = 0;
    assert.equal((await comesBack(bob)).finishedOnboarding, true);
    await eventually(() => hints, (found) => found.length === 1);
    assert.deepEqual(await node.admin.ask("decideBanRecommendation", { ...decide, decision: "dismiss" }), { error: null });
    assert.ok((await node.admin.ask("decideBanRecommendation", { ...decide, decision: "perhaps" })).error);
    await comesBack(bob);
    assert.equal((await known(node, bob, 0)).recommendations.length, 0);
    assert.equal(hints.length, 1);
    assert.equal(await isBanned(node, bob), false);
  });

  test("safer: below 40 it has no effect, and the answer is the same", async () => {
    const stranger = await friend(node, { trust: 39 });
    const { total } = await listed(node);
    await recommends(node, stranger, ann);
    await revokes(node, stranger, { id: randomUUID() });
    await settledNode(node, friends[0]);
    assert.equal((await listed(node)).total, total + 1);
    assert.equal((await known(node, ann, 0)).recommendations.length, 0);
    assert.equal((await opinion(node, stranger.address)).trust, 39);
  });

  test("safer: against the schema it costs what other events do", async () => {
    const sloppy = await friend(node);
    const { answer } = await deliver(node, sloppy.seal("ban.recommend", recommendation(node, ann, { reason: "dislike" }), node));
    assert.equal(answer.payload.error, "bad_payload");
    assert.equal((await opinion(node, sloppy.address)).trust, 65);
    const shown = await node.admin.ask("getNetworkNode", { address: sloppy.address });
    const [{ kind, count, from, eventId }] = shown.evidence;
    assert.deepEqual([kind, count, from, eventId], ["malformed", 1, null, shown.log[0].eventId]);
    assert.deepEqual([shown.server.newKey, shown.server.blockedUntil], [null, null]);
    // Who is named in it stays out of the log.
    assert.ok(!shown.log[0].evidence.includes("payload"));
  });

  test("a ban that somebody takes over is that person's", async () => {
    const cyd = await member(node);
    const said = await recommends(node, friends[1], cyd, { until: Date.now() + 86_400_000 });
    await known(node, cyd, 1);
    const decide = { recommendation: said.id, fromKey: friends[1].identity.key, decision: "ban" };
    assert.deepEqual(await node.admin.ask("decideBanRecommendation", decide), { error: null });
    assert.equal(await isBanned(node, cyd), true);
    const { data } = await node.admin.ask("getBans");
    const ban = data.find(({ memberId }) => memberId === cyd.id);
    assert.deepEqual([ban.until, ban.issuerId], [said.until, node.admin.id]);
    await revokes(node, friends[1], said);
    await known(node, cyd, 0);
    assert.equal(await isBanned(node, cyd), true);
    assert.match((await node.admin.ask("decideBanRecommendation", decide)).error, /not count/);
    await audited(node, "decided about the recommendation");
  });
});

describe("a node that ignores it", () => {
  test("keeps what it hears, and shows nothing of it", async () => {
    const node = await started(undefined);
    const ann = await member(node);
    const hints = record(node.admin.socket, "networkBanHint");
    const [one] = [await friend(node)];
    await recommends(node, one, ann);
    await rows(node, 1);
    await comesBack(ann);
    assert.deepEqual(await node.admin.ask("getNetworkBans", { memberId: ann.id }), { error: null, policy: "ignore", nodes: 0, isNever: false, recommendations: [] });
    assert.equal(hints.length, 0);
  });
});

describe("a node that warns", () => {
  test("tells its staff at once, and bans nobody", async () => {
    const node = await started({ policy: "warn", minNodes: 1 });
    const ann = await member(node);
    const hints = record(node.admin.socket, "networkBanHint");
    const one = await friend(node);
    await recommends(node, one, ann);
    const [hint] = await eventually(() => hints, (found) => found.length > 0);
    assert.deepEqual([hint.memberId, hint.nodes, hint.policy, hint.isBanned], [ann.id, 1, "warn", false]);
    await audited(node, "noticed that trusted nodes (1) have banned");
    assert.equal(await isBanned(node, ann), false);
  });
});

describe("a node that bans by itself", () => {
  let node;
  let friends;
  before(async () => {
    node = await started({ policy: "auto" });
    friends = [await friend(node), await friend(node), await friend(node)];
  });
  const all = (about, more) => Promise.all(friends.map((fake) => recommends(node, fake, about, more)));

  test("safer: needs three sites of a score of 60, and lifts the ban when one takes it back", async () => {
    const ann = await member(node);
    const neighbour = await friend(node, { ip: friends[0].address.split(":")[0] });
    const doubtful = await friend(node, { trust: 59 });
    const said = [];
    for (const fake of [friends[0], friends[1], neighbour, doubtful]) said.push(await recommends(node, fake, ann));
    const { nodes, recommendations } = await known(node, ann, 3);
    assert.deepEqual([nodes, recommendations.length], [3, 4], "two of them are one site");
    await settledNode(node, friends[2]);
    assert.equal(await isBanned(node, ann), false);
    const last = await recommends(node, friends[2], ann);
    await becomes(node, ann, true);
    await audited(node, "automatically");
    assert.match((await comesBack(ann)).error, /banned/);
    await revokes(node, friends[2], last);
    await becomes(node, ann, false);
    await audited(node, "lifted the automatic ban");
    assert.equal((await comesBack(ann)).finishedOnboarding, true);
  });

  test("safer: staff and old members are only shown", async () => {
    const [helper, old] = [await member(node), await member(node)];
    assert.equal((await node.admin.ask("addUserToRole", { target: helper.id, role: HELPER })).error, null);
    await node.stop();
    await execute(node, `UPDATE members SET joined = ${Date.now() - 31 * 86_400_000} WHERE id = '${old.id}'`);
    await node.launch();
    node.admin = await again(node, node.admin);
    open.push(node.admin);
    for (const somebody of [helper, old]) await comesBack(somebody);
    const hints = record(node.admin.socket, "networkBanHint");
    for (const somebody of [helper, old]) {
      await all(somebody);
      await known(node, somebody, 3);
      await eventually(() => hints, (found) => found.some(({ memberId, nodes, isBanned: banned }) => memberId === somebody.id && nodes === 3 && !banned));
      assert.equal(await isBanned(node, somebody), false);
    }
  });

  test("safer: what the staff lifts stays lifted, and what they never want does not happen", async () => {
    const [ann, bob] = [await member(node), await member(node)];
    await all(ann);
    await becomes(node, ann, true);
    await node.admin.ask("unbanUser", { target: ann.id });
    assert.equal(await isBanned(node, ann), false);
    const { error, finishedOnboarding } = await comesBack(ann);
    assert.deepEqual([error ?? null, finishedOnboarding], [null, true]);
    assert.equal(await isBanned(node, ann), false);
    const [said] = await all(bob);
    await becomes(node, bob, true);
    assert.deepEqual(await node.admin.ask("decideBanRecommendation", { recommendation: said.id, fromKey: friends[0].identity.key, decision: "never" }), { error: null });
    assert.equal(await isBanned(node, bob), false);
    const hints = record(node.admin.socket, "networkBanHint");
    await all(bob);
    await comesBack(bob);
    await settledNode(node, friends[0]);
    assert.equal((await known(node, bob, 3)).isNever, true);
    assert.equal(await isBanned(node, bob), false);
    assert.deepEqual(hints.filter(({ memberId }) => memberId === bob.id), []);
  });
});

describe("automatic bans", () => {
  test("safer: end with what they rest on, also after a restart", async () => {
    const node = await started({ policy: "auto", minNodes: 2 });
    const friends = [await friend(node), await friend(node)];
    const [ann, bob, cyd] = [await member(node), await member(node), await member(node)];
    const all = (about, more) => Promise.all(friends.map((fake) => recommends(node, fake, about, more)));
    const until = Date.now() + 4000;
    await all(ann, { until });
    await becomes(node, ann, true);
    const [said] = await all(bob);
    const [, other] = await all(cyd);
    await becomes(node, cyd, true);
    // From now on it is a person's.
    await node.admin.ask("banUser", { target: cyd.id, duration: "1 hours" });
    await node.stop();
    await node.launch();
    node.admin = await again(node, node.admin);
    open.push(node.admin);
    assert.match((await comesBack(bob)).error, /banned/);
    await revokes(node, friends[0], said);
    await becomes(node, bob, false);
    await revokes(node, friends[1], other);
    await known(node, cyd, 1);
    assert.equal(await isBanned(node, cyd), true);
    await wait(Math.max(0, until - Date.now() + 100));
    assert.equal((await comesBack(ann)).finishedOnboarding, true);
    const { recommendations } = await listed(node);
    assert.equal(recommendations.filter(({ memberId, state }) => memberId === ann.id && state === "expired").length, 2);
  });

  test("safer: are ten a day, the rest is only told", async () => {
    const node = await started({ policy: "auto", minNodes: 1 });
    const people = [];
    while (people.length < 11) people.push(await member(node));
    const friends = [await friend(node), await friend(node)];
    for (const [n, somebody] of people.entries()) {
      if (n === 10) break;
      await recommends(node, friends[n % 2], somebody);
      await becomes(node, somebody, true);
    }
    const hints = record(node.admin.socket, "networkBanHint");
    await recommends(node, friends[0], people[10]);
    const [hint] = await eventually(() => hints, (found) => found.length > 0);
    assert.deepEqual([hint.memberId, hint.isBanned], [people[10].id, false]);
    assert.equal(await isBanned(node, people[10]), false);
  });
});

describe("what is recommended", () => {
  let node;
  let vouched;
  let trusted;
  before(async () => {
    node = await started({ policy: "ignore" });
    vouched = [await friend(node, { isVouched: true, trust: null }), await friend(node, { isVouched: true, trust: null })];
    trusted = await friend(node, { trust: 90 });
  });
  const ban = (target, more = {}) => node.admin.ask("banUser", { target: target.id, reason: "here", duration: "1 days", ...more });

  test("safer: goes to those who are vouched for, and calls a member differently to each", async () => {
    const [ann, bob] = [await member(node), await member(node, { isProven: false })];
    assert.ok((await ban(ann, { networkReason: "dislike" })).error);
    assert.ok((await ban(ann, { networkReason: "spam", networkNote: "x".repeat(301) })).error);
    assert.equal(await isBanned(node, ann), false);
    // What is not marked stays here, and so does who has proven no key.
    assert.equal((await ban(ann)).error, null);
    assert.match((await ban(bob, { networkReason: "scam" })).msg, /No other server/);
    assert.equal((await ban(ann, { networkReason: "scam", networkNote: "sells <i>gold</i>" })).error, null);
    const got = [];
    for (const fake of vouched) {
      const [event, more] = await received(fake, "ban.recommend");
      assert.equal(more, undefined);
      const { member: hash, until, ...rest } = event.payload;
      assert.equal(hash, memberHash(fake.identity.id, ann.key.publicKey));
      assert.deepEqual({ ...rest, id: "" }, { id: "", reason: "scam", note: "sells gold" });
      assert.ok(Math.abs(until - Date.now() - 86_400_000) < 60_000);
      got.push(event.payload);
    }
    assert.notEqual(got[0].member, got[1].member);
    assert.notEqual(got[0].id, got[1].id);
    assert.ok(!JSON.stringify(vouched.map(({ events }) => events)).includes(ann.id));
    await audited(node, "recommended to 2 servers to ban");
    await node.admin.ask("unbanUser", { target: ann.id });
    for (const [n, fake] of vouched.entries()) {
      const [event] = await received(fake, "ban.revoke");
      assert.deepEqual(event.payload, { id: got[n].id });
    }
    assert.deepEqual(trusted.events.filter(({ event }) => event.startsWith("ban.")), []);
  });

  test("safer: keeps to half of what may be sent, whatever has to be told, and goes on later", async () => {
    const eager = vouched[0];
    const before = eager.events.filter(({ event }) => event.startsWith("ban.")).length;
    const people = [];
    while (people.length < 6) people.push(await member(node));
    for (const somebody of people) await ban(somebody, { networkReason: "other", duration: "1 perma" });
    const sent = () => eager.events.filter(({ event }) => event.startsWith("ban.")).slice(before);
    await wait(3000);
    assert.ok(sent().length <= 5, `${sent().length}`);
    await eventually(sent, (found) => found.length === 6, 90_000);
    assert.equal(sent().at(-1).payload.until, null);
  });

  test("two real nodes agree on whom it is about", async () => {
    const other = await started({ policy: "show" });
    const key = newKey();
    const [here, there] = [await member(node, { key }), await member(other, { key })];
    await network(node, "ping", other.address);
    await network(other, "ping", node.address);
    for (const [one, two] of [[node, other], [other, node]]) await network(one, "verify", two.address);
    assert.equal((await ban(here, { networkReason: "harassment", networkNote: "both" })).error, null);
    const { recommendations } = await known(other, there, 1);
    assert.deepEqual([recommendations[0].reason, recommendations[0].note, recommendations[0].fromAddress], ["harassment", "both", node.address]);
    // The node has another key, and is still the one that said it.
    await wait(20);
    await network(node, "rotate");
    await network(other, "ping", node.address);
    await known(other, there, 1);
    await node.admin.ask("unbanUser", { target: here.id });
    await known(other, there, 0);
  });
});
