// What LiveKit's library is given, and what of it is listened to.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { KeyDevice } from "../../crypto";

const OWN = "104417720915";
const given: unknown[] = [];
const events = { DataReceived: "data", Connected: "connected", ParticipantConnected: "came", ParticipantDisconnected: "went", Reconnected: "again", ParticipantPermissionsChanged: "permitted", ParticipantEncryptionStatusChanged: "status" };
vi.mock("livekit-client", () => ({
  BaseKeyProvider: class {
    constructor(options: unknown) {
      given.push(options);
    }
    onSetEncryptionKey(...of: unknown[]) {
      given.push(of);
    }
    getKeys() {
      return [];
    }
  },
  isE2EESupported: () => isSupported,
  RoomEvent: events,
}));
let isSupported = true;
class FakeWorker extends EventTarget {
  isOver = false;
  terminate() {
    this.isOver = true;
  }
}
vi.mock("livekit-client/e2ee-worker?worker", () => ({ default: FakeWorker }));
let device: KeyDevice | null = null;
let publicKey: string | null = "PEM";
vi.mock("../../state/keys", () => ({ loadKeyring: async () => ({ findDevice: async () => device }) }));
vi.mock("../../state/session", () => ({ credentials: () => ({ id: OWN, token: "t" }) }));
vi.mock("../../protocol/socket", () => ({ ask: async () => ({ publicKey }) }));
vi.mock("../../crypto", async (real) => ({ ...(await real<object>()), isSameKey: (a: string, b: string) => a === b, isUsable: async () => true, checkKey: async () => ({ state: "known", known: { publicKey } }) }));
const { Seal, seal } = await import("./seal");

const own = { publicKey: "PEM" } as KeyDevice;

/** A room, as far as it is listened to. */
function roomOf({ canPublishData = true } = {}) {
  const heard: Record<string, (...of: unknown[]) => unknown> = {};
  const sent: [unknown, Record<string, unknown>][] = [];
  const room = {
    localParticipant: { permissions: { canPublishData }, publishData: async (bytes: Uint8Array, options: Record<string, unknown>) => void sent.push([JSON.parse(new TextDecoder().decode(bytes)), options]) },
    remoteParticipants: new Map<string, object>(),
    isOn: undefined as boolean | undefined,
    setE2EEEnabled: async (isOn: boolean) => void (room.isOn = isOn),
    on: (name: string, act: (...of: unknown[]) => unknown) => {
      heard[name] = act;
      return room;
    },
  };
  return { room: room as never, heard, sent, state: room };
}

beforeEach(() => {
  given.length = 0;
  device = own;
  publicKey = "PEM";
  isSupported = true;
});

describe("the encryption of a call", () => {
  it("is there for who has the key of the account here, in a browser that can", async () => {
    expect(await seal()).toBeInstanceOf(Seal);
    publicKey = "another";
    expect(await seal()).toBe("otherKey");
    device = null;
    expect(await seal()).toBe("noKey");
    isSupported = false;
    expect(await seal()).toBe("unsupported");
  });

  it("gives LiveKit's library keys of each person, and no way to guess at others", () => {
    const { e2ee, ...rest } = new Seal(own).options;
    expect(rest).toEqual({});
    expect(Object.keys(e2ee ?? {}).sort()).toEqual(["keyProvider", "worker"]);
    expect(given).toEqual([{ sharedKey: false, ratchetWindowSize: 0, keyringSize: 16 }]);
    const { keyProvider } = e2ee as unknown as { keyProvider: { use: (id: string, key: unknown, index: number) => void; getKeys: () => { key: unknown }[] } };
    for (const [key, index] of [["a", 0], ["b", 1], ["c", 0]] as const) keyProvider.use(OWN, key, index);
    // The last one is the one in use, also when all are given again.
    expect(keyProvider.getKeys().map(({ key }) => key)).toEqual(["b", "c"]);
    expect(given.at(-1)).toEqual(["c", OWN, 0]);
  });

  it("is on before anything is connected, and says that we are there to all, for sure", async () => {
    const { room, heard, sent, state } = roomOf();
    await new Seal(own).follow(room, "0-0-9", { onChange: () => undefined, onBroken: () => undefined });
    expect([state.isOn, sent.length]).toEqual([true, 0]);
    heard.connected?.();
    expect(sent).toEqual([[{ type: "dcts-edge media hello 1", nonce: expect.any(String) as string, isAsking: true }, { reliable: true, topic: "dcts-edge.media" }]]);
    const nonce = "A".repeat(22) + "==";
    const bytes = new TextEncoder().encode(JSON.stringify({ type: "dcts-edge media hello 1", nonce, isAsking: true }));
    // What is about something else, or from nobody, is not ours.
    heard.data?.(bytes, { identity: "118230045561" }, 0, "chat");
    heard.data?.(bytes, undefined, 0, "dcts-edge.media");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent.length).toBe(1);
    heard.data?.(bytes, { identity: "118230045561" }, 0, "dcts-edge.media");
    await vi.waitFor(() => expect(sent[1]?.[1]).toEqual({ reliable: true, topic: "dcts-edge.media", destinationIdentities: ["118230045561"] }));
  });

  it("says nothing where we may not, until we may", async () => {
    const { room, heard, sent, state } = roomOf({ canPublishData: false });
    await new Seal(own).follow(room, "0-0-9", { onChange: () => undefined, onBroken: () => undefined });
    heard.connected?.();
    expect(sent).toEqual([]);
    state.localParticipant.permissions = { canPublishData: true };
    heard.permitted?.({ canPublishData: false }, { isLocal: true, permissions: { canPublishData: true } });
    expect(sent.length).toBe(1);
  });

  it("is broken when the worker fails, or when it is switched off for us; not for others", async () => {
    const { room, heard } = roomOf();
    const made = new Seal(own);
    const onBroken = vi.fn();
    await made.follow(room, "0-0-9", { onChange: () => undefined, onBroken });
    heard.status?.(true, { isLocal: true });
    heard.status?.(false, { isLocal: false });
    heard.status?.(false, undefined);
    expect(onBroken).not.toHaveBeenCalled();
    heard.status?.(false, { isLocal: true });
    const { worker } = made.options.e2ee as unknown as { worker: FakeWorker };
    worker.dispatchEvent(new Event("error"));
    expect(onBroken).toHaveBeenCalledTimes(2);
    made.stop();
    expect(worker.isOver).toBe(true);
  });
});
