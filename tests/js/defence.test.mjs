// What keeps a node usable when somebody wants it otherwise: guessed passwords, floods of newcomers, addresses that
// the operator does not want.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { basicRoles } from "./configuration.mjs";
import { execute } from "./database.mjs";
import { ask, connect, newId, newProof, Node, once, person, register, rejoin, solve, STORE, wait } from "./support.mjs";

const serverroles = basicRoles({ readMessages: 1, sendMessages: 1 });
const from = (address) => ({ transports: ["polling"], extraHeaders: { "x-forwarded-for": address } });
const logIn = (socket, loginName, password) => ask(socket, "userLogin", { loginName, password }, 60_000);

describe("passwords", () => {
  const stored = async (node, member) => (await execute(node, `SELECT password FROM members WHERE id = '${member.id}'`))[0][0];
  const restart = async (node, passwordHash) => {
    await node.stop();
    const config = node.savedConfig();
    config.dcts_edge.passwordHash = passwordHash;
    writeFileSync(node.configPath, JSON.stringify(config));
    await node.launch();
  };

  test("are hashed as the database wants it, and anew when that changes", { timeout: 60_000 }, async () => {
    const node = await Node.start({ config: { serverroles } });
    let socket = await connect(node.url);
    const member = await register(socket);
    socket.close();
    // DCTS may get a MariaDB back, and knows bcrypt only.
    const [usual, other] = STORE === "mariadb" ? [/^\$2b\$10\$/, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/] : [/^\$argon2id\$v=19\$m=7168,t=5,p=1\$/, /^\$2b\$10\$/];
    const names = STORE === "mariadb" ? ["argon2id", "auto"] : ["bcrypt", "auto"];
    assert.match(await stored(node, member), usual);
    for (const [name, form] of [[names[0], other], [names[1], usual]]) {
      await restart(node, name);
      socket = await connect(node.url);
      assert.equal(typeof (await logIn(socket, member.loginName, "wrong horse")).error, "string");
      assert.doesNotMatch(await stored(node, member), form, "a wrong password changes nothing");
      assert.equal((await logIn(socket, member.loginName, member.password)).error, null);
      socket.close();
      await wait(300);
      assert.match(await stored(node, member), form);
    }
    await node.stop();
  });

  test("guesses of strangers hold nobody up who is known", { timeout: 60_000 }, async () => {
    const node = await Node.start({ config: { serverroles, serverinfo: { login: { maxLoginAttempts: 100_000 } } } });
    const member = await person(node);
    const strangers = await Promise.all(Array.from({ length: 40 }, () => connect(node.url)));
    let answered = 0;
    const guesses = strangers.map((socket, n) => logIn(socket, `nobody${n}`, "guess").then((answer) => (answered++, answer)));
    await wait(50);
    const before = answered;
    assert.ok(before < 35, `most guesses wait still: ${before}`);
    assert.equal((await member.ask("changePassword", { password: member.account.password, newPassword: "better horse" })).error, null);
    // The comparison and the new hash each waited for the guess that was being computed, at most.
    assert.ok(answered - before <= 4, `${answered - before} guesses were first`);
    for (const answer of await Promise.all(guesses)) assert.match(answer.error, /Wrong login name or password/);
    for (const socket of strangers) socket.close();
    member.close();
    await node.stop();
  });

  test("beyond what can be computed strangers are refused at once", { timeout: 60_000 }, async () => {
    const node = await Node.start({ config: { serverroles, serverinfo: { login: { maxLoginAttempts: 100_000 } } } });
    const sockets = await Promise.all(Array.from({ length: 4 }, () => connect(node.url)));
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => logIn(sockets[n % 4], `nobody${n}`, "guess")));
    const busy = answers.filter((answer) => /busy/.test(answer.error)).length;
    const wrong = answers.filter((answer) => /Wrong login name or password/.test(answer.error)).length;
    assert.equal(busy + wrong, 200, "each is answered");
    assert.ok(busy >= 60 && wrong >= 128, `${busy} refused, ${wrong} compared`);
    for (const socket of sockets) socket.close();
    await node.stop();
  });
});

