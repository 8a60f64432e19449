// Goes to a channel by a part of its name; `@` finds people, `!` calls, `>` what can be done.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { type Conversation, conversations, loadDirect, unreadOf, writeTo } from "../../state/conversations";
import { mentionsByRoom } from "../../state/inbox";
import { members, shownName } from "../../state/members";
import { isDenied } from "../../state/permissions";
import { channels, go, groups, isUnread, openHome } from "../../state/structure";
import { session } from "../../state/session";
import { theme } from "../../state/ui";
import { voicePart } from "../../state/voice";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import type { IconName } from "../../ui/icons";
import { keys } from "../../ui/keys";
import { openDialog } from "../account/dialogHost";
import { rememberRoom } from "../channels/Rail";
import { closeOverlay, overlay } from "../../state/shown";
import { room } from "../../state/structure";
import { marked } from "./marked";
import { score } from "./match";
import "../../styles/search.css";

interface Entry {
  key: string;
  kind: "channel" | "talk" | "person" | "call" | "action";
  label: string;
  note: string;
  icon?: IconName;
  avatar?: { id: string; icon: string | null };
  count?: number;
  isUnread?: boolean;
  act: () => void;
}

const MAX_OF_KIND = 8;

/** Those with one person are found by that person. */
const isGroup = ({ people, isOfServer }: Conversation) => isOfServer || people.length !== 2;

function entries(): Entry[] {
  const groupName = new Map(groups.value.map((group) => [group.id, group.name]));
  const places = channels.value
    .filter((channel) => !channel.isVoice)
    .map((channel): Entry => ({
      key: channel.room,
      kind: "channel",
      label: channel.name,
      note: groupName.get(channel.group) ?? "",
      icon: "hash",
      count: mentionsByRoom.value.get(channel.room) ?? 0,
      isUnread: isUnread(channel),
      act: () => {
        rememberRoom(channel.group, channel.room);
        go(channel.room);
      },
    }));
  const enter = voicePart.value?.enter;
  const calls = channels.value
    .filter((channel) => enter && channel.isVoice && !isDenied("useVOIP", channel.id))
    .map((channel): Entry => ({ key: channel.room, kind: "call", label: channel.name, note: groupName.get(channel.group) ?? "", icon: "volume-2", act: () => enter?.(channel) }));
  const people = members.value.filter(({ id }) => id !== session.value?.id).map((member): Entry => ({
    key: member.id,
    kind: "person",
    label: shownName(member),
    note: to("writeToPerson"),
    avatar: { id: member.id, icon: member.icon ?? null },
    act: () => writeTo(member),
  }));
  const talks = (conversations.value ?? []).filter(isGroup).map((talk): Entry => ({
    key: talk.room,
    kind: "talk",
    label: talk.name,
    note: to("conversation"),
    icon: "users",
    count: unreadOf(talk.room),
    isUnread: unreadOf(talk.room) > 0,
    act: () => openHome({ name: "dm", id: talk.id }),
  }));
  const action = (key: string, label: string, icon: IconName, act: () => void): Entry => ({ key, kind: "action", label, note: "", icon, act });
  return [
    ...places,
    ...talks,
    ...people,
    ...calls,
    action("home", t("homeArea"), "house", () => openHome({ name: "page" })),
    action("search", t("search"), "search", () => (overlay.value = { name: "search", query: "" })),
    action("keys", t("keys"), "keyboard", () => openDialog("keys")),
    action("light", t("themeLight"), "sun", () => (theme.value = "light")),
    action("dark", t("themeDark"), "moon", () => (theme.value = "dark")),
  ];
}

const FILTERS: Record<string, Entry["kind"][]> = { "#": ["channel"], "@": ["talk", "person"], "!": ["call"], ">": ["action"] };

