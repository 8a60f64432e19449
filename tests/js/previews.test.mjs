// Previews of links: pictures, pages and kinds of other servers. The other servers are here, and behave
// as badly as they can; that they may be asked at all is an exception in the configuration.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { connect, ask, Node, once, register, runBinary, temporaryFolder, wait } from "./support.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const MIB = 1024 * 1024;
const data = temporaryFolder();
const cache = path.join(data, "cache", "proxy");

/** Every kind of address that is not public (spec 30 section 14, spec 51 section 9). */
const SPECIAL = [
  "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.0.0.2", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
  "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
  "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
  "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1",
];
const literal = (address) => (address.includes(":") ? `[${address}]` : address);

/** Another server: what it answers by path, and who asked. */
class Other {
  static async start(respond, { tls } = {}) {
    const other = new Other();
    other.seen = [];
    const handle = (request, response) => {
      other.seen.push(`${request.method} ${request.url}`);
      other.last = request;
      respond(request, response, other);
    };
    other.server = tls ? https.createServer(tls, handle) : http.createServer(handle);
    await new Promise((resolve) => other.server.listen(0, "127.0.0.1", resolve));
    other.address = `127.0.0.1:${other.server.address().port}`;
    other.url = `${tls ? "https" : "http"}://${other.address}`;
    return other;
  }
  count(request) {
    return this.seen.filter((seen) => seen === request).length;
  }
  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Writes for as long as somebody listens. */
function pour(response, piece, pause = 0) {
  const more = () => {
    if (response.destroyed) return;
    const next = () => (pause ? setTimeout(more, pause) : setImmediate(more));
    response.write(piece) ? next() : response.once("drain", next);
  };
  more();
}

const send = (response, status, type, body, headers = {}) => {
  response.writeHead(status, { ...(type ? { "content-type": type } : {}), ...headers });
  response.end(body);
};

function respond(request, response, other) {
  const at = request.url.split("?")[0];
  const page = (html) => send(response, 200, "text/html; charset=utf-8", html);
  if (request.method === "HEAD" && at === "/no-head.png") return send(response, 405);
  if (at.endsWith(".png") && !at.startsWith("/bad")) return send(response, 200, "Image/PNG; x=y", PNG);
  switch (at) {
    case "/page": return page('<title>Tom &amp; Jerry</title><meta name="description" content="<b>Cat</b> &quot;and&quot; mouse"><meta property="og:image" content="/i.png"><meta property="og:site_name" content="Site"></head><body>');
    case "/long-page": return page(`<title>${"x".repeat(2000)}</title>`);
    case "/nameless": return page("<p>no title");
    case "/evil-page": return page('<title>&lt;script&gt;alert(1)&lt;/script&gt;x"\'</title><meta property="og:description" content="<img src=x onerror=alert(1)>y"><meta property="og:image" content="javascript:alert(1)">');
    case "/endless-page": response.writeHead(200, { "content-type": "text/html" }); response.write("<title>endless</title>"); return pour(response, "<p>".repeat(5000));
    case "/slow-after-head": response.writeHead(200, { "content-type": "text/html" }); return response.write("<title>quick</title></head><body>");
    case "/many-attributes": response.writeHead(200, { "content-type": "text/html" }); return response.end(`<meta${Array.from({ length: 90_000 }, (_, n) => `/a${n}`).join("")}>`);
    case "/svg": return send(response, 200, "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    case "/html": return page("<script>alert(1)</script>");
    case "/text": return send(response, 200, "text/plain", "text");
    case "/typeless": return send(response, 200, undefined, PNG);
    case "/odd-type": return send(response, 200, "image/png\u00e4", PNG);
    case "/video": return send(response, 200, "video/mp4", "x");
    case "/audio": return send(response, 200, "audio/ogg", "x");
    case "/gone": return send(response, 404, "text/plain", "gone");
    case "/broken": return send(response, 500, "text/plain", "oh");
    case "/teapot": return send(response, 418, "image/png", PNG);
    case "/gzip": return send(response, 200, "image/png", gzipSync(Buffer.alloc(50 * MIB)), { "content-encoding": "gzip" });
    case "/gzip-page": return send(response, 200, "text/html", gzipSync(Buffer.alloc(50 * MIB, " ")), { "content-encoding": "gzip" });
    case "/told-large": response.writeHead(200, { "content-type": "image/png", "content-length": 11 * MIB }); return response.write(PNG);
    case "/endless": response.writeHead(200, { "content-type": "image/png" }); return pour(response, Buffer.alloc(65_536));
    case "/large": return send(response, 200, "image/png", Buffer.concat([PNG, Buffer.alloc(9 * MIB)]));
    case "/slow": response.writeHead(200, { "content-type": "image/png" }); return pour(response, "x", 200);
    case "/silent": return undefined;
    case "/slow-page": response.writeHead(200, { "content-type": "text/html" }); return pour(response, "<p>", 200);
    case "/half": response.writeHead(200, { "content-type": "image/png", "content-length": 1000 }); response.write(PNG); return setTimeout(() => response.destroy(), 50);
    case "/to-private": return send(response, 302, "text/plain", "", { location: "http://10.0.0.1/x" });
    case "/to-metadata": return send(response, 301, "text/plain", "", { location: "http://169.254.169.254/latest/" });
    case "/to-node": return send(response, 307, "text/plain", "", { location: `http://127.0.0.1:${other.node.port}/discover` });
    case "/to-page": return send(response, 302, "text/plain", "", { location: "/page" });
    case "/circle": return send(response, 302, "text/plain", "", { location: "/circle" });
    case "/search": {
      other.query = new URLSearchParams(request.url.split("?")[1]);
      const formats = { gif: { url: "https://m.example.org/a.gif" }, nanogif: { url: "https://m.example.org/n.gif" } };
      return send(response, 200, "application/json", JSON.stringify({ results: [{ media_formats: formats, secret: 1 }, { media_formats: {} }] }));
    }
    default: return send(response, 404, "text/plain", "nothing");
  }
}

let other;
let node;
let member;
let nonsense;

async function person(on) {
  const socket = await connect(on.url);
  const account = await register(socket);
  const auth = { id: account.id, token: account.token };
  return { socket, ask: (event, payload = {}) => ask(socket, event, { ...payload, ...auth }) };
}

const proxy = (url, options = {}, on = node) => fetch(`${on.url}/proxy?url=${encodeURIComponent(url)}`, options);
const meta = (url, options = {}, on = node) => fetch(`${on.url}/meta/${encodeURIComponent(url)}`, options);
const kind = (url) => member.ask("checkMediaUrlCache", { url });

/** Asks until the kind of a link is known. */
async function laterKind(url) {
  for (let n = 0; n < 200; n++) {
    const answer = await kind(url);
    if (answer.isCached) return answer.mediaType;
    await wait(40);
  }
  return undefined;
}

before(async () => {
  other = await Other.start(respond);
  nonsense = net.createServer((socket) => socket.on("error", () => {}).end("SSH-2.0-OpenSSH_9\r\n"));
  await new Promise((resolve) => nonsense.listen(0, "127.0.0.1", resolve));
  const allow = [other.address, `127.0.0.1:${nonsense.address().port}`];
  const hosts = Object.fromEntries(SPECIAL.map((address, n) => [`n${n}.example.org`, [address]]));
  hosts["mixed.example.org"] = ["127.0.0.1", "10.0.0.1"];
  hosts["pictures.example.org"] = ["127.0.0.1"];
  node = await Node.start({ data, config: {
    serverinfo: { app: { url: "https://chat.example.org" }, tenor: { enabled: true, api_key: "the key", client_key: "c", limit: 3, endpoint: `${other.url}/search` } },
    dcts_edge: { outgoing: { allow, hosts } },
  } });
  other.node = node;
  member = await person(node);
});
after(async () => {
  member.socket.close();
  await node.stop();
  other.stop();
  nonsense.close();
});

describe("pictures", () => {
  test("are fetched once, shown with their type, and kept", async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => proxy(`${other.url}/one.png`)));
    for (const answer of asked) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "image/png");
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      assert.equal(answer.headers.get("cache-control"), "public, max-age=86400");
      assert.match(answer.headers.get("content-security-policy"), /^sandbox/);
      assert.ok(Buffer.from(await answer.arrayBuffer()).equals(PNG));
    }
    assert.equal(other.count("GET /one.png"), 1);
    assert.equal((await proxy(`${other.url}/one.png#part`)).status, 200);
    assert.equal(other.count("GET /one.png"), 1);
    const [file] = readdirSync(cache).filter((name) => !name.includes("."));
    assert.equal(readFileSync(path.join(cache, `${file}.type`), "utf8"), "image/png");
    const same = await proxy(`${other.url}/one.png`, { headers: { "if-none-match": asked[0].headers.get("etag") } });
    assert.equal(same.status, 304);
    const part = await proxy(`${other.url}/one.png`, { headers: { range: "bytes=1-3" } });
    assert.deepEqual([part.status, await part.text()], [206, "PNG"]);
  });

  test("the other server learns what is needed and no more", async () => {
    await proxy(`${other.url}/who.png`, { headers: { cookie: "secret=1", "x-forwarded-for": "203.0.113.9", authorization: "Bearer x", referer: "http://secret/" } });
    const { headers } = other.last;
    assert.deepEqual(Object.keys(headers).sort(), ["accept", "accept-encoding", "connection", "host", "user-agent", "via"]);
    assert.equal(headers["accept-encoding"], "identity");
  });

  test("a name leads to the address that the configuration gives it", async () => {
    const port = other.address.split(":")[1];
    assert.equal((await proxy(`http://pictures.example.org:${port}/named.png`)).status, 200);
    assert.equal(other.last.headers.host, `pictures.example.org:${port}`);
  });

  test("HEAD tells the type and downloads nothing", async () => {
    const head = await proxy(`${other.url}/head.png`, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-type")], [200, "image/png"]);
    assert.deepEqual([other.count("HEAD /head.png"), other.count("GET /head.png")], [1, 0]);
    assert.equal((await proxy(`${other.url}/no-head.png`, { method: "HEAD" })).headers.get("content-type"), "image/png");
    assert.equal((await proxy(`${other.url}/one.png`, { method: "HEAD" })).headers.get("content-length"), String(PNG.length));
    assert.equal((await proxy(`${other.url}/html`, { method: "HEAD" })).status, 415);
    assert.equal((await proxy(`${other.url}/gone`, { method: "HEAD" })).status, 404);
  });

  test("safer: an error says which, and is told to no cache", async () => {
    const expected = [["/gone", 404], ["/broken", 500], ["/teapot", 500], ["/svg", 415], ["/html", 415], ["/text", 415], ["/typeless", 415], ["/odd-type", 415], ["/to-page", 500]];
    for (const [at, status] of expected) {
      const answer = await proxy(other.url + at);
      assert.equal(answer.status, status, at);
      assert.match(answer.headers.get("content-type"), /^text\/plain/);
      assert.equal(answer.headers.get("cache-control"), "no-store");
    }
  });

  test("what is no URL of a web server is refused", async () => {
    for (const url of ["", "x", "ftp://example.org/", "file:///etc/passwd", "javascript:1", "data:image/png,x", "http://u:p@example.org/", `http://example.org/${"a".repeat(2048)}`]) {
      assert.equal((await proxy(url)).status, 400, url);
    }
    assert.equal((await fetch(`${node.url}/proxy`)).status, 400);
    assert.equal((await fetch(`${node.url}/proxy?url=http://a.org&url=http://b.org`)).status, 400);
    assert.equal((await proxy(`${other.url}/one.png`, { method: "POST" })).status, 405);
  });

  test("safer: a failure is not tried again at once", async () => {
    for (let n = 0; n < 5; n++) assert.equal((await proxy(`${other.url}/broken?again`)).status, 500);
    assert.equal(other.count("GET /broken?again"), 1);
  });

  test("safer: SVG never comes out, not even from what was kept", async () => {
    const file = path.join(cache, readdirSync(cache).find((name) => !name.includes(".")));
    writeFileSync(`${file}.type`, "image/svg+xml");
    await node.stop();
    await node.launch();
    other.node = node;
    member = await person(node);
    const before = other.seen.length;
    assert.equal((await proxy(`${other.url}/one.png`)).headers.get("content-type"), "image/png");
    for (const name of readdirSync(cache).filter((name) => name.endsWith(".type"))) assert.equal(readFileSync(path.join(cache, name), "utf8"), "image/png");
    assert.ok(other.seen.length <= before + 1);
  });

  test("safer: the space on the disk is bounded, the longest unused goes first", async () => {
    const small = await Node.start({ config: { dcts_edge: { outgoing: { allow: [other.address], pictureCacheMiB: 20 } } } });
    const folder = path.join(small.data, "cache", "proxy");
    const size = () => readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    const counts = () => ["?1", "?2", "?3"].map((query) => other.count(`GET /large${query}`));
    for (const query of ["?1", "?2", "?1", "?3", "?1", "?3"]) {
      const answer = await proxy(`${other.url}/large${query}`, {}, small);
      assert.equal((await answer.arrayBuffer()).byteLength, 9 * MIB + PNG.length);
    }
    await wait(100);
    assert.ok(size() <= 20 * MIB, `${size()}`);
    assert.deepEqual(counts(), [1, 1, 1]);
    assert.equal((await proxy(`${other.url}/large?2`, {}, small)).status, 200);
    assert.deepEqual(counts(), [1, 2, 1]);
    // What is a day old is fetched again.
    await small.stop();
    const yesterday = Date.now() / 1000 - 25 * 3600;
    for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), yesterday, yesterday);
    writeFileSync(path.join(folder, `${"0".repeat(40)}.12345678.tmp`), "half");
    await small.launch();
    assert.equal((await proxy(`${other.url}/large?3`, {}, small)).status, 200);
    assert.deepEqual(counts(), [1, 2, 2]);
    assert.equal(readdirSync(folder).length, 2);
    await small.stop();
  });
});

