// The holes that DCTS's protocol is known for, each attacked where no other file does (spec 10 section 15 and spec 40;
// which test attacks which: tests/protocol_coverage/session.json and home.json).
import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { Room } from "./direct.mjs";
import { ask, connect, newId, newProof, Node, once, person, record, register, rejoin, solve, STORE, wait } from "./support.mjs";

let node;
let admin;
let member;

before(async () => {
  node = await Node.start();
  admin = await person(node, { key: node.adminKeys[0] });
  member = await person(node);
});
after(async () => {
  for (const somebody of [admin, member]) somebody.close();
  await node.stop();
});

const refused = (answer) => assert.equal(typeof answer?.error, "string", JSON.stringify(answer));
const login = (socket, { loginName }, password) => ask(socket, "userLogin", { loginName, password });

/** How many are registered, as everybody sees it. */
const memberIds = async () => Object.keys(await member.ask("getServerMembers"));

test("safer: no answer holds a password hash, or another's token or login name, not even for an administrator", async () => {
  const everything = [];
  for (const [event, payload] of [
    ["getServerMembers", {}], ["getMemberList", { group: "0", channel: "0" }], ["getMemberProfile", { target: member.id }], ["resolveMember", { target: member.id }],
    ["getUserFromId", { target: member.id }], ["getGroupStats", { group: "0" }], ["getServerInfo", {}], ["exportAccount", {}], ["updateMember", { status: "x" }], ["getServerRoles", {}],
    ["getAllRoles", { group: "0", targetUser: member.id }], ["checkPermission", { permission: "administrator" }], ["checkChannelPermission", { permission: "sendMessages", channel: "0" }],
  ]) everything.push([event, await admin.ask(event, payload)]);
  const socket = await connect(node.url);
  everything.push(["userLogin", await login(socket, admin.account, admin.account.password)], ["userConnected", await rejoin(socket, admin.account)]);
  socket.close();
  for (const [event, answer] of everything) {
    const text = JSON.stringify(answer);
    assert.ok(!/\$2[aby]\$|\$argon2|"password"/.test(text), `${event}: ${text}`);
    for (const secret of [member.auth.token, member.account.loginName]) assert.ok(!text.includes(secret), event);
  }
});

test("safer: who asks for another's account by its id alone gets nothing", async () => {
  const socket = await connect(node.url);
  // The proof of work is shown, as the hole needs it.
  await ask(socket, "userConnected", { id: newId(), pow: newProof() });
  for (const event of ["exportAccount", "getUserFromId", "updateMember", "getServerInfo", "checkChannelPermission", "updateEmoji", "getMemberPublicKey"]) {
    for (const token of [undefined, null, "", 0, false, [], {}]) {
      const answer = await ask(socket, event, { id: admin.id, token, target: admin.id, permission: "administrator", name: "taken over" });
      refused(answer);
      assert.ok(!JSON.stringify(answer).includes(admin.account.loginName));
    }
  }
  refused(await ask(socket, "banUser", { id: admin.id, target: member.id, duration: "1 hour" }));
  socket.close();
});

