// What all pages of DCTS's web client have in common: the browser with its storage, the connection, the
// join, and the dialogs before it. Does what the unmodified client does, no more: it waits where that
// waits, and breaks where that breaks. What breaks it is a fault; `settled()` fails with the faults.
import assert from "node:assert/strict";
import { io } from "socket.io-client-v3";
import { noteAck, notePushes } from "./coverage.mjs";
import { newId, solve, wait } from "./support.mjs";

/** The page would wait for ever; nobody waits longer than this for an answer. */
const PATIENCE = 9000;

/** The end of a chain that waits for an answer which never comes. */
const STANDSTILL = new Error("standstill");

/** One browser: what it stores outlives the pages that it shows, one after the other. */
export class Browser {
  constructor(node, stored = {}) {
    this.node = node;
    this.storage = { name: `User ${Math.floor(Math.random() * 10_000)}`, icon: "/img/default_pfp.png", banner: "", aboutme: "", ...stored };
    this.media = new Map();
    this.faults = [];
    this.loads = [];
    /** Shows the page another answer than the server's, to see what it makes of it. */
    this.alter = null;
  }

  /** Goes to an address, from whatever page it shows. */
  open(Kind, address = "/") {
    this.page?.leave();
    this.loads.push(address);
    this.page = new Kind(this, address);
    return this.page;
  }

  /** `localStorage.getItem`. */
  stored(key) {
    return this.storage[key] ?? null;
  }

  /** Waits until the page, also one that was loaded anew meanwhile, has nothing more to do. */
  async settled({ quiet = 300, patience = 25_000 } = {}) {
    const deadline = Date.now() + patience;
    for (let page, activity; ; ) {
      [page, activity] = [this.page, this.page.activity];
      await wait(quiet);
      if (page === this.page && page.isAtRest && page.activity === activity) break;
      if (Date.now() < deadline) continue;
      this.faults.push(`the page never comes to rest, it waits for: ${[...page.waiting].join(", ")}`);
      break;
    }
    assert.deepEqual(this.faults, []);
    return this.page.screen;
  }

  /** Waits for something to be shown, then for the rest. */
  async until(shown, patience = 12_000) {
    const deadline = Date.now() + patience;
    while (!shown(this.page.screen)) {
      if (Date.now() > deadline) assert.fail(`it was never shown: ${shown}\n${JSON.stringify(this.page.screen, null, 1)}\n${this.faults.join("\n")}`);
      await wait(25);
    }
    return this.settled();
  }

  close() {
    this.page?.leave();
  }
}

export class Page {
  constructor(browser, address) {
    this.browser = browser;
    this.address = new URL(address, browser.node.url);
    this.screen = { splash: true, overlay: null, dialog: null, toasts: [] };
    /** Everything that was emitted, with its payload, in order. */
    this.emitted = [];
    /** The acks, in order. */
    this.answers = [];
    this.activity = 0;
    this.busy = 0;
    this.waiting = new Set();
    this.timers = new Set();
    this.connect();
  }

  connect() {
    this.socket = io(this.browser.node.url, { forceNew: true, reconnectionDelay: 200, reconnectionDelayMax: 500 });
    notePushes(this.socket);
    let wasLost = false;
    this.on("connect", () => {
      this.hasConnected = true;
      // The connection is looked at once a second; when it is there again, the page is loaded anew.
      if (wasLost) return this.reload();
      return this.join();
    });
    this.on("disconnect", () => {
      wasLost = true;
      this.screen.overlay = "connection lost";
    });
    this.on("powChallenge", (challenge) => this.proveWork(challenge));
    this.on("powAccepted", () => {});
    this.on("doAccountOnboarding", () => (this.screen.dialog = { kind: "login" }));
    this.on("modalMessage", (notice) => this.showNotice(notice));
  }

  on(event, react) {
    this.socket.on(event, (...payload) => {
      this.activity++;
      this.run(event, () => react(...payload));
    });
  }

  /** An exception ends what it interrupts, and nothing else. */
  async run(what, work) {
    this.busy++;
    try {
      await work();
    } catch (error) {
      if (error !== STANDSTILL && !this.isGone) this.fault(`${what}: ${error.stack.split("\n").slice(0, 2).join(" ")}`);
    } finally {
      this.busy--;
      this.activity++;
    }
  }

  fault(text) {
    if (!this.isGone) this.browser.faults.push(text);
  }

  /** Emits without asking for an ack. */
  tell(event, payload = {}) {
    this.activity++;
    this.emitted.push({ event, payload });
    this.socket.emit(event, payload);
  }

  /** Emits, and goes on when the ack is there. Nothing may stay unanswered, but a join whose proof of work is still asked for. */
  ask(event, payload = {}) {
    this.activity++;
    this.emitted.push({ event, payload });
    this.waiting.add(event);
    return new Promise((resolve, reject) => {
      const stop = this.later(PATIENCE, () => {
        this.waiting.delete(event);
        // With the connection, its answers are lost; the page shows that.
        if (this.screen.overlay) return reject(STANDSTILL);
        if (event === "userConnected" && this.isChallenged) return;
        this.fault(`no answer to ${event} ${JSON.stringify(payload)}`);
        reject(STANDSTILL);
      });
      this.socket.emit(event, payload, (answer) => {
        stop();
        this.activity++;
        this.waiting.delete(event);
        noteAck(event, answer);
        this.answers.push({ event, answer });
        if (!this.isGone) resolve(this.browser.alter ? this.browser.alter(event, answer) : answer);
      });
    });
  }

