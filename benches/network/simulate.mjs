// Twenty nodes on this machine, each a process of its own with a network of its own: how they get to know each other, and
// what becomes of one that misbehaves. Writes a picture of it.
//
//   DCTS_EDGE_BIN=target/release/dcts-edge node benches/network/simulate.mjs docs/network.svg
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deliver, Fake, network, opinion } from "../../tests/js/dsync-support.mjs";
import { freePort } from "../../tests/js/mariadb.mjs";
import { BINARY, wait } from "../../tests/js/support.mjs";

const COUNT = 20;
/** How many nodes the one that misbehaves sends rubbish to. */
const ATTACKED = 3;
const ROUND_MS = 4000;
const [target = "network.svg"] = process.argv.slice(2);

const folder = mkdtempSync(path.join(tmpdir(), "dcts-edge-network-"));
const children = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function launch(index) {
  const ip = `127.0.${index + 1}.1`;
  const port = await freePort();
  const data = path.join(folder, String(index));
  mkdirSync(path.join(data, "configs"), { recursive: true });
  const address = `${ip}:${port}`;
  const config = {
    serverinfo: { name: `Node ${index}`, app: { url: `http://${address}` }, dsync: { enabled: true, allowPrivateAddresses: true } },
    dcts_edge: { discoverPerMinute: 100_000 },
  };
  writeFileSync(path.join(data, "configs", "config.json"), JSON.stringify(config));
  const child = spawn(BINARY, ["--data", data, "--listen", address, "--log", "warn"], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.stdout.on("data", (text) => String(text).includes("is ready") && resolve());
    child.on("exit", (code) => reject(new Error(`node ${index} ended with ${code}`)));
  });
  const url = `http://${address}`;
  const { node } = await (await fetch(`${url}/discover`)).json();
  return { address, url, data, nodeId: node.id, index };
}

const nodes = [];
for (let index = 0; index < COUNT; index++) nodes.push(await launch(index));
const start = Date.now();
const seconds = () => (Date.now() - start) / 1000;

/** The nodes that a node has pinned. */
async function known(node) {
  const { text } = await network(node, "list");
  return text.split("\n").filter((line) => / node \d+$/.test(line)).map((line) => line.split(" ")[0]);
}

const growth = [];
async function measure() {
  const counts = await Promise.all(nodes.map(async (node) => (await known(node)).length));
  growth.push({ at: seconds(), least: Math.min(...counts), most: Math.max(...counts), mean: counts.reduce((sum, count) => sum + count, 0) / COUNT });
  return Math.min(...counts);
}

await measure();
// Each knows one other, in a ring; operators vouch for whom they know, and whom those know comes along.
for (const node of nodes) await network(node, "ping", nodes[(node.index + 1) % COUNT].address);
await wait(1000);
await measure();
for (let round = 0; round < 10; round++) {
  for (const node of nodes) for (const address of await known(node)) await network(node, "verify", address);
  // A few of those they know, as chance has it: an hour of a real network.
  for (const node of nodes) {
    const others = (await known(node)).sort(() => Math.random() - 0.5).slice(0, 2);
    for (const address of others) await network(node, "ping", address);
  }
  await wait(ROUND_MS);
  if ((await measure()) >= COUNT - 1) break;
}

const villain = await Fake.start({ ip: "127.0.99.1" });
for (const node of nodes) await network(node, "ping", villain.address);
for (const node of nodes) for (const address of (await known(node)).filter((address) => address !== villain.address)) await network(node, "verify", address);
const scores = [];
async function look() {
  const seen = await Promise.all(nodes.map((node) => opinion(node, villain.address)));
  scores.push({ at: seconds(), trust: seen.map((one) => one?.trust ?? 0), blocked: seen.filter((one) => one?.status === "blocked").length });
}
await look();
for (const node of nodes.slice(0, ATTACKED)) {
  for (let n = 0; n < 2; n++) await deliver(node, villain.seal("node.hello", {}, node));
  await wait(1500);
  await look();
}
for (let n = 0; n < 4; n++) {
  await wait(1500);
  await look();
}

const [WIDTH, HEIGHT, LEFT, TOP] = [720, 240, 50, 40];
function chart(top, title, points, highest, lines) {
  const [first, last] = [points[0].at, points.at(-1).at];
  const x = (at) => LEFT + ((at - first) / (last - first || 1)) * (WIDTH - LEFT - 20);
  const y = (value) => top + TOP + (1 - value / highest) * (HEIGHT - TOP - 40);
  const grid = [0, 0.5, 1].map((part) => `<path d="M${LEFT} ${y(part * highest)}H${WIDTH - 20}" stroke="#8886"/><text x="${LEFT - 6}" y="${y(part * highest) + 4}" text-anchor="end">${part * highest}</text>`);
  const drawn = lines.map(({ color, of, width = 2 }) => `<polyline fill="none" stroke="${color}" stroke-width="${width}" points="${points.map((point) => `${x(point.at).toFixed(1)},${y(of(point)).toFixed(1)}`).join(" ")}"/>`);
  const legend = lines.filter(({ name }) => name).map(({ color, name }, n) => `<text x="${LEFT + n * 200}" y="${top + HEIGHT - 8}" fill="${color}">${name}</text>`);
  return [`<text x="${LEFT}" y="${top + 22}" font-weight="bold">${title}</text>`, ...grid, ...drawn, ...legend, `<text x="${WIDTH - 20}" y="${y(0) + 16}" text-anchor="end">${(last - first).toFixed(0)} s</text>`].join("\n");
}
const each = nodes.map((_, index) => ({ color: index < ATTACKED ? "#c2410c" : "#2563eb", width: 1.5, of: ({ trust }) => trust[index], name: [0, ATTACKED].includes(index) ? (index ? "nodes that were told" : "nodes that got rubbish") : undefined }));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${2 * HEIGHT}" font-family="sans-serif" font-size="12" fill="#666">
<rect width="100%" height="100%" fill="#fff"/>
${chart(0, `${COUNT} nodes that began with one neighbour each: how many they know`, growth, COUNT, [
  { color: "#2563eb", of: ({ mean }) => mean, name: "mean" },
  { color: "#65a30d", of: ({ most }) => most, name: "most" },
  { color: "#c2410c", of: ({ least }) => least, name: "least" },
])}
${chart(HEIGHT, `The score of a node that sends rubbish to ${ATTACKED} of them`, scores, 20, each)}
</svg>
`;
writeFileSync(target, svg);
console.log(JSON.stringify({ growth, scores: scores.map(({ at, trust, blocked }) => ({ at, blocked, trust: trust.join(" ") })) }, null, 1));
await villain.stop();
process.exit(0);
