// Voice channels in the list, with who is in them, and our call above ourselves. LiveKit's library comes with the
// first click on a channel.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { loadTexts } from "../../i18n/language";
import { tv } from "../../i18n/voice";
import { isDenied } from "../../state/permissions";
import { session } from "../../state/session";
import { openProfile } from "../../state/shown";
import { type Channel, channels, isCallShown, isUnread, room } from "../../state/structure";
import { drawer } from "../../state/ui";
import { voicePart } from "../../state/voice";
import { Avatar } from "../../ui/Avatar";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { lazy, partFailed } from "../../ui/lazy";
import { placeOf } from "../../ui/popover";
import { voiceIcons } from "./icons";
import { lasted } from "./lasted";
import { call, controls, listedIn, news, people, personName, pictureOf, place, self, startLists } from "./state";
import "../../styles/voice.css";

const load = () => import("./Call");
const close = () => (isCallShown.value = false);
const Sheet = lazy<object>(() => Promise.all([load(), loadTexts("voice")]).then(([{ Call }]) => Call), { onFail: close, fallback: () => <main class="sheet" id="sheet" aria-busy="true" /> });

/** Shows the call of a channel, and joins it if we are in none. */
async function enter(channel: Channel) {
  const current = place.value;
  if (current && current.id !== channel.id) {
    const isSure = await confirm({ title: tv("switchTitle", { name: channel.name }), text: tv("switchText", { name: current.name }), verb: tv("switch") });
    if (!isSure) return;
  }
  isCallShown.value = true;
  drawer.value = null;
  if (current?.id === channel.id) return;
  if (controls.value) return controls.value.join(channel);
  call.value = { name: "joining", place: channel };
  try {
    const { start } = await load();
    const ready = start();
    // Nobody has thought better of it meanwhile.
    if (place.value?.id === channel.id) await ready.join(channel);
  } catch (error) {
    console.error(error);
    call.value = { name: "idle" };
    close();
    partFailed();
  }
}

/** Ends the call, also one whose part is still on its way. */
function leave() {
  if (controls.value) return controls.value.leave();
  call.value = { name: "idle" };
  close();
}

function Row({ channel, tabIndex }: { channel: Channel; tabIndex: number }) {
  const isHere = place.value?.id === channel.id;
  const isJoining = isHere && call.value.name === "joining";
  // LiveKit knows better who is in our own call.
  const ids = isHere && people.value.length ? people.value.map(({ id }) => id) : listedIn(channel.id);
  const isLocked = !isHere && isDenied("useVOIP", channel.id);
  // What is written beside the call.
  const isNew = !isLocked && channel.room !== room.value && isUnread(channel);
  const label = isLocked ? tv("rowLocked", { name: channel.name }) : ids.length ? tv("rowPeople", { name: channel.name, n: ids.length }) : tv("row", { name: channel.name });
  return (
    <li>
      <button
        type="button"
        class={isLocked ? "ch is-off" : isHere ? "ch is-mine" : "ch"}
        aria-current={(isCallShown.value ? isHere : channel.room === room.value) ? "page" : undefined}
        aria-disabled={isLocked || undefined}
        aria-label={isNew ? `${label}, ${t("unread")}` : label}
        aria-busy={isJoining || undefined}
        title={isLocked ? tv("notAllowed") : undefined}
        data-testid="channel-item"
        data-channel-id={channel.id}
        data-voice={isHere ? "here" : ids.length ? "used" : "empty"}
        data-rove
        tabIndex={tabIndex}
        onClick={() => !isLocked && void enter(channel)}
      >
        {isJoining ? <span class="spin" aria-hidden="true" /> : <Icon name={isLocked ? "lock" : "volume-2"} />}
        <span class="grow cut">{channel.name}</span>
        {isNew && <span class="dot" aria-hidden="true" />}
        {ids.length > 0 && <span class="small faint num" aria-hidden="true">{ids.length}</span>}
      </button>
      {ids.length > 0 && (
        <ul aria-label={tv("peopleIn", { name: channel.name })}>
          {ids.map((id) => <Participant key={id} id={id} isHere={isHere} />)}
        </ul>
      )}
    </li>
  );
}