describe("the home page", () => {
  // What each event needs to be more than a mistake.
  const EVENTS = {
    createDmRoom: { participants: [] }, getDmRooms: {}, getDmRoomMessages: {}, joinDmRoom: {}, sendDmMessage: { payload: {} }, addDmRoomParticipant: {}, removeDmRoomParticipant: {}, deleteDmRoom: {}, markDmAsRead: {}, getAllUnread: {},
    createReport: { type: "dm", plainText: "x", description: "x" }, fetchReports: {}, deleteReport: { reportId: 1 }, deleteMessageInReport: { messageType: "dm" },
    joinServer: {}, createThread: { type: "ticket", title: "x" }, fetchMessages: {}, sendMessage: { text: { content: "x" } }, editMessage: { payload: { content: "x" } }, deleteDMMessage: {}, deleteThread: {}, markRead: {}, joinTicket: {}, fetchTickets: {}, fetchThreads: {}, joinStaff: {},
    createContent: { type: "posts", title: "x", body: "x" }, editContent: { type: "posts", idOrSlug: 1, title: "x" }, deleteContent: { type: "posts", idOrSlug: 1 }, markContentRead: { type: "posts", contentId: 1 }, updateHero: { title: "x" }, updateHeroAbout: { about: "x" }, saveServerInfo: { serverinfo: { home: { title: "x" } } },
  };

  // So many attempts would be refused for being many.
  const config = { serverinfo: { rateLimit: 1_000_000 } };
  let home;
  let root;
  let reader;
  before(async () => {
    home = await Node.start({ config });
    root = await person(home, { key: home.adminKeys[0] });
    reader = await person(home);
  });
  after(async () => {
    for (const somebody of [root, reader]) somebody.close();
    await home.stop();
  });

  test("safer: the id of a member alone opens no message, ticket or report, and is nobody's pen", async () => {
    const room = await Room.of(root, reader);
    const { meta } = await room.said(root, "<p>a secret</p>");
    const { threadId } = await reader.ask("createThread", { type: "ticket", title: "a secret" });
    await reader.ask("sendMessage", { threadId, text: { content: "a secret" } });
    const [message] = (await reader.ask("fetchMessages", { threadId })).messages;
    const known = { roomId: room.id, threadId, messageId: meta.messageId, targetId: meta.messageId, memberId: root.id, userId: root.id, authorId: root.id };
    const payload = { data: room.data(root, "<p>forged</p>"), messageEditId: null };
    const outside = await connect(home.url);
    await ask(outside, "userConnected", { id: newId(), pow: newProof() });
    const thief = await person(home);
    for (const socket of [outside, thief.socket]) {
      const heard = [];
      socket.onAny((event, ...rest) => /[dD]m|[tT]hread|ticket|receive(Message|Hydrate|Content)|Report/.test(event) && heard.push([event, rest]));
      for (const token of [undefined, null, "", 0, false, [], {}, "1", `1${"2".repeat(47)}`, thief.auth.token]) {
        for (const [event, more] of Object.entries(EVENTS)) {
          const answer = await ask(socket, event, { ...known, ...more, ...(event === "sendDmMessage" && { payload }), ...(event === "editMessage" && { messageId: message.id }), id: root.id, token });
          refused(answer);
          assert.doesNotMatch(answer.error, /too often/);
          assert.ok(!JSON.stringify(answer).includes("secret"), event);
        }
      }
      assert.deepEqual(heard, []);
    }
    assert.deepEqual(await room.texts(reader), ["<p>a secret</p>"]);
    assert.deepEqual((await reader.ask("fetchMessages", { threadId })).messages, [message]);
    for (const socket of [outside, thief.socket]) socket.close();
  });

  test("safer: whatever is sent, it is answered once and in words", async () => {
    const somebody = await person(home);
    for (const event of Object.keys(EVENTS)) {
      for (const payload of [undefined, null, 7, "x", true, [], {}, { id: somebody.id }, { ...somebody.auth, roomId: {}, threadId: [], messageId: true, participants: {}, payload: 7, text: 7, type: {}, targetId: {}, reportId: {}, idOrSlug: {}, contentId: {}, timestamp: {}, limit: {}, status: {}, ts: {}, title: {}, body: {}, serverinfo: 7, bannerUrl: {}, about: {} }]) {
        const answers = [];
        const answered = new Promise((resolve) => somebody.socket.emit(event, payload, (...answer) => (answers.push(answer), resolve())));
        await Promise.race([answered, wait(5000)]);
        assert.equal(answers.length, 1, `${event} ${JSON.stringify(payload)}`);
        const [answer] = answers[0];
        assert.ok(answer && typeof answer === "object", event);
        if (!payload?.token) refused(answer);
      }
      // Nobody waits for an answer that was not asked for.
      somebody.socket.emit(event, { ...somebody.auth });
      somebody.socket.emit(event);
    }
    assert.equal(typeof (await somebody.ask("getServerInfo")).serverinfo, "object");
    assert.equal(somebody.socket.connected, true);
    somebody.close();
  });

  test("safer: nobody is the server", async () => {
    for (const token of [undefined, null, "", " "]) {
      const socket = await connect(node.url, { reconnection: false });
      const joined = await ask(socket, "userConnected", { id: "system", token, pow: newProof(), loginName: "system", name: "System", password: "correct horse", onboarding: true });
      assert.notEqual(joined.id, "system", JSON.stringify(joined));
      refused(await ask(socket, "getDmRooms", { id: "system", token }));
      socket.close();
    }
    const socket = await connect(node.url);
    for (const password of [undefined, null, "", "system"]) refused(await login(socket, { loginName: "system" }, password));
    socket.close();
    const room = await Room.of(member);
    refused(await member.ask("sendDmMessage", { payload: { data: { ...room.data(member, "x"), author: { id: "system" } } } }));
    assert.deepEqual(Object.keys((await member.ask("getDmRooms")).rooms.find(({ roomId }) => roomId === room.id).participants), [member.id]);
  });
});

