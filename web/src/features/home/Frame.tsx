// What every part of home has around it: a heading, the way to the list on a phone, and what is wrong with the
// connection.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { homeTitle } from "../../state/home";
import { hasUnreadElsewhere } from "../../state/structure";
import { drawer, isPhone, waiting } from "../../state/ui";
import { voicePart } from "../../state/voice";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { Banner } from "../connection/Banner";

interface Props {
  title: string;
  /** How screen readers call it, if not by its title. */
  label?: string;
  /** The paths of an icon, or what else stands before the title. */
  icon?: string;
  before?: ComponentChildren;
  /** A line behind the title. */
  topic?: string;
  /** At the end of the heading. */
  actions?: ComponentChildren;
  /** The way to the list looks like the way back: what is open is one of many. */
  isDetail?: boolean;
  /** What else the sheet listens to. */
  listeners?: object;
  children: ComponentChildren;
}

/** The sheet of a part of home. */
export function Frame({ title, label = title, icon, before, topic = "", actions, isDetail = false, listeners = {}, children }: Props) {
  useEffect(() => {
    homeTitle.value = title;
    return () => void (homeTitle.value = "");
  }, [title]);
  const isNew = hasUnreadElsewhere.value || waiting.value > 0;
  const Voice = voicePart.value?.Bar;
  return (
    <main class="sheet" id="sheet" aria-label={label} tabIndex={-1} inert={drawer.value !== null && isPhone()} {...listeners}>
      <header class="sheet-head">
        <button
          type="button"
          class="ib only-phone"
          data-testid="nav-toggle"
          aria-label={isDetail ? th("backToList") : t(isNew ? "openNavUnread" : "openNav")}
          aria-expanded={drawer.value === "nav"}
          onClick={() => (drawer.value = drawer.value === "nav" ? null : "nav")}
        >
          {isDetail ? <Icon paths={moreIcons["arrow-left"]} /> : <Icon name="menu" />}
          {isNew && <span class="dot" style="position:absolute;inset-inline-end:8px;top:8px" aria-hidden="true" />}
        </button>
        {before}
        <div class="titles row grow">
          <h1 tabIndex={-1}>
            {icon && <Icon paths={icon} />}
            <span class="cut">{title}</span>
          </h1>
          {topic && <p class="topic cut">{topic}</p>}
        </div>
        {actions}
      </header>
      <Banner />
      {Voice && <Voice />}
      {children}
    </main>
  );
}
