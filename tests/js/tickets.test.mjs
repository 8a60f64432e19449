// Tickets: what members ask the staff, who of the staff answers as whom, and what old conversations of the same
// tables are still good for (spec 40 section 10).
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { basicRoles, role } from "./configuration.mjs";
import { execute, literal } from "./database.mjs";
import { QUIET } from "./direct.mjs";
import { again, ask, connect, crowd, newProof, Node, once, person, record, settled, VERSIONS, wait } from "./support.mjs";

const STAFF = "1002";
const config = { ...QUIET, serverroles: { ...basicRoles({ readMessages: 1, sendMessages: 1 }), [STAFF]: role(STAFF, 3, { manageTickets: 1 }, { name: "Staff" }) } };
const NO_THREAD = "t_00000000-0000-4000-8000-000000000000";

let node;
let admin;
let sue;
let tom;
let outsider;
const open = [];

before(async () => {
  node = await Node.start({ config });
  admin = await person(node, { key: node.adminKeys[0] });
  [sue, tom, outsider] = await crowd(node, 3);
  for (const somebody of [sue, tom]) assert.ok(!(await admin.ask("addUserToRole", { role: STAFF, target: somebody.id })).error);
});
after(async () => {
  for (const somebody of [admin, sue, tom, outsider, ...open]) somebody.close();
  await node.stop();
});

async function people(count, where = node, options = {}) {
  const made = await crowd(where, count, options);
  open.push(...made);
  return made;
}

const refused = (answer, why) => {
  assert.equal(answer.type, "error", JSON.stringify(answer));
  assert.equal(typeof answer.error, "string");
  assert.equal(answer.msg, answer.error);
  if (why) assert.equal(answer.msg, why);
};
const accepted = (answer) => {
  assert.deepEqual([answer.type, answer.error ?? null], ["success", null], JSON.stringify(answer));
  return answer;
};

const opened = async (somebody, title = "Can't upload") => accepted(await somebody.ask("createThread", { type: "ticket", title, participants: [] })).threadId;
const say = (somebody, threadId, content, more = {}) => somebody.ask("sendMessage", { threadId, authorId: somebody.id, text: { content, sender: "", encrypted: false, plainSig: "" }, supportIdentity: "self", authorName: somebody.name, ...more });
const said = async (somebody, threadId, content, more) => accepted(await say(somebody, threadId, content, more));
const messages = async (somebody, threadId, more = { limit: 500 }) => accepted(await somebody.ask("fetchMessages", { threadId, ...more })).messages;
const texts = async (somebody, threadId) => (await messages(somebody, threadId)).map(({ text }) => text.content);
const tickets = async (somebody, asStaff = true) => accepted(await somebody.ask("fetchTickets", { status: "open", asStaff })).tickets;
const ticketOf = async (somebody, threadId) => (await tickets(somebody)).find(({ id }) => id === threadId);

/** What belongs to tickets and arrives at a socket from now on. */
function hear({ socket }) {
  const heard = [];
  socket.onAny((event, payload) => /^(receive(Thread|Message|Hydrate)|thread|ticket|updateUnread)/.test(event) && heard.push([event, payload]));
  return heard;
}
const named = (heard) => heard.map(([event]) => event);
async function hydrated(somebody) {
  const arrival = once(somebody.socket, "receiveHydrate");
  accepted(await somebody.ask("joinServer"));
  return arrival;
}

