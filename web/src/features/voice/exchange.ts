// Who has whose key in an encrypted call. Each of us makes a key for what we send, and another one whenever somebody comes
// or goes: who comes cannot read what was sent before, and who has gone not what is sent now. Nothing here knows LiveKit.
import type { KeyDevice } from "../../crypto";
import { type About, hello, type Hello, type KeyMessage, materialOf, newNonce, newSecret, openKey, readMessage, Refused, wrapKey } from "./mediaKeys";

/** What is known of somebody's public key. `isCompared`: with its owner. */
export interface Trusted {
  state: "none" | "trusted" | "changed";
  publicKey: string;
  isCompared: boolean;
}

/** What we have of somebody: their key, and whether their public key was compared; nothing yet; nothing at all, because
 * they do not encrypt; or nothing because their public key is another one than before, or what came was not theirs. */
export type Lock = "verified" | "sealed" | "waiting" | "open" | "changed" | "refused";

/** What the exchange does its work with. */
export interface Means {
  device: KeyDevice;
  room: string;
  /** Our own member id. */
  id: string;
  trust: (memberId: string) => Promise<Trusted>;
  /** Somebody may only listen: they cannot say that they are there. */
  isMute: (memberId: string) => boolean;
  /** To one person, or to all. */
  send: (message: Hello | KeyMessage, to?: string) => void;
  /** Frames of somebody are encrypted with this from now on. */
  use: (memberId: string, material: CryptoKey, index: number) => void;
  /** What is known of somebody has changed. */
  changed: () => void;
}

/** Keys of somebody that stay usable: frames say which of them they need. */
export const RING = 16;
/** Others get a new key so much earlier than it is used. */
export const HEAD_START_MS = 1000;
/** Several who come or go together need one new key. */
export const GATHER_MS = 250;
/** SECURITY: nobody keeps us busy with making keys. */
export const LEAST_APART_MS = 2000;
/** Who has not given a key by then does not encrypt. */
export const GRACE_MS = 10_000;
/** Who may not say that they are there has only the clock against old keys. */
const MAX_AGE_MS = 600_000;
/** Messages that wait for the ones before them; more are dropped. */
const MAX_WAITING = 200;

interface Known {
  isHere: boolean;
  since: number;
  /** They were in the call before us: all that we have sent may be theirs. */
  isEarlier: boolean;
  /** Their stay, as they say. */
  re: string;
  /** Their stay and the turn of the last key that was taken. */
  nonce: string;
  epoch: number;
  /** Stays that are over: nothing of them is taken again. */
  retired: Set<string>;
  /** They have a key of ours. */
  isTold: boolean;
  isCompared: boolean;
  state: "waiting" | "has" | "none" | "changed" | "refused";
}

export class Exchange {
  readonly #nonce = newNonce();
  readonly #known = new Map<string, Known>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #current: { secret: Uint8Array; about: About } | undefined;
  #isDue = false;
  #lastTurn = -LEAST_APART_MS;
  #waiting = 0;
  /** One thing after the other: what came first is read first. */
  #queue = Promise.resolve();
  #isOver = false;

  constructor(private readonly means: Means) {}

  /** We are in, with these. */
  start(ids: string[]) {
    for (const id of ids) this.#arrived(id).isEarlier = true;
    this.#greet();
    this.#enqueue(() => this.#renew());
  }

  stop() {
    this.#isOver = true;
    this.#current?.secret.fill(0);
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
  }

  /** The connection was lost, or we may speak again: others may know nothing of us. */
  again() {
    this.#greet();
    this.#rotate();
  }

  came(id: string) {
    this.#arrived(id);
    // The others say that they are there.
    if (this.means.isMute(id)) this.#rotate();
  }

  went(id: string) {
    const known = this.#known.get(id);
    if (!known?.isHere) return;
    known.isHere = known.isEarlier = false;
    known.re = "";
    if (known.isTold) this.#rotate();
    known.isTold = false;
  }

  /** Somebody may say that they are there, or may not any more. */
  permitted(id: string) {
    if (this.means.isMute(id)) this.#rotate();
  }

