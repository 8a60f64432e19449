// Reports: what members bring before the staff, what the staff sees of it, and whether what is shown is what was
// written (spec 40 section 9, spec 41 section 6).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { execute, literal } from "./database.mjs";
import { DesktopClient, newKey } from "./desktop-client.mjs";
import { QUIET, Room } from "./direct.mjs";
import { seal, signObject, signText, unseal } from "./signing.mjs";
import { again, crowd, inRoom, Node, once, person, record, settled, wait } from "./support.mjs";

const STAFF = "1002";
const MODS = "1003";
const CREW = "1004";
const CREW_ROOM = "0-0-5";
const NOBODY = "199999999999";

const groups = groupOf(channel("0", { 0: OPEN }, "chat"), channel("5", { 0: { viewChannel: -1 }, [CREW]: OPEN }, "crew"));
const serverroles = {
  ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }),
  [STAFF]: role(STAFF, 3, { manageReports: 1 }, { name: "Staff" }),
  [MODS]: role(MODS, 4, { manageMessages: 1 }, { name: "Mods" }),
  [CREW]: role(CREW, 2, {}, { name: "Crew" }),
};
const config = { ...QUIET, groups, serverroles };

let node;
let admin;
let staff;
let mod;
let ann;
let bob;
let outsider;
const open = [];

before(async () => {
  node = await Node.start({ config });
  admin = await person(node, { key: node.adminKeys[0] });
  [staff, mod, ann, bob, outsider] = await crowd(node, 5);
  for (const [id, somebody] of [[STAFF, staff], [MODS, mod], [CREW, ann], [CREW, bob]]) assert.ok(!(await admin.ask("addUserToRole", { role: id, target: somebody.id })).error);
});
after(async () => {
  for (const somebody of [admin, staff, mod, ann, bob, outsider, ...open]) somebody.close();
  await node.stop();
});

async function people(count, where = node) {
  const made = await crowd(where, count);
  open.push(...made);
  return made;
}

const refused = (answer, why) => {
  assert.equal(answer.type, "error", JSON.stringify(answer));
  for (const field of ["error", "msg"]) assert.equal(typeof answer[field], "string", JSON.stringify(answer));
  if (why) assert.match(answer.error, why);
};
const accepted = (answer) => {
  assert.deepEqual([answer.type, answer.error ?? null], ["success", null], JSON.stringify(answer));
  assert.ok(answer.msg.length > 0);
};
const report = (somebody, targetId, more = {}) => somebody.ask("createReport", { targetId, type: "message", description: "spam", ...more });
const reportDirect = (somebody, { meta }, plainText = "null", more = {}) => report(somebody, Number(meta.messageId), { type: "dm", plainText, ...more });
const reports = async (somebody = staff) => {
  const { type, reports: list } = await somebody.ask("fetchReports");
  assert.equal(type, "success");
  return list;
};
const reportOf = async (messageId) => (await reports()).findLast(({ reportData }) => reportData.messageId === messageId);
async function posted(somebody, message, extra) {
  const answer = await somebody.send(message, extra);
  assert.equal(answer.error, null, JSON.stringify(answer));
  return answer.messageId;
}
/** A room of two, and a message in it that is not encrypted. */
async function written(author, reader, text = "<p>nasty words</p>") {
  const room = await Room.of(author, reader);
  return [await room.said(author, text), room];
}

const SECRETS = ["token", "password", "loginName", "pow"];
function hasNoSecrets(value) {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    assert.ok(!SECRETS.includes(key), key);
    hasNoSecrets(inner);
  }
}

