// Microphone, speakers, camera, and how they are used: beside the button, on a phone from below.
import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { tv } from "../../i18n/voice";
import { mayHaveKey } from "../../state/keys";
import { closePart } from "../../state/shown";
import { type Place, stayInside, usePopover } from "../../ui/popover";
import { sound } from "./call";
import { CloseButton } from "./CloseButton";
import { keyName } from "./keyName";
import { Level } from "./Level";
import { isSealable } from "./lockState";
import { MAX_VOLUME, setSettings, settings, type VoiceSettings } from "./settings";
import { controls, self } from "./state";

/** Bits per second, and what they are good for. */
const QUALITIES = [[32_000, "qualitySaving"], [96_000, "qualityVoice"], [192_000, "qualityMusic"]] as const;

interface Known {
  microphone: MediaDeviceInfo[];
  speaker: MediaDeviceInfo[];
  camera: MediaDeviceInfo[];
}
const KINDS = { microphone: "audioinput", speaker: "audiooutput", camera: "videoinput" } as const;

/** Where sound comes out can be chosen in some browsers only. */
const hasSpeakers = () => "setSinkId" in AudioContext.prototype;

/** All devices; what stands for that of the system is our own first entry. */
async function list(): Promise<Known> {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind && device.deviceId !== "" && device.deviceId !== "default");
  return { microphone: of(KINDS.microphone), speaker: of(KINDS.speaker), camera: of(KINDS.camera) };
}

/** A short sound where others are heard. */
function test() {
  const context = sound();
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = 523;
  volume.gain.setValueAtTime(0.25, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.6);
  tone.connect(volume).connect(context.destination);
  void context.resume();
  tone.start();
  tone.stop(context.currentTime + 0.6);
}

export function Devices({ place, focus }: { place: Place; focus: "microphone" | "camera" }) {
  const box = useRef<HTMLDivElement>(null);
  const title = useId();
  const known = useSignal<Known>({ microphone: [], speaker: [], camera: [] });
  const own = settings.value;
  usePopover(box, place, closePart, [known.value]);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>(`[name=${focus}]`)?.focus({ preventScroll: focus === "microphone" }), []);
  useEffect(() => {
    const read = () => void list().then((found) => (known.value = found));
    read();
    navigator.mediaDevices?.addEventListener("devicechange", read);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", read);
  }, []);
  const set = (change: Partial<VoiceSettings>, use: "useMicrophone" | "useSpeaker" | "useCamera" | "applySound") => {
    setSettings(change);
    void controls.value?.[use]();
  };
  const choice = (of: keyof Known, use: "useMicrophone" | "useSpeaker" | "useCamera") => (
    <Select name={of} label={tv(of)} value={own[of]} devices={known.value[of]} onChoose={(id) => set({ [of]: id }, use)} />
  );
  return (
    <>
      <div class="scrim-pop" />
      <div ref={box} class="pop devs" role="dialog" aria-labelledby={title} tabIndex={-1} data-testid="voice-devices-pop" onKeyDown={(event) => stayInside(event, box.current)}>
        <div class="row">
          <h2 class="grow" id={title}>{tv("devices")}</h2>
          <CloseButton place={place} />
        </div>
        <div class="field">
          {choice("microphone", "useMicrophone")}
          <Level onReady={() => void list().then((found) => (known.value = found))} />
        </div>
        {hasSpeakers() && (
          <div class="field">
            <Select name="speaker" label={tv("speaker")} value={own.speaker} devices={known.value.speaker} onChoose={(id) => set({ speaker: id }, "useSpeaker")}>
              <button type="button" class="btn" data-testid="voice-test" onClick={test}>{tv("test")}</button>
            </Select>
          </div>
        )}
        <Range />
        <Switch label={tv("quieten")} isOn={own.isQuietened} testId="voice-quieten" onChange={(isOn) => set({ isQuietened: isOn }, "useMicrophone")} />
        <Switch label={tv("cancelEcho")} isOn={own.isEchoCancelled} testId="voice-echo" onChange={(isOn) => set({ isEchoCancelled: isOn }, "useMicrophone")} />
        <Switch label={tv("level")} isOn={own.isLevelled} testId="voice-level" onChange={(isOn) => set({ isLevelled: isOn }, "useMicrophone")} />
        <hr />
        <Switch label={tv("pushToTalk")} isOn={own.isPushToTalk} testId="voice-ptt" onChange={(isOn) => {
          setSettings({ isPushToTalk: isOn });
          // From now on only while it is held.
          if (isOn) controls.value?.talk(false);
        }} />
        {own.isPushToTalk && <TalkKey />}
        <hr />
        <div class="field">{choice("camera", "useCamera")}</div>
        <div class="field">
          <Quality value={own.quality} onChoose={(quality) => set({ quality }, "useMicrophone")} />
        </div>
        <hr />
        <Sealing />
      </div>
    </>
  );
}

