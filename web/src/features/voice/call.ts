// Our call: talks to LiveKit by its library, and writes what comes of it into state.ts.
import { ConnectionQuality, type DisconnectReason, LocalAudioTrack, type LocalTrack, type Participant, RemoteTrack, Room, RoomEvent, setLogLevel, Track } from "livekit-client";
import { tv } from "../../i18n/voice";
import { socket } from "../../protocol/socket";
import { credentials, onJoined } from "../../state/session";
import { isCallShown } from "../../state/structure";
import { toast } from "../../state/ui";
import { endedText, troubleText } from "./words";
import { type CallEvent, next, type Place } from "./machine";
import { cameraCapture, cameraPublish, microphoneCapture, microphonePublish, roomOptions, screenCapture, screenPublish, type ScreenChoice, sealable } from "./options";
import { askPass, Refused } from "./pass";
import type { Seal } from "./seal";
import { gainOf, setSettings, settings } from "./settings";
import { ALONE, call, type Controls, controls, isListedElsewhere, limits, people, type Person, personName, type Quality, self, type Self, tell, type Trouble } from "./state";

const QUALITY: Record<ConnectionQuality, Quality> = {
  [ConnectionQuality.Excellent]: "good",
  [ConnectionQuality.Good]: "fair",
  [ConnectionQuality.Poor]: "weak",
  [ConnectionQuality.Lost]: "lost",
  [ConnectionQuality.Unknown]: "",
};
/** LiveKit's numbers of what may be sent. */
const SOURCES = { camera: 1, microphone: 2, screen: 3 };

// What goes wrong for somebody is said in the page; the rest is for who works on the library.
setLogLevel("error");

let room: Room | null = null;
/** Counts the joins: what an earlier one brings is of no interest. */
let joins = 0;
let context: AudioContext | undefined;
/** Encrypts what we send, if it shall be. */
let sealing: Seal | undefined;

const dispatch = (event: CallEvent) => (call.value = next(call.peek(), event));
const change = (part: Partial<Self>) => (self.value = { ...self.peek(), ...part });

/** The sound of the page; made with the first call, which begins with a click. */
export const sound = () => (context ??= new AudioContext());

/** Tells the server where we are, for those who are not in the call. */
function announce(event: "notifyVcMemberJoined" | "notifyVcMemberLeft", { id: channelId }: Place) {
  const own = credentials();
  if (socket.connected) socket.emit(event, { ...own, channelId, memberId: own.id });
}

// Who is there, and what they do

const UNREADABLE: Person["lock"][] = ["locked", "waiting", "changed", "refused"];

/** How what somebody sends is encrypted. */
function lockOf(participant: Participant): Person["lock"] {
  const sent = [...participant.trackPublications.values()];
  if (participant.isLocal) return sealing ? "sealed" : "";
  if (!sealing) return sent.some(({ isEncrypted }) => isEncrypted) ? "locked" : "";
  return sent.some(({ isEncrypted }) => !isEncrypted) ? "open" : sealing.lockOf(participant.identity);
}

function personOf(participant: Participant): Person {
  const microphone = participant.getTrackPublication(Track.Source.Microphone);
  const lock = lockOf(participant);
  // A picture that cannot be read is none.
  const isShown = !UNREADABLE.includes(lock);
  const shown = (source: Track.Source) => {
    const publication = participant.getTrackPublication(source);
    return publication && !publication.isMuted && isShown ? publication : undefined;
  };
  const screen = shown(Track.Source.ScreenShare);
  const isMuted = !microphone || microphone.isMuted;
  return {
    id: participant.identity,
    isMe: participant.isLocal,
    isMuted,
    isSpeaking: participant.isSpeaking && !isMuted,
    camera: shown(Track.Source.Camera)?.track,
    screen: screen?.track,
    screenHeight: screen?.dimensions?.height ?? 0,
    hasScreenSound: participant.getTrackPublication(Track.Source.ScreenShareAudio) !== undefined,
    quality: QUALITY[participant.connectionQuality],
    lock,
  };
}

const isReadable = ({ isEncrypted }: { isEncrypted: boolean }) => !isEncrypted || sealing !== undefined;