describe("a message of a channel", () => {
  test("is reported, and only those who look after reports are told", async () => {
    const messageId = await posted(ann, "<p>buy this</p>");
    const told = [admin, staff, mod, ann, bob, outsider].map(({ socket }) => record(socket, "newReport"));
    accepted(await report(bob, Number(messageId), { description: "<b>spam</b> <img src=x onerror=y>" }));
    await settled(admin, staff, mod, ann, bob, outsider);
    assert.deepEqual(told, [[null], [null], [], [], [], []]);
    const shown = await reportOf(messageId);
    assert.deepEqual(Object.keys(shown).sort(), ["id", "reportCreator", "reportData", "reportNotes", "reportStatus", "reportType", "reportedUser"]);
    assert.equal(typeof shown.id, "number");
    assert.deepEqual([shown.reportType, shown.reportStatus, shown.reportNotes], ["message", "pending", "spam "]);
    assert.deepEqual([shown.reportCreator.id, shown.reportCreator.name, shown.reportCreator.icon], [bob.id, bob.name, ""]);
    assert.deepEqual([shown.reportedUser.id, shown.reportedUser.name], [ann.id, ann.name]);
    const { author, message, timestamp } = shown.reportData;
    assert.deepEqual([author.id, message], [ann.id, "<p>buy this</p>"]);
    assert.ok(Math.abs(timestamp - Date.now()) < 10_000);
    hasNoSecrets(shown);
  });

  test("safer: is reported once by each, until somebody has dealt with it", async () => {
    const messageId = await posted(ann, "twice");
    accepted(await report(bob, messageId));
    refused(await report(bob, messageId), /already/);
    refused(await report(bob, Number(messageId)), /already/);
    accepted(await report(ann, messageId));
    assert.deepEqual((await staff.ask("deleteReport", { reportId: (await reportOf(messageId)).id })).type, "success");
    accepted(await report(ann, messageId));
    refused(await report(bob, messageId), /already/);
  });

  test("safer: reported at the same time on several devices, it is one report", async () => {
    const messageId = await posted(ann, "raced");
    const devices = await Promise.all(Array.from({ length: 4 }, () => again(node, bob)));
    open.push(...devices);
    const answers = await Promise.all([bob, ...devices, bob].map((device) => report(device, messageId)));
    assert.equal(answers.filter(({ type }) => type === "success").length, 1);
    assert.equal((await reports()).filter(({ reportData }) => reportData.messageId === messageId).length, 1);
  });

  test("safer: is reported by who may see it", async () => {
    const hidden = await posted(ann, "crew only", inRoom(CREW_ROOM));
    refused(await report(outsider, hidden));
    accepted(await report(bob, hidden));
    // To see it among the reports is another thing.
    assert.equal((await reportOf(hidden)).reportData.message, "crew only");
    const { meta } = (await written(ann, bob))[0];
    refused(await report(bob, meta.messageId));
    refused(await reportDirect(bob, { meta: { messageId: hidden } }));
    refused(await report(bob, NOBODY));
    const [gone] = await people(1);
    const left = await posted(gone, "and away");
    await admin.ask("kickUser", { target: gone.id });
    refused(await report(bob, left));
  });

  test("safer: whatever is wrong is answered, once", async () => {
    const messageId = await posted(ann, "fine");
    for (const targetId of [undefined, null, "", {}, [], true, "x", -1, 1.5, [messageId]]) refused(await report(bob, targetId));
    for (const type of [undefined, null, "", "user", "dm_message", 7, {}, "__proto__"]) refused(await report(bob, messageId, { type }));
    refused(await report(bob, messageId, { description: "x".repeat(1001) }), /1000/);
    for (const description of [undefined, null, {}, "x".repeat(1000)]) {
      const id = await posted(ann, "fine");
      accepted(await report(bob, id, { description }));
      assert.equal(typeof (await reportOf(id)).reportNotes, "string");
    }
  });

  test("safer: who is denied it by all roles reports nothing", async () => {
    const silenced = { ...basicRoles({ readMessages: 1, sendMessages: 1, createReports: -1 }), [CREW]: role(CREW, 2, { createReports: 1 }, { name: "Crew" }) };
    const own = await Node.start({ config: { ...config, serverroles: silenced } });
    const root = await person(own, { key: own.adminKeys[0] });
    const [cat, dan] = await people(2, own);
    await root.ask("addUserToRole", { role: CREW, target: dan.id });
    const { messageId } = await root.send("reported");
    refused(await report(cat, messageId));
    accepted(await report(dan, messageId));
    root.close();
    await own.stop();
  });
});