/** Somebody in a voice channel; of our own call also what they do. */
function Participant({ id, isHere }: { id: string; isHere: boolean }) {
  const person = isHere ? people.value.find((known) => known.id === id) : undefined;
  const name = personName(id);
  return (
    <li>
      <button type="button" class={person?.isSpeaking ? "vc speaking" : "vc"} data-testid="voice-member" data-member-id={id} data-rove tabIndex={-1} onClick={({ currentTarget }) => openProfile(id, placeOf(currentTarget))}>
        <Avatar id={id} name={name} icon={pictureOf(id)} size={20} />
        <span class="grow cut">{name}</span>
        {person?.isSpeaking && <span class="sr">{tv("speaking")}</span>}
        {person?.screen && <span class="live">{tv("screen")}</span>}
        {person?.camera && <span role="img" aria-label={tv("hasCamera")}><Icon paths={voiceIcons.video} /></span>}
        {person?.isMuted && <span role="img" aria-label={tv("isMuted")}><Icon name="mic-off" /></span>}
      </button>
    </li>
  );
}

/** The time of the call; nothing else is drawn each second. */
export function Lasting({ since }: { since: number }) {
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => draw((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="num" role="timer" aria-live="off">{lasted(Date.now() - since)}</span>;
}

/** The call, with what is needed at any time. */
function Ongoing({ isBar = false }: { isBar?: boolean }) {
  const state = call.value;
  if (state.name !== "joining" && state.name !== "in") return null;
  const { name } = state.place;
  const { isMuted, mayTalk } = self.value;
  const microphone = tv(isMuted ? "unmute" : "mute");
  return (
    <div class={isBar ? "dock-call call-bar" : "dock-call"} role="group" aria-label={tv("callIn", { name })} data-testid={isBar ? "voice-bar" : "voice-dock"}>
      <button type="button" class="who" data-testid={isBar ? undefined : "voice-show"} onClick={() => {
        isCallShown.value = true;
        drawer.value = null;
      }}>
        <b class="cut">{tv("callIn", { name })}</b>
        <span class="cut">
          {state.name === "joining" ? tv("joining") : state.isReconnecting ? tv("reconnecting") : (
            <>
              {tv("people", { n: people.value.length })}, <Lasting since={state.since} />
            </>
          )}
        </span>
      </button>
      {state.name === "in" && (
        <button type="button" class={isMuted ? "ib danger" : "ib"} aria-label={microphone} title={microphone} aria-pressed={isMuted} disabled={!mayTalk} data-testid={isBar ? undefined : "voice-dock-mute"} onClick={() => void controls.value?.toggleMicrophone()}>
          <Icon name={isMuted ? "mic-off" : undefined} paths={isMuted ? undefined : voiceIcons.mic} />
        </button>
      )}
      <button type="button" class="ib danger" aria-label={tv("leave")} title={tv("leave")} data-testid={isBar ? undefined : "voice-dock-leave"} onClick={leave}>
        <Icon paths={voiceIcons["phone-off"]} />
      </button>
    </div>
  );
}

const Dock = () => <Ongoing />;
const Bar = () => <Ongoing isBar />;

/** The channel that somebody talks in, as the list of members has it. */
function whereIs(id: string): string {
  const found = channels.value.find((channel) => channel.isVoice && listedIn(channel.id).includes(id));
  return found ? tv("callIn", { name: found.name }) : "";
}

const Host = () => <div class="sr" aria-live="polite" data-testid="voice-news">{news.value}</div>;

export function start() {
  startLists();
  voicePart.value = { Row, Dock, Bar, Sheet, Host, whereIs, enter: (channel) => void enter(channel) };
  // Who signs out, or is sent away, is in no call any more.
  session.subscribe((known) => {
    if (!known) controls.value?.leave();
  });
}

export const personLabel = (id: string) => (id === session.value?.id ? tv("you", { name: personName(id) }) : personName(id));
