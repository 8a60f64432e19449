// Rooms of direct messages: who is in them, what the server itself says there, and what stays (spec 40 sections 5 and 6).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execute } from "./database.mjs";
import { hear, NOBODY, peopleOf, QUIET, refused, Room, roomsOf, unread } from "./direct.mjs";
import { again, ask, connect, crowd, eventually, newProof, Node, once, person, record, register, runBinary, settled, VERSIONS, wait } from "./support.mjs";

let node;
let admin;
let outsider;
const open = [];

before(async () => {
  node = await Node.start({ config: QUIET });
  admin = await person(node, { key: node.adminKeys[0] });
  outsider = await person(node);
});
after(async () => {
  for (const somebody of [admin, outsider, ...open]) somebody.close();
  await node.stop();
});

const people = peopleOf(open, () => node);

const create = (somebody, participants) => somebody.ask("createDmRoom", { participants });

describe("rooms", () => {
  test("are made once for the same people, and invite all of them", async () => {
    for (const [, io] of VERSIONS) {
      const [ann, bob] = await people(2, node, { io });
      const [heardByAnn, heardByBob, heardOutside] = [hear(ann), hear(bob), hear(outsider)];
      const first = await create(ann, [bob.id]);
      assert.deepEqual(Object.keys(first).sort(), ["error", "roomId"]);
      assert.equal(first.error, null);
      assert.match(first.roomId, /^1\d{11}$/);
      for (const [somebody, given] of [[ann, [bob.id, ann.id]], [bob, [ann.id]], [bob, [ann.id, bob.id, ann.id]], [ann, [Number(bob.id)]]]) assert.deepEqual(await create(somebody, given), first);
      await settled(ann, bob, outsider);
      for (const heard of [heardByAnn, heardByBob]) assert.deepEqual(heard, [["roomInvitation", { roomId: first.roomId }]]);
      assert.deepEqual(heardOutside, []);
      assert.deepEqual([await roomsOf(ann), await roomsOf(bob)], [[first.roomId], [first.roomId]]);
    }
  });

  test("safer: made by both at the same time, there is one", async () => {
    const [ann, bob, cat] = await people(3);
    const both = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? create(ann, [bob.id]) : create(bob, [ann.id]))));
    assert.equal(new Set(both.map(({ roomId }) => roomId)).size, 1);
    const three = await Promise.all([create(ann, [bob.id, cat.id]), create(bob, [cat.id, ann.id]), create(cat, [ann.id, bob.id])]);
    assert.equal(new Set(three.map(({ roomId }) => roomId)).size, 1);
    assert.equal((await roomsOf(ann)).length, 2);
  });

  test("are for oneself, if nobody else is named", async () => {
    const [ann, bob] = await people(2);
    const first = await create(ann, []);
    assert.equal(first.error, null);
    assert.deepEqual(await create(ann, [ann.id]), first);
    await Room.of(ann, bob);
    const { rooms } = await ann.ask("getDmRooms");
    assert.deepEqual(Object.keys(rooms.find(({ roomId }) => roomId === first.roomId).participants), [ann.id]);
    const own = new Room(first.roomId, [ann.id]);
    await own.said(ann, "<p>milk</p>");
    assert.deepEqual(await own.texts(ann), ["<p>milk</p>"]);
    assert.equal((await unread(ann)).total, 0);
  });

  test("are listed with who is in them, the newest first", async () => {
    const [ann, bob, cat, dan] = await people(4);
    assert.deepEqual(await ann.ask("getDmRooms"), { error: null, rooms: null });
    const begun = Date.now();
    const pair = await Room.of(ann, bob);
    await wait(5);
    const crowd = await Room.of(ann, bob, cat, dan);
    const { error, rooms } = await ann.ask("getDmRooms");
    assert.equal(error, null);
    assert.deepEqual(rooms.map(({ roomId }) => roomId), [crowd.id, pair.id]);
    for (const room of rooms) {
      assert.deepEqual(Object.keys(room).sort(), ["createdAt", "creatorId", "id", "participants", "roomId", "title"]);
      assert.equal(typeof room.id, "number");
      assert.equal(room.creatorId, ann.id);
      assert.ok(room.createdAt >= begun - 1000 && room.createdAt <= Date.now() + 1000);
      for (const [id, member] of Object.entries(room.participants)) {
        assert.equal(member.id, id);
        for (const field of ["name", "icon", "publicKey", "color", "isBanned"]) assert.ok(field in member, field);
        for (const secret of ["token", "password", "loginName", "pow"]) assert.ok(!(secret in member), secret);
      }
    }
    assert.deepEqual(new Set(Object.keys(rooms[1].participants)), new Set(pair.ids));
    assert.deepEqual(rooms[1].title.split(",").sort(), [ann.name, bob.name].sort());
    assert.equal(rooms[0].title, `${bob.name},${cat.name},${dan.name}, ...`);
  });

  test("safer: only with members, and never with the server", async () => {
    const [ann, bob] = await people(2);
    refused(await ann.ask("createDmRoom"), "participants array missing");
    for (const participants of ["x", { 0: bob.id }, 7, true]) refused(await create(ann, participants), "participants must be an array");
    for (const participants of [["system"], [NOBODY], ["x".repeat(12)], [null], [{}], [["1"]], ["__proto__"], [-1], [""], ["system", NOBODY]]) refused(await create(ann, participants));
    assert.equal(await roomsOf(ann), null);
    const mixed = await create(ann, [bob.id, "system", NOBODY, null, {}]);
    assert.deepEqual(mixed, await create(ann, [bob.id]));
    const [{ participants }] = (await ann.ask("getDmRooms")).rooms;
    assert.deepEqual(new Set(Object.keys(participants)), new Set([ann.id, bob.id]));
  });

  test("safer: hold as many besides the caller as the configuration says", async () => {
    const own = await Node.start({ config: { ...QUIET, serverinfo: { ...QUIET.serverinfo, dms: { maxParticipants: 2 } } } });
    const [ann, bob, cat, dan] = await people(4, own);
    const answer = await create(ann, [bob.id, cat.id, dan.id]);
    assert.match(answer.error, /\b2\b/);
    const full = await Room.of(ann, bob, cat);
    refused(await ann.ask("addDmRoomParticipant", { roomId: full.id, memberId: dan.id }));
    const more = { ...full.data(ann, "x"), message: Object.fromEntries([ann.id, bob.id, cat.id, dan.id].map((id) => [id, "x"])) };
    refused(await full.send(ann, more));
    await full.said(ann, "x");
    // Nor do two squeeze in at the same time.
    const pair = await Room.of(ann, bob);
    const both = await Promise.all([cat, dan].flatMap(({ id }) => [ann, bob].map((somebody) => somebody.ask("addDmRoomParticipant", { roomId: pair.id, memberId: id }))));
    assert.equal(both.filter(({ error }) => error === null).length, 1);
    const { rooms } = await ann.ask("getDmRooms");
    assert.equal(Object.keys(rooms.find(({ roomId }) => roomId === pair.id).participants).length, 3);
    await own.stop();
  });

  test("safer: have ids that are not to be guessed from those before", async () => {
    const [ann, ...others] = await people(9);
    const ids = [];
    for (const other of others) ids.push((await Room.of(ann, other)).id);
    const room = await Room.of(ann, others[0]);
    const sent = [];
    for (const text of ["1", "2", "3", "4", "5"]) sent.push((await room.said(ann, text)).meta.messageId);
    for (const list of [ids, sent]) {
      const ascends = list.filter((id, n) => n > 0 && id > list[n - 1]).length;
      const near = list.filter((id, n) => n > 0 && Math.abs(id - list[n - 1]) < 1e6).length;
      assert.ok(list === sent || (ascends > 0 && ascends < list.length - 1), list.join());
      assert.ok(near < 2, list.join());
    }
  });

  test("safer: ten in an hour, and those that are there open anyway", async () => {
    const [ann, ...others] = await people(12);
    const [first] = others;
    for (const other of others.slice(0, 10)) assert.equal((await create(ann, [other.id])).error, null);
    refused(await create(ann, [others[10].id]));
    assert.equal((await create(ann, [first.id])).error, null);
    assert.equal((await create(others[10], [ann.id])).error, null);
    assert.equal((await roomsOf(ann)).length, 11);
  });
});

