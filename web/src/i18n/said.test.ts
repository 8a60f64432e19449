// The table of the server's texts has what the node says, and nothing that it does not say.
import { describe, expect, it } from "vitest";
import german from "./de/server.json";
import english from "./en/server.json";
import { sayBy } from "./said";

const sources = Object.entries(import.meta.glob<string>(["../../../src/{events,node,model,security}/**/*.rs", "../../../src/control.rs", "!**/messenger.rs"], { query: "?raw", import: "default", eager: true }));
/** Code without its tests and its notes for the log. */
const withoutTests = (code: string) => code.split("#[cfg(test)]\nmod tests")[0]?.replace(/'"'|log::\w+!\([\s\S]*?\);/g, "") ?? "";
const unquoted = (literal: string) => literal.replace(/\\\n\s*/g, "").replace(/\\(.)/g, "$1");
const literals = (code: string) => [...code.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map(([, literal = ""]) => unquoted(literal));
/** What differs from time to time, by whatever name. */
const blank = (text: string) => text.replace(/\{[^}]*\}/g, "{}");

describe("what the node says", () => {
  const all = sources.map(([, code]) => withoutTests(code));
  const words = literals(all.join("\n")).map(blank);

  it("is where it is looked for", () => expect(words.length).toBeGreaterThan(500));

  it("is in the table, as far as people see it", () => {
    // What a refusal, a notice or a permission says begins with a capital and has more than a word.
    const isText = (text: string) => /^[A-Z].*[a-z] /.test(text) && !/[<>=/]|::/.test(text);
    const refused = all.flatMap((code) => [...code.matchAll(/(?:EventError::from|Err|refused?|refuse|notice|Text|ok_or|unwrap_or_else)\(((?:[^()"]|"(?:[^"\\]|\\.)*")*)/g)].flatMap(([, inside = ""]) => literals(inside)));
    const known = new Set(Object.values(english).map(blank));
    // Of what this client does not ask for.
    const NOT_SHOWN = ["Nothing to search for", "You are searching too often. Wait a moment.", "The GIF search does not answer. Try again later.", "Invalid roomId format", "The author is not you", "A signed message names its author by id alone"];
    expect([...new Set(refused.filter(isText).map(blank))].filter((text) => !known.has(text) && !NOT_SHOWN.includes(text))).toEqual([]);
  });

  it("is all that is in the table", () => {
    const isKnown = (text: string) => words.some((literal) => literal.includes(text));
    // Put together from several pieces; what a change changed stands behind a colon.
    const inPieces = (text: string) => text.replace(/: \{\}$/, "").split("{}").every((piece) => piece.trim().length < 2 || isKnown(piece.trim()));
    expect(Object.values(english).map(blank).filter((text) => !isKnown(text) && !inPieces(text))).toEqual([]);
  });
});

describe("the same in German", () => {
  const say = sayBy(english, german);

  it("knows texts, with what is in them", () => {
    expect(say("The password is wrong")).toBe("Das Passwort ist falsch");
    expect(say("You are muted until 9 Dec 2026, 05:15. Too loud")).toBe("Du bist bis 9 Dec 2026, 05:15 stumm. Too loud");
    expect(say("You are muted until 9 Dec 2026, 05:15. ")).toBe("Du bist bis 9 Dec 2026, 05:15 stumm.");
    expect(say("You are banned permanently")).toBe("Du bist für immer gesperrt");
    expect(say("name: expected a name of up to 100 characters")).toBe("name: erwartet wird ein Name mit bis zu 100 Zeichen");
  });

  it("leaves alone what somebody else has written", () => {
    for (const text of ["", "A text of another server", "<b>x</b>", "Kick users, please", "until"]) expect(say(text)).toBe(text);
    // A reason that looks like a text of the server is still a reason.
    expect(say("Reason: Missing permissions")).toBe("Grund: Missing permissions");
  });

  it("reads the log", () => {
    expect(say("banned Ben (123456789012) until 9 Dec 2026, 05:15: spam; and more")).toBe("hat Ben (123456789012) bis 9 Dec 2026, 05:15 gesperrt: spam; and more");
    expect(say('changed the settings of the server: name: "A" → "B"; pow.key: changed; and 3 more')).toBe('hat die Einstellungen des Servers geändert: name: "A" → "B"; pow.key: geändert; und 3 weitere');
    expect(say("muted Ben (123456789012) permanently: ")).toBe("hat Ben (123456789012) für immer stummgeschaltet:");
    expect(say("(the operator) kicked 123456789012")).toBe("(wer den Server betreibt) hat 123456789012 hinausgeworfen");
  });
});
