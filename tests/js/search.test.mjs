// Searching in what was written: what is found, what is inert, and that nobody finds what is not for them.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { execute } from "./database.mjs";
import { inRoom, Node, person, rejoin, connect, ask, wait } from "./support.mjs";

const CREW = "1002";
const HALL = "0-0-0";
const CREW_ROOM = "0-0-5";
const SILENT_ROOM = "0-0-6";

const groups = groupOf(channel("0", { 0: OPEN }), channel("5", { 0: { viewChannel: -1 }, [CREW]: OPEN }), channel("6", { 0: { ...OPEN, viewChannelHistory: -1 } }));
const serverroles = { ...basicRoles({ readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }), [CREW]: role(CREW, 2, {}, { name: "Crew" }) };
const config = (edge = {}) => ({ groups, serverroles, dcts_edge: { strictHistory: true, metrics: true, ...edge } });

const search = (who, query, rest = {}) => who.ask("searchMessages", { query, ...rest });
/** The texts of what is found. */
async function texts(who, query, rest) {
  const { error, data } = await search(who, query, rest);
  assert.equal(error, null, `${query}: ${JSON.stringify(error)}`);
  return data.map((message) => message.message);
}
const say = async (who, text, room = HALL, rest = {}) => {
  const sent = await who.send(text, { ...inRoom(room), ...rest });
  assert.equal(sent.error, null, text);
  return sent.messageId;
};
async function refused(who, payload, why) {
  const answer = await who.ask("searchMessages", payload);
  assert.match(answer.error, why);
  assert.deepEqual(answer, { error: answer.error, type: "error", msg: answer.error });
}
/** Waits until something is found. */
async function foundAtLast(who, query, count) {
  for (let tries = 0; ; tries++) {
    const found = await texts(who, query, { limit: 50 });
    if (found.length >= count || tries > 100) return found;
    await wait(100);
  }
}
/** Another socket of an account, after a restart. */
async function back(node, somebody) {
  const socket = await connect(node.url);
  await rejoin(socket, somebody.account);
  return { ...somebody, socket, ask: (event, payload = {}) => ask(socket, event, { ...payload, ...somebody.auth }), close: () => socket.close() };
}

let node;
let admin;
let ann;
let bob;

before(async () => {
  node = await Node.start({ config: config() });
  admin = await person(node, { key: node.adminKeys[0] });
  [ann, bob] = await Promise.all([person(node), person(node)]);
});
after(async () => {
  for (const somebody of [admin, ann, bob]) somebody.close();
  await node.stop();
});

