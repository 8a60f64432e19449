// Fetched a while after somebody has joined, or when something is pressed: see background.ts.
import { loadTexts } from "../i18n/language";
import type { Message } from "../state/message";
import { onReceived } from "../state/messages";
import { onJoined } from "../state/session";
import { partFailed } from "../ui/lazy";
import type { Place } from "../ui/popover";
import { loadEditField } from "./chat/editing";
import type { Channel } from "../state/structure";
import type { Target } from "./notifications/menu";

/** By then the chat is there, and the network is quiet. */
const AFTER_MS = 3000;
/** Most messages that are remembered until somebody can tell of them. */
const MAX_EARLY = 20;

const load = () => Promise.all([import("./background"), loadTexts("background")]).then(([part]) => part);

/** The menu of what somebody wants to hear of a channel or a group. */
export function openNotifications(target: Target, place: Place) {
  load().then((part) => part.openNotificationMenu(target, place), partFailed);
}

/** The same of a conversation. */
export function openDirectNotifications(conversation: Pick<Channel, "room" | "name">, place: Place) {
  load().then((part) => part.openDirectMenu(conversation, place), partFailed);
}

/** What came in before anybody could tell of it. */
let early: Message[] = [];
let isStarted = false;

export function startLater() {
  onReceived((message) => {
    if (!isStarted && early.length < MAX_EARLY) early.push(message);
  });
  onJoined(() => {
    const start = () => {
      clearTimeout(timer);
      removeEventListener("click", onClick, true);
      load().then(
        (part) => {
          isStarted = true;
          part.startBackground(early.splice(0));
          // Whoever edits types on at once.
          void loadEditField().catch(() => undefined);
        },
        () => undefined,
      );
    };
    // Whoever opens a menu at once finds in it what comes with the rest.
    const onClick = ({ target }: Event) => (target as Element).closest("button") && start();
    const timer = setTimeout(start, AFTER_MS);
    addEventListener("click", onClick, true);
  });
}
