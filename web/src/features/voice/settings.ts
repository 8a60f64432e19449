// What somebody has chosen for calls: devices, how the microphone sounds, how loud others are. Remembered in this browser.
import { signal } from "@preact/signals";
import { recall, remember } from "../../ui/storage";
import { DEFAULT_SCREEN, type ScreenChoice } from "./options";

export interface VoiceSettings {
  /** Ids of devices; empty for that of the system. */
  microphone: string;
  speaker: string;
  camera: string;
  isQuietened: boolean;
  isEchoCancelled: boolean;
  isLevelled: boolean;
  /** Bits per second of the microphone. */
  quality: number;
  isPushToTalk: boolean;
  /** Where the key is, as `KeyboardEvent.code` calls it. */
  talkKey: string;
  /** Of all others, in percent. */
  volume: number;
  screen: ScreenChoice;
  /** What we send is encrypted from end to end. */
  isSealed: boolean;
}

export const DEFAULTS: VoiceSettings = {
  microphone: "",
  speaker: "",
  camera: "",
  isQuietened: true,
  isEchoCancelled: true,
  isLevelled: true,
  quality: 96_000,
  isPushToTalk: false,
  talkKey: "ControlRight",
  volume: 100,
  screen: DEFAULT_SCREEN,
  isSealed: false,
};
export const MAX_VOLUME = 400;
/** Most people whose volume is remembered; the oldest are forgotten. */
const MAX_VOLUMES = 200;

const stored = recall<Partial<VoiceSettings>>("voice", {});
export const settings = signal<VoiceSettings>({ ...DEFAULTS, ...stored, screen: { ...DEFAULT_SCREEN, ...stored.screen } });

export function setSettings(change: Partial<VoiceSettings>) {
  settings.value = { ...settings.value, ...change };
  remember("voice", settings.value);
}

/** How loud somebody is, or the sound of their screen. */
export type Heard = "voice" | "screen";
const keyOf = (id: string, what: Heard) => (what === "screen" ? `${id}:screen` : id);

const volumes = signal<Record<string, number>>(recall("voice-volumes", {}));

/** In percent. */
export const volumeOf = (id: string, what: Heard = "voice") => volumes.value[keyOf(id, what)] ?? 100;

export function setVolume(id: string, what: Heard, percent: number) {
  const { [keyOf(id, what)]: _, ...others } = volumes.value;
  const kept = Object.entries(others).slice(-(MAX_VOLUMES - 1));
  volumes.value = { ...Object.fromEntries(kept), ...(percent !== 100 && { [keyOf(id, what)]: Math.max(0, Math.min(MAX_VOLUME, percent)) }) };
  remember("voice-volumes", volumes.value);
}

/** How much of somebody's sound is heard: 1 is as it was sent. */
export const gainOf = (id: string, what: Heard, isDeaf: boolean) => (isDeaf ? 0 : (volumeOf(id, what) / 100) * (settings.value.volume / 100));
