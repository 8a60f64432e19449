// The client's library for keys and envelopes in a real browser: everything that the protocol's own library made
// (tests/fixtures/vectors), and both ways against Node's cryptography.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { launchBrowser } from "./browser-support.mjs";
import { newKey, openEnvelope } from "./desktop-client.mjs";
import { bridgeOf, envelopeText, openWithPassword, readEnvelopeText, sealEnvelope, sealWithPassword, signObject, signText, verifyObject, verifyText } from "./desktop-keys.mjs";

const WEB = path.resolve(import.meta.dirname, "../../web");
const vectors = JSON.parse(readFileSync(path.join(import.meta.dirname, "../fixtures/vectors/dsync-sign.json"), "utf8"));
const { A, B } = vectors.keys;

/** Where this client is stricter than the library that made the vectors, on purpose. */
const STRICTER = {
  "added __proto__ member still verifies in the library (SAFER: reject)": false,
  "sig with trailing garbage after the padding": false,
};

let browser;
let server;
let folder;
let page;

/** The library as the project's bundler makes it, alone. */
async function buildLibrary() {
  const { build } = await import(pathToFileURL(path.join(WEB, "node_modules/vite/dist/node/index.js")).href);
  folder = mkdtempSync(path.join(tmpdir(), "dcts-edge-crypto-"));
  await build({
    root: WEB,
    configFile: false,
    logLevel: "error",
    build: { outDir: folder, target: ["chrome100", "firefox110", "safari15.4"], minify: "esbuild", lib: { entry: path.join(WEB, "src/crypto/index.ts"), formats: ["es"], fileName: "crypto" } },
  });
}