describe("a ticket", () => {
  test("is opened, and shown to who opened it and to the staff", async () => {
    for (const [, io] of VERSIONS) {
      const [ann] = await people(1, node, { io });
      const heard = [ann, sue, tom, admin, outsider].map(hear);
      const answer = accepted(await ann.ask("createThread", { type: "ticket", title: "Can't upload", participants: [outsider.id, "system"] }));
      assert.match(answer.threadId, /^t_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      await settled(ann, sue, tom, admin, outsider);
      const thread = { id: answer.threadId, type: "ticket", title: "Can't upload", creatorId: ann.id, participants: [ann.id], last: "", lastAt: null, unread: 0, status: "open", messages: [] };
      assert.deepEqual(heard[0], [["receiveThreadNew", { thread }]]);
      for (const staff of heard.slice(1, 4)) assert.deepEqual(staff, [["ticket:new", { thread }], ["updateUnread", undefined]]);
      assert.deepEqual(heard[4], []);
      assert.deepEqual(await tickets(ann), [thread]);
      assert.deepEqual(await tickets(outsider), []);
      assert.deepEqual((await hydrated(ann)).threads, [thread]);
    }
  });

  test("is written in by its author and by who takes it on, and read by all of the staff", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    await settled(ann, sue, tom, outsider);
    const heard = [ann, sue, tom, outsider].map(hear);
    await said(ann, id, "<p>it does not work</p>");
    await settled(ann, sue, tom, outsider);
    const { message } = heard[0][0][1];
    assert.deepEqual(heard[0], [["receiveMessage", { threadId: id, message }]]);
    assert.match(message.id, /^m_\d+$/);
    assert.ok(Number.isSafeInteger(Number(message.id.slice(2))));
    assert.match(message.ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Math.abs(Date.parse(message.ts) - Date.now()) < 5000);
    assert.deepEqual({ ...message, id: 0, ts: 0 }, { id: 0, ts: 0, authorId: ann.id, text: { content: "<p>it does not work</p>", sender: "", encrypted: false, plainSig: "" }, supportIdentity: "self", displayName: ann.name });
    for (const staff of heard.slice(1, 3)) assert.deepEqual(staff, [["ticket:message", { threadId: id, message }], ["updateUnread", undefined]]);
    // Who has not taken it on does not write in it.
    refused(await say(sue, id, "let me see"), "forbidden");
    const claimed = accepted(await sue.ask("joinTicket", { threadId: id }));
    assert.deepEqual([claimed.thread.id, new Set(claimed.thread.participants)], [id, new Set([ann.id, sue.id])]);
    accepted(await sue.ask("joinTicket", { threadId: id }));
    for (const list of heard) list.length = 0;
    await said(sue, id, "let me see");
    await settled(ann, sue, tom, outsider);
    assert.deepEqual(heard.map(named), [["receiveMessage"], ["receiveMessage"], ["ticket:message", "updateUnread"], []]);
    assert.deepEqual(heard[0][0][1].message.displayName, sue.name);
    assert.deepEqual(await texts(ann, id), ["<p>it does not work</p>", "let me see"]);
    for (const staff of [sue, tom, admin]) assert.deepEqual(await messages(staff, id), await messages(ann, id));
    assert.deepEqual((await messages(ann, id, { limit: 1 })).map(({ text }) => text.content), ["let me see"]);
    const shown = await ticketOf(tom, id);
    assert.deepEqual([shown.last, shown.lastAt], ["let me see", heard[2][0][1].message.ts]);
  });

  test("has messages that are edited and deleted by who wrote them", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const [ann, bob] = await people(2, own);
    const id = await opened(ann);
    await said(ann, id, "frist");
    const [{ id: messageId }] = await messages(ann, id);
    const payload = { content: "<b onclick=x()>first</b>", sender: "x", encrypted: false, plainSig: "" };
    for (const somebody of [bob, root]) {
      refused(await somebody.ask("editMessage", { messageId, payload }));
      refused(await somebody.ask("deleteDMMessage", { messageId }));
    }
    accepted(await root.ask("joinTicket", { threadId: id }));
    refused(await root.ask("editMessage", { messageId, payload }), "not found");
    await settled(ann, root, bob);
    const heard = [ann, root, bob].map(hear);
    accepted(await ann.ask("editMessage", { messageId, payload }));
    await settled(ann, root, bob);
    const text = { content: "<b>first</b>", sender: "", encrypted: false, plainSig: "" };
    const [[event, edit]] = heard[0];
    assert.equal(event, "receiveMessageEdit");
    assert.deepEqual({ ...edit, message: { ...edit.message, ts: 0 } }, { threadId: id, message: { id: messageId, authorId: ann.id, text, ts: 0 } });
    assert.ok(Math.abs(Date.parse(edit.message.ts) - Date.now()) < 5000);
    assert.deepEqual([heard[1], heard[2]], [heard[0], []]);
    assert.deepEqual(await texts(root, id), ["<b>first</b>"]);
    for (const [missing, why] of [[undefined, "missing messageId"], [null, "missing messageId"], ["m_1", "not found"], ["x", "not found"]]) {
      refused(await ann.ask("editMessage", { messageId: missing, payload }), why);
      refused(await ann.ask("deleteDMMessage", { messageId: missing }), why);
    }
    for (const broken of [undefined, null, "x", {}, { content: 7 }, { content: "" }, { content: "<p></p>" }, { content: "x".repeat(8001) }]) refused(await ann.ask("editMessage", { messageId, payload: broken }));
    for (const list of heard) list.length = 0;
    // With or without the letter in front.
    accepted(await ann.ask("deleteDMMessage", { messageId: messageId.slice(2) }));
    await settled(ann, root, bob);
    const gone = [["receiveMessageDelete", { threadId: id, messageId }]];
    assert.deepEqual(heard, [gone, gone, []]);
    assert.deepEqual(await messages(ann, id), []);
    refused(await ann.ask("deleteDMMessage", { messageId }), "not found");
    await said(ann, id, "kept");
    await ann.ask("editMessage", { messageId: (await messages(ann, id))[0].id, payload: { content: "changed" } });
    root.close();
    await own.stop();
    const logged = await execute(own, "SELECT authorId, message FROM dms_message_logs");
    assert.deepEqual(logged.map(([author, message]) => [author, JSON.parse(message).content]), [[ann.id, "kept"]]);
  });

  test("ends when its author or the staff deletes it, with everything in it", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const [ann, bob, staff] = await people(3, own);
    await root.ask("addUserToRole", { role: STAFF, target: staff.id });
    for (const by of [ann, staff]) {
      const id = await opened(ann);
      await said(ann, id, "first");
      await ann.ask("editMessage", { messageId: (await messages(ann, id))[0].id, payload: { content: "second" } });
      accepted(await root.ask("joinTicket", { threadId: id }));
      await root.ask("markRead", { threadId: id });
      refused(await bob.ask("deleteThread", { memberId: bob.id, threadId: id }), "not found");
      await settled(ann, root, staff, bob);
      const heard = [ann, root, staff, bob].map(hear);
      accepted(await by.ask("deleteThread", { memberId: by.id, threadId: id }));
      await settled(ann, root, staff, bob);
      const gone = [["threadDeleted", { threadId: id }]];
      assert.deepEqual(heard, [gone, gone, gone, []]);
      for (const somebody of [ann, root, staff]) {
        refused(await somebody.ask("fetchMessages", { threadId: id }), "not found");
        refused(await somebody.ask("deleteThread", { memberId: somebody.id, threadId: id }), "not found");
        assert.deepEqual(await tickets(somebody), []);
      }
    }
    root.close();
    await own.stop();
    for (const table of ["tickets", "dms_threads", "dms_participants", "dms_messages", "dms_message_logs", "edge_thread_reads"]) assert.deepEqual(await execute(own, `SELECT COUNT(*) FROM ${table}`), [["0"]], table);
  });

  test("is listed: all of them for the staff, one's own for everybody else, the latest first", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const [ann, bob, staff] = await people(3, own);
    await root.ask("addUserToRole", { role: STAFF, target: staff.id });
    const ids = [];
    for (const somebody of [ann, bob, staff, ann]) {
      ids.push(await opened(somebody, `ticket ${ids.length}`));
      // Tickets have whole seconds.
      await wait(1100);
    }
    const listed = async (...asked) => (await tickets(...asked)).map(({ id }) => ids.indexOf(id));
    assert.deepEqual(await listed(root), [3, 2, 1, 0]);
    await said(bob, ids[1], "now");
    assert.deepEqual(await listed(staff), [1, 3, 2, 0]);
    assert.deepEqual(await listed(staff, false), [2]);
    for (const asStaff of [true, false, undefined, "true"]) assert.deepEqual(await listed(ann, asStaff), [3, 0]);
    assert.deepEqual(accepted(await root.ask("fetchTickets", { status: "closed" })).tickets, []);
    assert.equal(accepted(await root.ask("fetchTickets")).tickets.length, 4);
    for (const status of [{}, "' OR '1'='1", 7]) assert.ok(Array.isArray(accepted(await root.ask("fetchTickets", { status })).tickets));
    root.close();
    await own.stop();
  });

  test("counts what is unread for each, to the millisecond", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    const before = (await sue.ask("getAllUnread")).tickets;
    await said(ann, id, "one");
    await said(ann, id, "two");
    assert.deepEqual([(await ticketOf(sue, id)).unread, (await ticketOf(ann, id)).unread], [2, 0]);
    assert.equal((await sue.ask("getAllUnread")).tickets, before + 2);
    const phone = await again(node, sue);
    open.push(phone);
    const told = record(phone.socket, "updateUnread");
    const marked = accepted(await sue.ask("markRead", { threadId: id }));
    assert.ok(Math.abs(Date.parse(marked.last_read_at) - Date.now()) < 5000);
    await settled(phone);
    assert.equal(told.length, 1);
    assert.equal((await ticketOf(sue, id)).unread, 0);
    assert.equal((await ticketOf(tom, id)).unread, 2);
    // At once, in the same second.
    await said(ann, id, "three");
    assert.equal((await ticketOf(sue, id)).unread, 1);
    accepted(await sue.ask("joinTicket", { threadId: id }));
    await said(sue, id, "answer");
    assert.equal((await ticketOf(ann, id)).unread, 1);
    assert.equal((await ann.ask("getAllUnread")).tickets, 1);
    assert.equal((await outsider.ask("getAllUnread")).tickets, 0);
    // By a time of the past; never back, and never ahead.
    const [first, second] = await messages(tom, id);
    for (const [ts, expected] of [[first.ts, 3], [Date.parse(second.ts), 2], [first.ts, 2], ["nonsense", 0]]) {
      accepted(await tom.ask("markRead", { threadId: id, ts }));
      assert.equal((await ticketOf(tom, id)).unread, expected, JSON.stringify(ts));
    }
    accepted(await tom.ask("markRead", { threadId: id, ts: "2999-01-01T00:00:00.000Z" }));
    await said(ann, id, "four");
    assert.equal((await ticketOf(tom, id)).unread, 1);
  });

  test("tells of unread ones when it is opened", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    const told = once(ann.socket, "updateUnread");
    await messages(ann, id);
    await told;
  });

  test("is there after a restart", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const [ann] = await people(1, own);
    const id = await opened(ann);
    await said(ann, id, "one");
    await root.ask("joinTicket", { threadId: id });
    await said(root, id, "two", { supportIdentity: "support_anon" });
    await root.ask("markRead", { threadId: id });
    const look = async (somebody) => [await tickets(somebody), await messages(somebody, id), (await hydrated(somebody)).threads];
    const before = [await look(root), await look(ann)];
    await own.stop();
    await own.launch();
    const [rootAgain, annAgain] = [await again(own, root), await again(own, ann)];
    assert.deepEqual([await look(rootAgain), await look(annAgain)], before);
    for (const somebody of [rootAgain, annAgain]) somebody.close();
    await own.stop();
  });
});

