// Tokens and notices of voice against LiveKit's own server library, and the stand-in of the other tests as well
// (spec 42 section 4).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { RoomServiceClient, TokenVerifier, TrackSource, WebhookReceiver } from "livekit-server-sdk";
import { KEY, Livekit, SECRET } from "./livekit.mjs";
import { person, settled, wait } from "./support.mjs";
import { askToken, form, listed, LOUNGE, SECRET_ROOM, STAGE, tokenOf, town } from "./voice-support.mjs";

const claimsOf = (token, secret = SECRET) => new TokenVerifier(KEY, secret).verify(token);
const ALL = ["microphone", "camera", "screen_share", "screen_share_audio"];

describe("the stand-in is as LiveKit's own client expects", () => {
  let livekit;
  let client;
  before(async () => {
    livekit = await Livekit.start();
    client = new RoomServiceClient(livekit.url, KEY, SECRET);
  });
  after(() => livekit.stop());

  for (const camelCase of [false, true]) {
    test(`with names in ${camelCase ? "camel case" : "snake case"}`, async () => {
      livekit.camelCase = camelCase;
      const who = { sid: "PA_1", identity: "100000000001", metadata: "x", joined_at: "1700000000", state: "ACTIVE", tracks: [{ sid: "TR_1", source: "MICROPHONE", muted: false }], permission: { can_publish: true } };
      livekit.rooms.set("0-0-1", new Map([[who.identity, who]]));
      const rooms = await client.listRooms(["0-0-1", "0-0-2"]);
      assert.deepEqual(rooms.map(({ name, numParticipants }) => [name, numParticipants]), [["0-0-1", 1]]);
      const [seen] = await client.listParticipants("0-0-1");
      assert.deepEqual([seen.sid, seen.identity, seen.metadata, seen.joinedAt, seen.tracks[0].source], ["PA_1", who.identity, "x", 1_700_000_000n, TrackSource.MICROPHONE]);
      const permission = { canSubscribe: true, canPublish: true, canPublishData: true, canPublishSources: [TrackSource.CAMERA] };
      const updated = await client.updateParticipant("0-0-1", who.identity, { permission });
      assert.deepEqual(updated.permission.canPublishSources, [TrackSource.CAMERA]);
      assert.equal((await client.mutePublishedTrack("0-0-1", who.identity, "TR_1", true)).muted, true);
      await client.removeParticipant("0-0-1", who.identity);
      await assert.rejects(client.removeParticipant("0-0-1", who.identity), /does not exist/);
      livekit.rooms.set("0-0-1", new Map([[who.identity, who]]));
      await client.deleteRoom("0-0-1");
      assert.deepEqual(await client.listRooms(), []);
    });
  }

  test("and refuses other keys", async () => {
    await assert.rejects(new RoomServiceClient(livekit.url, KEY, `${SECRET}.`).listRooms(), /401|signature|Unauthorized/i);
  });

  test("its notices are LiveKit's", async () => {
    const body = JSON.stringify(livekit.event("participant_joined", "0-0-1", { sid: "PA_1", identity: "100000000001", metadata: "m", joined_at: "5" }));
    const event = await new WebhookReceiver(KEY, SECRET).receive(body, await livekit.sign(body));
    assert.deepEqual([event.event, event.room.name, event.participant.identity, event.participant.metadata], ["participant_joined", "0-0-1", "100000000001", "m"]);
  });
});