test("safer: markup about oneself bans nobody and lifts no ban, before and after joining", async () => {
  const markup = { aboutme: "<script>1</script>", name: "<script>1</script>x", status: "<script>1</script>" };
  const [free, banned] = [await person(node), await person(node)];
  await admin.ask("banUser", { target: banned.id, duration: "1 hour" });
  for (const target of [free, banned]) {
    const socket = await connect(node.url, { reconnection: false });
    await ask(socket, "userConnected", { id: target.id, token: null, pow: newProof(), ...markup });
    socket.close();
  }
  await free.ask("updateMember", markup);
  assert.equal((await free.send("not banned")).error, null);
  const back = await connect(node.url, { reconnection: false });
  assert.match((await rejoin(back, banned.account)).error, /banned/);
  assert.deepEqual((await admin.ask("getBans")).data.map(({ memberId }) => memberId), [banned.id]);
  await admin.ask("unbanUser", { target: banned.id });
  for (const one of [free.socket, back]) one.close();
});

test("safer: codes named like what every object has are no invites, for nobody and nowhere", async () => {
  const closed = await Node.start({ config: { serverinfo: { registration: { enabled: false, accessCodes: {} } } } });
  const socket = await connect(closed.url);
  for (const code of ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf", "prototype", "", " ", 0, [], {}, true, ["constructor"]]) {
    const answer = await register(socket, { code });
    assert.equal(answer.registration, false, JSON.stringify([code, answer]));
    assert.notEqual(answer.finishedOnboarding, true);
  }
  socket.close();
  await closed.stop();
  assert.deepEqual(closed.savedConfig().serverinfo.registration.accessCodes, {});
});

test("safer: without a trusted proxy, nobody's headers say where they come from", async () => {
  const config = { dcts_edge: { trustedProxies: [] }, serverinfo: { login: { maxLoginAttempts: 4 }, moderation: { ip: { blacklist: ["203.0.113.0/24"], whitelist: ["192.0.2.1"] } } } };
  const own = await Node.start({ config });
  const as = (address) => ({ "x-forwarded-for": address, "x-real-ip": address, forwarded: `for=${address}` });
  // To be shut out, or to have another shut out.
  assert.equal((await fetch(own.url, { headers: as("203.0.113.5") })).status, 200);
  const target = await person(own);
  // To guess without end.
  const answers = [];
  for (let n = 0; n < 8; n++) {
    const socket = await connect(own.url, { transports: ["polling"], extraHeaders: as(`198.51.100.${n}`) });
    answers.push((await login(socket, { loginName: `nobody${n}` }, "wrong horse")).error);
    socket.close();
  }
  assert.match(answers.at(-1), /Too many/);
  target.close();
  await own.stop();
});