describe("who answers", () => {
  test("safer: only the staff speaks for the team, with the names that clients show", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    accepted(await sue.ask("joinTicket", { threadId: id }));
    for (const supportIdentity of ["support_tagged", "support_anon", "system"]) refused(await say(ann, id, "trust me", { supportIdentity }), "forbidden");
    refused(await say(sue, id, "trust me", { supportIdentity: "system" }), "forbidden");
    assert.deepEqual(await messages(ann, id), []);
    // Whatever name is given, it is the member's own.
    for (const supportIdentity of ["self", undefined, "administrator", 7, {}]) await said(ann, id, "me", { supportIdentity, authorName: "Support Team" });
    for (const supportIdentity of ["support_tagged", "support_anon"]) await said(sue, id, "we", { supportIdentity, authorName: "The boss", authorId: ann.id });
    const shown = (await messages(tom, id)).map(({ authorId, supportIdentity, displayName }) => [authorId, supportIdentity, displayName]);
    assert.deepEqual(shown, [...Array(5).fill([ann.id, "self", ann.name]), [sue.id, "support_tagged", `[Support Team] ${sue.name}`], [sue.id, "support_anon", "Support Team"]]);
  });

  test("safer: who answers anonymously is nobody to the member, in everything that it gets", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    const received = [];
    ann.socket.onAny((event, payload) => event !== "updateMemberList" && received.push([event, payload]));
    const asked = async (event, payload) => received.push([event, await ann.ask(event, payload)]);
    accepted(await sue.ask("joinTicket", { threadId: id }));
    const staffHeard = once(tom.socket, "ticket:message");
    await said(sue, id, "we look into it", { supportIdentity: "support_anon" });
    assert.equal((await staffHeard).message.authorId, sue.id);
    const [{ id: messageId, authorId }] = await messages(sue, id);
    assert.equal(authorId, sue.id);
    accepted(await sue.ask("editMessage", { messageId, payload: { content: "we looked into it" } }));
    await asked("fetchMessages", { threadId: id });
    await asked("fetchTickets", { status: "open" });
    received.push(["fetchThreads", await ask(ann.socket, "fetchThreads", { token: ann.auth.token })]);
    await hydrated(ann);
    await asked("getAllUnread");
    accepted(await sue.ask("markRead", { threadId: id }));
    accepted(await sue.ask("deleteDMMessage", { messageId }));
    await said(sue, id, "one more", { supportIdentity: "support_anon" });
    accepted(await sue.ask("deleteThread", { threadId: id }));
    await settled(ann);
    const events = new Set(received.map(([event]) => event));
    for (const event of ["receiveMessage", "receiveMessageEdit", "receiveMessageDelete", "threadDeleted", "receiveHydrate", "fetchMessages", "fetchTickets", "fetchThreads"]) assert.ok(events.has(event), event);
    for (const entry of received) {
      const text = JSON.stringify(entry);
      for (const trace of [sue.id, sue.name]) assert.ok(!text.includes(trace), text);
    }
    for (const [, { message }] of received.filter(([event]) => /^receiveMessage(Edit)?$/.test(event))) assert.equal(message.authorId, "support");
    const [, { messages: fetched }] = received.find(([event]) => event === "fetchMessages");
    assert.deepEqual(fetched.map(({ authorId, displayName }) => [authorId, displayName]), [["support", "Support Team"]]);
  });

  test("safer: who is not of the staff any more sees what members see", async () => {
    const [ann, eve] = await people(2);
    await admin.ask("addUserToRole", { role: STAFF, target: eve.id });
    const id = await opened(ann);
    for (const somebody of [sue, eve]) accepted(await somebody.ask("joinTicket", { threadId: id }));
    await said(sue, id, "hidden", { supportIdentity: "support_anon" });
    await said(sue, id, "tagged", { supportIdentity: "support_tagged" });
    await said(eve, id, "mine", { supportIdentity: "support_anon" });
    await admin.ask("removeUserFromRole", { role: STAFF, target: eve.id });
    assert.deepEqual((await messages(eve, id)).map(({ authorId }) => authorId), ["support", sue.id, eve.id]);
    assert.deepEqual((await messages(ann, id)).map(({ authorId }) => authorId), ["support", sue.id, "support"]);
    refused(await say(eve, id, "still", { supportIdentity: "support_anon" }), "forbidden");
    // Other tickets are closed to her.
    const other = await opened(ann);
    refused(await eve.ask("fetchMessages", { threadId: other }), "not found");
    refused(await eve.ask("joinTicket", { threadId: other }));
  });
});

