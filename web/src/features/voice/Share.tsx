// How a screen shall be shared; which one, the browser asks.
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { tv } from "../../i18n/voice";
import { closePart } from "../../state/shown";
import { Check } from "../../ui/Check";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { voiceIcons } from "./icons";
import { clamped, CODECS, offered, type ScreenChoice } from "./options";
import { setSettings, settings } from "./settings";
import { controls, limits } from "./state";

const NAMES: Record<number, string> = { 1440: "1440p", 2160: "4K" };
const CODEC_NAMES = { h264: "H.264", vp8: "VP8", vp9: "VP9", av1: "AV1" } as const;
const MBIT = 1_000_000;

interface PicksProps<Value extends string | number> {
  legend: string;
  name: string;
  values: readonly Value[];
  value: Value;
  label: (value: Value) => string;
  onPick: (value: Value) => void;
}

/** One of several, side by side. */
function Picks<Value extends string | number>({ legend, name, values, value, label, onPick }: PicksProps<Value>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="picks">
        {values.map((known) => (
          <label key={known} class={known === value ? "pick is-on" : "pick"}>
            <input type="radio" name={name} value={known} checked={known === value} data-testid={`share-${name}-${known}`} onChange={() => onPick(known)} />
            <span>{label(known)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Share() {
  const choice = useSignal(clamped(settings.peek().screen, limits.peek()));
  const set = (change: Partial<ScreenChoice>) => (choice.value = { ...choice.value, ...change });
  const { heights, rates, bitrates } = offered(limits.value);
  const { height, rate, bitrate, content, hasSound, isSimulcast, codec } = choice.value;
  const isLayered = codec === "vp9" || codec === "av1";
  const start = () => {
    setSettings({ screen: choice.peek() });
    // At once: browsers let pages ask only just after a click.
    void controls.peek()?.share(choice.peek());
    closePart();
  };
  return (
    <Dialog title={tv("shareTitle")} onClose={closePart} testId="voice-share-dialog">
      <div class="share">
        <Picks legend={tv("resolution")} name="height" values={heights} value={height} label={(value) => NAMES[value] ?? `${value}p`} onPick={(value) => set({ height: value })} />
        <Picks legend={tv("frameRate")} name="rate" values={rates} value={rate} label={(value) => tv("framesPerSecond", { n: value })} onPick={(value) => set({ rate: value })} />
        <Picks legend={tv("bitrate")} name="bitrate" values={bitrates} value={bitrate} label={(value) => tv("mbits", { n: value / MBIT })} onPick={(value) => set({ bitrate: value })} />
        <Picks legend={tv("content")} name="content" values={["motion", "detail"] as const} value={content} label={(value) => tv(value === "motion" ? "contentMotion" : "contentDetail")} onPick={(value) => set({ content: value })} />
        <Check label={tv("shareSound")} hint={tv("shareSoundHint")} isOn={hasSound} testId="share-sound" onChange={(isOn) => set({ hasSound: isOn })} />
        <details>
          <summary>{tv("more")}</summary>
          <div>
            <Picks legend={tv("codec")} name="codec" values={CODECS} value={codec} label={(value) => CODEC_NAMES[value]} onPick={(value) => set({ codec: value })} />
            <Check label={tv("simulcast")} hint={tv(isLayered ? "simulcastInside" : "simulcastHint")} isOn={isSimulcast || isLayered} isDisabled={isLayered} testId="share-simulcast" onChange={(isOn) => set({ isSimulcast: isOn })} />
          </div>
        </details>
        <div class="row-end">
          <button type="button" class="btn" onClick={closePart}>{t("cancel")}</button>
          <button type="button" class="btn primary" data-testid="share-start" onClick={start}>
            <Icon paths={voiceIcons["monitor-up"]} small />
            {tv("shareStart")}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
