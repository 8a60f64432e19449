// What travels over the wire, as far as this client reads it.
import type { Envelope } from "../crypto";

export interface Author {
  id: string | number;
  name: string;
  icon?: string | null;
  color?: string | null;
  background?: string | null;
  backgroundClip?: string | null;
  isBanned?: boolean | number;
}

export interface WireMessage {
  messageId: string;
  room: string;
  message: string;
  timestamp: number;
  author: Author;
  reply?: Partial<WireMessage> | { messageId: null } | null;
  isSystemMsg?: boolean;
  /** Milliseconds; old servers wrote ISO dates. */
  lastEdited?: number | string | null;
  editedMsgId?: string | null;
  replyMsgId?: string | null;
  /** Who reacted, by emoji. */
  reactions?: Record<string, string[]> | null;
  /** The reader may see a message that is hidden from others. */
  isAdmin?: unknown;
  /** Width and height of the pictures in it, by path. */
  images?: Record<string, [number, number]> | null;
  channelName?: string;
  /** What its sender called it, where the server keeps that. */
  nonce?: string;
  /** The server has checked it when the message came in. */
  sig?: string | null;
}

/** A mention or a reply that waits to be read. */
export interface InboxItem {
  inboxId: number;
  customId: string;
  type: string;
  createdAt?: number;
  message?: WireMessage | null;
}

/** An emoji of this server. */
export interface WireEmoji {
  filename: string;
  name: string;
  uploader?: string | null;
}

export interface WireRole {
  info: RoleInfo;
  permissions?: Record<string, number | string>;
  members?: string[];
}

export interface RoleInfo {
  id: string | number;
  name: string;
  color?: string | null;
  background?: string | null;
  backgroundClip?: string | null;
  deletable?: number;
  sortId?: number;
  displaySeperate?: number;
}

export interface Member {
  id: string;
  name: string;
  nickname?: string | null;
  icon?: string | null;
  status?: string | null;
  color?: string | null;
  background?: string | null;
  backgroundClip?: string | null;
  /** In PEM; empty for none. */
  publicKey?: string | null;
  isOnline?: boolean | number;
  isOffline?: boolean;
  isBanned?: boolean | number;
  isMuted?: boolean | number;
  highestRole?: { info: RoleInfo | null };
}

/** A member as the profile card shows it. */
export interface WireProfile extends Member {
  /** HTML. */
  aboutme?: string | null;
  banner?: string | null;
  joined?: number;
  lastOnline?: number;
  /** The highest first. */
  roles?: RoleInfo[];
}

export interface TreeChannel {
  id: string | number;
  name: string;
  type: string;
  description?: string | null;
  sortId?: number;
  msgCount?: number | null;
}

export interface Tree {
  groups: Record<
    string,
    {
      info: { name: string; icon?: string | null; sortId?: number };
      categories: Record<string, { info: { name: string; sortId?: number }; channel?: Record<string, TreeChannel> }>;
    }
  >;
}

export interface ServerInfo {
  name: string;
  uploadFileTypes?: string[] | string;
  description?: string | null;
  defaultChannel?: string;
  registration?: boolean;
  slots?: { online: number; limit: number };
  icon?: string | null;
  version?: string | number;
  voip?: boolean;
  /** In PEM; empty if it has none. */
  public_key?: string;
  /** Of texts, HTML; the banner is an address. */
  home?: { banner_url?: string | null; title?: string | null; subtitle?: string | null; about?: string | null };
  instance?: { contact?: Contact };
}

/** How the people who run a server can be reached. */
export interface Contact {
  email?: string | null;
  website?: string | null;
  reddit?: string | null;
  discord?: string | null;
  github?: string | null;
  signal?: string | null;
  owner?: { name?: string | null };
}

/** Every failure carries one of these. */
export interface Failure {
  error?: unknown;
  type?: string;
  msg?: string;
}

export interface JoinAck extends Failure {
  finishedOnboarding?: boolean;
  /** A key opens an account here: who can read the challenge gets in. */
  keyAuth?: boolean;
  challenge?: Envelope;
  id: string;
  token: string;
  name: string;
  loginName: string;
  registration?: boolean;
}

/** The text of a failure, or nothing if it is none. */
export function problem(answer: Failure | null | undefined): string | undefined {
  if (!answer) return undefined;
  if (typeof answer.error === "string" && answer.error) return answer.msg ?? answer.error;
  return answer.type === "error" ? (answer.msg ?? "error") : undefined;
}
