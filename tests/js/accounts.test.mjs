// Accounts and those who look after them: profiles, passwords, sessions, export, invites; bans, mutes, kicks.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { basicRoles, role } from "./configuration.mjs";
import { ask, connect, enter, newId, newProof, Node, once, person, record, register, rejoin, ROOM, send, VERSIONS, wait } from "./support.mjs";

let node;
let admin;
let mod;
let member;

const MODS = "1003";
const serverroles = {
  ...basicRoles({ readMessages: 1, sendMessages: 1 }),
  [MODS]: role(MODS, 3, { banMember: 1, manageBans: 1, muteUsers: 1, kickUsers: 1, disconnectUsers: 1, viewAuditLog: 1, manageInvites: 1, manageMembers: 1 }, { name: "Mods" }),
};
const config = { serverroles, serverinfo: { login: { maxLoginAttempts: 4 } } };

before(async () => {
  node = await Node.start({ config });
  admin = await person(node, { key: node.adminKeys[0] });
  [mod, member] = await Promise.all([person(node), person(node)]);
  await admin.ask("addUserToRole", { role: MODS, target: mod.id });
});
after(async () => {
  for (const somebody of [admin, mod, member]) somebody.close();
  await node.stop();
});

const login = async (account, password = account.password, url = node.url) => {
  const socket = await connect(url);
  const answer = await ask(socket, "userLogin", { loginName: account.loginName, password });
  socket.close();
  return answer;
};
const refused = (answer, why = /./) => {
  assert.equal(typeof answer?.error, "string", JSON.stringify(answer));
  assert.match(answer.error, why);
};
const audit = async (filter) => (await wait(200), await admin.ask("getAuditlog", filter ? { filter } : {})).logs.map((log) => log.text);

describe("profiles", () => {
  for (const [version, io] of VERSIONS) {
    test(`${version}: are changed in part, and the others hear of it`, async () => {
      const somebody = await person(node, { io });
      const told = once(member.socket, "memberUpdated");
      const answer = await somebody.ask("updateMember", { name: "  Mara <b>B</b> ", status: "here", aboutme: '<p onclick="x()">me</p><script>x</script>', icon: "/uploads/a.png", banner: null });
      assert.ok(!answer.error, JSON.stringify(answer));
      assert.deepEqual([answer.name, answer.status, answer.aboutme, answer.icon, answer.banner], ["Mara B", "here", "<p>me</p>", "/uploads/a.png", ""]);
      await told;
      await somebody.ask("updateMember", { status: null });
      const { data } = await member.ask("resolveMember", { target: somebody.id });
      assert.deepEqual([data.name, data.status, data.icon], ["Mara B", "", "/uploads/a.png"]);
      for (const [event, payload] of [["setUsername", { username: "Zoe" }], ["setStatus", { status: "away" }], ["setPFP", { icon: "/img/default_pfp.png" }]]) {
        assert.equal((await somebody.ask(event, payload)).error, null);
        refused(await ask(somebody.socket, event, { id: somebody.id, ...payload }));
      }
      const { user } = await member.ask("getUserFromId", { target: somebody.id });
      assert.deepEqual([user.name, user.status, user.icon], ["Zoe", "away", "/img/default_pfp.png"]);
      assert.equal((await member.ask("getUserFromId", { target: "199999999999" })).user.id, 0);
      refused(await ask(member.socket, "getUserFromId", { id: member.id, target: somebody.id }));
      somebody.close();
    });
  }

  test("survive a restart", async () => {
    const own = await Node.start({ config });
    const somebody = await person(own);
    await somebody.ask("updateMember", { name: "Kept", aboutme: "<i>x</i>" });
    await own.stop();
    await own.launch();
    const socket = await connect(own.url);
    const back = await rejoin(socket, somebody.account);
    assert.deepEqual([back.name, back.aboutme], ["Kept", "<i>x</i>"]);
    socket.close();
    await own.stop();
  });

  test("safer: members say what they are called, not who they are", async () => {
    const somebody = await person(node);
    const before = (await member.ask("resolveMember", { target: somebody.id })).data;
    await somebody.ask("updateMember", { isVerifiedKey: true, lastOnline: 1, joined: 1, country_code: "XX", onboarding: false, isMuted: true, isBanned: true });
    // The login name and the token are what they were.
    await somebody.ask("updateMember", { loginName: "taken", name: "x" });
    assert.equal((await login(somebody.account)).error, null);
    const { data } = await member.ask("resolveMember", { target: somebody.id });
    for (const key of ["isVerifiedKey", "joined", "country_code", "onboarding", "isMuted", "isBanned"]) assert.deepEqual(data[key], before[key], key);
    refused(await somebody.ask("updateMember", { icon: 'javascript:alert(1)' }));
    refused(await somebody.ask("updateMember", { banner: '/a" onerror="x' }));
    assert.equal((await somebody.ask("updateMember", { icon: "data:image/png;base64,AAAA" })).icon, "");
    refused(await ask(somebody.socket, "updateMember", { id: somebody.id, name: "y" }));
    somebody.close();
  });

  test("safer: a key is one's own, and proven anew when it changes", async () => {
    const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
    const [first, second] = await Promise.all([person(node), person(node)]);
    const asked = once(first.socket, "verifyPublicKey");
    assert.equal((await first.ask("updateMember", { publicKey: pem, isVerifiedKey: true })).isVerifiedKey, false);
    await asked;
    refused(await second.ask("updateMember", { publicKey: "not a key" }));
    assert.deepEqual(await second.ask("getMemberPublicKey", { target: first.id }), { error: null, publicKey: pem });
    assert.deepEqual(await first.ask("getMemberPublicKey", { target: second.id }), { error: null, publicKey: null });
    assert.equal((await first.ask("getMemberPublicKey")).publicKey, null);
    for (const somebody of [first, second]) somebody.close();
  });
});

