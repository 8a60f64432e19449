// What operators rely on: health, metrics, HTTPS, sub-paths, socket activation, silence when idle.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { describe, test } from "node:test";
import tls from "node:tls";
import { BINARY, connect, enter, eventually, Node, once, register, rejoin, send, temporaryFolder, wait } from "./support.mjs";

function get(url, { headers = {}, ...options } = {}) {
  const client = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const sent = client.get(url, { headers, agent: false, rejectUnauthorized: false, ...options }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("error", reject);
  });
}

describe("health", () => {
  test("/healthz and /readyz", async () => {
    const node = await Node.start();
    assert.deepEqual(pick(await get(`${node.url}/healthz`)), { status: 200, text: "ok\n" });
    assert.deepEqual(pick(await get(`${node.url}/readyz`)), { status: 200, text: "ready\n" });
    await node.stop();
  });
});

const pick = ({ status, text }) => ({ status, text });

describe("metrics", () => {
  test("are not there by default", async () => {
    const node = await Node.start();
    assert.equal((await get(`${node.url}/metrics`)).status, 404);
    await node.stop();
  });

  test("count what happens, in the format of Prometheus", async () => {
    const node = await Node.start({ config: { dcts_edge: { metrics: true } } });
    const socket = await connect(node.url);
    const member = await register(socket);
    enter(socket, member);
    for (let n = 0; n < 3; n++) await send(socket, member, `m${n}`);
    await send(socket, member, "");
    const { headers, text } = await get(`${node.url}/metrics`);
    assert.match(headers["content-type"], /version=0\.0\.4/);
    const values = new Map();
    for (const line of text.trim().split("\n")) {
      if (line.startsWith("#")) continue;
      const found = /^(dcts_edge_\w+(?:\{[^}]*\})?) (-?[\d.e+]+)$/.exec(line);
      assert.ok(found, line);
      assert.equal(values.has(found[1]), false, `twice: ${line}`);
      values.set(found[1], Number(found[2]));
    }
    assert.equal(values.get("dcts_edge_connections"), 1);
    assert.equal(values.get("dcts_edge_members_online"), 1);
    assert.equal(values.get("dcts_edge_registrations_total"), 1);
    // Three messages and the announcement.
    assert.equal(values.get("dcts_edge_messages_total"), 4);
    assert.ok(values.get("dcts_edge_store_batches_total") >= 1);
    assert.ok(values.get("dcts_edge_store_batched_jobs_total") >= values.get("dcts_edge_store_batches_total"));
    assert.equal(values.get("dcts_edge_store_message_seconds_count"), 4);
    assert.ok(values.get("dcts_edge_store_message_seconds_sum") > 0);
    assert.equal(values.get("dcts_edge_refused_events_total"), 1);
    assert.ok(values.get("dcts_edge_deliveries_total") > 4);
    assert.ok(values.get("dcts_edge_received_bytes_total") > 500);
    assert.ok(values.get("dcts_edge_sent_bytes_total") > 500);
    assert.ok(values.get("dcts_edge_resident_memory_bytes") > 1e6);
    for (const name of values.keys()) {
      const family = name.replace(/\{.*/, "").replace(/_(bucket|sum|count)$/, "");
      assert.ok(text.includes(`# TYPE ${family} `), family);
    }
    socket.close();
    await node.stop();
  });

  test("safer: are for this machine only, also behind a proxy on it", async () => {
    const node = await Node.start({ config: { dcts_edge: { metrics: true } } });
    for (const headers of [{ "x-forwarded-for": "192.0.2.7" }, { "x-forwarded-for": "127.0.0.1" }, { via: "1.1 proxy" }, { forwarded: "for=127.0.0.1" }]) {
      assert.equal((await get(`${node.url}/metrics`, { headers })).status, 404, JSON.stringify(headers));
    }
    await node.stop();
  });
});

/** A node whose clients come by TLS. */
async function startTls(settings, options = {}) {
  const node = await Node.start({ ...options, config: { dcts_edge: { tls: settings } } });
  node.url = node.url.replace("http:", "https:");
  return node;
}

const fingerprint = (port) =>
  new Promise((resolve, reject) => {
    const line = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(line.getPeerCertificate().fingerprint256);
      line.destroy();
    });
    line.on("error", reject);
  });

