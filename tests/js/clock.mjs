// A clock that is set forward, for nodes that count hours and days.
import http from "node:http";
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder, wait } from "./support.mjs";

const LIBRARIES = "/usr/lib";

/** Where Debian keeps the library that stands between a program and the time. */
function library() {
  const found = readdirSync(LIBRARIES).map((folder) => path.join(LIBRARIES, folder, "faketime/libfaketimeMT.so.1")).find(existsSync);
  if (!found) throw new Error("the package libfaketime is needed");
  return found;
}

export class Clock {
  constructor() {
    this.file = path.join(temporaryFolder(), "clock");
    this.ahead = 0;
    this.now = () => Date.now() + this.ahead;
    this.forward(0);
    /** What starts a program that lives by this clock. */
    this.wrapper = ["env", `LD_PRELOAD=${library()}`, `FAKETIME_TIMESTAMP_FILE=${this.file}`, "FAKETIME_NO_CACHE=1", "FAKETIME_DISABLE_SHM=1"];
  }

  /** Sets the clock forward, ms; whole seconds. A node notices at its next event: `node` gets one. */
  async forward(ms, node) {
    this.ahead += ms;
    writeFileSync(`${this.file}.new`, `+${this.ahead / 1000}\n`);
    renameSync(`${this.file}.new`, this.file);
    if (!node) return;
    // A connection of its own: those that are kept have been idle for too long now.
    await new Promise((resolve, reject) => http.get(`${node.url}/discover`, { agent: false }, (response) => response.resume().on("end", resolve)).on("error", reject));
    await wait(20);
  }
}
