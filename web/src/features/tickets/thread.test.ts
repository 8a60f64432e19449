import { describe, expect, it } from "vitest";
import { authorOf, firstUnread, readMessage, readThread, standingOf, SUPPORT, type ThreadMessage } from "./thread";

const ENVELOPE = "rsa|QUJD||QUJD|QUJD|QUJD";

describe("tickets from the wire", () => {
  it("are read with what is missing", () => {
    expect(readThread({ id: "t_1", type: "ticket", title: "R&amp;D &lt;now&gt;", participants: ["1"], last: "<p>hi <b>you</b></p>", lastAt: "2026-03-01T10:00:00.000Z", unread: 2 })).toEqual({
      id: "t_1",
      isTicket: true,
      title: "R&D <now>",
      creator: "1",
      participants: ["1"],
      last: "hi you",
      lastAt: Date.parse("2026-03-01T10:00:00.000Z"),
      unread: 2,
    });
    const old = readThread({ id: "t_2", type: "dm", title: null, last: ENVELOPE, lastAt: "never" });
    expect([old.isTicket, old.creator, old.last, old.lastAt]).toEqual([false, "", "", 0]);
  });

  it("have messages, also those of the server and of older versions", () => {
    const wire = { id: "m_1", authorId: "1", ts: "2026-03-01T10:00:00.000Z", supportIdentity: "nonsense", displayName: "A &amp; B" };
    const message = readMessage("t_1", { ...wire, text: { content: "<p>a|b|c</p>" } });
    expect([message.html, message.identity, message.author.name, message.isSealed, message.room]).toEqual(["<p>a|b|c</p>", "self", "A & B", false, "t_1"]);
    expect(readMessage("t_1", { ...wire, supportIdentity: "system", text: '{"content":"hello"}' })).toMatchObject({ html: "hello", identity: "system" });
    expect(readMessage("t_1", { ...wire, text: "no JSON" }).html).toBe("no JSON");
    expect(readMessage("t_1", { ...wire, text: { content: ENVELOPE } }).isSealed).toBe(true);
  });
});

describe("how a ticket stands", () => {
  const thread = readThread({ id: "t_1", type: "ticket", title: "x", creatorId: "1", participants: ["1"] });
  it("depends on who is in it", () => {
    expect(standingOf(thread, "1")).toBe("own");
    expect(standingOf(thread, "2")).toBe("waiting");
    expect(standingOf({ ...thread, participants: ["1", "2"] }, "2")).toBe("yours");
    expect(standingOf({ ...thread, participants: ["1", "3"] }, "2")).toBe("taken");
  });
});

describe("who is shown as the author", () => {
  const of = (id: string, identity: ThreadMessage["identity"], name = "") => authorOf({ author: { id, name }, identity } as ThreadMessage, (known) => ({ id: known, name: known === "9" ? "gone" : "Mia", color: null, icon: "", ...(known === "9" && { isGone: true }) }), "Team", "Server");
  it("is the team where no name is given, and whoever is gone by the name they had", () => {
    expect(of(SUPPORT, "support_anon").name).toBe("Team");
    expect(of("1", "support_anon").name).toBe("Mia");
    expect(of("system", "system").name).toBe("Server");
    expect(of("9", "self", "Old name").name).toBe("Old name");
    expect(of("9", "self").name).toBe("gone");
  });
});

describe("where what is new begins", () => {
  const list = ["1", "2", "1", "2", "2"].map((id, at) => ({ id: `m_${at}`, author: { id } })) as ThreadMessage[];
  it("counts only what others wrote", () => {
    expect(firstUnread(list, 0, "1")).toBeUndefined();
    expect(firstUnread(list, 2, "1")).toBe("m_3");
    expect(firstUnread(list, 99, "1")).toBe("m_1");
    expect(firstUnread([], 3, "1")).toBeUndefined();
  });
});