describe("pages", () => {
  test("say what they are, once decoded and safe in HTML", async () => {
    const answer = await meta(`${other.url}/page`);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { error: null, meta: {
      url: `${other.url}/page`, title: "Tom &amp; Jerry", description: "Cat &quot;and&quot; mouse", image: `${other.url}/i.png`, site_name: "Site", favicon: `${other.url}/favicon.ico`,
    } });
    assert.equal((await (await meta(`${other.url}/long-page`)).json()).meta.title.length, 300);
    assert.equal((await (await meta(`${other.url}/nameless`)).json()).meta.title, null);
  });

  test("are kept in the database, also over a restart", async () => {
    await meta(`${other.url}/page?kept`);
    await node.stop();
    await node.launch();
    member = await person(node);
    assert.equal((await (await meta(`${other.url}/page?kept`)).json()).meta.title, "Tom &amp; Jerry");
    assert.equal(other.count("GET /page?kept"), 1);
  });

  test("redirects are followed, a few", async () => {
    assert.equal((await (await meta(`${other.url}/to-page`)).json()).meta.title, "Tom &amp; Jerry");
    assert.equal((await meta(`${other.url}/circle`)).status, 500);
    assert.equal(other.count("GET /circle"), 4);
  });

  test("safer: what they say is text wherever it is put", async () => {
    const found = (await (await meta(`${other.url}/evil-page`)).json()).meta;
    for (const text of Object.values(found)) assert.ok(text === null || !/[<>"']/.test(text), text);
    assert.equal(found.image, null);
    assert.equal(found.description, "y");
  });

  test("safer: only the head of HTML is read", async () => {
    for (const at of ["/text", "/one.png", "/typeless", "/gone", "/broken", "/gzip-page"]) {
      const answer = await meta(other.url + at);
      assert.deepEqual([answer.status, (await answer.json()).meta], [500, null], at);
    }
    // Neither the end of the page nor that of its time is waited for: that would be an error.
    assert.equal((await (await meta(`${other.url}/slow-after-head`)).json()).meta.title, "quick");
    assert.equal((await (await meta(`${other.url}/endless-page`)).json()).meta.title, "endless");
    assert.equal((await meta(`${other.url}/many-attributes`)).status, 200);
  });

  test("what is no URL of a web server is refused", async () => {
    for (const url of ["x", "ftp://example.org/", "javascript:1", "http://u:p@example.org/"]) {
      const answer = await meta(url);
      assert.equal(answer.status, 400, url);
      assert.match(answer.headers.get("content-type"), /^text\/plain/);
    }
    assert.equal((await meta(`${other.url}/page`, { method: "HEAD" })).status, 405);
  });
});

describe("kinds", () => {
  test("are found out for the next time, and remembered", async () => {
    assert.deepEqual(await kind(`${other.url}/kind.png`), { type: "error", isCached: false });
    assert.equal(await laterKind(`${other.url}/kind.png`), "image");
    assert.deepEqual(await kind(`${other.url}/kind.png`), { type: "success", isCached: true, mediaType: "image" });
    assert.equal(await laterKind(`${other.url}/video`), "video");
    assert.equal(await laterKind(`${other.url}/audio`), "audio");
    assert.equal(await laterKind(`${other.url}/page`), "unknown");
    await node.stop();
    await node.launch();
    member = await person(node);
    assert.equal((await kind(`${other.url}/kind.png`)).mediaType, "image");
    assert.deepEqual([other.count("HEAD /kind.png"), other.count("GET /kind.png")], [1, 0]);
  });

  test("data URLs say it themselves", async () => {
    assert.deepEqual(await kind("data:image/png;base64,AA=="), { type: "success", isCached: true, mediaType: "image" });
    assert.equal((await kind("DATA:,hello")).mediaType, "unknown");
  });

  test("safer: always answered", async () => {
    for (const url of [undefined, null, 7, {}, "", "x", "ftp://example.org/", `http://example.org/${"a".repeat(3000)}`, "http://10.0.0.1/", `${other.url}/silent?kind`]) {
      const begun = Date.now();
      const answer = await kind(url);
      assert.deepEqual([answer.type, answer.isCached], ["error", false], String(url));
      assert.ok(Date.now() - begun < 3000);
    }
    assert.equal(typeof (await ask(member.socket, "checkMediaUrlCache", { url: `${other.url}/kind.png` })).error, "string");
  });

  test("safer: failures are not stored, and a member causes only so many look-ups", async () => {
    assert.equal((await kind(`${other.url}/gone?kind`)).isCached, false);
    await wait(200);
    assert.equal((await kind(`${other.url}/gone?kind`)).isCached, false);
    const eager = await person(node);
    for (let n = 0; n < 60; n++) await eager.ask("checkMediaUrlCache", { url: `${other.url}/many.png?${n}` });
    const asked = () => other.seen.filter((seen) => seen.startsWith("HEAD /many.png")).length;
    for (let n = 0; n < 100 && asked() < 25; n++) await wait(50);
    await wait(200);
    assert.ok(asked() >= 25 && asked() <= 45, `${asked()}`);
    eager.socket.close();
  });
});

describe("GIF search", () => {
  test("asks the provider of an old configuration", async () => {
    const heard = once(member.socket, "receiveGifImage");
    assert.equal((await member.ask("searchTenorGif", { search: "a cat & mouse" })).type, "success");
    const formats = { gif: { url: "https://m.example.org/a.gif" }, nanogif: { url: "https://m.example.org/n.gif" } };
    assert.deepEqual(await heard, { gifs: [{ media_formats: formats }] });
    assert.deepEqual([other.query.get("q"), other.query.get("key"), other.query.get("limit")], ["a cat & mouse", "the key", "3"]);
    assert.equal(JSON.stringify(await member.ask("getServerInfo")).includes("the key"), false);
  });

  test("safer: refused without a token, and where there is no provider", async () => {
    assert.equal(typeof (await ask(member.socket, "searchTenorGif", { search: "x" })).error, "string");
    assert.equal((await member.ask("searchTenorGif", { search: "  " })).type, "error");
    const plain = await Node.start();
    const somebody = await person(plain);
    const answer = await somebody.ask("searchTenorGif", { search: "x" });
    assert.deepEqual([answer.type, typeof answer.msg], ["error", "string"]);
    somebody.socket.close();
    await plain.stop();
  });
});

describe("safer: what only the node can reach is not reached through it", () => {
  test("every kind of address, as it is and by name, on every way out", async () => {
    const urls = SPECIAL.flatMap((address, n) => [`http://${literal(address)}/a.png`, `https://${literal(address)}/a.png`, `http://n${n}.example.org/a.png`]);
    for (const url of urls) {
      assert.equal((await proxy(url)).status, 500, url);
      assert.equal((await proxy(url, { method: "HEAD" })).status, 500, url);
    }
    const pages = SPECIAL.map((address, n) => [`http://${literal(address)}/`, `http://n${n}.example.org/`]);
    for (const url of pages.flat()) {
      const answer = await meta(url);
      assert.deepEqual([answer.status, (await answer.json()).meta], [500, null], url);
    }
    const eager = await person(node);
    for (const [url] of pages.slice(0, 25)) assert.equal((await eager.ask("checkMediaUrlCache", { url })).isCached, false, url);
    await wait(300);
    for (const [url] of pages.slice(0, 25)) assert.equal((await eager.ask("checkMediaUrlCache", { url })).isCached, false, url);
    eager.socket.close();
  });

  test("other spellings of addresses, the node itself, other ports, names of this network", async () => {
    const bad = [
      "http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://①②⑦.0.0.1/", "http://[::ffff:7f00:1]/",
      node.url, `http://127.0.0.2:${node.port}/`, "http://localhost/", "http://chat.example.org/", "https://CHAT.example.org./",
      "http://8.8.8.8:25/", "http://8.8.8.8:22/", "http://nas.local/", "http://router/", "http://metadata.internal/",
      `http://mixed.example.org:${other.address.split(":")[1]}/a.png`, `http://localhost:${other.address.split(":")[1]}/a.png`,
    ];
    for (const url of bad) {
      assert.equal((await proxy(url)).status, 500, url);
      assert.equal((await meta(url)).status, 500, url);
    }
  });

  test("a redirect to there is not followed", async () => {
    for (const at of ["/to-private", "/to-metadata", "/to-node"]) {
      assert.equal((await proxy(other.url + at)).status, 500, at);
      const answer = await meta(other.url + at);
      assert.deepEqual([answer.status, (await answer.json()).meta], [500, null], at);
    }
  });

  test("two nodes do not ask each other in a circle", async () => {
    assert.equal((await proxy(`${other.url}/one.png`, { headers: { via: "1.1 dcts-edge" } })).status, 508);
    assert.equal((await meta(`${other.url}/page`, { headers: { via: "1.0 a proxy, 1.1 dcts-edge, 1.1 another" } })).status, 508);
  });

  test("pages of other sites may not read it", async () => {
    for (const answer of [await proxy(`${other.url}/one.png`), await meta(`${other.url}/page`)]) assert.equal(answer.headers.get("access-control-allow-origin"), null);
    const asked = await fetch(`${node.url}/meta/x`, { method: "OPTIONS" });
    assert.deepEqual([asked.status, asked.headers.get("access-control-allow-origin")], [204, null]);
  });
});

describe("safer: servers that behave badly", () => {
  test("slow, silent, endless, compressed and broken ones are given up, and the node stays as it was", async () => {
    // Whatever is needed once is there by now.
    await proxy(`${other.url}/large?warm`).then((answer) => answer.arrayBuffer());
    const before = node.memory();
    const files = readdirSync(cache).length;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, node.memory())), 20);
    const begun = Date.now();
    const pictures = ["/slow", "/silent", "/endless", "/told-large", "/gzip", "/half"].map(async (at) => assert.equal((await proxy(other.url + at)).status, 500, at));
    const pages = ["/slow-page", "/silent"].map(async (at) => assert.equal((await meta(other.url + at)).status, 500, at));
    pages.push(proxy(`http://127.0.0.1:${nonsense.address().port}/x.png`).then((answer) => assert.equal(answer.status, 500)));
    // Meanwhile the node answers others.
    for (let n = 0; n < 10; n++) {
      const asked = Date.now();
      assert.equal((await fetch(`${node.url}/healthz`)).status, 200);
      assert.ok(Date.now() - asked < 2000);
      await wait(100);
    }
    await Promise.all([...pictures, ...pages]);
    clearInterval(watch);
    assert.ok(Date.now() - begun < 20_000);
    assert.ok(most - before < 8 * 1024, `${most - before} KiB more`);
    assert.equal(readdirSync(cache).length, files);
    assert.equal((await proxy(`${other.url}/after.png`)).status, 200);
  });

  test("a large picture takes no memory", async () => {
    const before = node.memory();
    let most = before;
    for (let n = 0; n < 4; n++) {
      const answer = await proxy(`${other.url}/large?memory${n}`);
      await answer.arrayBuffer();
      most = Math.max(most, node.memory());
    }
    assert.ok(most - before < 4 * 1024, `${most - before} KiB more`);
  });
});

