// What the locks of all in a call come to.
import { isE2EESupported } from "livekit-client";
import type { Person, Self } from "./state";

/** Whether this browser can encrypt calls. */
export const isSealable = () => globalThis.crypto?.subtle !== undefined && isE2EESupported();

/** verified, sealed: what everybody sends is encrypted, with and without keys that were compared. partly: not that of
 * `open` people. open: others encrypt, or we wanted to, and nothing of ours is. */
export interface SealOf {
  state: "verified" | "sealed" | "partly" | "open" | "";
  open: number;
}

export function sealOf(people: Person[], { isSealed, sealTrouble }: Pick<Self, "isSealed" | "sealTrouble">): SealOf {
  const others = people.filter(({ isMe }) => !isMe);
  if (!isSealed) return { state: sealTrouble || others.some(({ lock }) => lock === "locked") ? "open" : "", open: 0 };
  const open = others.filter(({ lock }) => lock === "open" || lock === "changed" || lock === "refused").length;
  if (open) return { state: "partly", open };
  return { state: others.length > 0 && others.every(({ lock }) => lock === "verified") ? "verified" : "sealed", open };
}