before(async () => {
  await buildLibrary();
  server = createServer((request, response) => {
    const isCode = request.url === "/crypto.js";
    response.setHeader("content-type", isCode ? "text/javascript" : "text/html");
    response.end(isCode ? readFileSync(path.join(folder, "crypto.js")) : "<!doctype html><title>keys</title>");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launchBrowser();
  page = await browser.newPage();
  await open();
});
after(async () => {
  await browser?.close();
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function open() {
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(async () => {
    window.lib = await import("/crypto.js");
    window.own = {};
  });
  await page.evaluate(async (keys) => {
    for (const [name, { privateKeyPkcs8Pem }] of Object.entries(keys)) window.own[name] = (await window.lib.takeKey(privateKeyPkcs8Pem)).own;
  }, vectors.keys);
}

/** Runs in the page; what is thrown there comes back as the text `throws`. */
const inPage = (act, given) => page.evaluate(`(${act})(${JSON.stringify(given ?? null)}).catch(() => "throws")`);

describe("keys", () => {
  for (const [name, { privateKeyPkcs8Pem, publicKeySpkiPem, keyFileJson = JSON.stringify({ privateKey: privateKeyPkcs8Pem }) }] of Object.entries(vectors.keys)) {
    test(`${name}: from its file, with the same public key, and not to be taken out`, async () => {
      const found = await inPage(async ([pem, file]) => {
        const [{ own, privatePem }, read] = [await lib.takeKey(pem), await lib.readKeyFile(file)];
        const taken = await Promise.all([own.sign, own.decrypt].map((key) => crypto.subtle.exportKey("pkcs8", key).then(() => true, () => false)));
        return { publicKeys: [own.publicKey, read.own.publicKey], privatePem, file: JSON.parse(lib.plainFile(read)), taken };
      }, [privateKeyPkcs8Pem, keyFileJson]);
      assert.deepEqual(found, { publicKeys: [publicKeySpkiPem, publicKeySpkiPem], privatePem: privateKeyPkcs8Pem, file: JSON.parse(keyFileJson), taken: [false, false] });
    });
  }

  test("a new one is what Node's cryptography takes, and signs and reads with it", async () => {
    const made = await inPage(async () => {
      const key = await lib.createKey();
      return { publicKey: key.own.publicKey, file: lib.plainFile(key), signature: await lib.signString("Grüße", key.own.sign) };
    });
    assert.match(made.publicKey, /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{64}\n){6}[A-Za-z0-9+/=]{1,64}\n-----END PUBLIC KEY-----\n$/);
    assert.equal(made.publicKey.length, 451);
    assert.equal(verifyText(made.publicKey, "Grüße", made.signature), true);
    const { privateKey } = JSON.parse(made.file);
    assert.equal(openEnvelope(privateKey, sealEnvelope(made.publicKey, "for the new key")), "for the new key");
    assert.equal(signText(privateKey, "Grüße"), made.signature);
  });

  test("stays in the browser over a reload, and is gone when it is removed", async () => {
    const before = await inPage(async () => {
      const { own } = await lib.createKey();
      await lib.keepKey({ ...own, since: 7, isSaved: false });
      return own.publicKey;
    });
    await open();
    const kept = await inPage(async () => {
      const key = await lib.ownKey();
      const text = await lib.open(await lib.seal("still here", key.publicKey), key.decrypt);
      return { publicKey: key.publicKey, since: key.since, text, isSigned: await lib.verifyString("x", await lib.signString("x", key.sign), key.publicKey), isOut: await crypto.subtle.exportKey("pkcs8", key.sign).then(() => true, () => false) };
    });
    assert.deepEqual(kept, { publicKey: before, since: 7, text: "still here", isSigned: true, isOut: false });
    await inPage(() => lib.dropKey());
    await open();
    assert.equal(await inPage(async () => (await lib.ownKey()) === undefined), true);
  });

  test("keys of others: the first one counts, another one or none is said, and so until it is accepted", async () => {
    const states = await inPage(async ([a, b]) => {
      const state = async (key) => (await lib.checkKey("118230045561", key)).state;
      const found = [await state(null), await state(a), await state(a), await state(lib.normalForm(a)), await state(b), await state(""), await state(b)];
      await lib.acceptKey("118230045561", b);
      found.push(await state(b));
      await lib.acceptKey("118230045561", b, true);
      found.push(await state(b), await state(a));
      return found;
    }, [A.publicKeySpkiPem, B.publicKeySpkiPem]);
    assert.deepEqual(states, ["none", "first", "known", "known", "changed", "changed", "changed", "known", "compared", "changed"]);
  });
});

describe("canonical text", () => {
  for (const { name, inputJson, canonical } of vectors.canonical) {
    test(name, async () => assert.equal(await inPage(async (text) => lib.canonicalJson(JSON.parse(text)), inputJson), canonical));
  }
  for (const { name, jsExpression, canonical } of vectors.canonicalJsOnly) {
    test(name, async () => assert.equal(await page.evaluate(`lib.canonicalJson((${jsExpression}))`), canonical));
  }
});

describe("signed objects", () => {
  for (const { name, key, inputJson, sig, signedJson, verifiesWithA, verifiesWithB, path: member, result } of vectors.sign) {
    test(name, async () => {
      const found = await inPage(async ({ key, inputJson, member, keys }) => {
        const value = JSON.parse(inputJson);
        // Lists are signed one by one; on the wire there are none.
        if (member) return Promise.all(value[member].map(async (one) => (typeof one === "object" ? (await lib.signJson(one, own[key].sign)).sig : null)));
        const signed = await lib.signJson(value, own[key].sign);
        return { sig: signed.sig, signed, isA: await lib.verifyJson(signed, keys.A.publicKeySpkiPem), isB: await lib.verifyJson(signed, keys.B.publicKeySpkiPem) };
      }, { key, inputJson, member, keys: vectors.keys });
      if (member) return assert.deepEqual(found, result);
      assert.equal(found.sig, sig);
      assert.deepEqual(found.signed, JSON.parse(signedJson));
      assert.deepEqual([found.isA, found.isB], [verifiesWithA, verifiesWithB ?? false]);
    });
  }

  for (const { name, inputJson, key, publicKey = key, result } of vectors.verify) {
    const expected = typeof result === "string" ? false : (STRICTER[name] ?? result);
    test(name, async () => {
      const found = await inPage(async ([text, pem]) => {
        const value = JSON.parse(text);
        return Array.isArray(value) ? Promise.all(value.map((one) => lib.verifyJson(one, pem))) : lib.verifyJson(value, pem);
      }, [inputJson, vectors.keys[publicKey]?.publicKeySpkiPem ?? publicKey]);
      assert.deepEqual(found, expected);
    });
  }

  test("are Node's, and Node's are ours", async () => {
    const { publicKey, privateKey } = newKey();
    const value = { z: [1, { b: "ü", a: null }], 10: "ten", 9: "nine", text: "\u2028😀" };
    assert.equal(await inPage(([value, key]) => lib.verifyJson(value, key), [signObject(privateKey, value), publicKey]), true);
    const signed = await inPage((value) => lib.signJson(value, own.A.sign), value);
    assert.equal(verifyObject(A.publicKeySpkiPem, signed), true);
    assert.equal(verifyObject(A.publicKeySpkiPem, { ...signed, 9: "ten" }), false);
  });
});

describe("signed texts", () => {
  for (const { text, key, signature } of vectors.signString) {
    test(JSON.stringify(text), async () => {
      const found = await inPage(async ([text, key, pem]) => {
        const made = await lib.signString(text, own[key].sign);
        return [made, await lib.verifyString(text, made, pem), await lib.verifyString(`${text} `, made, pem)];
      }, [text, key, vectors.keys[key].publicKeySpkiPem]);
      assert.deepEqual(found, [signature, true, false]);
    });
  }
});

describe("keys as text", () => {
  for (const { name, input, normalized } of vectors.normalize) {
    test(name, async () => {
      assert.equal(await inPage(async (text) => lib.normalForm(text), input), normalized);
      if (!normalized.includes("PUBLIC KEY")) return;
      const found = await inPage(async ([pem, other]) => [lib.isSameKey(pem, other), await lib.isUsable(pem), await lib.open(await lib.seal("x", pem), own.A.decrypt)], [input, A.publicKeySpkiPem]);
      assert.deepEqual(found, [true, true, "x"]);
    });
  }
  for (const { name, input, signGid } of vectors.gid) {
    test(`gid: ${name}`, async () => assert.equal(await inPage(async (text) => lib.gidOf(text), input), signGid));
  }
});

describe("envelopes", () => {
  for (const { name, method, recipient, plaintextUtf8, envelope, decryptPasswordThatWorks } of vectors.envelopes) {
    test(`the library's: ${name}`, async () => {
      const open = method === "rsa" ? ([envelope]) => lib.open(envelope, own.A.decrypt) : ([envelope, password]) => lib.openWithPassword(envelope, password);
      assert.equal(await inPage(open, [envelope, decryptPasswordThatWorks ?? recipient]), plaintextUtf8);
    });
    if (method === "password") test(`with blanks around: ${name}`, async () => assert.equal(await inPage(([envelope, password]) => lib.openWithPassword(envelope, password), [envelope, ` ${recipient} `]), plaintextUtf8));
  }
  for (const { name, envelope, password, result } of vectors.decryptErrors) {
    // A short tag, which the library takes, could be guessed.
    assert.ok(result.throws || name === "tag of 4 bytes");
    test(`refused: ${name}`, async () => assert.equal(await inPage(([envelope, password]) => lib.openWithPassword(envelope, password), [envelope, password ?? ""]), "throws"));
  }

  const TEXTS = ["<p>hi</p>", "Grüße 😀\n\u2028\ufeff", "\ufeff123", "x".repeat(100_000)];
  test("ours are read by Node, and Node's by us", async () => {
    const { publicKey, privateKey } = newKey();
    for (const text of TEXTS) {
      const sealed = await inPage(([text, key]) => lib.seal(text, key), [text, publicKey]);
      assert.deepEqual(Object.keys(sealed), ["method", "encKey", "iv", "tag", "ciphertext"]);
      assert.equal(String(openEnvelope(privateKey, sealed)), text);
      assert.equal(await inPage((envelope) => lib.open(envelope, own.A.decrypt), sealEnvelope(A.publicKeySpkiPem, text)), text);
      const locked = await inPage((text) => lib.sealWithPassword(text, "pässwörd 😀"), text);
      assert.equal(openWithPassword("pässwörd 😀", locked), text);
      assert.equal(await inPage((envelope) => lib.openWithPassword(envelope, "pässwörd 😀"), sealWithPassword("pässwörd 😀", text)), text);
    }
  });

  test("are refused for another key, when a part was changed, and for what is no key", async () => {
    const sealed = sealEnvelope(A.publicKeySpkiPem, "<p>secret</p>");
    const refused = async (act, given) => assert.equal(await inPage(act, given), "throws", JSON.stringify(given));
    await refused((envelope) => lib.open(envelope, own.B.decrypt), sealed);
    for (const part of ["encKey", "iv", "tag", "ciphertext"]) {
      const bytes = Buffer.from(sealed[part], "base64");
      bytes[0] ^= 1;
      await refused((envelope) => lib.open(envelope, own.A.decrypt), { ...sealed, [part]: bytes.toString("base64") });
      await refused((envelope) => lib.open(envelope, own.A.decrypt), { ...sealed, [part]: "" });
    }
    for (const key of ["", "somepassword", A.privateKeyPkcs8Pem, newKey(1024).publicKey, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"]) await refused((key) => lib.seal("text", key), key);
    await refused((key) => lib.seal("", key), A.publicKeySpkiPem);
  });

  test("as text: what was made is found again, and only that", async () => {
    const text = envelopeText(sealEnvelope(A.publicKeySpkiPem, "<p>hi</p>"));
    assert.equal(await inPage((text) => lib.open(lib.readEnvelope(text), own.A.decrypt), text), "<p>hi</p>");
    const ours = await inPage(async (key) => lib.envelopeText(await lib.seal("<p>hi</p>", key)), A.publicKeySpkiPem);
    assert.equal(openEnvelope(A.privateKeyPkcs8Pem, readEnvelopeText(ours)), "<p>hi</p>");
    for (const other of [`<p>${text}</p>`, text.replace("rsa", "RSA"), `${text}|`, text.replace("||", "|x|"), "rsa|"]) assert.equal(await inPage(async (text) => lib.readEnvelope(text) === undefined, other), true);
  });
});

describe("direct messages", () => {
  const about = { roomId: "156602213377", authorId: "104417720915", replyTo: "133344455566" };
  const people = [{ id: "104417720915", publicKey: A.publicKeySpkiPem }, { id: "118230045561", publicKey: B.publicKeySpkiPem }];
  const html = "<p>Grüße 😀</p>";

  test("ours pass every check of the desktop client", async () => {
    const data = await inPage(([html, people, about]) => lib.encryptRoomMessage(html, people, lib.browserDevice(own.A), about), [html, people, about]);
    for (const [at, { privateKeyPkcs8Pem }] of [A, B].entries()) assert.equal(openEnvelope(privateKeyPkcs8Pem, readEnvelopeText(data.message[people[at].id])), html);
    assert.equal(verifyText(A.publicKeySpkiPem, html, data.plainSig), true);
    assert.equal(verifyObject(A.publicKeySpkiPem, data), true);
    assert.deepEqual([data.author, data.reply, data.roomId, data.encrypted], [{ id: about.authorId }, { messageId: about.replyTo }, about.roomId, true]);
  });

  test("the desktop client's are read and verified", async () => {
    const bare = { message: Object.fromEntries(people.map(({ id, publicKey }) => [id, envelopeText(sealEnvelope(publicKey, html))])), roomId: about.roomId, author: { id: about.authorId }, reply: { messageId: null }, timestamp: 1_775_400_000_123, encrypted: true };
    const data = signObject(A.privateKeyPkcs8Pem, { ...bare, plainSig: signText(A.privateKeyPkcs8Pem, html) });
    const read = (data) => inPage(([data, reader, key]) => lib.readRoomMessage({ data, meta: { author: { id: data.author.id } } }, reader, () => key, lib.browserDevice(own.B), data.roomId), [data, people[1].id, A.publicKeySpkiPem]);
    assert.deepEqual(await read(data), { state: "verified", html });
    assert.deepEqual(await read({ ...data, timestamp: 1 }), { state: "unverified", html, doubt: "message" });
    assert.deepEqual(await read(bare), { state: "unverified", html, doubt: "unsigned" });
  });
});

test("a file of some megabytes is the same after its way", async () => {
  const found = await inPage(async () => {
    const content = new Uint8Array(5_000_000).map((_, at) => at % 251);
    const { file, addressOf } = await lib.sealFile(new File([content], "winter.webm", { type: "video/webm" }));
    const about = lib.readSealed(addressOf("https://chat.example/uploads/x.bin"));
    const opened = await lib.openFile(about, await file.arrayBuffer());
    const back = new Uint8Array(await opened.arrayBuffer());
    return { name: opened.name, type: opened.type, isSame: back.length === content.length && back.every((byte, at) => byte === content[at]), sent: [file.name.endsWith(".bin"), file.type] };
  });
  assert.deepEqual(found, { name: "winter.webm", type: "video/webm", isSame: true, sent: [true, "application/octet-stream"] });
});

describe("the key of the desktop client", () => {
  const key = newKey();
  const made = bridgeOf(key);
  /** A page of its own in which the bridge answers by Node, and says what it was asked. */
  async function withBridge(t, change = "") {
    const other = await browser.newPage();
    t.after(() => other.close());
    const asked = [];
    await other.exposeFunction("onNode", async (name, given) => {
      asked.push(name);
      return made[name](...given);
    });
    await other.addInitScript(`window.dcts = Object.fromEntries(${JSON.stringify(Object.keys(made))}.map((name) => [name, (...given) => window.onNode(name, given)])); ${change}`);
    await other.goto(`http://127.0.0.1:${server.address().port}/`);
    await other.evaluate(async () => {
      window.lib = await import("/crypto.js");
      window.device = await window.lib.bridgeDevice().catch(() => "throws");
    });
    return { asked, run: (act, given) => other.evaluate(`(${act})(${JSON.stringify(given ?? null)}).catch(() => "throws")`) };
  }

  test("does everything that the own key does, and is asked for it", async (t) => {
    const { asked, run } = await withBridge(t);
    assert.deepEqual(await run(async () => [device.kind, device.publicKey]), ["bridge", key.publicKey]);
    const signature = await run(() => device.signString("hi"));
    assert.equal(verifyText(key.publicKey, "hi", signature), true);
    const signed = await run(() => device.signJson({ b: 1, a: null }));
    assert.equal(verifyObject(key.publicKey, signed), true);
    assert.deepEqual(await run(([signature, key]) => Promise.all([device.verifyString("hi", signature, key), device.verifyString("ho", signature, key)]), [signature, key.publicKey]), [true, false]);
    assert.deepEqual(await run(([signed, key]) => Promise.all([device.verifyJson(signed, key), device.verifyJson({ ...signed, b: 2 }, key)]), [signed, key.publicKey]), [true, false]);
    const sealed = await run((pem) => device.encrypt("<p>for A</p>", pem), A.publicKeySpkiPem);
    assert.equal(openEnvelope(A.privateKeyPkcs8Pem, sealed), "<p>for A</p>");
    for (const text of ["<p>hi</p>", "123", '{"a":1}', "true"]) assert.equal(await run((envelope) => device.decrypt(envelope), sealEnvelope(key.publicKey, text)), text);
    for (const { input, signGid } of vectors.gid) assert.equal(await run((text) => device.gid(text), input), signGid);
    for (const name of Object.keys(made)) assert.ok(asked.includes(name), name);
  });

  test("writes and reads direct messages", async (t) => {
    const { run } = await withBridge(t);
    const people = [{ id: "104417720915", publicKey: key.publicKey }, { id: "118230045561", publicKey: B.publicKeySpkiPem }];
    const data = await run((people) => lib.encryptRoomMessage("<p>hi</p>", people, device, { roomId: "156602213377", authorId: "104417720915" }), people);
    assert.equal(verifyObject(key.publicKey, data), true);
    assert.equal(openEnvelope(B.privateKeyPkcs8Pem, readEnvelopeText(data.message["118230045561"])), "<p>hi</p>");
    assert.deepEqual(await run((data) => lib.readRoomMessage({ data }, "104417720915", () => null, device, data.roomId), data), { state: "verified", html: "<p>hi</p>" });
  });

  test("on Android: texts in JSON, and answers at once", async (t) => {
    const { run } = await withBridge(t, `
      const on = window.dcts;
      window.dcts = { ...on, getPlatform: () => "android",
        SignJson: async (text) => JSON.stringify(await on.SignJson(JSON.parse(text))),
        VerifyJson: async (text, key) => String(await on.VerifyJson(JSON.parse(text), key)),
        VerifyString: async (...given) => String(await on.VerifyString(...given)),
        EncryptData: async (...given) => JSON.stringify(await on.EncryptData(...given)) };`);
    const signed = await run(() => device.signJson({ b: 1 }));
    assert.equal(verifyObject(key.publicKey, signed), true);
    assert.deepEqual(await run(([signed, key]) => Promise.all([device.verifyJson(signed, key), device.verifyJson({ ...signed, b: 2 }, key), device.verifyString("x", signed.sig, key)]), [signed, key.publicKey]), [true, false, false]);
    assert.equal(openEnvelope(A.privateKeyPkcs8Pem, await run((pem) => device.encrypt("<p>x</p>", pem), A.publicKeySpkiPem)), "<p>x</p>");
  });

  test("fails without harm: functions that are missing, throw, or give nonsense; and no password instead of a key", async (t) => {
    const { run } = await withBridge(t, `
      Object.assign(window.dcts, { SignString: () => { throw new Error("no"); }, SignJson: async () => ({}), VerifyString: undefined, VerifyJson: async () => { throw new Error("no"); }, DecryptData: undefined, GenerateGid: undefined, EncryptData: async () => ({ method: "password", salt: "x", iv: "x", tag: "x", ciphertext: "x" }) });`);
    for (const act of [() => device.signString("x"), () => device.signJson({ a: 1 }), (key) => device.encrypt("x", key), () => device.decrypt({ method: "rsa", encKey: "x", iv: "x", tag: "x", ciphertext: "x" })]) assert.equal(await run(act, key.publicKey), "throws");
    for (const other of ["", "somepassword", null]) assert.equal(await run((pem) => device.encrypt("x", pem), other), "throws");
    assert.equal(await run((signed) => device.verifyJson(signed, device.publicKey), signObject(key.privateKey, { a: 1 })), false);
    assert.equal(await run((signature) => device.verifyString("x", signature, device.publicKey), signText(key.privateKey, "x")), true);
    assert.equal(await run(() => device.gid("short")), "c2hvcnQ=");
  });

  for (const [name, change] of [["none", "delete window.dcts"], ["without keys", "window.dcts = { ShowNotification() {} }"], ["with something that is no key", 'window.dcts.GetPublicKey = async () => "password"'], ["that fails", 'window.dcts.GetPublicKey = async () => { throw new Error("no"); }']]) {
    test(`${name}: there is no such key`, async (t) => {
      const { run } = await withBridge(t, change);
      assert.ok(["throws", undefined].includes(await run(async () => window.device)));
    });
  }
});
