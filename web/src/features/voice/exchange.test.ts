// @vitest-environment node
// Several people in an encrypted call: who has whose key, when there is a new one, and what is not taken.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { browserDevice, createKey, type KeyDevice } from "../../crypto";
import { Exchange, GATHER_MS, GRACE_MS, HEAD_START_MS, LEAST_APART_MS, RING, type Trusted } from "./exchange";
import { hello, type Hello, type KeyMessage, newNonce, newSecret, wrapKey } from "./mediaKeys";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROOM = "0-0-9";
const [ADA, BEN, CYD, EVE] = ["104417720915", "118230045561", "133300000000", "166666666666"] as const;
const devices: Record<string, KeyDevice> = {};
beforeAll(async () => {
  const made = await Promise.all([createKey(), createKey(), createKey(), createKey()]);
  [ADA, BEN, CYD, EVE].forEach((id, at) => (devices[id] = browserDevice(made[at]!.own)));
});

const deviceOf = (id: string) => devices[id] as KeyDevice;
const bytes = (message: object) => new TextEncoder().encode(JSON.stringify(message));

/** A call: what one says the others hear, in order. */
class Call {
  readonly inside = new Map<string, { exchange: Exchange; used: [string, number, CryptoKey][] }>();
  readonly heard: { from: string; to: string | undefined; message: Hello | KeyMessage }[] = [];
  readonly mute = new Set<string>();
  readonly trusts: Record<string, Record<string, Partial<Trusted>>> = {};
  /** Changes what is on its way, or loses it. */
  carry: (message: Hello | KeyMessage, from: string, to: string) => object | null = (message) => message;

  join(id: string, { device = deviceOf(id), room = ROOM, isKeyless = false } = {}) {
    const used: [string, number, CryptoKey][] = [];
    const exchange = new Exchange({
      device,
      room,
      id,
      trust: async (of) => ({ state: "trusted", publicKey: deviceOf(of).publicKey, isCompared: false, ...this.trusts[id]?.[of] }),
      isMute: (of) => this.mute.has(of),
      send: (message, to) => {
        if (this.mute.has(id)) return;
        this.heard.push({ from: id, to, message });
        for (const [other, { exchange: theirs }] of this.inside) {
          if (other === id || (to && other !== to)) continue;
          const carried = this.carry(message, id, other);
          if (carried) theirs.take(id, bytes(carried));
        }
      },
      use: (of, key, index) => used.push([of, index, key]),
      changed: () => undefined,
    });
    const others = [...this.inside.keys()];
    for (const { exchange: theirs } of this.inside.values()) theirs.came(id);
    if (!isKeyless) this.inside.set(id, { exchange, used });
    if (!isKeyless) exchange.start(others);
    return { exchange, used };
  }

  leave(id: string) {
    this.inside.get(id)?.exchange.stop();
    this.inside.delete(id);
    for (const { exchange } of this.inside.values()) exchange.went(id);
  }

  end() {
    for (const { exchange } of this.inside.values()) exchange.stop();
  }

  keysFrom(id: string) {
    return this.heard.filter((entry): entry is typeof entry & { message: KeyMessage } => entry.from === id && "key" in entry.message);
  }
}

/** What a key does to a frame: the same text means the same key. */
async function print(key: CryptoKey) {
  return Buffer.from(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(1), info: new Uint8Array(1) }, key, 128)).toString("hex");
}
const last = (used: [string, number, CryptoKey][], of: string) => used.filter(([id]) => id === of).at(-1);
const printOf = async (used: [string, number, CryptoKey][], of: string) => {
  const found = last(used, of);
  return found ? `${found[1]} ${await print(found[2])}` : undefined;
};

