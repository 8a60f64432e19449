// The servers that this one lists: what it says of them, and which of them somebody likes. All of it is written by
// strangers: it is text and nothing else.
import { signal } from "@preact/signals";
import { decode, plain } from "../../ui/html";
import { recall, remember } from "../../ui/storage";

export interface Listed {
  address: string;
  name: string;
  about: string;
  /** As the server says it; shown as a picture only through our own server. */
  icon: string;
  /** Who was there when it was heard of last. */
  online: number | null;
  seen: number | null;
}

const NAME_LENGTH = 100;
const ABOUT_LENGTH = 500;
/** Most favourites that a device keeps. */
const MAX_FAVOURITES = 200;
/** For so long after it was counted, who is there is worth saying. */
const FRESH_MS = 3_600_000;

/** Host and port of what somebody types or pastes, in lower case; nothing for what names no server. */
export function hostOf(text: string): string {
  const trimmed = text.trim();
  if (!trimmed || trimmed.length > 300 || /\s/.test(trimmed)) return "";
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme && scheme !== "https" && scheme !== "http") return "";
  try {
    const url = new URL(scheme ? trimmed : `https://${trimmed}`);
    return /^(\[[\da-f:.]+\]|[a-z\d_-]+(\.[a-z\d_-]+)+\.?)$/.test(url.hostname) ? url.host : "";
  } catch {
    return "";
  }
}

/** Whether an address is one that can be opened: host, and port perhaps. */
const isAddress = (address: unknown): address is string => typeof address === "string" && address !== "" && address.length <= 255 && hostOf(address) === address;

/** Where a server is opened. */
export const linkTo = (address: string) => `https://${address}/`;

const text = (value: unknown) => (typeof value === "string" ? value : "");
const count = (value: unknown) => (typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.floor(value) : null);

function pictureOf(address: string, icon: string): string {
  if (!icon || /(^|\/)img\/default_/.test(icon)) return "";
  try {
    const url = new URL(icon, linkTo(address));
    return url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
}

/** One entry of the list; nothing for what has no address that could be opened. */
export function readListed(entry: unknown): Listed | undefined {
  if (!entry || typeof entry !== "object") return undefined;
  const { address, name, about, description, icon, online, seen } = entry as Record<string, unknown>;
  if (!isAddress(address)) return undefined;
  const said = plain(text(about)) || plain(text(description));
  const heard = count(seen);
  return {
    address,
    name: decode(text(name)).trim().slice(0, NAME_LENGTH) || address,
    about: said.slice(0, ABOUT_LENGTH),
    icon: pictureOf(address, text(icon)),
    online: heard !== null && Date.now() - heard < FRESH_MS ? count(online) : null,
    seen: heard,
  };
}

/** Whether somebody who looks for these words means this server. */
export const fits = ({ name, address, about }: Listed, words: string) => {
  const all = `${name} ${address} ${about}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => all.includes(word));
};

type Kept = Record<string, string>;

/** The favourites of this device: name by address, so that one that left the list is still known. */
export const favourites = signal<Kept>(readKept(recall<unknown>("servers", {})));

function readKept(stored: unknown): Kept {
  if (!stored || typeof stored !== "object") return {};
  return Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, string] => isAddress(entry[0]) && typeof entry[1] === "string").slice(0, MAX_FAVOURITES));
}

export function setFavourite({ address, name }: Listed, isOne: boolean) {
  const { [address]: _, ...others } = favourites.value;
  favourites.value = readKept(isOne ? { [address]: name.slice(0, NAME_LENGTH), ...others } : others);
  remember("servers", favourites.value);
}

const forgotten = ([address, name]: [string, string]): Listed => ({ address, name: name || address, about: "", icon: "", online: null, seen: null });

/** What is shown: favourites first, also those that are not listed any more. */
export function arrange(listed: Listed[], kept: Kept): Listed[] {
  const known = new Set(listed.map(({ address }) => address));
  const all = [...listed, ...Object.entries(kept).filter(([address]) => !known.has(address)).map(forgotten)];
  return [...all.filter(({ address }) => address in kept), ...all.filter(({ address }) => !(address in kept))];
}

/** What came of asking for the list. */
export type Answer = { servers: Listed[] } | "off" | "failed";

export async function fetchServers(): Promise<Answer> {
  try {
    const response = await fetch("servers");
    const answer = (await response.json()) as { error?: unknown; servers?: unknown };
    if (!response.ok) return "failed";
    if (answer.error) return "off";
    const entries = Array.isArray(answer.servers) ? answer.servers : [];
    return { servers: entries.flatMap((entry) => readListed(entry) ?? []) };
  } catch {
    return "failed";
  }
}

/** Why a server was not taken, as the name of a text. */
export type Refusal = "submitWrong" | "submitOwn" | "submitOff" | "submitOften" | "submitFailed";

/** Submits a server; nothing if it was taken. */
export async function submit(host: string): Promise<Refusal | undefined> {
  if (!host) return "submitWrong";
  if (host === location.host) return "submitOwn";
  try {
    const { ok, status } = await fetch(`servers/add/${encodeURIComponent(host)}`, { method: "POST" });
    if (ok) return undefined;
    return ({ 400: "submitWrong", 403: "submitOff", 429: "submitOften" } as const)[status] ?? "submitFailed";
  } catch {
    return "submitFailed";
  }
}