describe("what is found", () => {
  test("words, phrases, beginnings, in any case and with or without accents", async () => {
    await say(ann, "<p>The <b>green</b> lantern shines</p>");
    await say(ann, "Shining green, a lantern");
    await say(ann, "Crème brûlée für Größe 9");
    await say(ann, "Привет, мир");
    assert.deepEqual(await texts(bob, "green lantern"), ["Shining green, a lantern", "<p>The <b>green</b> lantern shines</p>"]);
    assert.deepEqual(await texts(bob, "\"green lantern\""), ["<p>The <b>green</b> lantern shines</p>"]);
    assert.deepEqual(await texts(bob, "LANTERN shi"), ["Shining green, a lantern", "<p>The <b>green</b> lantern shines</p>"]);
    assert.deepEqual(await texts(bob, "lantern shine"), ["<p>The <b>green</b> lantern shines</p>"]);
    assert.deepEqual(await texts(bob, "\"shi\""), []);
    assert.deepEqual(await texts(bob, "creme BRULEE"), ["Crème brûlée für Größe 9"]);
    assert.deepEqual(await texts(bob, "9 größ"), ["Crème brûlée für Größe 9"]);
    assert.deepEqual(await texts(bob, "МИР"), ["Привет, мир"]);
    assert.deepEqual(await texts(bob, "lantern nowhere"), []);
  });

  test("messages as in the history, with what they answer", async () => {
    const question = await say(ann, "a question about marmalade");
    await say(bob, "marmalade is the answer", HALL, { replyMsgId: question });
    await bob.ask("addMessageReaction", { messageId: question, emojiHash: "1f44d", default: true });
    const { data } = await search(ann, "marmalade");
    const history = await ann.ask("getChatlog", { groupId: "0", categoryId: "0", channelId: "0", index: -1 });
    assert.deepEqual(data, history.data.slice(-2).reverse());
    assert.equal(data[0].reply.message, "a question about marmalade");
  });

  test("text, not markup", async () => {
    await say(ann, '<p class="ql-zebra">plain</p><p>paragraphs</p> <a href="https://giraffe.example/elephant">my link</a> x &lt;okapi&gt;');
    for (const hidden of ["zebra", "giraffe", "elephant", "plainparagraphs", "href", "noopener"]) {
      assert.deepEqual(await texts(ann, hidden), [], hidden);
    }
    assert.equal((await texts(ann, "plain paragraphs")).length, 1);
    assert.equal((await texts(ann, "okapi")).length, 1);
  });

  test("the server's own messages are not found", async () => {
    assert.deepEqual(await texts(ann, "joined the server"), []);
  });

  test("safer: operators and quotes are inert", async () => {
    await say(ann, "porridge one");
    await say(ann, "porridge two");
    for (const query of ["porridge -one", "porridge NOT one", "one OR two", "+one +two", "porridge^2 one two", "words:porridge", "tags:c0", "NEAR(porridge one)", "porridge') OR 1=1 --", "porridge\") OR (\"two", "*", "porridge*one*", "(porridge one", "\"porridge two one\"", "{words}:one", "a100000000000 OR porridge", "%", "porridge_one%", "qqporridge", "zc0", "c0"]) {
      const answer = await search(ann, query);
      if (answer.error !== null) assert.equal(answer.error, "Write a word to search for.", query);
      else assert.ok(answer.data.every((message) => !message.message.includes("two") || query === "porridge*one*"), query);
    }
    assert.deepEqual(await texts(ann, "porridge one"), ["porridge one"]);
    assert.deepEqual(await texts(ann, "((porridge)) -- one"), ["porridge one"]);
  });
});

describe("pages and filters", () => {
  before(async () => {
    for (let n = 0; n < 60; n++) await say(n % 2 ? ann : bob, `harvest number${n}`);
    await say(admin, "harvest of the crew", CREW_ROOM);
  });

  test("pages follow each other without gaps and doubles", async () => {
    const seen = [];
    let next = null;
    do {
      const page = await search(bob, "harvest", { before: next, limit: 7 });
      assert.equal(page.error, null);
      assert.ok(page.data.length <= 7 && (page.data.length === 7 || page.next === null));
      seen.push(...page.data.map((message) => message.message));
      next = page.next;
    } while (next !== null);
    assert.deepEqual(seen, Array.from({ length: 60 }, (_, n) => `harvest number${59 - n}`));
    assert.equal((await search(bob, "harvest")).data.length, 25);
    assert.equal((await search(bob, "harvest", { limit: 50 })).data.length, 50);
    const { data } = await search(bob, "harvest", { limit: 50 });
    assert.equal((await search(bob, "harvest", { before: data[0].timestamp, limit: 1 })).data[0].message, "harvest number58");
  });

  test("by author and channel", async () => {
    const ofAnn = await search(bob, "harvest", { author: ann.id, limit: 50 });
    assert.equal(ofAnn.data.length, 30);
    assert.ok(ofAnn.data.every((message) => message.author.id === ann.id));
    assert.deepEqual(await texts(admin, "harvest", { channel: "5" }), ["harvest of the crew"]);
    assert.deepEqual(await texts(admin, "harvest", { channel: 5, author: admin.id }), ["harvest of the crew"]);
    assert.deepEqual(await texts(admin, "harvest", { channel: "5", author: ann.id }), []);
    assert.deepEqual(await texts(bob, "harvest", { author: "199999999999" }), []);
  });

  test("what makes no sense is refused with a reason", async () => {
    for (const query of [undefined, null, 7, "", "   ", "...", {}, ["x"]]) await refused(ann, { query }, /Write a word/);
    await refused(ann, { query: "x".repeat(201) }, /at most 200/);
    await refused(ann, { query: "x ".repeat(50) }, /at most \d+ words/);
    for (const limit of [0, 51, -1, 1.5, "x", "10"]) await refused(ann, { query: "x", limit }, /limit/);
    for (const before of [-1, "soon", {}]) await refused(ann, { query: "x", before }, /before/);
    for (const channel of ["999", "x", {}]) await refused(ann, { query: "x", channel }, /No such channel/);
    await refused(ann, { query: "x", author: "1234567890123" }, /No such member/);
    const stranger = await ask(ann.socket, "searchMessages", { id: bob.id, token: ann.auth.token, query: "harvest" });
    assert.match(stranger.error, /Not logged in/);
  });

  test("one search of a member at a time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => search(ann, "harvest")));
    assert.ok(answers.some((answer) => answer.error === null));
    assert.ok(answers.every((answer) => answer.error === null || /not done yet/.test(answer.error)));
    assert.equal((await search(ann, "harvest")).error, null);
  });
});

