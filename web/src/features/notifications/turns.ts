// Of several windows one speaks: the first that claims a message, unless somebody reads it in another.

interface Claim {
  message: string;
  by: string;
  isSeen: boolean;
}

/** What the claims travel by; of several windows of one person, all hear each other. */
export interface Wire {
  post: (claim: Claim) => void;
  listen: (hear: (claim: Claim) => void) => void;
}

/** How long others have to object: a window that nobody looks at may be slow. */
export const SETTLE_MS = 600;
/** Messages whose claims are kept. */
const KEPT = 100;

export function takeTurns(by: string, wire: Wire) {
  const heard = new Map<string, Claim[]>();
  wire.listen((claim) => {
    heard.set(claim.message, [...(heard.get(claim.message) ?? []), claim]);
    const [oldest] = heard.keys();
    if (heard.size > KEPT && oldest !== undefined) heard.delete(oldest);
  });
  const others = (message: string) => heard.get(message) ?? [];

  /** Whether this window shall tell of a message. */
  return async (message: string, isSeen: boolean): Promise<boolean> => {
    if (isSeen) {
      wire.post({ message, by, isSeen });
      return false;
    }
    if (others(message).length) return false;
    wire.post({ message, by, isSeen });
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    // Two that claimed at the same moment agree on one of them.
    return others(message).every((claim) => !claim.isSeen && by < claim.by);
  };
}

/** The windows of this browser that show this server to this person. */
export function wireOf(name: string): Wire {
  const channel = new BroadcastChannel(name);
  return {
    post: (claim) => channel.postMessage(claim),
    listen: (hear) => channel.addEventListener("message", ({ data }) => hear(data as Claim)),
  };
}
