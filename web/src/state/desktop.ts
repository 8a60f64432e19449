// What the desktop client and other launchers want to know of servers and accounts. Nothing depends on their answers.
import { call, can, tell } from "../protocol/bridge";
import { ask } from "../protocol/socket";
import type { Failure } from "../protocol/types";
import { credentials, session } from "./session";

/** Most servers that are told of, in both directions. */
const MAX_SERVERS = 50;
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/i;
const isHost = (host: unknown): host is string => typeof host === "string" && HOST.test(host) && host.includes(".");

/** The servers that the desktop client knows, as the server wants them: an object whose members are the hosts. */
export async function knownServers(): Promise<string> {
  if (!can("GetServers")) return "";
  try {
    const known = await call("GetServers");
    const hosts = Object.keys((typeof known === "string" ? JSON.parse(known) : known) as object).filter(isHost).slice(0, MAX_SERVERS);
    return JSON.stringify(Object.fromEntries(hosts.map((host) => [host, {}])));
  } catch {
    return "";
  }
}

/** Tells the desktop client of the servers that this one lists. */
async function saveServers() {
  if (!can("SaveServer")) return;
  const { servers = [] } = (await (await fetch("servers")).json()) as { servers?: { address?: unknown }[] };
  const hosts = servers.map(({ address }) => String(address).replace(/^https?:\/\//, "")).filter(isHost);
  for (const host of hosts.slice(0, MAX_SERVERS)) await tell("SaveServer", host, false);
}

/** Launchers that keep accounts get this one. */
async function saveAccount() {
  const { id, token } = credentials();
  await tell("setAccountCredentials", location.host, id, token);
  if (!can("saveAccount")) return;
  const { account } = await ask<Failure & { account?: Record<string, unknown> }>("exportAccount", credentials());
  if (!account) return;
  const { name, icon, pow } = account;
  await tell("saveAccount", JSON.stringify({ id, token, name, icon, pow }));
}

let isToldOfServers = false;

/** found: the desktop client is there. joined: somebody is in. */
export async function callOn(event: "found" | "joined") {
  if (event === "found") {
    await tell("SaveServer", location.host, false);
    if (!session.peek()) void tell("pickAccount");
    return;
  }
  await saveAccount().catch(() => undefined);
  if (isToldOfServers) return;
  isToldOfServers = true;
  await saveServers().catch(() => undefined);
}
