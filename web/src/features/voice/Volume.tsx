// How loud somebody is for us: beside their tile, on a phone from below.
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { tv } from "../../i18n/voice";
import { closePart, openProfile } from "../../state/shown";
import { type Place, stayInside, usePopover } from "../../ui/popover";
import { CloseButton } from "./CloseButton";
import { MAX_VOLUME, setVolume, volumeOf, type Heard } from "./settings";
import { controls, personName } from "./state";

const STEP = 5;

export function Volume({ id, what, place }: { id: string; what: Heard; place: Place }) {
  const box = useRef<HTMLDivElement>(null);
  const field = useId();
  usePopover(box, place, closePart);
  useLayoutEffect(() => box.current?.querySelector("input")?.focus({ preventScroll: true }), []);
  const name = personName(id);
  const percent = volumeOf(id, what);
  const set = (value: number) => {
    setVolume(id, what, value);
    controls.value?.applySound();
  };
  const title = tv(what === "screen" ? "volumeOfScreen" : "volumeOf", { name, n: percent });
  return (
    <>
      <div class="scrim-pop" />
      <div ref={box} class="pop devs" role="dialog" aria-label={title} tabIndex={-1} data-testid="voice-volume-pop" onKeyDown={(event) => stayInside(event, box.current)}>
        <div class="field">
          <label for={field}>{title}</label>
          <input id={field} type="range" min={0} max={MAX_VOLUME} step={STEP} value={percent} aria-valuetext={tv("percent", { n: percent })} data-testid="voice-volume-range" onInput={({ currentTarget }) => set(currentTarget.valueAsNumber)} />
        </div>
        <div class="row">
          <button type="button" class="btn grow" disabled={percent === 100} onClick={() => set(100)}>{tv("reset")}</button>
          {what === "voice" && (
            <button type="button" class="btn grow" onClick={() => {
              closePart();
              openProfile(id, place);
            }}>
              {tv("profile")}
            </button>
          )}
          <CloseButton place={place} isOnlyOnPhones />
        </div>
      </div>
    </>
  );
}