describe("limits and switches", () => {
  test("safer: so many requests in a minute and no more", async () => {
    const strict = await Node.start({ config: { dcts_edge: { outgoing: { allow: [other.address] } } } });
    const first = await meta("x", {}, strict);
    assert.deepEqual(["limit", "remaining", "reset"].map((name) => first.headers.get(`x-ratelimit-ip-${name}`)), ["120", "119", "60"]);
    for (let n = 0; n < 119; n++) assert.equal((await meta("x", {}, strict)).status, 400);
    const refused = await meta(`${other.url}/page`, {}, strict);
    assert.equal(refused.status, 429);
    assert.deepEqual(await refused.json(), { type: "error", error: "Too many requests", code: "rate_limited", blockedBy: "ip", ip: "127.0.0.1", signature: "GET /meta" });
    assert.equal((await proxy(`${other.url}/one.png`, {}, strict)).headers.get("x-ratelimit-ip-limit"), "600");
    await strict.stop();
  });

  test("safer: one switch turns all of it off", async () => {
    const off = await Node.start({ config: { dcts_edge: { outgoing: { enabled: false, allow: [other.address] } } } });
    const before = other.seen.length;
    assert.equal((await proxy(`${other.url}/one.png`, {}, off)).status, 403);
    assert.equal((await meta(`${other.url}/page`, {}, off)).status, 500);
    const somebody = await person(off);
    assert.equal((await somebody.ask("checkMediaUrlCache", { url: `${other.url}/one.png` })).isCached, false);
    await wait(100);
    assert.equal(other.seen.length, before);
    // And on again, without a restart.
    const config = off.savedConfig();
    config.dcts_edge.outgoing.enabled = true;
    writeFileSync(off.configPath, JSON.stringify(config));
    off.child.kill("SIGHUP");
    await wait(300);
    assert.equal((await proxy(`${other.url}/one.png`, {}, off)).status, 200);
    somebody.socket.close();
    await off.stop();
  });
});