describe("passwords and sessions", () => {
  test("a changed password ends the other devices, and only the new one opens", async () => {
    const somebody = await person(node);
    const { member: second } = await login(somebody.account);
    const other = await connect(node.url);
    await rejoin(other, { ...somebody.account, token: second.token });
    const gone = once(other, "disconnect");
    refused(await somebody.ask("changePassword", { password: "wrong", newPassword: "another horse" }));
    refused(await somebody.ask("changePassword", { password: somebody.account.password, newPassword: "short" }), /short/);
    assert.equal((await somebody.ask("changePassword", { password: somebody.account.password, newPassword: "another <horse>" })).error, null);
    await gone;
    refused(await login(somebody.account));
    assert.equal((await login(somebody.account, "another <horse>")).error, null);
    // This device stays.
    assert.equal((await somebody.send("still here")).error, null);
    somebody.close();
  });

  test("logging out everywhere leaves this device alone", async () => {
    const somebody = await person(node);
    const { member: second } = await login(somebody.account);
    const other = await connect(node.url);
    await rejoin(other, { ...somebody.account, token: second.token });
    const notice = once(other, "modalMessage");
    const gone = once(other, "disconnect");
    assert.equal((await somebody.ask("logoutEverywhere")).error, null);
    assert.equal((await notice).title, "Logged out");
    await gone;
    const again = await connect(node.url);
    refused(await rejoin(again, { ...somebody.account, token: second.token }));
    assert.equal((await rejoin(again, somebody.account)).finishedOnboarding, true);
    refused(await ask(somebody.socket, "logoutEverywhere", { id: somebody.id }));
    for (const socket of [again, somebody.socket]) socket.close();
  });

  test("safer: an old password is guessed as little as at the login", async () => {
    const somebody = await person(node);
    for (let n = 0; n < 5; n++) await somebody.ask("changePassword", { password: `guess ${n}`, newPassword: "another horse" });
    refused(await somebody.ask("changePassword", { password: somebody.account.password, newPassword: "another horse" }), /Too many/);
    somebody.close();
  });

  test("a moderator resets the password of somebody below", async () => {
    const somebody = await person(node);
    const gone = once(somebody.socket, "disconnect");
    refused(await member.ask("resetPassword", { target: somebody.id }));
    refused(await mod.ask("resetPassword", { target: admin.id }));
    refused(await mod.ask("resetPassword", { target: "199999999999" }));
    const { error, password } = await mod.ask("resetPassword", { target: somebody.id });
    assert.equal(error, null);
    await gone;
    refused(await login(somebody.account));
    assert.equal((await login(somebody.account, password)).error, null);
    assert.ok((await audit("reset the password")).some((text) => text.includes(somebody.id) && !text.includes(password)));
  });

  test("an account is deleted by its owner, with or without what it wrote", async () => {
    for (const messages of ["keep", "remove"]) {
      const somebody = await person(node);
      const { messageId } = await somebody.send(`words to ${messages}`);
      refused(await somebody.ask("deleteAccount", { password: "wrong", messages }));
      refused(await somebody.ask("deleteAccount", { password: somebody.account.password, messages: "burn" }));
      const gone = once(somebody.socket, "disconnect");
      assert.equal((await somebody.ask("deleteAccount", { password: somebody.account.password, messages })).error, null);
      await gone;
      refused(await login(somebody.account));
      refused(await member.ask("resolveMember", { target: somebody.id }));
      const found = await member.ask("resolveMessage", { messageId });
      if (messages === "keep") assert.deepEqual([found.message, found.author.id], ["words to keep", 0]);
      else assert.equal(found.message, null);
      const socket = await connect(node.url);
      assert.equal((await rejoin(socket, somebody.account)).finishedOnboarding, false);
      socket.close();
    }
    refused(await admin.ask("deleteAccount", { password: admin.account.password }), /last administrator/);
  });
});