describe("a direct message", () => {
  test("is reported as it was sent, whatever the reporter says it was", async () => {
    const [cat, dan] = await people(2);
    const [message, room] = await written(cat, dan, { [cat.id]: "<p>mine</p>", [dan.id]: "<p>yours</p>" });
    accepted(await reportDirect(dan, message, "<p>I will burn your house</p>", { description: "mean" }));
    const shown = await reportOf(message.meta.messageId);
    assert.deepEqual([shown.reportType, shown.reportStatus, shown.reportNotes], ["dm", "pending", "mean"]);
    assert.deepEqual([shown.reportCreator.id, shown.reportedUser.id], [dan.id, cat.id]);
    const { reportData } = shown;
    assert.deepEqual([reportData.author.id, reportData.author.name, reportData.messageId, reportData.timestamp], [cat.id, cat.name, message.meta.messageId, message.meta.timestamp]);
    assert.deepEqual([reportData.group, reportData.category, reportData.channel, reportData.editedMsgId], ["0", "0", "0", null]);
    // What existing pages print, and what was really stored.
    assert.equal(reportData.payload.data.message, "<p>yours</p>");
    assert.equal(reportData.plainText, "<p>yours</p>");
    assert.deepEqual(reportData.payloadOriginal.data, message.data);
    assert.deepEqual([reportData.verification.plain, reportData.verification.object, reportData.verification.key], [null, null, "missing"]);
    assert.equal(reportData.verification.verdict, "unverifiable");
    assert.ok(!JSON.stringify(shown).includes("burn"));
    hasNoSecrets(shown);
    assert.deepEqual(await room.texts(dan), ["<p>yours</p>"]);
  });

  test("safer: is reported by who is in its room, once", async () => {
    const [cat, dan] = await people(2);
    const [message, room] = await written(cat, dan);
    for (const somebody of [outsider, admin, staff, mod]) refused(await reportDirect(somebody, message));
    accepted(await reportDirect(dan, message));
    refused(await reportDirect(dan, message), /already/);
    const raced = await room.said(cat, "another");
    const answers = await Promise.all(Array.from({ length: 6 }, () => reportDirect(dan, raced)));
    assert.equal(answers.filter(({ type }) => type === "success").length, 1);
    const late = await room.said(cat, "a last one");
    await dan.ask("removeDmRoomParticipant", { roomId: room.id, memberId: dan.id });
    refused(await reportDirect(dan, late));
    refused(await reportDirect(cat, { meta: { messageId: NOBODY } }));
  });
});

