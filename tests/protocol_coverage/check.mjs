// Makes a table of the protocol and of what the tests did with it, and fails on a hole: an event that
// was never answered well, or never refused; a push that nobody got; a route without both outcomes; a rule that no test
// is named after.
//
//   node check.mjs FOLDER [TABLE]    FOLDER holds what tests/js/coverage.mjs wrote; TABLE is written
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [folder, table] = process.argv.slice(2);
const seen = new Map();
for (const file of readdirSync(folder)) {
  for (const [name, counts] of Object.entries(JSON.parse(readFileSync(path.join(folder, file), "utf8")))) {
    const entry = seen.get(name) ?? { success: 0, failure: 0, push: 0 };
    for (const outcome of Object.keys(entry)) entry[outcome] += counts[outcome];
    seen.set(name, entry);
  }
}

/** What was seen of a route such as `GET /docs/*`. */
function route(pattern) {
  const matches = (name) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
  const sum = { success: 0, failure: 0 };
  for (const [name, counts] of seen) {
    if (!matches(name)) continue;
    sum.success += counts.success;
    sum.failure += counts.failure;
  }
  return sum;
}

const rows = [];
let holes = 0;
let good = 0;

function judge(area, name, counts, needed, why = "") {
  const missing = needed.filter((outcome) => !counts[outcome]);
  if (missing.length) holes++;
  else good++;
  const cell = (outcome) => (needed.includes(outcome) ? String(counts[outcome] ?? 0) : "-");
  rows.push(`| ${area} | \`${name}\` | ${cell("success")} | ${cell("failure")} | ${cell("push")} | ${missing.length ? `**no ${missing.join(", no ")}**` : why} |`);
  if (missing.length) console.log(`not ok ${name}: no test shows ${missing.join(" or ")}`);
}

/** The text of all tests, to find one by its name. */
function tests() {
  const root = path.join(import.meta.dirname, "../..");
  const folders = ["tests/js", "tests/store", "src", "web/src"];
  const files = folders.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true }).map((name) => path.join(root, folder, name)));
  return files.filter((file) => /(?<!node_modules.*)\.(rs|ts|mjs)$/.test(file)).map((file) => readFileSync(file, "utf8")).join("\n");
}

const sources = tests();

/** A rule of the protocol that guards against somebody, and the test whose name says it. */
function guard(area, rule, name) {
  const isThere = ["(\"" + name + "\"", "(`" + name, "fn " + name + "("].some((start) => sources.includes(start));
  if (isThere) good++;
  else holes++;
  rows.push(`| ${area} | ${rule} | ${isThere ? "test" : "**no test**"} | - | - | ${name} |`);
  if (!isThere) console.log(`not ok ${rule}: there is no test ${name}`);
}

for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith(".json")).sort()) {
  const area = path.basename(file, ".json");
  const { events, pushes, routes, later, safer = {} } = JSON.parse(readFileSync(path.join(import.meta.dirname, file), "utf8"));
  const needed = (rule) => (rule.only ? [rule.only] : ["success", "failure"]);
  for (const [name, rule] of Object.entries(events)) judge(area, name, seen.get(name) ?? {}, needed(rule), rule.why);
  for (const name of pushes) judge(area, name, seen.get(name) ?? {}, ["push"]);
  for (const [name, rule] of Object.entries(routes)) judge(area, name, route(name), needed(rule), rule.why);
  for (const [rule, name] of Object.entries(safer)) guard(area, rule, name);
  for (const name of later) rows.push(`| ${area} | \`${name}\` | - | - | - | not served yet |`);
}

const text = `| area | name | answered | refused | pushed | |\n|---|---|---:|---:|---:|---|\n${rows.join("\n")}\n`;
if (table) writeFileSync(table, text);
console.log(text);
console.log(`#count ${good} ${holes}`);
process.exitCode = holes ? 1 : 0;
