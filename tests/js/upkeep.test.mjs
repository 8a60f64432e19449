// What operators do to stored data: backup and restore, the way from MariaDB and back, damage, space.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Room } from "./direct.mjs";
import { freshDatabase, MariaDb, sharedServer } from "./mariadb.mjs";
import { again, ask, connect, newProof, Node, once, person, register, rejoin, runBinary, send, STORE, temporaryFolder } from "./support.mjs";

async function texts(node, member) {
  const socket = await connect(node.url);
  assert.equal((await rejoin(socket, { ...member, pow: newProof() })).finishedOnboarding, true);
  const found = [];
  for (let index = -1; ; ) {
    const { data } = await ask(socket, "getChatlog", { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId: "0", index });
    if (data.length === 0) break;
    found.unshift(...data.filter((message) => !message.isSystemMsg).map((message) => message.message));
    index = data[0].timestamp;
  }
  socket.close();
  return found;
}

async function nodeWithMessages(count) {
  const node = await Node.start({ config: { serverinfo: { rateLimit: 100000 } } });
  const socket = await connect(node.url);
  const member = await register(socket);
  for (let n = 0; n < count; n++) await send(socket, member, `text ${n} ä 🙂`);
  return { node, socket, member };
}

test(`${STORE}: a backup of a running node, restored elsewhere, is the same conversation`, async () => {
  const { node, socket, member } = await nodeWithMessages(120);
  mkdirSync(path.join(node.data, "uploads"), { recursive: true });
  writeFileSync(path.join(node.data, "uploads", "a.png"), "picture");
  const archive = path.join(temporaryFolder(), "b.tar.gz");
  let isOver = false;
  const writing = (async () => {
    for (let n = 0; !isOver; n++) await send(socket, member, `meanwhile ${n}`);
  })();
  const made = await runBinary(["backup", archive, "--data", node.data]);
  isOver = true;
  await writing;
  assert.equal(made.code, 0, made.stderr);
  assert.equal(statSync(archive).mode & 0o777, 0o600);
  socket.close();
  await node.stop();

  const data = path.join(temporaryFolder(), "restored");
  // Where the settings name a MariaDB, it is filled: another one than that of the backup.
  const env = STORE === "mariadb" ? { DB_NAME: (await freshDatabase()).database } : {};
  const restored = await runBinary(["--data", data, "restore", archive], env);
  assert.equal(restored.code, 0, restored.stderr);
  assert.equal(readFileSync(path.join(data, "uploads", "a.png"), "utf8"), "picture");
  assert.equal(existsSync(path.join(data, "dcts-edge.sqlite")), STORE === "sqlite");
  const again = await runBinary(["restore", archive, "--data", data], env);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /is there already/);
  const copy = new Node();
  Object.assign(copy, { data, args: [], configPath: path.join(data, "configs", "config.json") });
  if (env.DB_NAME) process.env.DB_NAME = env.DB_NAME;
  await copy.launch(0);
  delete process.env.DB_NAME;
  const found = await texts(copy, member);
  const expected = Array.from({ length: 120 }, (_, n) => `text ${n} ä 🙂`);
  assert.deepEqual(found.slice(0, 120), expected);
  assert.ok(found.slice(120).every((text, n) => text === `meanwhile ${n}`));
  await copy.stop();
});

test("the settings are kept when a version starts for the first time", async () => {
  const node = await Node.start({ config: { serverinfo: { name: "As it was" } } });
  const folder = path.join(node.data, "backups");
  const [name, ...more] = readdirSync(folder);
  assert.deepEqual(more, []);
  assert.match(name, /^v\d+\.\d+\.\d+_[\w.-]+\.tar\.gz$/);
  assert.equal(statSync(path.join(folder, name)).mode & 0o777, 0o600);
  await node.stop();
  await node.launch();
  await node.stop();
  assert.deepEqual(readdirSync(folder), [name]);
  const unpacked = temporaryFolder();
  execFileSync("tar", ["-xzf", path.join(folder, name), "-C", unpacked]);
  assert.equal(JSON.parse(readFileSync(path.join(unpacked, "configs", "config.json"), "utf8")).serverinfo.name, "As it was");
});