  /** Something came from somebody, as LiveKit says. */
  take(from: string, bytes: Uint8Array) {
    const message = from === this.means.id || this.#waiting >= MAX_WAITING ? undefined : readMessage(bytes);
    if (!message) return;
    this.#waiting++;
    this.#enqueue(async () => {
      this.#waiting--;
      await (message.type === "dcts-edge media hello 1" ? this.#greeted(from, message) : this.#given(from, message));
    });
  }

  lockOf(id: string): Lock {
    const known = this.#known.get(id);
    if (!known) return "waiting";
    if (known.state === "has" || (known.state === "waiting" && known.isTold && this.means.isMute(id))) return known.isCompared ? "verified" : "sealed";
    if (known.state === "changed" || known.state === "refused") return known.state;
    return known.state === "none" || Date.now() - known.since >= GRACE_MS ? "open" : "waiting";
  }

  #enqueue(act: () => Promise<void>) {
    this.#queue = this.#queue.then(() => (this.#isOver ? undefined : act())).catch((error: unknown) => console.info("a key of the call", error));
  }

  #after(delay: number, act: () => void) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delay);
    this.#timers.add(timer);
  }

  #greet() {
    this.means.send(hello(this.#nonce, true));
  }

  #of(id: string): Known {
    let known = this.#known.get(id);
    if (!known) this.#known.set(id, (known = { isHere: false, since: 0, isEarlier: false, re: "", nonce: "", epoch: -1, retired: new Set(), isTold: false, isCompared: false, state: "waiting" }));
    if (!known.isHere) {
      Object.assign(known, { isHere: true, since: Date.now(), state: "waiting" } satisfies Partial<Known>);
      this.#after(GRACE_MS, this.means.changed);
    }
    return known;
  }

  #arrived(id: string): Known {
    const known = this.#of(id);
    this.#enqueue(async () => void (await this.#trust(id, known)));
    return known;
  }

  /** The public key of somebody, if it can be trusted. */
  async #trust(id: string, known: Known): Promise<string | undefined> {
    const { state, publicKey, isCompared } = await this.means.trust(id);
    known.isCompared = isCompared;
    if (state === "trusted") {
      if (known.state === "none" || known.state === "changed") known.state = "waiting";
      return publicKey;
    }
    known.state = state;
    this.means.changed();
    return undefined;
  }

  async #greeted(from: string, { nonce, isAsking }: Hello) {
    const known = this.#of(from);
    // Also the same stay again: they may have lost what we gave them.
    known.re = nonce;
    if (isAsking) this.means.send(hello(this.#nonce, false), from);
    // They may have all that we have sent, and so the key of it.
    if (known.isEarlier && this.#current) await this.#tell(from, known, this.#current);
    else this.#rotate();
  }

  async #given(from: string, message: KeyMessage) {
    const known = this.#of(from);
    const { room, id, device, isMute, use, changed } = this.means;
    // SECURITY: made for this stay of ours; or now, if nobody can know it.
    const isFresh = message.re === this.#nonce || (message.re === "" && isMute(id) && Math.abs(message.at - Date.now()) < MAX_AGE_MS);
    const isOld = known.retired.has(message.nonce) || (message.nonce === known.nonce && message.epoch <= known.epoch);
    if (!isFresh || isOld) return console.info("an old key of the call");
    const publicKey = await this.#trust(from, known);
    if (!publicKey) return;
    let secret: Uint8Array;
    try {
      secret = await openKey(message, { room, from, to: id, publicKey }, device);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      console.info("a key of the call is refused", error.why);
      // What we have of them already is theirs.
      if (error.why !== "place" && known.state === "waiting") known.state = "refused";
      return changed();
    }
    if (known.nonce && known.nonce !== message.nonce) known.retired.add(known.nonce);
    const isNew = known.re !== message.nonce;
    Object.assign(known, { nonce: message.nonce, epoch: message.epoch, re: message.nonce, state: "has" } satisfies Partial<Known>);
    use(from, await materialOf(secret, message), message.epoch % RING);
    changed();
    if (isNew) this.#rotate();
  }

  /** Makes a new key, soon. */
  #rotate() {
    if (this.#isDue || this.#isOver) return;
    this.#isDue = true;
    this.#after(Math.max(GATHER_MS, this.#lastTurn + LEAST_APART_MS - Date.now()), () => {
      this.#isDue = false;
      this.#enqueue(() => this.#renew());
    });
  }

  async #renew() {
    const { room, id, use } = this.means;
    this.#lastTurn = Date.now();
    this.#current?.secret.fill(0);
    const about: About = { room, from: id, nonce: this.#nonce, epoch: (this.#current?.about.epoch ?? -1) + 1 };
    const current = (this.#current = { secret: newSecret(), about });
    const material = await materialOf(current.secret, about);
    for (const [to, known] of this.#known) await this.#tell(to, known, current);
    const index = about.epoch % RING;
    if (!about.epoch) use(id, material, index);
    else this.#after(HEAD_START_MS, () => use(id, material, index));
    this.means.changed();
  }

  /** Gives our key to somebody who is there, and whose public key can be trusted. */
  async #tell(to: string, known: Known, { secret, about }: { secret: Uint8Array; about: About }) {
    const { isMute, send, device } = this.means;
    if (!known.isHere || (!known.re && !isMute(to))) return;
    const re = isMute(to) ? "" : known.re;
    try {
      const publicKey = await this.#trust(to, known);
      if (!publicKey) return;
      send(await wrapKey(secret, about, { id: to, publicKey, re }, device, Date.now()), to);
      known.isTold = true;
    } catch (error) {
      // The others get theirs.
      console.info("no key for somebody in the call", error);
    }
  }
}
