// One conversation: sending, receiving, history, typing, permissions.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { channel, groupOf, OPEN } from "./configuration.mjs";
import { ask, connect, enter, Node, once, register, ROOM, send, VERSIONS, wait, WAYS } from "./support.mjs";

let node;
before(async () => {
  node = await Node.start();
});
after(() => node.stop());

const history = (socket, member, index = -1, channelId = "0") =>
  ask(socket, "getChatlog", { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId, index });

for (const [version, io] of VERSIONS) {
  for (const [way, transports] of WAYS) {
    test(`socket.io-client ${version}, ${way}: messages arrive both ways and in order`, async () => {
      const a = await connect(node.url, { io, transports });
      const b = await connect(node.url, { io, transports });
      const alice = await register(a);
      const bob = await register(b);
      enter(a, alice);
      enter(b, bob);
      await wait(50);
      const seen = [];
      b.on("messageCreate", (message) => message.author.id === alice.id && seen.push(message.message));
      const fromBob = once(a, "messageCreate", { where: (message) => message.author.id === bob.id });
      for (let n = 0; n < 10; n++) assert.equal((await send(a, alice, `message ${n}`)).error, null);
      assert.equal((await send(b, bob, "<p>answer</p>")).error, null);
      const answer = await fromBob;
      assert.equal(answer.message, "<p>answer</p>");
      assert.equal(answer.room, ROOM);
      assert.equal(answer.author.name, bob.name);
      assert.match(answer.messageId, /^\d{12}$/);
      await wait(100);
      assert.deepEqual(seen, Array.from({ length: 10 }, (_, n) => `message ${n}`));
      a.close();
      b.close();
    });
  }
}

test("history comes in pages, without gaps and doubles", async () => {
  const own = await Node.start();
  const socket = await connect(own.url);
  const member = await register(socket);
  await Promise.all(Array.from({ length: 130 }, (_, n) => send(socket, member, `number ${n}`)));
  const texts = [];
  let index = -1;
  for (;;) {
    const { data, type } = await history(socket, member, index);
    assert.equal(type, "text");
    if (data.length === 0) break;
    const times = data.map((message) => message.timestamp);
    assert.deepEqual(times, [...times].sort((x, y) => x - y));
    texts.unshift(...data.filter((message) => !message.isSystemMsg).map((message) => message.message));
    index = data[0].timestamp;
  }
  assert.equal(texts.length, 130);
  assert.deepEqual([...texts].sort(), Array.from({ length: 130 }, (_, n) => `number ${n}`).sort());
  socket.close();
  await own.stop();
});

test("what is sent is what is stored: cleaned, and the same for everybody", async () => {
  const a = await connect(node.url);
  const b = await connect(node.url);
  const alice = await register(a);
  const bob = await register(b);
  enter(b, bob);
  await wait(50);
  const seen = once(b, "messageCreate", { where: (message) => message.author.id === alice.id });
  const raw = '<p onclick="x()">a<script>alert(1)</script><a href="javascript:alert(1)">b</a></p>';
  const { messageId } = await send(a, alice, raw);
  const clean = '<p>a<a target="_blank" rel="noopener noreferrer nofollow">b</a></p>';
  const live = await seen;
  assert.equal(live.message, clean);
  assert.equal(live.token, undefined);
  const { data } = await history(a, alice);
  assert.equal(data.find((message) => message.messageId === messageId).message, clean);
  a.close();
  b.close();
});

test("what cannot be sent is refused with a reason, and nobody sees it", async () => {
  const a = await connect(node.url);
  const b = await connect(node.url);
  const alice = await register(a);
  const bob = await register(b);
  enter(b, bob);
  await wait(50);
  let count = 0;
  b.on("messageCreate", () => count++);
  for (const message of ["", "   ", "<p><br></p>", "<script>x</script>", "x".repeat(8001), "y".repeat(70_000), null, 7, {}, []]) {
    assert.equal(typeof (await send(a, alice, message)).error, "string", JSON.stringify(message)?.slice(0, 30));
  }
  for (const place of [{ channel: "999" }, { group: "x" }, { channel: null }, { category: "7" }]) {
    assert.equal(typeof (await send(a, alice, "x", place)).error, "string", JSON.stringify(place));
  }
  await wait(100);
  assert.equal(count, 0);
  a.close();
  b.close();
});

