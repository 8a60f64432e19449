// What of keys stays in this browser: the own one, which cannot be taken out, and those of others as they were
// first seen.
import type { OwnKey } from "./device";

/** The own key, and what is known of it. */
export interface StoredKey extends OwnKey {
  /** When it came into this browser. */
  since: number;
  /** Whether it was saved in a file when that could be done. */
  isSaved: boolean;
}

const NAME = "dcts-edge-keys";
const OWN = "own";
type Place = "own" | "others";

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the store of this browser"));
  });

function connect(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => (["own", "others"] satisfies Place[]).forEach((place) => request.result.createObjectStore(place));
  return done(request);
}

/** One request to the store. */
export async function inStore<T>(place: Place, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await connect();
  try {
    const transaction = database.transaction(place, mode);
    const end = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("the store of this browser"));
    });
    const [result] = await Promise.all([done(act(transaction.objectStore(place))), end]);
    return result;
  } finally {
    database.close();
  }
}

/** The own key, if there is one. */
export const ownKey = () => inStore<StoredKey | undefined>("own", "readonly", (store) => store.get(OWN));
/** Keeps a key as the own one. */
export const keepKey = (key: StoredKey) => inStore("own", "readwrite", (store) => store.put(key, OWN));
/** Removes the own key. Who has no file of it has lost it. */
export const dropKey = () => inStore("own", "readwrite", (store) => store.delete(OWN));
