// Direct messages: a text becomes an envelope for each participant, and back. What is signed goes over the wire
// exactly as it is here.
import type { KeyDevice } from "./device";
import { envelopeText, readEnvelope } from "./envelope";
import { isUsable } from "./keys";

/** Somebody in a conversation. */
export interface Participant {
  id: string;
  publicKey?: string | null;
}

/** The part of a direct message that its author writes. */
export interface RoomData {
  /** For each participant the text, or an envelope. */
  message: Record<string, string>;
  roomId: string;
  author: { id: string };
  reply: { messageId: string | null };
  /** The author's clock. */
  timestamp: number;
  encrypted?: true;
  /** Over the text itself. */
  plainSig?: string;
  /** Over all the rest. */
  sig?: string;
}

/** A direct message as the server gives it. */
export interface RoomMessage {
  data: Partial<RoomData>;
  meta?: { author?: { id?: string | number } };
}

/** Where a message belongs. */
export interface About {
  roomId: string;
  authorId: string;
  /** The message that it answers. */
  replyTo?: string | null;
}

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const dataOf = (message: Record<string, string>, { roomId, authorId, replyTo = null }: About): RoomData => ({ message, roomId, author: { id: authorId }, reply: { messageId: replyTo }, timestamp: Date.now() });

/** A message that everybody in between can read. */
export const plainRoomMessage = (html: string, participants: Participant[], about: About): RoomData => dataOf(Object.fromEntries(participants.map(({ id }) => [id, html])), about);

/** Who of the participants cannot be encrypted for. Nobody writes to them without saying so first. */
export async function withoutKey(participants: Participant[], ownId: string): Promise<Participant[]> {
  const able = await Promise.all(participants.map(async ({ id, publicKey }) => id === ownId || (await isUsable(publicKey))));
  return participants.filter((_, at) => !able[at]);
}

/** Encrypts a text for every participant and signs it. Who has no key gets it encrypted for the author, and so sees that
 * there is something. Throws if any step fails: then nothing may be sent. An edit is a whole new message. */
export async function encryptRoomMessage(html: string, participants: Participant[], device: KeyDevice, about: About): Promise<RoomData> {
  if (!html) throw new TypeError("nothing to send");
  // Other clients read what looks like JSON as a value, and then show nothing.
  const text = isJson(html) ? `<p>${html}</p>` : html;
  const keyless = new Set((await withoutKey(participants, about.authorId)).map(({ id }) => id));
  const keyOf = ({ id, publicKey }: Participant) => (publicKey && id !== about.authorId && !keyless.has(id) ? publicKey : device.publicKey);
  const everybody = participants.some(({ id }) => id === about.authorId) ? participants : [...participants, { id: about.authorId }];
  const envelopes = await Promise.all(everybody.map(async (person) => [person.id, envelopeText(await device.encrypt(text, keyOf(person)))] as const));
  const data: RoomData = { ...dataOf(Object.fromEntries(envelopes), about), encrypted: true, plainSig: await device.signString(text) };
  const signed = await device.signJson(data);
  // A signature that nobody could verify would make the message look forged.
  if (!(await device.verifyJson(signed, device.publicKey))) throw new TypeError("the signature does not fit");
  return signed;
}

/** Why a text that could be decrypted is not known to be its author's. */
export type Doubt = "unsigned" | "noKey" | "text" | "message" | "place";

/** What became of a message. plain: it never was encrypted. none: there is nothing in it for us. locked: there is no key
 * to read it with. error: it is not for our key, or was changed. unverified: it can be read, but not be trusted. */
export type ReadMessage =
  | { state: "plain" | "verified"; html: string }
  | { state: "unverified"; html: string; doubt: Doubt }
  | { state: "none" | "locked" | "error" };

/** Finds the public key of a member that is trusted, if there is one. */
export type KeyOf = (memberId: string) => Promise<string | null | undefined> | string | null | undefined;

async function doubtOf(html: string, { data, meta }: RoomMessage, ownId: string, keyOf: KeyOf, device: KeyDevice, roomId: string | undefined): Promise<Doubt | undefined> {
  if (!data.plainSig || !data.sig) return "unsigned";
  const author = String(data.author?.id ?? "");
  // SECURITY: what was signed for another conversation, or is shown under another name, was not said here.
  if (String(meta?.author?.id ?? author) !== author || (roomId !== undefined && data.roomId !== roomId)) return "place";
  const key = author === ownId ? device.publicKey : await keyOf(author);
  if (!key) return "noKey";
  if (!(await device.verifyString(html, data.plainSig, key))) return "text";
  return (await device.verifyJson(data, key)) ? undefined : "message";
}

/** Reads a message: decrypts what is ours, and checks who wrote it. `roomId` is the conversation that it is shown in. */
export async function readRoomMessage(message: RoomMessage, ownId: string, keyOf: KeyOf, device: KeyDevice | null, roomId?: string): Promise<ReadMessage> {
  const text = message.data?.message?.[ownId];
  if (typeof text !== "string") return { state: "none" };
  const envelope = readEnvelope(text);
  if (!envelope) return { state: "plain", html: text };
  if (!device) return { state: "locked" };
  let html: string;
  try {
    html = await device.decrypt(envelope);
  } catch {
    return { state: "error" };
  }
  const doubt = await doubtOf(html, message, ownId, keyOf, device, roomId).catch((): Doubt => "noKey");
  return doubt ? { state: "unverified", html, doubt } : { state: "verified", html };
}
