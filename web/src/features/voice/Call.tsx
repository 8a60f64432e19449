// The call, in the place of the conversation: who is there, what they show, and what we can do.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { tv } from "../../i18n/voice";
import { homeTitle } from "../../state/home";
import { closePart } from "../../state/shown";
import { go, isCallShown } from "../../state/structure";
import { drawer, isPhone } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { iconPaths } from "../../ui/icons";
import { SheetHead } from "../board/SheetHead";
import { arrive } from "../composer/focus";
import { Banner } from "../connection/Banner";
import { start as startCall } from "./call";
import { Controls } from "./Controls";
import { voiceIcons } from "./icons";
import { mayReturn, type Place } from "./machine";
import { bringBack, canPopOut, isPoppedOut, popOut } from "./popOut";
import { layout, Stage } from "./Stage";
import { call, controls, people, type Quality, self } from "./state";
import { listenToKeys, listenToTalking } from "./talk";
import { LockNotes, SealState } from "./Lock";
import { Note } from "./Note";
import { Lasting } from "./voice";
import { endedText, troubleText } from "./words";
import "../../styles/call.css";

/** The part of LiveKit is here. */
export function start() {
  if (!controls.value) listenToTalking();
  return startCall();
}

const QUALITIES = { good: "qualityGood", fair: "qualityFair", weak: "qualityWeak", lost: "qualityLost" } as const satisfies Record<Exclude<Quality, "">, string>;

function Topic() {
  const state = call.value;
  if (state.name === "joining") return <>{tv("joining")}</>;
  if (state.name !== "in") return null;
  const quality = people.value.find(({ isMe }) => isMe)?.quality;
  return (
    <>
      <SealState />
      {tv("people", { n: people.value.length })}, <Lasting since={state.since} />
      {state.isReconnecting ? `, ${tv("reconnecting")}` : quality && `, ${tv(QUALITIES[quality])}`}
    </>
  );
}

/** Shows what is written in the channel of the call. */
function openChat({ room }: Place) {
  drawer.value = null;
  go(room);
}

/** The row of the channel in the list gets the focus, or the way to it. */
function giveBack({ id }: Place) {
  for (const selector of [`[data-channel-id="${id}"]`, "[data-testid=nav-toggle]"]) {
    const element = document.querySelector<HTMLElement>(selector);
    element?.focus({ preventScroll: true });
    if (element && document.activeElement === element) return;
  }
}

