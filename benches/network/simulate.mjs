// Twenty nodes on this machine: seventeen are processes of their own, three are played and misbehave. How they get to know
// each other, what becomes of the three, and what all of it costs. Ends with 1 if something is not as it has to be.
// Takes six minutes, since a node says one thing about others in a minute. Writes a picture.
//
//   DCTS_EDGE_BIN=target/release/dcts-edge node benches/network/simulate.mjs docs/network.svg
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { header, Identity, seal } from "../../tests/js/dsync-peer.mjs";
import { deliver, Fake, network, opinion } from "../../tests/js/dsync-support.mjs";
import { freePort } from "../../tests/js/mariadb.mjs";
import { BINARY, wait } from "../../tests/js/support.mjs";

const HONEST = 17;
/** How many honest nodes the flooder and the forger get at; the others only hear of it. */
const ATTACKED = 10;
/** Where a node is blocked, and from where it is listened to. */
const [BLOCK_BELOW, HEARD] = [15, 40];
const GROWTH_ROUND_MS = 4000;
/** A node sends one report in a minute, and there are three to report. */
const AFTER_MS = 4.5 * 60_000;
const BAD = ["floods", "forges", "lies"];
/** Until those that it gets at block the one that floods, two points a minute from 20 on, and the one that forges, s. */
const WITHIN = [200, 60];
const [target = "network.svg"] = process.argv.slice(2);

const folder = mkdtempSync(path.join(tmpdir(), "dcts-edge-network-"));
const children = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** What nodes said to each other: bytes by who got them, reports by who sent them. */
const traffic = { bytes: new Map(), reports: [] };

/** Stands before a node at the address that others know, and counts. Each node comes from an address of its own. */
async function stand(ip, port, behind) {
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      let from = ip;
      try {
        const event = JSON.parse(body);
        from = new URL(event.source).hostname;
        if (event.event === "abuse.report") traffic.reports.push({ from, to: ip, id: event.eventId, at: Date.now(), offender: event.payload.offender.key });
      } catch {
        // A request without an event.
      }
      const onward = http.request({ host: ip, port: behind, method: request.method, path: request.url, headers: { ...request.headers, "x-forwarded-for": from.replace("127.", "198.") } }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      onward.end(body);
    });
  });
  server.on("connection", (socket) => socket.on("close", () => traffic.bytes.set(ip, (traffic.bytes.get(ip) ?? 0) + socket.bytesRead + socket.bytesWritten)));
  await new Promise((resolve) => server.listen(port, ip, resolve));
  server.unref();
}

async function launch(index) {
  const ip = `127.0.${index + 1}.1`;
  const [port, behind] = [await freePort(), await freePort()];
  const data = path.join(folder, String(index));
  mkdirSync(path.join(data, "configs"), { recursive: true });
  const address = `${ip}:${port}`;
  const config = {
    serverinfo: { name: `Node ${index}`, app: { url: `http://${address}` }, dsync: { enabled: true, allowPrivateAddresses: true, blockOnReports: true } },
    dcts_edge: { discoverPerMinute: 100_000 },
  };
  writeFileSync(path.join(data, "configs", "config.json"), JSON.stringify(config));
  const child = spawn(BINARY, ["--data", data, "--listen", `${ip}:${behind}`, "--log", "warn"], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.stdout.on("data", (text) => String(text).includes("is ready") && resolve());
    child.on("exit", (code) => reject(new Error(`node ${index} ended with ${code}`)));
  });
  await stand(ip, port, behind);
  const url = `http://${ip}:${behind}`;
  const { node } = await (await fetch(`${url}/discover`)).json();
  return { address, ip, url, data, nodeId: node.id, key: node.key, index };
}

const nodes = [];
for (let index = 0; index < HONEST; index++) nodes.push(await launch(index));
const start = Date.now();
const seconds = () => Math.round((Date.now() - start) / 100) / 10;
const bytes = () => [...traffic.bytes.values()].reduce((sum, count) => sum + count, 0);

/** The nodes that a node has pinned. */
async function known(node) {
  const { text } = await network(node, "list");
  return text.split("\n").filter((line) => / node \d+$/.test(line)).map((line) => line.split(" ")[0]);
}

