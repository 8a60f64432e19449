// Joining: proof of work, registration, return, login, the guard. What the existing web client makes of it:
// dcts-client.test.mjs.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, connect, newId, newProof, Node, once, register, rejoin, solve, VERSIONS, wait, WAYS } from "./support.mjs";

let node;
before(async () => (node = await Node.start()));
after(() => node.stop());

for (const [version, io] of VERSIONS) {
  for (const [way, transports] of WAYS) {
    test(`socket.io-client ${version}, ${way}: register, leave, come back`, async () => {
      const first = await connect(node.url, { io, transports });
      const member = await register(first);
      assert.equal(member.finishedOnboarding, true);
      assert.match(member.token, /^1\d{47}$/);
      assert.equal("passwordHash" in member || String(member.password).startsWith("$2"), false);
      first.close();
      const second = await connect(node.url, { io, transports });
      const ack = await rejoin(second, member);
      assert.equal(ack.finishedOnboarding, true);
      assert.equal(ack.token, member.token);
      assert.equal(ack.loginName, member.loginName);
      second.close();
    });
  }
}

describe("proof of work", () => {
  test("without one the server asks, and the join goes on after it", async () => {
    const socket = await connect(node.url);
    const challenge = once(socket, "powChallenge");
    const joined = register(socket, { pow: null });
    const { challenge: text, difficulty } = await challenge;
    assert.match(text, /^[0-9a-f]{32}$/);
    assert.equal(difficulty, 2);
    const accepted = once(socket, "powAccepted");
    const verified = await ask(socket, "verifyPow", { challenge: text, solution: solve(text, difficulty), token: null, id: "x" });
    assert.deepEqual(verified, { type: "success", msg: "Authenticated" });
    await accepted;
    assert.equal((await joined).finishedOnboarding, true);
    socket.close();
  });

  test("a weak one is refused with its level", async () => {
    const socket = await connect(node.url);
    const answer = await ask(socket, "verifyPow", { challenge: "abcdef0123456789abcdef0123456789", solution: 1 });
    assert.equal(answer.error, "invalidIdentity");
    assert.deepEqual(answer.powResult, { level: 0, required: 2, valid: false });
    socket.close();
  });

  test("safer: a challenge with the separator in it counts as none", async () => {
    const socket = await connect(node.url);
    const challenge = "a-b";
    socket.emit("userConnected", { id: newId(), pow: { challenge, solution: solve(challenge, 2) } }, () => {});
    await once(socket, "powChallenge");
    socket.close();
  });
});

describe("registration", () => {
  test("onboarding is asked for first", async () => {
    const socket = await connect(node.url);
    const asked = once(socket, "doAccountOnboarding");
    const ack = await ask(socket, "userConnected", { id: newId(), token: null, onboarding: false, pow: newProof() });
    assert.deepEqual(ack, { error: "Onboarding not completed", finishedOnboarding: false, type: "success" });
    await asked;
    socket.close();
  });

  test("a taken login name gets digits; a taken id opens nothing", async () => {
    const a = await connect(node.url);
    const b = await connect(node.url);
    const first = await register(a, { loginName: "twin" });
    const second = await register(b, { loginName: "TWIN" });
    assert.match(second.loginName, /^TWIN\d{4}$/);
    const third = await register(b, { id: first.id, password: "another horse" });
    assert.equal(third.error, "Invalid login");
    assert.equal((await ask(b, "userLogin", { loginName: "twin", password: "correct horse" })).error, null);
    a.close();
    b.close();
  });

  test("safer: bad forms are refused before anything exists, and the form comes back", async () => {
    const socket = await connect(node.url);
    for (const fields of [{ loginName: "no blanks" }, { loginName: null }, { password: "short" }, { password: null }, { id: "abcdefghijkl" }]) {
      const again = once(socket, "doAccountOnboarding");
      const ack = await register(socket, fields);
      assert.equal(typeof ack.error, "string", JSON.stringify(fields));
      assert.equal(ack.finishedOnboarding, undefined);
      await again;
    }
    socket.close();
  });

  test("safer: names keep their digits and lose their markup", async () => {
    const socket = await connect(node.url);
    assert.equal((await register(socket, { name: "007" })).name, "007");
    const other = await connect(node.url);
    const member = await register(other, { name: "<img src=x onerror=alert(1)>", icon: "javascript:alert(1)", aboutme: "<script>x</script>me" });
    assert.equal(member.name, "User");
    assert.equal(member.icon, "");
    assert.equal(member.aboutme, "me");
    socket.close();
    other.close();
  });

  test("by invitation: codes are used up only by accounts", async () => {
    const codes = { "spring-24": { maxUses: 1, expires: -1, createdBy: "1" }, old: { maxUses: -1, expires: 1, createdBy: "1" } };
    const closed = await Node.start({ config: { serverinfo: { registration: { enabled: false, accessCodes: codes } } } });
    const socket = await connect(closed.url);
    for (const code of [undefined, "wrong", "old", "constructor"]) {
      assert.equal((await register(socket, { code })).registration, false, String(code));
    }
    assert.equal(typeof (await register(socket, { code: "spring-24", password: "x" })).error, "string");
    assert.equal((await register(socket, { code: "spring-24" })).finishedOnboarding, true);
    const late = await connect(closed.url);
    assert.equal((await register(late, { code: "spring-24" })).registration, false);
    socket.close();
    late.close();
    await closed.stop();
  });
});

