// What is special about MariaDB: databases of other versions, and a server that comes and goes.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { test } from "node:test";
import { MariaDb, sharedServer } from "./mariadb.mjs";
import { Room } from "./direct.mjs";
import { ask, connect, Node, once, person, register, rejoin, newProof, send, temporaryFolder, wait } from "./support.mjs";

const fixture = (name) => readFileSync(path.join(import.meta.dirname, "../fixtures", name), "utf8");

/** Everything about the schema, a line per fact. */
function schema(server, database) {
  const columns = server.query(
    `SELECT 'column', table_name, column_name, column_type, is_nullable, COALESCE(column_default, '-'), extra FROM information_schema.columns WHERE table_schema = '${database}'`,
  );
  const keys = server.query(
    `SELECT 'key', table_name, index_name, seq_in_index, column_name, non_unique, COALESCE(sub_part, 0) FROM information_schema.statistics WHERE table_schema = '${database}'`,
  );
  const tables = server.query(`SELECT 'table', table_name, engine, table_collation FROM information_schema.tables WHERE table_schema = '${database}'`);
  return new Set([...columns, ...keys, ...tables].map((row) => row.join(" ")));
}

async function wholeHistory(socket, member) {
  const messages = [];
  for (let index = -1; ; ) {
    const { data } = await ask(socket, "getChatlog", { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId: "0", index });
    if (data.length === 0) return messages;
    messages.unshift(...data);
    index = data[0].timestamp;
  }
}

const alice = { id: "112233445566", token: "191312345678901234567890123456789012345678901234" };

test("a database of the newest version: all is readable, the schema only grows, DCTS can go on", async () => {
  const server = await sharedServer();
  server.query("CREATE DATABASE newest CHARACTER SET utf8mb4");
  server.query(fixture("dcts-newest.sql"), "newest");
  const before = schema(server, "newest");
  const texts = server.query("SELECT messageId, authorId, room, MD5(message) FROM messages ORDER BY messageId", "newest");
  const node = await Node.start({ config: { serverinfo: { setup: 1, sql: server.settings("newest") } } });
  const socket = await connect(node.url);
  assert.equal((await rejoin(socket, { ...alice, pow: newProof() })).finishedOnboarding, true);
  const messages = await wholeHistory(socket, alice);
  assert.deepEqual(
    messages.map(({ messageId, message, timestamp }) => [messageId, message, timestamp - 1766547310000]),
    [
      ["110000000001", "<p>plain Ä 🙂</p>", 1],
      ["110000000002", "<p>base64 ä</p>", 2],
      ["110000000003", "<p>author at the top</p>", 3],
      ["110000000004", "<p>reply by replyMsgId</p>", 4],
      ["110000000005", "<p>edited</p>", 5],
      ["110000000006", "<p>no author, no id</p>", 6],
      ["110000000009", "<p>author is gone</p>", 9],
      ["110000000010", "<p>joined</p>", 10],
    ],
  );
  assert.equal(messages[0].author.name, "Alice Ä 🙂");
  assert.equal(messages[1].author.name, "Alice Ä 🙂");
  assert.equal(messages[2].reply.message, "<p>plain Ä 🙂</p>");
  assert.equal(messages[3].reply.message, "<p>base64 ä</p>");
  assert.equal(messages[4].lastEdited, Date.parse("2026-01-02T03:04:05.678Z"));
  assert.equal(messages[5].author.name, "Bob");
  assert.equal((await send(socket, alice, "<p>new</p>")).error, null);
  socket.close();
  await node.stop();
  const after = schema(server, "newest");
  assert.deepEqual([...before].filter((fact) => !after.has(fact)), []);
  assert.ok(after.size > before.size);
  // The rows of before are as they were, but for the times that were wrong.
  const kept = server.query("SELECT messageId, authorId, room, MD5(message) FROM messages ORDER BY messageId", "newest");
  for (const row of texts) assert.ok(kept.some((other) => other.join() === row.join()), row.join());
  assert.deepEqual(server.query("SELECT * FROM nobody_knows", "newest"), [["1", "kept"]]);
  assert.deepEqual(
    server.query("SELECT migration_name, done FROM migrations WHERE migration_name NOT LIKE 'edge%' ORDER BY 1", "newest"),
    [["mainMerge", "1"], ["update_1946", "1"], ["uploadTypesFix", "0"]],
  );
  // What DCTS compares tokens with is never empty, and the plain one is gone.
  const tokens = server.query("SELECT id, token FROM members WHERE id <> 'system' AND token IS NOT NULL ORDER BY id", "newest");
  assert.equal(tokens.find(([id]) => id === alice.id)[1].length, 48);
  assert.notEqual(tokens.find(([id]) => id === alice.id)[1], alice.token);
  assert.equal(tokens.find(([id]) => id === "119988776655")[1], "191399999999901234567890123456789012345678901234");
  // The session lives on, in our form.
  await node.launch();
  const again = await connect(node.url);
  assert.equal((await rejoin(again, { ...alice, pow: newProof() })).finishedOnboarding, true);
  again.close();
  await node.stop();
});