let isDue = false;
/** Reads anew who is there: once for all that happens at the same time. */
function refresh() {
  if (isDue) return;
  isDue = true;
  queueMicrotask(() => {
    isDue = false;
    if (!room) return;
    const me = room.localParticipant;
    const others = [...room.remoteParticipants.values()].sort((a, b) => (a.joinedAt?.getTime() ?? 0) - (b.joinedAt?.getTime() ?? 0));
    people.value = [...others, me].map(personOf);
    const { canPublish = false, canPublishSources = [] } = me.permissions ?? {};
    const may = (source: number) => canPublish && (!canPublishSources.length || canPublishSources.includes(source));
    const own = people.value.at(-1);
    change({
      isMuted: intent === undefined ? (own?.isMuted ?? true) : !intent,
      hasCamera: own?.camera !== undefined,
      hasScreen: own?.screen !== undefined,
      mayTalk: may(SOURCES.microphone),
      mayShow: may(SOURCES.camera),
      mayShare: may(SOURCES.screen),
      isSilent: !room.canPlaybackAudio,
    });
  });
}

/** How loud everybody is. */
function applySound() {
  for (const other of room?.remoteParticipants.values() ?? []) {
    other.setVolume(gainOf(other.identity, "voice", self.peek().isDeaf), Track.Source.Microphone);
    other.setVolume(gainOf(other.identity, "screen", self.peek().isDeaf), Track.Source.ScreenShareAudio);
  }
}

function listen(to: Room) {
  const { ParticipantConnected, ParticipantDisconnected, TrackSubscribed, TrackUnsubscribed, LocalTrackPublished, LocalTrackUnpublished } = RoomEvent;
  for (const event of [
    ...[TrackSubscribed, TrackUnsubscribed, LocalTrackPublished, LocalTrackUnpublished, RoomEvent.TrackPublished, RoomEvent.TrackUnpublished, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted],
    ...[RoomEvent.ActiveSpeakersChanged, RoomEvent.ConnectionQualityChanged, RoomEvent.ParticipantPermissionsChanged, RoomEvent.AudioPlaybackStatusChanged],
  ] as const)
    to.on(event, refresh);
  to.on(ParticipantConnected, ({ identity }) => {
    tell(tv("came", { name: personName(identity) }));
    applySound();
    refresh();
  });
  to.on(ParticipantDisconnected, ({ identity }) => {
    tell(tv("went", { name: personName(identity) }));
    refresh();
  });
  to.on(TrackSubscribed, (track, publication, { identity }) => {
    // Encrypted sound would be noise.
    if (!isReadable(publication)) return;
    if (track.kind === Track.Kind.Audio) track.attach();
    if (publication.source === Track.Source.ScreenShare) tell(tv("shares", { name: personName(identity) }));
  });
  to.on(TrackUnsubscribed, (track: RemoteTrack) => void track.detach());
  to.on(RoomEvent.ParticipantPermissionsChanged, (before, of) => {
    if (!of.isLocal) return;
    const after = of.permissions?.canPublish;
    // Who may talk again has no microphone yet: the next click takes it.
    if (before?.canPublish && !after) tell(tv("silenced"));
    else if (!before?.canPublish && after) tell(tv("mayTalkAgain"));
  });
  to.on(RoomEvent.Reconnecting, () => {
    dispatch({ type: "reconnecting" });
    tell(tv("reconnecting"));
  });
  to.on(RoomEvent.SignalReconnecting, () => dispatch({ type: "reconnecting" }));
  to.on(RoomEvent.Reconnected, () => {
    dispatch({ type: "reconnected" });
    tell(tv("reconnected"));
    refresh();
  });
  to.on(RoomEvent.Disconnected, (reason) => to === room && ended(reason));
}

// In and out

function forget() {
  room = null;
  sealing?.stop();
  sealing = undefined;
  intent = undefined;
  people.value = [];
  self.value = ALONE;
}

/** LiveKit has ended it. */
function ended(reason: DisconnectReason | undefined) {
  const before = call.peek();
  if (before.name === "in") announce("notifyVcMemberLeft", before.place);
  forget();
  dispatch({ type: "disconnected", reason });
  const state = call.peek();
  if (state.name !== "ended") return;
  // Whoever comes in elsewhere is put out here.
  if (state.why === "removed" && isListedElsewhere(credentials().id, state.place.id)) call.value = { ...state, why: "elsewhere" };
  tellEnd();
}

/** Says why, to whom the page of the call does not. */
function tellEnd() {
  const state = call.peek();
  if (state.name !== "ended") return;
  const { title, text } = endedText(state);
  tell(title);
  if (!isCallShown.peek()) toast("bad", title, text);
}

