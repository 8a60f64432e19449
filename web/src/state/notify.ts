// Of what somebody wants to hear: per channel and group, kept in this browser and the same in all its windows.
import { signal } from "@preact/signals";
import { recall, remember } from "../ui/storage";

export type Level = "all" | "mentions" | "nothing";

interface OfChannel {
  level?: Level | undefined;
  /** A time; FOREVER until it is turned on again. */
  mutedUntil?: number;
}

interface Preferences {
  /** Notifications of the system; null as long as nobody has decided. */
  isOn: boolean | null;
  hasSound: boolean;
  /** Notifications say what is encrypted: systems keep them, and show them on locked screens. */
  showsEncrypted: boolean;
  /** By id, which stays when a channel moves; groups by their key, conversations by their room. */
  channels: Record<string, OfChannel>;
}

const NOTHING_CHOSEN: Preferences = { isOn: null, hasSound: false, showsEncrypted: false, channels: {} };
const recalled = () => ({ ...NOTHING_CHOSEN, ...recall<Partial<Preferences>>("notify", {}) });

/** The last moment that a date can name. */
export const FOREVER = 8.64e15;
/** The longest that a timer waits. */
const LONGEST_MS = 2 ** 31 - 1;

export const preferences = signal<Preferences>(recalled());
const now = signal(Date.now());

/** What can be heard: a channel of a group, or a group by its key. */
export interface Heard {
  id: string;
  /** The group of a channel. */
  group: string;
}

/** How a group is called among the channels, whose ids are numbers. */
export const groupKey = (group: string) => `g${group}`;

const own = (id: string) => preferences.value.channels[id];
/** A channel is heard like its group, unless something else was chosen. */
export const levelOf = ({ id, group }: Heard): Level => own(id)?.level ?? own(groupKey(group))?.level ?? "mentions";
export const mutedUntil = ({ id, group }: Heard): number => {
  const until = Math.max(own(id)?.mutedUntil ?? 0, own(groupKey(group))?.mutedUntil ?? 0);
  return until > now.value ? until : 0;
};
export const isMuted = (place: Heard) => mutedUntil(place) > 0;

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
