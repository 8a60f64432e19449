// Who has to go really goes: LiveKit is told, and tokens of before let nobody back in (spec 42 section 6).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { again, ask, connect, eventually, person, runBinary, settled, wait } from "./support.mjs";
import { askToken, form, inCall, isListed, LOUNGE, tokenOf, town, watcher } from "./voice-support.mjs";

const ANNEX = "0-0-6";
const open = { viewChannel: 1, viewChannelHistory: 1 };

describe("safer: who must not be there any more is sent out of the call", () => {
  let place;
  let node;
  let livekit;
  let admin;
  let bert;
  before(async () => {
    place = await town();
    ({ node, livekit } = place);
    admin = await person(node, { key: node.adminKeys[0] });
    bert = await watcher(node);
  });
  after(() => place.end());

  const gone = (who, room = LOUNGE) => eventually(() => livekit.identities(room), (seen) => !seen.includes(who.id));
  /** Somebody in the lounge, whose token of before is of no use afterwards. */
  async function sentOut(end, { room = LOUNGE, mayReturn = false } = {}) {
    const who = await watcher(node);
    const token = await tokenOf(node, who, room);
    await livekit.join(token);
    const channelId = room.split("-")[2];
    who.tell("notifyVcMemberJoined", { channelId, memberId: who.id });
    await isListed(admin, [who.id], channelId);
    await end(who);
    assert.deepEqual(await gone(who, room), []);
    assert.deepEqual(await isListed(admin, [], channelId), []);
    await settled(bert);
    assert.deepEqual(bert.left.filter(({ memberId }) => memberId === who.id), [{ memberId: who.id, channelId }]);
    const removed = livekit.calls("RemoveParticipant").filter(({ identity }) => identity === who.id);
    assert.ok(removed.length >= 1);
    for (const { grants } of removed) assert.deepEqual(grants, { roomAdmin: true, room });
    if (!mayReturn) {
      // As a changed client would: straight to LiveKit with what it still has.
      await livekit.join(token);
      assert.deepEqual(await gone(who, room), []);
      assert.deepEqual(await isListed(admin, [], channelId), []);
    }
    who.close();
    return who;
  }

  test("by a kick", async () => {
    const who = await sentOut((who) => admin.ask("kickUser", { target: who.id, reason: "" }));
    assert.equal((await askToken(node, form(who, LOUNGE, { token: who.account.token }))).status, 403);
  });

  test("by a disconnection", () => sentOut((who) => admin.ask("disconnectUser", { target: who.id, reason: "" })));

  test("by a ban", async () => {
    const who = await sentOut((who) => admin.ask("banUser", { target: who.id, reason: "", duration: "1 hour" }));
    assert.equal((await askToken(node, form(who, LOUNGE, { token: who.account.token }))).status, 403);
  });

  test("by the operator", async () => {
    await sentOut((who) => runBinary(["ctl", "disconnect", who.id, "--data", node.data]));
  });

  for (const [what, permission] of [["use voice", { ...open, useVOIP: -1 }], ["see the channel", { ...open, useVOIP: 1, viewChannel: -1 }]]) {
    test(`by losing the right to ${what}`, async () => {
      const who = await watcher(node);
      const token = await tokenOf(node, who, ANNEX);
      await livekit.join(token);
      who.tell("notifyVcMemberJoined", { channelId: "6", memberId: who.id });
      await isListed(admin, [who.id], "6");
      const saved = await admin.ask("saveChannelPermissions", { channel: "6", role: "0", permission });
      assert.ok(!saved.error, JSON.stringify(saved));
      assert.deepEqual(await gone(who, ANNEX), []);
      assert.deepEqual(await isListed(admin, [], "6"), []);
      // Its own client hears of it, too.
      assert.deepEqual(await eventually(() => who.left, (left) => left.length > 0), [{ memberId: who.id, channelId: "6" }]);
      await livekit.join(token);
      assert.deepEqual(await gone(who, ANNEX), []);
      await admin.ask("saveChannelPermissions", { channel: "6", role: "0", permission: { ...open, useVOIP: 1 } });
      who.close();
    });
  }

  test("somebody with a token who has not come yet is not let in by it", async () => {
    const who = await person(node);
    const token = await tokenOf(node, who);
    await admin.ask("disconnectUser", { target: who.id, reason: "" });
    await livekit.join(token);
    assert.deepEqual(await gone(who), []);
    // Who logs in again may come in again: with a new token.
    const back = await again(node, who);
    await livekit.join(await tokenOf(node, back));
    assert.deepEqual(await isListed(admin, [who.id]), [who.id]);
    await livekit.leave(LOUNGE, who.id);
    back.close();
  });
});

