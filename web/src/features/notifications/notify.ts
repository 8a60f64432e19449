// Tells of messages: by the desktop client, by the service worker, or by the page itself.
import { effect } from "@preact/signals";
import { t } from "../../i18n/background";
import { notifyByBridge } from "../../protocol/bridge";
import { isForMe, mentions } from "../../state/inbox";
import { excerpt, type Message } from "../../state/message";
import { isRead, onReceived, target } from "../../state/messages";
import { readable } from "../../state/names";
import { isMuted, levelOf, preferences } from "../../state/notify";
import { session } from "../../state/session";
import { channels, go, room } from "../../state/structure";
import { isWanted } from "./decide";
import { isOn } from "./permission";
import { chime } from "./sound";
import { takeTurns, wireOf } from "./turns";

const absolute = (path: string) => new URL(path, document.baseURI).href;
const channelOf = (key: string) => channels.peek().find((known) => known.room === key);
/** One notification for each channel: a newer one takes its place. */
const tagOf = (key: string) => `${absolute("./")} ${key}`;
const isInView = (message: Message) => isRead(message.room) && document.hasFocus();

let registration: ServiceWorkerRegistration | undefined;

function open({ room: key, id }: { room: string; id: string }) {
  if (!channelOf(key)) return;
  target.value = { room: key, id };
  if (key !== room.peek()) go(key);
}

async function tell(message: Message) {
  const { author, room: key, id } = message;
  const title = isForMe(message) ? t("notifyMention", { name: author.name }) : t("notifyMessage", { name: author.name, channel: channelOf(key)?.name ?? "" });
  const body = readable(excerpt(message.html)) || t("notifyFile");
  const icon = absolute(author.icon && !author.icon.includes("img/default_") ? author.icon : "icons/192.png");
  if (preferences.peek().hasSound) chime();
  if (await notifyByBridge(title, body, icon)) return;
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

export function startNotifying(worker: Promise<ServiceWorkerRegistration | undefined>) {
  void worker.then((found) => (registration = found));
  const mayTell = takeTurns(crypto.getRandomValues(new Uint32Array(2)).join("-"), wireOf(`dcts-edge ${absolute("./")} ${session.peek()?.id}`));
  onReceived(async (message) => {
    const channel = message.room.split("-")[2] ?? "";
    if (!isWanted({ isOn: isOn(), level: levelOf(channel), isMuted: isMuted(channel), isForMe: isForMe(message) })) return;
    if (await mayTell(message.id, isInView(message))) await tell(message).catch(() => undefined);
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => open(data as { room: string; id: string }));
  room.subscribe((key) => void takeBack(key).catch(() => undefined));
  addEventListener("focus", () => void takeBack(room.peek()).catch(() => undefined));
  // Where there is an icon of the app, it carries the number, but not for who comes after us.
  effect(() => void badged.setAppBadge?.(session.value ? mentions.value.length : 0).catch(() => undefined));
}
