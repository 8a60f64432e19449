// Direct messages: what is said, in which form, in pages, and what is unread (spec 40 sections 5 to 8).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basicRoles, role } from "./configuration.mjs";
import { execute, literal } from "./database.mjs";
import { hear, NOBODY, PACE, peopleOf, QUIET, refused, Room, roomsOf, unread } from "./direct.mjs";
import { again, ask, Node, once, person, record, settled, VERSIONS, wait } from "./support.mjs";

const MODS = "1003";

let node;
let admin;
let outsider;
const open = [];

before(async () => {
  node = await Node.start({ config: { ...QUIET, serverroles: { ...basicRoles({}), [MODS]: role(MODS, 3, { manageMessages: 1, manageReports: 1 }, { name: "Mods" }) } } });
  admin = await person(node, { key: node.adminKeys[0] });
  outsider = await person(node);
});
after(async () => {
  for (const somebody of [admin, outsider, ...open]) somebody.close();
  await node.stop();
});

const people = peopleOf(open, () => node);

describe("messages", () => {
  test("come to all devices of all in the room, with who wrote them", async () => {
    for (const [, io] of VERSIONS) {
      const [ann, bob] = await people(2, node, { io });
      const second = await again(node, ann, { io });
      open.push(second);
      const room = await Room.of(ann, bob);
      assert.deepEqual(await bob.ask("joinDmRoom", { roomId: room.id }), { error: null });
      const heardOutside = hear(outsider);
      const arrivals = [ann, second, bob].map(({ socket }) => once(socket, "newDmMessage"));
      const data = room.data(ann, { [ann.id]: "<p>hi</p>", [bob.id]: "<p>hi</p>" });
      const answer = await room.send(ann, data);
      assert.deepEqual(Object.keys(answer).sort(), ["error", "payload"]);
      const { payload } = answer;
      for (const arrival of arrivals) assert.deepEqual(await arrival, { payload });
      assert.deepEqual(payload.data, data);
      assert.equal(payload.messageEditId, null);
      const { messageId, timestamp, author, editedAt, reply } = payload.meta;
      assert.match(messageId, /^1\d{11}$/);
      assert.ok(Math.abs(timestamp - Date.now()) < 5000);
      assert.deepEqual([author.id, author.name, author.icon, author.isBanned], [ann.id, ann.name, "", false]);
      for (const secret of ["token", "password", "loginName", "pow"]) assert.ok(!(secret in author), secret);
      assert.equal(editedAt, null);
      assert.deepEqual(reply, { data: {}, meta: {} });
      const page = await room.page(bob);
      assert.deepEqual(page, { [messageId]: payload });
      assert.deepEqual(heardOutside, []);
    }
  });

  test("that are edited say so, and stay where they are", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const first = await room.said(ann, "<p>frist</p>");
    const { messageId, timestamp } = first.meta;
    await room.said(bob, "<p>second</p>");
    const arrival = once(bob.socket, "newDmMessage");
    const edited = await room.said(ann, "<p>first</p>", { edited: messageId });
    assert.deepEqual(await arrival, { payload: edited });
    assert.equal(edited.messageEditId, messageId);
    assert.deepEqual([edited.meta.messageId, edited.meta.timestamp, edited.data.message[bob.id]], [messageId, timestamp, "<p>first</p>"]);
    assert.ok(edited.meta.editedAt >= timestamp);
    const page = await room.page(bob);
    assert.deepEqual(Object.values(page).map(({ data }) => data.message[bob.id]), ["<p>second</p>", "<p>first</p>"]);
    assert.equal(page[messageId].meta.editedAt, edited.meta.editedAt);
  });

  test("safer: edits are for the author alone, and stay in their room", async () => {
    const [ann, bob, cat] = await people(3);
    const [room, other] = [await Room.of(ann, bob), await Room.of(ann, cat)];
    const { messageId } = (await room.said(ann, "<p>mine</p>")).meta;
    const attempts = [
      [bob, room, messageId],
      [ann, other, messageId],
      [ann, room, NOBODY],
    ];
    for (const [somebody, where, id] of attempts) {
      const answer = await where.send(somebody, where.data(somebody, "<p>yours</p>"), id);
      refused(answer);
      assert.equal(answer.payload, null);
    }
    refused(await room.send(cat, { ...room.data(cat, "<p>yours</p>") }, messageId), "unauthorized");
    assert.deepEqual(await room.texts(bob), ["<p>mine</p>"]);
    assert.equal(await other.page(cat), null);
  });

  test("safer: are deleted by their authors, and only those who had them are told", async () => {
    const [ann, bob, mod] = await people(3);
    await admin.ask("addUserToRole", { role: MODS, target: mod.id });
    const room = await Room.of(ann, bob);
    const kept = await room.said(ann, "<p>kept</p>");
    const { messageId } = (await room.said(ann, "<p>gone</p>")).meta;
    const remove = (somebody, id) => somebody.ask("deleteMessage", { messageId: id, type: "dm", group: "0", category: "0", channel: "0" });
    for (const somebody of [bob, outsider, mod, admin]) refused(await remove(somebody, messageId), "Unauthorized or not message author");
    for (const id of [NOBODY, "x", null, {}]) refused(await remove(ann, id));
    const heard = [ann, bob, outsider, mod].map((somebody) => record(somebody.socket, "receiveDeleteMessage"));
    assert.deepEqual(await remove(ann, messageId), { error: null });
    await settled(ann, bob, outsider, mod);
    assert.deepEqual(heard, [[{ messageId }], [{ messageId }], [], []]);
    assert.deepEqual(Object.keys(await room.page(bob)), [kept.meta.messageId]);
    refused(await remove(ann, messageId));
    // Not as a message of a channel either.
    refused(await ann.ask("deleteMessage", { messageId: kept.meta.messageId }));
    // Who has left has nothing there any more.
    await ann.ask("removeDmRoomParticipant", { roomId: room.id, memberId: ann.id });
    refused(await remove(ann, kept.meta.messageId));
  });

  test("carry what they answer, and what that answers", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const [question] = [await room.said(ann, "<p>question</p>")];
    const answer = await room.said(bob, "<p>answer</p>", { reply: question.meta.messageId });
    assert.deepEqual([answer.meta.reply.data.message[ann.id], answer.meta.reply.meta.messageId, answer.meta.reply.meta.author.name], ["<p>question</p>", question.meta.messageId, ann.name]);
    const arrival = once(bob.socket, "newDmMessage");
    const thanks = await room.said(ann, "<p>thanks</p>", { reply: answer.meta.messageId });
    assert.equal((await arrival).payload.meta.reply.meta.messageId, answer.meta.messageId);
    const shown = (await room.page(bob))[thanks.meta.messageId];
    assert.equal(shown.meta.reply.meta.reply.data.message[bob.id], "<p>question</p>");
    await ann.ask("deleteMessage", { messageId: question.meta.messageId, type: "dm" });
    assert.deepEqual((await room.page(bob))[answer.meta.messageId].meta.reply, { data: {}, meta: {} });
  });

  test("safer: answers show nothing of another room", async () => {
    const [ann, bob, cat] = await people(3);
    const [room, other] = [await Room.of(ann, bob), await Room.of(ann, cat)];
    const { messageId } = (await room.said(bob, "<p>secret</p>")).meta;
    for (const somebody of [cat, ann]) {
      const shown = await other.said(somebody, "<p>what?</p>", { reply: messageId });
      assert.deepEqual(shown.meta.reply, { data: {}, meta: {} });
    }
    for (const message of Object.values(await other.page(cat))) assert.deepEqual(message.meta.reply, { data: {}, meta: {} });
    assert.ok(!JSON.stringify(await other.page(cat)).includes("secret"));
  });
});

