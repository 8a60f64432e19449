// Takes note of what the tests do with the protocol: each event and route that was answered, and how.
// `tests/protocol_coverage/check.mjs` makes a table of it. Does nothing unless DCTS_EDGE_COVERAGE
// names a folder.
import diagnostics from "node:diagnostics_channel";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const folder = process.env.DCTS_EDGE_COVERAGE;
const seen = {};

function note(name, outcome) {
  const entry = (seen[name] ??= { success: 0, failure: 0, push: 0 });
  entry[outcome]++;
}

/** An event was acknowledged. */
export function noteAck(event, answer) {
  const isFailure = answer && typeof answer === "object" && (Boolean(answer.error) || answer.type === "error" || answer.permission === "denied");
  note(event, isFailure ? "failure" : "success");
}

/** Everything that the server sends to a socket by itself. */
export function notePushes(socket) {
  if (folder) socket.onAny((event) => note(event, "push"));
}

if (folder) {
  const answered = (method, target, status) => note(`${method} ${target.split("?")[0]}`, status < 400 ? "success" : "failure");
  diagnostics.subscribe("http.client.response.finish", ({ request, response }) => answered(request.method, request.path, response.statusCode));
  diagnostics.subscribe("undici:request:headers", ({ request, response }) => answered(request.method, request.path, response.statusCode));
  process.on("exit", () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify(seen));
  });
}
