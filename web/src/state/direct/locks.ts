// The lock of each conversation: whether it is encrypted, for whom, and what is in the way.
import { effect, signal } from "@preact/signals";
import { conversations, type Conversation, type Person } from "../conversations";
import { device } from "../keys";
import { session } from "../session";
import { choiceOf } from "./choices";
import { forgetKeys, library } from "./keys";
import { othersIn } from "./rooms";

/** verified: all keys were compared with their owners. unverified: encrypted, but whose keys they are only the server
 * says. changed: somebody has another key than before, so nothing is sent. open: not encrypted. */
export type LockState = "verified" | "unverified" | "changed" | "open";

/** Why a conversation is open: we have no key here, it was switched off, somebody has none, or this browser keeps no
 * keys of others. */
export type OpenReason = "ownKey" | "off" | "others" | "store";

export interface RoomLock {
  state: LockState;
  reason?: OpenReason;
  /** Who cannot be encrypted for. */
  keyless: Person[];
  /** Whose key is another one than before, or gone. */
  changed: Person[];
  /** Whose key nobody has compared. */
  strangers: Person[];
  /** Others encrypt for another key of ours than the one that is used here. */
  isOtherKey: boolean;
}

/** By room. The server's own messages have none. */
export const locks = signal<Record<string, RoomLock>>({});

const OPEN: RoomLock = { state: "open", keyless: [], changed: [], strangers: [], isOtherKey: false };

/** Looks at the keys of everybody in a conversation, as the server gives them now. */
export async function lockOf(conversation: Conversation): Promise<RoomLock> {
  const own = device.peek();
  const others = othersIn(conversation).filter(({ isGone }) => !isGone);
  if (!own) return { ...OPEN, reason: "ownKey" };
  const { checkKey, isSameKey, isUsable } = await library();
  const usable = await Promise.all(others.map(({ publicKey }) => isUsable(publicKey)));
  const trusts = await Promise.all(others.map(({ id, publicKey }, at) => checkKey(id, usable[at] ? publicKey : null)));
  const where = (test: (at: number) => boolean) => others.filter((_, at) => test(at));
  const keyless = where((at) => !usable[at]);
  const changed = where((at) => trusts[at]?.state === "changed");
  const strangers = where((at) => trusts[at]?.state !== "compared");
  const mine = conversation.people.find(({ id }) => id === session.peek()?.id)?.publicKey;
  const isOtherKey = Boolean(mine && !isSameKey(mine, own.publicKey));
  const choice = choiceOf(conversation.room);
  // Nobody has decided: if everybody can, it is encrypted.
  const isOn = choice?.isOn ?? others.every(({ isProven }, at) => isProven && usable[at]);
  const rest = { keyless, changed, strangers, isOtherKey };
  if (!isOn) return { ...rest, state: "open", reason: choice ? "off" : "others" };
  if (changed.length) return { ...rest, state: "changed" };
  return { ...rest, state: strangers.length ? "unverified" : "verified" };
}

/** Whether what is written in a room now is encrypted. */
export const isSealedNow = (room: string) => (locks.value[room]?.state ?? "open") !== "open";

const lockSafely = (conversation: Conversation) => lockOf(conversation).catch((): RoomLock => ({ ...OPEN, reason: "store" }));

/** The lock of a conversation, as soon as it is known. */
export async function knownLock(conversation: Conversation): Promise<RoomLock> {
  const known = locks.peek()[conversation.room];
  if (known) return known;
  const found = await lockSafely(conversation);
  locks.value = { ...locks.peek(), [conversation.room]: found };
  return found;
}

/** Who has no key, and was not left out by decision. */
export const unasked = ({ keyless }: RoomLock, room: string) => keyless.filter(({ id }) => !choiceOf(room)?.without?.includes(id));

let round = 0;

async function refresh(list: Conversation[]) {
  const own = ++round;
  const found = await Promise.all(list.filter(({ isOfServer }) => !isOfServer).map(async (conversation) => [conversation.room, await lockSafely(conversation)] as const));
  if (own === round) locks.value = Object.fromEntries(found);
}

/** Asks all over again, because something was decided about somebody's key. */
export function recheck(memberId?: string) {
  if (memberId) forgetKeys(memberId);
  void refresh(conversations.peek() ?? []).catch(() => undefined);
}

/** Follows the people, the own key, and what is decided. */
export function followLocks() {
  effect(() => {
    const list = conversations.value ?? [];
    void device.value;
    // Also what was decided for each of them.
    list.forEach(({ room }) => choiceOf(room));
    void refresh(list).catch(() => undefined);
  });
}
