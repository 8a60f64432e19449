// What the staff sees of other servers: rows of the node, made safe to show, and what follows from them. Names, notes
// and addresses are written by strangers.
import { sha256 } from "@noble/hashes/sha2";
import { decode, plain } from "../../ui/html";

export const STATUSES = ["verified", "pending", "blocked"] as const;
export type Status = (typeof STATUSES)[number];

/** As the node sends it. */
export interface WireServer {
  address: string;
  status: string;
  /** JSON. */
  data?: string | null;
  last_sync?: number | string | null;
  trust?: number | null;
  nodeKey?: string | null;
  nodeId?: string | null;
  decidedBy?: string | null;
  blockedReason?: string | null;
  blockedUntil?: number | null;
  lastSeen?: number | null;
  newKey?: string | null;
}

export interface Server {
  address: string;
  status: Status;
  name: string;
  about: string;
  seen: number | null;
  /** 0 to 100; null for what is no node: it has no score. */
  trust: number | null;
  key: string;
  nodeId: string;
  /** The key that was found instead of the known one. */
  newKey: string;
  isDecided: boolean;
  blockedReason: string;
  blockedUntil: number | null;
  /** When it last sent something signed. */
  heard: number | null;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
/** Some servers say 0 for never. */
const time = (value: unknown) => {
  const at = typeof value === "string" ? Date.parse(value) : value;
  return typeof at === "number" && at > 0 ? at : null;
};

export function readServer(row: WireServer): Server {
  let info: { name?: unknown; about?: unknown; description?: unknown } = {};
  try {
    info = (JSON.parse(row.data ?? "") as { serverinfo?: typeof info }).serverinfo ?? {};
  } catch {
    // What it says of itself cannot be read: the address is enough.
  }
  const key = text(row.nodeKey);
  return {
    address: row.address,
    status: STATUSES.find((known) => known === row.status) ?? "pending",
    name: decode(text(info.name)) || row.address,
    about: plain(text(info.about)) || plain(text(info.description)),
    seen: time(row.last_sync),
    trust: key && typeof row.trust === "number" ? limited(Math.round(row.trust)) : null,
    key,
    nodeId: text(row.nodeId),
    newKey: text(row.newKey),
    isDecided: Boolean(row.decidedBy),
    blockedReason: decode(text(row.blockedReason)),
    blockedUntil: time(row.blockedUntil),
    heard: time(row.lastSeen),
  };
}

const limited = (score: number) => Math.min(100, Math.max(0, score));

export type Grade = "high" | "fair" | "low";
export const gradeOf = (trust: number): Grade => (trust >= 70 ? "high" : trust >= 40 ? "fair" : "low");

export interface Change {
  delta: number;
  reason: string;
  eventId: string;
  /** JSON of the signed event, or nothing. */
  evidence: string;
  time: number;
}

export function readLog(rows: unknown): Change[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: Record<string, unknown>) => {
    const at = time(row?.time);
    const delta = Number(row?.delta);
    if (at === null || !Number.isFinite(delta)) return [];
    return [{ delta, reason: decode(text(row.reason)), eventId: text(row.eventId), evidence: indented(row.evidence), time: at }];
  });
}

/** JSON as people read it; what is none stays. */
function indented(evidence: unknown): string {
  if (evidence === null || evidence === undefined || evidence === "") return "";
  try {
    return JSON.stringify(typeof evidence === "string" ? JSON.parse(evidence) : evidence, null, 2);
  } catch {
    return String(evidence);
  }
}

export interface Point {
  time: number;
  score: number;
}

/** The score over time as far as the log tells: back from what it is now. What time gave back is not in the log, so
 * that each change is drawn with the size that it had. `log` is newest first. */
export function scoreOver(log: Change[], now: Point): Point[] {
  const points: Point[] = [now];
  let { score } = now;
  for (const { delta, time: at } of log) {
    points.unshift({ time: at, score: limited(score) });
    score = limited(score - delta);
    points.unshift({ time: at, score });
  }
  return points;
}

/** The corners of a line in a box, for `<polyline points>`. */
export function lineOf(points: Point[], width: number, height: number): string {
  const first = points[0]?.time ?? 0;
  const span = (points.at(-1)?.time ?? 0) - first || 1;
  return points.map(({ time: at, score }) => `${Math.round(((at - first) / span) * width * 10) / 10},${Math.round((1 - score / 100) * height * 10) / 10}`).join(" ");
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const ID_BYTES = 20;

/** The id of a key: what people compare. Base32 of the first 20 bytes of its SHA-256. */
export function nodeIdOf(key: string): string {
  let [id, held, bits] = ["", 0, 0];
  for (const byte of sha256(new TextEncoder().encode(key)).subarray(0, ID_BYTES)) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) id += BASE32[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return id;
}

/** In groups of four, as it is read aloud. */
export const grouped = (id: string) => id.match(/.{1,4}/g) ?? [];

export interface State {
  isOn: boolean;
  isConfigured: boolean;
  address: string;
  key: string;
  nodeId: string;
  policy: Policy;
  minNodes: number;
  vouched: number | null;
  recommendations: number;
}

export const POLICIES = ["ignore", "show", "warn", "auto"] as const;
export type Policy = (typeof POLICIES)[number];
export const policyOf = (value: unknown): Policy => POLICIES.find((known) => known === value) ?? "ignore";

export function readState(answer: Record<string, unknown>): State {
  const number = (value: unknown) => (typeof value === "number" ? value : Array.isArray(value) ? value.length : null);
  return {
    isOn: answer.isOn === true,
    isConfigured: answer.isConfigured === true,
    address: text(answer.address),
    key: text(answer.key),
    nodeId: text(answer.nodeId),
    policy: policyOf(answer.policy),
    minNodes: number(answer.minNodes) ?? 3,
    vouched: number(answer.vouched),
    recommendations: number(answer.recommendations) ?? 0,
  };
}

export const REASONS = ["spam", "scam", "harassment", "illegal", "other"] as const;
export type Reason = (typeof REASONS)[number];
/** What has no name here is another reason. */
export const reasonOf = (value: unknown): Reason => REASONS.find((known) => known === value) ?? "other";

export interface Recommendation {
  id: string;
  fromKey: string;
  from: string;
  trust: number | null;
  /** Nobody for somebody who is not here. */
  memberId: string;
  memberName: string;
  reason: Reason;
  note: string;
  until: number | null;
  time: number | null;
  state: "active" | "revoked" | "expired";
  decision: "ban" | "dismiss" | "never" | null;
}

export function readRecommendations(rows: unknown): Recommendation[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: Record<string, unknown>) => {
    const id = text(row?.recommendation);
    if (!id) return [];
    return [{
      id,
      fromKey: text(row.fromKey),
      from: text(row.fromAddress),
      trust: typeof row.trust === "number" ? limited(Math.round(row.trust)) : null,
      memberId: row.memberId === null || row.memberId === undefined ? "" : String(row.memberId),
      memberName: decode(text(row.memberName)),
      reason: reasonOf(row.reason),
      note: decode(text(row.note)),
      until: time(row.until),
      time: time(row.time),
      state: (["revoked", "expired"] as const).find((known) => known === row.state) ?? "active",
      decision: (["ban", "dismiss", "never"] as const).find((known) => known === row.decision) ?? null,
    }];
  });
}
