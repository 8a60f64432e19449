// The head of a section: on a phone with the way to the list of sections, or back to what it was opened from.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { waitingThere } from "../../state/extras";
import { hasUnreadElsewhere } from "../../state/structure";
import { drawer } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";

interface Props {
  title: string;
  /** Paths of an icon. */
  icon?: string;
  /** Stands beside the title, on a phone below it. */
  topic?: ComponentChildren;
  /** Of what lies below the first page. */
  back?: { label: string; act: () => void; isEverywhere?: boolean };
  /** Not shown on a phone, where something else has its place. */
  isHidden?: boolean;
  /** The title gets the focus when it changes to this. */
  focusOn?: string;
  /** Of the heading: below another head it is 2. */
  level?: 1 | 2;
  children?: ComponentChildren;
}

export function SheetHead({ title, icon, topic, back, isHidden = false, focusOn, level = 1, children }: Props) {
  const Heading = `h${level}` as "h1";
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (focusOn !== undefined) heading.current?.focus({ preventScroll: true });
  }, [focusOn]);
  const isElsewhere = hasUnreadElsewhere.value || waitingThere() > 0;
  return (
    <header class={isHidden ? "sheet-head hide-phone" : "sheet-head"}>
      {back ? (
        <button type="button" class={back.isEverywhere ? "ib" : "ib only-phone"} aria-label={back.label} title={back.label} data-testid="section-back" onClick={back.act}>
          <Icon paths={moreIcons["arrow-left"]} />
        </button>
      ) : (
        <button type="button" class="ib only-phone" data-testid="nav-toggle" aria-label={t(isElsewhere ? "openNavUnread" : "openNav")} aria-expanded={drawer.value === "nav"} onClick={() => (drawer.value = drawer.value === "nav" ? null : "nav")}>
          <Icon name="menu" />
          {isElsewhere && <span class="dot" style="position:absolute;inset-inline-end:8px;top:8px" aria-hidden="true" />}
        </button>
      )}
      <div class="titles row grow">
        <Heading ref={heading} tabIndex={-1}>
          {icon && <Icon paths={icon} />}
          <span class="cut">{title}</span>
        </Heading>
        {topic && <p class="topic cut">{topic}</p>}
      </div>
      {children}
    </header>
  );
}
