// The command line and the configuration file.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { connect, Node, once, register, runBinary, send, temporaryFolder, wait } from "./support.mjs";

function folderWith(config) {
  const data = temporaryFolder();
  mkdirSync(path.join(data, "configs"));
  const file = path.join(data, "configs", "config.json");
  writeFileSync(file, config);
  return { data, file };
}

test("--version and --help", async () => {
  const version = await runBinary(["--version"]);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^dcts-edge \d+\.\d+\.\d+\n$/);
  const help = await runBinary(["--help"]);
  assert.equal(help.code, 0);
  for (const option of ["--data", "--config", "--listen", "--web", "--log", "check-config", "admin-token"]) assert.ok(help.stdout.includes(option), option);
});

test("a wrong configuration is one line that names file, key and expectation, and stays as it is", async () => {
  for (const [text, expected] of [
    ['{"serverinfo":{"port":"http"}}', /serverinfo\.port: expected a number/],
    ['{"serverinfo":{"pow":{"difficulty":99}}}', /serverinfo\.pow\.difficulty: expected a number from 0 to 16/],
    ["{", /line 1/],
    ["[]", /expected a JSON object/],
  ]) {
    const { data, file } = folderWith(text);
    for (const command of [[], ["check-config"], ["admin-token"]]) {
      const { code, stdout, stderr } = await runBinary([...command, "--data", data, "--listen", "127.0.0.1:0"]);
      assert.equal(code, 2, text);
      assert.equal(stdout, "");
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      assert.match(stderr, expected);
      assert.ok(stderr.includes(file));
    }
    assert.equal(readFileSync(file, "utf8"), text);
  }
});

test("wrong arguments and variables end with code 2", async () => {
  assert.equal((await runBinary(["--nonsense"])).code, 2);
  assert.equal((await runBinary(["fly"])).code, 2);
  const { code, stderr } = await runBinary(["--data", temporaryFolder()], { PORT: "http" });
  assert.equal(code, 2);
  assert.match(stderr, /PORT/);
});

test("what cannot be had ends with code 1 and a sentence", async () => {
  const node = await Node.start();
  const taken = await runBinary(["--data", temporaryFolder(), "--listen", `127.0.0.1:${node.port}`]);
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /cannot listen on 127\.0\.0\.1/);
  const twice = await runBinary(["--data", node.data, "--listen", "127.0.0.1:0"]);
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /another dcts-edge is using this folder/);
  const web = await runBinary(["--data", temporaryFolder(), "--listen", "127.0.0.1:0", "--web", "/nowhere"]);
  assert.equal(web.code, 1);
  assert.match(web.stderr, /nowhere/);
  await node.stop();
});

test("the first start makes everything; later ones keep it", async () => {
  const data = path.join(temporaryFolder(), "new", "data");
  const node = new Node();
  Object.assign(node, { data, args: [], configPath: path.join(data, "configs", "config.json") });
  await node.launch(0);
  assert.equal(node.adminKeys.length, 1);
  assert.match(node.output, /Data:/);
  const config = node.savedConfig();
  assert.equal(config.serverinfo.setup, 1);
  assert.deepEqual(config.serverroles["1111"].token, node.adminKeys);
  assert.equal(statSync(node.configPath).mode & 0o777, 0o600);
  assert.ok(existsSync(path.join(data, "dcts-edge.sqlite")));
  const printed = await runBinary(["admin-token", "--data", data]);
  assert.equal(printed.stdout.trim(), node.adminKeys[0]);
  const keys = node.adminKeys;
  await node.stop();
  await node.launch();
  assert.deepEqual(node.adminKeys, keys);
  await node.stop();
});

test("admin-token makes a key when there is none", async () => {
  const { data, file } = folderWith('{"serverinfo":{"setup":1}}');
  const { code, stdout } = await runBinary(["admin-token", "--data", data]);
  assert.equal(code, 0);
  assert.match(stdout, /^\d{64}\n$/);
  assert.deepEqual(JSON.parse(readFileSync(file)).serverroles["1111"].token, [stdout.trim()]);
});

test("check-config", async () => {
  const { data } = folderWith("{}");
  assert.equal((await runBinary(["check-config", "--data", data])).code, 0);
  assert.match((await runBinary(["check-config", "--data", temporaryFolder()])).stdout, /no such file/);
});

test("SIGTERM and SIGINT tell clients, write everything, and end with 0", async () => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const node = await Node.start();
    const socket = await connect(node.url, { reconnection: false });
    const member = await register(socket);
    for (let n = 0; n < 5; n++) await send(socket, member, "x");
    const lost = once(socket, "disconnect");
    const { code } = await node.stop(signal);
    assert.equal(code, 0);
    assert.match(await lost, /transport/);
    const { groups, serverroles } = node.savedConfig();
    // Five messages and the announcement.
    assert.equal(groups["0"].channels.categories["0"].channel["0"].msgCount, 6);
    assert.deepEqual(serverroles["0"].members, [member.id]);
  }
});

test("SIGHUP reads the settings again, and keeps the old ones when they are wrong", async () => {
  const node = await Node.start();
  const name = async () => (await (await fetch(`${node.url}/discover`)).json()).serverinfo.name;
  const config = node.savedConfig();
  config.serverinfo.name = "Another name";
  config.serverinfo.port = 1234;
  writeFileSync(node.configPath, JSON.stringify(config));
  node.child.kill("SIGHUP");
  await wait(300);
  assert.equal(await name(), "Another name");
  assert.match(node.log, /after a restart: serverinfo\.port/);
  writeFileSync(node.configPath, "{");
  node.child.kill("SIGHUP");
  await wait(300);
  assert.equal(await name(), "Another name");
  assert.match(node.log, /the settings stay as they are/);
  await node.stop();
});

test("unknown keys of config.json survive", async () => {
  const node = await Node.start({ config: { serverinfo: { tenor: { key: "x" } }, somethingElse: [1] } });
  const socket = await connect(node.url);
  await register(socket);
  socket.close();
  await node.stop();
  const saved = node.savedConfig();
  assert.deepEqual(saved.somethingElse, [1]);
  assert.deepEqual(saved.serverinfo.tenor, { key: "x" });
});

test("the environment is obeyed and not written down", async () => {
  const data = temporaryFolder();
  const { spawn } = await import("node:child_process");
  const { BINARY } = await import("./support.mjs");
  const child = spawn(BINARY, ["--data", data], { env: { ...process.env, PORT: "0", DB_PASS: "hush-hush" } });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  for (let n = 0; n < 50 && !output.includes("ready"); n++) await wait(50);
  assert.match(output, /On this machine:\s+http:\/\/localhost:\d+/);
  child.kill("SIGTERM");
  await new Promise((resolve) => child.on("exit", resolve));
  const text = readFileSync(path.join(data, "configs", "config.json"), "utf8");
  assert.equal(text.includes("hush-hush"), false);
  assert.equal(JSON.parse(text).serverinfo.port, 2052);
});

test("logs hold no tokens, passwords or messages", async () => {
  const node = await Node.start();
  const socket = await connect(node.url);
  const member = await register(socket, { password: "very secret words" });
  await send(socket, member, "<p>private text</p>");
  socket.close();
  await node.stop();
  for (const secret of [member.token, "very secret words", "private text"]) assert.equal(node.log.includes(secret), false, secret);
});