describe("the proof of work", () => {
  test("safer: without one nothing goes on, and a join that is left creates nobody", async () => {
    const known = await memberIds();
    const id = newId();
    const socket = await connect(node.url);
    let answered = false;
    const form = { id, token: null, name: "x", loginName: `user${id}`, password: "correct horse", onboarding: true, pow: null };
    const challenged = once(socket, "powChallenge");
    socket.emit("userConnected", form, () => (answered = true));
    const { challenge } = await challenged;
    const weak = await ask(socket, "verifyPow", { challenge, solution: weakSolution(challenge) });
    assert.equal(weak.error, "invalidIdentity");
    for (const event of ["getServerInfo", "getServerMembers", "getChatlog", "messageSend"]) refused(await ask(socket, event, { id, token: null, author: { id } }));
    socket.close();
    await wait(300);
    assert.equal(answered, false);
    assert.deepEqual(await memberIds(), known);
  });

  test("safer: one join waits on a socket, however often it asks", async () => {
    const socket = await connect(node.url);
    const challenges = record(socket, "powChallenge");
    const [accepted, onboarded] = [record(socket, "powAccepted"), record(socket, "doAccountOnboarding")];
    for (let n = 0; n < 20; n++) socket.emit("userConnected", { id: newId(), pow: null }, () => {});
    await wait(500);
    const { challenge, difficulty } = challenges.at(-1);
    assert.equal((await ask(socket, "verifyPow", { challenge, solution: solve(challenge, difficulty) })).type, "success");
    await wait(300);
    assert.deepEqual([accepted.length, onboarded.length], [1, 1]);
    socket.close();
  });

  function weakSolution(challenge) {
    for (let solution = 0; ; solution++) if (solution !== solve(challenge, 2)) return solution;
  }
});

test("safer: visitors leave nothing behind: no member of a role, no line to another's messages", async () => {
  const own = await Node.start();
  const target = await person(own);
  const visitors = [];
  const strangers = [];
  for (let n = 0; n < 25; n++) {
    const socket = await connect(own.url);
    const id = newId();
    strangers.push(id);
    await ask(socket, "userConnected", { id, token: null, pow: newProof() });
    visitors.push(socket);
  }
  // A join that fails does not make a socket one of that member's.
  const thief = await connect(own.url);
  refused(await ask(thief, "userConnected", { id: target.id, token: `1${"2".repeat(47)}`, pow: newProof() }));
  refused(await ask(thief, "userConnected", { id: target.id, token: null, pow: newProof() }));
  const stolen = [];
  thief.onAny((event) => stolen.push(event));
  const listed = once(target.socket, "receiveGroupList");
  target.tell("getGroupList");
  await listed;
  const other = await person(own);
  await other.send(`<p>for &lt;@${target.id}&gt;</p>`);
  await wait(300);
  assert.deepEqual(stolen, []);
  for (const socket of [...visitors, thief, target.socket, other.socket]) socket.close();
  await own.stop();
  const text = JSON.stringify(own.savedConfig());
  for (const id of strangers) assert.ok(!text.includes(id), id);
});

test("safer: ids, tokens and challenges are not to be guessed from those before", async () => {
  const socket = await connect(node.url);
  const tokens = [];
  for (let n = 0; n < 12; n++) tokens.push((await login(socket, member.account, member.account.password)).member.token);
  const digits = tokens.map((token) => (assert.match(token, /^1\d{47}$/), token.slice(1)));
  assert.equal(new Set(digits).size, digits.length);
  // Of random digits a tenth agrees at the same place; of a counter or a clock, most do.
  for (const [index, one] of digits.entries()) {
    for (const other of digits.slice(index + 1)) assert.ok([...one].filter((digit, at) => digit === other[at]).length < 20, `${one} ${other}`);
  }
  const messages = [];
  for (let n = 0; n < 12; n++) messages.push((await member.send(`m${n}`)).messageId);
  const ascends = messages.filter((id, at) => at > 0 && Number(id) > Number(messages[at - 1])).length;
  assert.ok(ascends > 0 && ascends < 11, messages.join());
  socket.close();
});

