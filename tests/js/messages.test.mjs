// What happens to a message after it was sent: edits, deletions, answers, reactions, notices, limits; and who
// gets to see which part of it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { execute } from "./database.mjs";
import { ask, connect, inRoom, Node, once, person, record, ROOM, send, VERSIONS, wait } from "./support.mjs";

const CREW = "1002";
const MODS = "1003";
const CREW_ROOM = "0-0-5";
const SIDE_ROOM = "0-0-6";

const groups = groupOf(channel("0", { 0: OPEN }, "chat"), channel("5", { 0: { viewChannel: -1 }, [CREW]: OPEN }, "crew"), channel("6", { 0: OPEN }, "side"));
const serverroles = {
  ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1, uploadFiles: 1 }),
  [CREW]: role(CREW, 2, {}, { name: "Crew" }),
  [MODS]: role(MODS, 3, { manageMessages: 1, viewAnonymousMessages: 1, pingEveryone: 1 }, { name: "Mods" }),
};
const config = { groups, serverroles, dcts_edge: { strictHistory: true } };

let node;
let admin;
let ann;
let bob;
let mod;

before(async () => {
  node = await Node.start({ config });
  admin = await person(node, { key: node.adminKeys[0] });
  [ann, bob, mod] = await Promise.all([person(node), person(node), person(node)]);
  await give(MODS, mod);
});
after(async () => {
  for (const somebody of [admin, ann, bob, mod]) somebody.close();
  await node.stop();
});

async function give(id, somebody) {
  const answer = await admin.ask("addUserToRole", { role: id, target: somebody.id });
  assert.ok(!answer.error, JSON.stringify(answer));
}

async function posted(somebody, message, extra = {}) {
  const answer = await somebody.send(message, extra);
  assert.equal(answer.error, null, JSON.stringify(answer));
  return answer.messageId;
}

const history = async (somebody, room = ROOM, index = -1) => {
  const [groupId, categoryId, channelId] = room.split("-");
  return (await somebody.ask("getChatlog", { groupId, categoryId, channelId, index })).data;
};
const resolve = (somebody, messageId) => somebody.ask("resolveMessage", { messageId });
const inbox = async (somebody) => {
  const { error, items } = await somebody.ask("fetchInboxMessages", { onlyUnread: true });
  assert.equal(error, null);
  return items;
};

describe("edits", () => {
  test("replace the text where the message is open, and say when", async () => {
    for (const [, io] of VERSIONS) {
      const writer = await person(node, { io });
      const reader = await person(node, { io });
      writer.enter(ROOM);
      reader.enter(ROOM);
      const elsewhere = await person(node, { io });
      elsewhere.enter(SIDE_ROOM);
      await wait(50);
      const missed = record(elsewhere.socket, "messageEdited");
      const id = await posted(writer, "<p>befor</p>");
      const heard = once(reader.socket, "messageEdited");
      const answer = await writer.send("<p>before</p>", { editedMsgId: id, replyMsgId: null });
      assert.deepEqual(answer, { error: null, messageId: id });
      const edited = await heard;
      assert.equal(edited.messageId, id);
      assert.equal(edited.editedMsgId, id);
      assert.equal(edited.message, "<p>before</p>");
      assert.equal(edited.author.name, writer.name);
      assert.deepEqual(edited.reply, { messageId: null });
      const [stored] = (await history(reader)).slice(-1);
      assert.equal(stored.message, "<p>before</p>");
      assert.ok(stored.lastEdited >= stored.timestamp);
      assert.deepEqual(stored.reactions, {});
      assert.deepEqual(missed, []);
      for (const somebody of [writer, reader, elsewhere]) somebody.close();
    }
  });

  test("keep what a message answers, unless they say otherwise", async () => {
    const first = await posted(ann, "first");
    const second = await posted(ann, "second");
    const id = await posted(bob, "answer", { replyMsgId: first });
    await posted(bob, "answer!", { editedMsgId: id });
    assert.equal((await resolve(bob, id)).reply.messageId, first);
    await posted(bob, "answer!!", { editedMsgId: id, replyMsgId: second });
    assert.equal((await resolve(bob, id)).reply.messageId, second);
  });

  test("safer: are for the author alone, and stay in their room", async () => {
    const id = await posted(ann, "mine");
    assert.equal((await bob.send("yours", { editedMsgId: id })).error, "You cant edit others messages!");
    assert.equal((await admin.send("yours", { editedMsgId: id })).error, "You cant edit others messages!");
    const notice = once(ann.socket, "modalMessage");
    assert.equal((await ann.send("moved", { editedMsgId: id, ...inRoom(SIDE_ROOM) })).error, "Unable to find channel");
    assert.equal((await notice).type, "error");
    for (const unknown of ["199999999999", "x", 7, {}, true]) {
      assert.equal((await ann.send("x", { editedMsgId: unknown })).error, "Unable to find channel", JSON.stringify(unknown));
    }
    assert.match((await ann.send("<p><br></p>", { editedMsgId: id })).error, /empty/i);
    assert.equal((await resolve(ann, id)).message, "mine");
  });

  test("are remembered for moderators, in the form that existing clients decode", async () => {
    const id = await posted(ann, "<p>ä %41</p>");
    await posted(ann, "<p>two</p>", { editedMsgId: id });
    await posted(ann, "<p>three</p>", { editedMsgId: id });
    const { type, logs, error } = await mod.ask("getMessageLogs", { msgId: id });
    assert.deepEqual([type, error], ["success", null]);
    const decoded = logs.map((log) => JSON.parse(decodeURIComponent(Buffer.from(log.message, "base64").toString())));
    assert.deepEqual(decoded.map((message) => message.message), ["<p>ä %41</p>", "<p>two</p>"]);
    assert.equal(decoded[0].name, ann.name);
    assert.equal(decoded[0].id, ann.id);
    assert.ok(decoded[0].editedTimestamp > 1.7e12);
    assert.equal(decoded[0].author.token, undefined);
    assert.equal(logs[0].authorId, ann.id);
    const refused = await ann.ask("getMessageLogs", { msgId: id });
    assert.deepEqual([refused.type, refused.data, typeof refused.error], ["error", null, "string"]);
    assert.equal((await mod.ask("getMessageLogs", { msgId: await posted(ann, "unchanged") })).logs.length, 0);
    assert.match((await mod.ask("getMessageLogs", {})).error, /id/);
  });
});