test("https: a certificate has to lead to an authority and to have the right name", async () => {
  // A node makes a certificate for localhost and 127.0.0.1; it serves as an authority as well.
  const maker = await Node.start();
  await maker.stop();
  const folder = temporaryFolder();
  const config = { pow: { difficulty: 2 } };
  mkdirSync(path.join(folder, "configs"), { recursive: true });
  writeFileSync(path.join(folder, "configs", "config.json"), JSON.stringify({ serverinfo: { ...JSON.parse(readFileSync(maker.configPath)).serverinfo, ...config }, dcts_edge: { tls: { selfSigned: true } } }));
  const certified = new Node();
  Object.assign(certified, { data: folder, args: [], configPath: path.join(folder, "configs", "config.json") });
  await certified.launch(0);
  await certified.stop();
  const files = ["cert.pem", "key.pem"].map((name) => path.join(folder, "tls", name));
  const secure = await Other.start(respond, { tls: { cert: readFileSync(files[0]), key: readFileSync(files[1]) } });
  const port = secure.address.split(":")[1];
  const outgoing = { allow: [secure.address, other.address], hosts: { "wrong.example.org": ["127.0.0.1"], localhost: ["127.0.0.1"] } };
  const trusting = await Node.start({ config: { dcts_edge: { outgoing } }, wrapper: ["env", `SSL_CERT_FILE=${files[0]}`, "SSL_CERT_DIR=/nonexistent"] });
  assert.equal((await proxy(`https://localhost:${port}/secure.png`, {}, trusting)).status, 200);
  assert.equal((await proxy(`${secure.url}/secure.png`, {}, trusting)).status, 200);
  assert.equal((await proxy(`https://wrong.example.org:${port}/secure.png`, {}, trusting)).status, 500);
  assert.equal((await proxy(`https://${other.address}/one.png`, {}, trusting)).status, 500);
  await trusting.stop();
  const doubting = await Node.start({ config: { dcts_edge: { outgoing } } });
  assert.equal((await proxy(`${secure.url}/secure.png`, {}, doubting)).status, 500);
  assert.equal((await meta(`${secure.url}/page`, {}, doubting)).status, 500);
  await doubting.stop();
  secure.stop();
});

test("a backup leaves them out", async () => {
  const file = path.join(temporaryFolder(), "backup.tar.gz");
  const { code } = await runBinary(["--data", data, "backup", file]);
  assert.equal(code, 0);
  const names = gunzipSync(readFileSync(file)).toString("latin1");
  assert.ok(names.includes("configs/config.json") && !names.includes("cache/proxy"));
});

test("a configuration that makes no sense is refused", async () => {
  for (const outgoing of [{ allow: ["somewhere"] }, { hosts: { a: ["b"] } }, { pictureCacheMiB: 1 }]) {
    await assert.rejects(Node.start({ config: { dcts_edge: { outgoing } } }), /dcts_edge\.outgoing\./);
  }
  assert.ok(existsSync(cache));
  rmSync(cache, { recursive: true });
});