test("safer: logging in often is no guessing, and a right password clears the count", async () => {
  const own = await Node.start({ config: { serverinfo: { login: { maxLoginAttempts: 3 } } } });
  const somebody = await person(own);
  const socket = await connect(own.url);
  for (let n = 0; n < 10; n++) assert.equal((await login(socket, somebody.account, somebody.account.password)).error, null, `login ${n}`);
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 2; n++) refused(await login(socket, somebody.account, "wrong horse"));
    assert.equal((await login(socket, somebody.account, somebody.account.password)).error, null, `round ${round}`);
  }
  for (const one of [socket, somebody.socket]) one.close();
  await own.stop();
});

test("safer: nobody else is asked about the address of a visitor", async () => {
  const inodes = () => {
    const folder = `/proc/${node.child.pid}/fd`;
    return new Set(readdirSync(folder).flatMap((name) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }));
  };
  /** Ends of the node's own sockets that are not on this machine. */
  const outside = () => {
    const own = inodes();
    return ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) => readFileSync(`/proc/net/${kind}`, "utf8").trim().split("\n").slice(1)).flatMap((line) => {
      const [, , remote, , , , , , , inode] = line.trim().split(/\s+/);
      const isLocal = /^0+:/.test(remote) || /^0100007F:/.test(remote) || /^0{24}01000000:/.test(remote) || /^0{16}FFFF00000100007F:/.test(remote);
      return own.has(inode) && !isLocal ? [remote] : [];
    });
  };
  const seen = new Set();
  const watching = setInterval(() => outside().forEach((remote) => seen.add(remote)), 5);
  const guest = await person(node, { transports: ["polling"], extraHeaders: { "x-forwarded-for": "8.8.8.8" } });
  await fetch(node.url, { headers: { "x-forwarded-for": "8.8.4.4" } });
  await wait(1000);
  clearInterval(watching);
  assert.deepEqual([...seen], []);
  assert.equal(guest.account.country_code, null);
  guest.close();
});

test("safer: counters of addresses, names and members are bounded, as far as memory shows", async () => {
  const own = await Node.start();
  const socket = await connect(own.url, { transports: ["websocket"] });
  const round = async (name) => {
    // By address and path over HTTP, by name at the login.
    for (let n = 0; n < 3000; n += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, k) => fetch(`${own.url}/inbox/${name}${n + k}/read`, { method: "POST", body: "{}", headers: { "x-forwarded-for": `198.${18 + (name === "a" ? 0 : 1)}.${(n + k) >> 8}.${(n + k) & 255}` } }).then((response) => response.text())));
    }
  };
  await round("a");
  const held = own.memory();
  await round("b");
  assert.ok(own.memory() - held < 3000, `${own.memory() - held} KiB more`);
  socket.close();
  await own.stop();
});

test("safer: passwords are what was typed, no more and no less", async () => {
  for (const [password, others] of [
    ["0000007", ["7", "07", "000007", " 0000007"]],
    ["a&b<i>c</i>d", ["a&amp;bcd", "a&bcd", "a&b&lt;i>c&lt;/i>d"]],
    ["  null  ", ["null", "", null]],
    ["<script>x</script>", ["", "x"]],
    ["TrueTrue", ["truetrue", "TRUETRUE", true]],
    ["äöüßéñ\u{1f600}", ["äöüßéñ", "aousen"]],
    // Hashes that DCTS can read hold the first 72 bytes only.
    ...(STORE === "mariadb" ? [] : [[`${"x".repeat(80)}1`, [`${"x".repeat(80)}2`, "x".repeat(72)]]]),
  ]) {
    const socket = await connect(node.url, { transports: ["polling"], extraHeaders: { "x-forwarded-for": `192.0.2.${Math.floor(Math.random() * 200)}` } });
    const account = await register(socket, { password });
    assert.equal(account.finishedOnboarding, true, JSON.stringify([password, account]));
    for (const other of others) refused(await login(socket, account, other));
    assert.equal((await login(socket, account, password)).error, null, password);
    socket.close();
  }
});