describe("what is written", () => {
  test("safer: signed, it comes back as it was, to the last digit", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const odd = {
      numbers: [0, -1, 1e21, 1.5e300, 5e-324, 0.1, 2 ** 53, -(2 ** 53), 1e-7, 123456789.123456789, Number.MAX_VALUE],
      random: Array.from({ length: 300 }, () => Math.random() * 10 ** Math.floor(Math.random() * 40 - 20)),
      deep: { b: [{ y: null, x: [[], {}, ""] }], a: true, 10: "ten", 9: "nine" },
      text: "ä \u2028 \u{1f600} \\ \" / \u0000 \u001f <script>&amp;</script>",
      "": "empty",
      " key ": 1,
    };
    const message = { [ann.id]: "<p onclick='x()'>a<script>b</script></p>", [bob.id]: "plain", [outsider.id]: "for somebody else", system: "x" };
    const data = { ...room.data(ann, message), encrypted: false, plainSig: "x", odd, sig: "0123456789a" };
    const arrival = once(bob.socket, "newDmMessage");
    const { payload, error } = await room.send(ann, data);
    assert.equal(error, null);
    assert.deepEqual(payload.data, data);
    assert.deepEqual((await arrival).payload.data, data);
    const { messageId } = payload.meta;
    assert.deepEqual((await room.page(bob))[messageId].data, data);
    const edit = { ...room.data(ann, message), odd: { ...odd, more: 0.30000000000000004 }, sig: "another signature" };
    assert.deepEqual((await room.send(ann, edit, messageId)).payload.data, edit);
    assert.deepEqual((await room.page(bob))[messageId].data, edit);
    // Whose name it says is part of what is signed.
    refused(await room.send(ann, { ...data, author: { id: ann.id, name: ann.name } }));
  });

  test("safer: unsigned, it is cleaned, and what is nobody's business is left out", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const message = { [ann.id]: "<p onclick='x()'>a<script>b</script><img src=x onerror=y></p>", [bob.id]: "<b>b</b>", [outsider.id]: "<p>c</p>", system: "d" };
    const data = { ...room.data(ann, message), author: { id: ann.id, name: "Somebody", icon: "x" }, more: { x: 1 }, sig: "short", timestamp: "now", reply: { messageId: null, data: { message: "x" } } };
    const answer = await ann.ask("sendDmMessage", { payload: { data, messageEditId: null, meta: { author: { id: bob.id }, timestamp: 5 }, more: "x" } });
    assert.equal(answer.error, null);
    const { payload } = answer;
    assert.deepEqual(Object.keys(payload.data.message).sort(), [ann.id, bob.id].sort());
    assert.ok(!/script|onclick|onerror/.test(JSON.stringify(payload)), JSON.stringify(payload.data));
    assert.equal(payload.data.message[bob.id], "<b>b</b>");
    assert.deepEqual(payload.data.author, { id: ann.id });
    assert.deepEqual(payload.data.reply, { messageId: null });
    for (const field of ["more", "sig", "timestamp"]) assert.ok(!(field in payload.data), field);
    assert.deepEqual(Object.keys(payload).sort(), ["data", "messageEditId", "meta"]);
    assert.deepEqual([payload.meta.author.id, payload.meta.author.name], [ann.id, ann.name]);
    assert.ok(payload.meta.timestamp > 1.7e12);
  });

  test("safer: what cannot be sent is refused with a reason, and nobody sees it", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const heard = record(bob.socket, "newDmMessage");
    const good = room.data(ann, "x");
    const changed = (change) => ({ data: { ...structuredClone(good), ...change } });
    const long = (text) => changed({ message: { [ann.id]: text } });
    const payloads = [
      undefined, null, "x", 7, [], {}, { data: null }, { data: "x" }, { data: [] }, { data: {} },
      changed({ roomId: undefined }), changed({ roomId: null }), changed({ roomId: "123" }), changed({ roomId: "x".repeat(12) }), changed({ roomId: {} }), changed({ roomId: `${room.id}0` }),
      changed({ author: undefined }), changed({ author: null }), changed({ author: "x" }), changed({ author: {} }),
      changed({ message: undefined }), changed({ message: null }), changed({ message: "x" }), changed({ message: [] }), changed({ message: {} }),
      changed({ message: { [ann.id]: 7 } }), changed({ message: { [ann.id]: null } }), changed({ message: { [ann.id]: ["x"] } }), changed({ message: { "not a member id": "x" } }),
      long(""), long("<p></p>"), long("<script>x</script>"), long("x".repeat(8001)), long(`rsa|QUJD||${"QUJD".repeat(20_000)}|QUJD|QUJD`),
      changed({ message: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [String(100000000000 + n), "x"])) }),
      changed({ sig: "0123456789a", more: "x".repeat(262_000) }),
      changed({ reply: "x" }), changed({ reply: [] }), changed({ reply: { messageId: 7 } }), changed({ reply: { messageId: "x" } }), changed({ reply: { messageId: "../../../etc" } }), changed({ reply: { messageId: {} } }),
    ];
    for (const payload of payloads) refused(await ann.ask("sendDmMessage", { payload }));
    await settled(bob);
    assert.deepEqual(heard, []);
    assert.equal(await room.page(bob), null);
  });

  test("is up to 8000 characters long, and longer where it is sealed", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const longest = "ä".repeat(8000);
    assert.equal((await room.said(ann, longest)).data.message[bob.id], longest);
    const sealed = `rsa|QUJD||${"QUJD".repeat(15_000)}|QUJD|QUJD`;
    assert.equal((await room.said(ann, sealed)).data.message[bob.id], sealed);
    // Replies may be missing altogether.
    for (const reply of [undefined, null, {}]) assert.equal((await room.send(ann, { ...room.data(ann, "x"), reply })).error, null);
  });

  test("safer: nobody writes in another's name, or where they are not", async () => {
    const [ann, bob, cat] = await people(3);
    const room = await Room.of(ann, bob);
    const heard = [ann, bob, cat].map(({ socket }) => record(socket, "newDmMessage"));
    for (const author of [ann, admin]) {
      refused(await cat.ask("sendDmMessage", { payload: { data: room.data(author, "x") } }));
      refused(await bob.ask("sendDmMessage", { payload: { data: room.data(author, "x") } }));
      refused(await bob.ask("sendDmMessage", { payload: { data: { ...room.data(author, "x"), sig: "0123456789abcdef" } } }));
    }
    refused(await bob.ask("sendDmMessage", { payload: { data: room.data({ id: "system" }, "x") } }));
    refused(await bob.ask("sendDmMessage", { payload: { data: room.data({ id: [bob.id] }, "x") } }));
    for (const somebody of [cat, admin]) refused(await room.send(somebody, room.data(somebody, "x")), "unauthorized");
    for (const id of [NOBODY, ann.id, bob.id]) refused(await room.send(cat, { ...room.data(cat, "x"), roomId: id }), "unauthorized");
    await settled(ann, bob, cat);
    assert.deepEqual(heard, [[], [], []]);
    assert.equal(await room.page(ann), null);
  });

  test("safer: who is muted writes nothing until it ends", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const { messageId } = (await room.said(ann, "before")).meta;
    await admin.ask("muteUser", { target: ann.id, duration: "1 hour" });
    refused(await room.send(ann, room.data(ann, "muted")));
    refused(await room.send(ann, room.data(ann, "muted"), messageId));
    await admin.ask("unmuteUser", { target: ann.id });
    await room.said(ann, "after");
    assert.deepEqual(await room.texts(bob), ["before", "after"]);
  });

  test("that comes twice under one name is posted once", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const send = (somebody, text, nonce) => somebody.ask("sendDmMessage", { payload: { data: room.data(somebody, text) }, nonce });
    const [one, other] = await Promise.all([send(ann, "once", "local-1"), send(ann, "once, said otherwise", "local-1")]);
    assert.equal(one.error, null);
    for (const again of [other, await send(ann, "once more", "local-1")]) {
      assert.equal(again.error, null);
      assert.equal(again.payload.meta.messageId, one.payload.meta.messageId);
      assert.deepEqual(again.payload.data, one.payload.data);
    }
    assert.equal((await send(bob, "his", "local-1")).error, null);
    assert.deepEqual(await room.texts(bob), ["once", "his"]);
  });

  test("safer: five in five seconds, counted for each", async () => {
    const [ann, bob] = await people(2);
    const [room, own] = [await Room.of(ann, bob), await Room.of(ann)];
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await room.send(ann, room.data(ann, `number ${n}`)));
    // In whichever room, and edits too.
    answers.push(await room.send(ann, room.data(ann, "edited"), answers[0].payload.meta.messageId));
    for (const answer of answers) assert.equal(answer.error, null);
    refused(await own.send(ann, own.data(ann, "too many")));
    refused(await room.send(ann, room.data(ann, "too many")));
    await room.said(bob, "not me");
    await wait(PACE);
    await room.said(ann, "later");
    assert.deepEqual(await room.texts(bob), ["edited", "number 1", "number 2", "number 3", "not me", "later"]);
  });
});

