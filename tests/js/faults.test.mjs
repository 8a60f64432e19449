// Disks that are full or read-only, and files that were not written to their end.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ask, BINARY, connect, Node, register, runBinary, send, temporaryFolder } from "./support.mjs";

/** Runs a program with a file system of its own at a folder. */
const mounted = (script) => ["unshare", "--map-root-user", "--mount", "sh", "-ec", `${script}; exec "$0" "$@"`];

test("SQLite on a full disk: refusals, nothing acknowledged lost, and it goes on when there is room again", async () => {
  const data = temporaryFolder();
  const spare = temporaryFolder();
  const script = `cp -a ${data}/. ${spare}; mount -t tmpfs -o size=4m none ${data}; cp -a ${spare}/. ${data}; head -c 1500000 /dev/zero > ${data}/ballast`;
  // SQLite whatever the other tests use.
  const node = await Node.start({ data, wrapper: mounted(script), config: { serverinfo: { rateLimit: 100000, sql: { username: "" } } } });
  const socket = await connect(node.url);
  const member = await register(socket);
  const text = (n) => `${n} ${"x".repeat(1500)}`;
  const acknowledged = [];
  let refused;
  for (let n = 0; n < 3000 && !refused; n++) {
    const answer = await send(socket, member, text(n));
    if (answer.messageId) acknowledged.push(answer.messageId);
    else refused = answer.error;
  }
  assert.match(refused, /could not save/);
  assert.ok(acknowledged.length > 50);
  const stored = async () => {
    const ids = new Set();
    for (let index = -1; ; ) {
      const { data: page } = await ask(socket, "getChatlog", { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId: "0", index });
      if (page.length === 0) return ids;
      page.forEach((message) => ids.add(message.messageId));
      index = page[0].timestamp;
    }
  };
  let found = await stored();
  assert.deepEqual(acknowledged.filter((id) => !found.has(id)), []);
  rmSync(`/proc/${node.child.pid}/root${data}/ballast`);
  const again = await send(socket, member, "room again");
  assert.equal(again.error, null);
  found = await stored();
  assert.ok(found.has(again.messageId));
  assert.deepEqual(acknowledged.filter((id) => !found.has(id)), []);
  socket.close();
  assert.equal((await node.stop()).code, 0);
});

test("a folder that is read-only: one line, code 1", async () => {
  const data = temporaryFolder();
  mkdirSync(path.join(data, "configs"));
  writeFileSync(path.join(data, "configs", "config.json"), '{"serverinfo":{"setup":1}}');
  const [command, ...args] = [...mounted(`mount --bind ${data} ${data}; mount -o remount,ro,bind ${data}`), BINARY, "--data", data, "--listen", "127.0.0.1:0"];
  const child = spawn(command, args);
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(code, 1);
  assert.equal(stderr.trim().split("\n").length, 1, stderr);
  assert.match(stderr, /Read-only file system/);
});

test("a half-written config.json is refused and left alone; the one before it is named", async () => {
  const node = await Node.start({ config: { serverinfo: { sql: { username: "" } } } });
  const socket = await connect(node.url);
  await register(socket);
  socket.close();
  await node.stop();
  const whole = readFileSync(node.configPath);
  writeFileSync(node.configPath, whole.subarray(0, whole.length / 2));
  const refused = await runBinary(["--data", node.data, "--listen", "127.0.0.1:0"]);
  assert.equal(refused.code, 2);
  assert.equal(refused.stderr.trim().split("\n").length, 1, refused.stderr);
  assert.match(refused.stderr, /config\.json\.bak is the one before/);
  assert.deepEqual(readFileSync(node.configPath), whole.subarray(0, whole.length / 2));
  copyFileSync(`${node.configPath}.bak`, node.configPath);
  await node.launch();
  await node.stop();
});
