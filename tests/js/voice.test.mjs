// Who is in which voice channel, and who hears of it (spec 42 section 5).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { again, ask, connect, eventually, settled, wait } from "./support.mjs";
import { askToken, form, inCall, isListed, listed, LOUNGE, STAGE, tokenOf, town, watcher } from "./voice-support.mjs";

const about = (who, channelId = "9") => ({ memberId: who.id, channelId });

for (const [how, quiet] of [["with LiveKit's notices", false], ["without them", true]]) {
  describe(`calls ${how}`, () => {
    let place;
    let node;
    let livekit;
    let anna;
    let bert;
    before(async () => {
      place = await town({ quiet });
      ({ node, livekit } = place);
      anna = await watcher(node);
      bert = await watcher(node);
    });
    after(() => place.end());

    test("whoever comes and goes is told once, with the channel's id, and listed in order", async () => {
      assert.deepEqual(await listed(anna), []);
      await inCall(place, anna);
      await inCall(place, bert);
      await isListed(anna, [anna.id, bert.id]);
      await settled(anna, bert);
      assert.deepEqual(bert.joined, [about(anna), about(bert)]);
      assert.deepEqual(await listed(bert), [anna.id, bert.id]);
      // As existing clients leave: LiveKit, then both notices, the second with the room's name.
      await livekit.leave(LOUNGE, anna.id, { quiet });
      anna.tell("notifyVcMemberLeft", { channelId: "0", memberId: anna.id });
      anna.tell("notifyVcMemberLeft", { channelId: LOUNGE, memberId: anna.id });
      assert.deepEqual(await isListed(bert, [bert.id]), [bert.id]);
      await settled(anna, bert);
      assert.deepEqual(bert.left, [about(anna)]);
      assert.deepEqual(anna.left, [about(anna)]);
    });

    test("who joins another channel has left the first", async () => {
      await inCall(place, bert);
      const annex = await livekit.join(await tokenOf(node, bert, "0-0-6"), { at: Math.floor(Date.now() / 1000) + 2, quiet });
      bert.tell("notifyVcMemberJoined", { channelId: "6", memberId: bert.id });
      assert.deepEqual(await isListed(anna, [bert.id], "6"), [bert.id]);
      assert.deepEqual(await listed(anna), []);
      // The first room is emptied as well: nobody listens where nobody sees it.
      await eventually(() => livekit.identities(LOUNGE), (seen) => seen.length === 0);
      assert.deepEqual([livekit.identities(LOUNGE), livekit.identities("0-0-6")], [[], [bert.id]]);
      assert.equal(annex.room, "0-0-6");
      await livekit.leave("0-0-6", bert.id, { quiet });
      bert.tell("notifyVcMemberLeft", { channelId: "6", memberId: bert.id });
      assert.deepEqual(await isListed(anna, [], "6"), []);
    });

    test("who is there without a word is seen", async () => {
      await inCall(place, anna, LOUNGE, { unannounced: true });
      assert.deepEqual(await isListed(bert, [anna.id], "9", 20_000), [anna.id]);
      await livekit.leave(LOUNGE, anna.id, { quiet });
      assert.deepEqual(await isListed(bert, [], "9", 20_000), []);
    });

    test("who only says so is not there", async () => {
      bert.tell("notifyVcMemberJoined", { channelId: "9", memberId: bert.id });
      await isListed(anna, [bert.id]);
      assert.deepEqual(await isListed(anna, [], "9", 15_000), []);
    });

    test("a lost socket ends no call that LiveKit has; the end of the call does", async () => {
      const device = await again(node, bert);
      await inCall(place, device);
      await isListed(anna, [bert.id]);
      device.close();
      await wait(7000);
      assert.deepEqual(await listed(anna), [bert.id]);
      await livekit.leave(LOUNGE, bert.id, { quiet });
      assert.deepEqual(await isListed(anna, [], "9", 20_000), []);
    });
  });
}

