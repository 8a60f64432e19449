// Encryption of what we send in a call, from end to end: LiveKit's own, in its worker, with the keys of exchange.ts. It
// is fetched by who has switched it on and joins a call.
import { BaseKeyProvider, isE2EESupported, type KeyInfo, type Room, type RoomOptions, RoomEvent } from "livekit-client";
import SealWorker from "livekit-client/e2ee-worker?worker";
import { checkKey, isSameKey, isUsable, type KeyDevice, knownKey } from "../../crypto";
import { ask } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { loadKeyring } from "../../state/keys";
import { credentials } from "../../state/session";
import { Exchange, type Lock, RING, type Trusted } from "./exchange";
import { TOPIC } from "./mediaKeys";

/** Why what we send is not encrypted, though it shall be. */
export type SealTrouble = "noKey" | "otherKey" | "unsupported";

/** Keys of all in the call, for LiveKit's worker. A wrong one is never made to fit: frames that need it are dropped until
 * another one comes. */
class Keys extends BaseKeyProvider {
  readonly #kept = new Map<string, KeyInfo>();

  constructor() {
    super({ sharedKey: false, ratchetWindowSize: 0, keyringSize: RING });
  }

  use(participantIdentity: string, key: CryptoKey, keyIndex: number) {
    const name = `${participantIdentity} ${keyIndex}`;
    this.#kept.delete(name);
    this.#kept.set(name, { key, participantIdentity, keyIndex });
    this.onSetEncryptionKey(key, participantIdentity, keyIndex);
  }

  // The worker may be given all of them again, and the last one counts.
  override getKeys() {
    return [...this.#kept.values()];
  }
}

/** The public key that the server gives for somebody. */
async function publicKeyOf(target: string): Promise<string | null> {
  const { publicKey } = await ask<Failure & { publicKey?: string | null }>("getMemberPublicKey", { ...credentials(), target });
  return publicKey ?? null;
}

/** What the server said a moment ago counts still. */
const ASKED_MS = 30_000;
const asked = new Map<string, { at: number; answer: Promise<string | null> }>();
function recently(memberId: string): Promise<string | null> {
  const known = asked.get(memberId);
  if (known && Date.now() - known.at < ASKED_MS) return known.answer;
  const answer = publicKeyOf(memberId);
  asked.set(memberId, { at: Date.now(), answer });
  answer.catch(() => asked.delete(memberId));
  return answer;
}

/** What to think of somebody's public key. While the server cannot be asked, the one that is known counts. */
async function trust(memberId: string): Promise<Trusted> {
  const publicKey = await recently(memberId).catch(async () => (await knownKey(memberId))?.publicKey);
  const found = await checkKey(memberId, publicKey && (await isUsable(publicKey)) ? publicKey : null);
  if (found.state === "none") return { state: "none", publicKey: "", isCompared: false };
  return { state: found.state === "changed" ? "changed" : "trusted", publicKey: found.known.publicKey, isCompared: found.state === "compared" };
}

/** The encryption of one call. */
export class Seal {
  readonly #keys = new Keys();
  readonly #worker = new SealWorker();
  #exchange: Exchange | undefined;

  constructor(private readonly device: KeyDevice) {}

  /** What LiveKit's library needs of it. Our own messages are not encrypted by it: they bring the keys. */
  get options(): Pick<RoomOptions, "e2ee"> {
    return { e2ee: { keyProvider: this.#keys, worker: this.#worker } };
  }

  /** Does its part in a room that is not connected yet. `onBroken`: nothing that we send would be encrypted any more. */
  async follow(room: Room, name: string, { onChange, onBroken }: { onChange: () => void; onBroken: () => void }) {
    const local = room.localParticipant;
    const own = credentials().id;
    const participant = (id: string) => (id === own ? local : room.remoteParticipants.get(id));
    const mayTell = () => local.permissions?.canPublishData !== false;
    const exchange = (this.#exchange = new Exchange({
      device: this.device,
      room: name,
      id: own,
      trust,
      isMute: (id) => participant(id)?.permissions?.canPublishData === false,
      send: (message, to) => {
        if (mayTell()) void local.publishData(new TextEncoder().encode(JSON.stringify(message)), { reliable: true, topic: TOPIC, ...(to && { destinationIdentities: [to] }) }).catch(() => undefined);
      },
      use: (id, key, index) => this.#keys.use(id, key, index),
      changed: onChange,
    }));
    // Without its worker nothing is sent at all.
    this.#worker.addEventListener("error", onBroken);
    room
      .on(RoomEvent.DataReceived, (payload, from, _, topic) => topic === TOPIC && from && exchange.take(from.identity, payload))
      .on(RoomEvent.Connected, () => exchange.start([...room.remoteParticipants.keys()]))
      .on(RoomEvent.ParticipantConnected, ({ identity }) => exchange.came(identity))
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => exchange.went(identity))
      .on(RoomEvent.Reconnected, () => exchange.again())
      .on(RoomEvent.ParticipantPermissionsChanged, (before, of) => {
        if (before?.canPublishData === of.permissions?.canPublishData) return;
        if (!of.isLocal) exchange.permitted(of.identity);
        else if (mayTell()) exchange.again();
      })
      .on(RoomEvent.ParticipantEncryptionStatusChanged, (isOn, who) => who?.isLocal && !isOn && onBroken());
    await room.setE2EEEnabled(true);
  }

  lockOf(id: string): Lock {
    return this.#exchange?.lockOf(id) ?? "waiting";
  }

  stop() {
    this.#exchange?.stop();
    this.#worker.terminate();
  }
}

/** The encryption for a call, or why there is none. */
export async function seal(): Promise<Seal | SealTrouble> {
  if (!isE2EESupported()) return "unsupported";
  const device = await (await loadKeyring()).findDevice();
  if (!device) return "noKey";
  // A server that does not answer has said nothing else.
  const told = await publicKeyOf(credentials().id).catch(() => device.publicKey);
  if (!told || !isSameKey(told, device.publicKey)) return "otherKey";
  return new Seal(device);
}
