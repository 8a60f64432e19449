// The own key, as far as everybody needs to know of it: whether there may be one. What works with it is fetched only
// then, and by who looks after it.
import { signal } from "@preact/signals";
import type { KeyDevice } from "../crypto";
import { recall } from "../ui/storage";

/** What holds the own key: this browser or the desktop client. */
export const device = signal<KeyDevice | null>(null);

const hasBridge = () => typeof (window as { dcts?: unknown }).dcts === "object";

/** Whether a key is kept here, or the desktop client may have one. */
export const mayHaveKey = () => recall("key", false) || hasBridge();

/** The part of the client that works with keys. */
export const loadKeyring = () => import("./keyring");

/** What a join says of the own key. */
export const keyFields = async (): Promise<object> => (mayHaveKey() ? loadKeyring().then((ring) => ring.keyFields()).catch(() => ({})) : {});

/** Signs what is sent, if there is a key. Without a signature it goes as well. */
export const signed = async <T extends object>(payload: T): Promise<T> => device.peek()?.signJson(payload).catch(() => payload) ?? payload;

/** How often the desktop client is looked for: it appears some time after the page. */
const LOOKS = 60;

/** Takes up the desktop client when it appears. */
export function awaitBridge(looks = LOOKS) {
  if (hasBridge()) void loadKeyring().then((ring) => ring.bridgeFound(), () => undefined);
  else if (looks) setTimeout(awaitBridge, 50, looks - 1);
}
