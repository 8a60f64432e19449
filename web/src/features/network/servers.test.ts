// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { arrange, favourites, fetchServers, fits, hostOf, readListed, setFavourite, submit } from "./servers";

const server = (address: string, name = address) => ({ address, name, about: "", icon: "", online: null, seen: null });
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  favourites.value = {};
});

describe("an address", () => {
  it("is found in what people type and paste", () => {
    const rows = { "chat.example": "chat.example", " https://Chat.Example/ ": "chat.example", "chat.example:2052": "chat.example:2052", "https://chat.example:443/a?b#c": "chat.example", "https://me:pw@chat.example/": "chat.example", "[2001:db8::1]:8000": "[2001:db8::1]:8000" };
    for (const [typed, host] of Object.entries(rows)) expect([typed, hostOf(typed)]).toEqual([typed, host]);
  });

  it("is nothing else", () => {
    for (const typed of ["", "  ", "chat example", "javascript:alert(1)", "ftp://chat.example", "localhost", "chat", "https://", "a".repeat(400), "data:text/html,x"]) expect([typed, hostOf(typed)]).toEqual([typed, ""]);
  });
});

describe("what the list says", () => {
  it("is text, whatever it looks like", () => {
    const listed = readListed({ address: "chat.example", name: "<b>Tin</b> &amp; Roof", about: "<p>We <img src=x onerror=alert(1)> repair</p><script>alert(1)</script>", online: 3, seen: Date.now() });
    expect(listed).toMatchObject({ name: "<b>Tin</b> & Roof", online: 3 });
    expect(listed?.about).not.toMatch(/[<>]/);
    expect(listed?.about).toContain("We repair");
  });

  it("is left out without an address that can be opened", () => {
    for (const address of ["javascript:alert(1)", 'x" onclick="alert(1)', "https://chat.example", "", 7, null, undefined, "CHAT.example"]) expect(readListed({ address, name: "x" })).toBeUndefined();
    for (const entry of [null, "chat.example", 5, []]) expect(readListed(entry)).toBeUndefined();
  });

  it("survives nonsense in every member", () => {
    expect(readListed({ address: "chat.example", name: {}, about: 5, description: [], icon: "javascript:alert(1)", online: "9", seen: {} })).toEqual(server("chat.example"));
    expect(readListed({ address: "chat.example", name: "x".repeat(5000), about: "y".repeat(5000) })).toMatchObject({ name: "x".repeat(100), about: "y".repeat(500) });
  });

  it("has pictures of https alone, and none that everybody has", () => {
    const icon = (value: string) => readListed({ address: "chat.example", icon: value })?.icon;
    expect(["/uploads/a.png", "uploads/a.png", "https://cdn.example/a.png", "http://cdn.example/a.png", "img/default_icon.png", "data:image/png;base64,AA"].map(icon)).toEqual(["https://chat.example/uploads/a.png", "https://chat.example/uploads/a.png", "https://cdn.example/a.png", "", "", ""]);
  });

  it("says who is there only while that is fresh", () => expect(readListed({ address: "chat.example", online: 3, seen: Date.now() - 7_200_000 })?.online).toBeNull());

  it("is searched by all words", () => {
    const radio = { ...server("radio.example", "Radio North"), about: "Long nights" };
    expect(["north", "NIGHTS radio", ".example", ""].map((words) => fits(radio, words))).toEqual([true, true, true, true]);
    expect(fits(radio, "north garden")).toBe(false);
  });
});

describe("favourites", () => {
  it("come first, and stay when they are not listed any more", () => {
    setFavourite(server("b.example", "B"), true);
    setFavourite(server("gone.example", "Gone"), true);
    expect(JSON.parse(localStorage.getItem("dcts-edge.servers") ?? "")).toEqual({ "b.example": "B", "gone.example": "Gone" });
    expect(arrange([server("a.example"), server("b.example")], favourites.value).map(({ address, name }) => [address, name])).toEqual([["b.example", "b.example"], ["gone.example", "Gone"], ["a.example", "a.example"]]);
    setFavourite(server("gone.example"), false);
    expect(favourites.value).toEqual({ "b.example": "B" });
  });
});

describe("asking", () => {
  const answer = (body: unknown, status = 200) => vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify(body), { status })));

  it("tells a list from none, and both from a failure", async () => {
    answer({ servers: [{ address: "a.example" }, { address: "<b>" }] });
    expect(await fetchServers()).toEqual({ servers: [server("a.example")] });
    answer({ error: "Discovery is not enabled on this server", servers: [] });
    expect(await fetchServers()).toBe("off");
    answer({ error: "x" }, 429);
    expect(await fetchServers()).toBe("failed");
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("down")));
    expect(await fetchServers()).toBe("failed");
  });

  it("submits an address, and says why not", async () => {
    const asked = vi.fn(async () => new Response("{}", { status: 200 }));
    vi.stubGlobal("fetch", asked);
    expect(await submit("chat.example:2052")).toBeUndefined();
    expect(asked).toHaveBeenCalledWith("servers/add/chat.example%3A2052", { method: "POST" });
    expect([await submit(""), await submit(location.host)]).toEqual(["submitWrong", "submitOwn"]);
    for (const [status, reason] of [[400, "submitWrong"], [403, "submitOff"], [429, "submitOften"], [500, "submitFailed"]] as const) {
      answer({}, status);
      expect(await submit("chat.example")).toBe(reason);
    }
  });
});
