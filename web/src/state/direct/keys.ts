// Keys of the people we write with, as they are remembered in this browser.
import type { KnownKey } from "../../crypto";
import { ask } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { conversations } from "../conversations";
import { credentials } from "../session";

/** Encryption, which only who has a key needs. */
export const library = () => import("../../crypto");

const known = new Map<string, Promise<KnownKey | undefined>>();

/** Forgets what was read of somebody's keys, because it changes now. */
export const forgetKeys = (memberId: string) => known.delete(memberId);

/** The key that the server gives for somebody, also for who is in no conversation any more. */
async function keyOnServer(memberId: string): Promise<string | null> {
  for (const { people } of conversations.peek() ?? []) {
    const found = people.find(({ id }) => id === memberId);
    if (found) return found.publicKey;
  }
  const answer = await ask<Failure & { publicKey?: string | null }>("getMemberPublicKey", { ...credentials(), target: memberId });
  return answer.publicKey ?? null;
}

async function look(memberId: string): Promise<KnownKey | undefined> {
  const { checkKey, knownKey } = await library();
  const found = await knownKey(memberId);
  if (found) return found;
  const trust = await checkKey(memberId, await keyOnServer(memberId));
  return trust.state === "none" ? undefined : trust.known;
}

function recalled(memberId: string): Promise<KnownKey | undefined> {
  let found = known.get(memberId);
  if (!found) known.set(memberId, (found = look(memberId)));
  return found;
}

/** The keys with which somebody may have signed at a time: the one that is trusted now, and those before it. */
export async function keysAt(memberId: string, time: number): Promise<string[]> {
  const key = await recalled(memberId).catch(() => undefined);
  if (!key) return [];
  // SECURITY: a key that was given up signs nothing new.
  return [key.publicKey, ...(key.earlier ?? []).filter(({ until }) => time <= until).map(({ publicKey }) => publicKey)];
}