describe("HTTPS", () => {
  test("with a certificate of its own making: pages, polling, WebSocket", async () => {
    const node = await startTls({ selfSigned: true });
    assert.match(node.output, /Address: +https:/);
    const page = await get(node.url);
    assert.equal(page.status, 200);
    assert.equal(page.headers["strict-transport-security"], undefined);
    const ca = readFileSync(path.join(node.data, "tls", "cert.pem"));
    for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
      // The certificate names 127.0.0.1, so it is really checked here.
      const socket = await connect(node.url, { transports, ca });
      const member = await register(socket);
      enter(socket, member);
      await wait(50);
      const heard = once(socket, "messageCreate", { where: (message) => message.message.length > 5000 });
      assert.equal((await send(socket, member, "x".repeat(6000))).error, null);
      await heard;
      socket.close();
    }
    await node.stop();
  });

  test("is found again after a restart, and comes back after one", async () => {
    const node = await startTls({ selfSigned: true });
    const before = await fingerprint(node.port);
    const socket = await connect(node.url, { rejectUnauthorized: false });
    const member = await register(socket);
    const back = once(socket, "disconnect").then(() => once(socket, "connect", { timeout: 15_000 }));
    await node.stop();
    await node.launch();
    await back;
    assert.equal((await rejoin(socket, member)).finishedOnboarding, true);
    assert.equal(await fingerprint(node.port), before);
    socket.close();
    await node.stop();
  });

  test("renewed certificates are taken up, broken ones are not", async () => {
    const [first, second] = [await startTls({ selfSigned: true }), await startTls({ selfSigned: true })];
    await first.stop();
    await second.stop();
    const folder = temporaryFolder();
    const [cert, key] = ["cert.pem", "key.pem"].map((name) => path.join(folder, name));
    const put = (from, age) => {
      copyFileSync(path.join(from.data, "tls", "cert.pem"), cert);
      copyFileSync(path.join(from.data, "tls", "key.pem"), key);
      const time = Date.now() / 1000 - age;
      utimesSync(cert, time, time);
      utimesSync(key, time, time);
    };
    put(first, 1000);
    const node = await startTls({ cert, key, hsts: 300 });
    const old = await fingerprint(node.port);
    assert.equal((await get(node.url)).headers["strict-transport-security"], "max-age=300");
    put(second, 500);
    node.child.kill("SIGHUP");
    await wait(300);
    const renewed = await fingerprint(node.port);
    assert.notEqual(renewed, old);
    writeFileSync(cert, "broken");
    node.child.kill("SIGHUP");
    await wait(300);
    assert.equal(await fingerprint(node.port), renewed);
    assert.match(node.log, /the certificate in use stays/);
    await node.stop();
  });

  test("plain requests from elsewhere are sent to HTTPS, and a second port does nothing else", async () => {
    const free = await new Promise((resolve) => {
      const probe = net.createServer().listen(0, "127.0.0.1", () => {
        const { port } = probe.address();
        probe.close(() => resolve(port));
      });
    });
    const node = await startTls({ selfSigned: true, redirectFrom: `127.0.0.1:${free}` });
    const moved = await get(`http://127.0.0.1:${free}/a?b=1`);
    assert.equal(moved.status, 308);
    assert.equal(moved.headers.location, `https://127.0.0.1:${node.port}/a?b=1`);
    // This machine itself may come without.
    assert.equal((await get(`http://127.0.0.1:${node.port}/healthz`)).status, 200);
    await node.stop();
  });

  test("a handshake that never ends is not waited for", async () => {
    const node = await startTls({ selfSigned: true });
    const start = Date.now();
    await new Promise((resolve) => {
      const line = net.connect(node.port, "127.0.0.1", () => line.write(Buffer.from([22, 3, 1])));
      line.on("close", resolve);
      line.on("error", () => {});
    });
    assert.ok(Date.now() - start < 15_000);
    assert.equal((await get(`${node.url}/healthz`)).status, 200);
    await node.stop();
  });

  test("wrong settings end the start with one line", async () => {
    const { runBinary } = await import("./support.mjs");
    for (const [settings, code, expected] of [
      [{ cert: "/nowhere.pem" }, 2, /both cert and key/],
      [{ cert: "/nowhere.pem", key: "/nowhere.key" }, 1, /nowhere\.pem/],
      [{ selfSigned: true, redirectFrom: "80" }, 2, /redirectFrom/],
    ]) {
      const data = temporaryFolder();
      const config = path.join(data, "config.json");
      writeFileSync(config, JSON.stringify({ dcts_edge: { tls: settings } }));
      const ended = await runBinary(["--data", data, "--config", config, "--listen", "127.0.0.1:0"]);
      assert.equal(ended.code, code);
      assert.match(ended.stderr, expected);
    }
  });
});