let call: Call;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  call = new Call();
});
afterEach(() => {
  call.end();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What the browser's cryptography is busy with: it works on other threads. */
let busy = 0;
for (const name of ["encrypt", "decrypt", "sign", "verify", "importKey", "deriveBits", "deriveKey"] as const) {
  const real = crypto.subtle[name].bind(crypto.subtle) as (...of: unknown[]) => Promise<unknown>;
  Object.defineProperty(crypto.subtle, name, { value: (...of: unknown[]) => (busy++, real(...of).finally(() => busy--)) });
}

/** Time passes, and waits for what is being done. */
async function settle(ms = LEAST_APART_MS + HEAD_START_MS) {
  for (let passed = 0; passed <= ms; passed += GATHER_MS) {
    if (passed) await vi.advanceTimersByTimeAsync(GATHER_MS);
    for (let quiet = 0; quiet < 10; quiet = busy ? 0 : quiet + 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("people in a call", () => {
  it("have each other's keys, each of them its own", async () => {
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    expect([ada.exchange.lockOf(BEN), ben.exchange.lockOf(ADA)]).toEqual(["sealed", "sealed"]);
    expect(await printOf(ben.used, ADA)).toBe(await printOf(ada.used, ADA));
    expect(await printOf(ada.used, BEN)).toBe(await printOf(ben.used, BEN));
    expect(await printOf(ada.used, BEN)).not.toBe(await printOf(ada.used, ADA));
    // Who came gets nothing that was used before.
    expect(last(ben.used, ADA)?.[1]).toBe(1);
  });

  it("are verified where keys were compared", async () => {
    call.trusts[ADA] = { [BEN]: { isCompared: true } };
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    expect([ada.exchange.lockOf(BEN), ben.exchange.lockOf(ADA)]).toEqual(["verified", "sealed"]);
  });

  it("get new keys when somebody comes, which are used a moment later", async () => {
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    await settle();
    const before = await printOf(ada.used, ADA);
    const cyd = call.join(CYD);
    await settle(2 * GATHER_MS);
    // It is given out, and not in use yet.
    expect(call.keysFrom(ADA).some(({ to }) => to === CYD)).toBe(true);
    expect(await printOf(ada.used, ADA)).toBe(before);
    await settle();
    const after = await printOf(ada.used, ADA);
    expect(after).not.toBe(before);
    for (const { used } of [ben, cyd]) expect(await printOf(used, ADA)).toBe(after);
    expect(await printOf(cyd.used, BEN)).toBe(await printOf(ben.used, BEN));
    expect([ada, ben].map(({ exchange }) => exchange.lockOf(CYD))).toEqual(["sealed", "sealed"]);
  });

  it("get new keys when somebody goes, and who has gone gets none", async () => {
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    const cyd = call.join(CYD);
    await settle();
    const [before, count] = [await printOf(ada.used, ADA), call.heard.length];
    call.leave(CYD);
    await settle();
    expect(await printOf(ada.used, ADA)).not.toBe(before);
    expect(await printOf(ben.used, ADA)).toBe(await printOf(ada.used, ADA));
    expect(await printOf(cyd.used, ADA)).toBe(before);
    expect(call.heard.slice(count).filter(({ to }) => to === CYD || to === undefined)).toEqual([]);
  });

  it("need one new key for several who come at the same time", async () => {
    const ada = call.join(ADA);
    await settle();
    call.join(BEN);
    call.join(CYD);
    call.join(EVE);
    await settle();
    await settle();
    // The first one, when nobody was there, and that for all three; at most one more for what they said late.
    expect(new Set(call.keysFrom(ADA).map(({ message }) => message.epoch)).size).toBeLessThanOrEqual(2);
    expect(["sealed", "sealed", "sealed"]).toEqual([BEN, CYD, EVE].map((id) => ada.exchange.lockOf(id)));
  });

  it("find each other again after a lost connection", async () => {
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    ada.exchange.went(BEN);
    ada.exchange.came(BEN);
    expect(ada.exchange.lockOf(BEN)).toBe("waiting");
    ben.exchange.again();
    await settle();
    expect(ada.exchange.lockOf(BEN)).toBe("sealed");
    expect(await printOf(ben.used, ADA)).toBe(await printOf(ada.used, ADA));
    expect(await printOf(ada.used, BEN)).toBe(await printOf(ben.used, BEN));
  });

  it("keep their places in the ring", async () => {
    const ada = call.join(ADA);
    call.join(BEN);
    for (let turn = 0; turn < RING + 2; turn++) {
      ada.exchange.again();
      await settle();
    }
    expect(ada.used.every(([, index]) => index >= 0 && index < RING)).toBe(true);
    expect(ada.exchange.lockOf(BEN)).toBe("sealed");
  });
});

describe("who cannot encrypt", () => {
  it("is waited for, and then known not to", async () => {
    const ada = call.join(ADA);
    call.join(EVE, { isKeyless: true });
    await settle(1000);
    expect(ada.exchange.lockOf(EVE)).toBe("waiting");
    await settle(GRACE_MS);
    expect(ada.exchange.lockOf(EVE)).toBe("open");
    expect(call.keysFrom(ADA)).toEqual([]);
  });

  it("has no key that is known, and gets none", async () => {
    call.trusts[ADA] = { [BEN]: { state: "none", publicKey: "" } };
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    expect(ada.exchange.lockOf(BEN)).toBe("open");
    expect(last(ada.used, BEN)).toBeUndefined();
    expect(last(ben.used, ADA)).toBeUndefined();
  });

  it("has another key than before: it is said, and nothing goes either way", async () => {
    call.trusts[ADA] = { [BEN]: { state: "changed" } };
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    expect(ada.exchange.lockOf(BEN)).toBe("changed");
    expect([last(ada.used, BEN), last(ben.used, ADA)]).toEqual([undefined, undefined]);
    expect(call.keysFrom(ADA)).toEqual([]);
  });

  it("may only listen, and gets keys all the same", async () => {
    call.mute.add(BEN);
    const [ada, ben] = [call.join(ADA), call.join(BEN)];
    await settle();
    expect(await printOf(ben.used, ADA)).toBe(await printOf(ada.used, ADA));
    expect([ada.exchange.lockOf(BEN), ben.exchange.lockOf(ADA)]).toEqual(["sealed", "sealed"]);
    expect(call.heard.some(({ from }) => from === BEN)).toBe(false);
    // Old ones count no more for who can name no stay.
    const [{ message } = { message: undefined }] = call.keysFrom(ADA).slice(-1);
    expect(message?.re).toBe("");
    call.leave(BEN);
    vi.setSystemTime(Date.now() + 3_600_000);
    const again = call.join(BEN);
    again.exchange.take(ADA, bytes(message as KeyMessage));
    await settle(0);
    expect(last(again.used, ADA)).toBeUndefined();
  });
});

describe("what is not taken", () => {
  it("a key that was forged, or not signed", async () => {
    call.carry = (message, from) => (from === EVE ? null : message);
    const ben = call.join(BEN);
    await settle();
    const [{ message: greeting } = { message: undefined }] = call.heard;
    const re = (greeting as Hello).nonce;
    const about = { room: ROOM, from: ADA, nonce: newNonce(), epoch: 0 };
    const forged = await wrapKey(newSecret(), about, { id: BEN, publicKey: deviceOf(BEN).publicKey, re }, deviceOf(EVE), Date.now());
    ben.exchange.take(ADA, bytes(forged));
    ben.exchange.take(ADA, bytes({ ...forged, sig: "AAAA" }));
    await settle(250);
    expect([last(ben.used, ADA), ben.exchange.lockOf(ADA)]).toEqual([undefined, "refused"]);
    // The real one comes through; a forged one afterwards changes nothing.
    ben.exchange.take(ADA, bytes(await wrapKey(newSecret(), about, { id: BEN, publicKey: deviceOf(BEN).publicKey, re }, deviceOf(ADA), Date.now())));
    await settle(250);
    const real = await printOf(ben.used, ADA);
    expect([real !== undefined, ben.exchange.lockOf(ADA)]).toEqual([true, "sealed"]);
    ben.exchange.take(ADA, bytes(await wrapKey(newSecret(), { ...about, epoch: 5 }, { id: BEN, publicKey: deviceOf(BEN).publicKey, re }, deviceOf(EVE), Date.now())));
    await settle(250);
    expect([await printOf(ben.used, ADA), ben.exchange.lockOf(ADA)]).toEqual([real, "sealed"]);
  });

  it("a key of another channel", async () => {
    const [ada, ben] = [call.join(ADA, { room: "0-0-6" }), call.join(BEN)];
    await settle();
    expect([last(ada.used, BEN), last(ben.used, ADA)]).toEqual([undefined, undefined]);
    expect([ada.exchange.lockOf(BEN), ben.exchange.lockOf(ADA)]).toEqual(["waiting", "waiting"]);
  });

  it("a key that comes a second time, or after a newer one", async () => {
    call.join(ADA);
    const ben = call.join(BEN);
    await settle();
    const [first] = call.keysFrom(ADA).filter(({ to }) => to === BEN);
    call.inside.get(ADA)?.exchange.again();
    await settle();
    const count = ben.used.length;
    const now = await printOf(ben.used, ADA);
    const newest = call.keysFrom(ADA).filter(({ to }) => to === BEN).at(-1);
    for (const old of [first, newest]) ben.exchange.take(ADA, bytes(old?.message as KeyMessage));
    await settle(250);
    expect([ben.used.length, await printOf(ben.used, ADA)]).toEqual([count, now]);
  });

  it("a key for an earlier stay of ours, or of an earlier stay of theirs", async () => {
    call.join(ADA);
    call.join(BEN);
    await settle();
    const ofFirst = call.keysFrom(ADA).filter(({ to }) => to === BEN).at(-1)?.message as KeyMessage;
    call.leave(BEN);
    await settle();
    const ben = call.join(BEN);
    ben.exchange.take(ADA, bytes(ofFirst));
    await settle(0);
    expect(last(ben.used, ADA)).toBeUndefined();
    await settle();
    const ofSecond = call.keysFrom(ADA).filter(({ to }) => to === BEN).at(-1)?.message as KeyMessage;
    // Ada comes a second time: what she gave before is over.
    call.leave(ADA);
    await settle();
    call.join(ADA);
    await settle();
    const now = await printOf(ben.used, ADA);
    ben.exchange.take(ADA, bytes({ ...ofSecond, epoch: ofSecond.epoch + 9 }));
    ben.exchange.take(ADA, bytes(ofSecond));
    await settle(250);
    expect(await printOf(ben.used, ADA)).toBe(now);
  });

  it("a key that somebody hands on as theirs", async () => {
    const ada = call.join(ADA);
    const ben = call.join(BEN);
    await settle();
    const message = call.keysFrom(ADA).filter(({ to }) => to === BEN).at(-1)?.message as KeyMessage;
    const { sig: _, ...rest } = message;
    ben.exchange.take(EVE, bytes(message));
    ben.exchange.take(EVE, bytes(await deviceOf(EVE).signJson({ ...rest, from: EVE })));
    await settle(250);
    // It is taken as that of Eve, and opens nothing of Ada's.
    expect(await printOf(ben.used, EVE)).not.toBe(await printOf(ada.used, ADA));
    expect(await printOf(ben.used, ADA)).toBe(await printOf(ada.used, ADA));
  });

  it("greetings without end: keys are made at their own pace", async () => {
    const ada = call.join(ADA);
    await settle();
    for (let n = 0; n < 500; n++) ada.exchange.take(EVE, bytes(hello(newNonce(), true)));
    await settle(4000);
    expect(new Set(call.keysFrom(ADA).map(({ message }) => message.epoch)).size).toBeLessThanOrEqual(3);
    expect(call.heard.filter(({ from }) => from === ADA).length).toBeLessThanOrEqual(210);
  });

  it("anything after the end", async () => {
    const ada = call.join(ADA);
    call.join(BEN);
    await settle();
    const count = call.heard.length;
    ada.exchange.stop();
    ada.exchange.take(BEN, bytes(hello(newNonce(), true)));
    ada.exchange.went(BEN);
    await settle();
    expect(call.heard.slice(count).filter(({ from }) => from === ADA)).toEqual([]);
  });
});