describe("pages", () => {
  const STAMP = 1_775_400_000_000;
  const stored = (room, id, author, text, extra = {}) => JSON.stringify({ data: { message: Object.fromEntries(room.ids.map((one) => [one, text])), roomId: room.id, author: { id: author }, reply: { messageId: null }, timestamp: 1, ...extra }, messageEditId: null, meta: { messageId: id, timestamp: 1 } });
  const insert = (rows) => `INSERT INTO dms(authorId, roomId, messageId, message, createdAt) VALUES ${rows.map(([author, room, id, text, at]) => `('${author}', '${room}', '${id}', ${literal(text)}, ${at})`).join(", ")}`;

  let own;
  let ann;
  let bob;
  let room;
  before(async () => {
    own = await Node.start({ config: QUIET });
    const [first, second] = await people(2, own);
    room = await Room.of(first, second);
    await own.stop();
    const id = (n) => String(150_000_000_000 - n);
    const rows = Array.from({ length: 120 }, (_, n) => [n % 2 ? first.id : second.id, room.id, id(n), stored(room, id(n), first.id, `number ${n}`), STAMP + n]);
    // What other versions, and accidents, leave behind.
    rows.push(["133333333333", room.id, "160000000001", stored(room, "160000000001", "133333333333", "the author is gone"), STAMP + 200]);
    for (const [n, broken] of ["", "{", "null", "[]", "7", "{\"data\":7}", "{}", "rsa"].entries()) rows.push([first.id, room.id, `16000000001${n}`, broken, STAMP + 201 + n]);
    rows.push([first.id, room.id, "160000000020", stored(room, "160000000020", first.id, "an answer to itself", { reply: { messageId: "160000000020" } }), STAMP + 220]);
    await execute(own, insert(rows));
    for (let n = 0; n < 60; n++) {
      await execute(own, `INSERT INTO dm_rooms(roomId, title, creatorId, createdAt) VALUES ('1700000000${String(n).padStart(2, "0")}', 'x', '${second.id}', ${STAMP + n})`);
      await execute(own, `INSERT INTO dm_room_participants(roomId, memberId, createdAt) VALUES ('1700000000${String(n).padStart(2, "0")}', '${second.id}', 0)`);
    }
    await own.launch();
    [ann, bob] = [await again(own, first), await again(own, second)];
    open.push(ann, bob);
  });
  after(() => own.stop());

  test("are of fifty, the newest first, without gaps and doubles", async () => {
    const pages = [];
    for (let timestamp = null; ; ) {
      const page = await room.page(ann, timestamp);
      if (page === null) break;
      // Ids grow against time here, so it is the order of the keys that counts.
      const list = Object.entries(page);
      for (const [id, { meta }] of list) assert.equal(meta.messageId, id);
      pages.push(list.map(([, { data }]) => data.message[ann.id]));
      timestamp = list.at(-1)[1].meta.timestamp;
    }
    const expected = ["an answer to itself", "the author is gone", ...Array.from({ length: 120 }, (_, n) => `number ${119 - n}`)];
    assert.deepEqual(pages.flat(), expected);
    assert.ok(pages.every((page) => page.length <= 50));
    for (const newest of [null, undefined, 0, "", "x", {}]) assert.equal(Object.values(await room.page(ann, newest))[0].data.message[ann.id], expected[0]);
    assert.equal(Object.values(await room.page(ann, STAMP + 10))[0].data.message[ann.id], "number 9");
    assert.equal(Object.values(await room.page(ann, String(STAMP + 10)))[0].data.message[ann.id], "number 9");
  });

  test("safer: show authors that are gone, and leave out what cannot be read", async () => {
    const page = await room.page(bob);
    const { author } = page["160000000001"].meta;
    assert.deepEqual([author.id, author.name, author.isBanned], [0, "Unkown Member", false]);
    assert.equal(page["160000000020"].meta.reply.meta.reply.meta.messageId, "160000000020");
    // Whose row it is counts, not what it says.
    assert.equal(page["149999999882"].meta.author.id, bob.id);
  });

  test("safer: of other rooms there is nothing", async () => {
    const [stranger] = await people(1, own);
    for (const roomId of [room.id, NOBODY, ann.id]) assert.deepEqual(await stranger.ask("getDmRoomMessages", { roomId, timestamp: null }), { error: null, messages: null });
    for (const roomId of [undefined, null]) refused(await ann.ask("getDmRoomMessages", { roomId }), "roomId missing");
    for (const roomId of ["", "123", `${room.id}1`, "x", {}, true]) refused(await ann.ask("getDmRoomMessages", { roomId }));
  });

  test("of rooms there is one, of fifty", async () => {
    const listed = await roomsOf(bob);
    assert.equal(listed.length, 50);
    assert.deepEqual(listed.slice(0, 2), [room.id, "170000000059"]);
  });
});