describe("export and import", () => {
  test("a file opens the account elsewhere, and holds no password hash", async () => {
    const somebody = await person(node);
    const { account } = await somebody.ask("exportAccount");
    assert.deepEqual([account.id, account.token, account.loginName, account.icon, account.banner], [somebody.id, somebody.auth.token, somebody.account.loginName, "", ""]);
    assert.match(account.pow, /^test\w+-\d+$/);
    assert.ok(!JSON.stringify(account).includes("$2") && !("password" in account));
    const socket = await connect(node.url);
    assert.equal((await ask(socket, "importAccount", { account })).error, null);
    const [challenge, solution] = account.pow.split("-");
    assert.equal((await rejoin(socket, { ...account, pow: { challenge, solution } })).finishedOnboarding, true);
    // An account of another server is fine.
    assert.equal((await ask(socket, "importAccount", { account: { ...account, id: newId() } })).error, null);
    refused(await ask(somebody.socket, "exportAccount", { id: somebody.id }));
    refused(await ask(somebody.socket, "exportAccount", { ...somebody.auth, id: member.id }));
    for (const socket_ of [socket, somebody.socket]) socket_.close();
  });

  test("safer: files are no way to guess tokens, and change nothing", async () => {
    const own = await Node.start({ config });
    const somebody = await person(own);
    const socket = await connect(own.url);
    const file = { id: somebody.id, token: "1".repeat(48), password: "$2b$10$abc", name: "Evil" };
    for (let n = 0; n < 4; n++) refused(await ask(socket, "importAccount", { account: file }), /does not open/);
    refused(await ask(socket, "importAccount", { account: file }), /Too many/);
    for (const account of [null, "x", [], {}, { id: null }]) refused(await ask(socket, "importAccount", { account }));
    assert.equal((await somebody.ask("resolveMember", { target: somebody.id })).data.name, somebody.name);
    for (const socket_ of [socket, somebody.socket]) socket_.close();
    await own.stop();
  });
});

