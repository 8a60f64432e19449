// The start of the client.
import { effect } from "@preact/signals";
import { render } from "preact";
import { startLanguage } from "./i18n/language";
import { t } from "./i18n/start";
import { socket, unlessRefused } from "./protocol/socket";
import { homeTitle } from "./state/home";
import * as notify from "./state/notify";
import * as session from "./state/session";
import * as structure from "./state/structure";
import * as ui from "./state/ui";
import { App, loadChat } from "./features/App";
import { plain } from "./ui/html";
import { localTimes } from "./ui/localTimes";
import "./styles/tokens.css";
import "./styles/components.css";
import "./styles/layout.css";
import "./styles/message.css";

ui.start();
structure.start();
notify.start();
// Who is known goes straight on; who is not sees the name of the server first.
const prepare = () => void loadChat().catch(() => undefined);
if (session.session.value) prepare();
else {
  void structure.discover();
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, prepare, { once: true });
}

effect(() => {
  const channel = homeTitle.value || structure.channel.value?.name;
  const server = structure.server.value.name;
  const n = ui.waiting.value;
  if (session.phase.value !== "in" || !channel) document.title = server || t("loading");
  else document.title = t(n ? "titleWaiting" : structure.hasUnreadElsewhere.value ? "titleUnread" : "titleChannel", { n, channel, server: server || location.host });
});

const text = (html = "") => localTimes(plain(html));

interface Notice {
  title?: string;
  message?: string;
  msg?: string;
  type?: string;
  action?: string;
  wasDisconnected?: boolean;
  /** Of what stays a while: what was done to somebody, not what was refused. */
  displayTime?: number;
}
socket.on("modalMessage", (notice: Notice) => {
  // For clients that load their page again after a registration; this one is there already.
  if (notice.action === "register") return;
  if (notice.wasDisconnected) session.stayAway();
  // The page says it already; so does the form of the first visit.
  if (session.phase.value === "banned") return;
  const kind = notice.type === "error" ? "bad" : notice.type === "success" ? "ok" : "info";
  const message = text(notice.message ?? notice.msg);
  if (message && message === session.gateProblem.value) return;
  const tell = () => ui.toast(kind, text(notice.title), message);
  if (kind === "bad" && !notice.displayTime) unlessRefused(tell);
  else tell();
});

const root = document.getElementById("app");
if (root) void startLanguage().then(() => render(<App />, root));
session.start();