describe("who finds what", () => {
  test("safer: a member finds nothing from channels that it cannot read", async () => {
    await say(admin, "the secret is xylophone", CREW_ROOM);
    await say(admin, "without history xylophone", SILENT_ROOM);
    await say(admin, "public xylophone");
    assert.deepEqual(await texts(bob, "xylophone"), ["public xylophone"]);
    assert.deepEqual(await texts(bob, "xylo", { author: admin.id }), ["public xylophone"]);
    assert.deepEqual(await texts(bob, "secret"), []);
    assert.deepEqual(await texts(bob, "xylophone", { channel: "6" }), []);
    await refused(bob, { query: "xylophone", channel: "5" }, /No such channel/);
    assert.equal((await texts(admin, "xylophone")).length, 3);
    assert.equal((await admin.ask("addUserToRole", { role: CREW, target: bob.id })).error, null);
    assert.deepEqual(await texts(bob, "xylophone"), ["public xylophone", "the secret is xylophone"]);
    assert.equal((await admin.ask("removeUserFromRole", { role: CREW, target: bob.id })).error, null);
    assert.deepEqual(await texts(bob, "xylophone"), ["public xylophone"]);
  });

  test("safer: what an answer answers is shown only to those who may see it", async () => {
    const secret = await say(admin, "the crew said kaleidoscope", CREW_ROOM);
    await say(admin, "an answer to it, about telescopes", HALL, { replyMsgId: secret });
    const { data } = await search(bob, "telescopes");
    assert.equal(data.length, 1);
    assert.equal(data[0].reply.message, undefined);
    assert.equal(JSON.stringify(data).includes("kaleidoscope"), false);
    assert.deepEqual(await texts(bob, "kaleidoscope"), []);
  });
});

describe("what changes", () => {
  test("an edited text is found by the new words only, a deleted one not at all", async () => {
    const edited = await say(ann, "before the edit: walrus");
    const deleted = await say(ann, "soon deleted: walrus");
    await say(ann, "after the edit: narwhal", HALL, { editedMsgId: edited });
    assert.equal((await ann.ask("deleteMessage", { messageId: deleted })).error, null);
    assert.deepEqual(await texts(bob, "walrus"), []);
    assert.deepEqual(await texts(bob, "narwhal"), ["after the edit: narwhal"]);
  });

  test("a moved channel takes its messages along", async () => {
    await say(admin, "the crew has a zeppelin", CREW_ROOM);
    await admin.ask("createCategory", { group: "0", value: "Other" });
    const categories = Object.values((await admin.ask("getChannelTree", { group: "0" })).data.groups["0"].categories);
    const other = categories.find((category) => category.info.name === "Other").info.id;
    const order = { 0: { info: { sortId: 1 }, channels: ["0", "6"] }, [other]: { info: { sortId: 2 }, channels: ["5"] } };
    const sorted = await admin.ask("updateChannelTreeSorting", { group: "0", data: JSON.stringify(order) });
    assert.equal(sorted.error, null);
    assert.deepEqual((await search(admin, "zeppelin")).data.map((message) => message.room), [`0-${other}-5`]);
    assert.deepEqual(await texts(bob, "zeppelin"), []);
  });
});