describe("invites", () => {
  test("are made, listed, used and deleted", async () => {
    const own = await Node.start({ config: { ...config, serverinfo: { registration: { enabled: true } } } });
    const root = await person(own, { key: own.adminKeys[0] });
    const plain = await person(own);
    const soon = Date.now() + 600_000;
    for (const [code, maxUses, expires] of [["once", 1, soon], ["often-1", -1, -1], ["short_lived", 5, Date.now() + 4000]]) {
      assert.equal((await root.ask("createInvite", { code, maxUses, expires })).error, null, code);
    }
    const { invites } = await root.ask("getInvites");
    assert.deepEqual(Object.keys(invites).sort(), ["often-1", "once", "short_lived"]);
    assert.deepEqual([invites.once.maxUses, invites.once.expires, invites.once.createdBy.name], [1, soon, root.name]);
    await root.ask("updateRegistration", { enabled: false });
    const come = async (code) => {
      const socket = await connect(own.url);
      const answer = await register(socket, { code });
      socket.close();
      return answer;
    };
    await wait(4100);
    for (const code of ["short_lived", "nonsense", "", null, "constructor", "toString", "__proto__"]) assert.equal((await come(code)).registration, false, String(code));
    assert.equal((await come("once")).finishedOnboarding, true);
    assert.equal((await come("once")).registration, false);
    assert.equal((await come("often-1")).finishedOnboarding, true);
    assert.deepEqual(Object.keys((await root.ask("getInvites")).invites), ["often-1"]);
    assert.equal((await root.ask("deleteInvite", { code: "often-1" })).error, null);
    assert.equal((await root.ask("deleteInvite", { code: "often-1" })).error, null);
    assert.deepEqual((await root.ask("getInvites")).invites, {});
    // Entries are written behind the answer.
    await wait(200);
    const logs = (await root.ask("getAuditlog")).logs.map((log) => log.text);
    assert.ok(["created the invite once", "deleted the invite often-1", "expired or was used up"].every((part) => logs.some((text) => text.includes(part))), logs.join("\n"));
    for (const [event, payload] of [["createInvite", { code: "x", maxUses: 1, expires: -1 }], ["getInvites", {}], ["deleteInvite", { code: "x" }]]) refused(await plain.ask(event, payload));
    for (const somebody of [root, plain]) somebody.close();
    await own.stop();
    assert.deepEqual(own.savedConfig().serverinfo.registration.accessCodes, {});
  });

  test("safer: codes are plain, numbers are numbers", async () => {
    for (const wrong of [{ code: "<b>" }, { code: "" }, { code: "x".repeat(65) }, { maxUses: 0 }, { maxUses: "many" }, { expires: 0 }, { expires: null }, { maxUses: -2 }]) {
      refused(await admin.ask("createInvite", { code: "good", maxUses: 1, expires: -1, ...wrong }));
    }
    refused(await admin.ask("deleteInvite", {}));
  });
});

