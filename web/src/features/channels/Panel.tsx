// Categories and channels of the current group, and ourselves at the bottom.
import { signal } from "@preact/signals";
import { t } from "../../i18n";
import { mentionsByRoom } from "../../state/inbox";
import { isMuted } from "../../state/notify";
import { session } from "../../state/session";
import { address, type Channel, go, group, isCallShown, isUnread, room } from "../../state/structure";
import { drawer } from "../../state/ui";
import { hasDraft } from "../composer/drafts";
import { may } from "../../state/permissions";
import { badge } from "../../ui/badge";
import { partFailed } from "../../ui/lazy";
import { keys } from "../../ui/keys";
import { type MenuItem, openMenu } from "../../ui/menus";
import { isRtl } from "../../ui/direction";
import { placeAt, placeOf } from "../../ui/popover";
import { Icon } from "../../ui/Icon";
import { roving, stop } from "../../ui/roving";
import { recall, remember } from "../../ui/storage";
import { Dock } from "../account/Dock";
import { openNotifications } from "../later";
import { mayChangeServer } from "../overlays";
import { overlay } from "../../state/shown";
import { voicePart } from "../../state/voice";
import { rememberRoom } from "./Rail";

const folded = signal<Record<string, boolean>>(recall("folded", {}));

function fold(key: string) {
  folded.value = { ...folded.value, [key]: !folded.value[key] };
  remember("folded", folded.value);
}

/** What those may do who look after the place. */
function openGroupMenu(id: string, name: string, element: HTMLElement) {
  const settings = (icon: MenuItem["icon"], label: string, page: string, of?: string): MenuItem => ({ icon, label, act: () => (overlay.value = { name: "settings", page, ...(of && { id: of }) }) });
  openMenu({
    label: name,
    place: { ...placeOf(element), rect: edgeOf(element) },
    items: [
      settings("settings", t("serverSettings"), ""),
      ...(may("manageGroups") ? [settings("pencil", t("groupSettings"), "places", `group-${id}`)] : []),
      ...(may("manageChannels") || may("manageGroups") ? [settings("hash", t("placesSettings"), "places")] : []),
      ...(may("manageRoles") ? [settings("users", t("roleSettings"), "roles")] : []),
    ],
  });
}

/** Channels can be put elsewhere by those who may. */
function drag(event: DragEvent & { currentTarget: HTMLElement }) {
  const tree = event.currentTarget;
  const id = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-channel-id]")?.dataset.channelId : undefined;
  if (id && may("manageChannels")) void import("./arrange").then(({ follow }) => follow(tree, id), partFailed);
}

/** The edge of an element where reading begins. */
const edgeOf = (element: HTMLElement) => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const edge = isRtl() ? right : left;
  return { left: edge, top, right: edge, bottom };
};

export function Panel() {
  const current = group.value;
  const rows = current?.categories.flatMap((category) => category.channels) ?? [];
  return (
    <nav class="panel" aria-label={t("channels", { name: current?.name ?? "" })}>
      <div class="panel-head">
        {mayChangeServer() && current ? (
          <button type="button" class="name grow" aria-haspopup="menu" data-testid="group-menu" onClick={(event) => openGroupMenu(current.id, current.name, event.currentTarget)}>
            <span class="cut">{current.name}</span>
            <Icon name="chevron-down" small />
          </button>
        ) : (
          <span class="name grow"><span class="cut">{current?.name}</span></span>
        )}
      </div>
      <button type="button" class="jump" data-testid="go-to" onClick={() => (overlay.value = { name: "switcher" })}>
        <Icon name="search" small />
        <span class="grow">{t("goTo")}</span>
        <kbd>{keys("Ctrl K")}</kbd>
      </button>
      <div class="tree scroll" {...roving} onDragStart={drag}>
        {current?.categories.map((category) => {
          const key = `${current.id}-${category.id}`;
          const isFolded = Boolean(folded.value[key]);
          // Folded away is what needs no attention.
          const shown = category.channels.filter((channel) => !isFolded || channel.room === room.value || isUnread(channel));
          return (
            <div key={key} data-category={category.id}>
              <button type="button" class="cat" aria-expanded={!isFolded} data-rove tabIndex={-1} onClick={() => fold(key)}>
                <Icon name="chevron-down" />
                <span class="grow cut">{category.name}</span>
              </button>
              <ul>
                {shown.map((channel) => (
                  <Row key={channel.room} channel={channel} index={rows.indexOf(channel)} hasCurrent={rows.some((row) => row.room === room.value)} />
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      {session.value && <Dock />}
    </nav>
  );
}

function Row({ channel, index, hasCurrent }: { channel: Channel; index: number; hasCurrent: boolean }) {
  const isCurrent = channel.room === room.value && !isCallShown.value;
  const isNew = !isCurrent && isUnread(channel);
  const isQuiet = isMuted(channel);
  const mentioned = mentionsByRoom.value.get(channel.room) ?? 0;
  if (channel.isVoice) {
    const Voice = voicePart.value?.Row;
    const tab = stop(isCurrent, index, hasCurrent);
    return Voice ? (
      <Voice channel={channel} tabIndex={tab} />
    ) : (
      <li>
        <span class="ch is-off" role="link" aria-disabled="true" title={t("voiceLater")} draggable={may("manageChannels")} data-testid="channel-item" data-channel-id={channel.id} data-rove tabIndex={tab}>
          <Icon name="volume-2" />
          <span class="grow cut">{channel.name}</span>
          <span class="sr">{t("voiceLater")}</span>
        </span>
      </li>
    );
  }
  return (
    <li>
      <a
        class={isNew || mentioned > 0 ? "ch unread" : isQuiet ? "ch is-muted" : "ch"}
        href={address(channel.room)}
        aria-current={isCurrent ? "page" : undefined}
        data-testid="channel-item"
        data-channel-id={channel.id}
        data-rove
        tabIndex={stop(isCurrent, index, hasCurrent)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          rememberRoom(channel.group, channel.room);
          go(channel.room);
          drawer.value = null;
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          openNotifications(channel, event.clientX || event.clientY ? { ...placeAt(event.clientX, event.clientY), back: event.currentTarget } : placeOf(event.currentTarget));
        }}
      >
        <Icon name={isQuiet ? "bell-off" : "hash"} />
        <span class="grow cut">{channel.name}</span>
        {isQuiet && <span class="sr">{t("mutedChannel")}</span>}
        {!isCurrent && hasDraft(channel.room) && <span role="img" aria-label={t("draft")}><Icon name="pencil" small /></span>}
        {mentioned > 0 ? (
          <span class="badge" role="img" aria-label={t("mentioned", { n: mentioned })} data-testid="mention-badge">{badge(mentioned)}</span>
        ) : (
          isNew && <span class="dot" role="img" aria-label={t("unread")} />
        )}
      </a>
    </li>
  );
}
