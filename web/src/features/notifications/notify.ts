// Tells of messages: by the desktop client, by the service worker, or by the page itself.
import { effect } from "@preact/signals";
import { t } from "../../i18n/background";
import { findBridge, notifyByBridge } from "../../protocol/bridge";
import { conversations } from "../../state/conversations";
import { directId, isDirect } from "../../state/home";
import { isForMe } from "../../state/inbox";
import { excerpt, type Message } from "../../state/message";
import { isRead, onReceived, target } from "../../state/messages";
import { readable } from "../../state/names";
import { isMuted, levelOf, preferences } from "../../state/notify";
import { session } from "../../state/session";
import { channels, go, openHome, room } from "../../state/structure";
import { waiting } from "../../state/ui";
import { pictureUrl } from "../../ui/Avatar";
import { isWanted } from "./decide";
import { isOn } from "./permission";
import { chime } from "./sound";
import { takeTurns, wireOf } from "./turns";

const absolute = (path: string) => new URL(path, document.baseURI).href;
const channelOf = (key: string) => channels.peek().find((known) => known.room === key);
/** One notification for each channel: a newer one takes its place. */
const tagOf = (key: string) => `${absolute("./")} ${key}`;
const isInView = (message: Message) => isRead(message.room) && document.hasFocus();

/** How long messages wait for the worker. */
const PATIENCE_MS = 1500;

let registration: ServiceWorkerRegistration | undefined;
let isReady: Promise<unknown> | undefined;

function open({ room: key, id }: { room: string; id: string }) {
  if (!isDirect(key) && !channelOf(key)) return;
  target.value = { room: key, id };
  if (key === room.peek()) return;
  if (isDirect(key)) openHome({ name: "dm", id: directId(key) });
  else go(key);
}

function titleOf({ author, room: key, ...message }: Message): string {
  const { name } = author;
  const conversation = isDirect(key) ? conversations.peek()?.find((known) => known.room === key) : undefined;
  if (isDirect(key)) return conversation && conversation.people.length > 2 ? t("notifyMessageIn", { name, place: conversation.name }) : name;
  return isForMe({ author, room: key, ...message }) ? t("notifyMention", { name }) : t("notifyMessage", { name, channel: channelOf(key)?.name ?? "" });
}

/** SECURITY: systems keep notifications, and show them on locked screens. */
const isSecret = ({ lock }: Message) => lock !== undefined && lock !== "open" && (lock === "locked" || !preferences.peek().showsEncrypted);

async function tell(message: Message) {
  const { author, room: key, id } = message;
  const title = titleOf(message);
  const body = isSecret(message) ? t("notifyEncrypted") : readable(excerpt(message.html)) || t("notifyFile");
  // Also this picture comes through the server.
  const icon = absolute(pictureUrl(author.icon) || "icons/192.png");
  if (preferences.peek().hasSound) chime();
  if (await notifyByBridge(title, body, icon)) return;
  await isReady;
  const options = { body, icon, tag: tagOf(key), data: { room: key, id }, silent: true };
  if (registration?.active) return registration.showNotification(title, options);
  const shown = new Notification(title, options);
  shown.addEventListener("click", () => {
    focus();
    open({ room: key, id });
    shown.close();
  });
}

/** What was told of a channel has been seen once it is open. */
async function takeBack(key: string | null) {
  if (!key || !registration?.active) return;
  for (const shown of await registration.getNotifications({ tag: tagOf(key) })) shown.close();
}

const badged = navigator as { setAppBadge?: (count: number) => Promise<void> };

/** Tells of `early` messages, and of all that come. */
export function startNotifying(worker: Promise<ServiceWorkerRegistration | undefined>, early: Message[]) {
  // The worker shows them, if there is one; where one has to be installed first, the page does.
  const found = worker.then((known) => (registration = known));
  isReady = findBridge().then(() => Promise.race([found, new Promise((done) => setTimeout(done, PATIENCE_MS))]));
  const mayTell = takeTurns(crypto.getRandomValues(new Uint32Array(2)).join("-"), wireOf(`dcts-edge ${absolute("./")} ${session.peek()?.id}`));
  const consider = async (message: Message) => {
    const isOurs = isDirect(message.room);
    const [group = "", , id = ""] = isOurs ? ["", "", message.room] : message.room.split("-");
    if (!isWanted({ isOn: isOn(), level: levelOf({ id, group }), isMuted: isMuted({ id, group }), isForMe: isOurs || isForMe(message) })) return;
    if (await mayTell(message.id, isInView(message))) await tell(message).catch(() => undefined);
  };
  early.forEach((message) => void consider(message));
  onReceived((message) => void consider(message));
  navigator.serviceWorker?.addEventListener("message", ({ data }) => open(data as { room: string; id: string }));
  room.subscribe((key) => void takeBack(key).catch(() => undefined));
  addEventListener("focus", () => void takeBack(room.peek()).catch(() => undefined));
  // Where there is an icon of the app, it carries the number, but not for who comes after us.
  effect(() => void badged.setAppBadge?.(session.value ? waiting.value : 0).catch(() => undefined));
}