function find(text: string): Entry[] {
  const kinds = FILTERS[text[0] ?? ""];
  const query = (kinds ? text.slice(1) : text).trim();
  const all = entries().filter((entry) => !kinds || kinds.includes(entry.kind));
  // Without a word: what waits, and where one was.
  if (!query) return kinds ? all.slice(0, 20) : all.filter(({ kind: of, key, count = 0 }) => (of === "channel" || (of === "talk" && count > 0)) && key !== room.value).sort((a, b) => Number(b.count ?? 0) - Number(a.count ?? 0) || Number(b.isUnread) - Number(a.isUnread)).slice(0, 10);
  const scored = all.map((entry) => ({ entry, score: score(entry.label, query) })).filter((found) => found.score > 0);
  const of = (wanted: Entry["kind"]) =>
    scored
      .filter(({ entry }) => entry.kind === wanted)
      .sort((a, b) => b.score - a.score)
      .slice(0, MAX_OF_KIND)
      .map(({ entry }) => entry);
  const search: Entry = { key: "find", kind: "action", label: to("searchFor", { query }), note: "", icon: "search", act: () => (overlay.value = { name: "search", query }) };
  return [...of("channel"), ...of("talk"), ...of("person"), ...of("call"), ...(kinds ? [] : [search]), ...of("action")];
}

const TITLES = { channel: "channelsTitle", talk: "talksTitle", person: "peopleTitle", call: "callsTitle", action: "actionsTitle" } as const;

export function Switcher() {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => void loadDirect().then((direct) => direct.roomsKnown()).catch(() => undefined), []);
  const found = find(text);
  const query = text.replace(/^[#@!>]/, "");
  const take = (entry: Entry | undefined) => {
    if (!entry) return;
    closeOverlay();
    entry.act();
  };
  const move = (to: number) => {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.querySelectorAll("[role=option]")[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title={t("goTo")} onClose={closeOverlay} kind="quick-switch" isBare testId="switcher">
      <div class="qs-in">
        <Icon name="search" />
        <input
          class="grow"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={found.length ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          aria-label={t("goTo")}
          placeholder={to("goToHint")}
          autoComplete="off"
          spellcheck={false}
          data-autofocus
          data-testid="switcher-input"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            if (event.key === "ArrowDown" || event.key === "ArrowUp") move(at + (event.key === "ArrowDown" ? 1 : -1));
            else if (event.key === "Enter") take(found[at]);
            else return;
            event.preventDefault();
          }}
        />
        <kbd>{keys("Esc")}</kbd>
      </div>
      <div ref={list} class="qs-list scroll" role="listbox" id={id} aria-label={to("results")}>
        {found.map((entry, index) => (
          <div key={entry.key} role="presentation">
            {entry.kind !== found[index - 1]?.kind && <div class="menu-h" role="presentation">{to(TITLES[entry.kind])}</div>}
            <div id={`${id}-${index}`} class="mi" role="option" aria-selected={index === at} onClick={() => take(entry)} onMouseMove={() => setAt(index)}>
              {entry.avatar ? <Avatar id={entry.avatar.id} name={entry.label} icon={entry.avatar.icon} size={22} /> : entry.icon && <Icon name={entry.icon} />}
              <span class={entry.isUnread ? "cut unread" : "cut"}>{marked(entry.label, query).map((part, n) => (n % 2 ? <b key={n}>{part}</b> : part))}</span>
              {(entry.count ?? 0) > 0 && <span class="badge">{entry.count}</span>}
              <span class="end cut">{entry.note}</span>
              {index === at && <kbd>{keys("Enter")}</kbd>}
            </div>
          </div>
        ))}
        {found.length === 0 && <p class="muted pad">{to("nothingFound", { query: text })}</p>}
      </div>
      <div class="qs-foot hide-phone" aria-hidden="true">
        <span><kbd>#</kbd> {to("channelsTitle")}</span>
        <span><kbd>@</kbd> {to("peopleTitle")}</span>
        {voicePart.value && <span><kbd>!</kbd> {to("callsTitle")}</span>}
        <span><kbd>&gt;</kbd> {to("actionsTitle")}</span>
      </div>
    </Dialog>
  );
}