describe("bans", () => {
  test("take effect on all sockets and routes at once, and last over a restart until they are lifted", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const watcher = await person(own);
    const target = await person(own);
    const second = await connect(own.url);
    await rejoin(second, target.account);
    second.emit("setRoom", { ...target.auth, room: ROOM });
    const [notice, ...gone] = [once(target.socket, "modalMessage"), once(target.socket, "disconnect"), once(second, "disconnect")];
    const told = once(watcher.socket, "updateMemberList");
    const begun = Date.now();
    const answer = await root.ask("banUser", { target: target.id, reason: "<i>spam</i>", duration: "2 weeks" });
    assert.deepEqual(answer, { type: "success", msg: "User has been banned", error: null });
    await Promise.all(gone);
    assert.ok(Date.now() - begun < 1000);
    const { title, message } = await notice;
    assert.match(title, /banned until \d{4}-/);
    assert.equal(message, "Reason: &lt;i&gt;spam&lt;/i&gt;");
    await told;
    const read = await fetch(`${own.url}/inbox/fetch`, { method: "POST", body: JSON.stringify(target.auth) });
    assert.equal(read.status, 403);
    const upload = await fetch(`${own.url}/upload?id=${target.id}&filename=a.png&chunkIndex=0&totalChunks=1&fileId=x`, { method: "POST", headers: { "x-user-id": target.id, "x-auth-token": target.auth.token }, body: "x" });
    assert.equal(upload.status, 403);
    const comeBack = async () => {
      const socket = await connect(own.url, { reconnection: false });
      const joined = await rejoin(socket, target.account);
      socket.close();
      return joined;
    };
    assert.match((await comeBack()).error, /banned/);
    const { type, data } = await root.ask("getBans");
    assert.equal(type, "success");
    assert.deepEqual([data.length, data[0].memberId, data[0].reason, data[0].bannedUserObj.name, data[0].bannedModObj.name, data[0].ip], [1, target.id, "&lt;i&gt;spam&lt;/i&gt;", target.name, root.name, null]);
    assert.ok(Math.abs(data[0].until - Date.now() - 14 * 86_400_000) < 60_000);
    // Others on this machine are not banned with it.
    assert.equal((await watcher.send("unharmed")).error, null);
    await own.stop();
    await own.launch();
    assert.match((await comeBack()).error, /banned/);
    const back = await connect(own.url);
    await rejoin(back, root.account);
    const rootAsk = (event, payload) => ask(back, event, { ...root.auth, ...payload });
    assert.equal((await rootAsk("unbanUser", { target: target.id })).type, "success");
    refused(await rootAsk("unbanUser", { target: target.id }));
    assert.equal((await rootAsk("getBans")).data, null);
    assert.equal((await comeBack()).finishedOnboarding, true);
    back.close();
    await own.stop();
  });

  test("end by themselves", async () => {
    const target = await person(node);
    await mod.ask("banUser", { target: target.id, duration: "4 seconds" });
    const socket = await connect(node.url, { reconnection: false });
    assert.match((await rejoin(socket, target.account)).error, /banned/);
    await wait(4100);
    const later = await connect(node.url, { reconnection: false });
    assert.equal((await rejoin(later, target.account)).finishedOnboarding, true);
    later.close();
  });

  test("cover the address of the banned, never that of a proxy or of this machine", async () => {
    const own = await Node.start({ config });
    const from = (address) => ({ extraHeaders: { "x-forwarded-for": address }, transports: ["polling"] });
    const root = await person(own, { key: own.adminKeys[0], ...from("198.51.100.1") });
    const target = await person(own, from("203.0.113.9"));
    const colleague = await person(own, from("198.51.100.1"));
    await root.ask("banUser", { target: target.id, duration: "1 hour" });
    const neighbour = await connect(own.url, { ...from("203.0.113.9"), reconnection: false });
    assert.match((await register(neighbour)).error, /banned/);
    // Nobody locks out the own address.
    await root.ask("banUser", { target: colleague.id, duration: "1 hour" });
    const same = await connect(own.url, from("198.51.100.1"));
    assert.equal((await register(same)).finishedOnboarding, true);
    // SAFER: with the member, its address is free again.
    const { data } = await root.ask("getBans");
    assert.equal(data.length, 3);
    assert.equal((await root.ask("unbanUser", { target: target.id })).type, "success");
    const again = await connect(own.url, { ...from("203.0.113.9"), reconnection: false });
    assert.equal((await register(again)).finishedOnboarding, true);
    for (const socket of [root.socket, colleague.socket, neighbour, same, again]) socket.close();
    await own.stop();
  });

  test("safer: only by those who may, and only of those below", async () => {
    const target = await person(node);
    for (const [event, payload] of [
      ["banUser", { target: target.id, duration: "1 hour" }],
      ["unbanUser", { target: target.id }],
      ["getBans", {}],
      ["muteUser", { target: target.id, time: "1 hour" }],
      ["unmuteUser", { target: target.id }],
      ["kickUser", { target: target.id }],
      ["disconnectUser", { target: target.id }],
      ["getAuditlog", {}],
    ]) {
      refused(await member.ask(event, payload));
      refused(await ask(mod.socket, event, { id: mod.id, ...payload }));
      if (payload.target && event !== "unbanUser") {
        refused(await mod.ask(event, { ...payload, target: admin.id }), /below/);
        refused(await mod.ask(event, { ...payload, target: mod.id }), /yourself/);
        refused(await mod.ask(event, { ...payload, target: "199999999999" }), /no such member/);
      }
    }
    for (const duration of ["", "soon", "0 minutes", "-5 minutes", null, "5", {}]) {
      refused(await mod.ask("banUser", { target: target.id, duration }), /duration/);
      refused(await mod.ask("muteUser", { target: target.id, time: duration }), /duration/);
    }
    assert.equal((await target.send("still here")).error, null);
    // SAFER: nobody bans or unbans by what they write about themselves.
    const banned = await person(node);
    await mod.ask("banUser", { target: banned.id, duration: "1 hour" });
    const socket = await connect(node.url, { reconnection: false });
    const answer = await ask(socket, "userConnected", { ...banned.auth, aboutme: "<script>1</script>", pow: newProof() });
    assert.match(answer.error, /banned/);
    target.close();
  });
});

test("address rules keep out whom they name", async () => {
  const own = await Node.start({ config });
  const root = await person(own, { key: own.adminKeys[0] });
  const guest = await person(own, { transports: ["polling"], extraHeaders: { "x-forwarded-for": "203.0.113.77" } });
  assert.equal((await root.ask("saveIpInfoSettings", { ip: { blacklist: ["203.0.113.0/24"] } })).error, null);
  const get = (path, address) => fetch(own.url + path, { headers: { "x-forwarded-for": address } });
  assert.equal((await get("/", "203.0.113.5")).status, 403);
  assert.equal((await get("/socket.io/?EIO=4&transport=polling", "203.0.113.5")).status, 403);
  assert.equal((await get("/discover", "203.0.113.5")).status, 403, "the black list comes first");
  assert.equal((await get("/", "203.0.114.5")).status, 200);
  // SAFER: nobody names another address by a header of its own.
  assert.equal((await get("/", "203.0.114.5, 203.0.113.5")).status, 403);
  await root.ask("saveIpInfoSettings", { ip: { blacklist: [] } });
  assert.equal((await get("/", "203.0.113.5")).status, 200);
  for (const somebody of [root, guest]) somebody.close();
  await own.stop();
});