describe("behind a proxy under a sub-path", () => {
  test("everything is found below it", async () => {
    const node = await Node.start({ config: { dcts_edge: { basePath: "/chat" } } });
    const moved = await get(`${node.url}/chat`);
    assert.equal(moved.status, 308);
    assert.equal(moved.headers.location, "/chat/");
    assert.match((await get(`${node.url}/chat/`)).text, /<div id="app">/);
    assert.equal((await get(`${node.url}/chat/discover`)).status, 200);
    const socket = await connect(node.url, { path: "/chat/socket.io/" });
    assert.equal((await register(socket)).finishedOnboarding, true);
    socket.close();
    await node.stop();
  });
});

describe("socket activation", () => {
  test("the node takes over a socket that is already listening", async () => {
    const server = net.createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address();
    const data = temporaryFolder();
    // The variables must name the process that reads them.
    const child = spawn("sh", ["-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" --data "$1"', BINARY, data], {
      stdio: ["ignore", "pipe", "inherit", server._handle.fd],
    });
    const exited = new Promise((resolve) => child.on("exit", resolve));
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    for (let n = 0; n < 100 && !output.includes("ready"); n++) await wait(50);
    assert.match(output, new RegExp(`127\\.0\\.0\\.1:${port}`));
    server.close();
    assert.equal((await get(`http://127.0.0.1:${port}/healthz`)).text, "ok\n");
    child.kill("SIGTERM");
    assert.equal(await exited, 0);
  });
});

describe("silence", () => {
  const counters = (pid) => {
    const switches = /^voluntary_ctxt_switches:\s+(\d+)/m;
    const wakeups = readdirSync(`/proc/${pid}/task`).map((task) => Number(switches.exec(readFileSync(`/proc/${pid}/task/${task}/status`, "utf8"))[1]));
    const io = readFileSync(`/proc/${pid}/io`, "utf8");
    return { wakeups: wakeups.reduce((a, b) => a + b, 0), writes: Number(/^syscw: (\d+)/m.exec(io)[1]) };
  };

  test("a node with nobody connected does not wake up and writes nothing", async () => {
    const node = await Node.start();
    const socket = await connect(node.url);
    const member = await register(socket);
    await send(socket, member, "x");
    socket.close();
    // What is saved lazily, and the notice that somebody left, are done after this.
    await wait(70_000);
    const before = counters(node.child.pid);
    await wait(20_000);
    assert.deepEqual(counters(node.child.pid), before);
    await node.stop();
  });
});

test("SIGTERM under load: nothing that was acknowledged is lost, and it ends soon", async () => {
  const node = await Node.start();
  const writers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = await connect(node.url, { reconnection: false });
      return { socket, member: await register(socket) };
    }),
  );
  const acknowledged = new Set();
  let isOver = false;
  for (const { socket, member } of writers) {
    (async () => {
      for (let n = 0; !isOver && n < 1000; n++) {
        const answer = await send(socket, member, `m${n}`).catch(() => ({}));
        if (answer.messageId) acknowledged.add(answer.messageId);
      }
    })();
  }
  await eventually(async () => acknowledged.size, (size) => size > 100);
  const start = Date.now();
  const { code } = await node.stop("SIGTERM");
  isOver = true;
  assert.equal(code, 0);
  assert.ok(Date.now() - start < 5000);
  assert.equal(existsSync(path.join(node.data, "dcts-edge.sqlite-wal")) && readFileSync(path.join(node.data, "dcts-edge.sqlite-wal")).length > 0, false);
  await node.launch();
  const socket = await connect(node.url);
  const [{ member }] = writers;
  await rejoin(socket, member);
  const stored = new Set();
  for (let index = -1; ; ) {
    const { data } = await new Promise((resolve) =>
      socket.emit("getChatlog", { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId: "0", index }, resolve),
    );
    if (data.length === 0) break;
    data.forEach((message) => stored.add(message.messageId));
    index = data[0].timestamp;
  }
  for (const id of acknowledged) assert.ok(stored.has(id), `lost: ${id}`);
  writers.forEach((writer) => writer.socket.close());
  socket.close();
  await node.stop();
});