describe("an encrypted message", () => {
  let sender;
  let reader;
  let room;
  const mine = newKey();
  const theirs = newKey();
  const TEXT = "<p>ä <b>nasty</b> words</p>";

  /** A member with a key, proven or only claimed. */
  async function withKey(key, isProven = true) {
    const client = new DesktopClient(node, { key });
    await client.connect();
    open.push(client);
    await client.register();
    if (isProven) await client.prove();
    const { account } = client;
    return { ...client, id: account.id, name: account.name, account, client, ask: (event, payload) => client.ask(event, payload), close: () => client.close() };
  }

  before(async () => {
    [sender, reader] = [await withKey(mine), await withKey(theirs)];
    room = await Room.of(sender, reader);
  });

  const keys = () => ({ [sender.id]: mine.publicKey, [reader.id]: theirs.publicKey });
  const verdict = async (message, plainText, somebody = reader) => {
    accepted(await reportDirect(somebody, message, plainText));
    const { reportData } = await reportOf(message.meta.messageId);
    return reportData;
  };
  /** Writes with a pace that is allowed. */
  async function sent(data, author = sender) {
    for (;;) {
      const answer = await room.send(author, data);
      if (answer.error === null) return answer.payload;
      assert.match(answer.error, /too fast/);
      await wait(500);
    }
  }

  test("can be read by whom it is for, and is verified with what was read", async () => {
    const message = await sent(room.sealed(sender, TEXT, mine, keys()));
    assert.equal(unseal(theirs.privateKey, message.data.message[reader.id]), TEXT);
    const { verification, plainText, payload, payloadOriginal } = await verdict(message, TEXT);
    assert.deepEqual([verification.plain, verification.object, verification.key, verification.verdict], [true, true, "verified", "verified"]);
    assert.equal(verification.publicKey, mine.publicKey);
    assert.deepEqual([plainText, payload.data.message], [TEXT, TEXT]);
    assert.deepEqual(payloadOriginal.data, message.data);
  });

  test("says that it was altered, if another text is shown", async () => {
    for (const text of [`${TEXT} `, "<p>something else</p>", TEXT.replace("ä", "a")]) {
      const message = await sent(room.sealed(sender, TEXT, mine, keys()));
      const { verification, plainText } = await verdict(message, text);
      assert.deepEqual([verification.plain, verification.object, verification.verdict], [false, true, "forged"]);
      assert.equal(plainText.trim(), text.trim());
    }
  });

  test("says so as well, if what was stored is not what was signed", async () => {
    const signed = room.sealed(sender, TEXT, mine, keys());
    const { verification } = await verdict(await sent({ ...signed, timestamp: 1 }), TEXT);
    assert.deepEqual([verification.plain, verification.object, verification.verdict], [true, false, "forged"]);
    // Somebody else's key, as if it were the sender's.
    const foreign = await verdict(await sent(room.sealed(sender, TEXT, theirs, keys())), TEXT);
    assert.deepEqual([foreign.verification.plain, foreign.verification.object, foreign.verification.verdict], [false, false, "forged"]);
  });

  test("cannot be verified without the text, and is reported all the same", async () => {
    for (const text of ["null", undefined, null, "", 7]) {
      const { verification, plainText, payload } = await verdict(await sent(room.sealed(sender, TEXT, mine, keys())), text);
      assert.deepEqual([verification.plain, verification.object, verification.verdict], [null, true, "unverifiable"], String(text));
      assert.equal(plainText ?? null, null);
      assert.equal(payload.data.message, "");
    }
  });

  test("cannot be verified without signatures", async () => {
    const { sig, plainSig, ...bare } = room.sealed(sender, TEXT, mine, keys());
    const neither = await verdict(await sent(bare), TEXT);
    assert.deepEqual([neither.verification.plain, neither.verification.object, neither.verification.verdict], [null, null, "unverifiable"]);
    const textOnly = await verdict(await sent({ ...bare, plainSig }), TEXT);
    assert.deepEqual([textOnly.verification.plain, textOnly.verification.object, textOnly.verification.verdict], [true, null, "unverifiable"]);
    const objectOnly = await verdict(await sent(signObject(mine.privateKey, bare)), TEXT);
    assert.deepEqual([objectOnly.verification.plain, objectOnly.verification.object, objectOnly.verification.verdict], [null, true, "unverifiable"]);
  });

  test("cannot be verified without a key, and a key that is only claimed is called so", async () => {
    const [unknown, claimed] = [newKey(), newKey()];
    const [keyless] = await people(1);
    const liar = await withKey(claimed, false);
    for (const [author, key, expected] of [[keyless, unknown, { plain: null, object: null, key: "missing", verdict: "unverifiable" }], [liar, claimed, { plain: true, object: true, key: "unverified", verdict: "verified" }]]) {
      const where = await Room.of(author, reader);
      const data = where.sealed(author, TEXT, key, { [reader.id]: theirs.publicKey });
      const answer = await where.send(author, data);
      const { verification } = await verdict(answer.payload, TEXT);
      const { plain, object, key: about, verdict: said } = verification;
      assert.deepEqual({ plain, object, key: about, verdict: said }, expected);
      assert.equal(verification.publicKey, key === claimed ? claimed.publicKey : undefined);
    }
  });

  test("safer: of numbers and keys of any kind, it is verified as it was signed", async () => {
    const { sig, ...data } = room.sealed(sender, TEXT, mine, keys());
    const odd = signObject(mine.privateKey, { ...data, odd: { 10: 1e21, 9: 0.1, b: [1.5e-7, -0, 2 ** 53, 5e-324], a: "\u2028\u0000 ä \u{1f600}", "": null, random: Array.from({ length: 100 }, Math.random) } });
    const { verification } = await verdict(await sent(odd), TEXT);
    assert.deepEqual([verification.object, verification.verdict], [true, "verified"]);
  });

  test("safer: what is revealed is shown without anything that runs, and compared as it was", async () => {
    const wild = "<p onclick='x()'>a<script>b</script><img src=x onerror=y></p>";
    const shown = await verdict(await sent(room.sealed(sender, wild, mine, keys())), wild);
    assert.equal(shown.verification.verdict, "verified");
    assert.ok(!/script|onclick|onerror/.test(JSON.stringify(shown)));
    const message = await sent(room.sealed(sender, TEXT, mine, keys()));
    refused(await reportDirect(reader, message, "x".repeat(16_001)));
    assert.equal((await verdict(message, "x".repeat(16_000))).verification.verdict, "forged");
  });

  test("keeps the key that it was compared with", async () => {
    const message = await sent(room.sealed(sender, TEXT, mine, keys()));
    const { verification } = await verdict(message, TEXT);
    // Texts that others would seal for a member without a key.
    assert.equal(verification.publicKey, mine.publicKey);
    assert.equal(signText(mine.privateKey, TEXT), message.data.plainSig);
    assert.notEqual(seal(mine.publicKey, TEXT), seal(mine.publicKey, TEXT));
  });
});