describe("unread", () => {
  test("is counted by room, until it is read, and other devices are told", async () => {
    const [ann, bob, cat] = await people(3);
    const [pair, three] = [await Room.of(ann, bob), await Room.of(ann, bob, cat)];
    assert.deepEqual(await unread(ann), { type: "success", unreads: {}, total: 0, unread: 0, tickets: 0, articles: 0 });
    const first = await pair.said(bob, "one");
    await pair.said(bob, "two");
    await three.said(cat, "three");
    await three.said(ann, "mine");
    const before = await unread(ann);
    assert.deepEqual([before.type, before.unreads, before.total, before.unread], ["success", { [pair.id]: 2, [three.id]: 1 }, 3, 3]);
    const phone = await again(node, ann);
    open.push(phone);
    const told = record(phone.socket, "updateUnread");
    const heard = record(bob.socket, "updateUnread");
    assert.deepEqual(await ann.ask("markDmAsRead", { messageId: first.meta.messageId, roomId: null }), { error: null });
    assert.deepEqual((await unread(phone)).unreads, { [pair.id]: 1, [three.id]: 1 });
    assert.deepEqual(await ann.ask("markDmAsRead", { messageId: null, roomId: pair.id }), { error: null });
    assert.deepEqual((await unread(phone)).unreads, { [three.id]: 1 });
    assert.equal(told.length, 2);
    // It never goes back.
    await ann.ask("markDmAsRead", { messageId: first.meta.messageId });
    assert.deepEqual((await unread(ann)).unreads, { [three.id]: 1 });
    assert.deepEqual(heard, []);
    assert.deepEqual((await unread(bob)).unreads, { [three.id]: 2 });
    await wait(5);
    await pair.said(bob, "four");
    assert.deepEqual((await unread(ann)).unreads, { [pair.id]: 1, [three.id]: 1 });
    // What is deleted, left and gone counts no more.
    await ann.ask("removeDmRoomParticipant", { roomId: three.id, memberId: ann.id });
    await bob.ask("deleteMessage", { messageId: Object.keys(await pair.page(bob))[0], type: "dm" });
    assert.deepEqual([(await unread(ann)).unreads, (await unread(ann)).total], [{}, 0]);
  });

  test("safer: marks are for rooms that one is in", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    const { messageId } = (await room.said(ann, "x")).meta;
    refused(await outsider.ask("markDmAsRead", { messageId: null, roomId: room.id }), "unauthorized");
    refused(await outsider.ask("markDmAsRead", { roomId: NOBODY }), "unauthorized");
    // Of a foreign message nothing is told, not even that it is there.
    const foreign = await outsider.ask("markDmAsRead", { messageId });
    assert.deepEqual(foreign, await outsider.ask("markDmAsRead", { messageId: NOBODY }));
    for (const given of [{}, { messageId: null, roomId: null }, { messageId: "", roomId: "" }]) refused(await ann.ask("markDmAsRead", given), "messageId or roomId required");
    for (const wrong of ["x", "1234", {}, true, [room.id]]) {
      refused(await ann.ask("markDmAsRead", { messageId: wrong }), "invalid messageId");
      refused(await ann.ask("markDmAsRead", { roomId: wrong }), "invalid roomId");
    }
    assert.equal((await unread(bob)).total, 1);
    const own = await Node.start({ config: QUIET });
    const [cat] = await people(1, own);
    for (let n = 0; n < 10; n++) await cat.ask("markDmAsRead", { roomId: String(150000000000 + n) });
    await own.stop();
    assert.deepEqual(await execute(own, "SELECT COUNT(*) FROM dm_reads"), [["0"]]);
  });
});
