// What people choose, in the words of LiveKit's library. It ignores options that stand in the wrong place: the tests
// have every choice with exactly what becomes of it.
import type { AudioCaptureOptions, RoomOptions, ScreenShareCaptureOptions, TrackPublishOptions, VideoCaptureOptions, VideoPreset } from "livekit-client";
import type { VoiceSettings } from "./settings";

export const CODECS = ["h264", "vp8", "vp9", "av1"] as const;
export type Codec = (typeof CODECS)[number];

/** How somebody wants to share a screen. */
export interface ScreenChoice {
  /** Lines of the picture. */
  height: number;
  /** Frames per second. */
  rate: number;
  /** Bits per second. */
  bitrate: number;
  /** What matters when not all of it gets through: that letters stay sharp, or that movement stays smooth. */
  content: "detail" | "motion";
  hasSound: boolean;
  /** A smaller picture goes along for who has little bandwidth. */
  isSimulcast: boolean;
  codec: Codec;
}

/** What the operator wants screens to stay within. */
export interface ScreenLimits {
  maxHeight: number;
  maxFrameRate: number;
  maxBitrate: number;
}

const MBIT = 1_000_000;
export const HEIGHTS = [720, 1080, 1440, 2160];
export const RATES = [30, 60, 120];
export const BITRATES = [3, 8, 12, 20, 35, 50].map((mbit) => mbit * MBIT);
export const DEFAULT_SCREEN: ScreenChoice = { height: 1080, rate: 60, bitrate: 8 * MBIT, content: "motion", hasSound: true, isSimulcast: true, codec: "h264" };
/** What a server that says nothing allows: all that the dialog has. */
export const NO_LIMITS: ScreenLimits = { maxHeight: 2160, maxFrameRate: 120, maxBitrate: 50 * MBIT };

/** Least of the smaller picture. */
const MIN_SMALL_BITRATE = 400_000;
const MAX_SMALL_RATE = 30;
/** Of the sound of a screen, which is music as often as speech. */
const SCREEN_SOUND_BITRATE = 128_000;
const CAMERA = { width: 1280, height: 720, frameRate: 30 };
const CAMERA_BITRATE = 1_700_000;

/** Those within a limit; where none is, the limit itself. */
const within = (values: number[], max: number) => {
  const kept = values.filter((value) => value <= max);
  return kept.length ? kept : [max];
};

/** What can be chosen. */
export const offered = ({ maxHeight, maxFrameRate, maxBitrate }: ScreenLimits) => ({
  heights: within(HEIGHTS, maxHeight),
  rates: within(RATES, maxFrameRate),
  bitrates: within(BITRATES, maxBitrate),
});

/** The greatest that is not above what is wanted, else the least. */
const nearest = (values: number[], wanted: number) => values.filter((value) => value <= wanted).at(-1) ?? values[0] ?? wanted;

/** A choice of another day, within what this server allows. */
export function clamped(choice: ScreenChoice, limits: ScreenLimits): ScreenChoice {
  const { heights, rates, bitrates } = offered(limits);
  return { ...choice, height: nearest(heights, choice.height), rate: nearest(rates, choice.rate), bitrate: nearest(bitrates, choice.bitrate) };
}

/** Screens are as wide as most are. */
const widthOf = (height: number) => Math.round((height * 16) / 9);
/** These have smaller pictures inside of the great one. */
const isLayered = (codec: Codec) => codec === "vp9" || codec === "av1";

/** How a screen is taken. */
export const screenCapture = ({ height, rate, content, hasSound }: ScreenChoice): ScreenShareCaptureOptions => ({
  // Music is not to be mended.
  audio: hasSound && { echoCancellation: false, noiseSuppression: false, autoGainControl: false, voiceIsolation: false, channelCount: 2 },
  resolution: { width: widthOf(height), height, frameRate: rate },
  contentHint: content,
  systemAudio: hasSound ? "include" : "exclude",
  surfaceSwitching: "include",
  selfBrowserSurface: "exclude",
});

/** The smaller picture: half as wide, and no smoother than it has to be. */
function smaller({ height, rate, bitrate }: ScreenChoice): VideoPreset {
  const frames = Math.min(MAX_SMALL_RATE, rate);
  const size = { width: widthOf(height) / 2, height: height / 2 };
  const encoding = { maxBitrate: Math.max(MIN_SMALL_BITRATE, Math.round((bitrate / 4) * (frames / rate))), maxFramerate: frames };
  return { ...size, encoding, resolution: { ...size, frameRate: frames } } as VideoPreset;
}

/** How a screen is sent. The library gives these to its sound, too: `source` would make a second picture of it. */
export const screenPublish = (choice: ScreenChoice): TrackPublishOptions => ({
  screenShareEncoding: { maxBitrate: choice.bitrate, maxFramerate: choice.rate, priority: "high" },
  videoCodec: choice.codec,
  // Every browser reads the first two.
  backupCodec: isLayered(choice.codec),
  degradationPreference: choice.content === "motion" ? "maintain-framerate" : "maintain-resolution",
  simulcast: choice.isSimulcast && !isLayered(choice.codec),
  ...(choice.isSimulcast && !isLayered(choice.codec) && { screenShareSimulcastLayers: [smaller(choice)] }),
  audioPreset: { maxBitrate: SCREEN_SOUND_BITRATE },
  forceStereo: true,
  dtx: false,
  red: false,
});

/** A choice that can be encrypted: LiveKit's library does not do that with AV1. */
export const sealable = (choice: ScreenChoice): ScreenChoice => (choice.codec === "av1" ? { ...choice, codec: "vp9" } : choice);

const device = (id: string) => (id ? { deviceId: { exact: id } } : {});

/** How a microphone is taken. */
export const microphoneCapture = ({ microphone, isQuietened, isEchoCancelled, isLevelled }: VoiceSettings): AudioCaptureOptions => ({
  ...device(microphone),
  echoCancellation: isEchoCancelled,
  noiseSuppression: isQuietened,
  voiceIsolation: isQuietened,
  autoGainControl: isLevelled,
  channelCount: 1,
  sampleRate: 48_000,
});

export const microphonePublish = ({ quality }: VoiceSettings): TrackPublishOptions => ({ audioPreset: { maxBitrate: quality }, dtx: true, red: true });

export const cameraCapture = ({ camera }: VoiceSettings): VideoCaptureOptions => ({ ...device(camera), resolution: CAMERA });

export const cameraPublish = (): TrackPublishOptions => ({ videoEncoding: { maxBitrate: CAMERA_BITRATE, maxFramerate: CAMERA.frameRate }, simulcast: true });

/** A call. Pictures come as large as they are shown, and only those that are; sound goes through `audioContext`, where
 * it can be louder than it was sent. */
export const roomOptions = (settings: VoiceSettings, audioContext: AudioContext): RoomOptions => ({
  adaptiveStream: { pixelDensity: "screen" },
  dynacast: true,
  webAudioMix: { audioContext },
  audioCaptureDefaults: microphoneCapture(settings),
  videoCaptureDefaults: cameraCapture(settings),
  publishDefaults: microphonePublish(settings),
  ...(settings.speaker && { audioOutput: { deviceId: settings.speaker } }),
});
