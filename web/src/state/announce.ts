// What screen readers say of new messages: in one go if several come at once, and only to somebody who reads
// along at the end of the log in a window that has the focus.
import { signal } from "@preact/signals";

/** What is said; a live region shows it. */
export const announcement = signal("");

const JOIN_MS = 1000;
/** Nobody wants to hear more of a flood. */
const MAX_JOINED = 10;

let waiting: string[] = [];
let isFollowing = true;

/** Whether the reader is at the end of the log. */
export const follow = (isAtEnd: boolean) => (isFollowing = isAtEnd);

function say() {
  const text = waiting.slice(-MAX_JOINED).join("\n");
  waiting = [];
  // The same words a second time are only heard if they look different.
  announcement.value = text === announcement.peek() ? `${text}\u00a0` : text;
}

/** Says a text within a second, together with what comes until then. */
export function announce(text: string) {
  if (!isFollowing || !document.hasFocus()) return;
  waiting.push(text);
  if (waiting.length === 1) setTimeout(say, JOIN_MS);
}