// --- They get to know each other ------------------------------------------------------------------------------------------
const growth = [];
async function measure() {
  const counts = await Promise.all(nodes.map(async (node) => (await known(node)).length));
  growth.push({ at: seconds(), least: Math.min(...counts), most: Math.max(...counts), mean: counts.reduce((sum, count) => sum + count, 0) / HONEST });
  return Math.min(...counts);
}
await measure();
// Each knows one other, in a ring; operators vouch for whom they know, and whom those know comes along.
for (const node of nodes) await network(node, "ping", nodes[(node.index + 1) % HONEST].address);
await wait(1000);
await measure();
for (let round = 0; round < 12; round++) {
  for (const node of nodes) for (const address of await known(node)) await network(node, "verify", address);
  // A few of those they know, as chance has it.
  for (const node of nodes) {
    const others = (await known(node)).sort(() => Math.random() - 0.5).slice(0, 2);
    for (const address of others) await network(node, "ping", address);
  }
  await wait(GROWTH_ROUND_MS);
  if ((await measure()) >= HONEST - 1) break;
}
const cost = { "to get to know each other": { seconds: seconds(), bytes: bytes() } };

// --- Three come in; the third is vouched for by everybody -----------------------------------------------------------------
const bad = [];
for (let n = 0; n < BAD.length; n++) bad.push(await Fake.start({ ip: `127.0.${100 + n}.1` }));
const [flooder, forger, liar] = bad;
for (const node of nodes) {
  for (const { address } of bad) await network(node, "ping", address);
  for (const address of await known(node)) if (address !== flooder.address && address !== forger.address) await network(node, "verify", address);
}

const everybody = [...nodes, ...bad.map((fake, n) => ({ address: fake.address, index: HONEST + n }))];
const steps = [];
let began = seconds();
async function look() {
  const matrix = [];
  // One process of ours at a time: they share two processors with the nodes.
  for (const node of nodes) {
    const row = [];
    for (const { address, index } of everybody) {
      const seen = index === node.index ? null : await opinion(node, address);
      row.push(seen && { trust: seen.trust, blocked: seen.trust < BLOCK_BELOW, log: seen.log });
    }
    matrix.push(row);
  }
  steps.push({ at: Math.round(seconds() - began), matrix });
  return matrix;
}
const column = (matrix, index) => matrix.map((row) => row[index]).filter(Boolean);
function print({ at, matrix }) {
  const said = BAD.map((name, n) => {
    const seen = column(matrix, HONEST + n);
    return `${name} ${Math.min(...seen.map(({ trust }) => trust))}-${Math.max(...seen.map(({ trust }) => trust))}, blocked by ${seen.filter(({ blocked }) => blocked).length}`;
  });
  const honest = matrix.flatMap((row) => row.slice(0, HONEST)).filter(Boolean);
  console.log(`${String(at).padStart(4)} s  ${said.join("; ")}; honest ones at least ${Math.min(...honest.map(({ trust }) => trust))}`);
}

console.log(`${HONEST} honest nodes know each other after ${cost["to get to know each other"].seconds} s`);
await look();
print(steps.at(-1));
began = seconds();
const attackBytes = bytes();

let sent = 0;
const refusals = {};
const at = (node, fake, event, payload, more) => deliver(node, seal(fake.identity, event, payload, node.nodeId, fake.base, more)).then(({ error = "taken" }) => {
    sent++;
    refusals[`${BAD[bad.indexOf(fake)]}: ${error}`] = (refusals[`${BAD[bad.indexOf(fake)]}: ${error}`] ?? 0) + 1;
  });