describe("deletions", () => {
  test("take a message, its reactions and notices away for all who may see it", async () => {
    const outsider = await person(node);
    await give(CREW, ann);
    await give(CREW, bob);
    const id = await posted(ann, `<p>&lt;@${bob.id}&gt; look</p>`, inRoom(CREW_ROOM));
    assert.equal((await inbox(bob)).filter((item) => item.data.messageId === id).length, 1);
    await bob.ask("addMessageReaction", { messageId: id, emojiHash: "1f44d", default: true });
    const missed = record(outsider.socket, "receiveDeleteMessage");
    const heard = once(bob.socket, "receiveDeleteMessage");
    assert.deepEqual(await ann.ask("deleteMessage", { messageId: id, group: "0", category: "0", channel: "5", type: "message" }), { error: null });
    assert.equal(await heard, id);
    assert.equal((await resolve(bob, id)).message, null);
    assert.equal((await inbox(bob)).filter((item) => item.data.messageId === id).length, 0);
    assert.deepEqual(missed, []);
    outsider.close();
  });

  test("leave answers to it without it", async () => {
    const id = await posted(ann, "gone soon");
    const answer = await posted(bob, "an answer", { replyMsgId: id });
    await ann.ask("deleteMessage", { messageId: id });
    assert.equal((await resolve(bob, answer)).reply, null);
  });

  test("safer: are for authors, and for moderators of that channel", async () => {
    const crew = await person(node);
    await give(CREW, crew);
    const id = await posted(crew, "crew only", inRoom(CREW_ROOM));
    const denied = "Unauthorized or not message author";
    // May delete messages, but not where they are not.
    assert.equal((await mod.ask("deleteMessage", { messageId: id })).error, denied);
    const open = await posted(ann, "open");
    assert.equal((await bob.ask("deleteMessage", { messageId: open })).error, denied);
    assert.equal((await bob.ask("deleteMessage", { messageId: "199999999999" })).error, denied);
    assert.equal((await ann.ask("deleteMessage", { messageId: open, type: "dm" })).error, denied);
    for (const nothing of [undefined, null, ""]) {
      assert.equal((await ann.ask("deleteMessage", { messageId: nothing })).error, "Missing message id");
    }
    assert.deepEqual(await mod.ask("deleteMessage", { messageId: open }), { error: null });
    assert.deepEqual(await crew.ask("deleteMessage", { messageId: Number(id) }), { error: null });
    // What a report needs is still there for a while.
    assert.equal((await mod.ask("getMessageLogs", { msgId: open })).logs.length, 1);
    crew.close();
  });
});