describe("who is in a room", () => {
  const add = (somebody, room, member) => somebody.ask("addDmRoomParticipant", { roomId: room.id, memberId: member.id });
  const remove = (somebody, room, member) => somebody.ask("removeDmRoomParticipant", { roomId: room.id, memberId: member.id });

  test("somebody is added: all are told once, the new one is invited, and reads along", async () => {
    const [ann, bob, cat] = await people(3);
    const room = await Room.of(ann, bob);
    for (const somebody of [ann, bob]) await somebody.ask("joinDmRoom", { roomId: room.id });
    const heard = [ann, bob, cat, outsider].map(hear);
    assert.deepEqual(await add(bob, room, cat), { error: null });
    await settled(ann, bob, cat, outsider);
    const added = [["dmParticipantAdded", { roomId: room.id, memberId: cat.id }]];
    assert.deepEqual(heard, [added, added, [["roomInvitation", { roomId: room.id }]], []]);
    const arrival = once(cat.socket, "newDmMessage");
    room.ids.push(cat.id);
    await room.said(ann, "hi all");
    assert.equal((await arrival).payload.data.message[cat.id], "hi all");
    assert.deepEqual(Object.keys((await cat.ask("getDmRooms")).rooms[0].participants).sort(), [...room.ids].sort());
    refused(await add(ann, room, cat), "already in room");
  });

  test("safer: nobody is added by strangers, and nobody but members", async () => {
    const [ann, bob, cat] = await people(3);
    const room = await Room.of(ann, bob);
    refused(await add(cat, room, cat), "unauthorized");
    refused(await add(outsider, room, cat), "unauthorized");
    refused(await add(admin, room, admin), "unauthorized");
    for (const id of ["system      ", NOBODY]) refused(await add(ann, room, { id }));
    for (const id of [undefined, null, "system", "123", {}, `${cat.id}1`]) refused(await add(ann, room, { id }), "invalid memberId");
    for (const id of [undefined, null, "123", {}]) refused(await add(ann, { id }, cat), "invalid roomId");
    refused(await add(ann, { id: NOBODY }, cat), "unauthorized");
    assert.equal((await ann.ask("getDmRooms")).rooms[0].title.split(",").length, 2);
    assert.equal(await roomsOf(cat), null);
  });

  test("somebody leaves or is removed: all are told, and who is gone hears no more", async () => {
    const [ann, bob, cat, dan] = await people(4);
    const room = await Room.of(ann, bob, cat, dan);
    for (const somebody of [ann, bob, cat, dan]) await somebody.ask("joinDmRoom", { roomId: room.id });
    await room.said(bob, "before");
    refused(await remove(bob, room, cat), "unauthorized");
    refused(await remove(outsider, room, outsider));
    refused(await remove(ann, room, outsider), "not in room");
    for (const id of [undefined, "123", {}]) {
      refused(await remove(ann, room, { id }), "invalid memberId");
      refused(await remove(ann, { id }, ann), "invalid roomId");
    }
    const heard = [ann, bob, cat, dan, outsider].map(hear);
    const gone = { roomId: room.id, error: null };
    const removed = (somebody) => ["dmParticipantRemoved", { roomId: room.id, memberId: somebody.id }];
    assert.deepEqual(await remove(ann, room, cat), { error: null });
    assert.deepEqual(await remove(bob, room, bob), { error: null });
    await settled(ann, bob, cat, dan, outsider);
    assert.deepEqual(heard[0], [removed(cat), removed(bob)]);
    assert.deepEqual(heard[1], [removed(cat), removed(bob), ["roomDeleted", gone], ["roomDeletion", gone]]);
    assert.deepEqual(heard[2], [removed(cat), ["roomDeleted", gone], ["roomDeletion", gone]]);
    assert.deepEqual(heard[3], heard[0]);
    assert.deepEqual(heard[4], []);
    for (const list of heard) list.length = 0;
    await room.said(ann, "after");
    await settled(ann, bob, cat, dan, outsider);
    assert.deepEqual(heard.map((list) => list.map(([event]) => event)), [["newDmMessage"], [], [], ["newDmMessage"], []]);
    for (const somebody of [bob, cat]) {
      assert.equal(await room.page(somebody), null);
      refused(await somebody.ask("joinDmRoom", { roomId: room.id }), "unauthorized");
      refused(await room.send(somebody, room.data(somebody, "still here")), "unauthorized");
      assert.equal(await roomsOf(somebody), null);
      assert.equal((await unread(somebody)).total, 0);
    }
    assert.deepEqual(await room.texts(dan), ["before", "after"]);
  });

  test("safer: who may join a room is who is in it", async () => {
    const [ann, bob] = await people(2);
    const room = await Room.of(ann, bob);
    for (const roomId of [room.id, ann.id, bob.id, outsider.id, NOBODY]) refused(await outsider.ask("joinDmRoom", { roomId }), "unauthorized");
    for (const roomId of ["0-0-0", "staff", "system", "", {}, true]) refused(await outsider.ask("joinDmRoom", { roomId }));
    for (const roomId of [undefined, null]) refused(await outsider.ask("joinDmRoom", { roomId }), "roomId missing");
    assert.deepEqual(await ann.ask("joinDmRoom", { roomId: room.id }), { error: null });
  });

  test("safer: who made a room deletes it for all, with everything in it", async () => {
    const own = await Node.start({ config: QUIET });
    const [ann, bob] = await people(2, own);
    const room = await Room.of(ann, bob);
    await room.said(ann, "x");
    await bob.ask("markDmAsRead", { roomId: room.id });
    const heard = [ann, bob].map(hear);
    assert.deepEqual(await ann.ask("deleteDmRoom", { roomId: room.id }), { error: null });
    await settled(ann, bob);
    const gone = { roomId: room.id, error: null };
    for (const list of heard) assert.deepEqual(list, [["roomDeleted", gone], ["roomDeletion", gone]]);
    for (const somebody of [ann, bob]) {
      assert.equal(await roomsOf(somebody), null);
      assert.equal(await room.page(somebody), null);
      assert.equal((await unread(somebody)).total, 0);
      refused(await somebody.ask("deleteDmRoom", { roomId: room.id }), "Unable to delete DM: Room not found");
    }
    refused(await ann.ask("deleteDmRoom"), "roomId missing");
    for (const roomId of ["123", {}, "x".repeat(12)]) refused(await ann.ask("deleteDmRoom", { roomId }));
    await own.stop();
    for (const table of ["dm_rooms", "dm_room_participants", "dms", "dm_reads"]) assert.deepEqual(await execute(own, `SELECT COUNT(*) FROM ${table}`), [["0"]], table);
  });

  test("safer: anybody else only leaves it, and with the last one it goes", async () => {
    const own = await Node.start({ config: QUIET });
    const [ann, bob, cat] = await people(3, own);
    const room = await Room.of(ann, bob);
    await room.said(ann, "x");
    await bob.ask("markDmAsRead", { roomId: room.id });
    const heard = [ann, bob].map(hear);
    refused(await cat.ask("deleteDmRoom", { roomId: room.id }), "Unable to delete DM: Room not found");
    assert.deepEqual(await bob.ask("deleteDmRoom", { roomId: room.id }), { error: null });
    await settled(ann, bob);
    const removed = ["dmParticipantRemoved", { roomId: room.id, memberId: bob.id }];
    const gone = { roomId: room.id, error: null };
    assert.deepEqual(heard, [[removed], [removed, ["roomDeleted", gone], ["roomDeletion", gone]]]);
    assert.deepEqual(await room.texts(ann), ["x"]);
    // The creator may leave too, and takes it along as the last one.
    assert.deepEqual(await remove(ann, room, ann), { error: null });
    await own.stop();
    for (const table of ["dm_rooms", "dm_room_participants", "dms", "dm_reads"]) assert.deepEqual(await execute(own, `SELECT COUNT(*) FROM ${table}`), [["0"]], table);
  });
});

