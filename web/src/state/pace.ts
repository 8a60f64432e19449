// What is asked for when. All requests share one connection: what the person waits for goes first, and what the
// server tells of often is not fetched more often than the connection bears.

import { connection, socket } from "../protocol/socket";

/** What waits for messages waits no longer than this. */
const PATIENCE_MS = 4000;

let held = 0;
const waiting = new Set<() => void>();

/** While this is on its way, what was put off waits. */
export function first(work: Promise<unknown>) {
  held++;
  let isOver = false;
  const free = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (--held) return;
    const acts = [...waiting];
    waiting.clear();
    acts.forEach((act) => act());
  };
  const timer = setTimeout(free, PATIENCE_MS);
  void work.then(free, free);
}

/** Runs at once, or when the messages are there that the person waits for; once, however often it is put off. */
export function afterMessages(act: () => void) {
  if (held) waiting.add(act);
  else act();
}

/** After a request nothing is asked for again for this many times as long as it took. */
const REST = 4;

/** A request that there is often a reason for. `soon` makes it when there was time enough since the last one, `now` as
 * soon as none is on its way. */
export function paced(load: () => Promise<unknown>): { soon: () => void; now: () => void } {
  let isRunning = false;
  /** It was asked for just now: what changed before is in the answer. */
  let isFresh = false;
  let next: "soon" | "now" | undefined;
  let restUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    clearTimeout(timer);
    timer = undefined;
    isRunning = isFresh = true;
    next = undefined;
    setTimeout(() => (isFresh = false));
    const since = performance.now();
    await load().catch(() => undefined);
    isRunning = false;
    restUntil = performance.now() + REST * (performance.now() - since);
    // TypeScript does not see that it may have been asked for meanwhile.
    const wanted = next as "soon" | "now" | undefined;
    if (wanted === "now") now();
    else if (wanted === "soon") soon();
  };
  const now = () => {
    if (isRunning) next = "now";
    else void run();
  };
  const soon = () => {
    if (isRunning) {
      if (!isFresh) next ??= "soon";
    } else timer ??= setTimeout(() => void run(), Math.max(0, restUntil - performance.now()));
  };
  return { soon, now };
}

/** Loads anew when the server says that something about members has changed. Before the join there is nothing to be
 * anew: it loads everything. */
export function whenMembersChange(load: () => void, ...events: string[]) {
  for (const event of ["updateMemberList", ...events]) socket.on(event, () => connection.peek() === "online" && afterMessages(load));
}
