// What can be done with a message that the server has.
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { ask } from "../protocol/socket";
import { type Failure, problem } from "../protocol/types";
import { plain } from "../ui/html";
import { directOf } from "./conversations";
import { codeOf, emojiByHash, emojiOf, isHash, use } from "./emojis";
import { directId, homeAddress, isDirect } from "./home";
import { signed } from "./keys";
import type { Message } from "./message";
import { findMessage, forgetMessage, patchMessage } from "./messages";
import { wireMessage } from "./outbox";
import { may } from "./permissions";
import { credentials, session } from "./session";
import { address, channels } from "./structure";
import { toast } from "./ui";

export const isOwn = (message: Message) => message.author.id === session.value?.id;
export const isStored = (message: Message) => !message.state;
const channelOf = (message: Message) => message.room.split("-")[2] ?? "";

/** Whether there are words in it for us. */
export const isReadable = (message: Message) => !message.isHidden && message.html !== "";
export const mayEdit = (message: Message) => isOwn(message) && isStored(message) && !message.isSystem && isReadable(message);
/** In conversations nobody looks after what others write. */
export const mayDelete = (message: Message) => isStored(message) && (isOwn(message) || (!isDirect(message.room) && may("manageMessages", channelOf(message))));
export const mayReact = (message: Message) => isReadable(message) && !message.isSystem && !isDirect(message.room);
export const maySeeHistory = (message: Message) => message.editedAt > 0 && !isDirect(message.room) && may("manageMessages");

/** The message that is being edited. */
export const editing = signal<string | null>(null);

/** Saves an edit. Answers with what went wrong, if something did. */
export async function saveEdit(message: Message, html: string): Promise<string | undefined> {
  try {
    const direct = await directOf(message.room);
    const answer = direct ? await direct.postEdit(message, html) : await ask<Failure>("messageSend", await signed({ ...wireMessage(message.room, html), editedMsgId: message.id, replyMsgId: null }));
    const reason = problem(answer);
    if (reason) return plain(reason);
    // The server tells the cleaned text; until then, and where it does not, this is it.
    if (findMessage(message.room, message.id)?.html === message.html) patchMessage(message.room, message.id, { html, editedAt: Date.now() });
    return undefined;
  } catch {
    return t("noAnswer");
  }
}

export async function deleteMessage(message: Message) {
  const [group, category, channel] = message.room.split("-");
  const place = isDirect(message.room) ? { type: "dm" } : { group, category, channel, type: "message" };
  try {
    const answer = await ask<Failure>("deleteMessage", { ...credentials(), messageId: message.id, ...place });
    const reason = problem(answer);
    if (reason) return toast("bad", t("notDeleted"), plain(reason));
    forgetMessage(message.id);
  } catch {
    toast("bad", t("notDeleted"), t("noAnswer"));
  }
}

/** Own reactions that the server has not confirmed yet. */
const waiting = new Set<string>();

/** How a reaction is called: by the hash of an own emoji, or by code points. */
export const reactionCode = (emoji: string) => (isHash(emoji) ? emoji : codeOf(emoji));

/** Adds a reaction, or takes back our own. */
export async function react(message: Message, code: string) {
  const me = session.value?.id ?? "";
  const key = `${message.id} ${code}`;
  if (waiting.has(key)) return;
  waiting.add(key);
  const now = () => findMessage(message.room, message.id)?.reactions ?? {};
  const has = now()[code]?.includes(me) ?? false;
  const set = (isThere: boolean) => {
    const { [code]: people = [], ...others } = now();
    const next = isThere ? [...people.filter((id) => id !== me), me] : people.filter((id) => id !== me);
    patchMessage(message.room, message.id, { reactions: next.length ? { ...now(), [code]: next } : others });
  };
  set(!has);
  if (!has) use(isHash(code) ? code : (emojiOf(code) ?? code));
  try {
    const answer = await ask<Failure>(has ? "removeMessageReaction" : "addMessageReaction", { ...credentials(), messageId: message.id, emojiHash: code, default: !isHash(code) });
    const reason = problem(answer);
    if (reason) throw new Error(plain(reason));
  } catch (error) {
    set(has);
    toast("bad", t("notReacted"), error instanceof Error && error.message.includes(" ") ? error.message : t("noAnswer"));
  }
  waiting.delete(key);
}

/** Whether a reaction can be shown: own emojis that were deleted cannot. */
export const isShown = (code: string) => !isHash(code) || emojiByHash.value.has(code);

const placeOf = ({ room }: Message) => (isDirect(room) ? homeAddress({ name: "dm", id: directId(room) }) : address(room));
export const linkTo = (message: Message) => new URL(`${placeOf(message)}&message=${message.id}`, location.href).href;

export async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages without TLS have no clipboard; the old way still works there.
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  toast("ok", t("copied"));
}

export const copyText = (message: Message) => copy(shownText(message.html));
export const copyLink = (message: Message) => copy(linkTo(message));

/** The text of a message with its lines. */
function shownText(html: string): string {
  const body = new DOMParser().parseFromString(html.replace(/<br\s*\/?>/g, "\n").replace(/<\/(p|li|div|pre|blockquote|h[1-3])>/g, "\n$&"), "text/html").body;
  return (body.textContent ?? "").replace(/\n{3,}/g, "\n\n").trim();
}

export const channelName = (room: string) => channels.value.find((channel) => channel.room === room)?.name ?? "";