describe("login", () => {
  test("gives a session of its own; the first one stays", async () => {
    const socket = await connect(node.url);
    const member = await register(socket, { loginName: "logs.in" });
    const other = await connect(node.url);
    const answer = await ask(other, "userLogin", { loginName: "logs.in", password: "correct horse" });
    assert.equal(answer.error, null);
    assert.equal(answer.member.id, member.id);
    assert.notEqual(answer.member.token, member.token);
    assert.equal("password" in answer.member, false);
    assert.equal((await rejoin(other, { ...member, token: answer.member.token })).finishedOnboarding, true);
    assert.equal((await rejoin(socket, member)).finishedOnboarding, true);
    socket.close();
    other.close();
  });

  test("wrong password and unknown name sound alike", async () => {
    const socket = await connect(node.url);
    await register(socket, { loginName: "alike" });
    const wrong = await ask(socket, "userLogin", { loginName: "alike", password: "wrong horse" });
    const unknown = await ask(socket, "userLogin", { loginName: "nobody.here", password: "wrong horse" });
    assert.equal(wrong.error, unknown.error);
    socket.close();
  });

  test("guessing is stopped, also for the right password", async () => {
    const own = await Node.start();
    const socket = await connect(own.url);
    await register(socket, { loginName: "guessed" });
    for (let n = 0; n < 5; n++) await ask(socket, "userLogin", { loginName: "guessed", password: `wrong ${n}` });
    const locked = await ask(socket, "userLogin", { loginName: "guessed", password: "correct horse" });
    assert.match(locked.error, /Too many/);
    socket.close();
    await own.stop();
  });
});

describe("the guard", () => {
  test("safer: nobody acts for another member, with or without a token", async () => {
    const a = await connect(node.url);
    const b = await connect(node.url);
    const alice = await register(a);
    const bob = await register(b);
    for (const token of [null, undefined, "", bob.token, alice.token]) {
      const answer = await ask(b, "getMemberList", { id: alice.id, token, channel: "0" });
      assert.equal(typeof answer.error, "string", `token ${token}`);
      const sent = await ask(b, "messageSend", { author: { id: alice.id }, token, message: "x", group: "0", category: "0", channel: "0" });
      assert.equal(typeof sent.error, "string");
    }
    assert.equal(typeof (await ask(b, "getMemberList", { id: bob.id, channel: "0" })).error, "string");
    assert.equal(typeof (await ask(b, "getMemberList", { id: bob.id, token: bob.token, channel: "0" })).members, "object");
    a.close();
    b.close();
  });

  test("a wrong token does not come in, and the socket stays", async () => {
    const socket = await connect(node.url);
    const member = await register(socket);
    const other = await connect(node.url);
    const ack = await rejoin(other, { ...member, token: `2${member.token.slice(1)}` });
    assert.equal(ack.error, "Invalid login");
    assert.equal(other.connected, true);
    socket.close();
    other.close();
  });

  test("no answer shows a token or a password hash of anybody", async () => {
    const a = await connect(node.url);
    const b = await connect(node.url);
    const alice = await register(a);
    const bob = await register(b);
    const auth = { id: alice.id, token: alice.token };
    const texts = [];
    for (const [event, payload] of [["getMemberList", { channel: "0" }], ["getServerMembers", {}], ["resolveMember", { target: bob.id }], ["getServerInfo", {}]]) {
      texts.push(JSON.stringify(await ask(a, event, { ...auth, ...payload })));
    }
    for (const text of texts) assert.equal(text.includes(bob.token) || text.includes("$2b$"), false);
    a.close();
    b.close();
  });

  test("an event with an ack is always acked, whatever it is", async () => {
    const socket = await connect(node.url);
    for (const payload of [{}, null, 7, "x", [], { id: {}, token: [] }, undefined]) {
      for (const event of ["nothingLikeThis", "getChatlog", "messageSend", "userConnected", "userLogin", "verifyPow", "getChannelTree"]) {
        const answer = await ask(socket, event, payload, 5000).catch((error) => error);
        if (event === "userConnected" && answer instanceof Error) continue;
        assert.equal(answer instanceof Error, false, `${event} ${JSON.stringify(payload)}`);
      }
    }
    assert.equal(socket.connected, true);
    socket.close();
  });
});

test("presence: a member is online as long as one of its sockets is", async () => {
  const a = await connect(node.url);
  const b = await connect(node.url);
  const alice = await register(a);
  const bob = await register(b);
  const again = await connect(node.url);
  await rejoin(again, bob);
  const isOnline = async () => {
    const { members } = await ask(a, "getMemberList", { id: alice.id, token: alice.token, channel: "0" });
    return Boolean(members[bob.id].isOnline);
  };
  assert.equal(await isOnline(), true);
  b.close();
  await wait(200);
  assert.equal(await isOnline(), true);
  again.close();
  await wait(200);
  assert.equal(await isOnline(), false);
  a.close();
});
