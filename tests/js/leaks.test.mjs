// The watch over what the tests receive notices what it is there for (leaks.mjs), in pieces of any size.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { LeakScan } from "./leaks.mjs";
import { temporaryFolder } from "./support.mjs";

const TOKEN = "123456789012345678901234567890123456789012345678";
const OTHER = "198765432109876543210987654321098765432109876543";
const KEY = "1".padEnd(64, "2345678901");
const account = { id: "100000000001", token: TOKEN };

/** What is found after a connection to `path` was sent `sent` and received these pieces. */
function after(pieces, { path: target = "/discover", sent = "", acks = [] } = {}) {
  const scan = new LeakScan();
  const connection = scan.connection();
  scan.sending(connection, Buffer.from(`GET ${target} HTTP/1.1\r\n\r\n${sent}`));
  for (const piece of pieces) scan.receiving(connection, Buffer.from(piece));
  for (const [event, payload, answer] of acks) scan.acknowledged(event, payload, answer);
  return scan.findings();
}

const SOCKET = "/socket.io/?EIO=4&transport=websocket";

describe("over HTTP", () => {
  for (const [what, secret] of [["a token", TOKEN], ["the key of a role", KEY], ["a bcrypt hash", "$2b$10$abcdefghijklmnopqrstuv"], ["an older bcrypt hash", "$2a$12$x"], ["a hash of another system", "$2y$10$x"], ["an Argon2 hash", "$argon2id$v=19$m=19456"]]) {
    test(`${what} is found, wherever the pieces end`, () => {
      const text = `{"name":"x","secret":"${secret}","more":"${"y".repeat(300)}"}`;
      for (let cut = 1; cut < text.length; cut += 3) assert.equal(after([text.slice(0, cut), text.slice(cut)]).length, 1, `cut at ${cut}`);
      assert.equal(after([...text]).length, 1);
      assert.equal(after([`"${secret}`]).length, 1, "at the very end");
    });
  }

  test("what is none is not: other lengths, made-up ones, and what it sent itself", () => {
    for (const text of [TOKEN.slice(1), `${TOKEN}1`, "9".repeat(48), `1${"0".repeat(63)}`, "price: $2 and $25"]) assert.deepEqual(after([`"${text}" ${"z".repeat(200)}`]), [], text);
    assert.deepEqual(after([`{"token":"${TOKEN}"}`], { sent: `{"token":"${TOKEN}"}` }), []);
  });

  test("one leak among many answers is found once each", () => {
    const filler = "x".repeat(100_000);
    assert.equal(after([filler, `"${TOKEN}"`, filler, `"${KEY}"`, filler]).length, 2);
  });
});

describe("over Socket.IO", () => {
  test("one's own token in the answers that hold it is none", () => {
    const acks = [["userConnected", { id: account.id }, account], ["userLogin", {}, { error: null, member: account }], ["exportAccount", account, { account }]];
    assert.deepEqual(after(acks.map(([, , answer]) => `430[${JSON.stringify(answer)}]`), { path: SOCKET, acks }), []);
  });

  test("a token that came before its owner was known is found at the end", () => {
    const found = after([`42["memberUpdated",{"token":"${TOKEN}"}]`, `430[${JSON.stringify(account)}]`], { path: SOCKET, acks: [["userConnected", {}, account]] });
    assert.equal(found.length, 1);
    assert.match(found[0], /of 100000000001 came 2 times, 1 of them/);
  });

  test("a token of somebody who never joined here is found", () => {
    assert.equal(after([`42["x","${TOKEN}"]`], { path: SOCKET }).length, 1);
  });

  test("another's token in an answer is found, also beside the own one", () => {
    const list = { ...account, others: [{ id: "100000000002", token: OTHER }] };
    assert.ok(after([`430[${JSON.stringify(list)}]`], { path: SOCKET, acks: [["userConnected", {}, list]] }).length >= 1);
    const members = { 100000000002: { token: OTHER } };
    assert.ok(after([`430[${JSON.stringify(members)}]`], { path: SOCKET, acks: [["getServerMembers", {}, members]] }).length >= 1);
    const taken = { id: "100000000002", token: TOKEN };
    assert.ok(after([`430[${JSON.stringify(account)}]`, `431[${JSON.stringify(taken)}]`], { path: SOCKET, acks: [["userConnected", {}, account], ["userConnected", {}, taken]] }).length >= 1);
  });

  test("hashes and keys are nobody's", () => {
    assert.equal(after([`430[{"password":"$2b$10$x"}]`, `431[{"token":["${KEY}"]}]`], { path: SOCKET, acks: [] }).length, 2);
  });
});

test("memory stays bounded, however much comes", () => {
  const scan = new LeakScan();
  const connection = scan.connection();
  for (let n = 0; n < 1000; n++) scan.receiving(connection, Buffer.alloc(10_000, "a"));
  assert.ok(connection.received.length < 1000);
});

describe("a test file that receives a secret fails, though all its tests pass", () => {
  const fetching = (secret) => `
    import http from "node:http";
    import { test } from "node:test";
    import ${JSON.stringify(path.join(import.meta.dirname, "support.mjs"))};
    test("passes", async () => {
      const server = http.createServer((request, response) => response.end(${JSON.stringify(`{"token":"${secret}"}`)}));
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      await (await fetch("http://127.0.0.1:" + server.address().port)).text();
    });`;
  const run = (source) => new Promise((resolve) => {
    const file = path.join(temporaryFolder(), "fake.test.mjs");
    writeFileSync(file, source);
    // A test runner within a test runner says nothing, unless it does not know of the outer one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, ["--test", "--test-force-exit", "--test-reporter=tap", file], { env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.on("close", (code) => resolve({ code, output }));
  });

  for (const [what, secret] of [["a token", TOKEN], ["a hash", "$2b$10$abc"], ["a key", KEY]]) {
    test(what, async () => {
      const { code, output } = await run(fetching(secret));
      assert.equal(code, 1, output);
      assert.match(output, /^# pass 1$/m);
      assert.match(output, /^# fail 1$/m);
      assert.match(output, /leaked: /);
    });
  }

  test("but not one that received none", async () => {
    const { code, output } = await run(fetching("nothing"));
    assert.equal(code, 0, output);
  });
});
