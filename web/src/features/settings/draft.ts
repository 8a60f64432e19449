// What was changed and not saved yet. One at a time: leaving it asks.
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ts } from "../../i18n/settings";
import { confirm } from "../../ui/Confirm";

/** How many changes would be lost. */
export const unsaved = signal(0);

/** Asks before changes are lost. */
export async function mayLeave(): Promise<boolean> {
  if (unsaved.peek() === 0) return true;
  const isSure = await confirm({ title: ts("leaveQuestion"), text: ts("leaveLead"), verb: ts("leave") });
  if (isSure) unsaved.value = 0;
  return isSure;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Keys of both in which they differ. */
export const differing = (a: object, b: object) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));

export interface Drafted<T> {
  value: T;
  changed: string[];
  set: (next: Partial<T>) => void;
  /** Puts a whole value in its place. */
  replace: (next: T) => void;
  reset: () => void;
}

/** A value that is edited. When the saved one changes, what was edited starts anew. */
export function useDraft<T extends object>(saved: T): Drafted<T> {
  const [value, setValue] = useState(saved);
  const key = JSON.stringify(saved);
  const last = useRef(key);
  // Before it is painted: what is typed at once must not be taken back.
  useLayoutEffect(() => {
    if (last.current === key) return;
    last.current = key;
    setValue(saved);
  }, [key]);
  const changed = differing(value, saved);
  // Before it is painted, too: whoever sees that something is not saved is asked.
  useLayoutEffect(() => {
    unsaved.value = changed.length;
  }, [changed.length]);
  useEffect(() => () => void (unsaved.value = 0), []);
  return { value, changed, set: (next) => setValue((known) => ({ ...known, ...next })), replace: setValue, reset: () => setValue(saved) };
}
