// The states of a call, and what leads from one to the next. Nothing here touches the network.

/** The channel of a call. */
export interface Place {
  id: string;
  room: string;
  name: string;
}

/** Why a call is over, or never began. `refused` comes with the server's words. */
export type Why = "removed" | "deleted" | "elsewhere" | "lost" | "unreachable" | "refused" | "unsupported";

export type CallState =
  | { name: "idle" }
  | { name: "joining"; place: Place }
  /** `since` is a time of the clock. */
  | { name: "in"; place: Place; since: number; isReconnecting: boolean }
  | { name: "ended"; place: Place; why: Why; text: string };

export type CallEvent =
  | { type: "join"; place: Place }
  | { type: "connected"; at: number }
  | { type: "reconnecting" }
  | { type: "reconnected" }
  | { type: "failed"; why: Why; text?: string }
  /** `reason` is LiveKit's number, if it gave one. */
  | { type: "disconnected"; reason: number | undefined }
  | { type: "leave" };

/** LiveKit's `DisconnectReason`, as far as it means something of its own. */
const REASONS: Record<number, Why> = { 2: "elsewhere", 4: "removed", 5: "deleted", 10: "deleted" };
const CLIENT_INITIATED = 1;

/** Whether it makes sense to offer the way back in. */
export const mayReturn = (why: Why) => why !== "deleted" && why !== "unsupported";

/** What comes after an event. One that does not fit the state changes nothing: it belongs to an earlier call. */
export function next(state: CallState, event: CallEvent): CallState {
  switch (event.type) {
    case "join":
      return { name: "joining", place: event.place };
    case "leave":
      return { name: "idle" };
    case "connected":
      return state.name === "joining" ? { name: "in", place: state.place, since: event.at, isReconnecting: false } : state;
    case "reconnecting":
    case "reconnected":
      return state.name === "in" ? { ...state, isReconnecting: event.type === "reconnecting" } : state;
    case "failed":
      return state.name === "joining" ? { name: "ended", place: state.place, why: event.why, text: event.text ?? "" } : state;
    case "disconnected":
      if (state.name !== "in" && state.name !== "joining") return state;
      if (event.reason === CLIENT_INITIATED) return { name: "idle" };
      return { name: "ended", place: state.place, why: REASONS[event.reason ?? 0] ?? (state.name === "in" ? "lost" : "unreachable"), text: "" };
  }
}

/** Where the call is, while there is one. */
export const placeOf = (state: CallState): Place | null => (state.name === "idle" || state.name === "ended" ? null : state.place);