describe("safer: limits of tickets", () => {
  test("a member has at most five open ones, also when opened at the same time", async () => {
    const [ann] = await people(1);
    const answers = await Promise.all(Array.from({ length: 9 }, (_, n) => ann.ask("createThread", { type: "ticket", title: `n${n}` })));
    assert.equal(answers.filter(({ type }) => type === "success").length, 5);
    for (const answer of answers.filter(({ type }) => type !== "success")) refused(answer);
    const [first] = await tickets(ann);
    accepted(await ann.ask("deleteThread", { threadId: first.id }));
    await opened(ann);
    refused(await ann.ask("createThread", { type: "ticket", title: "one too many" }));
  });

  test("titles are short texts", async () => {
    const [ann] = await people(1);
    for (const title of [undefined, null, "", "   ", "\n", {}, [], true]) refused(await ann.ask("createThread", { type: "ticket", title }));
    for (const [given, expected] of [["<b>Help</b> <img src=x onerror=y> me", /^Help +me$/], ["x".repeat(500), /^x{190,200}…?$/], ["two\nlines", /^two ?lines$/], [7, /^7$/]]) {
      const id = await opened(ann, given);
      assert.match((await ticketOf(ann, id)).title, expected);
    }
  });

  test("other types are not made: conversations are rooms now", async () => {
    const [ann] = await people(1);
    for (const type of ["dm", undefined, null, "", "group", 7, {}, ["ticket"]]) refused(await ann.ask("createThread", { type, title: "x", participants: [sue.id] }), "invalid type");
    assert.deepEqual(await tickets(ann), []);
  });

  test("who is muted opens none and writes in none", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    await said(ann, id, "before");
    await admin.ask("muteUser", { target: ann.id, duration: "1 hour" });
    refused(await ann.ask("createThread", { type: "ticket", title: "x" }));
    refused(await say(ann, id, "muted"));
    refused(await ann.ask("editMessage", { messageId: (await messages(ann, id))[0].id, payload: { content: "muted" } }));
    assert.deepEqual(await texts(ann, id), ["before"]);
  });

  test("texts are cleaned, not empty and not endless, and never encrypted", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    for (const text of [undefined, null, "x", [], {}, { content: null }, { content: 7 }, { content: "" }, { content: "<p> </p>" }, { content: "<script>x</script>" }, { content: "x".repeat(8001) }]) refused(await ann.ask("sendMessage", { threadId: id, text }));
    accepted(await ann.ask("sendMessage", { threadId: id, text: { content: "<p onclick='x()'>a<script>b</script></p>", sender: "<script>x</script>", encrypted: true, plainSig: "y", sig: "z", more: { x: 1 } } }));
    assert.deepEqual((await messages(ann, id)).map(({ text }) => text), [{ content: "<p>a</p>", sender: "", encrypted: false, plainSig: "" }]);
  });

  test("an answer has at most two hundred messages", async () => {
    const own = await Node.start({ config });
    const [ann] = await people(1, own);
    const id = await opened(ann);
    await own.stop();
    const rows = Array.from({ length: 230 }, (_, n) => `('m_${1772360000000 + n}', '${id}', '${ann.id}', '{"content":"n${n}"}', '2026-03-01 10:${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}')`);
    await execute(own, `INSERT INTO dms_messages(messageId, threadId, authorId, message, createdAt) VALUES ${rows.join(", ")}`);
    await own.launch();
    const back = await again(own, ann);
    for (const [limit, count] of [[500, 200], [undefined, 50], [null, 50], [3, 3], ["4", 4], [0, 1], [-5, 50], ["x", 50], [{}, 50]]) {
      const list = (await messages(back, id, { limit })).map(({ text }) => text.content);
      assert.deepEqual(list, Array.from({ length: count }, (_, n) => `n${230 - count + n}`), JSON.stringify(limit));
    }
    back.close();
    await own.stop();
  });
});

