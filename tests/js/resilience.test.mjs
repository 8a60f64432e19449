// What clients must survive: upgrades in the middle of everything, a cable that is pulled, a restart,
// and a node that is killed.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { unwatched } from "./leak-watch.mjs";
import { ask, connect, enter, Node, once, register, rejoin, send, VERSIONS, wait } from "./support.mjs";

/** Passes bytes on until it is cut. */
async function cable(port) {
  const ends = new Set();
  const server = net.createServer((near) => {
    const far = unwatched(net.connect(port, "127.0.0.1"));
    for (const end of [near, far]) {
      ends.add(end);
      end.on("error", () => {});
      end.on("close", () => ends.delete(end));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut: () => ends.forEach((end) => end.destroy()),
    close: () => server.close(),
  };
}

const history = async (socket, member) => {
  const texts = [];
  for (let index = -1; ; ) {
    const { data } = await ask(socket, "getChatlog", { id: member.id, token: member.token, groupId: "0", categoryId: "0", channelId: "0", index });
    if (data.length === 0) return texts;
    texts.unshift(...data.filter((message) => !message.isSystemMsg).map((message) => message.message));
    index = data[0].timestamp;
  }
};

for (const [version, io] of VERSIONS) {
  test(`${version}: an upgrade in the middle of a stream loses and doubles nothing`, async () => {
    const node = await Node.start();
    const writer = await connect(node.url);
    const author = await register(writer);
    for (let round = 0; round < 5; round++) {
      const reader = io(node.url, { transports: ["polling", "websocket"], forceNew: true });
      await once(reader, "connect");
      const member = await register(reader);
      const seen = [];
      reader.on("messageCreate", (message) => message.author.id === author.id && seen.push(message.message));
      const upgraded = reader.io.engine.transport.name === "websocket" ? Promise.resolve() : new Promise((resolve) => reader.io.engine.once("upgrade", resolve));
      enter(reader, member);
      for (let n = 0; n < 60; n++) {
        await send(writer, author, `${round}.${n}`);
        if (n % 10 === 0) await wait(5);
      }
      await upgraded;
      assert.equal(reader.io.engine.transport.name, "websocket");
      await send(writer, author, `${round}.last`);
      await wait(150);
      assert.deepEqual(seen, [...Array.from({ length: 60 }, (_, n) => `${round}.${n}`), `${round}.last`]);
      reader.close();
    }
    writer.close();
    await node.stop();
  });

  test(`${version}: a pulled cable is mended by the client, and the conversation goes on`, async () => {
    const node = await Node.start();
    const line = await cable(node.port);
    const socket = await connect(line.url, { io, transports: ["websocket"] });
    const member = await register(socket);
    for (let round = 0; round < 3; round++) {
      const lost = once(socket, "disconnect");
      const back = once(socket, "connect");
      line.cut();
      assert.match(await lost, /transport/);
      await back;
      assert.equal((await rejoin(socket, member)).finishedOnboarding, true);
      enter(socket, member);
      assert.equal((await send(socket, member, `after cut ${round}`)).error, null);
    }
    assert.deepEqual(await history(socket, member), ["after cut 0", "after cut 1", "after cut 2"]);
    socket.close();
    line.close();
    await node.stop();
  });

  test(`${version}: a restart is survived, over every transport`, async () => {
    const node = await Node.start();
    const clients = [];
    for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
      const socket = await connect(node.url, { io, transports });
      clients.push({ socket, member: await register(socket) });
    }
    await send(clients[0].socket, clients[0].member, "before");
    await wait(300);
    const lost = clients.map(({ socket }) => once(socket, "disconnect"));
    const back = clients.map(({ socket }) => once(socket, "connect", { timeout: 15_000 }));
    const { code } = await node.stop("SIGTERM");
    assert.equal(code, 0);
    // Not "io server disconnect": clients come back by themselves only if the server did not say so.
    for (const reason of await Promise.all(lost)) assert.match(reason, /transport/);
    await node.launch();
    await Promise.all(back);
    for (const { socket, member } of clients) {
      assert.equal((await rejoin(socket, member)).finishedOnboarding, true);
      assert.equal((await send(socket, member, "after")).error, null);
    }
    assert.deepEqual(await history(clients[0].socket, clients[0].member), ["before", "after", "after", "after"]);
    clients.forEach(({ socket }) => socket.close());
    await node.stop();
  });
}

test("kill -9 in a burst: what was acknowledged is there, and what was shown is there", async () => {
  for (let round = 0; round < 3; round++) {
    const node = await Node.start();
    const writers = [];
    for (let n = 0; n < 4; n++) {
      const socket = await connect(node.url, { reconnection: false });
      writers.push({ socket, member: await register(socket) });
    }
    const reader = await connect(node.url, { reconnection: false });
    const watcher = await register(reader);
    enter(reader, watcher);
    await wait(100);
    const shown = new Set();
    const acknowledged = new Set();
    reader.on("messageCreate", (message) => !message.isSystemMsg && shown.add(message.messageId));
    let isOver = false;
    writers.forEach(async ({ socket, member }, at) => {
      for (let n = 0; !isOver && n < 5000; n++) {
        send(socket, member, `burst ${at}.${n}`).then((answer) => answer.messageId && acknowledged.add(answer.messageId)).catch(() => {});
        if (n % 8 === 7) await wait(1);
      }
    });
    await wait(300 + 150 * round);
    await node.stop("SIGKILL");
    isOver = true;
    await wait(100);
    assert.ok(acknowledged.size > 50, `only ${acknowledged.size} acknowledged`);
    assert.ok(shown.size > 50, `only ${shown.size} shown`);
    await node.launch();
    const socket = await connect(node.url);
    await rejoin(socket, watcher);
    const stored = new Set();
    for (let index = -1; ; ) {
      const { data } = await ask(socket, "getChatlog", { id: watcher.id, token: watcher.token, groupId: "0", categoryId: "0", channelId: "0", index });
      if (data.length === 0) break;
      data.forEach((message) => stored.add(message.messageId));
      index = data[0].timestamp;
    }
    for (const id of acknowledged) assert.ok(stored.has(id), `acknowledged, but lost: ${id}`);
    for (const id of shown) assert.ok(stored.has(id), `shown, but lost: ${id}`);
    [...writers.map((writer) => writer.socket), reader, socket].forEach((client) => client.close());
    await node.stop();
  }
});

test("300 clients join and hear each other", async () => {
  // So many at once would have to work more.
  const node = await Node.start({ config: { serverinfo: { slots: { limit: 300 } }, dcts_edge: { powMaxDifficulty: 0 } } });
  const errors = [];
  const clients = [];
  for (let start = 0; start < 300; start += 30) {
    const batch = Array.from({ length: 30 }, async () => {
      const socket = await connect(node.url, { timeout: 30_000 });
      socket.on("disconnect", (reason) => errors.push(reason));
      const member = await register(socket);
      if (!member.finishedOnboarding) errors.push(member.error);
      enter(socket, member);
      return { socket, member };
    });
    clients.push(...(await Promise.all(batch)));
  }
  assert.equal(clients.length, 300);
  const heard = clients.map(({ socket }) => once(socket, "messageCreate", { where: (message) => message.message === "to all", timeout: 20_000 }));
  assert.equal((await send(clients[0].socket, clients[0].member, "to all")).error, null);
  await Promise.all(heard);
  assert.deepEqual(errors, []);
  clients.forEach(({ socket }) => socket.off("disconnect").close());
  await node.stop();
});
