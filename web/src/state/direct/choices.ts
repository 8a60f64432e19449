// Whether a conversation is encrypted, as it was decided in this browser.
import { signal } from "@preact/signals";
import { recall, remember } from "../../ui/storage";

interface Choice {
  isOn: boolean;
  /** Who has no key, and may be left out all the same. */
  without?: string[];
}

/** By room; nothing as long as nobody has decided, and nothing encrypted was said. */
const choices = signal<Record<string, Choice>>(recall("dm-locks", {}));

/** What was decided for a conversation. */
export const choiceOf = (room: string): Choice | undefined => choices.value[room];

/** Whether messages of a conversation ought to be encrypted. */
export const isEncrypting = (room: string) => choices.peek()[room]?.isOn === true;

/** Decides, also for the next visit. */
export function choose(room: string, choice: Choice) {
  choices.value = { ...choices.peek(), [room]: choice };
  remember("dm-locks", choices.peek());
}

/** What was encrypted once stays so, whatever the server says of keys later, until somebody switches it off. */
export const settleOn = (room: string) => {
  if (!choices.peek()[room]) choose(room, { isOn: true });
};