test(`${STORE}: db-check and vacuum`, async () => {
  const { node, socket } = await nodeWithMessages(10);
  socket.close();
  await node.stop();
  const checked = await runBinary(["db-check", "--data", node.data]);
  assert.equal(checked.code, 0, checked.stderr);
  assert.match(checked.stdout, /good/);
  assert.equal((await runBinary(["vacuum", "--data", node.data])).code, 0);
  if (STORE !== "sqlite") return;
  const file = path.join(node.data, "dcts-edge.sqlite");
  const bytes = readFileSync(file);
  bytes.fill(0x55, 4096, 20000);
  writeFileSync(file, bytes);
  const damaged = await runBinary(["db-check", "--data", node.data]);
  assert.equal(damaged.code, 1);
  assert.equal(damaged.stderr.trim().split("\n").length, 1);
});

test("wrong archives and words are refused", async () => {
  const file = path.join(temporaryFolder(), "x.tar.gz");
  writeFileSync(file, "no archive");
  assert.equal((await runBinary(["restore", file, "--data", temporaryFolder()])).code, 1);
  assert.equal((await runBinary(["backup", "--data", temporaryFolder()])).code, 2);
  assert.equal((await runBinary(["import", "--data", temporaryFolder()])).code, 2);
  assert.equal((await runBinary(["run", "what", "--data", temporaryFolder()])).code, 2);
});

test("what is private and what was published moves along, wherever the databases are", async () => {
  // Times without a zone are those of the database.
  const server = await MariaDb.start(["--default-time-zone=+05:00"]);
  const node = await Node.start({ config: { serverinfo: { sql: server.settings("one") } } });
  const [ann, bob] = [await person(node, { key: node.adminKeys[0] }), await person(node)];
  const room = await Room.of(ann, bob);
  const { meta } = await room.said(ann, "<p>hi ä</p>");
  await room.said(bob, "<p>answer</p>", { reply: meta.messageId });
  await ann.ask("markDmAsRead", { messageId: meta.messageId });
  const { threadId } = await bob.ask("createThread", { type: "ticket", title: "A ticket" });
  await bob.ask("sendMessage", { threadId, text: { content: "please" } });
  await ann.ask("joinTicket", { threadId });
  await ann.ask("sendMessage", { threadId, text: { content: "done" }, supportIdentity: "support_anon" });
  for (const type of ["posts", "news", "help"]) await ann.ask("createContent", { type, title: `About ${type}`, body: "x", notifyAll: true });
  await ann.ask("createReport", { targetId: meta.messageId, type: "dm", description: "x" });
  const look = async (where) => {
    const seen = [];
    for (const somebody of [ann, bob]) {
      const back = await again(where, somebody);
      const hydrate = once(back.socket, "receiveHydrate");
      await back.ask("joinServer");
      const { threads, posts, news, help, unreadContent } = await hydrate;
      const rooms = (await back.ask("getDmRooms")).rooms.map(({ participants, ...rest }) => [rest, Object.keys(participants).sort()]);
      const pages = Object.values(await room.page(back)).map(({ data, meta: { messageId, timestamp, reply } }) => [data, messageId, timestamp, reply.meta.messageId]);
      const reports = ((await back.ask("fetchReports")).reports ?? []).map(({ id, reportData, reportNotes }) => [id, reportData.plainText, reportNotes]);
      seen.push({ threads, posts, news, help, unreadContent, rooms, pages, reports, unread: await back.ask("getAllUnread"), messages: (await back.ask("fetchMessages", { threadId })).messages });
      back.close();
    }
    return seen;
  };
  const before = await look(node);
  assert.deepEqual([before[0].pages.length, before[1].messages.length, before[0].reports.length], [2, 2, 1]);
  for (const [item] of [before[0].posts, before[0].news]) assert.ok(Math.abs(Date.parse(item.createdAt) - Date.now()) < 60_000, item.createdAt);
  for (const somebody of [ann, bob]) somebody.close();
  await node.stop();

  const data = temporaryFolder();
  assert.equal((await runBinary(["import", "--from-mariadb", server.url("one"), "--data", data])).code, 0);
  const light = new Node();
  Object.assign(light, { data, args: [], configPath: path.join(data, "configs", "config.json") });
  mkdirSync(path.dirname(light.configPath));
  const { sql: _, ...serverinfo } = node.savedConfig().serverinfo;
  const config = { ...node.savedConfig(), serverinfo };
  writeFileSync(light.configPath, JSON.stringify(config));
  await light.launch(0);
  assert.deepEqual(await look(light), before);
  await light.stop();
  assert.equal((await runBinary(["export", "--to-mariadb", server.url("two"), "--data", data])).code, 0);
  const heavy = await Node.start({ config: { ...config, serverinfo: { ...serverinfo, sql: server.settings("two") } } });
  assert.deepEqual(await look(heavy), before);
  await heavy.stop();
  await server.stop();
});

