// The database of a node that is not running, changed from outside.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { STORE } from "./support.mjs";
import { sharedServer } from "./mariadb.mjs";

/** Runs a statement that both databases understand. */
export async function execute(node, sql) {
  if (STORE === "mariadb") {
    const { database } = node.savedConfig().serverinfo.sql;
    (await sharedServer()).query(sql, database);
  } else {
    execFileSync("sqlite3", [path.join(node.data, "dcts-edge.sqlite"), sql]);
  }
}
