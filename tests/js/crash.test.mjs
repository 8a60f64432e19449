// The node killed in the middle of 50 writers, again and again, on one and the same database. Two rounds
// unless DCTS_EDGE_CRASH_ROUNDS says otherwise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, connect, newProof, Node, register, rejoin, runBinary, send, STORE, wait } from "./support.mjs";

const ROUNDS = Number(process.env.DCTS_EDGE_CRASH_ROUNDS ?? 2);
const WRITERS = 50;

test(`${STORE}: ${ROUNDS} rounds of kill -9 under ${WRITERS} writers`, { timeout: 30_000 * (ROUNDS + 2) }, async () => {
  const node = await Node.start({ config: { serverinfo: { rateLimit: 1_000_000, slots: { limit: 1000 } } } });
  const acknowledged = new Set();
  let members;
  for (let round = 0; round < ROUNDS; round++) {
    const sockets = await Promise.all(Array.from({ length: WRITERS }, () => connect(node.url, { reconnection: false, timeout: 30_000 })));
    if (members) await Promise.all(sockets.map((socket, at) => rejoin(socket, { ...members[at], pow: newProof() })));
    else members = await Promise.all(sockets.map((socket) => register(socket)));
    let isOver = false;
    let count = 0;
    sockets.forEach(async (socket, at) => {
      for (let n = 0; !isOver; n++) {
        const answer = await send(socket, members[at], `${round}.${at}.${n}`, {}, 60_000).catch(() => ({}));
        if (answer.messageId) {
          acknowledged.add(answer.messageId);
          count++;
        }
      }
    });
    await wait(500 + 37 * round);
    await node.stop("SIGKILL");
    isOver = true;
    sockets.forEach((socket) => socket.close());
    await wait(50);
    assert.ok(count > 20, `only ${count} acknowledged in round ${round}`);
    await node.launch();
  }
  const socket = await connect(node.url);
  await rejoin(socket, { ...members[0], pow: newProof() });
  const stored = [];
  for (let index = -1; ; ) {
    const { data } = await ask(socket, "getChatlog", { id: members[0].id, token: members[0].token, groupId: "0", categoryId: "0", channelId: "0", index });
    if (data.length === 0) break;
    stored.push(...data.filter((message) => !message.isSystemMsg));
    index = data[0].timestamp;
  }
  socket.close();
  await node.stop();
  const ids = new Set(stored.map((message) => message.messageId));
  const lost = [...acknowledged].filter((id) => !ids.has(id));
  const doubled = stored.length - new Set(stored.map((message) => message.message)).size;
  console.log(`# ${STORE}: ${ROUNDS} rounds, ${acknowledged.size} acknowledged, ${lost.length} lost, ${doubled} doubled`);
  assert.deepEqual(lost, []);
  assert.equal(doubled, 0);
  const checked = await runBinary(["db-check", "--data", node.data]);
  assert.equal(checked.code, 0, checked.stderr);
});
