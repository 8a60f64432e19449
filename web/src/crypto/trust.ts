// Keys of others: the first one that is seen counts, and another one later is said. Servers give keys out, and could
// give out their own.
import { isSameKey } from "./pem";
import { inStore } from "./store";

/** The key of somebody as it was first seen, or accepted later. */
export interface KnownKey {
  publicKey: string;
  since: number;
  /** When it was compared with its owner; 0 for never. */
  comparedAt: number;
  /** Keys that this one has followed, the last first, and until when they were used: what was written with them stays
   * readable as theirs. */
  earlier?: { publicKey: string; until: number }[];
}

/** Nobody changes keys more often. */
const MAX_EARLIER = 10;

/** none: nobody ever saw a key. first: seen just now. known: the same as before. compared: and its owner has confirmed
 * it. changed: another one than before, or none any more. */
export type Trust = { state: "none" } | { state: "first" | "known" | "compared" | "changed"; known: KnownKey };

/** Ids are each server's own, and several may live below one address. */
const placeOf = (memberId: string) => `${new URL("./", document.baseURI).href} ${memberId}`;

const recall = (memberId: string) => inStore<KnownKey | undefined>("others", "readonly", (store) => store.get(placeOf(memberId)));
const remember = (memberId: string, key: KnownKey) => inStore("others", "readwrite", (store) => store.put(key, placeOf(memberId)));

/** What to think of the key that the server gives for somebody. */
export async function checkKey(memberId: string, publicKey: string | null | undefined): Promise<Trust> {
  const known = await recall(memberId);
  if (!known) {
    if (!publicKey) return { state: "none" };
    const first = { publicKey, since: Date.now(), comparedAt: 0 };
    await remember(memberId, first);
    return { state: "first", known: first };
  }
  // SECURITY: a key that is gone is as bad as another one: what is written next would not be for its owner.
  if (!publicKey || !isSameKey(known.publicKey, publicKey)) return { state: "changed", known };
  return { state: known.comparedAt ? "compared" : "known", known };
}

/** What is remembered of somebody's keys, without a look at what the server says. */
export const knownKey = recall;

/** From now on this is the key of somebody. */
export async function acceptKey(memberId: string, publicKey: string, isCompared = false) {
  const [before, now] = [await recall(memberId), Date.now()];
  const isOther = before !== undefined && !isSameKey(before.publicKey, publicKey);
  const earlier = isOther ? [{ publicKey: before.publicKey, until: now }, ...(before.earlier ?? [])].slice(0, MAX_EARLIER) : before?.earlier;
  return remember(memberId, { publicKey, since: isOther || !before ? now : before.since, comparedAt: isCompared ? now : 0, ...(earlier && { earlier }) });
}
