// Puts the parts together: the first visit, or the chat.
import { loadTexts } from "../i18n/language";
import { said } from "../i18n/server";
import { t } from "../i18n/start";
import { banText, phase, work } from "../state/session";
import { groups, server } from "../state/structure";
import { plain } from "../ui/html";
import { Icon } from "../ui/Icon";
import { lazy } from "../ui/lazy";
import { localTimes } from "../ui/localTimes";
import { Toasts } from "../ui/Toasts";
import { ConnectionState } from "./connection/Banner";
import { Gate } from "./join/Gate";

export const loadChat = () => Promise.all([import("../chat"), loadTexts("chat")]).then(([{ Chat }]) => Chat);

const Boot = () => <div class="boot"><span class="spin" role="status" aria-label={t("loading")} /></div>;
const Chat = lazy<object>(loadChat, { fallback: Boot });

export function App() {
  return (
    <>
      <Phase />
      <ConnectionState />
      <Toasts />
    </>
  );
}

function Phase() {
  // A known member may be asked for a new proof of work, too.
  if (phase.value === "gate" || (phase.value === "boot" && work.value)) return <Gate />;
  if (phase.value === "banned") return <Banned />;
  // Whose channels are known from the last visit can read and write while the join is on its way.
  return phase.value === "boot" && !groups.value.length ? <Boot /> : <Chat />;
}

function Banned() {
  return (
    <main class="boot">
      <div class="empty" role="alert">
        <span class="ft" style="background:var(--danger-soft);color:var(--danger-text)"><Icon name="ban" /></span>
        <b>{t("banned", { server: server.value.name })}</b>
        <p>{said(localTimes(plain(banText.value)))}</p>
      </div>
    </main>
  );
}
