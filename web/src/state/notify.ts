// Of what somebody wants to hear: per channel, kept in this browser and the same in all its windows.
import { signal } from "@preact/signals";
import { recall, remember } from "../ui/storage";

export type Level = "all" | "mentions" | "nothing";

interface OfChannel {
  level?: Level;
  /** A time; FOREVER until it is turned on again. */
  mutedUntil?: number;
}

interface Preferences {
  /** Notifications of the system; null as long as nobody has decided. */
  isOn: boolean | null;
  hasSound: boolean;
  /** By id, which stays when a channel moves. */
  channels: Record<string, OfChannel>;
}

const NOTHING_CHOSEN: Preferences = { isOn: null, hasSound: false, channels: {} };
const recalled = () => ({ ...NOTHING_CHOSEN, ...recall<Partial<Preferences>>("notify", {}) });

/** The last moment that a date can name. */
export const FOREVER = 8.64e15;
/** The longest that a timer waits. */
const LONGEST_MS = 2 ** 31 - 1;

export const preferences = signal<Preferences>(recalled());
const now = signal(Date.now());

export const levelOf = (channel: string): Level => preferences.value.channels[channel]?.level ?? "mentions";
export const mutedUntil = (channel: string): number => {
  const until = preferences.value.channels[channel]?.mutedUntil ?? 0;
  return until > now.value ? until : 0;
};
export const isMuted = (channel: string) => mutedUntil(channel) > 0;

export function prefer(change: Partial<Preferences>) {
  preferences.value = { ...preferences.value, ...change };
  remember("notify", preferences.value);
}

export function preferFor(channel: string, change: OfChannel) {
  const { channels } = preferences.value;
  prefer({ channels: { ...channels, [channel]: { ...channels[channel], ...change } } });
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** What is muted for a time is heard again by itself. */
function wakeUp() {
  clearTimeout(timer);
  now.value = Date.now();
  const next = Math.min(...Object.values(preferences.value.channels).map(({ mutedUntil: until = 0 }) => (until > now.value ? until : FOREVER)));
  if (next < FOREVER) timer = setTimeout(wakeUp, Math.min(next - now.value, LONGEST_MS));
}

export function start() {
  preferences.subscribe(wakeUp);
  // Another window has decided something.
  addEventListener("storage", ({ key }) => key?.endsWith(".notify") && (preferences.value = recalled()));
}
