// What is large, how loud somebody is, and how things of a call are said.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { lasted } from "./lasted";
import { gainOf, setSettings, settings, setVolume, volumeOf } from "./settings";
import type { Person } from "./state";
import { endedText, troubleText } from "./words";

vi.mock("livekit-client", () => ({}));
vi.mock("./call", () => ({ sound: () => undefined }));
const { columns, itemsOf, largest } = await import("./Stage");
const { barsOf } = await import("./Level");
const { keyName } = await import("./keyName");

const person = (id: string, change: Partial<Person> = {}): Person => ({ id, isMe: false, isSpeaking: false, isMuted: false, camera: undefined, screen: undefined, screenHeight: 0, hasScreenSound: false, quality: "", lock: "", ...change });
const screen = {} as NonNullable<Person["screen"]>;

describe("the stage", () => {
  const ines = person("1");
  const odalys = person("2", { screen });
  const me = person("3", { isMe: true });

  it("has screens before people", () => expect(itemsOf([ines, odalys, me]).map(({ key }) => key)).toEqual(["2 screen", "1", "2", "3"]));

  it("shows large what was chosen, a screen, who spoke last, anybody, ourselves", () => {
    const large = (people: Person[], chosen = "", spoke = "") => largest(itemsOf(people), chosen, spoke)?.key;
    expect(large([ines, odalys, me], "1")).toBe("1");
    expect(large([ines, odalys, me])).toBe("2 screen");
    // What was chosen has gone.
    expect(large([ines, odalys, me], "9")).toBe("2 screen");
    expect(large([ines, person("2"), me], "", "2")).toBe("2");
    expect(large([ines, person("2"), me])).toBe("1");
    // The own screen is known.
    expect(large([ines, person("3", { isMe: true, screen })])).toBe("1");
    expect(large([me])).toBe("3");
    expect(large([])).toBeUndefined();
  });

  it("has about as many beside as below each other", () => expect([1, 2, 3, 4, 5, 9, 10, 16, 17].map(columns)).toEqual([1, 2, 2, 2, 3, 3, 4, 4, 5]));
});

describe("loudness", () => {
  beforeEach(() => {
    localStorage.clear();
    setSettings({ volume: 100 });
  });

  it("is remembered for each, apart for a screen", () => {
    setVolume("1", "voice", 250);
    setVolume("1", "screen", 40);
    expect([volumeOf("1"), volumeOf("1", "screen"), volumeOf("2")]).toEqual([250, 40, 100]);
    expect(JSON.parse(localStorage.getItem("dcts-edge.voice-volumes") ?? "")).toEqual({ "1": 250, "1:screen": 40 });
    setVolume("1", "voice", 100);
    setVolume("1", "screen", 100);
    expect(JSON.parse(localStorage.getItem("dcts-edge.voice-volumes") ?? "")).toEqual({});
  });

  it("stays between nothing and four times as loud", () => {
    setVolume("1", "voice", 900);
    expect(volumeOf("1")).toBe(400);
    setVolume("1", "voice", -3);
    expect(volumeOf("1")).toBe(0);
  });

  it("is kept of the last two hundred", () => {
    for (let n = 0; n < 210; n++) setVolume(`10${n}`, "voice", 50);
    expect(Object.keys(JSON.parse(localStorage.getItem("dcts-edge.voice-volumes") ?? "")).length).toBe(200);
    expect([volumeOf("100"), volumeOf("10209")]).toEqual([100, 50]);
  });

  it("multiplies, and is nothing for who is deaf", () => {
    setVolume("1", "voice", 200);
    setSettings({ volume: 50 });
    expect([gainOf("1", "voice", false), gainOf("1", "voice", true), gainOf("2", "screen", false)]).toEqual([1, 0, 0.5]);
  });

  it("is shown in bars", () => {
    const of = (amplitude: number) => barsOf(new Float32Array(512).fill(amplitude));
    expect([of(0), of(0.001), of(0.0316), of(0.3162), of(1), of(4)]).toEqual([0, 0, 10, 17, 20, 20]);
    expect(barsOf(new Float32Array(0))).toBe(0);
  });
});

it("settings are remembered", () => {
  setSettings({ isPushToTalk: true, talkKey: "F8" });
  expect(settings.value).toMatchObject({ isPushToTalk: true, talkKey: "F8" });
  expect(JSON.parse(localStorage.getItem("dcts-edge.voice") ?? "")).toMatchObject({ isPushToTalk: true, talkKey: "F8" });
});

it("the time of a call reads like a clock", () => expect([0, 999, 61_000, 761_000, 3_761_000, -5].map(lasted)).toEqual(["0:00", "0:00", "1:01", "12:41", "1:02:41", "0:00"]));

it("keys are called as they are", () => expect(["KeyM", "Digit5", "Numpad0", "F8", "ControlRight", "ShiftLeft", "Space", "PageUp"].map(keyName)).toEqual(["M", "5", "0", "F8", "Right Ctrl", "Left Shift", "Space", "PgUp"]));

it("every end of a call has words, and the server's come first", () => {
  const place = { id: "9", room: "0-0-9", name: "lounge" };
  for (const why of ["removed", "deleted", "elsewhere", "lost", "unreachable", "refused", "unsupported"] as const) {
    const { title, text } = endedText({ name: "ended", place, why, text: "" });
    expect([why, title.length > 5, text.length > 10]).toEqual([why, true, true]);
  }
  expect(endedText({ name: "ended", place, why: "refused", text: "You may not use voice in this channel." })).toEqual({ title: "You cannot join lounge", text: "You may not use voice in this channel." });
  expect(troubleText("")).toBe("");
  for (const trouble of ["refused", "missing", "busy", "insecure"] as const) expect(troubleText(trouble)).toMatch(/^Nobody hears you: /);
});
