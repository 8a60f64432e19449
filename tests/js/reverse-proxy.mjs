// A reverse proxy as operators have one in front of the node: it serves it below a path that it takes off, or
// packs what the node sends as it is. HTTP and WebSockets.
import http from "node:http";
import net from "node:net";
import { gzipSync } from "node:zlib";
import { unwatched } from "./leak-watch.mjs";

const PACKED = /^(text\/|application\/(javascript|json|manifest))/;

/** Starts a proxy on a free port. `prefix` is the path that it serves the node below, without a slash at its end;
 * with `packs` texts go through gzip. `asked` holds every path that was asked for. */
export async function startProxy(target, { prefix = "", packs = false } = {}) {
  const { hostname, port } = new URL(target);
  const asked = [];
  const agent = new http.Agent({ keepAlive: true });
  const open = () => unwatched(net.connect(Number(port), hostname));
  agent.createConnection = open;
  const inner = (url) => (url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined);
  const forwarded = (request) => ({ ...request.headers, "x-forwarded-for": request.socket.remoteAddress, "x-forwarded-proto": "http" });

  const server = http.createServer((request, response) => {
    const path = inner(request.url);
    asked.push(request.url);
    if (path === undefined) {
      response.writeHead(prefix && request.url === prefix ? 308 : 404, { location: `${prefix}/` }).end();
      return;
    }
    const onward = http.request({ agent, hostname, port, path, method: request.method, headers: forwarded(request) }, (answer) => {
      const isPacked = packs && answer.statusCode === 200 && PACKED.test(answer.headers["content-type"] ?? "") && !answer.headers["content-encoding"] && !path.startsWith("/socket.io/");
      if (!isPacked) {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
        return;
      }
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const data = gzipSync(Buffer.concat(parts), { level: 9 });
        response.writeHead(200, { ...answer.headers, "content-encoding": "gzip", "content-length": data.length });
        response.end(data);
      });
    });
    onward.on("error", () => response.writeHead(502).end());
    response.on("close", () => response.writableFinished || onward.destroy());
    request.pipe(onward);
  });

  const tunnels = new Set();
  server.on("upgrade", (request, socket, head) => {
    const path = inner(request.url);
    asked.push(request.url);
    if (path === undefined) return socket.destroy();
    const onward = open().on("connect", () => {
      const lines = Object.entries(forwarded(request)).map(([name, value]) => `${name}: ${value}\r\n`);
      onward.write(`${request.method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) {
      tunnels.add(end);
      end.on("error", () => undefined);
      end.on("close", () => (socket.destroy(), onward.destroy(), tunnels.delete(end)));
    }
  });

  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    asked,
    close() {
      tunnels.forEach((end) => end.destroy());
      agent.destroy();
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
