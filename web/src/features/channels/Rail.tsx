// The groups, at the very left.
import { t } from "../../i18n";
import { mentionsByRoom } from "../../state/inbox";
import { waitingAtHome } from "../../state/conversations";
import { home, homeAddress } from "../../state/home";
import { groupKey, isMuted } from "../../state/notify";
import { address, channels, go, group, groups, isUnread, openHome } from "../../state/structure";
import { drawer } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { placeOf } from "../../ui/popover";
import { roving, stop } from "../../ui/roving";
import { badge } from "../../ui/badge";
import { recall, remember } from "../../ui/storage";
import { openNotifications } from "../later";

/** The channel of a group where we were last. */
export function lastRoom(id: string): string | undefined {
  const own = channels.value.filter((channel) => channel.group === id && !channel.isVoice);
  const last = recall<Record<string, string>>("rooms", {})[id];
  return own.find((channel) => channel.room === last)?.room ?? own[0]?.room;
}

export function rememberRoom(id: string, room: string) {
  remember("rooms", { ...recall<Record<string, string>>("rooms", {}), [id]: room });
}

function goHome(event: MouseEvent) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openHome({ name: "page" });
  if (drawer.value !== "nav") drawer.value = null;
}

export function Rail() {
  const atHome = waitingAtHome.value.total;
  return (
    <nav class="rail" aria-label={t("groups")}>
      <ul class="grow" {...roving}>
        <li class="home" aria-current={home.value ? "true" : undefined}>
          <a class="tile plain" href={homeAddress({ name: "page" })} aria-label={atHome > 0 ? t("homeWaiting", { n: atHome }) : t("homeArea")} title={t("homeArea")} data-rove data-testid="home-tile" tabIndex={home.value ? 0 : -1} onClick={goHome}>
            <Icon name="house" />
            {atHome > 0 && <span class="badge" aria-hidden="true">{badge(atHome)}</span>}
          </a>
        </li>
        {groups.value.map((entry, index) => {
          const isCurrent = !home.value && entry.id === group.value?.id;
          const own = entry.categories.flatMap((category) => category.channels);
          const heard = { id: groupKey(entry.id), group: "" };
          const hasUnread = !isCurrent && own.some(isUnread);
          const room = lastRoom(entry.id);
          const mentioned = own.reduce((sum, channel) => sum + (mentionsByRoom.value.get(channel.room) ?? 0), 0);
          const label = mentioned > 0 ? t("mentionedGroup", { name: entry.name, n: mentioned }) : isCurrent ? t("currentGroup", { name: entry.name }) : hasUnread ? t("unreadGroup", { name: entry.name }) : isMuted(heard) ? t("mutedGroup", { name: entry.name }) : entry.name;
          return (
            <li key={entry.id} aria-current={isCurrent ? "true" : undefined}>
              <a
                class={isMuted(heard) ? "tile is-muted" : "tile"}
                href={room ? address(room) : "."}
                aria-label={label}
                title={entry.name}
                data-rove
                tabIndex={stop(isCurrent, index, Boolean(group.value ?? home.value))}
                onContextMenu={(event) => {
                  event.preventDefault();
                  openNotifications({ ...heard, name: entry.name, rooms: own.map((channel) => channel.room) }, placeOf(event.currentTarget));
                }}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  if (room) go(room);
                  if (drawer.value !== "nav") drawer.value = null;
                }}
              >
                <Avatar id={entry.id} name={entry.name} icon={entry.icon} isGroup />
                {mentioned > 0 ? <span class="badge" aria-hidden="true">{badge(mentioned)}</span> : hasUnread && <span class="dot" aria-hidden="true" />}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