/** Encryption from end to end, and what it takes. Who has switched it on can always switch it off. */
function Sealing() {
  const hint = useId();
  const { isSealed } = settings.value;
  const isReady = isSealable() && mayHaveKey();
  return (
    <div class="field">
      <Switch label={tv("seal")} isOn={isSealed} testId="voice-seal" isDisabled={!isReady && !isSealed} describedBy={hint} onChange={(isOn) => void controls.value?.setSealed(isOn)} />
      <p class="hint" id={hint}>{!isSealable() ? tv("sealHintUnsupported") : !mayHaveKey() ? tv("sealHintNoKey") : tv(isSealed ? "sealHint" : "encryption")}</p>
      {isSealed && self.value.isSealed && <p class="hint">{tv("sealMeaning")}</p>}
    </div>
  );
}

interface SelectProps {
  name: string;
  label: string;
  value: string;
  devices: MediaDeviceInfo[];
  onChoose: (id: string) => void;
  children?: preact.ComponentChildren;
}

function Select({ name, label, value, devices, onChoose, children }: SelectProps) {
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <div class="row">
        <select id={id} class="input" name={name} value={devices.some(({ deviceId }) => deviceId === value) ? value : ""} data-testid={`voice-${name}`} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
          <option value="">{tv("systemDevice")}</option>
          {devices.map((device, at) => <option key={device.deviceId} value={device.deviceId}>{device.label || tv("deviceNumber", { name: label, n: at + 1 })}</option>)}
        </select>
        {children}
      </div>
    </>
  );
}

function Quality({ value, onChoose }: { value: number; onChoose: (quality: number) => void }) {
  const id = useId();
  return (
    <>
      <label for={id}>{tv("quality")}</label>
      <select id={id} class="input" value={value} data-testid="voice-quality" onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}>
        {QUALITIES.map(([bits, text]) => <option key={bits} value={bits}>{tv(text, { n: bits / 1000 })}</option>)}
      </select>
    </>
  );
}

function Range() {
  const id = useId();
  const { volume } = settings.value;
  return (
    <div class="field">
      <label for={id}>{tv("volumeOfOthers", { n: volume })}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={MAX_VOLUME}
        step={5}
        value={volume}
        aria-valuetext={tv("percent", { n: volume })}
        data-testid="voice-volume-all"
        onInput={({ currentTarget }) => {
          setSettings({ volume: currentTarget.valueAsNumber });
          controls.value?.applySound();
        }}
      />
    </div>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  testId: string;
  isDisabled?: boolean;
  describedBy?: string;
}

function Switch({ label, isOn, onChange, testId, isDisabled = false, describedBy }: SwitchProps) {
  return (
    <label class="switch-row">
      <span class="grow">{label}</span>
      <input type="checkbox" role="switch" class="switch" checked={isOn} disabled={isDisabled} aria-describedby={describedBy} data-testid={testId} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    </label>
  );
}

/** Which key is held to talk: the next one that is pressed. */
function TalkKey() {
  const isAsking = useSignal(false);
  const name = keyName(settings.value.talkKey);
  const take = (event: KeyboardEvent) => {
    if (!isAsking.value) return;
    event.preventDefault();
    event.stopPropagation();
    isAsking.value = false;
    if (event.code && event.key !== "Escape" && event.key !== "Tab") setSettings({ talkKey: event.code });
  };
  return (
    <div class="row">
      <span class="grow">{tv("talkKey")}</span>
      <button type="button" class="btn" data-testid="voice-ptt-key" aria-live="polite" onKeyDown={take} onBlur={() => (isAsking.value = false)} onClick={() => (isAsking.value = true)}>
        {isAsking.value ? tv("pressKey") : <kbd>{name}</kbd>}
      </button>
    </div>
  );
}
