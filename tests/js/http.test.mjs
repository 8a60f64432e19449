// Plain HTTP: the client's files, another web folder, discovery, limits.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import zlib from "node:zlib";
import { Node, temporaryFolder, wait } from "./support.mjs";

let node;
before(async () => (node = await Node.start({ config: { serverinfo: { name: 'A "B" <i>' } } })));
after(() => node.stop());

function request(url, { method = "GET", headers = {} } = {}) {
  const { port, pathname, search } = typeof url === "string" ? new URL(url) : url;
  return raw(port, pathname + search, method, headers);
}

/** The path goes out as it is. */
function raw(port, target, method = "GET", headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: "127.0.0.1", port, path: target, method, headers, agent: false }, (response) => {
      const parts = [];
      response.on("data", (data) => parts.push(data));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("the address of the home page leads to it, with what it names", async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "index.html"), "<p>ours</p>");
  const other = await Node.start({ args: ["--web", folder] });
  const there = await Node.start({ args: ["--web", temporaryFolder()] });
  for (const { port } of [node, other, there]) {
    for (const [target, status, location] of [
      ["/home", 301, "home/"], ["/home?dm=104417720915", 301, "home/?dm=104417720915"], ["/home/", 302, "../?home=1"], ["/home/?dm=104417720915", 302, "../?home=1&dm=104417720915"],
      ["/home/?dm=//evil.example", 302, "../?home=1&dm=//evil.example"], ["/home/?%0d%0aset-cookie:x=y", 302, "../?home=1&%0d%0aset-cookie:x=y"],
    ]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await raw(port, target, method);
        assert.deepEqual([answer.status, answer.headers.location, answer.headers["set-cookie"]], [status, location, undefined], `${method} ${target}`);
      }
    }
  }
  mkdirSync(path.join(folder, "home"));
  writeFileSync(path.join(folder, "home", "index.html"), "<p>their home</p>");
  const own = await raw(other.port, "/home/?dm=1");
  assert.deepEqual([own.status, own.body.toString()], [200, "<p>their home</p>"]);
  for (const somebody of [other, there]) await somebody.stop();
});

