// Two short tones, made here: no file is fetched for them.

const TONES = [
  [660, 0],
  [880, 0.11],
] as const;
const LENGTH_S = 0.18;

let context: AudioContext | undefined;

export function chime() {
  try {
    context ??= new AudioContext();
    const start = context.currentTime;
    for (const [frequency, after] of TONES) {
      const tone = new OscillatorNode(context, { frequency });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0.12, start + after);
      volume.gain.exponentialRampToValueAtTime(0.001, start + after + LENGTH_S);
      tone.connect(volume).connect(context.destination);
      tone.start(start + after);
      tone.stop(start + after + LENGTH_S);
    }
  } catch {
    // A machine without sound.
  }
}
