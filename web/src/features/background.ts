// What is not needed to see the chat, and fetched a while after somebody has joined: the service worker,
// notifications, the words beside icons, the ways to articles, tickets and reports, and what is at hand without a
// connection from then on.
import type { Message } from "../state/message";
import { startEntries } from "./board/entries";
import { loadActions } from "./chat/acting";
import { loadEditField } from "./chat/editing";
import { preloadFiles } from "./composer/files";
import { startNetworkHints } from "./network/hint";
import { keepOffline } from "./offline/keep";
import { preloadConfirm } from "../ui/Confirm";
import { preloadMenu } from "../ui/menus";
import { startTips } from "../ui/tips";
import { startNotifying } from "./notifications/notify";

export { openDirectMenu, openNotificationMenu } from "./notifications/menu";

let isStarted = false;
/** `early` are messages that nobody was told of yet. */
export function startBackground(early: Message[]) {
  if (isStarted) return;
  isStarted = true;
  startNotifying(keepOffline(), early);
  startTips();
  void Promise.all([preloadMenu(), preloadConfirm(), loadActions(), loadEditField(), preloadFiles()]).catch(() => undefined);
  startEntries();
  startNetworkHints();
}
