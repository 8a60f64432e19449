// Emojis, uploads, themes, plugins, documentation, badges: files of members and operators.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { ask, connect, Node, once, register, temporaryFolder, send } from "./support.mjs";

let node;
let admin;
let member;
const data = temporaryFolder();
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

function put(file, content) {
  const target = path.join(data, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

async function person(key) {
  const socket = await connect(node.url);
  const account = await register(socket);
  const auth = { id: account.id, token: account.token };
  if (key) assert.equal((await ask(socket, "redeemKey", { ...auth, key })).error, null);
  return { socket, account, id: account.id, ask: (event, payload = {}) => ask(socket, event, { ...payload, ...auth }) };
}

before(async () => {
  put("plugins/clock/config.json", '{"title":"Clock","enabled":true}');
  put("plugins/clock/web/main.js", "tick()");
  put("plugins/off/config.json", '{"title":"Off","enabled":false}');
  put("plugins/off/web/main.js", "no()");
  put("public/css/themes/hacker/hacker.css", "body { color: green }");
  put("public/css/themes/hacker/config.json", '{"author":"A","name":"Hacker"}');
  put("public/css/themes/loud/loud.css", "@import 'https://e.org/x'; :root { --a: url(https://e.org/x); --b: #123 } body { display: none }");
  put("docs/Web Client/Welcome.md", "# Hi");
  put("docs/.hidden/x.md", "no");
  symlinkSync("/etc/passwd", path.join(data, "docs", "passwd.md"));
  put("badges/users/abc=.json", '{"v":{"display":"V","icon":"verified"}}');
  put("public/emojis/old_name.png", PNG);
  put("uploads/upload_123456789012_old.txt", "old");
  node = await Node.start({ data });
  admin = await person(node.adminKeys[0]);
  member = await person();
});
after(async () => {
  admin.socket.close();
  member.socket.close();
  await node.stop();
});

const hash = (content) => createHash("sha256").update(content).digest("hex");

let files = 0;

/** Uploads as the web client does: chunk by chunk. */
async function upload(who, filename, content, { type = "upload", chunk = 262_144, headers = { "x-user-id": who.id, "x-auth-token": who.account.token }, fileId = `f${files++}`, only } = {}) {
  const total = Math.max(1, Math.ceil(content.length / chunk));
  let answer;
  for (let index = 0; index < total; index++) {
    if (only !== undefined && only !== index) continue;
    const query = new URLSearchParams({ id: who.id, type, filename, chunkIndex: index, totalChunks: total, fileId });
    const response = await fetch(`${node.url}/upload?${query}`, { method: "POST", headers, body: content.subarray(index * chunk, (index + 1) * chunk) });
    answer = { status: response.status, ...(await response.json()) };
    if (!answer.ok) break;
  }
  return answer;
}

describe("emojis", () => {
  const list = async () => (await member.ask("getEmojis")).data;

  test("files of old servers get the name of their content", async () => {
    const [emoji] = await list();
    assert.equal(emoji.filename, `${hash(PNG)}_old_name.png`);
    assert.equal(emoji.name, "old_name");
    assert.equal((await ask(member.socket, "getEmojis", { id: member.id })).data, undefined);
  });

  test("are uploaded, renamed and deleted, and everybody hears of it", async () => {
    const content = Buffer.concat([PNG, Buffer.from("second")]);
    const heard = once(member.socket, "updatedEmojis");
    const answer = await upload(admin, "wave hello.png", content, { type: "emoji" });
    assert.deepEqual(answer, { status: 200, ok: true, exists: false, path: `/emojis/${hash(content)}_wave_hello.png`, width: 1, height: 1 });
    await heard;
    assert.equal((await upload(admin, "again.png", content, { type: "emoji" })).exists, true);
    const found = (await list()).find((emoji) => emoji.filename.startsWith(hash(content)));
    assert.deepEqual([found.name, found.uploader, found.allowedRoles], ["wave_hello", admin.id, []]);
    const served = await fetch(node.url + answer.path);
    assert.equal(served.headers.get("content-type"), "image/png");
    assert.match(served.headers.get("cache-control"), /immutable/);
    assert.match(served.headers.get("content-security-policy"), /^sandbox/);
    assert.equal((await admin.ask("updateEmoji", { filehash: hash(content), emojiName: "../ho la/" })).type, "success");
    assert.ok((await list()).some((emoji) => emoji.filename === `${hash(content)}_hola.png`));
    assert.equal((await admin.ask("deleteEmoji", { filename: `${hash(content)}_hola.png` })).type, "success");
    assert.equal((await list()).length, 1);
    assert.equal((await admin.ask("uploadedEmoji")).error, null);
  });

  test("safer: nothing but emojis, by nobody but who may", async () => {
    assert.equal((await upload(member, "x.png", PNG, { type: "emoji" })).error, "no_permission");
    assert.equal((await upload(admin, "x.png", Buffer.from("<svg/>"), { type: "emoji" })).error, "mime_not_allowed");
    assert.equal((await upload(admin, "x.png", Buffer.concat([PNG, Buffer.alloc(1_100_000)]), { type: "emoji" })).error, "file_too_large");
    assert.equal(typeof (await member.ask("updateEmoji", { filehash: hash(PNG), emojiName: "x" })).error, "string");
    assert.equal(typeof (await member.ask("deleteEmoji", { filename: `${hash(PNG)}_old_name.png` })).error, "string");
    assert.equal(typeof (await member.ask("uploadedEmoji")).error, "string");
    for (const filename of ["../../configs/config.json", `${hash(PNG)}_../x`, "config.json", null]) {
      assert.equal((await admin.ask("deleteEmoji", { filename })).type, "error");
    }
    for (const payload of [{ filehash: "x", emojiName: "y" }, { filehash: hash(PNG), emojiName: "///" }, { filehash: hash("none"), emojiName: "y" }]) {
      assert.equal((await admin.ask("updateEmoji", payload)).type, "error");
    }
    assert.ok(existsSync(path.join(data, "configs", "config.json")));
  });
});

describe("uploads", () => {
  test("in chunks, named by their content, served as they are, with ranges", async () => {
    const content = Buffer.concat([PNG, Buffer.alloc(600_000, "x")]);
    const answer = await upload(member, "Über den Zaun.png", content);
    assert.equal(answer.path, `/uploads/${hash(content)}__ber_den_Zaun.png`);
    const served = Buffer.from(await (await fetch(node.url + answer.path)).arrayBuffer());
    assert.ok(served.equals(content));
    const part = await fetch(node.url + answer.path, { headers: { range: "bytes=0-3" } });
    assert.equal(part.status, 206);
    assert.equal((await upload(member, "other name.png", content)).exists, true);
    assert.deepEqual(readdirSync(path.join(data, "uploading")), []);
  });

  test("safer: only from the member itself", async () => {
    const from = (headers) => upload(member, "a.png", PNG, { headers }).then(({ error }) => error);
    assert.equal(await from({ "x-auth-token": admin.account.token }), "no_permission");
    assert.equal(await from({ "x-user-id": admin.id, "x-auth-token": member.account.token }), "no_permission");
    assert.equal(await from({ "sec-fetch-site": "cross-site" }), "no_permission");
    // Existing clients send nothing: the page's cookie, or the address that joined.
    const page = await fetch(node.url);
    const [cookie] = page.headers.get("set-cookie").split(";");
    assert.match(page.headers.get("set-cookie"), /HttpOnly; SameSite=Strict/);
    assert.equal(await from({}), undefined);
    const socket = await connect(node.url, { extraHeaders: { cookie } });
    const other = await register(socket);
    const somebody = { id: other.id, account: other };
    assert.equal((await upload(somebody, "b.png", PNG, { headers: { cookie } })).ok, true);
    assert.equal((await upload(somebody, "b.png", PNG, { headers: { cookie: `${cookie.split("=")[0]}=${"0".repeat(32)}` } })).error, "no_permission");
    socket.close();
    const gone = { id: "100000000000", account: {} };
    assert.equal((await upload(gone, "c.png", PNG, { headers: {} })).error, "no_permission");
  });

  test("safer: types by content, sizes by role, chunks in their order", async () => {
    assert.equal((await upload(member, "page.png", Buffer.from("<!doctype html><script>x</script>"))).error, "mime_not_allowed");
    assert.equal((await upload(member, "big.png", Buffer.concat([PNG, Buffer.alloc(11 * 1024 * 1024)]))).error, "file_too_large");
    const content = Buffer.concat([PNG, Buffer.alloc(700_000)]);
    assert.equal((await upload(member, "a.png", content, { fileId: "order", only: 1 })).error, "wrong_chunk");
    assert.equal((await upload(member, "a.png", content, { fileId: "order", only: 0 })).part, true);
    assert.equal((await upload(member, "a.png", content, { fileId: "order", only: 2 })).error, "wrong_chunk");
    assert.equal((await upload(member, "a.png", content, { fileId: "../order" })).error, "malformed_request");
    for (let n = 0; n < 3; n++) assert.equal((await upload(member, "a.png", content, { fileId: `open${n}`, only: 0 })).part, true);
    assert.equal((await upload(member, "a.png", content, { fileId: "open5", only: 0 })).error, "too_many_uploads");
  });

  test("safer: what members upload is no part of this site", async () => {
    const hashed = `${hash("x")}_x`;
    for (const [name, content] of [["a.html", "<script>alert(1)</script>"], ["a.svg", "<svg onload='x'/>"], ["a.js", "x()"]]) put(`public/uploads/${hashed}.${name}`, content);
    for (const name of ["a.html", "a.svg", "a.js"]) {
      const { headers } = await fetch(`${node.url}/uploads/${hashed}.${name}`);
      assert.equal(headers.get("content-disposition"), "attachment", name);
      assert.equal(headers.get("content-type"), "application/octet-stream");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.match(headers.get("content-security-policy"), /^sandbox; default-src 'none'/);
    }
    assert.equal(await (await fetch(`${node.url}/uploads/upload_123456789012_old.txt`)).text(), "old");
    for (const target of ["/uploads/", "/uploads/..%2f..%2fconfigs%2fconfig.json", "/uploads/%2e%2e/x", "/emojis/..%5cx", "/uploads/.x"]) {
      assert.equal((await fetch(node.url + target)).status, 404, target);
    }
  });
});

describe("pictures", () => {
  test("that were uploaded tell their size in messages, so that clients keep the space free", async () => {
    const answer = await upload(admin, "dot.png", Buffer.concat([PNG, Buffer.from("seen in a message")]));
    const { path: picture, width, height } = answer;
    assert.deepEqual([width, height], [1, 1], JSON.stringify(answer));
    const heard = once(admin.socket, "messageCreate");
    const message = `<p>look <img src="${picture}"> and /uploads/none.png</p>`;
    const { messageId, error } = await send(member.socket, member.account, message);
    assert.equal(error, null);
    const sizes = { [picture]: [1, 1] };
    assert.deepEqual((await heard).images, sizes);
    assert.deepEqual((await admin.ask("resolveMessage", { messageId })).images, sizes);
    await send(member.socket, member.account, "no picture any more", { editedMsgId: messageId });
    assert.equal((await admin.ask("resolveMessage", { messageId })).images, undefined);
  });

  test("that the protocol names are here, and are what they are called", async () => {
    const starts = { png: "89504e47", jpg: "ffd8ff" };
    for (const name of ["default_icon.png", "default_pfp.png", "default_banner.png", "home.jpg", "success.png", "error.png", "info.png", "badges/verified.png"]) {
      const picture = await fetch(`${node.url}/img/${name}`);
      assert.equal(picture.status, 200, name);
      const ending = name.split(".").pop();
      assert.equal(picture.headers.get("content-type"), ending === "jpg" ? "image/jpeg" : "image/png");
      assert.ok(Buffer.from(await picture.arrayBuffer()).toString("hex").startsWith(starts[ending]), name);
    }
  });
});

describe("themes", () => {
  test("our own are there, and are variables only", async () => {
    for (const name of ["light", "dark"]) {
      const { css, config } = await (await fetch(`${node.url}/themes/download/${name}`)).json();
      assert.equal(config.name, name);
      const sheet = await fetch(node.url + css);
      assert.equal(sheet.headers.get("content-type"), "text/css; charset=utf-8");
      const text = await sheet.text();
      assert.ok(text.includes(`color-scheme: ${name}`) && text.includes("--bg-sheet"));
      const variables = await (await fetch(`${node.url}/themes/variables/${name}`)).text();
      assert.equal(variables.split("\n").length, text.split(";").length + 2, "every declaration is a variable");
      assert.deepEqual(await ask(member.socket, "getThemeFiles", name), { error: null, files: [`${name}.css`] });
    }
  });

  test("safer: of others, our client takes the variables only", async () => {
    assert.equal(await (await fetch(`${node.url}/themes/variables/loud`)).text(), ":root {\n  --b: #123;\n}\n");
    for (const name of ["none", "..%2F..%2Fconfigs", "hacker%2F..%2Fhacker"]) {
      assert.equal((await fetch(`${node.url}/themes/variables/${name}`)).status, 404, name);
    }
  });

  test("are listed and found", async () => {
    const listed = await (await fetch(`${node.url}/themes/list`)).json();
    assert.deepEqual(listed, { ok: true, themes: ["dark", "hacker", "light", "loud"] });
    const found = await (await fetch(`${node.url}/themes/download/hacker`)).json();
    assert.deepEqual(found, { ok: true, theme: "hacker", css: "/css/themes/hacker/hacker.css", config: { author: "A", name: "Hacker" } });
    assert.equal((await fetch(`${node.url}/css/themes/hacker/hacker.css`)).status, 200);
    assert.equal((await fetch(`${node.url}/css/themes/none/none.css`)).status, 404);
    assert.deepEqual(await member.ask("getThemes"), { error: null, themes: ["dark", "hacker", "light", "loud"] });
    assert.deepEqual(await ask(member.socket, "getThemeFiles", "hacker"), { error: null, files: ["hacker.css"] });
  });

  test("safer: a theme is a name, never a path", async () => {
    for (const name of ["..%2F..%2F..%2Fconfigs", "../configs", "%2e%2e", "nothing"]) {
      const answer = await fetch(`${node.url}/themes/download/${name}`);
      assert.equal(answer.status, 404);
      assert.equal((await answer.text()).includes("sql"), false);
    }
    for (const name of ["../../../configs", "..", {}, null, 7]) assert.deepEqual((await ask(member.socket, "getThemeFiles", name)).files, []);
    assert.equal(typeof (await ask(member.socket, "getThemes", { id: member.id })).error, "string");
  });
});

test("plugins: only those that are switched on", async () => {
  assert.deepEqual(await ask(member.socket, "getPluginList", {}), { type: "success", plugins: { clock: { filePaths: ["plugins/clock/main.js"] } } });
  assert.equal(await (await fetch(`${node.url}/plugins/clock/main.js`)).text(), "tick()");
  assert.equal((await fetch(`${node.url}/plugins/off/main.js`)).status, 404);
  assert.equal((await fetch(`${node.url}/plugins/clock/..%2fconfig.json`)).status, 404);
});

test("documentation: listed without links and hidden folders", async () => {
  const { docs } = await (await fetch(`${node.url}/docs/list`)).json();
  assert.deepEqual(docs.map((entry) => entry.path), ["/docs/Web Client/Welcome.md"]);
  assert.ok(docs[0].modifiedAt > 1e12);
  assert.equal(await (await fetch(`${node.url}/docs/Web%20Client/Welcome.md`)).text(), "# Hi");
  const without = await Node.start();
  assert.equal((await fetch(`${without.url}/docs/list`)).status, 404);
  await without.stop();
  for (const target of ["/docs/passwd.md", "/docs/.hidden/x.md", "/docs/%2e%2e/configs/config.json"]) assert.equal((await fetch(node.url + target)).status, 404);
});

test("badges: local ones, and none", async () => {
  const of = async (id) => (await fetch(`${node.url}/badges/${id}`)).json();
  assert.deepEqual(JSON.parse((await of("users/abc%3D")).badges.data), { v: { display: "V", icon: "verified" } });
  assert.deepEqual(await of("servers/none"), { error: null, badges: { data: "{}" } });
  for (const bad of ["others/x", "users/..%2Fx", "users/"]) assert.equal(typeof (await of(bad)).error, "string");
});
