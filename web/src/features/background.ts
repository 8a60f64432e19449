// What is not needed to see the chat, and fetched a while after somebody has joined: the service worker
// and notifications.
import { keepOffline } from "./offline/keep";
import { startNotifying } from "./notifications/notify";

export { openNotificationMenu } from "./notifications/menu";

let isStarted = false;
export function startBackground() {
  if (isStarted) return;
  isStarted = true;
  startNotifying(keepOffline());
}
