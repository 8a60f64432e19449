// The list of home: the page of the server, sections, and conversations with what was said last in them.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { type Conversation, conversations, unreadOf } from "../../state/conversations";
import { activeAt, isOwnLast, lastIn, listed } from "../../state/direct/activity";
import { lookInto } from "../../state/direct/direct";
import { home, homeAddress, type HomeView } from "../../state/home";
import { mentions } from "../../state/inbox";
import { isMuted } from "../../state/notify";
import { session } from "../../state/session";
import { overlay } from "../../state/shown";
import { openHome, server } from "../../state/structure";
import { drawer } from "../../state/ui";
import { badge } from "../../ui/badge";
import { Icon } from "../../ui/Icon";
import { keys } from "../../ui/keys";
import { moreIcons } from "../../ui/moreIcons";
import { placeOf } from "../../ui/popover";
import { roving } from "../../ui/roving";
import { listTime } from "../../ui/listTime";
import { fullTime } from "../../ui/time";
import { Dock } from "../account/Dock";
import { hasDraft } from "../composer/drafts";
import { Faces } from "./Faces";
import { NewConversation } from "./NewConversation";
import { sections } from "./sections";

/** Opens a part of home, unless the link shall go elsewhere. */
const follow = (view: HomeView) => (event: MouseEvent) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openHome(view);
  drawer.value = null;
};

interface EntryProps {
  name: string;
  label: string;
  icon: string;
  waiting?: number;
  note?: string;
}

function Entry({ name, label, icon, waiting = 0, note = "" }: EntryProps) {
  const isCurrent = home.value?.name === name;
  return (
    <li>
      <a class={waiting > 0 ? "ch unread" : "ch"} href={homeAddress({ name })} aria-current={isCurrent ? "page" : undefined} data-testid={`home-${name}`} data-rove tabIndex={isCurrent ? 0 : -1} onClick={follow({ name })}>
        <Icon paths={icon} />
        <span class="grow cut">{label}</span>
        {waiting > 0 ? <span class="badge" role="img" aria-label={th("waits", { n: waiting })}>{badge(waiting)}</span> : note && <span class="small faint num">{note}</span>}
      </a>
    </li>
  );
}

function Inbox() {
  const waiting = mentions.value.length;
  return (
    <li>
      <button
        type="button"
        class={waiting > 0 ? "ch unread" : "ch"}
        aria-haspopup="dialog"
        data-testid="home-inbox"
        data-rove
        tabIndex={-1}
        onClick={(event) => (overlay.value = { name: "inbox", place: placeOf(event.currentTarget) })}
      >
        <Icon name="inbox" />
        <span class="grow cut">{t("inbox")}</span>
        {waiting > 0 && <span class="badge" role="img" aria-label={t("mentioned", { n: waiting })}>{badge(waiting)}</span>}
      </button>
    </li>
  );
}

/** What was said last, in one line. */
function preview({ room, isOfServer, people }: Conversation): string {
  const last = lastIn(room);
  if (!last) return "";
  const text = last.isLocked ? th("encryptedMessage") : last.text || t("attachment");
  if (isOwnLast(last)) return th("youSaid", { text });
  return !isOfServer && people.length > 2 ? th("said", { name: last.author.name, text }) : text;
}

function Row({ conversation }: { conversation: Conversation }) {
  const { id, room, name } = conversation;
  const isCurrent = home.value?.name === "dm" && home.value.id === id;
  const unread = isCurrent ? 0 : unreadOf(room);
  const time = activeAt(conversation);
  const text = preview(conversation);
  return (
    <li>
      <a class={unread > 0 ? "dm unread" : "dm"} href={homeAddress({ name: "dm", id })} aria-current={isCurrent ? "page" : undefined} data-testid="dm-item" data-room={id} data-rove tabIndex={isCurrent ? 0 : -1} onClick={follow({ name: "dm", id })}>
        <Faces conversation={conversation} size={32} />
        <span class="grow">
          <b class="cut">{name}</b>
          {text && <small class="cut">{text}</small>}
        </span>
        <span class="end">
          <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>{listTime(time)}</time>
          <span class="row">
            {isMuted({ id: room, group: "" }) && <span role="img" aria-label={t("mutedChannel")}><Icon name="bell-off" small /></span>}
            {!isCurrent && hasDraft(room) && <span role="img" aria-label={t("draft")}><Icon name="pencil" small /></span>}
            {unread > 0 && <span class="badge" role="img" aria-label={th("unreadCount", { n: unread })} data-testid="dm-unread">{badge(unread)}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

const ROWS = [60, 44, 72, 52];
const Loading = () => (
  <div aria-hidden="true">
    {ROWS.map((width) => (
      <div class="dm sk-row" key={width}>
        <div class="sk c" style="width:32px;height:32px" />
        <div class="sk" style={{ width: `${width}%` }} />
      </div>
    ))}
  </div>
);

/** The list, and ourselves at the bottom. */
export function HomePanel() {
  const [isAdding, setAdding] = useState(false);
  // What was said last in those that are seen first.
  useEffect(() => void lookInto(), [conversations.value]);
  const offered = sections.filter(({ isOffered }) => isOffered());
  return (
    <nav class="panel" aria-label={th("home")}>
      <div class="panel-head"><span class="name grow"><span class="cut">{server.value.name}</span></span></div>
      <button type="button" class="jump" data-testid="go-to" onClick={() => (overlay.value = { name: "switcher" })}>
        <Icon name="search" small />
        <span class="grow">{t("goTo")}</span>
        <kbd>{keys("Ctrl K")}</kbd>
      </button>
      <div class="tree scroll" {...roving}>
        <ul>
          <Entry name="page" label={th("serverPage")} icon={moreIcons.newspaper} />
          <Inbox />
          {offered.map(({ name, label, icon, waiting, note }) => <Entry key={name} name={name} label={label()} icon={icon} waiting={waiting?.() ?? 0} note={note?.() ?? ""} />)}
        </ul>
        <div class="sec-h">
          <h2>{th("directMessages")}</h2>
          <button type="button" class="ib" aria-label={th("newConversation")} title={th("newConversation")} aria-haspopup="dialog" data-testid="new-conversation" onClick={() => setAdding(true)}>
            <Icon name="plus" />
          </button>
        </div>
        {conversations.value === null ? <Loading /> : <ul aria-label={th("directMessages")}>{listed.value.map((conversation) => <Row key={conversation.id} conversation={conversation} />)}</ul>}
        {conversations.value?.length === 0 && <p class="small muted pad-x">{th("noConversations")}</p>}
      </div>
      {session.value && <Dock />}
      {isAdding && <NewConversation onClose={() => setAdding(false)} />}
    </nav>
  );
}