test("a reply carries what it answers", async () => {
  const a = await connect(node.url);
  const alice = await register(a);
  enter(a, alice);
  await wait(50);
  const { messageId } = await send(a, alice, "the question");
  const seen = once(a, "messageCreate", { where: (message) => message.message === "the answer" });
  await send(a, alice, "the answer", { replyMsgId: messageId });
  assert.equal((await seen).reply.message, "the question");
  assert.equal((await send(a, alice, "x", { replyMsgId: "123456789012" })).error, "The original message was not found");
  a.close();
});

test("typing is shown for a while, and ends with the message", async () => {
  const a = await connect(node.url);
  const b = await connect(node.url);
  const alice = await register(a, { name: "Alice & Co" });
  const bob = await register(b);
  enter(a, alice);
  enter(b, bob);
  await wait(50);
  const begins = once(b, "memberTyping", { where: (names) => names.length === 1 });
  a.emit("isTyping", { id: alice.id, token: alice.token, room: ROOM });
  assert.deepEqual(await begins, ["Alice &amp; Co"]);
  const ends = once(b, "memberTyping", { where: (names) => names.length === 0 });
  await send(a, alice, "done");
  await ends;
  const begins2 = once(b, "memberTyping", { where: (names) => names.length === 1 });
  a.emit("isTyping", { id: alice.id, token: alice.token, room: ROOM });
  await begins2;
  await once(b, "memberTyping", { where: (names) => names.length === 0, timeout: 7000 });
  a.close();
  b.close();
});

test("safer: a channel that a member may not view is not there for it", async () => {
  const groups = groupOf(channel("0", { 0: OPEN }), channel("7", { 0: { viewChannel: 0 } }));
  const own = await Node.start({ config: { groups } });
  const a = await connect(own.url);
  const b = await connect(own.url);
  const member = await register(a);
  const admin = await register(b);
  assert.equal((await ask(b, "redeemKey", { id: admin.id, token: admin.token, key: own.adminKeys[0] })).error, null);
  const auth = { id: member.id, token: member.token };
  const tree = await ask(a, "getChannelTree", { ...auth, group: "0" });
  assert.deepEqual(Object.keys(tree.data.groups["0"].categories["0"].channel), ["0"]);
  assert.equal((await history(a, member, -1, "7")).error, "denied");
  assert.equal(typeof (await ask(a, "resolveChannel", { ...auth, channelId: "7" })).error, "string");
  enter(a, member, "0-0-7");
  enter(b, admin, "0-0-7");
  await wait(100);
  const leaked = [];
  a.on("messageCreate", (message) => leaked.push(message));
  a.on("memberTyping", (names) => leaked.push(names));
  const seen = once(b, "messageCreate", { where: (message) => message.room === "0-0-7" });
  b.emit("isTyping", { id: admin.id, token: admin.token, room: "0-0-7" });
  assert.equal((await send(b, admin, "secret", { channel: "7", room: "0-0-7" })).error, null);
  const { messageId } = await seen;
  assert.equal((await send(a, member, "x", { channel: "7" })).error, "You cant chat here! Missing permissions");
  assert.equal((await ask(a, "resolveMessage", { ...auth, messageId })).message, null);
  assert.equal((await send(a, member, "x", { replyMsgId: messageId })).error, "The original message was not found");
  await wait(200);
  assert.deepEqual(leaked, []);
  a.close();
  b.close();
  await own.stop();
});

test("a muted member reads along", async () => {
  const own = await Node.start();
  const a = await connect(own.url);
  const alice = await register(a);
  a.close();
  await own.stop();
  const config = own.savedConfig();
  config.mutelist[alice.id] = { mutedBy: "1", reason: "<b>spam</b>", duration: Date.now() + 60_000 };
  const { writeFileSync } = await import("node:fs");
  writeFileSync(own.configPath, JSON.stringify(config));
  await own.launch();
  const again = await connect(own.url);
  await ask(again, "userConnected", { id: alice.id, token: alice.token, pow: alice.pow });
  const refused = await send(again, alice, "x");
  assert.equal(refused.muted, true);
  assert.equal(refused.error.includes("<b>"), false);
  assert.equal(Array.isArray((await history(again, alice)).data), true);
  again.close();
  await own.stop();
});
