// What there is beside the channels: articles and tickets, as parts of home and as entries of the account menu. Each
// is fetched when it is opened, needs no properties, and fills a sheet.
import type { ComponentType } from "preact";
import { loadTexts } from "../../i18n/language";
import { t } from "../../i18n/background";
import { boardIcons } from "../../ui/boardIcons";
import { lazy } from "../../ui/lazy";
import { unreadArticles, unreadTickets } from "./counts";

export interface Section {
  /** As the address of its part of home has it. */
  id: "articles" | "tickets";
  label: () => string;
  /** Paths of an icon. */
  icon: string;
  /** How much was not read there. */
  count: () => number;
  Part: ComponentType;
}

/** Fetches a part together with its texts and those of the parts that it shares with the settings. */
const withOwnTexts = <Part>(part: Promise<Part>, texts: string): Promise<Part> => Promise.all([part, loadTexts(texts), loadTexts("board"), loadTexts("settings")]).then(([loaded]) => loaded);

export const Articles = lazy<object>(() => withOwnTexts(import("../articles/Articles"), "articles").then(({ Articles }) => Articles));
export const Tickets = lazy<object>(() => withOwnTexts(import("../tickets/Tickets"), "tickets").then(({ Tickets }) => Tickets));

export const sections: Section[] = [
  { id: "articles", label: () => t("articles"), icon: boardIcons.megaphone, count: () => unreadArticles.value, Part: Articles },
  { id: "tickets", label: () => t("tickets"), icon: boardIcons["life-buoy"], count: () => unreadTickets.value, Part: Tickets },
];
