// What is known of calls: who is in which channel, and our own call. The part that talks to LiveKit writes the latter.
import { computed, signal } from "@preact/signals";
import type { Track } from "livekit-client";
import { tv } from "../../i18n/voice";
import { ask, socket } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { members } from "../../state/members";
import { named, nameOf } from "../../state/names";
import { credentials, onJoined } from "../../state/session";
import { type Channel, channels } from "../../state/structure";
import { type CallState, placeOf } from "./machine";
import type { ScreenChoice, ScreenLimits } from "./options";
import { NO_LIMITS } from "./options";
import type { Lock } from "./exchange";
import type { SealTrouble } from "./seal";

/** How well somebody's connection is, where that is known. */
export type Quality = "good" | "fair" | "weak" | "lost" | "";

/** Somebody in our call. */
export interface Person {
  id: string;
  isMe: boolean;
  isSpeaking: boolean;
  isMuted: boolean;
  camera: Track | undefined;
  screen: Track | undefined;
  /** Lines of the screen's picture; 0 until they are known. */
  screenHeight: number;
  hasScreenSound: boolean;
  quality: Quality;
  /** How what they send is encrypted, where either of us does that. locked: they do, and we do not. */
  lock: Lock | "locked" | "";
}

/** Why nobody hears us, if that is not our own wish. */
export type Trouble = "" | "refused" | "missing" | "busy" | "insecure";

/** Ourselves in our call. */
export interface Self {
  isMuted: boolean;
  isDeaf: boolean;
  hasCamera: boolean;
  hasScreen: boolean;
  trouble: Trouble;
  mayTalk: boolean;
  mayShow: boolean;
  mayShare: boolean;
  /** The browser plays sound only after a click. */
  isSilent: boolean;
  /** What we send is encrypted from end to end. */
  isSealed: boolean;
  /** Why it is not, though it shall be; or nothing is sent, because the encryption has failed. */
  sealTrouble: SealTrouble | "failed" | "";
}

export const ALONE: Self = { isMuted: true, isDeaf: false, hasCamera: false, hasScreen: false, trouble: "", mayTalk: true, mayShow: true, mayShare: true, isSilent: false, isSealed: false, sealTrouble: "" };

export const call = signal<CallState>({ name: "idle" });
export const place = computed(() => placeOf(call.value));
export const people = signal<Person[]>([]);
export const self = signal<Self>(ALONE);
export const limits = signal<ScreenLimits>(NO_LIMITS);
/** What screen readers hear of the call. */
export const news = signal("");
/** Something went on: the same words a second time are only heard if they look different. */
export const tell = (text: string) => (news.value = text === news.peek() ? `${text}\u00a0` : text);

/** What can be done in a call; there once LiveKit's part is. */
export interface Controls {
  join: (channel: Pick<Channel, "id" | "room" | "name">) => Promise<void>;
  leave: () => void;
  toggleMicrophone: () => Promise<void>;
  /** While a key is held. */
  talk: (isTalking: boolean) => void;
  toggleDeaf: () => Promise<void>;
  toggleCamera: () => Promise<void>;
  share: (choice: ScreenChoice) => Promise<void>;
  stopSharing: () => Promise<void>;
  /** The settings or somebody's volume have changed. */
  applySound: () => void;
  useMicrophone: () => Promise<void>;
  useSpeaker: () => Promise<void>;
  useCamera: () => Promise<void>;
  startSound: () => Promise<void>;
  /** Encrypts what we send from now on, or does not any more: the call is joined again. */
  setSealed: (isSealed: boolean) => Promise<void>;
}
export const controls = signal<Controls | null>(null);

/** Who is in a channel, by its id, in the order of coming. */
const listed = signal<Record<string, string[]>>({});
export const listedIn = (channel: string): string[] => listed.value[channel] ?? [];
/** Where somebody is in a call. */
export const isListedElsewhere = (id: string, channel: string) => Object.entries(listed.value).some(([of, ids]) => of !== channel && ids.includes(id));

const set = (channel: string, ids: string[]) => (listed.value = { ...listed.value, [channel]: ids });

async function askWho(channel: string) {
  try {
    const answer = await ask<Failure & { members?: string[] | null }>("getVcChannelMembers", { ...credentials(), channelId: channel });
    // Who may not join hears of comings and goings only.
    if (answer.members) set(channel, answer.members.map(String));
  } catch {
    // The next join asks again.
  }
}

const voiceIds = () => channels.peek().filter(({ isVoice }) => isVoice).map(({ id }) => id);

export function startLists() {
  onJoined(() => voiceIds().forEach((id) => void askWho(id)));
  // Channels that are gone take their people along; of new ones it is asked who is there.
  channels.subscribe(() => {
    const known = listed.peek();
    const ids = voiceIds();
    if (Object.keys(known).some((id) => !ids.includes(id))) listed.value = Object.fromEntries(Object.entries(known).filter(([id]) => ids.includes(id)));
    for (const id of ids) {
      if (id in known) continue;
      set(id, []);
      if (socket.connected) void askWho(id);
    }
  });
  interface Told {
    memberId: string;
    channelId: string;
  }
  socket.on("vcMemberJoined", ({ memberId, channelId }: Told) => {
    if (!listedIn(channelId).includes(memberId)) set(channelId, [...listedIn(channelId), memberId]);
  });
  socket.on("vcMemberLeft", ({ memberId, channelId }: Told) => set(channelId, listedIn(channelId).filter((id) => id !== memberId)));
}

/** How somebody is called; who is not known is asked for. */
export function personName(id: string): string {
  const known = nameOf(id);
  if (!known) named("@", id);
  return known ?? tv("unknown");
}
export const pictureOf = (id: string) => members.value.find((member) => member.id === id)?.icon;
