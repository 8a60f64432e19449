// What the integration tests share: a node of their own on a free port, clients of both versions of
// socket.io-client, and the steps of a join.
import { spawn } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { io as io4 } from "socket.io-client";
import { io as io3 } from "socket.io-client-v3";
import { noteAck, notePushes } from "./coverage.mjs";
import "./leak-watch.mjs";
import { freshDatabase } from "./mariadb.mjs";

/** How long a test waits for what comes, in milliseconds: much, for machines that have a lot to do. */
const PATIENCE_MS = 20_000;

/** Which database the nodes use: `sqlite` or `mariadb`. */
export const STORE = process.env.DCTS_EDGE_STORE ?? "sqlite";

export const BINARY = process.env.DCTS_EDGE_BIN ?? path.resolve(import.meta.dirname, "../../target/release/dcts-edge");

/** The ways in which a client can connect. */
export const WAYS = [
  ["polling only", ["polling"]],
  ["WebSocket only", ["websocket"]],
  ["polling, then upgrade", ["polling", "websocket"]],
];

export const VERSIONS = [
  ["4.x", io4],
  ["3.1.1", io3],
];

/** The version that is meant where a test does not say: 4.x, or with DCTS_EDGE_CLIENT=3 that of DCTS's own pages. */
const io = process.env.DCTS_EDGE_CLIENT === "3" ? io3 : io4;

/** A folder that is removed when the process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "dcts-edge-test-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the binary to its end. */
export function runBinary(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(BINARY, args, { env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

// Also a test that fails leaves no node behind.
const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

export class Node {
  /** `config` is merged over a cheap proof of work. */
  static async start({ config = {}, data = temporaryFolder(), port = 0, args = [], wrapper = [] } = {}) {
    const node = new Node();
    node.wrapper = wrapper;
    node.data = data;
    node.args = args;
    node.configPath = path.join(data, "configs", "config.json");
    const { serverinfo: given = {}, ...rest } = config;
    const serverinfo = STORE === "mariadb" && !given.sql ? { ...given, sql: await freshDatabase() } : given;
    mkdirSync(path.dirname(node.configPath), { recursive: true });
    writeFileSync(node.configPath, JSON.stringify({ serverinfo: { pow: { difficulty: 2 }, ...serverinfo }, ...rest }));
    await node.launch(port);
    return node;
  }

  /** Starts the process, also again after a stop. */
  async launch(port = this.port) {
    this.output = "";
    this.log = "";
    const args = ["--data", this.data, "--listen", `127.0.0.1:${port}`, "--log", "debug", ...this.args];
    const [command, ...rest] = [...(this.wrapper ?? []), BINARY, ...args];
    this.child = spawn(command, rest);
    children.add(this.child);
    this.child.stderr.on("data", (data) => (this.log += data));
    this.exited = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve({ code, signal })));
    await new Promise((resolve, reject) => {
      this.child.stdout.on("data", (data) => {
        this.output += data;
        const found = /Address:\s+https?:\/\/127\.0\.0\.1:(\d+)/.exec(this.output);
        if (found) {
          this.port = Number(found[1]);
          resolve();
        }
      });
      this.exited.then(({ code }) => reject(new Error(`the node ended with ${code}: ${this.log}`)));
    });
    this.url = `http://127.0.0.1:${this.port}`;
    this.adminKeys = [...this.output.matchAll(/^ {2}(\d{64})$/gm)].map((match) => match[1]);
  }

  async stop(signal = "SIGTERM") {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.exited;
  }

  /** Resident memory in KiB. */
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]);
  }

  savedConfig() {
    return JSON.parse(readFileSync(this.configPath, "utf8"));
  }
}

/** Connects a client; ended by `close()`. */
export async function connect(url, { io: version = io, transports = ["websocket"], ...options } = {}) {
  const socket = version(url, { transports, forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 200, ...options });
  notePushes(socket);
  await once(socket, "connect");
  return socket;
}

export function once(socket, event, { where = () => true, timeout = PATIENCE_MS } = {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.off(event, listen);
      reject(new Error(`no ${event} within ${timeout} ms`));
    }, timeout);
    function listen(payload) {
      if (!where(payload)) return;
      clearTimeout(timer);
      socket.off(event, listen);
      resolve(payload);
    }
    socket.on(event, listen);
  });
}