test("safer: who floods is refused, then disconnected, then kept out for a while, which ends", async () => {
  const own = await Node.start({ config: { ...config, serverinfo: { ...config.serverinfo, rateLimit: 40, moderation: { bans: { ipBanDuration: "10 seconds" } } } } });
  const root = await person(own, { key: own.adminKeys[0] });
  const from = { extraHeaders: { "x-forwarded-for": "203.0.113.50" }, transports: ["websocket"], reconnection: false };
  const flooder = await person(own, from);
  const flood = async (socket) => {
    const gone = once(socket, "disconnect");
    for (let n = 0; n < 1200; n++) socket.emit("getEmojis", flooder.auth, () => {});
    return gone;
  };
  // A burst beyond what is allowed is only refused.
  const answers = await Promise.all(Array.from({ length: 200 }, () => flooder.ask("getEmojis")));
  assert.ok(answers.some((answer) => /too often/.test(answer.error)));
  assert.equal(flooder.socket.connected, true);
  await flood(flooder.socket);
  for (let n = 0; n < 2; n++) {
    const socket = await connect(own.url, from);
    await flood(socket);
  }
  const late = await connect(own.url, from);
  assert.match((await rejoin(late, flooder.account)).error, /banned/);
  // Others are unharmed, also on this machine, where floods end sockets and ban nobody.
  assert.equal((await root.send("unharmed")).error, null);
  await wait(10_200);
  const back = await connect(own.url, from);
  assert.equal((await rejoin(back, flooder.account)).finishedOnboarding, true);
  for (const socket of [root.socket, late, back]) socket.close();
  await own.stop();
});

describe("mutes, kicks, disconnections", () => {
  test("a muted member reads along until the end, over a restart", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const target = await person(own);
    const notice = once(target.socket, "modalMessage");
    assert.equal((await root.ask("muteUser", { target: target.id, reason: 'say "sorry"\n<b>now</b>', time: "1 hour" })).error, null);
    assert.equal((await notice).message, "Reason: say &quot;sorry&quot;\n&lt;b&gt;now&lt;/b&gt;");
    assert.equal((await target.send("x")).muted, true);
    assert.equal((await root.ask("resolveMember", { target: target.id })).data.isMuted, true);
    await own.stop();
    await own.launch();
    const socket = await connect(own.url);
    await rejoin(socket, target.account);
    assert.equal((await send(socket, target.account, "x")).muted, true);
    const back = await connect(own.url);
    await rejoin(back, root.account);
    assert.equal((await ask(back, "unmuteUser", { ...root.auth, target: target.id })).type, "success");
    refused(await ask(back, "unmuteUser", { ...root.auth, target: target.id }), /not muted/);
    assert.equal((await send(socket, target.account, "x")).error, null);
    for (const one of [socket, back]) one.close();
    await own.stop();
  });

  test("who is kicked has no account any more, also after a restart", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const target = await person(own);
    await root.ask("addUserToRole", { role: MODS, target: target.id });
    const [notice, gone] = [once(target.socket, "modalMessage"), once(target.socket, "disconnect")];
    assert.deepEqual(await root.ask("kickUser", { target: target.id, reason: "<b>out</b>" }), { error: null });
    assert.equal((await notice).message, "Reason: &lt;b&gt;out&lt;/b&gt;");
    await gone;
    const tryIt = async () => {
      const socket = await connect(own.url, { reconnection: false });
      const answer = await rejoin(socket, target.account);
      socket.close();
      return answer;
    };
    assert.equal((await tryIt()).finishedOnboarding, false);
    await own.stop();
    assert.ok(!JSON.stringify(own.savedConfig().serverroles).includes(target.id));
    await own.launch();
    assert.equal((await tryIt()).finishedOnboarding, false);
    await own.stop();
  });

  test("who is disconnected may come back", async () => {
    const target = await person(node);
    const [notice, gone] = [once(target.socket, "modalMessage"), once(target.socket, "disconnect")];
    assert.equal((await mod.ask("disconnectUser", { target: target.id, reason: "a break" })).error, null);
    assert.equal((await notice).wasDisconnected, true);
    assert.equal(await gone, "io server disconnect");
    refused(await mod.ask("disconnectUser", { target: target.id }), /not connected/);
    const socket = await connect(node.url);
    assert.equal((await rejoin(socket, target.account)).finishedOnboarding, true);
    socket.close();
  });
});

