// Mentions and replies that wait to be read.
import { computed, effect, signal } from "@preact/signals";
import { ask } from "../protocol/socket";
import type { Failure, InboxItem } from "../protocol/types";
import { waitingAtHome } from "./conversations";
import { type Message, read } from "./message";
import { isRead, log, onReceived } from "./messages";
import { paced, whenMembersChange } from "./pace";
import { credentials, onJoined, session } from "./session";
import { room } from "./structure";
import { waiting } from "./ui";

export interface Mention {
  customId: string;
  time: number;
  message: Message;
}

export const mentions = signal<Mention[]>([]);
/** How many wait, by channel. */
export const mentionsByRoom = computed(() => {
  const counts = new Map<string, number>();
  for (const { message } of mentions.value) counts.set(message.room, (counts.get(message.room) ?? 0) + 1);
  return counts;
});

/** Roles that we hold, to know who is meant. */
const ownRoles = signal<Set<string>>(new Set());

/** Whether a message is for us: it names us or a role of ours, or answers us. */
export function isForMe(message: Message): boolean {
  const me = session.value?.id;
  if (!me || message.author.id === me || message.isSystem) return false;
  if (message.reply?.authorId === me || message.html.includes(`&lt;@${me}&gt;`)) return true;
  for (const [, role] of message.html.matchAll(/&lt;!@(\d+)&gt;/g)) if (ownRoles.value.has(role ?? "")) return true;
  return false;
}

export async function loadInbox() {
  try {
    const answer = await ask<Failure & { items?: InboxItem[] }>("fetchInboxMessages", { ...credentials(), onlyUnread: true });
    if (!answer.items) return;
    mentions.value = answer.items.flatMap((item) =>
      item.message?.messageId && String(item.message.author?.id) !== session.value?.id
        ? [{ customId: item.customId, time: item.createdAt ?? item.message.timestamp, message: read(item.message) }]
        : [],
    );
    readShown();
  } catch {
    // The next message asks again.
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(loadInbox, 500);
}

/** Marks as read; the list forgets it at once. */
export async function markMentionRead(customId: string) {
  mentions.value = mentions.value.filter((mention) => mention.customId !== customId);
  try {
    await fetch(`inbox/${encodeURIComponent(customId)}/read`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(credentials()),
    });
  } catch {
    soon();
  }
}

/** What is shown in the open channel has been read. */
function readShown() {
  const key = room.value;
  if (!key || !isRead(key) || log.value.status !== "ready") return;
  const shown = new Set(log.value.messages.map((message) => message.id));
  const oldest = log.value.messages[0]?.time ?? Infinity;
  for (const { customId, message } of mentions.value) {
    if (message.room === key && (shown.has(message.id) || message.time >= oldest)) void markMentionRead(customId);
  }
}

async function loadOwnRoles() {
  try {
    const answer = await ask<string[] & Failure>("resolveMemberRoles", { ...credentials(), target: session.value?.id });
    if (!Array.isArray(answer)) return;
    const before = ownRoles.peek();
    const now = new Set(answer.map(String));
    ownRoles.value = now;
    // Words for a new role may have come before it was known here.
    if (before.size && [...now].some((role) => !before.has(role))) soon();
  } catch {
    // Mentions of roles are not marked, then.
  }
}

export function start() {
  const own = paced(loadOwnRoles);
  onJoined(() => {
    void loadInbox();
    own.now();
  });
  whenMembersChange(own.soon);
  onReceived((message) => {
    if (isForMe(message)) soon();
  });
  effect(() => void (waiting.value = mentions.value.length + waitingAtHome.value.total));
  log.subscribe(() => mentions.peek().length > 0 && queueMicrotask(readShown));
  document.addEventListener("visibilitychange", readShown);
}
