// Uploads that are large, interrupted, too many: what they cost, and how they go on.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { connect, Node, register, rejoin, wait } from "./support.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const CHUNK = 262_144;
const MIB = 1024 * 1024;
const hash = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest("hex");

let files = 0;
const newId = () => `f${process.pid}-${files++}`;

const role = (maxUpload) => ({ info: { id: "0", name: "Member", icon: null, color: "#FFFFFF", deletable: 0, sortId: 1, displaySeperate: 1 }, permissions: { uploadFiles: 1, maxUpload }, members: [], token: [] });
const config = (maxUpload, serverinfo = {}) => ({ serverinfo, serverroles: { 0: role(maxUpload), 1: { info: { id: "1", name: "Offline", sortId: 0 }, permissions: {}, members: [], token: [] }, 1111: { info: { id: 1111, name: "Administrator", sortId: 3 }, permissions: { administrator: 1 }, members: [], token: [] } } });

async function person(node) {
  const socket = await connect(node.url);
  const account = await register(socket);
  return { node, socket, account, id: account.id, token: account.token, headers: { "x-user-id": account.id, "x-auth-token": account.token } };
}

/** Joins again, as clients do after a restart. */
async function joinAgain(who) {
  who.socket.close();
  who.socket = await connect(who.node.url);
  await rejoin(who.socket, who.account);
}

const url = (who, query) => `${who.node.url}/upload?${new URLSearchParams({ id: who.id, ...query })}`;

/** Sends one chunk. */
async function chunk(who, fileId, index, total, body, { filename = "a.png", type = "upload", headers = who.headers } = {}) {
  const response = await fetch(url(who, { type, filename, chunkIndex: index, totalChunks: total, fileId }), { method: "POST", headers, body });
  return { status: response.status, ...(await response.json()) };
}

/** Where to go on. */
async function progress(who, fileId, headers = who.headers) {
  const response = await fetch(url(who, { fileId }), { headers });
  return { status: response.status, ...(await response.json()) };
}

/** Sends all chunks of a content from one of them on. */
async function upload(who, content, { fileId = newId(), from = 0, size = CHUNK, ...options } = {}) {
  const total = Math.max(1, Math.ceil(content.length / size));
  let answer;
  for (let index = from; index < total; index++) {
    answer = await chunk(who, fileId, index, total, content.subarray(index * size, (index + 1) * size), options);
    if (!answer.ok) break;
  }
  return answer;
}

describe("large files", () => {
  let node;
  let member;
  before(async () => {
    node = await Node.start({ config: config("250", { maxUploadStorage: 2048 }) });
    member = await person(node);
  });
  after(async () => {
    member.socket.close();
    await node.stop();
  });

  test("200 MB take no memory", async () => {
    const head = Buffer.alloc(CHUNK);
    PNG.copy(head);
    const zeros = Buffer.alloc(CHUNK);
    // Whatever is needed once is there by now.
    await upload(member, Buffer.concat([PNG, Buffer.alloc(MIB)]));
    const total = Math.ceil(200_000_000 / CHUNK);
    const fileId = newId();
    const before = node.memory();
    let most = before;
    let answer;
    const sum = createHash("sha256");
    for (let index = 0; index < total; index++) {
      const body = index ? zeros : head;
      sum.update(body);
      answer = await chunk(member, fileId, index, total, body, { filename: "large.png" });
      assert.equal(answer.ok, true, `${index}: ${answer.error}`);
      if (index % 20 === 0) most = Math.max(most, node.memory());
    }
    most = Math.max(most, node.memory());
    assert.equal(answer.path, `/uploads/${sum.digest("hex")}_large.png`);
    assert.deepEqual([answer.width, answer.height], [1, 1]);
    assert.equal(statSync(path.join(node.data, "public", answer.path)).size, total * CHUNK);
    console.log(`# a file of ${total * CHUNK} bytes: resident memory ${before} KiB, at most ${most} KiB`);
    assert.ok(most - before < 4096, `${most - before} KiB more`);
    rmSync(path.join(node.data, "public", answer.path));
  });

  test("safer: what is too large is refused at its first chunk", async () => {
    const head = Buffer.alloc(CHUNK);
    PNG.copy(head);
    const over = 250 * 4 + 2;
    const answer = await chunk(member, newId(), 0, over, head);
    assert.deepEqual([answer.status, answer.error], [413, "file_too_large"]);
    // One that lies about it is refused where it gets too large, and leaves nothing behind.
    assert.equal((await chunk(member, newId(), 0, 3, Buffer.concat([PNG, Buffer.alloc(MIB)]))).error, "file_too_large");
    assert.deepEqual(readdirSync(path.join(node.data, "uploading")), []);
  });
});