test("safer: banned authors are not found by their hidden text, nor anonymous ones by their name", async () => {
  const own = await Node.start({ config: config() });
  const boss = await person(own, { key: own.adminKeys[0] });
  const [eve, joe] = await Promise.all([person(own), person(own)]);
  await say(eve, "eve wrote pineapple");
  const anonymous = await say(joe, "joe wrote pineapple, nobody knows");
  for (const somebody of [boss, eve, joe]) somebody.close();
  await own.stop();
  const far = 253402300799000;
  await execute(own, `INSERT INTO bans(memberId, issuerId, created, until) VALUES ('${eve.id}', 'system', 1, ${far})`);
  await execute(own, `UPDATE messages SET message = REPLACE(message, '"reply":', '"anon":true,"reply":') WHERE messageId = '${anonymous}'`);
  await own.launch();
  const [admin2, reader] = [await back(own, boss), await person(own)];
  const found = await search(reader, "pineapple");
  assert.deepEqual(found.data.map((message) => [message.message, message.author.name]), [["joe wrote pineapple, nobody knows", "Anon"]]);
  assert.deepEqual(await texts(reader, "pineapple", { author: joe.id }), []);
  assert.deepEqual(await texts(reader, "pineapple", { author: eve.id }), []);
  assert.equal((await texts(admin2, "pineapple")).length, 2);
  assert.equal((await texts(admin2, "pineapple", { author: joe.id })).length, 1);
  admin2.close();
  reader.close();
  await own.stop();
});

test("switched off it says so, and switched on it indexes what is there, across restarts", async () => {
  const own = await Node.start({ config: config({ search: false }) });
  const first = await person(own);
  for (let n = 0; n < 250; n++) await say(first, `old raspberry number${n}`);
  await refused(first, { query: "raspberry" }, /^Search is switched off on this server\.$/);
  const restart = async (search, whileDown) => {
    first.socket.close();
    await own.stop();
    await whileDown?.();
    const saved = own.savedConfig();
    saved.dcts_edge.search = search;
    writeFileSync(own.configPath, JSON.stringify(saved));
    await own.launch();
    Object.assign(first, await back(own, first));
  };
  await restart(true);
  assert.equal((await foundAtLast(first, "raspberry", 50)).length, 50);
  assert.equal((await foundAtLast(first, "\"number0\"", 1)).length, 1);
  const metrics = await (await fetch(`${own.url}/metrics`)).text();
  assert.match(metrics, /dcts_edge_search_indexed_total 25\d/);
  assert.match(own.log, /old messages are indexed for searching/);
  await first.ask("messageSend", { author: { id: first.id }, message: "fresh raspberry", ...inRoom(HALL) });
  await restart(true);
  assert.deepEqual(await texts(first, "fresh rasp"), ["fresh raspberry"]);
  assert.equal((await texts(first, "\"number0\"")).length, 1);
  assert.doesNotMatch(own.log, /being indexed/);
  await restart(false);
  await refused(first, { query: "raspberry" }, /switched off/);
  await first.ask("messageSend", { author: { id: first.id }, message: "raspberry of the gap", ...inRoom(HALL) });
  await restart(true);
  assert.deepEqual(await foundAtLast(first, "gap", 1), ["raspberry of the gap"]);
  first.socket.close();
  await own.stop();
});