describe("guessing", () => {
  let node;
  before(async () => {
    node = await Node.start({ config: { serverroles, serverinfo: { registration: { enabled: false, accessCodes: { right: { maxUses: -1, expires: -1, createdBy: "x" } } } } } });
  });
  after(() => node.stop());

  const tryCode = async (address, code) => {
    const socket = await connect(node.url, from(address));
    const id = newId();
    const answer = await ask(socket, "userConnected", { id, onboarding: true, code, name: "N", loginName: `user${id}`, password: "correct horse", pow: newProof() });
    socket.close();
    return answer;
  };

  test("of invite codes ends for the address that does it", async () => {
    for (let n = 0; n < 10; n++) assert.match((await tryCode("198.51.100.1", `wrong${n}`)).error, /not valid/);
    const stopped = await tryCode("198.51.100.1", "right");
    assert.match(stopped.error, /Too many wrong codes/);
    assert.equal(stopped.registration, false);
    assert.equal((await tryCode("198.51.100.2", "right")).error, undefined);
  });

  test("of role keys does not keep others from using theirs", async () => {
    const join = async (address) => {
      const socket = await connect(node.url, from(address));
      const account = await register(socket, { code: "right" });
      return { socket, redeem: (key) => ask(socket, "redeemKey", { id: account.id, token: account.token, key }) };
    };
    const [guesser, other] = [await join("198.51.100.3"), await join("198.51.100.4")];
    for (let n = 0; n < 10; n++) assert.match((await guesser.redeem(`1${String(n).padStart(63, "0")}`)).error, /No role/);
    assert.match((await guesser.redeem(node.adminKeys[0])).error, /Too many wrong keys/);
    assert.equal((await other.redeem(node.adminKeys[0])).error, null);
    for (const { socket } of [guesser, other]) socket.close();
  });
});

test("the proof of work rises for strangers under attack, not for who has an account", { timeout: 60_000 }, async () => {
  const config = { serverroles, serverinfo: { login: { maxLoginAttempts: 100_000 } }, dcts_edge: { powMaxDifficulty: 3 } };
  const node = await Node.start({ config });
  const member = await person(node);
  const attacker = await connect(node.url);
  for (let n = 0; n < 60; n++) await logIn(attacker, `nobody${n}`, "guess");
  attacker.close();

  const stranger = await connect(node.url);
  const id = newId();
  const challenged = once(stranger, "powChallenge");
  const weak = newProof(2);
  const joined = ask(stranger, "userConnected", { id, onboarding: true, name: "N", loginName: `user${id}`, password: "correct horse", pow: weak });
  const { challenge, difficulty } = await challenged;
  assert.equal(difficulty, 3);
  if (!solvesAt(weak, 3)) {
    const refused = await ask(stranger, "verifyPow", { ...weak, id, token: null });
    assert.deepEqual(refused.powResult.required, 3);
    assert.equal(refused.error, "invalidIdentity");
  }
  assert.equal((await ask(stranger, "verifyPow", { challenge, solution: solve(challenge, 3), id, token: null })).type, "success");
  assert.equal((await joined).finishedOnboarding, true);

  const again = await connect(node.url);
  assert.equal((await rejoin(again, member.account)).finishedOnboarding, true);
  for (const socket of [stranger, again]) socket.close();
  member.close();
  await node.stop();
});

const solvesAt = ({ challenge, solution }, difficulty) => solution >= solve(challenge, difficulty) && solve(challenge, difficulty) === solution;