describe("safer: what may be sent follows the permissions", () => {
  let place;
  let node;
  let livekit;
  let admin;
  before(async () => {
    place = await town();
    ({ node, livekit } = place);
    admin = await person(node, { key: node.adminKeys[0] });
  });
  after(() => place.end());

  const permission = (who) => livekit.rooms.get(LOUNGE)?.get(who.id)?.permission;
  const becomes = async (who, sources) => {
    const isSo = (seen) => JSON.stringify(seen?.can_publish_sources ?? []) === JSON.stringify(sources) && seen.can_publish === sources.length > 0 && seen.can_publish_data === seen.can_publish;
    const seen = await eventually(() => permission(who), isSo, 20_000);
    assert.deepEqual(seen, { can_subscribe: true, can_publish: sources.length > 0, can_publish_data: sources.length > 0, can_publish_sources: sources });
  };
  const ALL = ["MICROPHONE", "CAMERA", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO"];
  const permit = (given) => admin.ask("saveChannelPermissions", { channel: "9", role: "0", permission: { ...open, useVOIP: 1, ...given } });

  test("muted in a call, one listens; until it ends", async () => {
    const who = await person(node);
    await inCall(place, who);
    assert.equal((await admin.ask("muteUser", { target: who.id, reason: "", time: "1 hour" })).error, null);
    await becomes(who, []);
    assert.deepEqual(livekit.calls("UpdateParticipant").at(-1).grants, { roomAdmin: true, room: LOUNGE });
    assert.ok(!(await admin.ask("unmuteUser", { target: who.id })).error);
    await becomes(who, ALL);
    await admin.ask("muteUser", { target: who.id, reason: "", time: "2 seconds" });
    await becomes(who, []);
    await becomes(who, ALL);
    await livekit.leave(LOUNGE, who.id);
    who.close();
  });

  test("a denied source ends in running calls", async () => {
    const who = await person(node);
    await inCall(place, who);
    await permit({ shareScreen: -1, useCamera: -1 });
    await becomes(who, ["MICROPHONE"]);
    await permit({});
    await becomes(who, ALL);
    await livekit.leave(LOUNGE, who.id);
    who.close();
  });

  test("a track that goes on nevertheless is muted", async () => {
    const who = await person(node);
    const tracks = [{ sid: "TR_mic", source: "MICROPHONE", muted: false }, { sid: "TR_screen", source: "SCREEN_SHARE", muted: false }];
    await permit({ shareScreen: -1 });
    await inCall(place, who, LOUNGE, { tracks });
    const muted = await eventually(() => livekit.calls("MutePublishedTrack"), (calls) => calls.length > 0, 20_000);
    assert.deepEqual(muted.map(({ room, identity, track_sid: track, muted: is, grants }) => [room, identity, track, is, grants]), [[LOUNGE, who.id, "TR_screen", true, { roomAdmin: true, room: LOUNGE }]]);
    assert.deepEqual(tracks.map((track) => track.muted), [false, true]);
    await permit({});
    await livekit.leave(LOUNGE, who.id);
    who.close();
  });
});

describe("channels that go", () => {
  let place;
  let node;
  let livekit;
  let admin;
  let anna;
  before(async () => {
    place = await town();
    ({ node, livekit } = place);
    admin = await person(node, { key: node.adminKeys[0] });
    anna = await watcher(node);
  });
  after(() => place.end());

  test("take their calls along", async () => {
    const token = await tokenOf(node, anna, ANNEX);
    await livekit.join(token);
    anna.tell("notifyVcMemberJoined", { channelId: "6", memberId: anna.id });
    await isListed(admin, [anna.id], "6");
    const deleted = await admin.ask("deleteChannel", { channelId: "6" });
    assert.equal(deleted.error, null, JSON.stringify(deleted));
    assert.equal(await eventually(() => livekit.rooms.has(ANNEX), (is) => !is), false);
    const [end] = livekit.calls("DeleteRoom");
    assert.deepEqual([end.room, end.grants], [ANNEX, { roomCreate: true }]);
    assert.deepEqual(await eventually(() => anna.left, (left) => left.length > 0), [{ memberId: anna.id, channelId: "6" }]);
    // LiveKit makes rooms for whoever comes with a token.
    await livekit.join(token);
    assert.deepEqual(await eventually(() => livekit.identities(ANNEX), (seen) => seen.length === 0), []);
    assert.equal((await askToken(node, form(anna, ANNEX, { token: anna.account.token }))).status, 403);
    assert.equal(typeof (await ask(anna.socket, "getVcChannelMembers", { ...anna.auth, channelId: "6" })).error, "string");
  });

  test("with their group, too", async () => {
    const group = async () => Object.values(await admin.ask("getGroupChannels")).find(({ info }) => info?.name === "Away");
    assert.ok(!(await admin.ask("createGroup", { value: "Away" })).error);
    const id = String((await group()).info.id);
    await admin.ask("createCategory", { group: id, value: "Rooms" });
    const [category] = Object.keys((await group()).channels.categories);
    assert.ok(!(await admin.ask("createChannel", { group: id, category, value: "den", type: "voice" })).error);
    const found = Object.values((await group()).channels.categories[category].channel).find(({ name }) => name === "den");
    const room = `${id}-${category}-${found.id}`;
    await livekit.join(await tokenOf(node, admin, room));
    admin.tell("notifyVcMemberJoined", { channelId: String(found.id), memberId: admin.id });
    await isListed(admin, [admin.id], String(found.id));
    assert.ok(!(await admin.ask("deleteGroup", { group: id })).error);
    assert.equal(await eventually(() => livekit.rooms.has(room), (is) => !is), false);
  });
});

describe("several devices", () => {
  let place;
  let node;
  let livekit;
  before(async () => {
    place = await town();
    ({ node, livekit } = place);
  });
  after(() => place.end());

  /** A member on two devices, each with a session of its own. */
  async function twice() {
    const first = await watcher(node);
    const socket = await connect(node.url);
    const { member } = await ask(socket, "userLogin", { loginName: first.account.loginName, password: first.account.password });
    socket.close();
    const second = await again(node, { account: { ...first.account, token: member.token } });
    return [first, second];
  }
  const comes = async (who) => {
    const { status, body } = await askToken(node, form(who, LOUNGE, { token: who.account.token }));
    assert.equal(status, 200, JSON.stringify(body));
    await livekit.join(body.token);
    who.tell("notifyVcMemberJoined", { channelId: "9", memberId: who.id });
    assert.deepEqual(await isListed(who, [who.id]), [who.id]);
    return body.token;
  };

  test("safer: one that is logged out leaves the call, and does not come back under the name of the other", async () => {
    const [first, second] = await twice();
    const token = await comes(second);
    assert.equal((await first.ask("logoutEverywhere")).error, null);
    assert.deepEqual(await eventually(() => livekit.identities(LOUNGE), (seen) => seen.length === 0), []);
    assert.deepEqual(await isListed(first, []), []);
    await livekit.join(token);
    assert.deepEqual(await eventually(() => livekit.identities(LOUNGE), (seen) => seen.length === 0), []);
    for (const one of [first, second]) one.close();
  });

  test("the one that logs the others out stays in its call", async () => {
    const [first, second] = await twice();
    await comes(first);
    assert.equal((await first.ask("logoutEverywhere")).error, null);
    await wait(3000);
    assert.deepEqual(livekit.identities(LOUNGE), [first.id]);
    assert.deepEqual(await isListed(first, [first.id]), [first.id]);
    await livekit.leave(LOUNGE, first.id);
    for (const one of [first, second]) one.close();
  });
});
