// The own key at work: it goes along with joins, is proven when the server asks, and opens accounts.
import { bridgeDevice, browserDevice, dropKey, type Envelope, type FreshKey, hasCrypto, keepKey, type KeyDevice, ownKey, type StoredKey } from "../crypto";
import { signal } from "@preact/signals";
import { tk } from "../i18n/keys";
import { loadTexts } from "../i18n/language";
import { socket } from "../protocol/socket";
import type { JoinAck } from "../protocol/types";
import { recall, remember } from "../ui/storage";
import { callOn, knownServers } from "./desktop";
import { device } from "./keys";
import { overlay, toast } from "./ui";
import { attempt, joinAs, newId, onJoined, phase, session, userConnected } from "./session";

/** A join waits no longer for a desktop client that does not answer. */
const JOIN_WAITS_MS = 2000;
/** SECURITY: the server may ask for nothing else to be decrypted: a message sent back would be a message given away. */
const CHALLENGE = /^[a-z0-9]{8,80}$/i;

/** The own key of this browser, with what is known of it. */
export const storedKey = (): Promise<StoredKey | undefined> => (hasCrypto() ? ownKey() : Promise.resolve(undefined));

async function look(): Promise<KeyDevice | null> {
  // Whoever has the desktop client has a key already, and no second one.
  const own = await bridgeDevice().catch(() => undefined);
  if (own) return own;
  const stored = await storedKey();
  // The data of the browser may have been cleared, but not all of it.
  if (!stored) remember("key", null);
  return stored ? browserDevice(stored) : null;
}

let looking: Promise<KeyDevice | null> | undefined;

/** What holds the own key, if anything does. */
export const findDevice = () =>
  (looking ??= look().catch(() => null).then((found) => {
    // What was taken up meanwhile stays.
    if (found) device.value = found;
    return device.peek();
  }));

/** The key that the server was told of on this connection. */
let told = "";
let isFirst = true;

/** What a join says of the own key. */
export async function keyFields(): Promise<object> {
  told = "";
  const own = device.peek() ?? (await Promise.race([findDevice(), new Promise<null>((late) => setTimeout(late, JOIN_WAITS_MS, null))]));
  if (!own) return {};
  told = own.publicKey;
  const known = isFirst && own.kind === "bridge" ? await knownServers() : "";
  isFirst = false;
  return { publicKey: own.publicKey, ...(known && { knownServers: known }) };
}

/** Tells the server of a key that came after the join. */
export async function offerKey(isAgain = false) {
  const [own, known] = [device.peek(), session.peek()];
  if (own && known && phase.peek() === "in" && socket.connected && (isAgain || told !== own.publicKey)) await joinAs(known).catch(() => undefined);
}

/** The desktop client has appeared. */
export async function bridgeFound() {
  looking = undefined;
  await findDevice();
  await callOn("found");
  await offerKey();
}

/** Uses a key from now on; `isKept`: also at the next visit. */
export async function adopt({ own }: FreshKey, isKept: boolean) {
  if (isKept) {
    await keepKey({ ...own, since: Date.now(), isSaved: false });
    remember("key", true);
  }
  device.value = browserDevice(own);
}

/** Takes note that there is a file of the own key. */
export async function noteSaved() {
  const stored = await storedKey();
  if (stored) await keepKey({ ...stored, isSaved: true });
}

/** Removes the key from this browser. */
export async function forgetKey() {
  await dropKey();
  remember("key", null);
  looking = undefined;
  if (device.peek()?.kind === "browser") device.value = null;
}

/** The answer to a challenge. */
async function answerTo(challenge: Envelope, own: KeyDevice): Promise<string> {
  const solution = await own.decrypt(challenge);
  if (!CHALLENGE.test(solution)) throw new TypeError("that is no challenge");
  return solution;
}

async function post<T>(path: string, body: object): Promise<T> {
  const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

/** Proves to the server that the key is ours. */
async function prove() {
  const own = device.peek();
  if (!own) return;
  const { publicKey } = own;
  const { identifier, challenge } = await post<{ identifier: string; challenge: Envelope }>("dSyncAuth/login", { publicKey });
  await post("dSyncAuth/verify", { identifier, solution: await answerTo(challenge, own), publicKey });
}

/** Comes in with a key instead of a name and a password. What goes wrong is shown at the gate. */
export const loginByKey = (own: KeyDevice) =>
  attempt(async () => {
    const form = { id: newId(), token: null, name: "", onboarding: false, publicKey: own.publicKey };
    const ack = await userConnected({ ...form, keySolution: null });
    if (!ack.keyAuth || !ack.challenge) return { ...ack, error: tk("keyUnknown"), msg: tk("keyUnknown") };
    const solution = await answerTo(ack.challenge, own).catch(() => "");
    return solution ? userConnected({ ...form, keySolution: solution }) : ({ error: tk("keyRefused") } as JoinAck);
  });

/** A key of ours that was proven while the account has another one. */
export const pendingKey = signal<string | null>(null);
/** Keys that nobody has to be asked about again; the server asks at every visit. */
const refused = () => recall<string[]>("keys-refused", []);
const MAX_REFUSED = 20;
let asked = "";

/** Decides that the account keeps its key. */
export function refuseKey(publicKey: string) {
  remember("keys-refused", [publicKey, ...refused()].slice(0, MAX_REFUSED));
  pendingKey.value = null;
}

/** The server asks which key the account shall have. */
export async function keyIsPending({ publicKey }: { publicKey: string }) {
  if (!publicKey || refused().includes(publicKey)) return;
  pendingKey.value = publicKey;
  const isShown = overlay.peek()?.name === "account" && (overlay.peek() as { page?: string }).page === "keys";
  if (isShown || asked === publicKey) return;
  asked = publicKey;
  await loadTexts("keys");
  toast("info", tk("pendingTitle"), tk("pendingText"), { stays: true, action: { label: tk("pendingLook"), act: () => (overlay.value = { name: "account", page: "keys" }) } });
}

socket.on("verifyPublicKey", () => void prove().catch(() => undefined));
onJoined(() => {
  void offerKey();
  void callOn("joined");
});