/** Sends an event and waits for its ack. */
export function ask(socket, event, payload, timeout = PATIENCE_MS) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ack of ${event} within ${timeout} ms`)), timeout);
    socket.emit(event, payload, (answer) => {
      clearTimeout(timer);
      noteAck(event, answer);
      resolve(answer);
    });
  });
}

/** Proof of work: the smallest solution. */
export function solve(challenge, difficulty) {
  for (let solution = 0; ; solution++) {
    const digest = createHash("sha256").update(challenge + solution).digest("hex");
    if (digest.startsWith("0".repeat(difficulty))) return solution;
  }
}

let proofs = 0;
export function newProof(difficulty = 2) {
  const challenge = `test${process.pid}x${proofs++}`;
  return { challenge, solution: solve(challenge, difficulty) };
}

export const newId = () => `1${String(randomInt(0, 99_999_999_999)).padStart(11, "0")}`;

/** Registers a member on a connected socket. */
export async function register(socket, fields = {}) {
  const id = fields.id ?? newId();
  const form = {
    id,
    token: null,
    name: `Name ${id}`,
    loginName: `user${id}`,
    password: "correct horse",
    onboarding: true,
    pow: newProof(),
    ...fields,
  };
  const ack = await ask(socket, "userConnected", form);
  return { ...form, ...ack };
}

/** Joins again as a member. */
export function rejoin(socket, member) {
  return ask(socket, "userConnected", { id: member.id, token: member.token, pow: member.pow });
}

export const ROOM = "0-0-0";

export function enter(socket, member, room = ROOM) {
  socket.emit("setRoom", { id: member.id, token: member.token, room });
}

export function send(socket, member, message, extra = {}, timeout = PATIENCE_MS) {
  const [group, category, channel] = ROOM.split("-");
  return ask(socket, "messageSend", {
    author: { id: member.id },
    token: member.token,
    message,
    group,
    category,
    channel,
    room: ROOM,
    ...extra,
  }, timeout);
}

/** Until everything that was sent to these sockets before has arrived: what is sent to one comes in order. */
export const settled = (...people) => Promise.all(people.map(({ socket }) => ask(socket, "getPluginList", {})));

/** Looks again and again, until it is enough; gives what was seen last. */
export async function eventually(look, isEnough, timeout = PATIENCE_MS) {
  for (const end = Date.now() + timeout; ; ) {
    const seen = await look();
    if (isEnough(seen) || Date.now() > end) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A member on a socket on which it has joined. */
function onSocket(socket, account) {
  const auth = { id: account.id, token: account.token };
  return {
    socket,
    account,
    auth,
    id: account.id,
    name: account.name,
    ask: (event, payload = {}) => ask(socket, event, { ...payload, ...auth }),
    tell: (event, payload = {}) => socket.emit(event, { ...payload, ...auth }),
    send: (message, extra) => send(socket, account, message, extra),
    enter: (room) => enter(socket, account, room),
    close: () => socket.close(),
  };
}

/** A registered member on a socket of its own; `key` is an administrator's key to be redeemed, `fields` stand in its form. */
export async function person(node, { key, fields, ...options } = {}) {
  const socket = await connect(node.url, options);
  const somebody = onSocket(socket, await register(socket, fields));
  if (key) {
    const redeemed = await somebody.ask("redeemKey", { key });
    if (redeemed.error !== null) throw new Error(`the key was not taken: ${JSON.stringify(redeemed)}`);
  }
  return somebody;
}

/** So many members, one after the other: a node hashes one password at a time. */
export async function crowd(node, count, options) {
  const members = [];
  while (members.length < count) members.push(await person(node, options));
  return members;
}

/** The same member on another socket: a second device, or after the node was away. */
export async function again(node, { account }, options) {
  const socket = await connect(node.url, options);
  const answer = await rejoin(socket, account);
  if (answer.finishedOnboarding !== true) throw new Error(`${account.id} is not let in: ${JSON.stringify(answer)}`);
  return onSocket(socket, account);
}

/** What arrives at a socket, event by event. */
export function record(socket, event) {
  const seen = [];
  socket.on(event, (payload) => seen.push(payload));
  return seen;
}

/** Fields of `messageSend` that name a room. */
export function inRoom(room) {
  const [group, category, channel] = room.split("-");
  return { room, group, category, channel };
}
