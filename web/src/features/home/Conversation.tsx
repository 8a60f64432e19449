// A conversation: who it is with, how it is locked, what was said, and the field for what comes next.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { announcement } from "../../state/announce";
import { type Conversation as Known } from "../../state/conversations";
import { isSealedNow, locks } from "../../state/direct/locks";
import { conversationOf, othersIn } from "../../state/direct/rooms";
import { members } from "../../state/members";
import { isMuted } from "../../state/notify";
import { mayWrite } from "../../state/structure";
import { addFiles } from "../composer/files";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { placeOf } from "../../ui/popover";
import { dropHandlers } from "../chat/Sheet";
import { Log } from "../chat/Log";
import { Skeleton } from "../chat/LogStates";
import { Composer } from "../composer/Composer";
import { openDirectNotifications } from "../later";
import { Details } from "./Details";
import { Faces } from "./Faces";
import { Frame } from "./Frame";
import { LockBar, LockChip } from "./LockBar";
import { mayGo } from "./mayGo";

/** What is known of who it is with. */
function topicOf(conversation: Known): string {
  if (conversation.isOfServer) return th("serverTopic");
  const others = othersIn(conversation);
  const [one, another] = others;
  if (!one) return th(conversation.isLeft ? "nobodyLeft" : "notesTopic");
  if (another) return th("peopleCount", { n: conversation.people.length });
  return decode(members.value.find(({ id }) => id === one.id)?.status ?? "");
}

function Start({ conversation, isEmpty }: { conversation: Known; isEmpty: boolean }) {
  const isAlone = !othersIn(conversation).length && !conversation.isLeft;
  const text = isAlone ? th("notesStart") : isEmpty ? t("nobodyWrote") : th("conversationStart");
  return (
    <div class="start">
      <Faces conversation={conversation} size={56} />
      <h2>{conversation.name}</h2>
      <p>{text}</p>
    </div>
  );
}

function labelOf({ room, name, people }: Known): string {
  const isSealed = isSealedNow(room);
  if (people.length < 2) return th(isSealed ? "noteSealed" : "note");
  return th(isSealed ? "messageSealed" : "message", { name });
}

/** One conversation, by the server's id. */
export function Conversation({ id }: { id: string }) {
  const [isOver, setOver] = useState(false);
  const [isShown, setShown] = useState(false);
  const conversation = conversationOf(id);
  if (!conversation) {
    return (
      <Frame title="" label={t("loading")} isDetail>
        <div class="log" aria-busy="true"><Skeleton /></div>
      </Frame>
    );
  }
  const { room, name } = conversation;
  const lock = locks.value[room];
  // Before the lock is known nobody can say how a file has to go.
  const take = lock ? (files: Iterable<File>) => addFiles(room, files, isSealedNow(room)) : null;
  const actions = (
    <>
      {lock && <LockChip lock={lock} onClick={() => setShown(true)} />}
      <button
        type="button"
        class="ib hide-narrow"
        data-testid="notifications-button"
        aria-label={t(isMuted({ id: room, group: "" }) ? "notificationsMuted" : "notifications")}
        title={t("notifications")}
        aria-haspopup="menu"
        onClick={(event) => openDirectNotifications(conversation, placeOf(event.currentTarget))}
      >
        <Icon name={isMuted({ id: room, group: "" }) ? "bell-off" : "bell"} />
      </button>
      <button type="button" class="ib" aria-label={th("details")} title={th("details")} aria-haspopup="dialog" data-testid="dm-details" onClick={() => setShown(true)}>
        <Icon name="info" />
      </button>
    </>
  );
  return (
    <Frame title={name} label={th("conversationWith", { name })} before={<Faces conversation={conversation} size={30} />} topic={topicOf(conversation)} actions={actions} isDetail listeners={dropHandlers(take, setOver)}>
      {isOver && <div class="dropping" aria-hidden="true">{t("dropHere")}</div>}
      {lock && <LockBar conversation={conversation} lock={lock} onDetails={() => setShown(true)} />}
      <Log key={room} channel={conversation} label={th("messagesWith", { name })} start={(isEmpty) => <Start conversation={conversation} isEmpty={isEmpty} />} />
      <div class="typing" />
      <Composer key={room} room={room} label={labelOf(conversation)} closed={mayWrite.value ? "" : th("serverClosed")} isSealed={() => isSealedNow(room)} kinds=":" check={() => mayGo(conversation)} />
      <div class="sr" aria-live="polite">{announcement.value}</div>
      {isShown && <Details conversation={conversation} lock={lock} onClose={() => setShown(false)} />}
    </Frame>
  );
}
