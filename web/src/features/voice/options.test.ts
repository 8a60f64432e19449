// Every choice of the dialog, with exactly what LiveKit's library is given for it.
import { describe, expect, it } from "vitest";
import { BITRATES, cameraCapture, cameraPublish, clamped, CODECS, DEFAULT_SCREEN, HEIGHTS, microphoneCapture, microphonePublish, NO_LIMITS, offered, RATES, roomOptions, type ScreenChoice, screenCapture, screenPublish, sealable } from "./options";
import { DEFAULTS } from "./settings";

const WIDTHS: Record<number, number> = { 720: 1280, 1080: 1920, 1440: 2560, 2160: 3840 };
const choice = (change: Partial<ScreenChoice> = {}): ScreenChoice => ({ ...DEFAULT_SCREEN, ...change });

describe("a screen", () => {
  it("has the choices of the protocol", () => {
    expect(offered(NO_LIMITS)).toEqual({ heights: [720, 1080, 1440, 2160], rates: [30, 60, 120], bitrates: [3e6, 8e6, 12e6, 20e6, 35e6, 50e6] });
    expect(DEFAULT_SCREEN).toMatchObject({ height: 1080, rate: 60, bitrate: 8e6, codec: "h264" });
  });

  for (const height of HEIGHTS)
    for (const rate of RATES)
      for (const bitrate of BITRATES)
        it(`${height} lines, ${rate} frames, ${bitrate / 1e6} Mbit/s: taken and sent like that`, () => {
          expect(screenCapture(choice({ height, rate })).resolution).toEqual({ width: WIDTHS[height], height, frameRate: rate });
          expect(screenPublish(choice({ height, rate, bitrate }))).toMatchObject({
            screenShareEncoding: { maxBitrate: bitrate, maxFramerate: rate, priority: "high" },
            videoCodec: "h264",
            simulcast: true,
            screenShareSimulcastLayers: [{ width: (WIDTHS[height] ?? 0) / 2, height: height / 2, encoding: { maxBitrate: Math.max(400_000, Math.round((bitrate / 4) * (30 / rate))), maxFramerate: 30 } }],
          });
        });

  it("is all that the library is told", () => {
    expect(screenCapture(choice())).toEqual({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, voiceIsolation: false, channelCount: 2 },
      resolution: { width: 1920, height: 1080, frameRate: 60 },
      contentHint: "motion",
      systemAudio: "include",
      surfaceSwitching: "include",
      selfBrowserSurface: "exclude",
    });
    expect(screenPublish(choice({ isSimulcast: false }))).toEqual({
      screenShareEncoding: { maxBitrate: 8e6, maxFramerate: 60, priority: "high" },
      videoCodec: "h264",
      backupCodec: false,
      degradationPreference: "maintain-framerate",
      simulcast: false,
      audioPreset: { maxBitrate: 128_000 },
      forceStereo: true,
      dtx: false,
      red: false,
    });
  });

  it("goes without sound", () => expect(screenCapture(choice({ hasSound: false }))).toMatchObject({ audio: false, systemAudio: "exclude" }));

  it("keeps text sharp, or movement smooth", () => {
    expect([screenCapture(choice({ content: "detail" })).contentHint, screenPublish(choice({ content: "detail" })).degradationPreference]).toEqual(["detail", "maintain-resolution"]);
    expect([screenCapture(choice({ content: "motion" })).contentHint, screenPublish(choice({ content: "motion" })).degradationPreference]).toEqual(["motion", "maintain-framerate"]);
  });

  it("has a smaller picture where the codec has none inside, and another codec where not everybody reads it", () => {
    expect(CODECS.map((codec) => [codec, screenPublish(choice({ codec })).videoCodec, screenPublish(choice({ codec })).simulcast, screenPublish(choice({ codec })).backupCodec])).toEqual([
      ["h264", "h264", true, false],
      ["vp8", "vp8", true, false],
      ["vp9", "vp9", false, true],
      ["av1", "av1", false, true],
    ]);
    for (const codec of CODECS) expect(screenPublish(choice({ codec, isSimulcast: false }))).not.toHaveProperty("screenShareSimulcastLayers");
  });

  it("goes without AV1 where it is encrypted", () => {
    expect(CODECS.map((codec) => sealable(choice({ codec })))).toEqual(["h264", "vp8", "vp9", "vp9"].map((codec) => choice({ codec: codec as ScreenChoice["codec"] })));
  });

  it("never names a source: its sound would become a second picture", () => expect(screenPublish(choice())).not.toHaveProperty("source"));

  it("stays within what the server wants", () => {
    const limits = { maxHeight: 1200, maxFrameRate: 60, maxBitrate: 10e6 };
    expect(offered(limits)).toEqual({ heights: [720, 1080], rates: [30, 60], bitrates: [3e6, 8e6] });
    expect(clamped(choice({ height: 2160, rate: 120, bitrate: 50e6 }), limits)).toMatchObject({ height: 1080, rate: 60, bitrate: 8e6 });
    expect(clamped(choice(), NO_LIMITS)).toEqual(choice());
    // Below all choices the limit itself is the only one.
    const low = { maxHeight: 480, maxFrameRate: 15, maxBitrate: 1e6 };
    expect(offered(low)).toEqual({ heights: [480], rates: [15], bitrates: [1e6] });
    expect(clamped(choice(), low)).toMatchObject({ height: 480, rate: 15, bitrate: 1e6 });
    expect(screenCapture(clamped(choice(), low)).resolution).toEqual({ width: 853, height: 480, frameRate: 15 });
  });
});

describe("a microphone", () => {
  it("is the system's, made clean, unless somebody wants it otherwise", () => {
    expect(microphoneCapture(DEFAULTS)).toEqual({ echoCancellation: true, noiseSuppression: true, voiceIsolation: true, autoGainControl: true, channelCount: 1, sampleRate: 48_000 });
    expect(microphoneCapture({ ...DEFAULTS, microphone: "usb", isQuietened: false, isEchoCancelled: false, isLevelled: false })).toEqual({
      deviceId: { exact: "usb" },
      echoCancellation: false,
      noiseSuppression: false,
      voiceIsolation: false,
      autoGainControl: false,
      channelCount: 1,
      sampleRate: 48_000,
    });
  });

  it("is sent as good as it was chosen", () => {
    expect(microphonePublish(DEFAULTS)).toEqual({ audioPreset: { maxBitrate: 96_000 }, dtx: true, red: true });
    expect(microphonePublish({ ...DEFAULTS, quality: 192_000 }).audioPreset).toEqual({ maxBitrate: 192_000 });
  });
});

it("a camera has 720 lines, and smaller pictures", () => {
  expect(cameraCapture(DEFAULTS)).toEqual({ resolution: { width: 1280, height: 720, frameRate: 30 } });
  expect(cameraCapture({ ...DEFAULTS, camera: "front" })).toMatchObject({ deviceId: { exact: "front" } });
  expect(cameraPublish()).toEqual({ videoEncoding: { maxBitrate: 1_700_000, maxFramerate: 30 }, simulcast: true });
});

it("a call fetches what is shown, and mixes sound itself", () => {
  const audioContext = {} as AudioContext;
  expect(roomOptions(DEFAULTS, audioContext)).toMatchObject({ adaptiveStream: { pixelDensity: "screen" }, dynacast: true, webAudioMix: { audioContext } });
  expect(roomOptions(DEFAULTS, audioContext)).not.toHaveProperty("audioOutput");
  expect(roomOptions({ ...DEFAULTS, speaker: "desk" }, audioContext).audioOutput).toEqual({ deviceId: "desk" });
});