test("an installation moves from MariaDB to SQLite and back", async () => {
  const server = await sharedServer();
  server.query("CREATE DATABASE moving CHARACTER SET utf8mb4");
  server.query(readFileSync(path.join(import.meta.dirname, "../fixtures/dcts-newest.sql"), "utf8"), "moving");
  server.query("CREATE TABLE inbox (inboxId int(100) NOT NULL AUTO_INCREMENT PRIMARY KEY, memberId varchar(250) NOT NULL, customId varchar(250), data longtext NOT NULL, type varchar(250) NOT NULL, isRead bigint NOT NULL DEFAULT 0, createdAt bigint NOT NULL); INSERT INTO inbox (memberId, customId, data, type, isRead, createdAt) VALUES ('112233445566', 'a', '{}', 'message', 0, 1), ('112233445566', 'a', '{}', 'message', 1, 1), ('112233445566', NULL, '{}', 'message', 0, 1)", "moving");
  const alice = { id: "112233445566", token: "191312345678901234567890123456789012345678901234" };
  const data = temporaryFolder();
  const imported = await runBinary(["import", "--from-mariadb", server.url("moving"), "--data", data]);
  assert.equal(imported.code, 0, imported.stderr);
  assert.match(imported.stdout, /messages: 10 rows read, 10 kept/);
  assert.match(imported.stdout, /inbox: 3 rows read, 2 kept/);
  assert.match(imported.stdout, /nobody_knows: not a table of ours, skipped/);
  const twice = await runBinary(["import", "--from-mariadb", server.url("moving"), "--data", data]);
  assert.equal(twice.code, 1);
  const node = new Node();
  Object.assign(node, { data, args: [], configPath: path.join(data, "configs", "config.json") });
  mkdirSync(path.dirname(node.configPath));
  writeFileSync(node.configPath, JSON.stringify({ serverinfo: { pow: { difficulty: 2 } } }));
  await node.launch(0);
  const found = await texts(node, alice);
  assert.deepEqual(found, ["<p>plain Ä 🙂</p>", "<p>base64 ä</p>", "<p>author at the top</p>", "<p>reply by replyMsgId</p>", "<p>edited</p>", "<p>no author, no id</p>", "<p>author is gone</p>"]);
  await node.stop();

  const exported = await runBinary(["export", "--to-mariadb", server.url("back"), "--data", data]);
  assert.equal(exported.code, 0, exported.stderr);
  const inUse = await runBinary(["export", "--to-mariadb", server.url("back"), "--data", data]);
  assert.equal(inUse.code, 1);
  assert.match(inUse.stderr, /members or messages in it already/);
  // One that was interrupted may be repeated.
  server.query("UPDATE migrations SET done = 0 WHERE migration_name = 'edge_export'", "back");
  assert.equal((await runBinary(["export", "--to-mariadb", server.url("back"), "--data", data])).code, 0);
  const rows = server.query("SELECT COUNT(*), MIN(JSON_VALID(message)) FROM messages WHERE message <> 'neither JSON nor base64'", "back");
  assert.deepEqual(rows, [["9", "1"]]);
  const other = await Node.start({ config: { serverinfo: { setup: 1, sql: server.settings("back") } } });
  assert.deepEqual(await texts(other, alice), found);
  await other.stop();
});