describe("staff", () => {
  test("safer: only it sees reports, and closes them", async () => {
    const messageId = await posted(ann, "seen by few");
    accepted(await report(bob, messageId));
    const { id } = await reportOf(messageId);
    for (const somebody of [mod, ann, bob, outsider]) {
      refused(await somebody.ask("fetchReports"));
      refused(await somebody.ask("deleteReport", { reportId: id }));
    }
    for (const reportId of [undefined, null, "x", {}, -1, 1e9, `${id} OR 1=1`]) refused(await staff.ask("deleteReport", { reportId }));
    assert.ok(await reportOf(messageId));
    const closed = await admin.ask("deleteReport", { reportId: String(id) });
    assert.deepEqual([closed.type, closed.reports.affectedRows], ["success", 1]);
    assert.ok(closed.msg.length > 0);
    refused(await staff.ask("deleteReport", { reportId: id }));
    assert.equal(await reportOf(messageId), undefined);
  });

  test("safer: removes what was reported, and thanks who reported it", async () => {
    const messageId = await posted(ann, "to be removed");
    accepted(await report(bob, messageId));
    const remove = (somebody, more = {}) => somebody.ask("deleteMessageInReport", { messageId: Number(messageId), reporterId: bob.id, reportedId: ann.id, messageType: "message", ...more });
    for (const somebody of [staff, ann, outsider]) refused(await remove(somebody));
    for (const id of [undefined, null, "x", {}, NOBODY]) refused(await remove(mod, { messageId: id }));
    const [thanks, gone] = [once(bob.socket, "newDmMessage"), once(outsider.socket, "receiveDeleteMessage")];
    const missed = record(ann.socket, "newDmMessage");
    const answer = await remove(mod, { reporterId: outsider.id });
    accepted(answer);
    assert.equal(await gone, messageId);
    const { payload } = await thanks;
    assert.deepEqual([payload.data.author.id, payload.meta.author.name], ["system", "System"]);
    assert.ok(payload.data.message[bob.id].includes(ann.name));
    assert.deepEqual(payload.data.reply, { id: null });
    assert.deepEqual(missed, []);
    assert.equal((await ann.ask("resolveMessage", { messageId })).message, null);
    refused(await remove(mod));
    // It can be read later as well, and counts as unread until then.
    const { rooms } = await bob.ask("getDmRooms");
    const [told] = rooms.filter(({ creatorId }) => creatorId === "system");
    assert.deepEqual(Object.keys(told.participants).sort(), [bob.id, "system"].sort());
    assert.equal((await bob.ask("getAllUnread")).unreads[told.roomId], 1);
  });

  test("safer: nobody answers the server, or brings others to it", async () => {
    const { rooms } = await bob.ask("getDmRooms");
    const { roomId } = rooms.find(({ creatorId }) => creatorId === "system");
    const room = new Room(roomId, [bob.id, "system"]);
    assert.equal(typeof (await room.send(bob, room.data(bob, "you are welcome"))).error, "string");
    assert.equal(typeof (await bob.ask("addDmRoomParticipant", { roomId, memberId: ann.id })).error, "string");
    assert.equal(typeof (await bob.ask("removeDmRoomParticipant", { roomId, memberId: "system" })).error, "string");
    assert.equal((await room.texts(bob)).length, 1);
  });

  test("safer: a direct message is removed only where it was reported", async () => {
    const [cat, dan, third] = await people(3);
    const room = await Room.of(cat, dan, third);
    const [kept, bad] = [await room.said(cat, "kept"), await room.said(cat, "bad")];
    const remove = (somebody, { meta }, messageType = "dm") => somebody.ask("deleteMessageInReport", { messageId: meta.messageId, reporterId: third.id, reportedId: cat.id, messageType });
    refused(await remove(mod, kept));
    refused(await remove(admin, bad));
    accepted(await reportDirect(dan, bad));
    refused(await remove(staff, bad));
    // Nor under another name.
    refused(await remove(mod, bad, "message"));
    refused(await remove(mod, kept));
    const heard = [cat, dan, third, outsider].map(({ socket }) => record(socket, "receiveDeleteMessage"));
    const thanks = once(dan.socket, "newDmMessage");
    accepted(await remove(mod, bad));
    assert.ok((await thanks).payload.data.message[dan.id].includes(cat.name));
    await settled(cat, dan, third, outsider);
    const gone = [{ messageId: bad.meta.messageId }];
    assert.deepEqual(heard, [gone, gone, gone, []]);
    assert.deepEqual(await room.texts(third), ["kept"]);
    assert.equal((await reports()).filter(({ reportData }) => reportData.messageId === kept.meta.messageId).length, 0);
  });

  test("safer: thanks name whom they are about, also when they are gone, and hold no markup", async () => {
    const [cat, dan] = await people(2);
    await cat.ask("updateMember", { name: "<b>Cat</b> & \"Co\"" });
    const [message] = await written(cat, dan);
    accepted(await reportDirect(dan, message));
    await admin.ask("kickUser", { target: cat.id });
    const thanks = once(dan.socket, "newDmMessage");
    accepted(await mod.ask("deleteMessageInReport", { messageId: message.meta.messageId, messageType: "dm" }));
    const text = (await thanks).payload.data.message[dan.id];
    assert.match(text, /Cat/);
    assert.ok(!/<b>/.test(text), text);
    // A reporter that is gone is not thanked.
    const [eve, fay] = await people(2);
    const [other] = await written(eve, fay);
    accepted(await reportDirect(fay, other));
    await admin.ask("kickUser", { target: fay.id });
    accepted(await mod.ask("deleteMessageInReport", { messageId: other.meta.messageId, messageType: "dm" }));
  });
});

