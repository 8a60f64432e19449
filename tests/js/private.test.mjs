// What is private stays so: others are connected all the while, know every id, and try whatever the protocol has.
// Every packet that they get is looked through (spec 40).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basicRoles, role } from "./configuration.mjs";
import { QUIET, Room, roomsOf } from "./direct.mjs";
import { ask, connect, newProof, Node, person, settled, VERSIONS, wait } from "./support.mjs";

const [MODS, STAFF, JUDGES] = ["1002", "1003", "1004"];
const serverroles = {
  ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }),
  [MODS]: role(MODS, 3, { manageMessages: 1, manageMembers: 1, viewAnonymousMessages: 1 }, { name: "Mods" }),
  [STAFF]: role(STAFF, 4, { manageTickets: 1 }, { name: "Staff" }),
  [JUDGES]: role(JUDGES, 5, { manageReports: 1 }, { name: "Judges" }),
};

let node;
let admin;
let ann;
let bob;
before(async () => {
  // So many attempts would be refused for being many.
  node = await Node.start({ config: { ...QUIET, serverinfo: { ...QUIET.serverinfo, rateLimit: 1_000_000 }, serverroles } });
  admin = await person(node, { key: node.adminKeys[0] });
  [ann, bob] = [await person(node), await person(node)];
});
after(async () => {
  for (const somebody of [admin, ann, bob]) somebody.close();
  await node.stop();
});

/** Keeps every packet that comes to somebody from now on. */
function watched(somebody) {
  somebody.packets = [];
  somebody.socket.io.engine.on("packet", ({ data }) => data && somebody.packets.push(String(data)));
  return somebody;
}

/** Connected and through with the proof of work, but not joined; it says that it is `who`. */
async function stranger(who, options) {
  const socket = await connect(node.url, options);
  await ask(socket, "userConnected", { id: who.id, token: null, pow: newProof() });
  return { socket, id: who.id, ask: (event, payload) => ask(socket, event, { ...payload, id: who.id, token: null }), tell: (event, payload) => socket.emit(event, { ...payload, id: who.id, token: null }), close: () => socket.close() };
}

async function withRole(id, options) {
  const somebody = await person(node, options);
  assert.ok(!(await admin.ask("addUserToRole", { role: id, target: somebody.id })).error);
  return somebody;
}

/** What somebody answers to is what it said itself. */
const OWN = /"reply":\{"messageId":"\d{12}"\}/g;

/** Nothing that came to them holds any of these words. */
function gotNothing(people, words) {
  for (const [who, { packets }] of Object.entries(people)) {
    assert.ok(packets.length > 0, `${who} was not connected`);
    for (const packet of packets.map((text) => text.replaceAll(OWN, ""))) {
      for (const word of words) assert.ok(!packet.includes(word), `${who} got ${word}: ${packet.slice(0, 400)}`);
    }
  }
}

const word = (() => {
  let n = 0;
  return (what) => `private${what}${process.pid}x${n++}`;
})();