async function join(to: Parameters<Controls["join"]>[0], isQuiet = settings.peek().isPushToTalk) {
  leave();
  const own = ++joins;
  const isOld = () => own !== joins;
  const place = { id: to.id, room: to.room, name: to.name };
  dispatch({ type: "join", place });
  tell(tv("joining"));
  // As long as the click counts.
  void sound().resume();
  const fail = (why: "refused" | "unreachable" | "unsupported", text = "") => {
    if (isOld()) return;
    dispatch({ type: "failed", why, text });
    tellEnd();
  };
  if (typeof RTCPeerConnection === "undefined") return fail("unsupported");
  let pass;
  try {
    pass = await askPass(place);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return fail(error.isAway ? "unreachable" : "refused", error.message);
  }
  if (isOld()) return;
  limits.value = pass.limits;
  const sealed = settings.peek().isSealed ? await seal() : undefined;
  const fresh = typeof sealed === "object" ? sealed : undefined;
  if (isOld()) return fresh?.stop();
  sealing = fresh;
  change({ isSealed: sealing !== undefined, sealTrouble: typeof sealed === "string" ? sealed : "" });
  const made = new Room({ ...roomOptions(settings.peek(), sound()), ...sealing?.options });
  // Before it is connected: who is there already is told at once.
  room = made;
  listen(made);
  await sealing?.follow(made, place.room, { onChange: refresh, onBroken: () => made === room && broken() });
  if (isOld()) return;
  try {
    await made.connect(pass.url, pass.token);
  } catch (error) {
    if (isOld()) return;
    console.info("the call cannot be reached", error);
    forget();
    return fail("unreachable");
  }
  if (isOld()) return void made.disconnect();
  dispatch({ type: "connected", at: Date.now() });
  announce("notifyVcMemberJoined", place);
  tell(tv(sealing ? "joinedSealed" : "joined", { name: place.name }));
  applySound();
  refresh();
  // Who wanted it encrypted decides whether it is said in the open.
  await openMicrophone(!isQuiet && !self.peek().sealTrouble);
}

/** The part that encrypts, or why it cannot. A call in the open is better than none only for who is told. */
const seal = () => import("./seal").then((part) => part.seal()).catch(() => "failed" as const);

/** SECURITY: what would be sent now would not be encrypted. */
function broken() {
  leave();
  toast("bad", tv("sealFailed"), tv("sealFailedHint"));
  isCallShown.value = false;
}

function leave() {
  joins++;
  const left = room;
  const state = call.peek();
  if (state.name === "in") announce("notifyVcMemberLeft", state.place);
  forget();
  dispatch({ type: "leave" });
  if (left) void left.disconnect();
}

// Microphone

const TROUBLES: Record<string, Trouble> = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy" };
const troubleOf = (error: unknown): Trouble => (navigator.mediaDevices ? ((error instanceof Error && TROUBLES[error.name]) || "busy") : "insecure");

const microphone = () => {
  const track = room?.localParticipant.getTrackPublication(Track.Source.Microphone)?.track;
  return track instanceof LocalAudioTrack ? track : undefined;
};

/** Whether the microphone shall be heard that is being taken; nothing while none is. */
let intent: boolean | undefined;
/** Takes the microphone and sends it; `isOpen` says whether it is heard from the start. */
async function openMicrophone(isOpen: boolean) {
  const own = room?.localParticipant;
  const { canPublish, canPublishSources = [] } = own?.permissions ?? {};
  if (!own || intent !== undefined || !canPublish || (canPublishSources.length && !canPublishSources.includes(SOURCES.microphone))) return;
  intent = isOpen;
  refresh();
  try {
    const [track] = await own.createTracks({ audio: microphoneCapture(settings.peek()) });
    if (!(track instanceof LocalAudioTrack)) return;
    // Whoever left meanwhile is not recorded.
    if (own !== room?.localParticipant) return track.stop();
    // Before anything of it is sent.
    if (!intent) await track.mute();
    await own.publishTrack(track as LocalTrack, microphonePublish(settings.peek()));
    change({ trouble: "" });
    // Somebody may have thought better of it meanwhile.
    if (track.isMuted === intent) await (intent ? track.unmute() : track.mute());
  } catch (error) {
    if (own !== room?.localParticipant) return;
    change({ trouble: troubleOf(error) });
    tell(troubleText(self.peek().trouble));
  } finally {
    if (own === room?.localParticipant) intent = undefined;
  }
  refresh();
}

async function setMicrophone(isOn: boolean) {
  const track = microphone();
  if (!track && intent !== undefined) {
    intent = isOn;
    return refresh();
  }
  if (!track) return isOn ? openMicrophone(true) : undefined;
  if (track.isMuted !== isOn) return;
  await (isOn ? track.unmute() : track.mute());
  refresh();
}

