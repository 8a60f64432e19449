// How loud the microphone is, as it is chosen now; heard by nobody else.
import { useEffect, useRef } from "preact/hooks";
import { tv } from "../../i18n/voice";
import { sound } from "./call";
import { microphoneCapture } from "./options";
import { settings } from "./settings";

const BARS = 20;
const EVERY_MS = 60;
/** From here on it is heard at all, in decibels below the loudest. */
const FLOOR = -60;

/** How many bars are lit: 0 is silence, all of them as loud as it gets. */
export function barsOf(samples: Float32Array): number {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length);
  const level = 10 * Math.log10(power + 1e-12);
  return Math.max(0, Math.min(BARS, Math.round(((level - FLOOR) / -FLOOR) * BARS)));
}

export function Level({ onReady }: { onReady: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const { microphone, isQuietened, isEchoCancelled, isLevelled } = settings.value;
  useEffect(() => {
    let isHere = true;
    let stop = () => undefined as void;
    const draw = (lit: number) => {
      box.current?.setAttribute("aria-valuenow", String(Math.round((lit / BARS) * 100)));
      box.current?.querySelectorAll("i").forEach((bar, at) => bar.classList.toggle("on", at < lit));
    };
    const listen = (stream: MediaStream) => {
      const end = () => stream.getTracks().forEach((track) => track.stop());
      if (!isHere) return end();
      // The names of devices are told to whom they are.
      onReady();
      const context = sound();
      const source = context.createMediaStreamSource(stream);
      const analyser = context.createAnalyser();
      const samples = new Float32Array(analyser.fftSize);
      source.connect(analyser);
      void context.resume();
      const timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        draw(barsOf(samples));
      }, EVERY_MS);
      stop = () => {
        clearInterval(timer);
        source.disconnect();
        end();
      };
    };
    // Without a microphone the bars stay dark; the call says why.
    navigator.mediaDevices?.getUserMedia({ audio: microphoneCapture(settings.peek()) as MediaTrackConstraints }).then(listen, () => draw(0));
    return () => {
      isHere = false;
      stop();
    };
  }, [microphone, isQuietened, isEchoCancelled, isLevelled]);
  return (
    <div ref={box} class="vu" role="meter" aria-label={tv("inputLevel")} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0} data-testid="voice-meter">
      {Array.from({ length: BARS }, (_, at) => <i key={at} />)}
    </div>
  );
}