  later(delay, work) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, delay);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  /** Nothing is under way, from the first connection on, but the join that the server holds back until there is a proof of work. */
  get isAtRest() {
    return this.hasConnected && this.busy === (this.isChallenged && this.waiting.has("userConnected") ? 1 : 0);
  }

  sent(event) {
    return this.emitted.filter((entry) => entry.event === event).map((entry) => entry.payload);
  }

  get auth() {
    return { id: this.browser.stored("id"), token: this.browser.stored("token") };
  }

  leave() {
    this.isGone = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.socket.close();
  }

  reload() {
    if (!this.isGone) this.browser.open(this.constructor, this.address.pathname + this.address.search);
  }

  // --- Toasts ---------------------------------------------------------------------------------------

  /** The code calls string methods on what is there: null is not. */
  toast({ title, message, msg, type, icon, buttons }) {
    const kind = type === undefined ? "info" : type.toLowerCase();
    const picture = icon === undefined ? `/img/${kind}.png` : icon.toLowerCase();
    for (const button of Object.values(buttons ?? {})) button.text.toLowerCase();
    this.screen.toasts.push({ title: title ?? message ?? msg, text: message ?? msg, kind, picture });
  }

  showNotice(notice) {
    this.toast(notice);
    if (!notice.action) return;
    if (notice.token) Object.assign(this.browser.storage, { token: notice.token, loginName: notice.loginName });
    this.busy++;
    this.later(notice.displayTime ?? 4000, () => this.reload());
  }

  // --- Joining --------------------------------------------------------------------------------------

  profile() {
    const { storage } = this.browser;
    storage.id ??= newId();
    const stored = (key) => this.browser.stored(key);
    return {
      id: storage.id, name: stored("name"), icon: stored("icon"), status: stored("status"), token: stored("token"),
      aboutme: stored("aboutme"), banner: stored("banner"),
      pow: { challenge: stored("pow_challenge"), solution: stored("pow_solution") },
    };
  }

  /** The whole argument of `userConnected`, as the chat page and the home page send it. */
  joinForm(more = {}) {
    return { ...this.profile(), password: null, onboarding: null, loginName: null, publicKey: null, knownServers: "", code: null, ...more };
  }

  store(account) {
    for (const key of ["token", "icon", "banner", "aboutme", "status", "loginName", "name", "id"]) {
      if (account[key]) this.browser.storage[key] = String(account[key]);
    }
  }

  /** What is done with each ack of `userConnected`. Whether the page may go on. */
  joined(answer) {
    if (answer.error) {
      // It is searched, so it must be a text.
      if (answer.error.includes("banned")) {
        this.screen.dialog = { kind: "instance", text: answer.error };
        return false;
      }
      this.toast({ ...answer, title: answer.title ?? answer.error });
      if (answer.registration === false) this.screen.dialog = { kind: "invite" };
      return false;
    }
    this.store(answer);
    return answer.finishedOnboarding === true;
  }

  // --- Proof of work --------------------------------------------------------------------------------

  async proveWork({ challenge, difficulty }) {
    this.isChallenged = true;
    assert.match(challenge, /^[0-9a-f]{32}$/);
    assert.equal(typeof difficulty, "number");
    const { pow_challenge, pow_solution } = this.browser.storage;
    if (!pow_challenge || !pow_solution) {
      this.screen.dialog = { kind: "identity", challenge, difficulty };
      return;
    }
    await this.verify(pow_challenge, pow_solution);
  }

  async verify(challenge, solution) {
    const answer = await this.ask("verifyPow", { challenge, solution, ...this.auth });
    if (answer.type === "success") {
      Object.assign(this.browser.storage, { pow_challenge: challenge, pow_solution: String(solution) });
      if (this.screen.dialog?.kind === "upgrade") this.screen.dialog = null;
      return;
    }
    this.toast(answer);
    if (answer.error !== "invalidIdentity") return;
    const { level, required } = answer.powResult;
    this.screen.dialog = { kind: "upgrade", level: level.toFixed(), required };
  }

  /** The person lets the client make an identity: solved, sent, stored, and the page loaded anew at once. */
  createIdentity() {
    const { challenge, difficulty } = this.screen.dialog;
    const solution = solve(challenge, difficulty);
    this.tell("verifyPow", { challenge, solution, ...this.auth });
    Object.assign(this.browser.storage, { pow_challenge: challenge, pow_solution: String(solution) });
    this.reload();
  }

  /** The person lets the client make the stored identity harder. */
  upgradeIdentity() {
    const challenge = this.browser.stored("pow_challenge");
    return this.run("upgrade", () => this.verify(challenge, solve(challenge, this.screen.dialog.required)));
  }

  /** The person chooses a file instead. */
  importIdentity(account) {
    return this.run("import", async () => {
      const [challenge, solution] = account.pow.split("-");
      if (!challenge || !solution) return;
      const answer = await this.ask("importAccount", { account });
      if (answer.error !== null) return this.toast({ title: answer.error, type: "error" });
      Object.assign(this.browser.storage, { pow_challenge: challenge, pow_solution: solution });
      this.store(account);
      this.reload();
    });
  }

  // --- The login form, and the form to register -------------------------------------------------------

  logIn(loginName, password) {
    return this.run("login", async () => {
      const { error, member } = await this.ask("userLogin", { loginName, password });
      if (error !== null) return this.toast({ title: error, type: "error" });
      for (const key of ["icon", "banner", "aboutme", "status"]) member[key].trim();
      this.store(member);
      this.reload();
    });
  }

  register({ loginName, password, name = this.browser.stored("name"), code = null }) {
    return this.run("register", async () => {
      this.screen.dialog = null;
      this.browser.storage.name = name;
      const answer = await this.ask("userConnected", this.joinForm({ onboarding: true, loginName, password, code }));
      // Stores who it is now, and waits to be told to load the page anew.
      this.joined(answer);
    });
  }
}
