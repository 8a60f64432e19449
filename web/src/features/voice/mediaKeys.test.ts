// @vitest-environment node
// Keys of media on their way: who can open them, and what is refused.
import { beforeAll, describe, expect, it, vi } from "vitest";
import { browserDevice, createKey, type KeyDevice } from "../../crypto";
import { type About, hello, type KeyMessage, materialOf, newNonce, newSecret, openKey, readMessage, wrapKey } from "./mediaKeys";

// Making keys takes a while on small machines.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [ada, ben] = ["104417720915", "118230045561"];
let own: KeyDevice;
let other: KeyDevice;
let third: KeyDevice;
beforeAll(async () => {
  [own, other, third] = (await Promise.all([createKey(), createKey(), createKey()])).map((key) => browserDevice(key.own)) as [KeyDevice, KeyDevice, KeyDevice];
});

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const about = (change: Partial<About> = {}): About => ({ room: "0-0-9", from: ada, nonce: newNonce(), epoch: 0, ...change });
const toBen = () => ({ id: ben, publicKey: other.publicKey, re: newNonce() });
const place = () => ({ room: "0-0-9", from: ada, to: ben, publicKey: own.publicKey });
const why = async (message: KeyMessage, change: object = {}, device = other) => openKey(message, { ...place(), ...change }, device).catch((error: { why?: string }) => error.why ?? error);

/** What a key does to a text. */
async function frame(material: CryptoKey): Promise<string> {
  const key = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(4), info: new Uint8Array(4) }, material, { name: "AES-GCM", length: 128 }, false, ["encrypt"]);
  return Buffer.from(await crypto.subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, bytes("a frame"))).toString("hex");
}

describe("a key on its way", () => {
  it("is opened by the one it is for, and says nothing to others", async () => {
    const secret = newSecret();
    const message = await wrapKey(secret, about(), toBen(), own, 1);
    const read = readMessage(bytes(message)) as KeyMessage;
    expect(read).toEqual(message);
    expect(await openKey(read, place(), other)).toEqual(secret);
    const text = JSON.stringify(message);
    for (const form of ["base64", "base64url", "hex"] as const) expect(text).not.toContain(Buffer.from(secret).toString(form));
    expect(await why(message, {}, third)).toBe("sealed");
    expect(await why(message, {}, own)).toBe("sealed");
    expect(bytes(message).length).toBeLessThan(2048);
  });

  it("is refused in another channel, from or for somebody else", async () => {
    const message = await wrapKey(newSecret(), about(), toBen(), own, 1);
    expect(await why(message, { room: "0-0-6" })).toBe("place");
    expect(await why(message, { from: "166666666666" })).toBe("place");
    expect(await why(message, { to: "166666666666" })).toBe("place");
    // Changed to fit, its signature does not.
    expect(await why({ ...message, room: "0-0-6" }, { room: "0-0-6" })).toBe("forged");
  });

  it("is refused if it is not signed, signed by another one, or changed in any part", async () => {
    const message = await wrapKey(newSecret(), about(), toBen(), own, 1);
    expect(await why({ ...message, sig: "" })).toBe("forged");
    const { sig: _, ...unsigned } = message;
    expect(await why(unsigned as KeyMessage)).toBe("forged");
    expect(await why(message, { publicKey: third.publicKey })).toBe("forged");
    expect(await why(message, { publicKey: "no key" })).toBe("forged");
    for (const change of [{ epoch: 1 }, { at: 2 }, { re: newNonce() }, { nonce: newNonce() }, { key: (await wrapKey(newSecret(), about(), toBen(), own, 1)).key }]) expect([change, await why({ ...message, ...change })]).toEqual([change, "forged"]);
    // An envelope of somebody else, signed by who has it now: it is theirs, but not what it was.
    expect(await why((await third.signJson({ ...unsigned })) as KeyMessage)).toBe("forged");
  });

  it("is refused if there is something else in the envelope", async () => {
    const { sig: _, ...rest } = await wrapKey(newSecret(), about(), toBen(), own, 1);
    for (const key of ["no envelope", await sealedText("c0123456789abcdef"), await sealedText("dcts-edge media key 1 c2hvcnQ="), await sealedText("dcts-edge media key 1 ?")]) expect(await why((await own.signJson({ ...rest, key })) as KeyMessage)).toBe("sealed");
  });

  it("never looks like a challenge of a server, which is opened and sent back", async () => {
    const message = await wrapKey(newSecret(), about(), toBen(), own, 1);
    const [, encKey = "", , ciphertext = "", iv = "", tag = ""] = message.key.split("|");
    expect(await other.decrypt({ method: "rsa", encKey, iv, tag, ciphertext })).not.toMatch(/^[a-z0-9]{8,80}$/i);
  });
});

async function sealedText(text: string) {
  const { encKey, ciphertext, iv, tag } = await own.encrypt(text, other.publicKey);
  return ["rsa", encKey, "", ciphertext, iv, tag].join("|");
}

it("what is no message is nothing", async () => {
  const message = await wrapKey(newSecret(), about(), toBen(), own, 1);
  expect(readMessage(bytes(hello(newNonce(), true)))).toMatchObject({ isAsking: true });
  for (const broken of [null, 5, [], "x", {}, { ...message, type: "other" }, { ...message, nonce: "short" }, { ...message, nonce: 5 }, { ...message, re: "short" }, { ...message, epoch: -1 }, { ...message, epoch: 0.5 }, { ...message, epoch: 2 ** 31 }, { ...message, epoch: "0" }, { ...message, at: null }, { ...message, to: undefined }, { ...message, sig: undefined }, { ...message, key: 7 }, { ...message, pad: "x".repeat(9000) }]) expect([broken, readMessage(bytes(broken))]).toEqual([broken, undefined]);
  expect(readMessage(new Uint8Array([0xff, 0xfe]))).toBeUndefined();
  expect(readMessage(new TextEncoder().encode("{"))).toBeUndefined();
});

describe("the key of frames", () => {
  it("is the same for both, and another one for each channel, member, stay and turn", async () => {
    const secret = newSecret();
    const of = about();
    expect(await frame(await materialOf(secret, of))).toBe(await frame(await materialOf(secret.slice(), { ...of })));
    const all = await Promise.all([of, { ...of, room: "0-0-6" }, { ...of, from: ben }, { ...of, nonce: newNonce() }, { ...of, epoch: 1 }].map(async (each) => frame(await materialOf(secret, each))));
    all.push(await frame(await materialOf(newSecret(), of)));
    expect(new Set(all).size).toBe(6);
  });

  it("cannot be taken out", async () => {
    const material = await materialOf(newSecret(), about());
    expect([material.extractable, material.algorithm.name]).toEqual([false, "HKDF"]);
  });
});