describe("interrupted uploads", () => {
  let node;
  let member;
  const content = Buffer.concat([PNG, Buffer.alloc(3 * CHUNK, "interrupted")]);
  const total = 4;
  const piece = (index) => content.subarray(index * CHUNK, (index + 1) * CHUNK);
  before(async () => {
    node = await Node.start({ config: config("10") });
    member = await person(node);
  });
  after(async () => {
    member.socket.close();
    await node.stop();
  });
  const left = () => readdirSync(path.join(node.data, "uploading")).sort();

  test("go on after the client went away in the middle of a chunk", async () => {
    const fileId = newId();
    assert.equal((await progress(member, fileId)).next, 0);
    assert.equal((await chunk(member, fileId, 0, total, piece(0))).part, true);
    const query = new URLSearchParams({ id: member.id, filename: "a.png", chunkIndex: 1, totalChunks: total, fileId });
    const socket = net.connect(node.port, "127.0.0.1");
    socket.write(`POST /upload?${query} HTTP/1.1\r\nHost: x\r\nx-user-id: ${member.id}\r\nx-auth-token: ${member.token}\r\nContent-Length: ${CHUNK}\r\n\r\n`);
    socket.write(Buffer.alloc(CHUNK / 2));
    await wait(100);
    socket.destroy();
    await wait(50);
    assert.deepEqual(await progress(member, fileId), { status: 200, ok: true, next: 1 });
    const answer = await upload(member, content, { fileId, from: 1 });
    assert.equal(answer.path, `/uploads/${hash(content)}_a.png`);
  });

  test("go on after the node was killed, and have the right content", async () => {
    const changed = Buffer.concat([content, Buffer.from("killed")]);
    const fileId = newId();
    for (const index of [0, 1]) assert.equal((await chunk(member, fileId, index, total, changed.subarray(index * CHUNK, (index + 1) * CHUNK))).part, true);
    await node.stop("SIGKILL");
    // A chunk that was being written.
    const [part] = left().filter((name) => name.endsWith(".part"));
    writeFileSync(path.join(node.data, "uploading", part), Buffer.alloc(1000), { flag: "a" });
    writeFileSync(path.join(node.data, "uploading", "leftover"), "x");
    await node.launch();
    await joinAgain(member);
    assert.deepEqual(await progress(member, fileId), { status: 200, ok: true, next: 2 });
    assert.equal(left().length, 2);
    const answer = await upload(member, changed, { fileId, from: 2 });
    assert.deepEqual([answer.ok, answer.path, answer.width], [true, `/uploads/${hash(changed)}_a.png`, 1]);
    const served = Buffer.from(await (await fetch(node.url + answer.path)).arrayBuffer());
    assert.ok(served.equals(changed));
    assert.deepEqual(left(), []);
  });

  test("a chunk or an answer that got lost is sent again", async () => {
    const changed = Buffer.concat([content, Buffer.from("lost")]);
    const fileId = newId();
    const send = (index) => chunk(member, fileId, index, total, changed.subarray(index * CHUNK, (index + 1) * CHUNK));
    for (const index of [0, 1, 1, 1, 2]) assert.deepEqual(await send(index), { status: 200, ok: true, part: true });
    assert.equal((await send(1)).error, "wrong_chunk");
    const last = await send(3);
    assert.equal(last.path, `/uploads/${hash(changed)}_a.png`);
    assert.deepEqual(await send(3), last);
    assert.deepEqual(await progress(member, fileId), { ...last, next: total });
    // The first one begins anew.
    assert.equal((await send(0)).part, true);
    assert.equal((await progress(member, fileId)).next, 1);
    for (const index of [1, 2]) await send(index);
    assert.equal((await send(3)).exists, true);
  });

  test("safer: only their member learns where they are, chunks have one length", async () => {
    const stranger = await person(node);
    const fileId = newId();
    await chunk(member, fileId, 0, total, piece(0));
    assert.equal((await progress(member, fileId, stranger.headers)).status, 403);
    assert.equal((await progress(stranger, fileId)).next, 0);
    assert.equal((await progress(member, fileId, { "sec-fetch-site": "cross-site" })).status, 403);
    assert.equal((await progress(member, "../x")).status, 400);
    for (const length of [0, 1, CHUNK - 1, CHUNK + 1]) {
      const answer = await chunk(member, fileId, 1, total, Buffer.alloc(length));
      assert.deepEqual([answer.status, answer.error], [400, "malformed_request"], `${length}`);
    }
    assert.equal((await chunk(member, fileId, 1, total + 1, piece(1))).error, "wrong_chunk");
    assert.equal((await progress(member, fileId)).next, 1);
    stranger.socket.close();
  });

  test("what was abandoned for an hour is gone", async () => {
    const fileId = newId();
    await chunk(member, fileId, 0, total, piece(0));
    await node.stop();
    const folder = path.join(node.data, "uploading");
    const old = Date.now() / 1000 - 3700;
    for (const name of left()) utimesSync(path.join(folder, name), old, old);
    await node.launch();
    assert.equal((await progress(member, fileId)).next, 0);
    assert.deepEqual(left(), []);
  });
});

