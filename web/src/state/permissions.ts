// What we may do: asked once, asked again when roles or channels change.
import { signal } from "@preact/signals";
import { ask, connection, socket } from "../protocol/socket";
import type { Failure } from "../protocol/types";
import { credentials, onJoined } from "./session";

const known = signal<Record<string, boolean>>({});
const asked = new Set<string>();

async function fetchAnswer(key: string, permission: string, channel: string | undefined) {
  asked.add(key);
  try {
    const event = channel === undefined ? "checkPermission" : "checkChannelPermission";
    const answer = await ask<Failure & { permission?: string }>(event, { ...credentials(), permission, ...(channel !== undefined && { channel }) });
    const isGranted = answer.permission === "granted";
    if (known.peek()[key] !== isGranted) known.value = { ...known.peek(), [key]: isGranted };
  } catch {
    asked.delete(key);
  }
}

/** Whether we may, on the server or in a channel. Until the answer is there: no. */
export function may(permission: string, channel?: string): boolean {
  const key = `${permission}@${channel ?? ""}`;
  const answer = known.value[key];
  if (!asked.has(key) && connection.peek() === "online") void fetchAnswer(key, permission, channel);
  return answer ?? false;
}

function again() {
  const keys = [...asked];
  asked.clear();
  for (const key of keys) {
    const at = key.indexOf("@");
    void fetchAnswer(key, key.slice(0, at), key.slice(at + 1) || undefined);
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(again, 300);
}

export function start() {
  onJoined(soon);
  socket.on("receiveChannelTree", soon);
  socket.on("updateMemberList", soon);
}
