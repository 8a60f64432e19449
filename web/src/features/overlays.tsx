// Parts over the chat that are fetched when they are opened: the switcher, the search, the inbox, the
// settings of the server and of the account.
import { t } from "../i18n";
import { loadTexts, withTexts } from "../i18n/language";
import { may } from "../state/permissions";
import { closeOverlay, overlay } from "../state/shown";
import { lazy } from "../ui/lazy";
import type { Place } from "../ui/popover";

const SETTINGS = [
  ...["manageServer", "manageEmojis", "manageRoles", "manageChannels", "manageGroups", "manageNetworkServers"],
  ...["manageBans", "viewAuditLog", "manageInvites", "manageIpSettings", "manageRateSettings", "manageUploads", "manageServerInfo", "muteUsers", "manageReports"],
];
/** Whether there is anything in the settings for us. All are asked for, so that none is missing later. */
export const mayChangeServer = () => SETTINGS.filter((permission) => may(permission)).length > 0;

const onFail = closeOverlay;
const Switcher = lazy<object>(() => withTexts(import("./search/Switcher")).then(({ Switcher }) => Switcher), { onFail });
const Search = lazy<{ query: string }>(() => withTexts(import("./search/Search")).then(({ Search }) => Search), { onFail });
const Inbox = lazy<{ place: Place }>(() => withTexts(import("./inbox/Inbox")).then(({ Inbox }) => Inbox), { onFail });

const Wait = () => <div class="boot"><span class="spin" role="status" aria-label={t("loading")} /></div>;

export const Account = lazy<{ page: string }>(
  () => Promise.all([import("./account/Account"), ...["account", "settings", "moderation", "background"].map(loadTexts)]).then(([{ Account }]) => Account),
  { fallback: Wait, onFail },
);

export const Settings = lazy<{ page: string; id?: string }>(
  () => Promise.all([import("./settings/Settings"), ...["settings", "moderation", "account"].map(loadTexts)]).then(([{ Settings }]) => Settings),
  { fallback: Wait, onFail },
);

export function OverlayHost() {
  const shown = overlay.value;
  if (shown?.name === "switcher") return <Switcher />;
  if (shown?.name === "search") return <Search query={shown.query} />;
  if (shown?.name === "inbox") return <Inbox place={shown.place} />;
  return null;
}