describe("the audit log", () => {
  test("tells who did what to whom, in pages, and by what it contains", async () => {
    const target = await person(node);
    await target.ask("updateMember", { name: "A <u> & B" });
    await mod.ask("muteUser", { target: target.id, reason: "loud", time: "1 minute" });
    await wait(200);
    const { error, logs } = await admin.ask("getAuditlog");
    assert.equal(error, null);
    const entry = logs.find((log) => log.text.includes(`muted`) && log.text.includes(target.id));
    assert.ok(entry.text.includes(mod.id) && entry.text.includes("loud"), entry.text);
    assert.ok(!entry.text.includes("<u>"));
    assert.ok(Math.abs(new Date(entry.datetime) - Date.now()) < 120_000, entry.datetime);
    const about = await admin.ask("getAuditlog", { filter: target.id });
    assert.ok(about.logs.length >= 1 && about.logs.every((log) => log.text.includes(target.id)));
    assert.deepEqual((await admin.ask("getAuditlog", { filter: "100%_nothing" })).logs, []);
    const all = await admin.ask("getAuditlog", { index: 0 });
    const rest = await admin.ask("getAuditlog", { index: all.logs.length });
    assert.deepEqual(rest.logs, []);
    assert.deepEqual((await admin.ask("getAuditlog", { index: -5 })).logs.length, all.logs.length);
    target.close();
  });
});

test("safer: nobody looks at anything without a token", async () => {
  for (const event of ["getAllUnread", "getMemberProfile", "getServerMembers", "getMemberList", "resolveMember", "getMemberPublicKey"]) {
    for (const auth of [{ id: member.id }, { id: member.id, token: "" }, { id: member.id, token: mod.auth.token }, {}]) {
      refused(await ask(member.socket, event, { ...auth, target: mod.id, group: "0" }));
    }
  }
  assert.equal((await member.ask("getAllUnread")).error, undefined);
});

test("safer: no client receives a token or a hash of anybody else", async () => {
  const own = await Node.start({ config });
  const root = await person(own, { key: own.adminKeys[0] });
  const [victim, spy] = await Promise.all([person(own), person(own)]);
  await root.ask("addUserToRole", { role: MODS, target: spy.id });
  const received = [];
  for (const who of [spy, root]) who.socket.onAny((...args) => received.push(args));
  const about = { target: victim.id, group: "0", category: "0", channel: "0", groupId: "0", categoryId: "0", channelId: "0", room: ROOM, index: -1, messageId: (await victim.send("hello")).messageId, role: "0", roleId: "0" };
  enter(spy.socket, spy.account);
  const { readdirSync, readFileSync } = await import("node:fs");
  const folder = new URL("../protocol_coverage/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const events = new Set(files.flatMap((name) => Object.keys(JSON.parse(readFileSync(new URL(name, folder), "utf8")).events)));
  for (const destructive of ["kickUser", "banUser", "deleteAccount", "resetPassword", "disconnectUser", "changePassword", "logoutEverywhere"]) events.delete(destructive);
  for (const event of [...events, "getServerMembers", "getMemberList", "getMemberProfile", "resolveMember", "getUserFromId", "exportAccount", "updateMember"]) {
    for (const who of [spy, root]) received.push(await who.ask(event, event === "exportAccount" ? { target: victim.id } : about));
  }
  const text = JSON.stringify(received);
  assert.ok(text.includes(victim.id));
  assert.ok(!text.includes(victim.auth.token));
  assert.ok(!/\$2[aby]\$/.test(text));
  assert.ok(!text.includes(victim.account.loginName));
  for (const who of [root, victim, spy]) who.close();
  await own.stop();
});
