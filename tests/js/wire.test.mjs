// The transport as raw bytes: requests, errors, polling, upgrade, malformed input (spec 05). The
// same rows as in its tables.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { Node, wait } from "./support.mjs";

let node;
before(async () => (node = await Node.start()));
after(() => node.stop());

const PATH = "/socket.io/?EIO=4&transport=polling";

function request(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: "127.0.0.1", port: node.port, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const get = (path, headers) => request("GET", path, undefined, headers);
const post = (path, body, headers) => request("POST", path, body, { "content-type": "text/plain;charset=UTF-8", ...headers });

async function open({ join = true } = {}) {
  const { text } = await get(PATH);
  const { sid } = JSON.parse(text.slice(1));
  const session = {
    sid,
    path: `${PATH}&sid=${sid}`,
    get: () => get(session.path),
    post: (body, headers) => post(session.path, body, headers),
    /** Whether the session is gone, after what was still to be said. */
    isOver: async () => {
      const { status, text: last } = await session.get();
      if (status === 400) return true;
      return last.split("\u001e").some((packet) => packet === "1" || packet === "6") && (await session.get()).status === 400;
    },
  };
  if (join) {
    await session.post("40");
    assert.match((await session.get()).text, /^40\{"sid":"[\w-]{20}"\}$/);
  }
  return session;
}

/** A joined session still answers. */
async function isAlive(session) {
  const answer = session.get();
  await session.post('4299["nothing"]');
  return /^4399\[/.test((await answer).text);
}

function socket(query, options) {
  const ws = new WebSocket(`ws://127.0.0.1:${node.port}/socket.io/?${query}`, options);
  const inbox = [];
  const waiting = [];
  ws.on("message", (data, isBinary) => {
    const message = isBinary ? data : data.toString();
    const next = waiting.shift();
    if (next) next(message);
    else inbox.push(message);
  });
  ws.next = () => (inbox.length ? Promise.resolve(inbox.shift()) : new Promise((resolve) => waiting.push(resolve)));
  ws.closed = new Promise((resolve) => ws.on("close", resolve));
  ws.on("error", () => {});
  return ws;
}

describe("requests", () => {
  test("the handshake", async () => {
    const { status, headers, text } = await get(`${PATH}&t=abc`);
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "text/plain; charset=UTF-8");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(Number(headers["content-length"]), text.length);
    const told = JSON.parse(text.slice(1));
    assert.match(told.sid, /^[\w-]{20}$/);
    assert.deepEqual({ ...told, sid: "" }, { sid: "", upgrades: ["websocket"], pingInterval: 25000, pingTimeout: 60000, maxPayload: 1000000 });
  });

  test("refusals in their order", async () => {
    const rows = [
      ["GET", "/socket.io/?EIO=4", 0, "Transport unknown"],
      ["GET", "/socket.io/?EIO=4&transport=carrier", 0, "Transport unknown"],
      ["GET", `${PATH}&sid=nobody`, 1, "Session ID unknown"],
      ["POST", PATH, 2, "Bad handshake method"],
      ["GET", "/socket.io/?EIO=4&transport=websocket", 3, "Bad request"],
      ["GET", "/socket.io/?EIO=3&transport=polling", 5, "Unsupported protocol version"],
      ["GET", "/socket.io/?transport=polling", 5, "Unsupported protocol version"],
    ];
    for (const [method, path, code, message] of rows) {
      const { status, headers, text } = await request(method, path);
      assert.equal(status, 400, path);
      assert.equal(text, JSON.stringify({ code, message }));
      assert.equal(headers["content-type"], "application/json");
      assert.equal(headers["access-control-allow-origin"], "*");
    }
    assert.equal((await get("/socket.io?EIO=4&transport=polling")).status, 404);
    const session = await open();
    assert.equal((await request("PUT", session.path)).status, 405);
  });

  test("preflight", async () => {
    const { status, headers } = await request("OPTIONS", PATH, undefined, { "access-control-request-headers": "x-a" });
    assert.equal(status, 204);
    assert.equal(headers["access-control-allow-methods"], "GET,POST");
    assert.equal(headers["access-control-allow-headers"], "x-a");
    assert.equal(headers.vary, "Access-Control-Request-Headers");
  });

  test("safer: upgrades are refused before anything is switched", async () => {
    const rows = [
      ["EIO=3&transport=websocket", "Unsupported protocol version"],
      ["EIO=4&transport=polling", "Bad request"],
      ["EIO=4&transport=websocket&sid=nobody", "Session ID unknown"],
    ];
    for (const [query, message] of rows) {
      const ws = socket(query);
      const refused = await new Promise((resolve) => ws.on("unexpected-response", (_, response) => resolve(response)));
      assert.equal(refused.statusCode, 400);
      let text = "";
      for await (const data of refused) text += data;
      assert.equal(text, message);
    }
  });
});

describe("polling", () => {
  test("packets are collected, and sent together", async () => {
    const session = await open();
    assert.equal((await session.post('421["a"]\u001e422["b"]')).text, "ok");
    await wait(50);
    const { text } = await session.get();
    assert.equal(text.split("\u001e").length, 2);
  });

  test("a second poll ends the session", async () => {
    const session = await open();
    const first = session.get();
    await wait(50);
    const second = await session.get();
    assert.equal(second.status, 400);
    assert.equal(second.text, "");
    assert.equal((await first).text, "1");
    assert.equal((await session.get()).status, 400);
  });

  test("a poll that is given up ends the session", async () => {
    const session = await open();
    const sent = http.get({ host: "127.0.0.1", port: node.port, path: session.path, agent: false });
    sent.on("error", () => {});
    await wait(50);
    sent.destroy();
    await wait(100);
    assert.equal((await session.get()).status, 400);
  });

  test("binary posts, and posts that are too large", async () => {
    const binary = await open();
    assert.equal((await binary.post("40", { "content-type": "application/octet-stream" })).status, 400);
    assert.equal(await binary.isOver(), true);
    const large = await open();
    const answer = await large.post(`42["x","${"y".repeat(1_000_001)}"]`).catch(() => ({ status: 413 }));
    assert.equal(answer.status, 413);
    await wait(50);
    assert.equal(await large.isOver(), true);
  });

  test("a client that says goodbye", async () => {
    const session = await open();
    const poll = session.get();
    await wait(20);
    assert.equal((await session.post("1")).text, "ok");
    assert.equal((await poll).text, "6");
    assert.equal((await session.get()).status, 400);
  });
});

describe("malformed packets", () => {
  const ENDS = [
    ["an empty body", ""], ["an unknown type", "x"], ["type 9", "9"], ["a ping of the client", "2"], ["an empty message", "4"],
    ["an unknown message", "49"], ["4x", "4x"], ["an event without name", "42[]"], ["an object", "42{}"], ["a null name", "42[null]"],
    ["a reserved name", '42["connect"]'], ["bad JSON", '42["x"'], ["joining twice", "40"], ["40abc", "40abc"], ["40[]", "40[]"],
    ["40null", "40null"], ["41 with payload", '41{"a":1}'], ["a connect error", '44{"message":"x"}'], ["no attachment count", '45["x"]'],
    ["zero attachments", '450-["x"]'], ["a bad count", '45a-["x"]'], ["eleven attachments", '4511-["x"]'], ["another namespace", '42/chat,["x"]'],
    ["a text in place of an attachment", '451-["x",{"_placeholder":true,"num":0}]\u001e42["y"]'],
    ["a placeholder out of range", '451-["x",{"_placeholder":true,"num":1}]'], ["an unasked attachment", "bAQID"], ["bad base64", "b*"],
    ["deep JSON", `42["x",${"[".repeat(40)}${"]".repeat(40)}]`],
  ];
  for (const [name, body] of ENDS) {
    test(`${name}: ends this session, and the post is still answered`, async () => {
      const session = await open();
      assert.equal((await session.post(body)).text, "ok");
      assert.equal(await session.isOver(), true);
    });
  }

  for (const body of ["0", "5", "6", "3", "3x", "42", "42[1]", '42["unknown"]', "43[]", "4399[1]", '451-["x"]\u001ebAQID']) {
    test(`${body.replace("\u001e", "^")}: is harmless`, async () => {
      const session = await open();
      await session.post(body);
      assert.equal(await isAlive(session), true);
    });
  }

  test("a namespace that does not exist is refused, and the session stays", async () => {
    const session = await open();
    await session.post("40/nope,");
    assert.equal((await session.get()).text, '44/nope,{"message":"Invalid namespace"}');
    assert.equal(await isAlive(session), true);
  });

  test("anything but a join before the join ends the session", async () => {
    const session = await open({ join: false });
    await session.post('42["x"]');
    assert.equal(await session.isOver(), true);
  });

  test("leaving keeps the transport, and joining again works", async () => {
    const session = await open();
    await session.post("41");
    await session.post("40");
    assert.match((await session.get()).text, /^40\{/);
  });
});

describe("WebSocket", () => {
  test("open, join, event, ack, binary", async () => {
    const ws = socket("EIO=4&transport=websocket", { perMessageDeflate: true });
    const told = JSON.parse((await ws.next()).slice(1));
    assert.deepEqual(told.upgrades, []);
    assert.equal(ws.extensions, "");
    ws.send("40");
    assert.match(await ws.next(), /^40\{"sid"/);
    ws.send('420["nothing"]');
    assert.match(await ws.next(), /^430\[/);
    ws.send('451-7["nothing",{"_placeholder":true,"num":0}]');
    ws.send(Buffer.from([1, 2, 3]));
    assert.match(await ws.next(), /^437\[/);
    ws.close();
    await ws.closed;
  });

  test("close codes", async () => {
    const rows = [
      ["a message that is too large", (ws) => ws.send("4".repeat(1_000_001)), 1009],
      ["invalid UTF-8", (ws) => ws.send(Buffer.from([0x34, 0xff]), { binary: false }), 1007],
      ["a malformed packet", (ws) => ws.send("42[]"), 1005],
    ];
    for (const [name, act, code] of rows) {
      const ws = socket("EIO=4&transport=websocket");
      await ws.next();
      ws.send("40");
      await ws.next();
      act(ws);
      assert.equal(await ws.closed, code, name);
    }
  });

  test("fragments and pings in between", async () => {
    const ws = socket("EIO=4&transport=websocket");
    await ws.next();
    ws.send("4", { fin: false });
    const pong = new Promise((resolve) => ws.on("pong", (data) => resolve(data.toString())));
    ws.ping("hi");
    ws.send("0", { fin: true });
    assert.equal(await pong, "hi");
    assert.match(await ws.next(), /^40\{/);
    ws.close();
  });

  test("bad handshakes do not switch", async () => {
    for (const headers of ["Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x"]) {
      const raw = net.connect(node.port, "127.0.0.1");
      raw.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n\r\n`);
      const text = await new Promise((resolve) => raw.once("data", (data) => resolve(data.toString())));
      assert.match(text, /^HTTP\/1\.1 400/);
      raw.destroy();
    }
  });
});

describe("upgrade", () => {
  test("step by step", async () => {
    const session = await open();
    const poll = session.get();
    const ws = socket(`EIO=4&transport=websocket&sid=${session.sid}`);
    await new Promise((resolve) => ws.on("open", resolve));
    ws.send("2probe");
    assert.equal(await ws.next(), "3probe");
    assert.equal((await poll).text, "6");
    ws.send("5");
    ws.send('421["nothing"]');
    assert.match(await ws.next(), /^431\[/);
    const late = await session.get();
    assert.equal(late.status, 400);
    assert.match(late.text, /Bad request/);
    ws.close();
  });

  test("what is queued goes over the new transport", async () => {
    const session = await open();
    const ws = socket(`EIO=4&transport=websocket&sid=${session.sid}`);
    await new Promise((resolve) => ws.on("open", resolve));
    ws.send("2probe");
    await ws.next();
    await session.post('421["a"]\u001e422["b"]');
    ws.send("5");
    assert.match(await ws.next(), /^431\[/);
    assert.match(await ws.next(), /^432\[/);
    ws.close();
  });

  test("anything else closes the WebSocket only", async () => {
    for (const messages of [["40"], ["2probe", "40"], ["2probe", "2probe"], ["2other"]]) {
      const session = await open();
      const ws = socket(`EIO=4&transport=websocket&sid=${session.sid}`);
      await new Promise((resolve) => ws.on("open", resolve));
      messages.forEach((message) => ws.send(message));
      await ws.closed;
      assert.equal(await isAlive(session), true, messages.join());
    }
  });

  test("a second upgrade is turned away", async () => {
    const session = await open();
    const first = socket(`EIO=4&transport=websocket&sid=${session.sid}`);
    await new Promise((resolve) => first.on("open", resolve));
    first.send("2probe");
    await first.next();
    const second = socket(`EIO=4&transport=websocket&sid=${session.sid}`);
    await second.closed;
    first.send("5");
    first.send('421["nothing"]');
    assert.match(await first.next(), /^431\[/);
    first.close();
  });
});

test("session ids do not repeat and do not count", async () => {
  const sids = new Set();
  for (let n = 0; n < 20; n++) sids.add(JSON.parse((await get(PATH)).text.slice(1)).sid);
  assert.equal(sids.size, 20);
  assert.equal(new Set([...sids].map((sid) => sid.slice(-6))).size, 20);
});