describe("what members say", () => {
  let place;
  let node;
  let livekit;
  let anna;
  let bert;
  let carl;
  before(async () => {
    place = await town();
    ({ node, livekit } = place);
    [anna, bert, carl] = [await watcher(node), await watcher(node), await watcher(node)];
  });
  after(() => place.end());

  test("safer: nobody puts others into a call, or into what is no voice channel", async () => {
    const before = anna.joined.length;
    const refused = async (payload) => assert.equal(typeof (await bert.ask("notifyVcMemberJoined", payload)).error, "string", JSON.stringify(payload));
    await refused({ channelId: "9", memberId: anna.id });
    for (const channelId of ["0", "7", "8", "55", "__proto__", "", null, {}, "9".repeat(5000)]) await refused({ channelId, memberId: bert.id });
    await refused({ channelId: "9" });
    assert.deepEqual(await listed(anna), []);
    await settled(anna);
    assert.equal(anna.joined.length, before);
    assert.deepEqual(await bert.ask("notifyVcMemberJoined", { channelId: "9", memberId: bert.id }), { error: null });
    assert.deepEqual(await bert.ask("notifyVcMemberLeft", { channelId: "9", memberId: bert.id }), { error: null });
  });

  test("safer: nobody takes others out of a call", async () => {
    await inCall(place, anna);
    await inCall(place, bert);
    await isListed(carl, [anna.id, bert.id]);
    // Neither from outside nor from inside, as long as LiveKit has them.
    for (const who of [carl, bert]) who.tell("notifyVcMemberLeft", { channelId: LOUNGE, memberId: anna.id });
    await wait(2500);
    assert.deepEqual(await listed(carl), [anna.id, bert.id]);
    assert.deepEqual(carl.left.filter(({ memberId }) => memberId === anna.id), []);
    // When they are really gone, a word is enough to look.
    await livekit.leave(LOUNGE, anna.id, { quiet: true });
    bert.tell("notifyVcMemberLeft", { channelId: "0", memberId: anna.id });
    assert.deepEqual(await isListed(carl, [bert.id], "9", 5000), [bert.id]);
    assert.equal(typeof (await carl.ask("notifyVcMemberLeft", { channelId: "9" })).error, "string");
    assert.equal(typeof (await ask(carl.socket, "notifyVcMemberLeft", { id: anna.id, token: "x", channelId: "9", memberId: anna.id })).error, "string");
    await livekit.leave(LOUNGE, bert.id);
  });

  test("safer: who says to have left is listed again while LiveKit has it", async () => {
    await inCall(place, anna);
    await isListed(bert, [anna.id]);
    anna.tell("notifyVcMemberLeft", { channelId: "9", memberId: anna.id });
    await isListed(bert, []);
    assert.deepEqual(await isListed(bert, [anna.id]), [anna.id]);
    await livekit.leave(LOUNGE, anna.id);
    assert.deepEqual(await isListed(bert, []), []);
  });

  test("a second device that goes leaves the first in its call", async () => {
    await inCall(place, anna);
    const second = await again(node, anna);
    second.close();
    await wait(6500);
    assert.deepEqual(await listed(bert), [anna.id]);
    await livekit.leave(LOUNGE, anna.id);
  });
});

describe("safer: who may not see a channel learns nothing of who is in it", () => {
  let place;
  let node;
  let admin;
  let anna;
  let stranger;
  before(async () => {
    place = await town();
    ({ node } = place);
    admin = await watcher(node, { key: node.adminKeys[0] });
    anna = await watcher(node);
    stranger = await connect(node.url);
    stranger.seen = [];
    stranger.onAny((event, payload) => stranger.seen.push([event, payload]));
  });
  after(() => place.end());

  test("neither members without the right, nor who has not joined", async () => {
    const everything = [];
    anna.socket.onAny((event, payload) => everything.push(JSON.stringify([event, payload])));
    await inCall(place, admin, "0-0-7");
    assert.deepEqual(await isListed(admin, [admin.id], "7"), [admin.id]);
    await place.livekit.leave("0-0-7", admin.id);
    assert.deepEqual(await isListed(admin, [], "7"), []);
    await inCall(place, admin, LOUNGE);
    await isListed(admin, [admin.id]);
    await place.livekit.leave(LOUNGE, admin.id);
    await isListed(admin, []);
    await settled(anna);
    assert.deepEqual(anna.joined, [about(admin)]);
    assert.deepEqual(anna.left, [about(admin)]);
    assert.deepEqual(everything.filter((text) => text.includes('"channelId":"7"')), []);
    assert.deepEqual(stranger.seen.filter(([event]) => event.startsWith("vc")), []);
    for (const channelId of ["7", "8", "0", "55"]) {
      const { error, members } = await anna.ask("getVcChannelMembers", { channelId });
      assert.equal(error, "You may not use voice in this channel.", channelId);
      assert.ok(!members);
    }
    assert.equal(typeof (await ask(stranger, "getVcChannelMembers", { channelId: "9" })).error, "string");
    assert.deepEqual(admin.joined, [about(admin, "7"), about(admin)]);
  });

  test("nor when the channel goes while somebody is in it", async () => {
    await inCall(place, admin, "0-0-7");
    await isListed(admin, [admin.id], "7");
    const before = anna.left.length;
    const role = await admin.ask("saveRolePermissions", { role: "0", permissions: { viewChannel: 1, useVOIP: 1, readMessages: 1, sendMessages: 1 } });
    assert.equal(role.error, null, JSON.stringify(role));
    assert.equal((await admin.ask("deleteChannel", { channelId: "7" })).error, null);
    await eventually(() => admin.left.length, (count) => count > 2);
    assert.deepEqual(admin.left.at(-1), about(admin, "7"));
    await settled(anna);
    assert.equal(anna.left.length, before);
  });

  test("a channel that one may see and not use shows that somebody is there", async () => {
    await admin.ask("saveRolePermissions", { role: "0", permissions: { viewChannel: 1, readMessages: 1, sendMessages: 1 } });
    await inCall(place, admin, STAGE);
    await eventually(() => anna.joined.length, (count) => count > 1);
    assert.deepEqual(anna.joined.at(-1), about(admin, "8"));
    assert.equal((await askToken(node, form(anna, STAGE, { token: anna.account.token }))).status, 403);
  });
});
