// Who is here: a column, a floating panel, or a sheet from below.
import { useLayoutEffect } from "preact/hooks";
import { t } from "../../i18n";
import type { Member } from "../../protocol/types";
import { sections, shownName } from "../../state/members";
import { openProfile } from "../../state/shown";
import { drawer } from "../../state/ui";
import { voicePart } from "../../state/voice";
import { Avatar } from "../../ui/Avatar";
import { colourOf, roleStyle } from "../../ui/colour";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { beside } from "../../ui/popover";
import { roving } from "../../ui/roving";
import { CARD_WIDTH } from "../profile/showing";

/** Most people of a section that are drawn: nobody scrolls through more, and phones are slow. */
const MAX_SHOWN = 200;

/** Where somebody talks, else what they say of themselves. */
const lineOf = ({ id, status }: Member) => voicePart.value?.whereIs(id) || decode(status ?? "");

export function Members() {
  const first = sections.value[0]?.members[0];
  const focused = document.activeElement?.closest<HTMLElement>("[data-member]")?.dataset.member;

  // Who moves to another section gets a new row there: the focus goes along.
  useLayoutEffect(() => {
    if (focused && document.activeElement === document.body) document.querySelector<HTMLElement>(`[data-member="${CSS.escape(focused)}"]`)?.focus();
  });

  return (
    <aside class="members scroll" aria-label={t("members")} {...roving}>
      <div class="members-h">
        <span class="grow">{t("members")}</span>
        <button type="button" class="ib" aria-label={t("close")} onClick={() => (drawer.value = null)}>
          <Icon name="x" />
        </button>
      </div>
      {sections.value.map((section) => (
        <section key={section.name} aria-label={section.name}>
          <h2 class="cut">{t("membersCount", { name: section.name, n: section.members.length })}</h2>
          <ul>
            {section.members.slice(0, MAX_SHOWN).map((member) => (
              <li key={member.id}>
                <button
                  type="button"
                  class={section.isOffline ? "mem off" : "mem"}
                  data-rove
                  data-testid="member-item"
                  data-member={member.id}
                  tabIndex={member === first ? 0 : -1}
                  aria-haspopup="dialog"
                  onClick={(event) => openProfile(member.id, beside(event.currentTarget, CARD_WIDTH))}
                >
                  <Avatar id={member.id} name={shownName(member)} icon={member.icon} presence={section.isOffline ? "offline" : "online"} />
                  <span class="grow">
                    <b class={section.isOffline ? "cut" : "cut role-c"} style={section.isOffline ? undefined : roleStyle(colourOf(member))}>{shownName(member)}</b>
                    {lineOf(member) && <small class="cut">{lineOf(member)}</small>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </aside>
  );
}