describe("tokens", () => {
  let place;
  let node;
  let admin;
  let member;
  before(async () => {
    place = await town({ dcts_edge: { voice: { screen: { maxHeight: 1080, maxFrameRate: 60 } } } });
    ({ node } = place);
    admin = await person(node, { key: node.adminKeys[0] });
    member = await person(node);
  });
  after(() => place.end());

  const permit = async (permissions, channel = "9") => {
    const given = await admin.ask("saveChannelPermissions", { channel, role: "0", permission: { viewChannel: 1, viewChannelHistory: 1, ...permissions } });
    assert.ok(!given.error, JSON.stringify(given));
  };

  test("hold exactly what a member may do in the one room, and for ten minutes", async () => {
    member.enter(LOUNGE);
    const now = Math.floor(Date.now() / 1000);
    const { status, body, headers } = await askToken(node, form(member));
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("access-control-allow-origin"), null);
    assert.deepEqual(Object.keys(body).sort(), ["limits", "livekitUrl", "token"]);
    assert.deepEqual(body.limits, { screen: { maxHeight: 1080, maxFrameRate: 60, maxBitrate: 50_000_000 } });
    assert.equal(body.livekitUrl, `ws://${place.livekit.address}/`);
    // Our own page may talk to it, and to nobody else.
    const policy = (await fetch(place.node.url)).headers.get("content-security-policy");
    assert.match(policy, new RegExp(`connect-src 'self' ws://${place.livekit.address} http://${place.livekit.address}$`));
    const { exp, nbf, metadata, ...rest } = await claimsOf(body.token);
    assert.deepEqual(rest, { iss: KEY, sub: member.id, video: { roomJoin: true, room: LOUNGE, canPublish: true, canSubscribe: true, canPublishData: true, canPublishSources: ALL } });
    assert.match(metadata, /^[0-9a-f]{16}$/);
    assert.ok(nbf >= now - 15 && nbf <= now + 5 && exp >= now + 590 && exp <= now + 610, `${nbf} ${exp} ${now}`);
    assert.equal(JSON.parse(Buffer.from(body.token.split(".")[0], "base64url")).alg, "HS256");
    await assert.rejects(claimsOf(body.token, `${SECRET}.`));
    const secure = await askToken(node, form(member), { "x-forwarded-proto": "https" });
    assert.equal(secure.body.livekitUrl, `wss://${place.livekit.address}/`);
  });

  for (const [what, denied, sources] of [
    ["the microphone", { speakVOIP: -1 }, ["camera", "screen_share", "screen_share_audio"]],
    ["the camera", { useCamera: -1 }, ["microphone", "screen_share", "screen_share_audio"]],
    ["the screen", { shareScreen: -1 }, ["microphone", "camera"]],
    ["all but listening", { speakVOIP: -1, useCamera: -1, shareScreen: -1 }, undefined],
  ]) {
    test(`leave out ${what} where that is denied`, async () => {
      const other = await person(node);
      await permit({ useVOIP: 1, ...denied });
      const { video } = await claimsOf(await tokenOf(node, other));
      const may = sources !== undefined;
      assert.deepEqual(video, { roomJoin: true, room: LOUNGE, canPublish: may, canSubscribe: true, canPublishData: may, ...(may ? { canPublishSources: sources } : {}) });
      await permit({ useVOIP: 1 });
      other.close();
    });
  }

  test("let muted members only listen", async () => {
    const other = await person(node);
    await admin.ask("muteUser", { target: other.id, reason: "", time: "1 hour" });
    const { video } = await claimsOf(await tokenOf(node, other));
    assert.deepEqual([video.canPublish, video.canPublishData, video.canSubscribe, video.canPublishSources], [false, false, true, undefined]);
    other.close();
  });

  test("are for clients that show their session, wherever they look", async () => {
    const other = await person(node);
    const away = { "x-forwarded-for": "192.0.2.77" };
    assert.equal((await askToken(node, form(other, LOUNGE, { token: other.account.token }), away)).status, 200);
    assert.equal((await askToken(node, form(other), { ...away, authorization: `Bearer ${other.account.token}` })).status, 200);
    other.enter(LOUNGE);
    // Who shows a wrong one is not asked for more.
    const wrong = await askToken(node, form(other, LOUNGE, { token: "1".repeat(48) }));
    assert.deepEqual([wrong.status, wrong.body.errorMessage], [403, "You may not use voice in this channel."]);
    assert.equal((await askToken(node, form(other, LOUNGE, { token: member.account.token }), away)).status, 403);
    other.close();
  });
});

