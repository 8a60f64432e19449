// What we can do in the call: one stop of the keyboard, arrows inside.
import { tv } from "../../i18n/voice";
import { shownPart } from "../../state/shown";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { placeOf } from "../../ui/popover";
import { roving } from "../../ui/roving";
import { Devices } from "./Devices";
import { voiceIcons } from "./icons";
import { settings } from "./settings";
import { Share } from "./Share";
import { call, controls, self } from "./state";

export const mayCapture = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** Asks how a screen shall be shared, or stops it. */
export function toggleShare() {
  if (self.peek().hasScreen) void controls.peek()?.stopSharing();
  else shownPart.value = <Share />;
}

const openDevices = (element: HTMLElement, focus: "microphone" | "camera") => (shownPart.value = <Devices place={placeOf(element)} focus={focus} />);

/** `isBare` in a small window: without what opens something. */
export function Controls({ isBare = false }: { isBare?: boolean }) {
  const { isMuted, isDeaf, hasCamera, hasScreen, mayTalk, mayShow, mayShare } = self.value;
  const isIn = call.value.name === "in";
  const isHeld = settings.value.isPushToTalk;
  const talk = (isTalking: boolean) => controls.value?.talk(isTalking);
  const microphone = !mayTalk ? tv("mayNotTalk") : isHeld ? tv("holdToTalk") : tv(isMuted ? "unmute" : "mute");
  const camera = !mayShow ? tv("mayNotShow") : tv(hasCamera ? "stopCamera" : "startCamera");
  const screen = !mayShare ? tv("mayNotShare") : !mayCapture() ? tv("cannotShare") : tv(hasScreen ? "stopShare" : "share");
  return (
    <div class="ctl" role="toolbar" aria-label={tv("controls")} {...roving}>
      <span class="cb-pair">
        <button
          type="button"
          class={isMuted ? (isHeld ? "cb" : "cb mute") : isHeld ? "cb talking" : "cb"}
          aria-label={microphone}
          title={microphone}
          aria-pressed={isHeld ? !isMuted : isMuted}
          disabled={!isIn || !mayTalk}
          data-testid="voice-mute"
          data-rove
          tabIndex={0}
          // A key on the button opens and closes it: to hold there is a key of its own.
          {...(isHeld
            ? { onPointerDown: () => talk(true), onPointerUp: () => talk(false), onPointerLeave: () => !self.peek().isMuted && talk(false), onPointerCancel: () => talk(false), onClick: ({ detail }: MouseEvent) => detail === 0 && void controls.value?.toggleMicrophone() }
            : { onClick: () => void controls.value?.toggleMicrophone() })}
        >
          <Icon name={isMuted ? "mic-off" : undefined} paths={isMuted ? undefined : voiceIcons.mic} />
        </button>
        {!isBare && (
          <button type="button" class="cb" aria-label={tv("microphoneSettings")} title={tv("microphoneSettings")} aria-haspopup="dialog" data-testid="voice-devices" data-rove tabIndex={-1} onClick={({ currentTarget }) => openDevices(currentTarget, "microphone")}>
            <Icon paths={moreIcons["chevron-up"]} />
          </button>
        )}
      </span>
      <button type="button" class={isDeaf ? "cb mute" : "cb"} aria-label={tv(isDeaf ? "undeafen" : "deafen")} title={tv(isDeaf ? "undeafen" : "deafen")} aria-pressed={isDeaf} disabled={!isIn} data-testid="voice-deafen" data-rove tabIndex={-1} onClick={() => void controls.value?.toggleDeaf()}>
        <Icon paths={voiceIcons[isDeaf ? "headphone-off" : "headphones"]} />
      </button>
      <span class="cb-pair solo">
        <button type="button" class={hasCamera ? "cb" : "cb mute"} aria-label={camera} title={camera} aria-pressed={hasCamera} disabled={!isIn || !mayShow} data-testid="voice-camera" data-rove tabIndex={-1} onClick={() => void controls.value?.toggleCamera()}>
          <Icon paths={voiceIcons[hasCamera ? "video" : "video-off"]} />
        </button>
        {!isBare && (
          <button type="button" class="cb hide-phone" aria-label={tv("cameraSettings")} title={tv("cameraSettings")} aria-haspopup="dialog" data-rove tabIndex={-1} onClick={({ currentTarget }) => openDevices(currentTarget, "camera")}>
            <Icon paths={moreIcons["chevron-up"]} />
          </button>
        )}
      </span>
      {(!isBare || hasScreen) && (
        <button type="button" class={hasScreen ? "cb on" : "cb"} aria-label={screen} title={screen} aria-pressed={hasScreen} disabled={!isIn || !mayShare || !mayCapture()} data-testid="voice-share" data-rove tabIndex={-1} onClick={toggleShare}>
          <Icon paths={voiceIcons[hasScreen ? "monitor-x" : "monitor-up"]} />
          {!isBare && <span class="lbl hide-small">{tv(hasScreen ? "stop" : "shareShort")}</span>}
        </button>
      )}
      <button type="button" class="cb leave" aria-label={tv("leave")} title={tv("leave")} data-testid="voice-leave" data-rove tabIndex={-1} onClick={() => controls.value?.leave()}>
        <Icon paths={voiceIcons["phone-off"]} />
        {!isBare && <span class="lbl">{tv("leaveShort")}</span>}
      </button>
    </div>
  );
}
