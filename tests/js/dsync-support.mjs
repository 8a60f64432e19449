// Other nodes, played by the tests: servers that show an object and take note of what is sent to them.
import http from "node:http";
import { Identity, nodeObject, seal } from "./dsync-peer.mjs";
import { freePort } from "./mariadb.mjs";
import { eventually, Node, runBinary } from "./support.mjs";

/** A server on this machine that shows what it is told to, and keeps what it gets. */
export class Fake {
  static async start({ identity = new Identity(), ip = "127.0.0.1", port = 0, now = Date.now } = {}) {
    const fake = new Fake();
    fake.now = now;
    fake.identity = identity;
    fake.events = [];
    fake.visits = 0;
    fake.rotations = [];
    fake.answer = () => ({ payload: {}, ratelimit: {} });
    fake.show = () => ({ serverinfo: { name: "Fake" }, node: nodeObject(fake.identity, fake.base, { ts: now(), rotations: fake.rotations }) });
    fake.server = http.createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.setHeader("content-type", "application/json");
      if (request.url.startsWith("/discover")) {
        fake.visits++;
        response.end(JSON.stringify(fake.show()));
        return;
      }
      const event = JSON.parse(body);
      fake.events.push(event);
      const answer = fake.answer(event);
      response.end(answer === undefined ? "" : JSON.stringify(answer));
    });
    await new Promise((resolve) => fake.server.listen(port, ip, resolve));
    fake.address = `${ip}:${fake.server.address().port}`;
    fake.base = `http://${fake.address}`;
    return fake;
  }

  seal(event, payload, node, more) {
    return seal(this.identity, event, payload, node.nodeId, this.base, { ts: this.now(), ...more });
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/** A node that is on, on this machine. */
export async function startNode({ dsync = {}, serverinfo = {}, data, wrapper = [], ...more } = {}) {
  const port = await freePort();
  const config = { serverinfo: { app: { url: `http://127.0.0.1:${port}` }, dsync: { enabled: true, allowPrivateAddresses: true, ...dsync }, ...serverinfo }, ...more };
  const node = await Node.start({ config, port, wrapper, ...(data && { data }) });
  node.address = `127.0.0.1:${port}`;
  const { node: shown } = await (await fetch(`${node.url}/discover`)).json();
  node.nodeId = shown?.id;
  node.key = shown?.key;
  return node;
}

/** The operator's command about other servers. */
export async function network(node, ...words) {
  const { code, stdout, stderr } = await runBinary(["network", ...words, "--data", node.data]);
  return { code, text: (stdout + stderr).trim() };
}

/** Score, status and key of a server, as a node sees it. */
export async function opinion(node, address) {
  const { code, text } = await network(node, "show", address);
  if (code !== 0) return null;
  return { status: /: (\w+)$/m.exec(text)[1], key: /^key: (.*)$/m.exec(text)[1], trust: Number(/^trust: (\d+)$/m.exec(text)[1]), log: text };
}

/** Has a node pin a fake, and perhaps vouch for it. */
export async function meet(node, fake, isVouched = false) {
  const { code, text } = await network(node, "ping", fake.address);
  if (code !== 0) throw new Error(text);
  if (isVouched) await network(node, "verify", fake.address);
}

let visitors = 0;
/** An address that nobody has come from yet. */
export const newVisitor = () => `203.0.113.${1 + (visitors++ % 250)}`;

/** Sends a body to a node. */
export async function deliver(node, body, { from = newVisitor(), type = "application/json" } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${node.url}/dcts`, { method: "POST", headers: { "content-type": type, "x-forwarded-for": from }, body: text });
  const answer = await response.text();
  let parsed = answer;
  try {
    parsed = JSON.parse(answer);
  } catch {
    // Nothing, or no JSON: the text is what is looked at.
  }
  return { status: response.status, answer: parsed, error: parsed?.payload?.error };
}

/** Until a fake got so many events of a name. */
export async function received(fake, event, count = 1, timeout = 10_000) {
  const of = () => fake.events.filter((found) => found.event === event);
  return eventually(of, (found) => found.length >= count, timeout);
}