describe("what the server itself says", () => {
  const welcoming = (welcome) => ({ ...QUIET, serverinfo: { system: { welcome } } });
  const told = async (somebody) => {
    const { rooms } = await somebody.ask("getDmRooms");
    const room = new Room(rooms.find(({ creatorId }) => creatorId === "system").roomId, [somebody.id]);
    return [room, await room.page(somebody)];
  };
  /** A member, and what it got while it registered. */
  async function newcomer(where, expected = 0) {
    const socket = await connect(where.url);
    const heard = [];
    socket.onAny((event, payload) => ["newDmMessage", "roomInvitation"].includes(event) && heard.push([event, payload]));
    const account = await register(socket);
    await eventually(() => heard.length, (count) => count >= expected);
    await settled({ socket });
    const auth = { id: account.id, token: account.token };
    return [{ socket, account, id: account.id, name: account.name, ask: (event, payload = {}) => ask(socket, event, { ...payload, ...auth }), close: () => socket.close() }, heard];
  }

  test("newcomers are welcomed, once, and find it later", async () => {
    const own = await Node.start({ config: welcoming({ enabled: true, message: "<h3>Hello</h3><p onclick='x()'>be kind<script>y</script></p>" }) });
    const [ann, heard] = await newcomer(own, 2);
    assert.deepEqual(heard.map(([event]) => event), ["roomInvitation", "newDmMessage"]);
    const { payload } = heard[1][1];
    assert.deepEqual(payload.data, { message: { [ann.id]: "<h3>Hello</h3><p>be kind</p>" }, roomId: heard[0][1].roomId, author: { id: "system" }, reply: { id: null }, timestamp: payload.data.timestamp });
    const { author, reply } = payload.meta;
    assert.deepEqual([author.id, author.name, author.isBanned], ["system", "System", false]);
    assert.match(author.icon, /^\/img\//);
    assert.deepEqual(reply, { id: null });
    const [room, page] = await told(ann);
    assert.deepEqual(page, { [payload.meta.messageId]: payload });
    const [shown] = (await ann.ask("getDmRooms")).rooms;
    assert.deepEqual(Object.keys(shown.participants).sort(), [ann.id, "system"].sort());
    assert.deepEqual([shown.title, shown.participants.system.name], [`${ann.name},System`, "System"]);
    assert.equal((await unread(ann)).unreads[room.id], 1);
    const back = await again(own, ann);
    assert.equal(Object.keys((await told(back))[1]).length, 1);
    for (const somebody of [ann, back]) somebody.close();
    await own.stop();
  });

  test("nobody is welcomed where that is switched off, or without a text", async () => {
    for (const welcome of [{ enabled: false, message: "<p>x</p>" }, { enabled: true, message: "" }, { enabled: true, message: "<script>x</script>" }]) {
      const own = await Node.start({ config: welcoming(welcome) });
      const [ann, heard] = await newcomer(own);
      assert.deepEqual(heard, []);
      assert.equal(await roomsOf(ann), null);
      ann.close();
      await own.stop();
    }
  });

  test("the operator tells one member or all of them something, as text", async () => {
    const own = await Node.start({ config: QUIET });
    const [ann, bob] = await people(2, own);
    const ctl = (...words) => runBinary(["ctl", ...words, "--data", own.data]);
    const arrival = once(ann.socket, "newDmMessage");
    const missed = record(bob.socket, "newDmMessage");
    assert.equal((await ctl("msg", ann.id, "look", "<b>here</b>")).code, 0);
    assert.equal((await arrival).payload.data.message[ann.id], "<p>look &lt;b&gt;here&lt;/b&gt;</p>");
    assert.deepEqual(missed, []);
    const both = [ann, bob].map(({ socket }) => once(socket, "newDmMessage"));
    assert.match((await ctl("msg", "*", "all")).stdout, /2 members/);
    for (const message of await Promise.all(both)) assert.ok(Object.values(message.payload.data.message).includes("<p>all</p>"));
    assert.equal(Object.keys((await told(ann))[1]).length, 2);
    for (const words of [["msg", NOBODY, "x"], ["msg", "system", "x"], ["msg", ann.id]]) assert.equal((await ctl(...words)).code, 1, words.join(" "));
    await own.stop();
  });

  test("safer: who leaves it leaves nothing behind, and hears of the next one again", async () => {
    const own = await Node.start({ config: QUIET });
    const [ann] = await people(1, own);
    const ctl = (...words) => runBinary(["ctl", ...words, "--data", own.data]);
    await ctl("msg", ann.id, "first");
    const [room] = await told(ann);
    assert.deepEqual(await ann.ask("deleteDmRoom", { roomId: room.id }), { error: null });
    assert.equal(await roomsOf(ann), null);
    await ctl("msg", ann.id, "second");
    assert.deepEqual(Object.values((await told(ann))[1]).map(({ data }) => data.message[ann.id]), ["<p>second</p>"]);
    await own.stop();
    assert.deepEqual(await execute(own, "SELECT COUNT(*) FROM dm_rooms"), [["1"]]);
    assert.deepEqual(await execute(own, "SELECT COUNT(*) FROM dms"), [["1"]]);
  });
});

describe("over time", () => {
  test("everything is there after a restart", async () => {
    const own = await Node.start({ config: QUIET });
    const [ann, bob, cat] = await people(3, own);
    const [room, three] = [await Room.of(ann, bob), await Room.of(cat, ann, bob)];
    const first = await room.said(ann, "one");
    await room.said(ann, "two", { reply: first.meta.messageId });
    await bob.ask("markDmAsRead", { messageId: first.meta.messageId });
    await room.said(ann, "one!", { edited: first.meta.messageId });
    await three.said(cat, "three");
    const look = async (somebody) => [(await somebody.ask("getDmRooms")).rooms.map(({ participants, ...rest }) => [rest, Object.keys(participants)]), await room.texts(somebody), (await room.page(somebody))[first.meta.messageId].meta.editedAt, await unread(somebody)];
    const before = [await look(ann), await look(bob)];
    await own.stop();
    await own.launch();
    const [annAgain, bobAgain] = [await again(own, ann), await again(own, bob)];
    open.push(annAgain, bobAgain);
    assert.deepEqual([await look(annAgain), await look(bobAgain)], before);
    const arrival = once(bobAgain.socket, "newDmMessage");
    await room.said(annAgain, "four");
    assert.equal((await arrival).payload.data.message[bob.id], "four");
    assert.deepEqual(await create(bobAgain, [ann.id]), { error: null, roomId: room.id });
    await own.stop();
  });

  const endings = [
    ["was kicked", (target) => admin.ask("kickUser", { target: target.id }), ["<p>ours</p>"]],
    ["was deleted", (target) => target.ask("deleteAccount", { password: target.account.password, messages: "keep" }), ["<p>ours</p>"]],
    ["was deleted with what it wrote", (target) => target.ask("deleteAccount", { password: target.account.password, messages: "remove" }), []],
  ];
  for (const [how, end, left] of endings) {
    test(`safer: whoever gets the id of a member that ${how} gets nothing else of it`, async () => {
      const [ann, bob, cat] = await people(3);
      const [room, own] = [await Room.of(ann, bob), await Room.of(ann)];
      const { messageId } = (await room.said(ann, "<p>ours</p>")).meta;
      await own.said(ann, "<p>mine</p>");
      await create(cat, [ann.id, bob.id]);
      const { threadId } = await ann.ask("createThread", { type: "ticket", title: "my ticket" });
      const gone = once(ann.socket, "disconnect");
      assert.equal((await end(ann)).error, null);
      await gone;
      // The other still reads what was said.
      assert.deepEqual(await room.texts(bob), left);
      for (const { meta } of Object.values((await room.page(bob)) ?? {})) assert.equal(meta.author.name, "Unkown Member");
      const socket = await connect(node.url);
      const taken = await register(socket, { id: ann.id, pow: newProof() });
      if (taken.finishedOnboarding) {
        const thief = { id: taken.id, ask: (event, payload = {}) => ask(socket, event, { ...payload, id: taken.id, token: taken.token }) };
        for (const one of [room, own]) assert.equal(await one.page(thief), null);
        assert.equal(await roomsOf(thief), null);
        refused(await thief.ask("deleteMessage", { messageId, type: "dm" }));
        assert.equal((await thief.ask("fetchMessages", { threadId })).type, "error");
        assert.deepEqual((await thief.ask("fetchTickets", { status: "open" })).tickets, []);
        const heard = record(socket, "newDmMessage");
        await room.said(bob, "<p>hello?</p>");
        await settled({ socket });
        assert.deepEqual(heard, []);
      }
      socket.close();
    });
  }
});