/** What anybody may try with ids that it should not know. */
function attempts({ rooms = [], direct = [], threads = [], messages = [], reports = [], self }) {
  const list = [["getDmRooms", {}], ["getAllUnread", {}], ["fetchTickets", { status: "open", asStaff: true }], ["fetchReports", {}], ["joinServer", {}], ["joinStaff", { userId: self }], ["fetchThreads", {}], ["fetchInboxMessages", {}], ["searchMessages", { query: "private", text: "private" }]];
  for (const roomId of rooms) {
    list.push(["joinDmRoom", { roomId }], ["getDmRoomMessages", { roomId, timestamp: null }], ["addDmRoomParticipant", { roomId, memberId: self }], ["removeDmRoomParticipant", { roomId, memberId: self }], ["removeDmRoomParticipant", { roomId, memberId: ann.id }], ["deleteDmRoom", { roomId }], ["markDmAsRead", { roomId, messageId: null }]);
    const data = { message: { [self]: "x" }, roomId, author: { id: self }, reply: { messageId: direct[0] ?? null }, timestamp: 1 };
    for (const messageEditId of [null, ...direct]) list.push(["sendDmMessage", { payload: { data, messageEditId } }]);
    list.push(["getChatlog", { groupId: roomId, categoryId: roomId, channelId: roomId, index: -1 }]);
  }
  for (const messageId of direct) {
    list.push(["markDmAsRead", { messageId, roomId: null }], ["deleteMessage", { messageId, type: "dm" }], ["deleteMessage", { messageId, type: "message" }], ["resolveMessage", { messageId }], ["getMessageLogs", { msgId: messageId }], ["createReport", { targetId: messageId, type: "dm", plainText: "x", description: "x" }], ["createReport", { targetId: messageId, type: "message", description: "x" }], ["deleteMessageInReport", { messageId, messageType: "dm", reporterId: self, reportedId: ann.id }], ["deleteMessageInReport", { messageId, messageType: "message" }], ["addMessageReaction", { messageId, emojiHash: "1f44d", default: true }]);
  }
  for (const threadId of threads) {
    list.push(["fetchMessages", { threadId, limit: 200 }], ["sendMessage", { threadId, text: { content: "x" }, supportIdentity: "support_anon" }], ["joinTicket", { threadId }], ["markRead", { threadId }], ["deleteThread", { threadId, memberId: ann.id }], ["joinDmRoom", { roomId: threadId }]);
  }
  for (const messageId of messages) list.push(["editMessage", { messageId, payload: { content: "x" } }], ["deleteDMMessage", { messageId }]);
  for (const reportId of reports) list.push(["deleteReport", { reportId }]);
  return list;
}

/** Tries them all, and takes any room for one that can be entered. */
async function attack(somebody, known) {
  for (const room of ["staff", "tickets", "system", ...(known.rooms ?? []), ...(known.threads ?? []), ann.id, bob.id, `m:${ann.id}`]) somebody.tell("setRoom", { room });
  for (const room of [ann.id, bob.id, "staff", "0-0-0"]) await somebody.ask("joinDmRoom", { roomId: room });
  for (const [event, payload] of attempts({ ...known, self: somebody.id })) {
    const answer = await somebody.ask(event, payload);
    assert.ok(answer !== undefined, event);
    assert.ok(!/too often/.test(answer.error), event);
  }
}