async function toggleMicrophone() {
  const isOn = self.peek().isMuted;
  // Whoever talks wants to hear the answer.
  if (isOn && self.peek().isDeaf) await setDeaf(false);
  await setMicrophone(isOn);
  if (self.peek().trouble === "") tell(tv(isOn ? "unmuted" : "muted"));
}

/** Whether the microphone was on before we heard nothing. */
let wasOn = false;
async function setDeaf(isDeaf: boolean) {
  if (isDeaf) wasOn = !self.peek().isMuted;
  change({ isDeaf });
  applySound();
  if (isDeaf || wasOn) await setMicrophone(!isDeaf);
}

// Pictures

/** Does what may fail, and says so. */
async function attempt(title: string, act: () => Promise<unknown>) {
  try {
    await act();
  } catch (error) {
    const trouble = troubleOf(error);
    toast("bad", title, trouble === "insecure" || trouble === "busy" ? troubleText(trouble) : tv(trouble === "refused" ? "cameraRefused" : "cameraMissing"));
  }
  refresh();
}

async function share(choice: ScreenChoice) {
  try {
    await room?.localParticipant.setScreenShareEnabled(true, screenCapture(choice), screenPublish(sealing ? sealable(choice) : choice));
    tell(tv("youShare"));
  } catch (error) {
    // Whoever picks nothing has changed their mind.
    if (!(error instanceof Error) || error.name !== "NotAllowedError") toast("bad", tv("notShared"), tv("notSharedHint"));
  }
  refresh();
}

export const start = (): Controls => {
  if (controls.value) return controls.value;
  const made: Controls = {
    join,
    leave: () => {
      const { name } = call.peek();
      leave();
      if (name === "in") tell(tv("left"));
      isCallShown.value = false;
    },
    toggleMicrophone,
    talk: (isTalking) => void setMicrophone(isTalking),
    toggleDeaf: async () => {
      const isDeaf = !self.peek().isDeaf;
      await setDeaf(isDeaf);
      tell(tv(isDeaf ? "deafened" : "undeafened"));
    },
    toggleCamera: () => {
      const isOn = !self.peek().hasCamera;
      return attempt(tv("noCamera"), async () => {
        await room?.localParticipant.setCameraEnabled(isOn, cameraCapture(settings.peek()), cameraPublish());
        tell(tv(isOn ? "cameraOn" : "cameraOff"));
      });
    },
    share,
    stopSharing: async () => {
      await room?.localParticipant.setScreenShareEnabled(false);
      tell(tv("youShareNoMore"));
      refresh();
    },
    applySound,
    useMicrophone: async () => {
      const track = microphone();
      if (!track) return self.peek().trouble ? openMicrophone(!settings.peek().isPushToTalk) : undefined;
      const isMuted = track.isMuted;
      try {
        await track.restartTrack(microphoneCapture(settings.peek()));
        if (isMuted) track.mediaStreamTrack.enabled = false;
        const encoding = track.sender?.getParameters();
        if (encoding?.encodings[0]) {
          encoding.encodings[0].maxBitrate = settings.peek().quality;
          await track.sender?.setParameters(encoding);
        }
        change({ trouble: "" });
      } catch (error) {
        change({ trouble: troubleOf(error) });
      }
      refresh();
    },
    useSpeaker: async () => {
      try {
        await room?.switchActiveDevice("audiooutput", settings.peek().speaker || "default");
      } catch {
        toast("bad", tv("noSpeaker"));
      }
    },
    useCamera: () =>
      attempt(tv("noCamera"), async () => {
        const track = room?.localParticipant.getTrackPublication(Track.Source.Camera)?.videoTrack;
        if (track && "restartTrack" in track && self.peek().hasCamera) await track.restartTrack(cameraCapture(settings.peek()));
      }),
    startSound: async () => {
      await room?.startAudio();
      refresh();
    },
    setSealed: async (isSealed) => {
      setSettings({ isSealed });
      const state = call.peek();
      // Who has muted the microphone stays muted.
      if (state.name === "in" || state.name === "joining") await join(state.place, settings.peek().isPushToTalk || (self.peek().isMuted && microphone() !== undefined));
    },
  };
  controls.value = made;
  // The list of who is where does not outlive a lost connection.
  onJoined(() => {
    const state = call.peek();
    if (state.name === "in") announce("notifyVcMemberJoined", state.place);
  });
  return made;
};