test("a database of the oldest version, with its members in config.json", async () => {
  const server = await sharedServer();
  server.query("CREATE DATABASE oldest CHARACTER SET utf8mb4");
  server.query(fixture("dcts-oldest.sql"), "oldest");
  const encode = (value) => Buffer.from(encodeURIComponent(JSON.stringify(value))).toString("base64");
  const rows = Array.from({ length: 130 }, (_, n) => {
    const messageId = String(110000000000 + n);
    return `('${alice.id}','${messageId}','0-0-0','${encode({ id: alice.id, name: "old", message: `<p>ä ${n}</p>`, timestamp: 1700000000000 + n, messageId })}')`;
  });
  server.query(`INSERT INTO messages VALUES ${rows.join(",")}`, "oldest");
  const before = schema(server, "oldest");
  const node = await Node.start({
    config: {
      serverinfo: { sql: server.settings("oldest"), uploadFileTypes: "image/png,image/jpeg" },
      servermembers: { [alice.id]: { ...alice, name: "Alice", loginName: "alice", onboarding: true, joined: 1690000000000 } },
      banlist: {},
      ipblacklist: [],
    },
  });
  const socket = await connect(node.url);
  assert.equal((await rejoin(socket, { ...alice, pow: newProof() })).finishedOnboarding, true);
  const messages = await wholeHistory(socket, alice);
  assert.deepEqual(messages.map(({ message }) => message), Array.from({ length: 130 }, (_, n) => `<p>ä ${n}</p>`));
  assert.equal(messages[0].author.name, "Alice");
  socket.close();
  await node.stop();
  const after = schema(server, "oldest");
  assert.deepEqual([...before].filter((fact) => !after.has(fact)), []);
  assert.deepEqual(server.query("SELECT body FROM tickets", "oldest"), [["left behind"]]);
  assert.equal(server.query(`SELECT name FROM members WHERE id = '${alice.id}'`, "oldest")[0][0], "Alice");
  assert.equal("servermembers" in node.savedConfig(), false);
  assert.ok(existsSync(path.join(path.dirname(node.configPath), "servermembers.imported.json")));
});

test("sql.txt and the environment name a MariaDB too", async () => {
  const server = await sharedServer();
  const { port, username, password } = server.settings("");
  const data = temporaryFolder();
  mkdirSync(path.join(data, "configs"));
  writeFileSync(path.join(data, "configs", "sql.txt"), `${username}\r\n${password}\r\nfromfile\r\n`);
  process.env.DB_HOST = "127.0.0.1";
  process.env.DB_PORT = String(port);
  const node = await Node.start({ data, config: { serverinfo: { sql: { host: "nowhere.invalid" } } } });
  delete process.env.DB_HOST;
  delete process.env.DB_PORT;
  const socket = await connect(node.url);
  await register(socket);
  socket.close();
  await node.stop();
  assert.equal(server.query("SELECT COUNT(*) FROM members", "fromfile")[0][0], "2");
  assert.equal(existsSync(path.join(data, "dcts-edge.sqlite")), false);
  assert.equal(readFileSync(node.configPath, "utf8").includes(password), false);
});

