// The way into a call: a token of this server for LiveKit.
import { credentials } from "../../state/session";
import type { Place } from "./machine";
import { NO_LIMITS, type ScreenLimits } from "./options";

export interface Pass {
  token: string;
  url: string;
  limits: ScreenLimits;
}

/** The server says no, and why. */
export class Refused extends Error {
  constructor(
    text: string,
    /** It cannot be reached, or LiveKit cannot: another try may help. */
    readonly isAway: boolean,
  ) {
    super(text);
  }
}

const TIMEOUT_MS = 15_000;
const AWAY = 500;

interface Answer {
  token?: string;
  livekitUrl?: string;
  limits?: { screen?: Partial<ScreenLimits> };
  error?: string;
}

const isAddress = (url: unknown): url is string => typeof url === "string" && /^wss?:\/\//.test(url);

/** Asks for a token for a channel.
 * @throws Refused if there is none */
export async function askPass({ id: channelId, room: roomName }: Place): Promise<Pass> {
  const { id, token } = credentials();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
  let response: Response;
  let answer: Answer;
  try {
    response = await fetch("token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ roomName, participantName: id, memberId: id, channelId, token }),
      signal: late.signal,
    });
    answer = (await response.json()) as Answer;
  } catch {
    throw new Refused("", true);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok || !answer.token || !isAddress(answer.livekitUrl)) throw new Refused(answer.error ?? "", response.ok || response.status >= AWAY);
  return { token: answer.token, url: answer.livekitUrl, limits: { ...NO_LIMITS, ...answer.limits?.screen } };
}
