// The list of other servers as a part of home, fetched when it is opened.
import { t } from "../../i18n/background";
import { loadTexts } from "../../i18n/language";
import { lazy } from "../../ui/lazy";
import { moreIcons } from "../../ui/moreIcons";
import { sections } from "../home/sections";

const ServerList = lazy<object>(() => Promise.all([import("./ServerList"), loadTexts("network")]).then(([{ ServerList }]) => ServerList));

sections.push({ name: "servers", label: () => t("otherServers"), icon: moreIcons.globe, isOffered: () => true, Sheet: ServerList });