for (const [how, signal] of [["stopped", "SIGTERM"], ["killed", "SIGKILL"]]) {
  test(`MariaDB ${how} and started again under load: nothing acknowledged is lost, nobody reconnects`, async () => {
    const server = await MariaDb.start();
    const node = await Node.start({ config: { serverinfo: { sql: server.settings("load"), rateLimit: 1000000 } } });
    const writers = [];
    const drops = [];
    for (let n = 0; n < 20; n++) {
      const socket = await connect(node.url, { reconnection: false });
      socket.on("disconnect", (reason) => drops.push(reason));
      writers.push({ socket, member: await register(socket) });
    }
    const acknowledged = new Map();
    const errors = new Set();
    let isOver = false;
    const work = writers.map(async ({ socket, member }, at) => {
      for (let n = 0; !isOver; n++) {
        const text = `${at}.${n}`;
        const answer = await send(socket, member, text, {}, 40_000);
        if (answer.messageId) acknowledged.set(answer.messageId, text);
        else {
          errors.add(answer.error);
          await wait(50);
        }
      }
    });
    for (let round = 0; round < 2; round++) {
      await wait(700);
      await server.stop(signal);
      await wait(700);
      await server.launch();
      const count = acknowledged.size;
      for (let tries = 0; acknowledged.size < count + 50; tries++) {
        assert.ok(tries < 300, "the node does not go on");
        await wait(50);
      }
    }
    isOver = true;
    await Promise.all(work);
    assert.deepEqual(drops, []);
    assert.ok([...errors].every((error) => /database|save/.test(error)), [...errors].join());
    const stored = server.query("SELECT messageId FROM messages", "load").map(([id]) => id);
    assert.equal(new Set(stored).size, stored.length);
    const lost = [...acknowledged.keys()].filter((id) => !stored.includes(id));
    assert.deepEqual(lost, []);
    assert.match(node.log, /MariaDB is away/);
    assert.match(node.log, /MariaDB is back/);
    console.log(`# ${acknowledged.size} acknowledged, 0 lost`);
    writers.forEach(({ socket }) => socket.off("disconnect").close());
    await node.stop();
    await server.stop();
  });
}

test("a wrong password at the start: the page says that the node waits, and it goes on by itself", async () => {
  const server = await sharedServer();
  server.query("CREATE USER 'late'@'%' IDENTIFIED BY 'not yet'; GRANT ALL ON *.* TO 'late'@'%';");
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const node = new Node();
  const data = temporaryFolder();
  Object.assign(node, { data, args: [], configPath: path.join(data, "configs", "config.json") });
  mkdirSync(path.dirname(node.configPath));
  writeFileSync(node.configPath, JSON.stringify({ serverinfo: { sql: { ...server.settings("late"), username: "late", password: "right" } } }));
  const up = node.launch(port);
  let answer;
  for (let tries = 0; !answer && tries < 100; tries++) {
    await wait(50);
    answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  }
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "5");
  assert.match(await answer.text(), /waiting for its database/);
  await wait(2500);
  const lines = node.log.split("\n").filter((line) => /Access denied/.test(line));
  assert.equal(lines.length, 1, node.log);
  assert.equal(node.log.includes("right"), false);
  server.query("ALTER USER 'late'@'%' IDENTIFIED BY 'right'");
  await up;
  assert.equal((await fetch(node.url)).status, 200);
  assert.equal((await node.stop()).code, 0);
});

test("told to end while it waits, the node ends with 0", async () => {
  const node = new Node();
  const data = temporaryFolder();
  Object.assign(node, { data, args: [], configPath: path.join(data, "configs", "config.json") });
  mkdirSync(path.dirname(node.configPath));
  writeFileSync(node.configPath, JSON.stringify({ serverinfo: { sql: { host: "127.0.0.1", port: 1, username: "x" } } }));
  node.launch(0).catch(() => {});
  for (let tries = 0; !/waiting for it/.test(node.log) && tries < 100; tries++) await wait(50);
  assert.equal((await node.stop()).code, 0);
});

test("a database from the future is refused with a sentence", async () => {
  const server = await sharedServer();
  const node = await Node.start({ config: { serverinfo: { sql: server.settings("future") } } });
  await node.stop();
  server.query("INSERT INTO migrations VALUES ('edge_schema_99', 1)", "future");
  await assert.rejects(node.launch(), /schema version 99, but this program knows/);
});