describe("what older versions left behind", () => {
  const TOKEN = "1".repeat(48);
  const row = { id: "104417720915", name: "Mia", icon: "/uploads/a.png", token: TOKEN, password: "a hash", loginName: "mia", pow: "x", isBanned: 0 };
  const encoded = (value) => Buffer.from(encodeURIComponent(JSON.stringify(value))).toString("base64");
  let own;
  let list;

  before(async () => {
    own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    await own.stop();
    const message = { messageId: "133344455566", author: { ...row, id: "118230045561" }, message: "<b onclick=x()>a</b><script>b</script>", timestamp: 1775400000000, token: TOKEN };
    const direct = { author: row, payload: JSON.stringify({ data: { message: { 104417720915: "<p>hi</p>" }, author: { id: "104417720915" }, token: TOKEN } }), plainText: "<p onclick=x()>hi</p>", messageId: "191827364500", timestamp: 1775400000200 };
    const rows = [
      [JSON.stringify(row), JSON.stringify(row), "message", JSON.stringify(message), "<img src=x onerror=y>note"],
      [encoded(row), encoded(row), "message", encoded(message), null],
      [JSON.stringify(row), JSON.stringify(row), "dm", JSON.stringify(direct), "x"],
      [JSON.stringify(row), JSON.stringify(row), "dm_message", JSON.stringify({ ...direct, message: "hi" }), "x"],
      ...[null, "", "null", "[]", "7", "{", "not json", JSON.stringify({ author: "x", payload: 7 }), JSON.stringify({ payload: "{" })].flatMap((data) => [[JSON.stringify(row), "", "message", data, null], ["{", "not json", "dm", data, "x"]]),
      [JSON.stringify({ ...row, name: "<script>x</script>" }), "null", "user", null, null],
    ];
    const value = (field) => (field === null ? "NULL" : literal(field));
    await execute(own, `INSERT INTO reports(reportCreator, reportedUser, reportType, reportData, reportNotes) VALUES ${rows.map((fields) => `(${fields.map(value).join(", ")})`).join(", ")}`);
    await own.launch();
    const back = await again(own, root);
    open.push(back);
    list = await reports(back);
    assert.equal(list.length, rows.length);
  });
  after(() => own.stop());

  test("safer: is shown row by row, whatever is broken in it", () => {
    for (const { id, reportCreator, reportedUser, reportType, reportData, reportNotes, reportStatus } of list) {
      assert.equal(typeof id, "number");
      for (const somebody of [reportCreator, reportedUser]) assert.ok("id" in somebody && "name" in somebody);
      assert.ok("id" in reportData.author && "messageId" in reportData && "timestamp" in reportData);
      if (reportType === "dm") assert.equal(typeof reportData.payload.data.message, "string");
      for (const text of [reportNotes, reportStatus]) assert.equal(typeof text, "string");
    }
    assert.deepEqual(list.map(({ id }) => id), list.map(({ id }) => id).sort((a, b) => a - b));
    assert.deepEqual(list.slice(0, 2).map(({ reportCreator }) => [reportCreator.id, reportCreator.name, reportCreator.icon]), Array(2).fill(["104417720915", "Mia", "/uploads/a.png"]));
    assert.equal(list[1].reportData.message, "<b>a</b>");
    assert.equal(list[2].reportData.payload.data.message, "<p>hi</p>");
  });

  test("safer: holds no secrets any more, and nothing that runs", () => {
    const text = JSON.stringify(list);
    assert.ok(!text.includes(TOKEN) && !text.includes("a hash"));
    for (const shown of list) hasNoSecrets(shown);
    assert.ok(!/<script|onclick|onerror/.test(text), text.match(/.{40}(?:<script|onclick|onerror).{40}/)?.[0]);
  });

  test("safer: new reports hold none either", async () => {
    const fresh = await Node.start({ config });
    const [cat, dan] = await people(2, fresh);
    const [message] = await written(cat, dan);
    accepted(await reportDirect(dan, message));
    accepted(await report(dan, (await cat.send("reported")).messageId));
    await fresh.stop();
    const stored = await execute(fresh, "SELECT reportCreator, reportedUser, reportData FROM reports");
    assert.equal(stored.length, 2);
    for (const column of stored.flat()) hasNoSecrets(JSON.parse(column));
  });
});

test("reports are there after a restart, the newest five hundred of them", async () => {
  const own = await Node.start({ config });
  const root = await person(own, { key: own.adminKeys[0] });
  const { messageId } = await root.send("reported");
  accepted(await report(root, messageId));
  await own.stop();
  const rows = Array.from({ length: 520 }, (_, n) => `('{"id":"1"}', '{"id":"2"}', 'message', '{"messageId":"${n}"}', '${n}')`);
  await execute(own, `INSERT INTO reports(reportCreator, reportedUser, reportType, reportData, reportNotes) VALUES ${rows.join(", ")}`);
  await own.launch();
  const back = await again(own, root);
  const list = await reports(back);
  assert.equal(list.length, 500);
  assert.deepEqual([list[0].reportNotes, list.at(-1).reportNotes], ["20", "519"]);
  refused(await report(back, messageId), /already/);
  back.close();
  await own.stop();
});
