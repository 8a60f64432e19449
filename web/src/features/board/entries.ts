// The ways to articles, tickets, reports and other servers: entries of the account menu and of the menus of messages. Added a
// while after somebody has joined.
import { t } from "../../i18n/background";
import { isOwn, isStored } from "../../state/actions";
import { accountItems, messageItems } from "../../state/extras";
import { isDirect } from "../../state/home";
import { NOBODY } from "../../state/message";
import { may } from "../../state/permissions";
import { openHome } from "../../state/structure";
import { drawer } from "../../state/ui";
import { boardIcons } from "../../ui/boardIcons";
import { moreIcons } from "../../ui/moreIcons";
import { openReport } from "../reports/opening";
import { startReports } from "../reports/state";
import { startCounts } from "./counts";
import { sections } from "./sections";

function open(name: string) {
  openHome({ name });
  drawer.value = null;
}

export function startEntries() {
  const others = { id: "servers", label: () => t("otherServers"), icon: moreIcons.globe, count: () => 0 };
  accountItems.value = [...sections, others].map(({ id, label, icon, count }) => () => ({ id, label, icon, count, act: () => open(id) }));
  messageItems.push((message) => {
    if (isOwn(message) || !isStored(message) || message.isSystem || message.isHidden || message.author.id === NOBODY) return undefined;
    const { id: messageId, author: { name }, html, lock } = message;
    const type = isDirect(message.room) ? "dm" : "message";
    const isSealed = lock === "verified" || lock === "unverified";
    return { paths: boardIcons.flag, label: t("report"), testId: "menu-report", act: () => openReport({ messageId, type, name, html, ...(isSealed && { plainText: html }) }) };
  });
  // So that it is known when a section is opened.
  for (const permission of ["manageTickets", "managePosts"]) may(permission);
  startCounts();
  startReports();
}
