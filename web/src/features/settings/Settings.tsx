// The settings of the server, for those who may change them.
import { loadTexts } from "../../i18n/language";
import { tm } from "../../i18n/moderation";
import { ts } from "../../i18n/settings";
import { openReports } from "../../state/extras";
import { may } from "../../state/permissions";
import { iconPaths } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { moreIcons } from "../../ui/moreIcons";
import { AddressRules } from "../moderation/AddressRules";
import { AuditLog } from "../moderation/AuditLog";
import { Bans } from "../moderation/Bans";
import { Invites } from "../moderation/Invites";
import { Limits } from "../moderation/Limits";
import { Mutes } from "../moderation/Mutes";
import { Emojis } from "./Emojis";
import { General } from "./General";
import { Home } from "./Home";
import { Places } from "./Places";
import { Roles } from "./Roles";
import { type Section, Shell } from "./Shell";
import { Uploads } from "./Uploads";

const Reports = lazy<{ id: string | undefined; onOpen: (id: string | undefined) => void }>(() => Promise.all([import("../reports/Reports"), loadTexts("reports")]).then(([{ Reports }]) => Reports));

const Network = lazy<{ id: string | undefined; onOpen: (id: string | undefined) => void }>(() => Promise.all([import("../network/Admin"), loadTexts("network")]).then(([{ Network }]) => Network));

function sections() {
  const mayServer = may("manageServer");
  return [
    {
      title: ts("server"),
      pages: [
        { id: "general", label: ts("general"), icon: moreIcons.server, isOpen: mayServer || may("manageServerInfo"), render: () => <General /> },
        { id: "home", label: ts("home"), icon: iconPaths("info"), isOpen: mayServer, render: () => <Home /> },
        { id: "uploads", label: ts("uploads"), icon: moreIcons.upload, isOpen: mayServer || may("manageUploads"), render: () => <Uploads /> },
        { id: "emoji", label: ts("emoji"), icon: moreIcons.palette, isOpen: may("manageEmojis"), render: () => <Emojis /> },
        { id: "network", label: tm("network"), icon: moreIcons.globe, isOpen: may("manageNetworkServers"), render: ({ id, open }) => <Network id={id} onOpen={open} /> },
      ],
    },
    {
      title: ts("people"),
      pages: [
        { id: "roles", label: ts("roles"), icon: moreIcons.shield, isOpen: may("manageRoles"), render: ({ id, open }) => <Roles id={id} onOpen={open} /> },
        { id: "places", label: ts("places"), icon: moreIcons.layers, isOpen: may("manageChannels") || may("manageGroups"), render: ({ id, open }) => <Places id={id} onOpen={open} /> },
        { id: "invites", label: tm("invites"), icon: moreIcons["user-plus"], isOpen: may("manageInvites"), render: () => <Invites /> },
      ],
    },
    {
      title: tm("moderation"),
      pages: [
        { id: "reports", label: tm("reports"), icon: moreIcons.flag, isOpen: may("manageReports"), count: openReports.value, render: ({ id, open }) => <Reports id={id} onOpen={open} /> },
        { id: "bans", label: tm("bans"), icon: iconPaths("ban"), isOpen: may("manageBans"), render: () => <Bans /> },
        { id: "mutes", label: tm("mutes"), icon: iconPaths("mic-off"), isOpen: may("muteUsers"), render: () => <Mutes /> },
        { id: "limits", label: ts("limits"), icon: moreIcons.timer, isOpen: mayServer || may("manageRateSettings"), render: () => <Limits /> },
        { id: "addresses", label: tm("addresses"), icon: moreIcons["shield-check"], isOpen: may("manageIpSettings"), render: () => <AddressRules /> },
        { id: "audit", label: tm("audit"), icon: moreIcons["scroll-text"], isOpen: may("viewAuditLog"), render: () => <AuditLog /> },
      ],
    },
  ] satisfies Section[];
}

export function Settings({ page, id }: { page: string; id?: string }) {
  return <Shell name="settings" title={ts("settings")} sections={sections()} page={page} id={id} />;
}