describe("space", () => {
  test("safer: what is on its way counts, and what somebody removes makes room", async () => {
    const node = await Node.start({ config: config("10", { maxUploadStorage: 3 }) });
    const member = await person(node);
    const file = (name, size) => Buffer.concat([PNG, Buffer.from(name), Buffer.alloc(size)]);
    const first = await upload(member, file("one", MIB));
    assert.equal(first.ok, true);
    // Begun, not finished: 1.5 MiB are promised.
    const promised = file("two", 1.5 * MIB);
    const fileId = newId();
    assert.equal((await chunk(member, fileId, 0, 7, promised.subarray(0, CHUNK))).part, true);
    assert.deepEqual((await upload(member, file("three", 0.8 * MIB))).error, "storage_full");
    assert.equal((await upload(member, promised, { fileId, from: 1 })).ok, true);
    assert.equal((await upload(member, file("four", 0.8 * MIB))).error, "storage_full");
    rmSync(path.join(node.data, "public", first.path));
    // Looked at again a minute after the last time; a restart looks at once.
    await node.stop();
    await node.launch();
    assert.equal((await upload(member, file("five", 0.8 * MIB))).ok, true);
    member.socket.close();
    await node.stop();
  });

  test("the same content takes its space once", async () => {
    const node = await Node.start({ config: config("10", { maxUploadStorage: 3 }) });
    const member = await person(node);
    const content = Buffer.concat([PNG, Buffer.alloc(0.9 * MIB)]);
    for (let n = 0; n < 5; n++) assert.equal((await upload(member, content)).exists, n > 0);
    assert.equal((await upload(member, Buffer.concat([content, PNG]))).ok, true);
    member.socket.close();
    await node.stop();
  });
});

test("pictures tell their size", async () => {
  const node = await Node.start({ config: { ...config("10"), serverinfo: { uploadFileTypes: ["image/*", "video/mp4"] } } });
  const member = await person(node);
  const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.from([0x40, 0x01, 0xf0, 0x00, 0, 0, 0]), Buffer.from(";")]);
  const jpeg = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]), Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1"),
    // What cameras put before it.
    ...Array.from({ length: 2 }, () => Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.alloc(65_533)])),
    Buffer.from([0xff, 0xc0, 0x00, 0x11, 0x08, 0x02, 0x58, 0x03, 0x20, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]), Buffer.from([0xff, 0xd9]),
  ]);
  const webp = Buffer.concat([Buffer.from("RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0", "latin1"), Buffer.from([0, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0]), Buffer.alloc(8)]);
  const sized = [["a.gif", gif, 320, 240], ["a.jpg", jpeg, 800, 600], ["a.webp", webp, 640, 480], ["a.png", PNG, 1, 1]];
  for (const [filename, content, width, height] of sized) {
    const answer = await upload(member, content, { filename });
    assert.deepEqual([answer.ok, answer.width, answer.height], [true, width, height], filename);
    assert.deepEqual(Object.keys(await upload(member, content, { filename })), ["status", "exists", "height", "ok", "path", "width"]);
  }
  const huge = Buffer.from(PNG);
  huge.writeUInt32BE(0xffffffff, 16);
  for (const [filename, content] of [["huge.png", huge], ["cut.png", PNG.subarray(0, 10)], ["film.mp4", Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "latin1")]]) {
    const answer = await upload(member, content, { filename });
    assert.deepEqual([answer.ok, "width" in answer], [true, false], filename);
  }
  member.socket.close();
  await node.stop();
});
