import { describe, expect, it } from "vitest";
import { gradeOf, grouped, lineOf, nodeIdOf, policyOf, readLog, readRecommendations, readServer, readState, reasonOf, scoreOver } from "./nodes";

describe("a row of the list", () => {
  it("is read with what a node adds to it", () => {
    const row = { address: "a.example", status: "verified", data: JSON.stringify({ serverinfo: { name: "A &amp; B", about: "<p>Long <b>nights</b></p>" } }), last_sync: 5, trust: 52, nodeKey: "ed25519:x", nodeId: "abcd", decidedBy: "admin", blockedReason: null, blockedUntil: null, lastSeen: 0, newKey: null };
    expect(readServer(row)).toEqual({ address: "a.example", status: "verified", name: "A & B", about: "Long nights", seen: 5, trust: 52, key: "ed25519:x", nodeId: "abcd", newKey: "", isDecided: true, blockedReason: "", blockedUntil: null, heard: null });
  });

  it("is read without", () => {
    expect(readServer({ address: "a.example", status: "odd", data: "{" })).toMatchObject({ name: "a.example", status: "pending", trust: null, key: "", seen: null });
    expect(readServer({ address: "a.example", status: "pending", data: null, last_sync: "2026-04-06T17:06:27.000Z", trust: 20 })).toMatchObject({ trust: null, seen: Date.parse("2026-04-06T17:06:27.000Z") });
  });
});

it("scores have words", () => expect([0, 39, 40, 69, 70, 100].map(gradeOf)).toEqual(["low", "low", "fair", "fair", "high", "high"]));

describe("the log of a score", () => {
  const log = readLog([{ delta: 30, reason: "a decision of the staff", eventId: "", evidence: null, time: 300 }, { delta: -5, reason: "a &lt;b&gt;", eventId: "e", evidence: '{"a":1}', time: 200 }]);

  it("is read, whatever it holds", () => {
    expect(log[1]).toEqual({ delta: -5, reason: "a <b>", eventId: "e", evidence: '{\n  "a": 1\n}', time: 200 });
    expect(readLog([{ delta: "x", time: 1 }, { delta: 1 }, null, { delta: 1, time: 2, evidence: "no json" }])).toEqual([{ delta: 1, reason: "", eventId: "", evidence: "no json", time: 2 }]);
    expect(readLog(undefined)).toEqual([]);
  });

  it("becomes steps that end at what the score is now", () => {
    expect(scoreOver(log, { time: 400, score: 45 })).toEqual([
      { time: 200, score: 20 },
      { time: 200, score: 15 },
      { time: 300, score: 15 },
      { time: 300, score: 45 },
      { time: 400, score: 45 },
    ]);
  });

  it("never leaves the scale", () => {
    const wild = [{ delta: -90, reason: "", eventId: "", evidence: "", time: 1 }];
    expect(scoreOver(wild, { time: 2, score: 50 }).map(({ score }) => score)).toEqual([100, 50, 50]);
    expect(lineOf(scoreOver(wild, { time: 2, score: 50 }), 100, 50)).toBe("0,0 0,25 100,25");
    expect(lineOf([{ time: 5, score: 0 }], 100, 50)).toBe("0,50");
  });
});

it("a key has the id that the vectors give it", () => {
  expect(nodeIdOf("ed25519:i2tq0tGaQxbmT8ik1drmdpBE-WHfnzH6VFDzDteY1YQ")).toBe("dix6c3zuo7jitw44nbdaymxebeaxvthq");
  expect(grouped("dix6c3zuo7ji")).toEqual(["dix6", "c3zu", "o7ji"]);
  expect(grouped("")).toEqual([]);
});

describe("recommendations", () => {
  it("are read, with nobody for strangers", () => {
    const [first, second] = readRecommendations([
      { recommendation: "r", fromKey: "k", fromAddress: "a.example", trust: 61.4, memberId: 123456789012, memberName: "Ben &amp; Co", reason: "spam", note: "&lt;b&gt;", until: 9, time: 5, state: "active", decision: null },
      { recommendation: "s", memberId: null, memberName: null, reason: "<b>", state: "odd", decision: "hang" },
      { fromKey: "without an id" },
      null,
    ]);
    expect(first).toEqual({ id: "r", fromKey: "k", from: "a.example", trust: 61, memberId: "123456789012", memberName: "Ben & Co", reason: "spam", note: "<b>", until: 9, time: 5, state: "active", decision: null });
    expect(second).toMatchObject({ memberId: "", reason: "other", state: "active", decision: null, trust: null });
    expect(readRecommendations("x")).toEqual([]);
  });
});

it("the state of the network is read, also from one that says less", () => {
  expect(readState({ isOn: true, isConfigured: true, policy: "auto", minNodes: 4, vouched: 2, recommendations: 7 })).toMatchObject({ isOn: true, policy: "auto", minNodes: 4, vouched: 2, recommendations: 7 });
  expect(readState({})).toEqual({ isOn: false, isConfigured: false, address: "", key: "", nodeId: "", policy: "ignore", minNodes: 3, vouched: null, recommendations: 0 });
  expect([policyOf("warn"), policyOf("x"), reasonOf("scam"), reasonOf(null)]).toEqual(["warn", "ignore", "scam", "other"]);
});