describe("safer: others' tickets", () => {
  test("are not there for strangers", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    await said(ann, id, "secret");
    const [{ id: messageId }] = await messages(ann, id);
    for (const threadId of [id, NO_THREAD, "", "x", "'; DROP TABLE tickets; --", 7]) {
      for (const [event, payload] of [["fetchMessages", {}], ["sendMessage", { text: { content: "x" } }], ["deleteThread", { memberId: outsider.id }], ["markRead", {}], ["joinTicket", {}]]) refused(await outsider.ask(event, { threadId, ...payload }), "not found");
    }
    for (const threadId of [undefined, null, {}, []]) {
      for (const event of ["fetchMessages", "sendMessage", "deleteThread", "markRead", "joinTicket"]) refused(await ann.ask(event, { threadId, text: { content: "x" } }), "invalid parameters");
    }
    for (const event of ["editMessage", "deleteDMMessage"]) refused(await outsider.ask(event, { messageId, payload: { content: "x" } }), "not found");
    refused(await ann.ask("joinTicket", { threadId: id }), "forbidden");
    assert.deepEqual(await tickets(outsider), []);
    assert.deepEqual(await texts(ann, id), ["secret"]);
  });

  test("joinStaff and fetchThreads go by who joined on the socket", async () => {
    const [ann] = await people(1);
    const id = await opened(ann);
    const staff = (somebody, more = {}) => ask(somebody.socket, "joinStaff", { userId: somebody.id, token: somebody.auth.token, ...more });
    accepted(await staff(sue));
    accepted(await staff(admin));
    refused(await staff(ann), "forbidden");
    refused(await staff(ann, { userId: sue.id }));
    const threads = (somebody, payload = { token: somebody.auth.token }) => ask(somebody.socket, "fetchThreads", payload);
    assert.deepEqual(accepted(await threads(ann)).threads.map((thread) => thread.id), [id]);
    // Of the staff only what it has taken on.
    assert.ok(!accepted(await threads(sue)).threads.some((thread) => thread.id === id));
    for (const token of [undefined, null, "", 7, sue.auth.token.replace(/.$/, "0"), ann.auth.token.slice(1)]) {
      refused(await threads(ann, { token }));
      refused(await staff(sue, { token: token === sue.auth.token ? "" : token }));
    }
    const stranger = await connect(node.url);
    await ask(stranger, "userConnected", { id: ann.id, token: null, pow: newProof() });
    refused(await ask(stranger, "fetchThreads", { token: ann.auth.token }));
    refused(await ask(stranger, "joinStaff", { userId: sue.id, token: sue.auth.token }));
    stranger.close();
  });
});

