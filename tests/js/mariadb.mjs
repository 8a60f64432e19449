// A MariaDB server for one test file: in a folder and on a port of its own, ended with the process.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";

const USER = "edge";
const PASSWORD = "secret of the tests";
/** Small, so that a new server is made quickly. */
const LOG_SIZE = "--innodb-log-file-size=16M";

/** A port that nothing listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Makes the folder of a new server. */
export function installData(folder) {
  execFileSync(
    "mariadb-install-db",
    ["--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal", `--user=${userInfo().username}`, `--datadir=${folder}`, LOG_SIZE],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
}

export class MariaDb {
  static async start(options = []) {
    const server = new MariaDb();
    server.folder = mkdtempSync(path.join(tmpdir(), "dcts-edge-mariadb-"));
    server.options = options;
    process.on("exit", () => {
      server.child?.kill("SIGKILL");
      rmSync(server.folder, { recursive: true, force: true });
    });
    mkdirSync(path.join(server.folder, "tmp"));
    // Made once for all test files, if somebody has done so: DCTS_EDGE_MARIADB_DATA names the folder.
    const made = process.env.DCTS_EDGE_MARIADB_DATA;
    if (made) cpSync(made, path.join(server.folder, "data"), { recursive: true });
    else installData(path.join(server.folder, "data"));
    writeFileSync(path.join(server.folder, "init.sql"), `CREATE USER IF NOT EXISTS '${USER}'@'%' IDENTIFIED BY '${PASSWORD}';\nGRANT ALL ON *.* TO '${USER}'@'%' WITH GRANT OPTION;\n`);
    server.port = await freePort();
    await server.launch();
    return server;
  }

  /** Starts the process, also again after a stop. */
  async launch() {
    const inFolder = (name) => path.join(this.folder, name);
    this.child = spawn(
      "mariadbd",
      [
        "--no-defaults",
        `--user=${userInfo().username}`,
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        "--innodb-buffer-pool-size=32M",
        LOG_SIZE,
        "--max-connections=300",
        `--port=${this.port}`,
        `--datadir=${inFolder("data")}`,
        `--socket=${inFolder("s")}`,
        `--pid-file=${inFolder("pid")}`,
        `--tmpdir=${inFolder("tmp")}`,
        `--init-file=${inFolder("init.sql")}`,
        ...this.options,
      ],
      { stdio: "ignore" },
    );
    this.exited = new Promise((resolve) => this.child.on("exit", resolve));
    for (let tries = 0; !this.answers(); tries++) {
      if (tries > 600 || this.child.exitCode !== null) throw new Error("mariadbd did not start");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** It listens before it knows the user. */
  answers() {
    try {
      return this.query("SELECT 1").length === 1;
    } catch {
      return false;
    }
  }

  async stop(signal = "SIGTERM") {
    this.child.kill(signal);
    await this.exited;
  }

  /** `serverinfo.sql` of a configuration. */
  settings(database) {
    return { enabled: true, host: "127.0.0.1", port: this.port, username: USER, password: PASSWORD, database, connectionLimit: 10 };
  }

  url(database) {
    return `mysql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs statements; gives rows of texts. */
  query(sql, database = "") {
    const args = ["--no-defaults", "-h", "127.0.0.1", "-P", String(this.port), "-u", USER, `-p${PASSWORD}`, "--default-character-set=utf8mb4", "-N", "-B", "-r"];
    const text = execFileSync("mariadb", database ? [...args, database] : args, { input: sql, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "pipe"] });
    return text === "" ? [] : text.replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  }
}

let shared;
let databases = 0;

/** One server for all nodes of a test file. */
export function sharedServer() {
  shared ??= MariaDb.start();
  return shared;
}

/** Settings of a database that does not exist yet. */
export async function freshDatabase() {
  return (await sharedServer()).settings(`node${process.pid}_${databases++}`);
}
