// How fast the web client is, in a real Chromium with a real node: `node performance.mjs`.
//
//   --only load,scroll,typing,changing,busy   some of the measurements
//   --against FOLDER                          a second build, measured in turn with the first
//   --rounds N                                how often each first load is made (5)
//   --json FILE                               the numbers for programs (performance.json in the folder for temporary files)
//   --check                                   exit code 1 if a goal is missed
//
// Times depend on the machine and on what else it does: compare builds in one run.
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "./browser-support.mjs";
import { measureBusy } from "./performance/busy.mjs";
import { measureChanging } from "./performance/changing.mjs";
import { measureLoad } from "./performance/load.mjs";
import { measureScroll } from "./performance/scroll.mjs";
import { openTown, settle } from "./performance/town.mjs";
import { measureTyping } from "./performance/typing.mjs";

const PARTS = {
  load: ["The first load: 4x slower, slow 4G", measureLoad],
  scroll: ["10,000 messages, scrolled up", measureScroll],
  typing: ["Typing: 4x slower", measureTyping],
  changing: ["To a channel that was open before", measureChanging],
  busy: ["500 members, 100 messages a second", measureBusy],
};

const { values: options } = parseArgs({
  options: { only: { type: "string" }, against: { type: "string" }, rounds: { type: "string", default: "5" }, json: { type: "string" }, check: { type: "boolean" } },
});
const wanted = options.only?.split(",") ?? Object.keys(PARTS);
const builds = [{ name: "this", web: process.env.DCTS_EDGE_WEB }, ...(options.against ? [{ name: "other", web: options.against }] : [])];

const town = await settle();
const browser = await launchBrowser();
const report = [];
for (const name of wanted) {
  const [title, measure] = PARTS[name] ?? [];
  if (!measure) throw new Error(`no such measurement: ${name}`);
  const columns = [];
  for (const build of builds) {
    // Each on a fresh copy: what one leaves behind is nothing to the next.
    const node = await openTown(town, build.web);
    columns.push(await measure({ browser, node, town, rounds: Number(options.rounds) }));
    await node.close();
  }
  console.log(`\n${title}`);
  for (const [at, { what, value, unit, goal }] of columns[0].entries()) {
    const others = columns.slice(1).map((rows) => ` (other: ${rows[at]?.value})`).join("");
    const judged = goal === undefined ? "" : value <= goal ? `  goal ${goal}` : `  goal ${goal}: MISSED`;
    console.log(`  ${what.padEnd(38)} ${String(value).padStart(9)} ${unit.padEnd(4)}${others}${judged}`);
    report.push({ part: name, what, value, unit, ...(goal !== undefined && { goal, isMet: value <= goal }), ...(columns[1] && { other: columns[1][at]?.value }) });
  }
}
await browser.close();
const file = options.json ?? path.join(tmpdir(), "performance.json");
writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
console.log(`\n${file}`);
process.exit(options.check && report.some(({ isMet }) => isMet === false) ? 1 : 0);
