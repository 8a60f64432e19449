// The start of the client.
import { effect } from "@preact/signals";
import { render } from "preact";
import { t } from "./i18n";
import { socket } from "./protocol/socket";
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
// Who is known goes straight on; who is not sees the name of the server first.
const prepare = () => void loadChat().catch(() => undefined);
if (session.session.value) prepare();
else {
  void structure.discover();
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, prepare, { once: true });
}

effect(() => {
  const parts = [structure.channel.value?.name, structure.server.value.name].filter(Boolean);
  const dot = structure.hasUnreadElsewhere.value ? "• " : "";
  document.title = session.phase.value === "in" && parts.length ? dot + parts.join(", ") : structure.server.value.name || t("loading");
});

const text = (html = "") => localTimes(plain(html));

interface Notice {
  title?: string;
  message?: string;
  msg?: string;
  type?: string;
  action?: string;
  wasDisconnected?: boolean;
}
socket.on("modalMessage", (notice: Notice) => {
  // For clients that load their page again after a registration; this one is there already.
  if (notice.action === "register") return;
  if (notice.wasDisconnected) session.stayAway();
  // The page says it already.
  if (session.phase.value === "banned") return;
  const kind = notice.type === "error" ? "bad" : notice.type === "success" ? "ok" : "info";
  ui.toast(kind, text(notice.title), text(notice.message ?? notice.msg));
});

const root = document.getElementById("app");
if (root) render(<App />, root);
session.start();