describe("what older versions left behind", () => {
  const encoded = (value) => Buffer.from(encodeURIComponent(JSON.stringify(value))).toString("base64");
  const [TALK, TICKET] = [`t_${randomUUID()}`, `t_${randomUUID()}`];
  let own;
  let root;
  let ann;
  let bob;
  let stranger;

  before(async () => {
    own = await Node.start({ config });
    const first = await person(own, { key: own.adminKeys[0] });
    const [one, two, three] = await people(3, own);
    await own.stop();
    await execute(own, `INSERT INTO dms_threads(threadId, type, title) VALUES ('${TALK}', 'dm', NULL), ('${TICKET}', 'ticket', ${literal("<img src=x onerror=alert(1)>old")})`);
    await execute(own, `INSERT INTO tickets(threadId, creatorId, status, createdAt) VALUES ('${TICKET}', '${one.id}', 'open', '2026-03-01 10:00:00')`);
    await execute(own, `INSERT INTO dms_participants(threadId, memberId) VALUES ('${TALK}', '${one.id}'), ('${TALK}', '${two.id}'), ('${TICKET}', '${one.id}'), ('${TICKET}', '133333333333')`);
    const talk = [
      ["m_1772360000001", one.id, JSON.stringify({ content: "<b onclick=x()>plain</b>", sender: "", encrypted: false, plainSig: "" }), "self", one.name],
      ["m_1772360000002", two.id, encoded({ content: "ä encoded", sender: "" }), "self", two.name],
      ["m_1772360000003", one.id, JSON.stringify(JSON.stringify({ content: "a text of JSON" })), "self", one.name],
      ["m_1772360000004", two.id, JSON.stringify({ content: "rsa|QUJD||QUJD|QUJD|QUJD", sender: "rsa|QUJD||QUJD|QUJD|QUJE", encrypted: true, plainSig: "x", sig: "y" }), "self", two.name],
      ["m_1772360000005", one.id, "{", "self", null],
    ];
    const ticket = [
      ["m_1772360000011", one.id, encoded({ content: "old <script>x</script>question" }), "self", one.name],
      [`m_${randomUUID()}`, "system", JSON.stringify({ content: "a note", sender: null, encrypted: false, plainSig: null }), "system", "System"],
      ["m_1772360000013", first.id, JSON.stringify({ content: "old answer" }), "support_anon", "Support Team"],
    ];
    const row = (thread) => ([id, author, text, identity, name], n) => `('${id}', '${thread}', '${author}', ${literal(text)}, '2026-03-01 10:13:2${n}', '${identity}', ${name === null ? "NULL" : literal(name)})`;
    await execute(own, `INSERT INTO dms_messages(messageId, threadId, authorId, message, createdAt, supportIdentity, displayName) VALUES ${[...talk.map(row(TALK)), ...ticket.map(row(TICKET))].join(", ")}`);
    await execute(own, `INSERT INTO dms_reads(threadId, memberId, last_read_at) VALUES ('${TICKET}', '${first.id}', '2026-03-01T10:13:20.500Z')`);
    await own.launch();
    [root, ann, bob, stranger] = [await again(own, first), await again(own, one), await again(own, two), await again(own, three)];
    open.push(root, ann, bob, stranger);
  });
  after(() => own.stop());

  test("tickets are read and written on", async () => {
    const shown = await messages(ann, TICKET);
    assert.deepEqual(shown.map(({ authorId, text, supportIdentity, displayName }) => [authorId, text.content, supportIdentity, displayName]), [
      [ann.id, "old question", "self", ann.name],
      ["system", "a note", "system", "System"],
      ["support", "old answer", "support_anon", "Support Team"],
    ]);
    assert.equal((await messages(root, TICKET))[2].authorId, root.id);
    for (const { ts } of shown) assert.match(ts, /^2026-03-01T\d\d:13:2\d\.000Z$/);
    const [ticket] = await tickets(root);
    assert.deepEqual([ticket.id, ticket.last], [TICKET, "old answer"]);
    assert.ok(!/<script|onerror/.test(JSON.stringify([shown, ticket])), JSON.stringify(ticket));
    // What was read there is read here.
    assert.equal(ticket.unread, 1);
    assert.equal((await tickets(ann))[0].unread, 2);
    accepted(await root.ask("joinTicket", { threadId: TICKET }));
    await said(root, TICKET, "new answer", { supportIdentity: "support_anon" });
    assert.equal((await tickets(ann))[0].last, "new answer");
  });

  test("conversations are read by who had them, in every form that they have", async () => {
    for (const somebody of [ann, bob]) {
      const shown = await messages(somebody, TALK);
      assert.deepEqual(shown.map(({ text }) => text.content), ["<b>plain</b>", "ä encoded", "a text of JSON", "rsa|QUJD||QUJD|QUJD|QUJD", ""]);
      assert.deepEqual(shown[3].text, { content: "rsa|QUJD||QUJD|QUJD|QUJD", sender: "rsa|QUJD||QUJD|QUJD|QUJE", encrypted: true, plainSig: "x", sig: "y" });
      const { threads, members } = await hydrated(somebody);
      assert.ok(threads.some(({ id, type }) => id === TALK && type === "dm"));
      for (const id of [ann.id, bob.id]) assert.ok(members.some((member) => member.id === id));
    }
  });

  test("safer: no staff reads or joins them, and they stay as they are", async () => {
    for (const somebody of [root, stranger]) {
      for (const [event, payload] of [["fetchMessages", {}], ["joinTicket", {}], ["markRead", {}], ["deleteThread", {}], ["sendMessage", { text: { content: "x" } }]]) refused(await somebody.ask(event, { threadId: TALK, ...payload }), "not found");
      assert.ok(!JSON.stringify(await hydrated(somebody)).includes(TALK));
      assert.ok(!JSON.stringify(await ask(somebody.socket, "fetchThreads", { token: somebody.auth.token })).includes(TALK));
    }
    assert.ok(!(await tickets(root)).some(({ id }) => id === TALK));
    refused(await ann.ask("joinTicket", { threadId: TALK }), "forbidden");
    refused(await say(ann, TALK, "more"), "forbidden");
    refused(await ann.ask("editMessage", { messageId: "m_1772360000001", payload: { content: "other" } }), "forbidden");
  });

  test("safer: who deletes a conversation leaves it, and the other keeps it", async () => {
    const heard = [ann, bob].map(hear);
    accepted(await ann.ask("deleteThread", { memberId: ann.id, threadId: TALK }));
    await settled(ann, bob);
    assert.deepEqual(heard, [[["threadDeleted", { threadId: TALK }]], []]);
    refused(await ann.ask("fetchMessages", { threadId: TALK }), "not found");
    assert.equal((await messages(bob, TALK)).length, 5);
  });
});
