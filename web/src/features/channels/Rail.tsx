// The groups, at the very left.
import { t } from "../../i18n";
import { mentionsByRoom } from "../../state/inbox";
import { address, channels, go, group, groups, isUnread } from "../../state/structure";
import { drawer } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { rove, stop } from "../../ui/roving";
import { badge } from "../../ui/badge";
import { recall, remember } from "../../ui/storage";

/** The channel of a group where we were last. */
export function lastRoom(id: string): string | undefined {
  const own = channels.value.filter((channel) => channel.group === id && !channel.isVoice);
  const last = recall<Record<string, string>>("rooms", {})[id];
  return own.find((channel) => channel.room === last)?.room ?? own[0]?.room;
}

export function rememberRoom(id: string, room: string) {
  remember("rooms", { ...recall<Record<string, string>>("rooms", {}), [id]: room });
}

export function Rail() {
  return (
    <nav class="rail" aria-label={t("groups")}>
      <ul class="grow" onKeyDown={rove}>
        {groups.value.map((entry, index) => {
          const isCurrent = entry.id === group.value?.id;
          const hasUnread = !isCurrent && channels.value.some((channel) => channel.group === entry.id && isUnread(channel));
          const room = lastRoom(entry.id);
          const mentioned = channels.value.reduce((sum, channel) => sum + (channel.group === entry.id ? (mentionsByRoom.value.get(channel.room) ?? 0) : 0), 0);
          const label = mentioned > 0 ? t("mentionedGroup", { name: entry.name, n: mentioned }) : isCurrent ? t("currentGroup", { name: entry.name }) : hasUnread ? t("unreadGroup", { name: entry.name }) : entry.name;
          return (
            <li key={entry.id} aria-current={isCurrent ? "true" : undefined}>
              <a
                class="tile"
                href={room ? address(room) : "."}
                aria-label={label}
                title={entry.name}
                data-rove
                tabIndex={stop(isCurrent, index, Boolean(group.value))}
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