describe("safer: a token is for nobody else, nothing else and nowhere else", () => {
  let place;
  let node;
  let member;
  let other;
  before(async () => {
    place = await town();
    ({ node } = place);
    member = await person(node);
    other = await person(node);
  });
  after(() => place.end());

  const from = (address) => ({ "x-forwarded-for": address });
  const refusal = async (status, body, headers) => {
    const answer = await askToken(node, body, headers);
    assert.equal(answer.status, status, JSON.stringify([body, answer.body]));
    assert.equal(typeof answer.body.errorMessage, "string");
    assert.equal(answer.body.error, answer.body.errorMessage);
    assert.equal(answer.body.token, undefined);
  };

  test("names are needed, and agree", async () => {
    member.enter(LOUNGE);
    for (const left of ["roomName", "participantName"]) await refusal(400, form(member, LOUNGE, { [left]: "" }), from("192.0.2.1"));
    await refusal(400, "text", from("192.0.2.1"));
    for (const fields of [{ participantName: other.id }, { memberId: other.id }, { channelId: "8" }, { roomName: STAGE }, { roomName: "0-1-9" }, { roomName: "x" }, { participantName: "__proto__", memberId: "__proto__" }]) {
      await refusal(403, form(member, LOUNGE, fields), from("192.0.2.2"));
    }
  });

  test("the right, a voice channel, and an account are needed", async () => {
    for (const room of [STAGE, SECRET_ROOM, "0-0-0", "0-0-55"]) await refusal(403, form(member, room, { token: member.account.token }), from("192.0.2.3"));
    await refusal(403, form({ id: "199999999999" }), from("192.0.2.3"));
  });

  test("ids alone open nothing from elsewhere: the page must have opened the channel", async () => {
    const at = (address) => ({ extraHeaders: from(address) });
    const [here, there] = ["198.51.100.7", "198.51.100.8"];
    const visitor = await person(node, at(here));
    visitor.enter(LOUNGE);
    await refusal(403, form(visitor), from(there));
    assert.equal((await askToken(node, form(visitor), from(here))).status, 200);
    // The cookie of a page counts more than the address, both ways.
    const page = async () => (await fetch(node.url)).headers.get("set-cookie").split(";")[0];
    const [own, foreign] = [await page(), await page()];
    const surfer = await person(node, { extraHeaders: { ...from(here), cookie: own } });
    surfer.enter(LOUNGE);
    await refusal(403, form(surfer), { ...from(here), cookie: foreign });
    assert.equal((await askToken(node, form(surfer), { ...from(there), cookie: own })).status, 200);
    surfer.close();
    visitor.close();
  });

  test("a request may be ahead of the event that opens the channel, but not for long", async () => {
    const early = await person(node);
    const asked = askToken(node, form(early));
    await wait(300);
    early.enter(LOUNGE);
    assert.equal((await asked).status, 200);
    early.tell("setRoom", { room: "0-0-0" });
    await settled(early);
    const begun = Date.now();
    await refusal(403, form(early));
    assert.ok(Date.now() - begun < 4000);
    early.close();
  });

  test("ten a minute for an address and for a member", async () => {
    const eager = await person(node);
    const often = async (headers, count) => {
      const seen = [];
      for (let n = 0; n < count; n++) seen.push((await askToken(node, form(eager, LOUNGE, { token: eager.account.token }), headers(n))).status);
      return seen;
    };
    const seen = await often(() => from("192.0.2.9"), 12);
    assert.deepEqual([seen.slice(0, 10).every((status) => status === 200), seen.slice(10)], [true, [429, 429]]);
    assert.deepEqual(await often((n) => from(`203.0.113.${n}`), 2), [429, 429]);
    await refusal(429, form(other), from("192.0.2.9"));
  });

  test("other sites cannot ask in somebody's name", async () => {
    const preflight = await fetch(`${node.url}/token`, { method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "POST" } });
    assert.equal(preflight.headers.get("access-control-allow-origin"), null);
    assert.ok(preflight.status >= 400);
    assert.equal((await fetch(`${node.url}/token`)).status, 405);
    assert.equal((await fetch(`${node.url}/token`, { method: "POST", headers: from("192.0.2.20"), body: "x".repeat(200_000) })).status, 413);
  });
});

