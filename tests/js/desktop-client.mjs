// A model of DCTS's desktop client: its own page, which is of another origin and has a key instead of an
// account, and the window that then shows a server's page with that key (spec 41 section 7).
import assert from "node:assert/strict";
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from "node:crypto";
import http from "node:http";
import { io } from "socket.io-client-v3";
import { notePushes } from "./coverage.mjs";
import { ask, newId, newProof, once } from "./support.mjs";

/** Where its own page comes from. */
const ORIGIN = "http://127.0.0.1:40404";

/** Requests of its own page give up after this time. */
const PATIENCE = 2000;

/** What the installation has: one key for all servers. */
export function newKey(bits = 2048) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return { publicKey: publicKey.export({ type: "spki", format: "pem" }), privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) };
}

const bytes = (text) => Buffer.from(text, "base64");

/** What is in an envelope: the JSON value if it looks like one, else the text. */
export function openEnvelope(privateKey, { method, encKey, iv, tag, ciphertext }) {
  assert.equal(method, "rsa");
  const secret = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, bytes(encKey));
  const decipher = createDecipheriv("aes-256-gcm", secret, bytes(iv));
  decipher.setAuthTag(bytes(tag));
  const text = Buffer.concat([decipher.update(bytes(ciphertext)), decipher.final()]).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A request as it is; `from` is what a trusted proxy says of its origin. */
export function request(node, method, path, { body, headers = {}, from } = {}) {
  const forwarded = from ? { "x-forwarded-for": from } : {};
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: "127.0.0.1", port: node.port, method, path, headers: { ...headers, ...forwarded }, agent: false }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    // A server that has refused a body need not read it to its end.
    sent.on("error", (error) => (sent.res ? undefined : reject(error)));
    sent.end(body);
  });
}

/** A JSON request of a page of another origin: asked for before it is made, and only readable if that is allowed. */
export async function crossOrigin(node, method, path, { body, from } = {}) {
  const headers = { origin: ORIGIN };
  if (body !== undefined) {
    const asked = { ...headers, "access-control-request-method": method, "access-control-request-headers": "content-type" };
    const preflight = await request(node, "OPTIONS", path, { headers: asked, from });
    assert.ok(preflight.status >= 200 && preflight.status < 300, `OPTIONS ${path}: ${preflight.status}`);
    assert.equal(preflight.headers["access-control-allow-origin"], "*", `OPTIONS ${path}`);
    assert.match(preflight.headers["access-control-allow-headers"] ?? "", /content-type/i);
    assert.match(preflight.headers["access-control-allow-methods"] ?? "", new RegExp(method));
    headers["content-type"] = "application/json";
  }
  const begun = Date.now();
  const answer = await request(node, method, path, { body: typeof body === "object" ? JSON.stringify(body) : body, headers, from });
  assert.ok(Date.now() - begun < PATIENCE, `${method} ${path} took ${Date.now() - begun} ms`);
  assert.equal(answer.headers["access-control-allow-origin"], "*", `${method} ${path}: ${answer.status}`);
  return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
}

export class DesktopClient {
  constructor(node, { key = newKey(), from } = {}) {
    this.node = node;
    this.key = key;
    this.from = from;
    this.session = null;
  }

  post(path, body) {
    return crossOrigin(this.node, "POST", path, { body, from: this.from });
  }

  discover() {
    return crossOrigin(this.node, "GET", "/discover", { from: this.from });
  }

  // --- Its own page -----------------------------------------------------------------------------------

  /** The connection to the home server: never joined, never proven. */
  async connect() {
    const headers = { origin: ORIGIN, ...(this.from ? { "x-forwarded-for": this.from } : {}) };
    this.socket = io(this.node.url, { forceNew: true, extraHeaders: headers });
    notePushes(this.socket);
    this.heard = [];
    this.socket.onAny((event) => this.heard.push(event));
    await once(this.socket, "connect");
    return this.socket;
  }

  login(publicKey = this.key.publicKey) {
    return this.post("/dSyncAuth/login", { publicKey });
  }

  verify(identifier, solution, publicKey = this.key.publicKey) {
    return this.post("/dSyncAuth/verify", { identifier, solution, publicKey });
  }

  open(challenge) {
    return openEnvelope(this.key.privateKey, challenge);
  }

  /** The chain that ends with a session: what is stored, else a new one. Null when a step is refused. */
  async authenticate() {
    if (this.session) {
      const { status, body } = await this.post("/dSyncAuth/verify/session", { sessionId: this.session, publicKey: this.key.publicKey });
      if (status === 200 && body.error === null) return this.session;
    }
    const login = await this.login();
    if (login.status !== 200) return null;
    const { identifier, challenge } = login.body;
    const verified = await this.verify(identifier, this.open(challenge));
    if (verified.status !== 200 || verified.body.error !== null) return null;
    this.session = verified.body.sessionId;
    return this.session;
  }

  hello(more = {}) {
    return ask(this.socket, "/messenger/hello", { publicKey: this.key.publicKey, sessionId: this.session, home_server: `127.0.0.1:${this.node.port}`, name: null, icon: null, vanity: null, ...more }, PATIENCE);
  }

  // --- The page of a server, shown in its window ------------------------------------------------------

  /** What the page joins with. `keySolution` is only there for newer pages. */
  form(more = {}) {
    return { id: newId(), token: null, name: "Desktop", icon: "/img/default_pfp.png", status: null, password: null, onboarding: null, aboutme: "", banner: "", loginName: null, publicKey: this.key.publicKey, knownServers: "", code: null, pow: newProof(), ...more };
  }

  /** A new member, whose key is proven or only claimed. */
  async enter(isProven = true) {
    await this.connect();
    await this.register();
    this.id = this.account.id;
    if (isProven) await this.prove();
    return this;
  }

  /** The page registers a member with this key. */
  async register(more = {}) {
    const id = newId();
    const form = this.form({ id, onboarding: true, loginName: `desktop${id}`, password: "correct horse", ...more });
    const account = await ask(this.socket, "userConnected", form);
    assert.equal(account.finishedOnboarding, true, JSON.stringify(account));
    this.account = { ...account, pow: form.pow, password: form.password };
    this.auth = { id: account.id, token: account.token };
    return this.account;
  }

  /** What the page does when it is told `verifyPublicKey`. */
  async prove() {
    const login = await this.login();
    assert.equal(login.status, 200, JSON.stringify(login.body));
    const verified = await this.verify(login.body.identifier, this.open(login.body.challenge));
    assert.equal(verified.status, 200, JSON.stringify(verified.body));
    return verified.body;
  }

  ask(event, payload = {}) {
    return ask(this.socket, event, { ...this.auth, ...payload });
  }

  close() {
    this.socket?.close();
  }
}