describe("reactions", () => {
  test("are added, shown to whom has the channel open, and taken back", async () => {
    const id = await posted(ann, "react");
    ann.enter(ROOM);
    bob.enter(SIDE_ROOM);
    await wait(50);
    const missed = record(bob.socket, "updateReactions");
    const custom = "0a".repeat(32);
    const updates = record(ann.socket, "updateReactions");
    assert.deepEqual(await bob.ask("addMessageReaction", { messageId: id, emojiHash: "1f44d", default: true }), { error: null });
    assert.deepEqual(await ann.ask("addMessageReaction", { messageId: id, emojiHash: custom }), { error: null });
    assert.deepEqual(await ann.ask("addMessageReaction", { messageId: id, emojiHash: "1f44d", default: 1 }), { error: null });
    assert.deepEqual(await ann.ask("addMessageReaction", { messageId: id, emojiHash: "1f44d", default: 1 }), { error: null });
    assert.deepEqual((await resolve(bob, id)).reactions, { "1f44d": [bob.id, ann.id], [custom]: [ann.id] });
    await wait(50);
    assert.deepEqual(updates[0], { messageId: id, room: ROOM, reactions: { "1f44d": [bob.id] } });
    assert.equal(updates.length, 4);
    assert.deepEqual(await ann.ask("removeMessageReaction", { messageId: id, emojiHash: custom }), { error: null });
    assert.deepEqual(await ann.ask("removeMessageReaction", { messageId: id, emojiHash: custom }), { error: null });
    assert.deepEqual((await history(bob)).find((message) => message.messageId === id).reactions, { "1f44d": [bob.id, ann.id] });
    assert.deepEqual(missed, []);
  });

  test("safer: need an emoji, a message, and the right to see it", async () => {
    const id = await posted(ann, "react");
    const add = (payload) => bob.ask("addMessageReaction", payload);
    assert.equal((await add({ emojiHash: "1f44d", default: true })).error, "Missing message id");
    assert.equal((await add({ messageId: id, default: true })).error, "Missing emoji id");
    for (const emojiHash of ["1f44d", "x".repeat(64), "<b>", "0A".repeat(32)]) {
      assert.equal((await add({ messageId: id, emojiHash })).error, "Invalid emoji hash", emojiHash);
    }
    for (const emojiHash of ["<img src=x>", "1F44D", "a b", "g", "1-2-3-4-5-6-7-8-9-a-b"]) {
      assert.equal((await add({ messageId: id, emojiHash, default: true })).error, "Invalid emoji hash", emojiHash);
    }
    assert.match((await add({ messageId: "199999999999", emojiHash: "1f44d", default: true })).error, /not found/);
    assert.match((await bob.ask("removeMessageReaction", { messageId: "199999999999", emojiHash: "1f44d" })).error, /not found/);
    const outsider = await person(node);
    const hidden = await posted(ann, "crew", inRoom(CREW_ROOM));
    assert.match((await outsider.ask("addMessageReaction", { messageId: hidden, emojiHash: "1f44d", default: true })).error, /not found/);
    assert.deepEqual((await resolve(ann, hidden)).reactions, {});
    outsider.close();
  });

  test("safer: a message has at most twenty different ones", async () => {
    const id = await posted(ann, "many");
    for (let n = 0; n < 20; n++) {
      assert.equal((await ann.ask("addMessageReaction", { messageId: id, emojiHash: (0x1f600 + n).toString(16), default: true })).error, null);
    }
    assert.match((await ann.ask("addMessageReaction", { messageId: id, emojiHash: "1f44d", default: true })).error, /too many/);
    assert.equal((await bob.ask("addMessageReaction", { messageId: id, emojiHash: "1f600", default: true })).error, null);
    assert.equal(Object.keys((await resolve(ann, id)).reactions).length, 20);
  });
});

