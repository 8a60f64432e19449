// Everything that this process receives, over whatever connection, is looked through for secrets of
// others; a process that received one fails, whatever its tests say.
import net from "node:net";
import { Readable } from "node:stream";
import { Manager as Manager4 } from "socket.io-client";
import { Manager as Manager3 } from "socket.io-client-v3";
import { LeakScan } from "./leaks.mjs";

const scan = new LeakScan();
const connections = new WeakMap();

/** The connection of a socket that this process opened. Pipes are none, nor is what its own servers accept. */
function connectionOf(socket) {
  if (connections.has(socket)) return connections.get(socket);
  if (!socket._handle) return undefined;
  const isOpened = !socket.server && socket._handle.constructor.name !== "Pipe";
  const connection = isOpened ? scan.connection() : undefined;
  connections.set(socket, connection);
  return connection;
}

/** The far end of a relay within a test: what it passes on is looked at where it arrives. */
export function unwatched(socket) {
  connections.set(socket, undefined);
  return socket;
}

net.Socket.prototype.push = function (bytes, encoding) {
  const connection = connectionOf(this);
  if (connection) {
    if (bytes === null) scan.closed(connection);
    else scan.receiving(connection, typeof bytes === "string" ? Buffer.from(bytes, encoding) : bytes);
  }
  return Readable.prototype.push.call(this, bytes, encoding);
};

const { _writeGeneric } = net.Socket.prototype;
net.Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
  const connection = connectionOf(this);
  if (connection) {
    for (const { chunk, encoding: each } of isMany ? data : [{ chunk: data, encoding }]) scan.sending(connection, typeof chunk === "string" ? Buffer.from(chunk, each) : chunk);
  }
  return _writeGeneric.call(this, isMany, data, encoding, done);
};

// Which ack belongs to which event, for all clients of either version.
const ACK = 3;
for (const { prototype } of [Manager4, Manager3]) {
  const { ondecoded, _packet } = prototype;
  const asked = new WeakMap();
  prototype._packet = function (packet) {
    if (!asked.has(this)) asked.set(this, new Map());
    if (packet.type !== ACK && packet.id !== undefined) asked.get(this).set(packet.id, packet.data);
    return _packet.call(this, packet);
  };
  prototype.ondecoded = function (packet) {
    const request = packet.type === ACK && asked.get(this)?.get(packet.id);
    if (request) {
      asked.get(this).delete(packet.id);
      const [event, payload] = request;
      scan.acknowledged(event, payload, packet.data[0]);
    }
    return ondecoded.call(this, packet);
  };
}

process.on("exit", () => {
  const findings = scan.findings();
  if (!findings.length) return;
  for (const finding of findings) console.error(`leaked: ${finding}`);
  process.exitCode = 1;
});