export function Call() {
  const state = call.value;
  const isFull = useSignal(false);
  const place = state.name === "idle" ? undefined : state.place;
  const last = useRef(place);
  if (place) last.current = place;
  useEffect(() => {
    // Whoever came with the keyboard hears where they are.
    arrive(true);
    const changed = () => (isFull.value = document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    const ignore = listenToKeys();
    return () => {
      ignore();
      document.removeEventListener("fullscreenchange", changed);
      if (document.fullscreenElement) void document.exitFullscreen();
      closePart();
      // Where nobody has gone elsewhere.
      requestAnimationFrame(() => last.current && (!document.activeElement || document.activeElement === document.body) && giveBack(last.current));
    };
  }, []);
  useEffect(() => {
    homeTitle.value = place?.name ?? "";
    return () => void (homeTitle.value = "");
  }, [place?.name]);
  // Whoever left is back where they were.
  useEffect(() => {
    if (state.name === "idle") isCallShown.value = false;
  }, [state.name]);
  if (!place) return <main class="sheet" id="sheet" />;
  const isIn = state.name === "in";
  return (
    <main class={isFull.value ? "sheet call is-full" : "sheet call"} id="sheet" aria-label={tv("callIn", { name: place.name })} tabIndex={-1} inert={drawer.value !== null && isPhone()} data-testid="voice-call" data-state={state.name}>
      <SheetHead title={place.name} icon={iconPaths("volume-2")} topic={<Topic />}>
        {isIn && (
          <div class="seg hide-phone" role="group" aria-label={tv("view")}>
            {(["focus", "grid"] as const).map((kind) => (
              <button key={kind} type="button" aria-pressed={layout.value === kind} data-testid={`voice-${kind}`} onClick={() => (layout.value = kind)}>
                {tv(kind)}
              </button>
            ))}
          </div>
        )}
        {isIn && isPhone() && (
          <button type="button" class="ib" aria-label={tv(layout.value === "focus" ? "toGrid" : "toFocus")} data-testid="voice-layout" onClick={() => (layout.value = layout.value === "focus" ? "grid" : "focus")}>
            <Icon paths={voiceIcons[layout.value === "focus" ? "layout-grid" : "focus"]} />
          </button>
        )}
        {isIn && (
          <button type="button" class="ib" aria-label={tv("chat")} title={tv("chat")} data-testid="voice-chat" onClick={() => openChat(place)}>
            <Icon paths={voiceIcons["message-square"]} />
          </button>
        )}
        {isIn && canPopOut() && (
          <button type="button" class="ib hide-phone" aria-label={tv("popOut")} title={tv("popOut")} aria-pressed={isPoppedOut.value} data-testid="voice-pop-out" onClick={() => void (isPoppedOut.value ? bringBack() : popOut())}>
            <Icon paths={voiceIcons["picture-in-picture"]} />
          </button>
        )}
        {isIn && document.fullscreenEnabled && (
          <button
            type="button"
            class="ib hide-phone"
            aria-label={tv(isFull.value ? "notFull" : "full")}
            title={tv(isFull.value ? "notFull" : "full")}
            data-testid="voice-full"
            onClick={() => void (isFull.value ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined)}
          >
            <Icon paths={voiceIcons[isFull.value ? "minimize" : "maximize"]} />
          </button>
        )}
      </SheetHead>
      <Banner />
      {isIn && <Notes />}
      {state.name === "joining" && (
        <div class="stage is-busy">
          <div class="empty" role="status">
            <span class="spin" aria-hidden="true" />
            <b>{tv("joining")}</b>
          </div>
        </div>
      )}
      {state.name === "ended" && <Ended state={state} />}
      {isIn && (isPoppedOut.value ? <Elsewhere /> : <Stage />)}
      {(isIn || state.name === "joining") && <Controls />}
    </main>
  );
}

/** What keeps us from being heard, or from hearing. */
function Notes() {
  const { trouble, mayTalk, isSilent } = self.value;
  return (
    <>
      <LockNotes />
      {!mayTalk && <Note text={tv("listenOnly")} testId="voice-listening" />}
      {mayTalk && trouble !== "" && <Note text={troubleText(trouble)} testId="voice-trouble" action={{ label: t("tryAgain"), act: () => void controls.value?.useMicrophone() }} />}
      {isSilent && <Note text={tv("isSilent")} testId="voice-silent" action={{ label: tv("startSound"), act: () => void controls.value?.startSound() }} />}
    </>
  );
}

function Ended({ state }: { state: Extract<typeof call.value, { name: "ended" }> }) {
  const { title, text } = endedText(state);
  const close = () => {
    call.value = { name: "idle" };
    isCallShown.value = false;
  };
  return (
    <div class="stage is-empty">
      <div class="empty" role="alert" data-testid="voice-ended" data-why={state.why}>
        <span class="ft"><Icon paths={voiceIcons["phone-off"]} /></span>
        <b>{title}</b>
        <p>{text}</p>
        <div class="row">
          {mayReturn(state.why) && (
            <button type="button" class="btn primary" data-testid="voice-again" onClick={() => void controls.value?.join(state.place)}>
              {tv(state.why === "unreachable" || state.why === "refused" ? "again" : "joinAgain")}
            </button>
          )}
          <button type="button" class="btn" data-testid="voice-close" onClick={close}>{t("close")}</button>
        </div>
      </div>
    </div>
  );
}

/** What stands here while the call is in a window of its own. */
function Elsewhere() {
  return (
    <div class="stage is-empty">
      <div class="empty">
        <span class="ft"><Icon paths={voiceIcons["picture-in-picture"]} /></span>
        <b>{tv("poppedOut")}</b>
        <div class="row"><button type="button" class="btn" onClick={bringBack}>{tv("bringBack")}</button></div>
      </div>
    </div>
  );
}