describe("answers", () => {
  test("carry what they answer", async () => {
    const id = await posted(ann, "<p>question</p>");
    await bob.ask("addMessageReaction", { messageId: id, emojiHash: "2705", default: true });
    const heard = once(ann.socket, "messageCreate", { where: (message) => message.message === "<p>reply</p>" });
    await posted(bob, "<p>reply</p>", { replyMsgId: id });
    const { reply, replyMsgId } = await heard;
    assert.equal(replyMsgId, id);
    assert.equal(reply.message, "<p>question</p>");
    assert.equal(reply.author.name, ann.name);
    assert.equal(reply.channelName, "chat");
    assert.deepEqual(reply.reactions, { 2705: [bob.id] });
    const [stored] = (await history(ann)).slice(-1);
    assert.equal(stored.reply.message, "<p>question</p>");
    assert.equal((await bob.send("x", { replyMsgId: "199999999999" })).error, "The original message was not found");
  });

  test("safer: show no text of a channel to whom may not see it", async () => {
    const outsider = await person(node);
    const secret = await posted(ann, "<p>the secret</p>", inRoom(CREW_ROOM));
    assert.equal((await outsider.send("x", { replyMsgId: secret })).error, "The original message was not found");
    const forBob = once(bob.socket, "messageCreate", { where: (message) => message.message === "about that" });
    const forOutsider = once(outsider.socket, "messageCreate", { where: (message) => message.message === "about that" });
    const id = await posted(ann, "about that", { replyMsgId: secret });
    assert.equal((await forBob).reply.message, "<p>the secret</p>");
    const seen = await forOutsider;
    assert.deepEqual(Object.keys(seen.reply).sort(), ["author", "messageId"]);
    assert.equal(seen.reply.author.name, ann.name);
    for (const shown of [(await history(outsider)).slice(-1)[0], await resolve(outsider, id), seen]) {
      assert.ok(!JSON.stringify(shown).includes("the secret"));
    }
    outsider.close();
  });
});