for (const [version, io] of VERSIONS) {
  describe(`with client ${version}`, () => {
    const options = { io };

    test("safer: of direct messages nobody else gets anything: no member, no moderator, no administrator, nobody outside", async () => {
      const others = { member: await person(node, options), moderator: await withRole(MODS, options), staff: await withRole(STAFF, options), administrator: admin, outside: await stranger(ann, options) };
      for (const other of Object.values(others)) watched(other);
      const [cat, dan] = [await person(node, options), await person(node, options)];
      const room = await Room.of(cat, dan);
      const words = [room.id, word("text")];
      const first = await room.said(cat, `<p>${words[1]}</p>`);
      words.push(first.meta.messageId);
      // Of their own, to answer and to edit what is not theirs.
      const own = [];
      for (const other of Object.values(others).slice(0, 3)) own.push([other, await Room.of(other)]);
      const known = { rooms: [room.id], direct: [first.meta.messageId] };
      for (const other of Object.values(others)) await attack(other, known);
      for (const [other, where] of own) {
        for (const [reply, edited] of [[first.meta.messageId, null], [null, first.meta.messageId]]) await where.send(other, where.data(other, "mine", { reply }), edited);
        await where.page(other);
      }
      // While they listen, everything happens that can.
      const text = word("edited");
      words.push(text);
      await room.said(cat, text, { edited: first.meta.messageId });
      const answer = await room.said(dan, text, { reply: first.meta.messageId });
      words.push(answer.meta.messageId);
      await dan.ask("markDmAsRead", { roomId: room.id });
      const eve = await person(node, options);
      assert.equal((await cat.ask("addDmRoomParticipant", { roomId: room.id, memberId: eve.id })).error, null);
      await dan.ask("deleteMessage", { messageId: answer.meta.messageId, type: "dm" });
      for (const other of Object.values(others)) await attack(other, { ...known, direct: [first.meta.messageId, answer.meta.messageId] });
      assert.deepEqual(new Set(Object.keys((await cat.ask("getDmRooms")).rooms[0].participants)), new Set([cat.id, dan.id, eve.id]));
      assert.deepEqual(await room.texts(cat), [text]);
      await cat.ask("removeDmRoomParticipant", { roomId: room.id, memberId: eve.id });
      await cat.ask("deleteDmRoom", { roomId: room.id });
      await settled(...Object.values(others));
      gotNothing(others, words);
      for (const somebody of [cat, dan, eve, ...Object.values(others).filter((other) => other !== admin)]) somebody.close();
    });

    test("safer: of tickets only those of the staff get anything, and of the staff's only they", async () => {
      const others = { member: await person(node, options), moderator: await withRole(MODS, options), judge: await withRole(JUDGES, options), outside: await stranger(ann, options) };
      for (const other of Object.values(others)) watched(other);
      const [cat, sue] = [await person(node, options), await withRole(STAFF, options)];
      const words = [word("title"), word("text"), word("answer"), word("edited")];
      const { threadId } = await cat.ask("createThread", { type: "ticket", title: words[0] });
      assert.equal(typeof threadId, "string");
      await sue.ask("joinTicket", { threadId });
      const say = (somebody, content, more) => somebody.ask("sendMessage", { threadId, text: { content }, ...more });
      await say(cat, words[1]);
      await say(sue, words[2], { supportIdentity: "support_anon" });
      const { messages } = await cat.ask("fetchMessages", { threadId });
      const known = { threads: [threadId], messages: messages.map(({ id }) => id) };
      words.push(threadId, ...known.messages);
      for (const other of Object.values(others)) await attack(other, known);
      await cat.ask("editMessage", { messageId: messages[0].id, payload: { content: words[3] } });
      await cat.ask("markRead", { threadId });
      await sue.ask("deleteDMMessage", { messageId: messages[1].id });
      for (const other of Object.values(others)) await attack(other, known);
      assert.deepEqual((await cat.ask("fetchMessages", { threadId })).messages.map(({ text }) => text.content), [words[3]]);
      await cat.ask("deleteThread", { threadId });
      await settled(...Object.values(others));
      gotNothing(others, words);
      for (const somebody of [cat, sue, ...Object.values(others)]) somebody.close();
    });

    test("safer: of reports only those get anything who look after them", async () => {
      const others = { member: await person(node, options), moderator: await withRole(MODS, options), staff: await withRole(STAFF, options), outside: await stranger(ann, options) };
      for (const other of Object.values(others)) watched(other);
      const [cat, dan, judge] = [await person(node, options), await person(node, options), await withRole(JUDGES, options)];
      const room = await Room.of(cat, dan);
      const words = [word("note"), word("text"), room.id];
      const { meta } = await room.said(cat, words[1]);
      words.push(meta.messageId);
      assert.equal((await dan.ask("createReport", { targetId: meta.messageId, type: "dm", plainText: "null", description: words[0] })).type, "success");
      const { reports } = await judge.ask("fetchReports");
      const { id } = reports.find(({ reportNotes }) => reportNotes === words[0]);
      const known = { rooms: [room.id], direct: [], reports: [id] };
      for (const other of Object.values(others)) await attack(other, known);
      await judge.ask("deleteReport", { reportId: id });
      for (const other of Object.values(others)) await attack(other, { ...known, direct: [meta.messageId] });
      assert.deepEqual(await room.texts(dan), [words[1]]);
      await settled(...Object.values(others));
      gotNothing(others, [...words, "newReport"]);
      for (const somebody of [cat, dan, judge, ...Object.values(others)]) somebody.close();
    });
  });
}

test("safer: who is banned or logged out hears nothing any more", async () => {
  const [cat, dan] = [await person(node), await person(node)];
  const room = await Room.of(cat, dan);
  watched(dan);
  await admin.ask("banUser", { target: dan.id, duration: "1 hour" });
  await wait(100);
  const text = word("text");
  await room.said(cat, text);
  await wait(200);
  assert.ok(!dan.packets.some((packet) => packet.includes(text)));
  assert.equal(dan.socket.connected, false);
  assert.equal((await roomsOf(cat)).length, 1);
  cat.close();
  dan.close();
});

test("what is looked through is what comes", async () => {
  const [cat, dan] = [await person(node), watched(await person(node))];
  const room = await Room.of(cat, dan);
  const text = word("text");
  await room.said(cat, text);
  await settled(dan);
  assert.ok(dan.packets.some((packet) => packet.includes(text)));
  assert.throws(() => gotNothing({ dan }, [text]));
  cat.close();
  dan.close();
});
