// The conversations that we are in: who with, and what is told of them.
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { ask, socket } from "../../protocol/socket";
import { type Author, type Failure, problem } from "../../protocol/types";
import { decode, plain } from "../../ui/html";
import { type Conversation, conversations, countSoon, type Person } from "../conversations";
import { directRoom, home } from "../home";
import { NOBODY, readAuthor } from "../message";
import { credentials, onJoined, session } from "../session";
import { openHome, readOnly, server } from "../structure";
import { toast } from "../ui";

interface WirePerson extends Author {
  nickname?: string | null;
  publicKey?: string | null;
  isVerifiedKey?: boolean | number;
}

interface WireRoom {
  roomId: string;
  /** The names of those who were in it first, by commas. */
  title: string;
  creatorId: string;
  createdAt: number;
  participants: Record<string, WirePerson>;
}

/** In the name of the server. */
export const SYSTEM = "system";
/** So many names stand in the name of a conversation. */
const MAX_NAMED = 4;

function readPerson(id: string, wire: WirePerson): Person {
  const { name, icon, color } = readAuthor(wire);
  const isGone = String(wire.id) === NOBODY;
  return { id, name: wire.nickname ? decode(wire.nickname) : name, icon, color, publicKey: wire.publicKey || null, isProven: Boolean(wire.isVerifiedKey), isGone };
}

const isUs = ({ id }: Person) => id === session.peek()?.id;
/** The others in a conversation. */
export const othersIn = ({ people }: Conversation) => people.filter((person) => !isUs(person));

/** Who was in it once, where nobody else is any more. */
const formerNames = (title: string, own: string) => title.split(",").map((name) => decode(name.trim())).filter((name) => name && name !== own && name !== "...");

function nameOf(people: Person[], title: string): string {
  const others = people.filter((person) => !isUs(person));
  if (others.some(({ id }) => id === SYSTEM)) return server.peek().name || th("theServer");
  if (!others.length) return formerNames(title, session.peek()?.name ?? "").join(", ") || th("notes");
  const names = others.slice(0, MAX_NAMED).map(({ name }) => name);
  return others.length > MAX_NAMED ? th("andMore", { names: names.join(", "), n: others.length - MAX_NAMED }) : names.join(", ");
}

function readRoom({ roomId, title, creatorId, createdAt, participants }: WireRoom): Conversation {
  const people = Object.entries(participants).map(([id, wire]) => readPerson(id, wire));
  const isLeft = people.length === 1 && formerNames(title, session.peek()?.name ?? "").length > 0;
  return { id: roomId, room: directRoom(roomId), creator: creatorId, created: createdAt, people, name: nameOf(people, title), isOfServer: SYSTEM in participants, isLeft };
}

/** A conversation of ours. */
export const conversationOf = (id: string | undefined) => conversations.value?.find((known) => known.id === id);

let loading: Promise<void> | undefined;

async function fetchAll() {
  const answer = await ask<Failure & { rooms?: WireRoom[] | null }>("getDmRooms", credentials());
  if (problem(answer)) throw new Error(problem(answer));
  const found = (answer.rooms ?? []).map(readRoom);
  conversations.value = found;
  const closed = found.filter(({ isOfServer }) => isOfServer).map(({ room }) => [room, true] as const);
  readOnly.value = { ...readOnly.peek(), ...Object.fromEntries(closed) };
}

/** Asks for all of them; who asks meanwhile waits for the same answer. */
export function loadRooms(): Promise<void> {
  loading ??= fetchAll().finally(() => (loading = undefined));
  return loading;
}

/** Waits until they are known. */
export const roomsKnown = () => (conversations.peek() ? Promise.resolve() : loadRooms());

/** Opens the conversation of exactly these people and us; it begins if there is none. */
export async function openWith(ids: string[], replace = false): Promise<boolean> {
  try {
    const answer = await ask<Failure & { roomId?: string }>("createDmRoom", { ...credentials(), participants: ids });
    if (!answer.roomId) throw new Error(plain(problem(answer) ?? ""));
    await loadRooms();
    openHome({ name: "dm", id: answer.roomId }, replace);
    return true;
  } catch (error) {
    const reason = error instanceof Error && error.message.includes(" ") ? error.message : t("noAnswer");
    toast("bad", th("notOpened"), reason);
    return false;
  }
}

/** Those that were here at some time: an address that names none of them names a person. */
const seen = new Set<string>();

let isSettling = false;

/** What is open has to be one of them. */
async function settle() {
  if (isSettling) return;
  isSettling = true;
  await look().finally(() => (isSettling = false));
}

async function look() {
  const view = home.peek();
  const known = conversations.peek();
  known?.forEach(({ id }) => seen.add(id));
  if (view?.name !== "dm" || !view.id || !known || known.some(({ id }) => id === view.id)) return;
  if (seen.has(view.id)) {
    toast("info", th("isClosed"));
    openHome({ name: "page" }, true);
  } else if (!(await openWith([view.id], true))) openHome({ name: "page" }, true);
}

const SOON_MS = 200;
/** People change something about themselves more often than anybody needs to know. */
const CHANGED_MS = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
const reload = () => void loadRooms().then(settle, () => undefined);
function reloadSoon(ms = SOON_MS) {
  clearTimeout(timer);
  timer = setTimeout(reload, ms);
}
/** Somebody has changed while nobody looked. */
let isStale = false;

/** Begins to follow what happens to conversations. */
export function followRooms() {
  onJoined(() => {
    // What was missed meanwhile is in the answer.
    reload();
  });
  for (const event of ["roomInvitation", "dmParticipantAdded", "dmParticipantRemoved", "roomDeleted", "roomDeletion"]) {
    socket.on(event, () => {
      reloadSoon();
      countSoon();
    });
  }
  // Names, pictures and, above all, keys.
  socket.on("memberUpdated", () => {
    if (home.peek()) reloadSoon(CHANGED_MS);
    else isStale = true;
  });
  home.subscribe((view) => {
    if (view && isStale) reload();
    else void settle();
    if (view) isStale = false;
  });
}

/** What is asked of the server about a conversation; says what went wrong. */
export async function manage(event: string, payload: object): Promise<boolean> {
  try {
    const reason = problem(await ask<Failure>(event, { ...credentials(), ...payload }));
    if (!reason) return true;
    toast("bad", th("notDone"), plain(reason));
  } catch {
    toast("bad", th("notDone"), t("noAnswer"));
  }
  return false;
}