test("the history of a channel uses the index", async () => {
  const server = await sharedServer();
  const node = await Node.start({ config: { serverinfo: { sql: server.settings("plan") } } });
  await node.stop();
  server.query("INSERT INTO messages SELECT 'system', seq, CONCAT('0-0-', seq % 20), '{}', seq FROM seq_1_to_5000; ANALYZE TABLE messages", "plan");
  const page = "SELECT messageId FROM messages WHERE room >= '0-0-7' AND room <= '0-0-7' AND createdAt < 2000 ORDER BY room DESC, createdAt DESC LIMIT 50";
  const [plan] = server.query(`EXPLAIN ${page}`, "plan");
  assert.ok(plan.includes("edge_room") && plan.includes("range"), plan.join(" "));
  assert.equal(/filesort|temporary/.test(plan.join(" ")), false, plan.join(" "));
  // Nothing is read but the page.
  const [, reads] = server.query(`FLUSH STATUS; ${page}; SHOW STATUS LIKE 'Handler_read_prev'`, "plan").at(-1);
  assert.ok(Number(reads) <= 50, reads);
});

test("the newest messages of a room are found without looking through all of them", async () => {
  const server = await sharedServer();
  const sql = { ...server.settings("rooms") };
  const node = await Node.start({ config: { serverinfo: { sql } } });
  await node.stop();
  const plan = server.query("EXPLAIN SELECT messageId FROM dms WHERE roomId = '156602213377' AND createdAt < 5 ORDER BY createdAt DESC, id DESC LIMIT 50", "rooms");
  assert.ok(plan[0].includes("edge_room"), plan[0].join());
});

test("tables of another collation, as other servers make them, are read and written as any", async () => {
  const server = await sharedServer();
  const sql = server.settings("mixed");
  const other = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci";
  server.query("CREATE DATABASE mixed CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
  server.query(
    `CREATE TABLE dm_room_participants(id int(20) NOT NULL AUTO_INCREMENT PRIMARY KEY, roomId varchar(20) NOT NULL, memberId varchar(204) NOT NULL, createdAt bigint NOT NULL, UNIQUE KEY unique_room_member (roomId, memberId)) ${other};
     CREATE TABLE dm_reads(id int(20) NOT NULL AUTO_INCREMENT PRIMARY KEY, memberId varchar(204) NOT NULL, targetId varchar(100) NOT NULL, lastReadAt bigint NOT NULL DEFAULT 0, UNIQUE KEY unique_member_target (memberId, targetId)) ${other};
     CREATE TABLE dms_threads(threadId varchar(100) PRIMARY KEY, type varchar(50) NOT NULL, title text NULL) ${other};
     CREATE TABLE dms_messages(messageId varchar(100) PRIMARY KEY, threadId varchar(100) NOT NULL, authorId varchar(100) NOT NULL, message longtext NOT NULL, createdAt datetime NOT NULL, supportIdentity varchar(20) NOT NULL DEFAULT 'self', displayName text) ${other};
     CREATE TABLE posts(id int AUTO_INCREMENT PRIMARY KEY, title text NOT NULL, body longtext NOT NULL, authorId varchar(100) NOT NULL, tag varchar(100) NULL, pinned tinyint(1) NOT NULL DEFAULT 0, createdAt datetime NOT NULL) ${other};`,
    "mixed",
  );
  const node = await Node.start({ config: { serverinfo: { sql } } });
  const [ann, bob] = [await person(node, { key: node.adminKeys[0] }), await person(node)];
  const room = await Room.of(ann, bob);
  await room.said(ann, "hi");
  assert.equal((await bob.ask("getAllUnread")).unreads[room.id], 1);
  assert.deepEqual(await room.texts(bob), ["hi"]);
  assert.equal((await bob.ask("markDmAsRead", { roomId: room.id })).error, null);
  const { threadId } = await bob.ask("createThread", { type: "ticket", title: "a ticket" });
  assert.equal((await bob.ask("sendMessage", { threadId, text: { content: "please" } })).type, "success");
  assert.deepEqual((await ann.ask("fetchTickets", { status: "open", asStaff: true })).tickets.map(({ title, unread }) => [title, unread]), [["a ticket", 1]]);
  const { item } = await ann.ask("createContent", { type: "posts", title: "news", body: "x", notifyAll: true });
  const hydrate = once(bob.socket, "receiveHydrate");
  assert.equal((await bob.ask("joinServer")).type, "success");
  assert.deepEqual((await hydrate).unreadContent, [`posts:${item.id}`]);
  assert.equal((await ann.ask("kickUser", { target: bob.id })).error, null);
  assert.equal((await ann.ask("deleteDmRoom", { roomId: room.id })).error, null);
  for (const somebody of [ann, bob]) somebody.close();
  await node.stop();
});
