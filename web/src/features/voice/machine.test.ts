import { describe, expect, it } from "vitest";
import { type CallEvent, type CallState, mayReturn, next, placeOf } from "./machine";

const place = { id: "9", room: "0-0-9", name: "lounge" };
const other = { id: "6", room: "0-0-6", name: "annex" };
const after = (...events: CallEvent[]) => events.reduce(next, { name: "idle" } as CallState);
const join: CallEvent = { type: "join", place };
const connected: CallEvent = { type: "connected", at: 5 };

describe("a call", () => {
  it("goes from the click to the end", () => {
    expect(after(join)).toEqual({ name: "joining", place });
    expect(after(join, connected)).toEqual({ name: "in", place, since: 5, isReconnecting: false });
    expect(after(join, connected, { type: "leave" })).toEqual({ name: "idle" });
    expect(after(join, { type: "leave" })).toEqual({ name: "idle" });
  });

  it("lives through a lost connection", () => {
    expect(after(join, connected, { type: "reconnecting" })).toMatchObject({ name: "in", isReconnecting: true, since: 5 });
    expect(after(join, connected, { type: "reconnecting" }, { type: "reconnected" })).toMatchObject({ name: "in", isReconnecting: false, since: 5 });
  });

  it("says why it could not begin", () => {
    expect(after(join, { type: "failed", why: "refused", text: "You may not use voice in this channel." })).toEqual({ name: "ended", place, why: "refused", text: "You may not use voice in this channel." });
    expect(after(join, { type: "failed", why: "unreachable" })).toMatchObject({ name: "ended", why: "unreachable", text: "" });
  });

  it.each([
    [0, "lost"],
    [undefined, "lost"],
    [2, "elsewhere"],
    [3, "lost"],
    [4, "removed"],
    [5, "deleted"],
    [6, "lost"],
    [7, "lost"],
    [8, "lost"],
    [9, "lost"],
    [10, "deleted"],
    [99, "lost"],
  ] as const)("ends for LiveKit's reason %s: %s", (reason, why) => {
    expect(after(join, connected, { type: "disconnected", reason })).toEqual({ name: "ended", place, why, text: "" });
  });

  it("is over without a word when we end it", () => expect(after(join, connected, { type: "disconnected", reason: 1 })).toEqual({ name: "idle" }));
  it("was not reached where it ended before it began", () => expect(after(join, { type: "disconnected", reason: 0 })).toMatchObject({ name: "ended", why: "unreachable" }));

  it("goes on elsewhere, or again", () => {
    expect(after(join, connected, { type: "join", place: other })).toEqual({ name: "joining", place: other });
    expect(after(join, connected, { type: "disconnected", reason: 4 }, join)).toEqual({ name: "joining", place });
  });

  it("does not hear what comes too late", () => {
    const late: CallEvent[] = [connected, { type: "reconnecting" }, { type: "reconnected" }, { type: "failed", why: "lost" }, { type: "disconnected", reason: 4 }];
    for (const event of late) expect(after(event)).toEqual({ name: "idle" });
    const ended = after(join, connected, { type: "disconnected", reason: 4 });
    for (const event of late) expect(next(ended, event)).toBe(ended);
    const inCall = after(join, connected);
    expect(next(inCall, { type: "failed", why: "unreachable" })).toBe(inCall);
    expect(next(inCall, { type: "connected", at: 9 })).toBe(inCall);
  });

  it("is somewhere while it lasts", () => {
    expect([after(), after(join), after(join, connected), after(join, { type: "failed", why: "lost" })].map(placeOf)).toEqual([null, place, place, null]);
  });

  it("can be joined again where there is something to join", () => {
    expect((["removed", "deleted", "elsewhere", "lost", "unreachable", "refused", "unsupported"] as const).filter(mayReturn)).toEqual(["removed", "elsewhere", "lost", "unreachable", "refused"]);
  });
});