describe("the embedded client", () => {
  test("comes as the browser likes it, and every encoding is the same page", async () => {
    const plain = await request(node.url);
    assert.equal(plain.headers["content-encoding"], undefined);
    const asset = /src="\.(\/assets\/[^"]+\.js)"/.exec(plain.body.toString())[1];
    const identity = await request(node.url + asset);
    for (const [encoding, unpack] of [["gzip", zlib.gunzipSync]]) {
      const packed = await request(node.url + asset, { headers: { "accept-encoding": encoding } });
      assert.equal(packed.headers["content-encoding"], encoding);
      assert.equal(packed.headers.vary, "Accept-Encoding");
      assert.ok(packed.body.length < identity.body.length / 2);
      assert.ok(unpack(packed.body).equals(identity.body));
    }
  });

  test("is cached: hashed names for ever, the page by its version", async () => {
    const page = await request(node.url);
    assert.equal(page.headers["cache-control"], "no-cache");
    assert.match(page.headers.etag, /^"[0-9a-f]+"$/);
    const again = await request(node.url, { headers: { "if-none-match": page.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
    const asset = /src="\.(\/assets\/[^"]+\.js)"/.exec(page.body.toString())[1];
    assert.match((await request(node.url + asset)).headers["cache-control"], /immutable/);
  });

  test("may run nothing but itself", async () => {
    const { headers } = await request(node.url);
    assert.match(headers["content-security-policy"], /script-src 'self';/);
    assert.match(headers["content-security-policy"], /frame-ancestors 'none'/);
    assert.match(headers["content-security-policy"], /connect-src 'self'$/);
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  test("HEAD tells what GET would", async () => {
    const get = await request(node.url);
    const head = await request(node.url, { method: "HEAD" });
    assert.equal(head.body.length, 0);
    assert.equal(Number(head.headers["content-length"]), get.body.length);
    assert.equal(head.headers.etag, get.headers.etag);
  });

  test("other methods and paths", async () => {
    assert.equal((await request(node.url, { method: "POST" })).status, 405);
    for (const target of ["/nothing", "/../Cargo.toml", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/assets/"]) {
      assert.equal((await raw(node.port, target)).status, 404, target);
    }
  });
});

describe("another web folder", () => {
  let folder;
  let other;
  before(async () => {
    folder = temporaryFolder();
    writeFileSync(path.join(folder, "index.html"), "<title>{{ server.name }}</title>{{unknown}}{{version}}");
    writeFileSync(path.join(folder, "app.js"), 'const name = "{{server.name}}";');
    writeFileSync(path.join(folder, "page.html"), "page");
    writeFileSync(path.join(folder, "style.css"), "a { content: '{{server.name}}' }");
    writeFileSync(path.join(folder, "sound.mp3"), Buffer.alloc(200_000, "0123456789"));
    writeFileSync(path.join(folder, ".secret"), "x");
    mkdirSync(path.join(folder, "sub"));
    writeFileSync(path.join(folder, "sub", "index.html"), "sub");
    symlinkSync("/etc/passwd", path.join(folder, "link.txt"));
    const channel = (id, viewChannel) => ({ id, name: id === "0" ? "chat" : "secret", type: "text", sortId: 0, permissions: { 0: { viewChannel } }, msgCount: 0 });
    const categories = { 0: { info: { id: "0", name: "C" }, channel: { 0: channel("0", 1), 7: channel("7", -1) } } };
    const groups = { 0: { info: { id: "0", name: "G", sortId: 1 }, permissions: { 0: { viewGroup: 1 } }, channels: { categories } } };
    other = await Node.start({ config: { serverinfo: { name: 'A "B" <i>' }, groups }, args: ["--web", folder] });
  });
  after(() => other.stop());
  const get = (target, options) => request(other.url + target, options);

  test("placeholders are filled in, escaped for where they stand", async () => {
    assert.equal((await get("/")).body.toString(), "<title>A &quot;B&quot; &lt;i&gt;</title>1946");
    assert.equal((await get("/app.js")).body.toString(), 'const name = "A \\x22B\\x22 \\x3ci\\x3e";');
    assert.equal((await get("/style.css")).body.toString(), "a { content: '{{server.name}}' }");
  });

  test("safer: pages name the channel of their address, but never a private one", async () => {
    writeFileSync(path.join(folder, "meta.html"), "<title>{{meta.page.title}}</title><meta content='{{meta.page.description}}'>");
    const title = async (query) => /<title>(.*)<\/title>/.exec((await get(`/meta${query}`)).body.toString())[1];
    assert.equal(await title("?group=0&category=0&channel=0"), "#chat » A &quot;B&quot; &lt;i&gt;");
    for (const query of ["", "?group=0", "?group=0&category=0&channel=7", "?group=x&category=0&channel=0"]) {
      assert.equal(await title(query), "A &quot;B&quot; &lt;i&gt;", query);
    }
  });

  test("pages are found without their ending, folders by their slash", async () => {
    assert.equal((await get("/page")).body.toString(), "page");
    const moved = await get("/sub?a=1");
    assert.equal(moved.status, 301);
    assert.equal(moved.headers.location, "/sub/?a=1");
    assert.equal((await get("/sub/")).body.toString(), "sub");
  });

  test("ranges, versions, HEAD", async () => {
    const whole = await get("/sound.mp3");
    assert.equal(whole.body.length, 200_000);
    assert.equal(whole.headers["accept-ranges"], "bytes");
    const part = await get("/sound.mp3", { headers: { range: "bytes=10-19" } });
    assert.equal(part.status, 206);
    assert.equal(part.body.toString(), "0123456789");
    assert.equal(part.headers["content-range"], "bytes 10-19/200000");
    const none = await get("/sound.mp3", { headers: { range: "bytes=200000-" } });
    assert.equal(none.status, 416);
    assert.equal(none.headers["content-range"], "bytes */200000");
    assert.equal((await get("/sound.mp3", { headers: { "if-none-match": whole.headers.etag } })).status, 304);
    const head = await get("/sound.mp3", { method: "HEAD" });
    assert.equal(head.headers["content-length"], "200000");
    assert.equal((await get("/sound.mp3", { headers: { range: "bytes=0-1", "if-range": '"other"' } })).status, 200);
  });

  test("what is outside is not there", async () => {
    for (const target of ["/../x", "/sub/../../x", "/%2e%2e/x", "/link.txt", "/.secret", "/sub/..%2f..%2fx", "/a\\..\\x"]) {
      assert.equal((await raw(other.port, target)).status, 404, target);
    }
  });
});

describe("discovery", () => {
  test("tells what others may know", async () => {
    const { headers, body } = await request(`${node.url}/discover?ran=1`);
    assert.equal(headers["access-control-allow-origin"], "*");
    const { serverinfo } = JSON.parse(body);
    assert.equal(serverinfo.name, 'A "B" <i>');
    for (const key of ["slots", "version", "voip", "about", "banner", "registration"]) assert.ok(key in serverinfo, key);
  });

  test("may be asked from anywhere, but only asked", async () => {
    const preflight = await request(`${node.url}/discover`, { method: "OPTIONS" });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers["access-control-allow-methods"], "GET,POST,PUT,PATCH,DELETE,OPTIONS");
    assert.equal((await request(`${node.url}/discover`, { method: "POST" })).status, 405);
  });

  test("or nothing, if the operator does not want it", async () => {
    const hidden = await Node.start({ config: { serverinfo: { discovery: { enabled: false } } } });
    assert.deepEqual(JSON.parse((await request(`${hidden.url}/discover`)).body), { error: "Discovery is not enabled on this server" });
    await hidden.stop();
  });
});

describe("limits", () => {
  const talk = (text, patience = 15_000) =>
    new Promise((resolve) => {
      const line = net.connect(node.port, "127.0.0.1", () => line.write(text));
      let answer = "";
      line.on("data", (data) => (answer += data));
      line.on("close", () => resolve(answer));
      line.on("error", () => {});
      setTimeout(() => line.destroy(), patience);
    });

  test("too many and too large header fields", async () => {
    const many = Array.from({ length: 100 }, (_, n) => `x-${n}: 1\r\n`).join("");
    assert.match(await talk(`GET / HTTP/1.1\r\nHost: x\r\n${many}\r\n`), /^HTTP\/1\.1 431/);
    assert.match(await talk(`GET / HTTP/1.1\r\nHost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431/);
  });

  test("slowloris: a head that never ends is not waited for", async () => {
    const start = Date.now();
    await talk("GET / HTTP/1.1\r\nHost: x\r\n", 20_000);
    assert.ok(Date.now() - start < 15_000);
  });

  test("what is no HTTP ends that connection only", async () => {
    await talk("\u0000\u0001\u0002\r\n\r\n", 3000);
    await talk("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1000);
    assert.equal((await request(node.url)).status, 200);
    await wait(10);
  });
});
