import { describe, expect, it } from "vitest";
import { readNote, writeNote } from "./reason";
import { type Case, fits, readCases, type WireReport } from "./report";
import { verdictOf } from "./verdict";

const member = (id: string, name: string) => ({ id, name });
const wire = (id: number, more: Partial<WireReport> = {}): WireReport => ({ id, reportType: "message", reportNotes: "", reportCreator: member("1", "Ben"), reportedUser: member("2", "Eve"), reportData: { messageId: "7", message: "<p>spam</p>", timestamp: 5, room: "0-0-0" }, ...more });

describe("reasons", () => {
  it("stand before the words and are found again", () => {
    expect(writeNote("spam", " x ")).toBe("[spam] x");
    expect(writeNote("spam", "")).toBe("[spam]");
    expect(readNote("[spam] x")).toEqual({ reason: "spam", text: "x" });
    expect(readNote("[nonsense] x")).toEqual({ reason: undefined, text: "[nonsense] x" });
    expect(readNote("of another client")).toEqual({ reason: undefined, text: "of another client" });
  });
});

describe("cases", () => {
  it("hold the reports of one message, the newest first", () => {
    const cases = readCases([wire(1, { reportNotes: "[spam] one &amp; all" }), wire(2, { reportData: { messageId: 8, message: null } }), wire(3, { reportNotes: "three" })]);
    expect(cases.map(({ key, complaints }) => [key, complaints.map(({ id }) => id)])).toEqual([["message-7", [3, 1]], ["message-8", [2]]]);
    expect(cases[0]?.complaints[1]).toMatchObject({ reason: "spam", text: "one & all" });
    expect(cases[1]?.html).toBe("");
  });

  it("show the text of who handed one over", () => {
    const dm = (id: number, text: string): WireReport => wire(id, { reportType: "dm", reportData: { messageId: "9", payload: { data: { message: text } }, payloadOriginal: { data: {} } } });
    expect(readCases([dm(1, "<p>words</p>"), dm(2, "")])[0]?.html).toBe("<p>words</p>");
    expect(readCases([dm(1, ""), dm(2, "<p>words</p>")])[0]?.html).toBe("<p>words</p>");
    expect(readCases([wire(1, { reportType: "dm_message", reportData: { messageId: "m_1", message: "<p>old</p>" } })])[0]).toMatchObject({ kind: "dm", html: "<p>old</p>" });
  });

  it("are found by names and words", () => {
    const [one] = readCases([wire(1, { reportNotes: "Too Loud" })]);
    for (const query of ["eve", "ben", "loud", "spam"]) expect(fits(one as Case, query)).toBe(true);
    expect(fits(one as Case, "nothing")).toBe(false);
  });
});

describe("the verdict", () => {
  const SEALED = { data: { message: { 1: "rsa|QUJD||QUJD|QUJD|QUJD" } } };
  const dm = (verification: Case["verification"], html = "<p>x</p>", original: unknown = SEALED) => verdictOf({ kind: "dm", html, isSigned: false, verification, original } as Case);
  it("says what is sure, what is not, and what it means", () => {
    expect(dm({ plain: true, object: true, key: "verified", verdict: "verified" })).toEqual({ look: "ok", label: "verified", meaning: "verifiedMeaning" });
    expect(dm({ plain: true, object: true, key: "unverified", verdict: "verified" })?.note).toBe("keyUnproven");
    expect(dm({ plain: false, object: true, key: "verified", verdict: "forged" })).toMatchObject({ look: "bad", meaning: "alteredMeaning" });
    // Whatever else it says.
    expect(dm({ plain: false, object: null, key: "verified", verdict: "unverifiable" })).toMatchObject({ look: "bad", meaning: "alteredMeaning" });
    expect(dm({ plain: true, object: false, key: "verified", verdict: "forged" })).toMatchObject({ look: "bad", meaning: "forgedMeaning" });
    expect(dm({ plain: null, object: true, key: "verified", verdict: "unverifiable" }, "")).toMatchObject({ look: "warn", meaning: "nothingRevealed" });
    expect(dm({ plain: null, object: null, key: "missing", verdict: "unverifiable" })).toMatchObject({ meaning: "keyMissing" });
    expect(dm({ plain: null, object: null, key: "verified", verdict: "unverifiable" })).toMatchObject({ meaning: "notSigned" });
    expect(dm(undefined)).toMatchObject({ label: "unverifiable", meaning: "notSigned" });
  });
  it("knows what the server itself has stored", () => {
    expect(dm({ plain: null, object: null, key: "missing", verdict: "unverifiable" }, "<p>x</p>", { data: { message: { 1: "<p>x</p>" } } })).toMatchObject({ label: "ofServer" });
    expect(verdictOf({ kind: "message", html: "x", isSigned: true } as Case)).toMatchObject({ label: "verified", meaning: "signedMeaning" });
    expect(verdictOf({ kind: "message", html: "x", isSigned: false } as Case)).toBeUndefined();
  });
});