describe("notices", () => {
  let place;
  let node;
  let livekit;
  let member;
  let url;
  before(async () => {
    place = await town({ quiet: true });
    ({ node, livekit } = place);
    member = await person(node);
    url = `${node.url}/livekit/webhook`;
  });
  after(() => place.end());

  const joined = (fields) => JSON.stringify(livekit.event("participant_joined", LOUNGE, { sid: "PA_x", identity: member.id, metadata: "", joined_at: "5" }, fields));
  const nobody = async () => assert.deepEqual(await listed(member), []);
  const refused = async (body, signature, status = 401) => {
    const response = await fetch(url, { method: "POST", headers: signature === undefined ? {} : { authorization: signature }, body });
    assert.equal(response.status, status);
    assert.equal((await response.text()).includes(KEY), false);
    await nobody();
  };

  test("safer: of another key, another body, another time, or unsigned, none counts", async () => {
    const body = joined();
    await refused(body, undefined);
    await refused(body, "");
    await refused(body, "Bearer x");
    await refused(body, await livekit.sign(body, { secret: `${SECRET}.` }));
    await refused(body, await livekit.sign(body, { key: "another" }));
    await refused(body, await livekit.sign(`${body} `));
    await refused(body.replace(member.id, "100000000001"), await livekit.sign(body));
    await refused(body, await livekit.sign(body, { ttl: -30 }));
    // A member's own token is signed with the same secret.
    await refused(body, await tokenOf(node, member));
    await refused("", await tokenOf(node, member));
    // No signature, whatever its head says.
    const [head, claims] = (await livekit.sign(body)).split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    for (const forged of [`${none}.${claims}.`, `${head}.${claims}.`, `${none}.${claims}.AAAA`]) await refused(body, forged);
    const large = joined({ padding: "x".repeat(70_000) });
    await refused(large, await livekit.sign(large), 413);
    assert.equal((await fetch(url)).status, 405);
  });

  test("safer: an old one changes nothing, nor does one that is repeated", async () => {
    const old = joined({ createdAt: String(Math.floor(Date.now() / 1000) - 3600) });
    assert.equal((await livekit.post(url, old)).status, 200);
    await nobody();
    const token = await tokenOf(node, member);
    const stay = await livekit.join(token, { quiet: true });
    const body = JSON.stringify(livekit.event("participant_joined", LOUNGE, stay));
    const signature = await livekit.sign(body);
    assert.equal((await livekit.post(url, body, signature)).status, 200);
    assert.deepEqual(await listed(member), [member.id]);
    await livekit.leave(LOUNGE, member.id, { quiet: true });
    const left = JSON.stringify(livekit.event("participant_left", LOUNGE, stay));
    assert.equal((await livekit.post(url, left)).status, 200);
    await nobody();
    assert.equal((await livekit.post(url, body, signature)).status, 200);
    await nobody();
  });

  test("of an earlier stay do not end a later one; the end of a room ends all", async () => {
    const first = await livekit.join(await tokenOf(node, member), { quiet: true });
    const second = await livekit.join(await tokenOf(node, member), { quiet: true });
    const tell = async (event, who) => assert.equal((await livekit.post(url, JSON.stringify(livekit.event(event, LOUNGE, who)))).status, 200);
    await tell("participant_joined", second);
    await tell("participant_left", first);
    assert.deepEqual(await listed(member), [member.id]);
    livekit.rooms.clear();
    await tell("room_finished");
    await nobody();
  });

  test("that make no sense are taken and forgotten", async () => {
    const who = { sid: "PA_1", identity: "recorder", metadata: "", joined_at: "1" };
    for (const [event, room, someone] of [["participant_joined", "lobby", who], ["participant_joined", LOUNGE, who], ["track_published", LOUNGE, who], ["participant_left", LOUNGE, { ...who, identity: "" }], ["", LOUNGE, who]]) {
      assert.equal((await livekit.post(url, JSON.stringify(livekit.event(event, room, someone)))).status, 200);
    }
    const bare = "{}";
    assert.equal((await livekit.post(url, bare)).status, 200);
    for (const bad of ["", '"x"', "{"]) assert.equal((await livekit.post(url, bad)).status, 401);
    await nobody();
    assert.equal(livekit.calls("RemoveParticipant").length, 0);
  });
});
