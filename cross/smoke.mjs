// What smoke.sh runs: two members register and chat, the node restarts, the message is still there.
// Then the traps of 32-bit machines: a file larger than 4 GiB and a file from after 2038.
import assert from "node:assert/strict";
import { closeSync, mkdirSync, openSync, truncateSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { ask, connect, enter, newId, newProof, Node, once, rejoin, runBinary, send, temporaryFolder, VERSIONS } from "../tests/js/support.mjs";

// How the node is stopped: in order, or (as SMOKE_STOP=SIGKILL) like a cut of the power.
const STOP = process.env.SMOKE_STOP ?? "SIGTERM";
const STOPPED = STOP === "SIGKILL" ? { code: null, signal: "SIGKILL" } : { code: 0, signal: null };

// An emulated password hash takes its time.
const PATIENCE = 60_000;

async function register(socket) {
  const id = newId();
  const form = { id, token: null, name: `Name ${id}`, loginName: `user${id}`, password: "correct horse", onboarding: true, pow: newProof() };
  return { ...form, ...(await ask(socket, "userConnected", form, PATIENCE)) };
}

async function history(socket, member) {
  const request = { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId: "0", index: -1 };
  const { data } = await ask(socket, "getChatlog", request, PATIENCE);
  return data.map((message) => message.message);
}

async function chat() {
  const node = await Node.start();
  const members = [];
  for (const [, io] of VERSIONS) {
    const socket = await connect(node.url, { io, transports: ["polling", "websocket"] });
    const member = await register(socket);
    assert.equal(typeof member.token, "string", `registered: ${JSON.stringify(member)}`);
    enter(socket, member);
    members.push({ socket, member });
  }
  const [alice, bob] = members;
  const text = "Grüße from a small machine 🦀";
  const received = once(bob.socket, "messageCreate", { where: (message) => message.author.id === alice.member.id, timeout: PATIENCE });
  await send(alice.socket, alice.member, text);
  assert.equal((await received).message, text);
  members.forEach(({ socket }) => socket.close());
  assert.deepEqual(await node.stop(STOP), STOPPED, node.log);

  await node.launch();
  const socket = await connect(node.url);
  await rejoin(socket, alice.member);
  assert.ok((await history(socket, alice.member)).includes(text), "the message is there after a restart");
  socket.close();
  assert.deepEqual(await node.stop(STOP), STOPPED, node.log);
}

async function oldMachines() {
  const web = path.join(temporaryFolder(), "web");
  mkdirSync(web);
  const late = new Date("2040-02-03T04:05:06Z");
  writeFileSync(path.join(web, "late.bin"), "late");
  utimesSync(path.join(web, "late.bin"), late, late);
  const large = path.join(web, "large.bin");
  writeFileSync(large, "");
  truncateSync(large, 5 * 2 ** 30);
  const file = openSync(large, "r+");
  writeSync(file, "the end", 5 * 2 ** 30 - 7);
  closeSync(file);
  const node = await Node.start({ args: ["--web", web] });
  const dated = await fetch(`${node.url}/late.bin`);
  assert.equal(dated.headers.get("last-modified"), late.toUTCString());
  const end = await fetch(`${node.url}/large.bin`, { headers: { range: "bytes=-7" } });
  assert.equal(end.headers.get("content-range"), `bytes ${5 * 2 ** 30 - 7}-${5 * 2 ** 30 - 1}/${5 * 2 ** 30}`);
  assert.equal(await end.text(), "the end");
  assert.deepEqual(await node.stop(STOP), STOPPED, node.log);
}

const { code, stdout, stderr } = await runBinary(["--version"]);
assert.equal(code, 0, stderr);
console.log(stdout.trim());
await chat();
await oldMachines();
// The clients keep sockets open that nobody needs.
process.exit(0);
