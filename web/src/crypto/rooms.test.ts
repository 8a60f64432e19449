// @vitest-environment node
import { beforeAll, describe, expect, test, vi } from "vitest";
import { browserDevice, createKey, encryptRoomMessage, type KeyDevice, plainRoomMessage, readEnvelope, readRoomMessage, type RoomData, type RoomMessage, verifyJson, withoutKey } from ".";

// Making keys takes a while on small machines.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const about = { roomId: "156602213377", authorId: "104417720915", replyTo: null };
const [ada, ben, eve] = ["104417720915", "118230045561", "166666666666"];
let own: KeyDevice;
let other: KeyDevice;
let third: KeyDevice;
beforeAll(async () => {
  [own, other, third] = (await Promise.all([createKey(), createKey(), createKey()])).map((key) => browserDevice(key.own)) as [KeyDevice, KeyDevice, KeyDevice];
});

const people = () => [{ id: ada, publicKey: own.publicKey }, { id: ben, publicKey: other.publicKey }];
const keyOf = (id: string) => ({ [ada]: own.publicKey, [ben]: other.publicKey })[id];
const asSent = (data: RoomData, author = ada): RoomMessage => ({ data: JSON.parse(JSON.stringify(data)) as RoomData, meta: { author: { id: author } } });
const read = (message: RoomMessage, reader = ben, device: KeyDevice | null = other) => readRoomMessage(message, reader, keyOf, device, about.roomId);

describe("an encrypted message", () => {
  test("is read and verified by everybody in it, and by nobody else", async () => {
    const data = await encryptRoomMessage("<p>Grüße 😀\u2028</p>", people(), own, about);
    expect(Object.keys(data).sort()).toEqual(["author", "encrypted", "message", "plainSig", "reply", "roomId", "sig", "timestamp"]);
    expect([data.author, data.reply, data.encrypted, Number.isInteger(data.timestamp)]).toEqual([{ id: ada }, { messageId: null }, true, true]);
    expect(JSON.stringify(data)).not.toContain("Grüße");
    for (const [reader, device] of [[ada, own], [ben, other]] as const) expect(await read(asSent(data), reader, device)).toEqual({ state: "verified", html: "<p>Grüße 😀\u2028</p>" });
    expect(await read(asSent(data), ben, third)).toEqual({ state: "error" });
    expect(await read(asSent(data), ben, null)).toEqual({ state: "locked" });
    expect(await read(asSent(data), eve, third)).toEqual({ state: "none" });
    expect(await verifyJson(data, own.publicKey)).toBe(true);
  });

  test("goes to who has no key as something that only the author can read", async () => {
    const others = [...people(), { id: eve, publicKey: null }, { id: "177777777777", publicKey: "no key" }];
    expect((await withoutKey(others, ada)).map(({ id }) => id)).toEqual([eve, "177777777777"]);
    const data = await encryptRoomMessage("<p>hi</p>", others, own, about);
    for (const id of [eve, "177777777777"]) {
      const envelope = readEnvelope(data.message[id] ?? "");
      expect(envelope && (await own.decrypt(envelope))).toBe("<p>hi</p>");
    }
  });

  test("is a new one when it is edited, with envelopes and signatures of its own", async () => {
    const [first, second] = [await encryptRoomMessage("<p>a</p>", people(), own, about), await encryptRoomMessage("<p>b</p>", people(), own, about)];
    for (const id of [ada, ben]) expect(first.message[id]).not.toBe(second.message[id]);
    expect([first.plainSig === second.plainSig, first.sig === second.sig]).toEqual([false, false]);
    expect(await read(asSent(second))).toEqual({ state: "verified", html: "<p>b</p>" });
  });

  test("is never something that other clients read as a value", async () => {
    for (const text of ["123", "true", "null", '{"a":1}', '"x"']) {
      expect(await read(asSent(await encryptRoomMessage(text, people(), own, about)))).toEqual({ state: "verified", html: `<p>${text}</p>` });
    }
  });

  test("is not sent at all if a step fails", async () => {
    const fails = (part: Partial<KeyDevice>) => expect(encryptRoomMessage("<p>x</p>", people(), { ...own, ...part }, about)).rejects.toThrow();
    let calls = 0;
    await fails({ encrypt: (text, key) => (calls++ ? Promise.reject(new Error("no")) : own.encrypt(text, key)) });
    await fails({ signString: () => Promise.reject(new Error("no")) });
    await fails({ signJson: () => Promise.reject(new Error("no")) });
    await fails({ signJson: async (value) => ({ ...value, sig: "A".repeat(344) }) });
    await expect(encryptRoomMessage("", people(), own, about)).rejects.toThrow();
  });
});

describe("a message that is not what its author wrote", () => {
  const doubt = async (change: (message: RoomMessage) => void, keys = keyOf) => {
    const message = asSent(await encryptRoomMessage("<p>hi</p>", people(), own, about));
    change(message);
    const result = await readRoomMessage(message, ben, keys, other, about.roomId);
    return result.state === "unverified" ? result.doubt : result.state;
  };

  test("is shown with its doubt", async () => {
    expect(await doubt(() => undefined)).toBe("verified");
    expect(await doubt(({ data }) => delete data.plainSig)).toBe("unsigned");
    expect(await doubt(({ data }) => delete data.sig)).toBe("unsigned");
    expect(await doubt(({ data }) => (data.timestamp = 1))).toBe("message");
    expect(await doubt(({ data }) => (data.reply = { messageId: "133344455566" }))).toBe("message");
    expect(await doubt(({ data }) => (data.roomId = "199999999999"))).toBe("place");
    expect(await doubt((message) => (message.meta = { author: { id: ben } }))).toBe("place");
    expect(await doubt(() => undefined, () => undefined)).toBe("noKey");
    expect(await doubt(() => undefined, () => third.publicKey)).toBe("text");
  });

  test("cannot be replaced by somebody who only knows the public keys", async () => {
    const { encKey, iv, tag, ciphertext, method } = await third.encrypt("<p>forged</p>", other.publicKey);
    expect(await doubt(({ data }) => (data.message = { ...data.message, [ben]: [method, encKey, "", ciphertext, iv, tag].join("|") }))).toBe("text");
  });

  test("of another room is not taken over with its signature", async () => {
    const foreign = asSent(await encryptRoomMessage("<p>hi</p>", people(), own, { ...about, roomId: "199999999999" }));
    expect(await read(foreign)).toEqual({ state: "unverified", html: "<p>hi</p>", doubt: "place" });
  });
});

test("a plain message is what it is, also when it writes of envelopes", async () => {
  const data = plainRoomMessage("<p>rsa|x||y|z|t</p>", people(), { ...about, replyTo: "133344455566" });
  expect(data).toEqual({ message: { [ada]: "<p>rsa|x||y|z|t</p>", [ben]: "<p>rsa|x||y|z|t</p>" }, roomId: about.roomId, author: { id: ada }, reply: { messageId: "133344455566" }, timestamp: data.timestamp });
  expect(await read(asSent(data), ben, null)).toEqual({ state: "plain", html: "<p>rsa|x||y|z|t</p>" });
  expect(await read({ data: {} })).toEqual({ state: "none" });
});
