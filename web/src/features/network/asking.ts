// Questions that a node may not know, or not answer us: nothing is said about those.
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { credentials } from "../../state/session";

/** The answer, or nothing. */
export async function askQuietly<T>(event: string, payload: object = {}): Promise<T | undefined> {
  try {
    const answer = await ask<T & Failure>(event, { ...credentials(), ...payload });
    return problem(answer) ? undefined : answer;
  } catch {
    return undefined;
  }
}

/** For so long, what was found out about federation holds, ms. */
const KEPT_MS = 300_000;
let known: { isOn: boolean; at: number } | undefined;

/** Whether this server takes part in the network: then it shows its key to everybody. */
export async function isFederated(): Promise<boolean> {
  if (known && Date.now() - known.at < KEPT_MS) return known.isOn;
  try {
    const { node } = (await (await fetch("discover")).json()) as { node?: unknown };
    known = { isOn: typeof node === "object" && node !== null, at: Date.now() };
    return known.isOn;
  } catch {
    return false;
  }
}