for (const node of nodes.slice(0, ATTACKED)) {
  // Forges: what others would have signed, with bad signatures, late, for somebody else; and itself with another's object.
  const victim = nodes[(node.index + 1) % HONEST];
  const { node: stolen } = await (await fetch(`${victim.url}/discover`)).json();
  for (let n = 0; n < 3; n++) await deliver(node, { ...seal(new Identity(), "node.list", {}, node.nodeId, `http://${victim.address}`), key: victim.key });
  await at(node, forger, "node.list", {}, { ts: Date.now() - 3_600_000 });
  await deliver(node, seal(forger.identity, "node.list", {}, victim.nodeId, forger.base));
  for (let n = 0; n < 2; n++) await at(node, forger, "node.hello", { node: stolen });
}
// Lies: that an honest node floods, with evidence that somebody else signed.
for (const node of nodes) {
  const victim = nodes[(node.index + 5) % HONEST];
  const evidence = Array.from({ length: 13 }, () => ({ ...header(seal(new Identity(), "node.list", {}, liar.identity.id, `http://${victim.address}`)), key: victim.key }));
  await at(node, liar, "abuse.report", { offender: { key: victim.key }, kind: "rate", evidence, count: 13 });
}
// Floods, all the time: thrice what is allowed in each minute.
let minutes = 0;
while ((seconds() - began) * 1000 < AFTER_MS) {
  if ((seconds() - began) / 60 >= minutes) {
    minutes++;
    for (const node of nodes.slice(0, ATTACKED)) for (let n = 0; n < 18; n++) await at(node, flooder, "node.list", {});
  }
  await wait(10_000);
  await look();
  print(steps.at(-1));
}
cost["of the attack and what follows"] = { seconds: Math.round(seconds() - began), bytes: bytes() - attackBytes };

// --- What has to be true --------------------------------------------------------------------------------------------------
const last = steps.at(-1).matrix;
console.log(JSON.stringify(refusals));
console.log(`\nThe end: what each of the ${HONEST} rows thinks of each of ${everybody.length} columns`);
console.log(last.map((row) => row.map((seen) => (seen ? String(seen.trust) : "-").padStart(3)).join("")).join("\n"));
const failures = [];
const has = (isTrue, what) => {
  console.log(`${isTrue ? "ok    " : "NOT OK"} ${what}`);
  if (!isTrue) failures.push(what);
};
BAD.forEach((name, n) => {
  const seen = column(last, HONEST + n);
  has(seen.length === HONEST && seen.every(({ blocked }) => blocked), `the one that ${name} is blocked by all ${HONEST}`);
});
for (const [n, fake] of [flooder, forger].entries()) {
  const first = steps.find(({ matrix }) => matrix.slice(0, ATTACKED).every((row) => row[HONEST + n].blocked));
  has(first !== undefined && first.at <= WITHIN[n], `those that it gets at block the one that ${BAD[n]} (${fake.address}) within ${WITHIN[n]} s: after ${first?.at} s`);
}
const honest = steps.flatMap(({ matrix }) => matrix.flatMap((row) => row.slice(0, HONEST)).filter(Boolean));
has(honest.every(({ blocked, trust }) => !blocked && trust >= HEARD), `no honest node was below ${HEARD} for any other at any time`);
// Reports to all the receivers of one go out together.
const perNode = nodes.map(({ ip }) => {
  const byTime = traffic.reports.filter(({ from }) => from === ip).sort((a, b) => a.at - b.at);
  const rounds = [];
  for (const { at: time, offender } of byTime) if (rounds.at(-1)?.offender !== offender) rounds.push({ time, offender });
  return rounds;
});
const most = Math.max(...perNode.map((rounds) => rounds.length));
has(most <= 6, `no node sent more than 6 reports in an hour: at most ${most} about ${BAD.length} nodes, after ${sent} events that it could have reported`);
has(perNode.every((rounds) => rounds.every(({ time }, n) => n === 0 || time - rounds[n - 1].time >= 59_000)), "nor more than one in a minute");
for (const [what, { seconds: time, bytes: count }] of Object.entries(cost)) {
  const each = count / HONEST;
  console.log(`       bytes a node ${what}: ${Math.round(each).toLocaleString("en")} in ${time} s`);
}
// What goes on for ever: each is looked at six times in an hour, and asked once whom it knows.
const before = bytes();
await fetch(`http://${nodes[1].address}/discover`, { headers: { connection: "close" } }).then((answer) => answer.text());
await wait(500);
const check = bytes() - before;
const quiet = check * 6 * (HONEST - 1);
const hour = quiet + cost["of the attack and what follows"].bytes / HONEST;
console.log(`       bytes a node in a quiet hour, ${check} for each check: ${Math.round(quiet).toLocaleString("en")}; in the hour of the attack: ${Math.round(hour).toLocaleString("en")}`);
has(hour < 4_000_000, "less than 4 MB a node in the hour of the attack");

