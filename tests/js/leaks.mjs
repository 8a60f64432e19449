// Looks for secrets in everything that a test process receives: password hashes, keys of roles, and tokens
// that are not the receiver's own. `leak-watch.mjs` puts it between the process and the network.

const SECRET = /(?<!\d)(?:\d{48}|\d{64})(?!\d)|\$2[aby]\$|\$argon2/g;

/** Longer than every secret: what may still become one at the end of a piece of bytes. */
const MARGIN = 128;

/** A number that a test made up, such as `1111...`, is no secret: real ones are random. */
const isRandom = (digits) => digits.startsWith("1") && new Set(digits).size > 5;

/** What opens a Socket.IO connection, long polling or WebSocket: the request, and the answer where that is all that is readable. */
const SOCKET_REQUEST = /(?:GET|POST) \/socket\.io\/\?/;
const SOCKET_ANSWER = /^HTTP\/1\.1 101 /;

/** Those answers hold a token, that of the account they are about. */
const ACCOUNTS = { userConnected: (answer) => answer, userLogin: (answer) => answer?.member, exportAccount: (answer) => answer?.account };

export class LeakScan {
  constructor() {
    this.found = new Set();
    /** Whose token it is. */
    this.owners = new Map();
    /** How often a token came over connections of Socket.IO, and how often it was rightly there. */
    this.arrived = new Map();
    this.expected = new Map();
    this.open = new Set();
  }

  /** A connection of its own, of any kind. */
  connection() {
    const connection = { received: "", sent: "", known: new Set(), isSocket: false };
    this.open.add(connection);
    return connection;
  }

  /** Bytes that a connection sends. What is readable in them is known to it, so it may come back. */
  sending(connection, bytes) {
    const text = connection.sent + bytes.toString("latin1");
    connection.isSocket ||= SOCKET_REQUEST.test(text);
    for (const [secret] of text.matchAll(SECRET)) connection.known.add(secret);
    connection.sent = text.slice(-MARGIN);
  }

  /** Bytes that it receives, in pieces of any size. */
  receiving(connection, bytes) {
    connection.received += bytes.toString("latin1");
    connection.isSocket ||= SOCKET_ANSWER.test(connection.received);
    this.#scan(connection, connection.received.length - MARGIN);
  }

  closed(connection) {
    this.#scan(connection, connection.received.length);
    this.open.delete(connection);
  }

  #scan(connection, end) {
    if (end < 1) return;
    // One character before the start is kept: a secret does not begin amid digits.
    for (const match of connection.received.matchAll(SECRET)) {
      if (match.index < (connection.isResumed ? 1 : 0) || match.index >= end) continue;
      this.#judge(connection, match[0]);
    }
    connection.received = connection.received.slice(Math.max(0, end - 1));
    connection.isResumed = true;
  }

  #judge(connection, secret) {
    if (secret.startsWith("$")) return this.#leak(connection, "a password hash");
    if (!isRandom(secret) || connection.known.has(secret)) return;
    if (secret.length === 64) return this.#leak(connection, `the key of a role, ${secret.slice(0, 8)}...`);
    if (!connection.isSocket) return this.#leak(connection, `a token, ${secret.slice(0, 8)}...`);
    // Whose it is may be known only later.
    this.arrived.set(secret, (this.arrived.get(secret) ?? 0) + 1);
  }

  /** An ack that a client got: the account in it is the one that it asked for, and no other's token is there. */
  acknowledged(event, payload, answer) {
    const account = ACCOUNTS[event]?.(answer);
    const token = account?.token;
    for (const [secret] of JSON.stringify(answer ?? null).matchAll(SECRET)) {
      if (secret.length === 48 && secret !== token && isRandom(secret) && secret !== payload?.token) this.found.add(`${event} answered with another's token, ${secret.slice(0, 8)}...`);
    }
    if (typeof token !== "string") return;
    const owner = this.owners.get(token);
    if (owner !== undefined && owner !== account.id) this.found.add(`${event} gave ${account.id} the token of ${owner}`);
    this.owners.set(token, account.id);
    this.expected.set(token, (this.expected.get(token) ?? 0) + 1);
  }

  #leak(connection, what) {
    this.found.add(`${what}, over ${connection.isSocket ? "Socket.IO" : "HTTP"}`);
  }

  /** What was found, when nothing more comes. */
  findings() {
    for (const connection of [...this.open]) this.closed(connection);
    const unexplained = [...this.arrived].filter(([token, count]) => count > (this.expected.get(token) ?? 0));
    return [
      ...this.found,
      ...unexplained.map(([token, count]) => `the token ${token.slice(0, 8)}... of ${this.owners.get(token) ?? "somebody"} came ${count} times, ${this.expected.get(token) ?? 0} of them to its owner`),
    ];
  }
}
