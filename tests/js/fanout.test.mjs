// Who gets what when a thousand are here: counted, packet by packet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { basicRoles, channel, groupOf, OPEN, role } from "./configuration.mjs";
import { ask, connect, enter, inRoom, newProof, Node, once, send, wait } from "./support.mjs";

const MEMBERS = 1000;
const CREW = 100;
const IN_ROOM = 40;
const CREW_ROOM = "0-0-5";
const EVENTS = ["messageCreate", "messageEdited", "receiveDeleteMessage", "updateReactions", "memberTyping"];

const idOf = (n) => `1000000${String(n).padStart(5, "0")}`;
const tokenOf = (n) => `1${String(n).padStart(47, "0")}`;

/** A server of an old version with so many members, the first of them in the crew. */
function config() {
  const servermembers = {};
  const everybody = [];
  for (let n = 0; n < MEMBERS; n++) {
    const id = idOf(n);
    everybody.push(id);
    servermembers[id] = { id, token: tokenOf(n), name: `Member ${n}`, loginName: `member${n}`, onboarding: true, joined: Date.now(), lastOnline: Date.now() };
  }
  const members = basicRoles({ sendMessages: 1 });
  return {
    servermembers,
    serverroles: { ...members, 0: { ...members[0], members: everybody }, 1002: role("1002", 2, {}, { members: everybody.slice(0, CREW) }) },
    groups: groupOf(channel("0", { 0: OPEN }), channel("5", { 0: { viewChannel: -1 }, 1002: OPEN })),
    serverinfo: { pow: { difficulty: 1 }, slots: { limit: 2 * MEMBERS }, rateLimit: 10_000 },
  };
}

test("safer: a message goes to exactly those who may see its channel, everything else to those who have it open", async () => {
  const node = await Node.start({ config: config() });
  const sockets = [];
  const counts = Object.fromEntries(EVENTS.map((event) => [event, new Array(MEMBERS).fill(0)]));
  for (let from = 0; from < MEMBERS; from += 50) {
    const batch = Array.from({ length: 50 }, async (_, at) => {
      const n = from + at;
      const socket = await connect(node.url, { reconnection: false });
      const answer = await ask(socket, "userConnected", { id: idOf(n), token: tokenOf(n), pow: newProof(1) }, 30_000);
      assert.equal(answer.finishedOnboarding, true, JSON.stringify(answer));
      for (const event of EVENTS) socket.on(event, () => counts[event][n]++);
      sockets[n] = socket;
    });
    await Promise.all(batch);
  }
  const account = (n) => ({ id: idOf(n), token: tokenOf(n) });
  for (let n = 0; n < IN_ROOM; n++) enter(sockets[n], account(n), CREW_ROOM);
  // Those who may not see the room do not get into it.
  for (let n = MEMBERS - 10; n < MEMBERS; n++) enter(sockets[n], account(n), CREW_ROOM);
  await wait(200);

  /** Waits until everything on its way has arrived, then tells who got the event how often. */
  async function received(event) {
    await Promise.all(sockets.map((socket, n) => ask(socket, "checkPermission", { ...account(n), permission: "sendMessages" }, 30_000)));
    const got = counts[event].map((count, n) => [n, count]).filter(([, count]) => count > 0);
    counts[event].fill(0);
    assert.ok(got.every(([, count]) => count === 1), `${event} came more than once`);
    return got.map(([n]) => n);
  }
  const first = (length) => Array.from({ length }, (_, n) => n);

  const shown = once(sockets[1], "messageCreate");
  const { messageId, error } = await send(sockets[0], account(0), "for the crew", inRoom(CREW_ROOM));
  assert.equal(error, null);
  await shown;
  assert.deepEqual(await received("messageCreate"), first(CREW));
  // The message has ended its author's typing, which nobody saw begin.
  assert.deepEqual(await received("memberTyping"), []);

  sockets[3].emit("isTyping", { ...account(3), room: CREW_ROOM });
  sockets[MEMBERS - 1].emit("isTyping", { ...account(MEMBERS - 1), room: CREW_ROOM });
  assert.deepEqual(await received("memberTyping"), first(IN_ROOM));
  sockets[3].emit("stoppedTyping", { ...account(3), room: CREW_ROOM });
  assert.deepEqual(await received("memberTyping"), first(IN_ROOM));

  assert.equal((await ask(sockets[2], "addMessageReaction", { ...account(2), messageId, emojiHash: "1f44d", default: true })).error, null);
  assert.deepEqual(await received("updateReactions"), first(IN_ROOM));

  assert.equal((await send(sockets[0], account(0), "for the crew!", { ...inRoom(CREW_ROOM), editedMsgId: messageId })).error, null);
  assert.deepEqual(await received("messageEdited"), first(IN_ROOM));

  assert.equal((await ask(sockets[0], "deleteMessage", { ...account(0), messageId })).error, null);
  assert.deepEqual(await received("receiveDeleteMessage"), first(CREW));

  assert.equal((await send(sockets[MEMBERS - 1], account(MEMBERS - 1), "for all")).error, null);
  assert.deepEqual(await received("messageCreate"), first(MEMBERS));
  sockets.forEach((socket) => socket.close());
  await node.stop();
});