describe("looking addresses up", () => {
  const FACTS = {
    "93.184.216.1": { is_vpn: true, location: { country_code: "DE" } },
    "93.184.216.2": { is_vpn: false, company: { domain: "x.example" }, location: { country_code: "at" } },
    "93.184.216.3": { is_tor: true, company: { domain: "good.example" }, location: { country_code: "CH" } },
    "93.184.216.4": { location: { country_code: "XX" } },
  };
  let service;
  let asked;
  let node;
  before(async () => {
    asked = [];
    service = http.createServer((request, response) => {
      const ip = new URL(request.url, "http://x").searchParams.get("q");
      asked.push(ip);
      // Slow, so that people are there before the answer is.
      setTimeout(() => {
        response.writeHead(FACTS[ip] ? 200 : 500, { "content-type": "application/json" });
        response.end(JSON.stringify(FACTS[ip] ?? { error: "no" }));
      }, 700);
    });
    await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
    const address = `127.0.0.1:${service.address().port}`;
    node = await Node.start({
      config: {
        serverroles,
        serverinfo: { moderation: { ip: { companyDomainWhitelist: ["good.example"], blockedCountryCodes: ["xx"], whitelist: ["93.184.217.0/24"] } } },
        dcts_edge: { outgoing: { allow: [address], ipLookup: `http://${address}/?q={ip}` } },
      },
    });
  });
  after(async () => {
    await node.stop();
    service.close();
  });
  const get = (address, path = "/") => fetch(node.url + path, { headers: { "x-forwarded-for": address } });
  const until = async (isTrue) => {
    for (let n = 0; n < 100 && !isTrue(); n++) await wait(50);
    assert.ok(isTrue());
  };

  test("lets everybody in at first, and sends away whom the rules keep out", async () => {
    for (const address of ["93.184.216.1", "93.184.216.4"]) {
      const socket = await connect(node.url, from(address));
      const gone = once(socket, "disconnect");
      const told = once(socket, "modalMessage", { where: (notice) => notice.type === "error" });
      assert.equal((await register(socket)).finishedOnboarding, true);
      assert.match((await told).message, /not let in/);
      await gone;
      assert.equal((await get(address)).status, 403);
      assert.equal((await get(address, "/discover")).status, 200, "these paths are open to all");
      socket.close();
    }
    assert.deepEqual(asked, ["93.184.216.1", "93.184.216.4"], "each is asked for once");
  });

  test("lets those in whom the lists name", async () => {
    const socket = await connect(node.url, from("93.184.216.3"));
    await register(socket);
    await until(() => asked.includes("93.184.216.3"));
    await wait(1000);
    assert.equal(socket.connected, true);
    assert.equal((await get("93.184.216.3")).status, 200);
    socket.close();
  });

  test("tells the country of a new member, also after a restart, and is not asked again", async () => {
    const socket = await connect(node.url, from("93.184.216.2"));
    const member = await register(socket);
    const country = async (socket) => (await ask(socket, "resolveMember", { id: member.id, token: member.token, target: member.id })).data.country_code;
    for (let n = 0; n < 50 && (await country(socket)) !== "AT"; n++) await wait(50);
    assert.equal(await country(socket), "AT");
    socket.close();
    const before = asked.length;
    await node.stop();
    await node.launch();
    const again = await connect(node.url, from("93.184.216.2"));
    await rejoin(again, member);
    assert.equal(await country(again), "AT");
    await wait(300);
    assert.equal(asked.length, before, "the database knows");
    again.close();
  });

  test("never for this machine and private networks; a service that fails keeps nobody out", async () => {
    const before = asked.length;
    for (const address of ["127.0.0.1", "10.1.2.3", "192.168.1.7", "fd00::1", "203.0.113.1"]) assert.equal((await get(address)).status, 200, address);
    await wait(300);
    assert.equal(asked.length, before);
    const socket = await connect(node.url, from("93.184.216.9"));
    assert.equal((await register(socket)).finishedOnboarding, true);
    await until(() => asked.includes("93.184.216.9"));
    await wait(1000);
    assert.equal(socket.connected, true);
    const count = asked.length;
    assert.equal((await get("93.184.216.9")).status, 200);
    await wait(200);
    assert.equal(asked.length, count, "nor is it asked again at once");
    socket.close();
  });
});

test("nobody is looked up unless the operator names a service", async () => {
  const node = await Node.start({ config: { serverroles } });
  const socket = await connect(node.url, from("93.184.216.1"));
  assert.equal((await register(socket)).finishedOnboarding, true);
  assert.equal(node.savedConfig().dcts_edge.outgoing.ipLookup, "");
  await wait(200);
  assert.doesNotMatch(node.log, /could not be looked up/);
  socket.close();
  await node.stop();
});

test("the audit log says what was and what is", async () => {
  const node = await Node.start({ config: { serverroles } });
  const admin = await person(node, { key: node.adminKeys[0] });
  assert.equal((await admin.ask("saveIpInfoSettings", { ip: { blacklist: ["203.0.113.0/24"], blockVPN: false } })).error, null);
  assert.equal((await admin.ask("saveServerInfo", { serverinfo: { name: "Tin Roof" } })).error, null);
  assert.equal((await admin.ask("updateChannelName", { channel: "0", name: "harbour" })).error, null);
  await wait(200);
  const texts = (await admin.ask("getAuditlog")).logs.map((log) => log.text);
  const has = (pattern) => assert.ok(texts.some((text) => pattern.test(text)), `${pattern}: ${JSON.stringify(texts)}`);
  has(/IP rules: blacklist: \[\] → \[&quot;203\.0\.113\.0\/24&quot;\]; blockVPN: true → false/);
  has(/settings of the server: name: &quot;.*&quot; → &quot;Tin Roof&quot;/);
  has(/channel harbour.*name: &quot;.*&quot; → &quot;harbour&quot;/);
  admin.close();
  await node.stop();
});