describe("notices", () => {
  test("tell whom a message names, once, and show them the message", async () => {
    const reader = await person(node);
    const id = await posted(ann, `<p>&lt;@${reader.id}&gt; and &lt;@${reader.id}&gt; &lt;@${ann.id}&gt;</p>`);
    const [item, ...rest] = await inbox(reader);
    assert.deepEqual(rest, []);
    assert.equal(typeof item.inboxId, "number");
    assert.deepEqual([item.type, item.isRead, item.customId, item.data], ["message", 0, `${reader.id}-${id}`, { messageId: id }]);
    assert.equal(item.message.messageId, id);
    assert.equal(item.message.channelName, "chat");
    assert.equal(item.message.author.name, ann.name);
    assert.equal((await inbox(ann)).filter((one) => one.data.messageId === id).length, 0);
    await posted(ann, `<p>&lt;@${reader.id}&gt; again</p>`, { editedMsgId: id });
    assert.equal((await inbox(reader)).length, 1);
    reader.close();
  });

  test("tell whom a message answers, and the members of a role", async () => {
    const [asker, member] = await Promise.all([person(node), person(node)]);
    await give(CREW, member);
    const question = await posted(asker, "a question");
    const answer = await posted(ann, "an answer", { replyMsgId: question });
    assert.deepEqual((await inbox(asker)).map((item) => item.customId), [`${asker.id}-${answer}`]);
    const called = await posted(ann, `<p>&lt;!@${CREW}&gt;</p>`);
    assert.deepEqual((await inbox(member)).map((item) => item.data.messageId), [called]);
    assert.equal((await inbox(asker)).length, 1);
    for (const somebody of [asker, member]) somebody.close();
  });

  test("plain text names people as well", async () => {
    const reader = await person(node);
    await posted(ann, `hello <@${reader.id}>`);
    assert.equal((await inbox(reader))[0].message.message, `hello &lt;@${reader.id}&gt;`);
    reader.close();
  });

  test("safer: everybody is called only by those who may, and nobody to where they may not look", async () => {
    const reader = await person(node);
    await posted(ann, "<p>&lt;!@0&gt;</p>");
    await posted(ann, `<p>&lt;@${reader.id}&gt;</p>`, inRoom(CREW_ROOM));
    assert.deepEqual(await inbox(reader), []);
    await posted(mod, "<p>&lt;!@0&gt;</p>");
    assert.equal((await inbox(reader)).length, 1);
    reader.close();
  });

  test("safer: a message that its reader lost sight of is left out", async () => {
    const reader = await person(node);
    await give(CREW, reader);
    await posted(ann, `<p>&lt;@${reader.id}&gt; crew</p>`, inRoom(CREW_ROOM));
    assert.equal((await inbox(reader)).length, 1);
    await admin.ask("removeUserFromRole", { role: CREW, target: reader.id, id: admin.id });
    assert.deepEqual(await inbox(reader), []);
    reader.close();
  });

  test("are read one by one", async () => {
    const reader = await person(node);
    const other = await person(node);
    const first = await posted(ann, `<p>&lt;@${reader.id}&gt; 1</p>`);
    await posted(ann, `<p>&lt;@${reader.id}&gt; 2</p>`);
    const items = await inbox(reader);
    assert.equal(items.length, 2);
    const read = (id, body) => fetch(`${node.url}/inbox/${encodeURIComponent(id)}/read`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    // Of others, nothing is read.
    assert.equal((await read(items[0].inboxId, other.auth)).status, 200);
    assert.equal((await inbox(reader)).length, 2);
    const answer = await read(items[0].inboxId, reader.auth);
    assert.deepEqual(await answer.json(), { error: null });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.ok(Number(answer.headers.get("x-ratelimit-ip-remaining")) > 0);
    assert.equal((await read(`${reader.id}-${first}`, reader.auth)).status, 200);
    assert.deepEqual(await inbox(reader), []);
    const all = await reader.ask("fetchInboxMessages");
    assert.deepEqual(all.items.map((item) => [item.isRead, typeof item.data]), [[1, "string"], [1, "string"]]);
    const one = await reader.ask("fetchInboxMessages", { inboxId: items[0].inboxId });
    assert.deepEqual(one.items.map((item) => item.inboxId), [items[0].inboxId]);
    // SAFER: only of one's own.
    assert.deepEqual((await other.ask("fetchInboxMessages", { inboxId: items[0].inboxId })).items, []);
    assert.equal((await read(items[0].inboxId, {})).status, 403);
    assert.equal((await read(items[0].inboxId, { ...reader.auth, token: other.auth.token })).status, 403);
    assert.equal((await read(items[0].inboxId, { id: "199999999999", token: "x" })).status, 404);
    for (const somebody of [reader, other]) somebody.close();
  });

  test("are fetched over HTTP, in pages", async () => {
    const reader = await person(node);
    for (let n = 0; n < 55; n++) await posted(ann, `<p>&lt;@${reader.id}&gt; ${n}</p>`);
    const fetchInbox = async (path, body = reader.auth) => {
      const answer = await fetch(`${node.url}/inbox/fetch${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      return { status: answer.status, ...(await answer.json()) };
    };
    const { status, error, inbox: first } = await fetchInbox("");
    assert.deepEqual([status, error, first.length], [200, null, 50]);
    assert.equal(first[0].message.message, `<p>&lt;@${reader.id}&gt; 54</p>`);
    const { inbox: second } = await fetchInbox(`/${first.at(-1).createdAt}`);
    assert.equal(second.length, 5);
    assert.equal((await reader.ask("fetchInboxMessages", { index: first.at(-1).createdAt })).items.length, 5);
    assert.equal((await fetchInbox("", { publicKey: "x", sessionId: "y" })).status, 403);
    assert.equal((await fetchInbox("/x")).status, 404);
    const preflight = await fetch(`${node.url}/inbox/fetch`, { method: "OPTIONS" });
    assert.equal(preflight.status, 204);
    reader.close();
  });

  test("need a token", async () => {
    assert.equal(typeof (await ask(ann.socket, "fetchInboxMessages", { id: ann.id, onlyUnread: true })).error, "string");
  });
});

describe("what a client may not decide", () => {
  test("safer: the server sets every field that is its own", async () => {
    const heard = once(bob.socket, "messageCreate", { where: (message) => message.message === "forged" });
    await posted(ann, "forged", {
      author: { id: ann.id, name: "Somebody else", isBanned: true },
      timestamp: 1,
      messageId: "111111111111",
      isSystemMsg: true,
      reactions: { x: ["1"] },
      isAdmin: true,
      anon: true,
      data: { x: 1 },
      meta: 1,
      sig: "A".repeat(64),
      lastEdited: 5,
      room: "9-9-9",
      group: 0,
      category: 0,
      channel: 0,
    });
    const message = await heard;
    assert.equal(message.author.name, ann.name);
    assert.ok(message.timestamp > 1.7e12);
    assert.notEqual(message.messageId, "111111111111");
    assert.equal(message.room, ROOM);
    assert.deepEqual([message.group, message.category, message.channel], ["0", "0", "0"]);
    const [stored] = (await history(bob)).slice(-1);
    for (const key of ["isSystemMsg", "isAdmin", "anon", "data", "meta", "sig", "lastEdited", "token"]) {
      assert.equal(message[key], undefined, key);
      assert.equal(stored[key], undefined, key);
    }
    assert.deepEqual(stored.reactions, {});
  });

  test("safer: wrong types are answered", async () => {
    for (const wrong of [{ message: 7 }, { message: null }, { message: ["x"] }, { group: null }, { channel: {} }, { category: "x" }, { message: "" }]) {
      assert.equal(typeof (await ann.send("x", wrong)).error, "string", JSON.stringify(wrong));
    }
    for (const messageId of [undefined, null, {}, [], "x", -1, "1".repeat(40)]) {
      assert.equal(typeof (await resolve(ann, messageId)).error, "string", JSON.stringify(messageId));
    }
  });

  test("files over the socket are refused in words", async () => {
    assert.equal(typeof (await ann.ask("fileUpload", { chunk: "x", metadata: {} })).error, "string");
  });

  test("safer: long texts are refused whole, never cut", async () => {
    assert.match((await ann.send(`<p>${"x".repeat(8001)}</p>`)).error, /too long/);
    assert.equal((await ann.send(`<b>${"x".repeat(7990)}</b>`)).error, null);
  });

  test("safer: nothing is heard or answered without having joined", async () => {
    const stranger = await connect(node.url);
    const heard = [];
    stranger.onAny((event) => heard.push(event));
    const id = await posted(ann, "for members");
    await posted(ann, "for members!", { editedMsgId: id });
    await ann.ask("deleteMessage", { messageId: id });
    for (const event of ["deleteMessage", "addMessageReaction", "getMessageLogs", "resolveMessage", "fetchInboxMessages"]) {
      assert.equal(typeof (await ask(stranger, event, { ...ann.auth, messageId: id, msgId: id })).error, "string", event);
      assert.equal(typeof (await ask(ann.socket, event, { id: ann.id, messageId: id, msgId: id })).error, "string", event);
    }
    await wait(50);
    assert.deepEqual(heard, []);
    stranger.close();
  });
});

describe("banned authors", () => {
  test("are hidden from all but those who may know them", async () => {
    const own = await Node.start({ config: { ...config, serverinfo: { moderation: { bans: { displayName: "Gone", displayMessageNotice: "<i>hidden</i>" } } } } });
    const root = await person(own, { key: own.adminKeys[0] });
    const [victim, reader, keeper] = await Promise.all([person(own), person(own), person(own)]);
    await root.ask("addUserToRole", { role: MODS, target: keeper.id });
    const id = (await victim.send("<p>bad words</p>")).messageId;
    const answer = (await reader.send("an answer", { replyMsgId: id })).messageId;
    await own.stop();
    await banInStore(own, victim.id);
    await own.launch();
    const again = async (somebody) => {
      const socket = await connect(own.url);
      await ask(socket, "userConnected", { id: somebody.id, token: somebody.auth.token, pow: somebody.account.pow });
      return { ...somebody, socket, ask: (event, payload = {}) => ask(socket, event, { ...payload, ...somebody.auth }), send: (message, extra) => send(socket, somebody.account, message, extra) };
    };
    const [plain, privileged] = [await again(reader), await again(keeper)];
    const hidden = await resolve(plain, id);
    assert.equal(hidden.message, "<i>hidden</i>");
    assert.deepEqual([hidden.author.id, hidden.author.name, hidden.author.isBanned, hidden.isAdmin], [0, "Gone", true, undefined]);
    const shown = await resolve(privileged, id);
    assert.deepEqual([shown.message, shown.author.id, shown.author.isBanned, shown.isAdmin], ["<p>bad words</p>", victim.id, true, true]);
    for (const seen of [await resolve(plain, answer), await history(plain)]) assert.ok(!JSON.stringify(seen).includes("bad words"));
    // Also in what is sent to many at once, each gets what it may see.
    const toPlain = once(plain.socket, "messageCreate");
    const toKeeper = once(privileged.socket, "messageCreate");
    await privileged.send("look", { replyMsgId: id });
    assert.equal((await toPlain).reply.message, "<i>hidden</i>");
    assert.equal((await toKeeper).reply.message, "<p>bad words</p>");
    for (const somebody of [plain, privileged]) somebody.socket.close();
    await own.stop();
  });
});

/** Bans a member while the node is not running. */
async function banInStore(own, id) {
  const insert = `INSERT INTO bans(memberId, issuerId, reason, created, until) VALUES ('${id}', 'system', 'x', 1, 9999999999999)`;
  await execute(own, insert);
}

describe("limits of a channel", () => {
  const limited = (actions) => ({ ...config, serverinfo: { moderation: { ratelimit: { actions } } } });

  test("slow mode sets in after ten messages an hour, and says when it ends", async () => {
    const own = await Node.start({ config: limited({ user_slowmode: 1, user_slowmode_duration: "4 seconds" }) });
    const root = await person(own, { key: own.adminKeys[0] });
    const writer = await person(own);
    for (let n = 0; n < 10; n++) assert.equal((await writer.send(`${n}`)).error, null);
    const refused = await writer.send("too fast");
    assert.equal(typeof refused.error, "string");
    assert.ok(refused.slowmode > Date.now() && refused.slowmode < Date.now() + 4500, JSON.stringify(refused));
    // Another channel has a count of its own.
    assert.equal((await writer.send("elsewhere", inRoom(SIDE_ROOM))).error, null);
    for (let n = 0; n < 12; n++) assert.equal((await root.send(`${n}`)).error, null, "administrators bypass it");
    await wait(4200);
    assert.equal((await writer.send("later")).error, null);
    for (const somebody of [root, writer]) somebody.close();
    await own.stop();
  });

  test("the rate limit ends the hour; a restart does not forget", async () => {
    const own = await Node.start({ config: limited({ ratelimit: "1" }) });
    const writer = await person(own);
    for (let n = 0; n < 9; n++) assert.equal((await writer.send(`${n}`)).error, null);
    await own.stop();
    await own.launch();
    const socket = await connect(own.url);
    await ask(socket, "userConnected", { id: writer.id, token: writer.auth.token, pow: writer.account.pow });
    assert.equal((await send(socket, writer.account, "the tenth")).error, null);
    const refused = await send(socket, writer.account, "too many");
    assert.equal(refused.rateLimited, true);
    socket.close();
    await own.stop();
  });

  test("safer: with everything off, and for newcomers, nobody is slowed down", async () => {
    for (let n = 0; n < 30; n++) assert.equal((await ann.send(`${n}`)).error, null);
    const own = await Node.start({ config: limited({ ratelimit: 3, user_slowmode: 2 }) });
    const newcomer = await person(own);
    for (let n = 0; n < 15; n++) assert.equal((await newcomer.send(`${n}`)).error, null);
    newcomer.close();
    await own.stop();
  });

  test("a mute refuses and ends by itself", async () => {
    const own = await Node.start({ config });
    const writer = await person(own);
    await own.stop();
    const saved = own.savedConfig();
    const until = Date.now() + 8000;
    saved.mutelist = { [writer.id]: { duration: until, reason: "<b>noise</b>" } };
    writeFileSync(own.configPath, JSON.stringify(saved));
    await own.launch();
    const socket = await connect(own.url);
    await ask(socket, "userConnected", { id: writer.id, token: writer.auth.token, pow: writer.account.pow });
    const refused = await send(socket, writer.account, "x");
    assert.equal(refused.muted, true);
    assert.ok(!refused.error.includes("<b>"));
    await wait(until - Date.now() + 200);
    assert.equal((await send(socket, writer.account, "x")).error, null);
    socket.close();
    await own.stop();
  });

  test("charts show how busy a channel is, to whom sets its limits", async () => {
    const refused = await ann.ask("getRoomCharts", { room: ROOM });
    assert.equal(typeof refused.error, "string");
    for (const room of ["../x", "0-0-77", null, {}, "0-0-0/../../x"]) {
      assert.equal(typeof (await admin.ask("getRoomCharts", { room })).error, "string", JSON.stringify(room));
    }
    const { error, paths } = await admin.ask("getRoomCharts", { room: ROOM });
    assert.equal(error, null);
    for (const path of [paths.daily, paths.hourly]) {
      const picture = await fetch(node.url + path);
      assert.equal(picture.headers.get("content-type"), "image/svg+xml");
      assert.match(await picture.text(), /^<svg .*usual/s);
      // SAFER: nobody can guess the address of a channel's chart.
      assert.equal((await fetch(node.url + path.replace(/v=.*/, "v=0"))).status, 404);
    }
    assert.deepEqual((await admin.ask("getRoomCharts", { room: ROOM })).paths, paths);
  });
});

describe("other servers", () => {
  const servers = async () => (await (await fetch(`${node.url}/servers`)).json()).servers.map((server) => server.address);
  const submit = (address) => fetch(`${node.url}/servers/add/${encodeURIComponent(address)}`, { method: "POST" });

  test("are submitted, wait for a decision, and are listed after it", async () => {
    assert.deepEqual(await servers(), []);
    assert.deepEqual(await (await submit("https://Chat.Example.org/x")).json(), { success: true });
    assert.equal((await submit("chat.example.org")).status, 200);
    assert.deepEqual(await servers(), []);
    const { error, servers: known } = await admin.ask("getNetworkServers");
    assert.equal(error, null);
    assert.deepEqual(known.map((server) => [server.address, server.status]), [["chat.example.org", "pending"]]);
    assert.equal(JSON.parse(known[0].data).serverinfo.name, "chat.example.org");
    assert.deepEqual(await admin.ask("changeNetworkServerStatus", { address: "chat.example.org", status: "verified" }), { error: null });
    assert.deepEqual(await servers(), ["chat.example.org"]);
    await admin.ask("changeNetworkServerStatus", { address: "chat.example.org", status: "blocked" });
    assert.deepEqual(await servers(), []);
  });

  test("safer: only by those who look after them, and only real addresses", async () => {
    for (const address of ["localhost:2052", "10.0.0.5", "x", "a b.c", "nas.local"]) {
      assert.equal((await submit(address)).status, 400, address);
    }
    const denied = await ann.ask("getNetworkServers");
    assert.deepEqual([typeof denied.error, denied.servers], ["string", []]);
    assert.equal(typeof (await ann.ask("changeNetworkServerStatus", { address: "chat.example.org", status: "verified" })).error, "string");
    for (const wrong of [{ status: "verified" }, { address: "chat.example.org" }, { address: "chat.example.org", status: "x" }, { address: "other.example.org", status: "verified" }]) {
      assert.equal(typeof (await admin.ask("changeNetworkServerStatus", wrong)).error, "string", JSON.stringify(wrong));
    }
    assert.equal((await fetch(`${node.url}/servers`, { method: "DELETE" })).status, 405);
    // Ten a minute from one address, whatever they are.
    let last;
    for (let n = 0; n < 10; n++) last = await submit(`s${n}.example.org`);
    assert.equal(last.status, 429);
    assert.equal((await last.json()).blockedBy, "ip");
  });

  test("are nobody's business where discovery is off", async () => {
    const own = await Node.start({ config: { serverinfo: { discovery: { enabled: false } } } });
    const list = await (await fetch(`${own.url}/servers`)).json();
    assert.deepEqual([typeof list.error, list.servers], ["string", []]);
    assert.equal((await fetch(`${own.url}/servers/add/chat.example.org`, { method: "POST" })).status, 403);
    await own.stop();
  });
});

describe("a message that comes twice under one name", () => {
  const named = (nonce) => ({ nonce });

  test("is posted once, and both get the same answer", async () => {
    const seen = record(bob.socket, "messageCreate");
    const first = await posted(ann, "<p>once</p>", named("local-1"));
    assert.equal(await posted(ann, "<p>once</p>", named("local-1")), first);
    const [one, other] = await Promise.all([posted(ann, "<p>at the same time</p>", named("local-2")), posted(ann, "<p>at the same time</p>", named("local-2"))]);
    assert.equal(one, other);
    await posted(ann, "<p>end</p>");
    const texts = (await history(bob)).slice(-3).map(({ message }) => message);
    assert.deepEqual(texts, ["<p>once</p>", "<p>at the same time</p>", "<p>end</p>"]);
    await wait(100);
    assert.equal(seen.filter(({ messageId }) => messageId === first).length, 1);
  });

  test("safer: is of its author only, and a name that is none names nothing", async () => {
    const hers = await posted(ann, "<p>hers</p>", named("local-3"));
    assert.notEqual(await posted(bob, "<p>his</p>", named("local-3")), hers);
    for (const nonce of ["", null, 5, {}, "x".repeat(65)]) {
      assert.notEqual(await posted(ann, "<p>a</p>", { nonce }), await posted(ann, "<p>a</p>", { nonce }));
    }
  });

  test("may be sent again after it was refused", async () => {
    const refused = await ann.send("", named("local-4"));
    assert.ok(refused.error);
    await posted(ann, "<p>now</p>", named("local-4"));
  });
});