// --- The picture ----------------------------------------------------------------------------------------------------------
const [WIDTH, HEIGHT, LEFT, TOP] = [720, 240, 50, 40];
const COLOURS = ["#c2410c", "#7c3aed", "#0e7490"];
function chart(top, title, points, highest, lines, marks = []) {
  const [first, end] = [points[0].at, points.at(-1).at];
  const x = (time) => LEFT + ((time - first) / (end - first || 1)) * (WIDTH - LEFT - 20);
  const y = (value) => top + TOP + (1 - value / highest) * (HEIGHT - TOP - 60);
  const grid = [0, 0.5, 1].map((part) => `<path d="M${LEFT} ${y(part * highest).toFixed(1)}H${WIDTH - 20}" stroke="#8886"/><text x="${LEFT - 6}" y="${(y(part * highest) + 4).toFixed(1)}" text-anchor="end">${Number((part * highest).toFixed(1))}</text>`);
  const dashed = marks.map(({ value, name }) => `<path d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - 20}" stroke="#888" stroke-dasharray="4 4"/><text x="${WIDTH - 22}" y="${(y(value) - 4).toFixed(1)}" text-anchor="end">${name}</text>`);
  const drawn = lines.map(({ colour, of, dash, width = 2 }) => `<polyline fill="none" stroke="${colour}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ""} points="${points.map((point) => `${x(point.at).toFixed(1)},${y(of(point)).toFixed(1)}`).join(" ")}"/>`);
  const named = lines.filter(({ name }) => name);
  const legend = named.map(({ colour, name }, n) => `<text x="${LEFT + n * ((WIDTH - LEFT) / named.length)}" y="${top + HEIGHT - 8}" fill="${colour}">${name}</text>`);
  return [`<text x="${LEFT}" y="${top + 22}" font-weight="bold">${title}</text>`, ...grid, ...dashed, ...drawn, ...legend, `<text x="${WIDTH - 20}" y="${(y(0) + 16).toFixed(1)}" text-anchor="end">${(end - first).toFixed(0)} s</text>`].join("\n");
}
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const ofBad = (n, pick) => ({ matrix }) => pick(column(matrix, HONEST + n).map(({ trust }) => trust));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${3 * HEIGHT}" font-family="sans-serif" font-size="12" fill="#555" role="img">
<title>${HONEST} honest nodes and three that misbehave</title>
<rect width="100%" height="100%" fill="#fff"/>
${chart(0, `${HONEST} nodes that began with one neighbour each: how many they know`, growth, HONEST - 1, [
  { colour: "#2563eb", of: ({ mean: value }) => value, name: "mean" },
  { colour: "#4d7c0f", of: ({ most: value }) => value, name: "most" },
  { colour: "#c2410c", of: ({ least: value }) => value, name: "least" },
])}
${chart(HEIGHT, "Scores: the mean, and as thin lines the kindest and the strictest judge", steps, 60, [
  ...BAD.flatMap((name, n) => [
    { colour: COLOURS[n], of: ofBad(n, mean), name: `the one that ${name}` },
    { colour: COLOURS[n], of: ofBad(n, (all) => Math.max(...all)), width: 0.7, dash: "3 3" },
    { colour: COLOURS[n], of: ofBad(n, (all) => Math.min(...all)), width: 0.7, dash: "3 3" },
  ]),
  { colour: "#4d7c0f", of: ({ matrix }) => Math.min(...matrix.flatMap((row) => row.slice(0, HONEST)).filter(Boolean).map(({ trust }) => trust)), name: "honest: the lowest" },
], [{ value: BLOCK_BELOW, name: "blocked below" }])}
${chart(2 * HEIGHT, `By how many of the ${HONEST} each is blocked`, steps, HONEST, [
  ...BAD.map((name, n) => ({ colour: COLOURS[n], of: ({ matrix }) => column(matrix, HONEST + n).filter(({ blocked }) => blocked).length, name: `the one that ${name}` })),
  { colour: "#4d7c0f", of: ({ matrix }) => matrix.flatMap((row) => row.slice(0, HONEST)).filter((seen) => seen?.blocked).length, name: "honest ones" },
])}
</svg>
`;
writeFileSync(target, svg);
await Promise.all(bad.map((fake) => fake.stop()));
process.exit(failures.length ? 1 : 0);
