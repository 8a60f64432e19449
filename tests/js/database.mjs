// The database of a node that is not running, looked at and changed from outside.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { STORE } from "./support.mjs";
import { sharedServer } from "./mariadb.mjs";

/** Runs a statement that both databases understand. Gives the rows, each a list of texts. */
export async function execute(node, sql) {
  if (STORE === "mariadb") {
    const { database } = node.savedConfig().serverinfo.sql;
    return (await sharedServer()).query(sql, database);
  } else {
    const text = execFileSync("sqlite3", ["-separator", "\t", path.join(node.data, "dcts-edge.sqlite"), sql], { encoding: "utf8" });
    return text.split("\n").slice(0, -1).map((line) => line.split("\t"));
  }
}

/** A text within a statement, as the database of this run wants it. */
export function literal(text) {
  const escaped = STORE === "mariadb" ? text.replaceAll("\\", "\\\\") : text;
  return `'${escaped.replaceAll("'", "''")}'`;
}
