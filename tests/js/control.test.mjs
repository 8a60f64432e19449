// What an operator tells the running node with `dcts-edge ctl`.
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { ask, connect, Node, once, person, register, rejoin, runBinary } from "./support.mjs";

let node;
let member;
before(async () => {
  node = await Node.start();
  member = await person(node);
});
after(async () => {
  member.close();
  await node.stop();
});

const ctl = (...words) => runBinary(["ctl", ...words, "--data", node.data]);
async function ok(...words) {
  const { code, stdout, stderr } = await ctl(...words);
  assert.equal(code, 0, `${words}: ${stderr}`);
  return stdout.trim();
}
async function refused(...words) {
  const { code, stderr } = await ctl(...words);
  assert.equal(code, 1, words.join(" "));
  return stderr;
}

test("only the owner of the folder can reach the node, and only while it runs", async () => {
  const socket = path.join(node.data, "dcts-edge.sock");
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  const own = await Node.start();
  await own.stop();
  assert.equal(existsSync(path.join(own.data, "dcts-edge.sock")), false);
  const { code, stderr } = await runBinary(["ctl", "stats", "--data", own.data]);
  assert.deepEqual([code, /no node runs there/.test(stderr)], [1, true]);
  assert.match((await runBinary(["ctl"])).stdout, /reset-password/);
  assert.match(await refused("nonsense"), /members \[TEXT\]/);
});

test("lists and numbers", async () => {
  assert.match(await ok("members"), new RegExp(`${member.id}\\s+${member.account.loginName}.*online`));
  assert.match(await ok("members", member.account.loginName.toUpperCase()), /1 members/);
  assert.match(await ok("members", "nobody like this"), /^0 members/);
  assert.match(await ok("roles"), /1111.*Administrator/);
  assert.match(await ok("stats"), /members, 1 online, 1 connections/);
  assert.match(await ok("reload"), /read again/);
});

test("members are banned, muted, sent away; addresses are banned", async () => {
  const target = await person(node);
  const gone = once(target.socket, "disconnect");
  await ok("ban", target.id, "1 hour", "too", "loud");
  await gone;
  const socket = await connect(node.url, { reconnection: false });
  assert.match((await rejoin(socket, target.account)).error, /banned.*too loud/);
  await ok("unban", target.id);
  assert.match(await refused("unban", target.id), /not banned/);
  const back = await connect(node.url);
  assert.equal((await rejoin(back, target.account)).finishedOnboarding, true);
  await ok("mute", target.account.loginName, "1 hour");
  assert.equal((await ask(back, "messageSend", { author: { id: target.id }, token: target.auth.token, message: "x", group: "0", category: "0", channel: "0" })).muted, true);
  await ok("unmute", target.id);
  const away = once(back, "disconnect");
  assert.match(await ok("disconnect", target.id), /^1 connection/);
  await away;
  await ok("ban", "203.0.113.7", "10 minutes");
  const far = await connect(node.url, { transports: ["polling"], extraHeaders: { "x-forwarded-for": "203.0.113.7" }, reconnection: false });
  assert.match((await register(far)).error, /banned/);
  await ok("unban", "203.0.113.7");
  assert.match(await refused("ban", target.id, "soon"), /no duration/);
  assert.match(await refused("mute", "nobody", "1 hour"), /no member/);
  await ok("kick", target.id);
  assert.match(await refused("kick", target.id), /no member/);
  for (const one of [socket, far]) one.close();
});

test("passwords, keys and notices", async () => {
  const target = await person(node);
  const gone = once(target.socket, "disconnect");
  const fresh = /: (\w{16})$/.exec(await ok("reset-password", target.id))[1];
  await gone;
  const socket = await connect(node.url);
  assert.equal((await ask(socket, "userLogin", { loginName: target.account.loginName, password: fresh })).error, null);
  const notice = once(member.socket, "modalMessage");
  await ok("broadcast", "restart <soon>", "please save");
  assert.equal((await notice).message, "restart &lt;soon&gt; please save");
  const key = await ok("token", "1111");
  assert.equal((await member.ask("redeemKey", { key })).error, null);
  assert.match(await refused("token", "777"), /no role/);
  const logs = async () => (await member.ask("getAuditlog")).logs.map((log) => log.text).join("\n");
  assert.match(await logs(), /operator\) reset the password/);
  assert.ok(!(await logs()).includes(fresh));
  const out = once(member.socket, "disconnect");
  await ok("logout-all");
  await out;
  socket.close();
});
