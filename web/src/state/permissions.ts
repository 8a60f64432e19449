// What we may do: asked once, asked again when roles or channels change.
import { signal } from "@preact/signals";
import { ask, connection, socket } from "../protocol/socket";
import type { Failure } from "../protocol/types";
import { afterMessages, paced, whenMembersChange } from "./pace";
import { credentials, onJoined } from "./session";

const known = signal<Record<string, boolean>>({});
/** What was asked for, and when. */
const asked = new Map<string, number>();
/** What there was no connection for. */
const missing = new Set<string>();

async function fetchAnswer(key: string) {
  asked.set(key, performance.now());
  missing.delete(key);
  const at = key.indexOf("@");
  const channel = key.slice(at + 1);
  try {
    const event = channel ? "checkChannelPermission" : "checkPermission";
    const answer = await ask<Failure & { permission?: string }>(event, { ...credentials(), permission: key.slice(0, at), ...(channel && { channel }) });
    const isGranted = answer.permission === "granted";
    if (known.peek()[key] !== isGranted) known.value = { ...known.peek(), [key]: isGranted };
  } catch {
    asked.delete(key);
    missing.add(key);
  }
}

/** Whether we may, on the server or in a channel. Until the answer is there: no. */
export function may(permission: string, channel = ""): boolean {
  const key = `${permission}@${channel}`;
  const answer = known.value[key];
  if (!asked.has(key)) {
    if (connection.peek() === "online") void fetchAnswer(key);
    else missing.add(key);
  }
  return answer ?? false;
}

/** Whether we have been told that we may not. */
export const isDenied = (permission: string, channel: string) => !may(permission, channel) && `${permission}@${channel}` in known.value;

let changed = 0;
/** Asks anew for what was asked for before the change, and for what got no answer. */
const again = paced(() => Promise.all([...[...asked].filter(([, time]) => time <= changed).map(([key]) => key), ...missing].map(fetchAnswer)));

let timer: ReturnType<typeof setTimeout> | undefined;
function later() {
  clearTimeout(timer);
  timer = setTimeout(again.soon, 300);
}
function soon() {
  changed = performance.now();
  afterMessages(later);
}

export function start() {
  onJoined(soon);
  socket.on("receiveChannelTree", soon);
  whenMembersChange(soon);
}
