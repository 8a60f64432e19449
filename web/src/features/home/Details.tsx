// What is behind a conversation: who is in it, whether it is encrypted, and the ways out.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import type { Conversation, Person } from "../../state/conversations";
import { choose } from "../../state/direct/choices";
import type { RoomLock } from "../../state/direct/locks";
import { manage, othersIn } from "../../state/direct/rooms";
import { session } from "../../state/session";
import { comparing, overlay } from "../../state/shown";
import { openHome } from "../../state/structure";
import { resendFiles } from "../composer/files";
import { Avatar } from "../../ui/Avatar";
import { Check } from "../../ui/Check";
import { confirm } from "../../ui/Confirm";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { presenceOf } from "./Faces";
import { LockIcon, lockName, lockText } from "./LockBar";
import { mayLeaveOut } from "./mayGo";
import { NewConversation } from "./NewConversation";

interface Props {
  conversation: Conversation;
  lock: RoomLock | undefined;
  onClose: () => void;
}

/** What is known of somebody's key. */
function keyText(person: Person, { keyless, changed, strangers }: RoomLock): "keyNone" | "keyChanged" | "keyUnverified" | "keyVerified" {
  const isIn = (list: Person[]) => list.some(({ id }) => id === person.id);
  if (isIn(changed)) return "keyChanged";
  if (isIn(keyless)) return "keyNone";
  return isIn(strangers) ? "keyUnverified" : "keyVerified";
}

function PersonRow({ person, conversation, lock }: { person: Person; conversation: Conversation; lock: RoomLock | undefined }) {
  const me = session.value?.id;
  const isSelf = person.id === me;
  const key = lock && lock.reason !== "ownKey" && !isSelf && !person.isGone ? keyText(person, lock) : undefined;
  const remove = async () => {
    const isSure = await confirm({ title: th("removeQuestion", { name: person.name }), text: th("removeLead"), verb: th("removeVerb") });
    if (isSure) await manage("removeDmRoomParticipant", { roomId: conversation.id, memberId: person.id });
  };
  return (
    <li class="mem" data-testid="dm-person">
      <Avatar id={person.id} name={person.name} icon={person.icon} {...(!isSelf && presenceOf(person))} />
      <span class="grow">
        <b class="cut">{isSelf ? th("youNamed", { name: person.name }) : person.name}</b>
        {(key || person.isGone) && <small>{th(key ?? "accountGone")}</small>}
      </span>
      {(key === "keyUnverified" || key === "keyVerified") && <button type="button" class="btn quiet" aria-label={th("compareWith", { name: person.name })} onClick={() => (comparing.value = { person, isChanged: false })}>{th("compare")}</button>}
      {key === "keyChanged" && <button type="button" class="btn quiet" aria-label={th("lookAtKeyOf", { name: person.name })} onClick={() => (comparing.value = { person, isChanged: true })}>{th("lookAtKey")}</button>}
      {!isSelf && conversation.creator === me && conversation.people.length > 2 && (
        <button type="button" class="ib" aria-label={th("removePerson", { name: person.name })} title={th("removePerson", { name: person.name })} onClick={() => void remove()}><Icon name="x" /></button>
      )}
    </li>
  );
}

function Encryption({ conversation, lock, onClose }: Props & { lock: RoomLock }) {
  const { room } = conversation;
  const isOn = lock.state !== "open";
  const hasKey = lock.reason !== "ownKey";
  const change = async (next: boolean) => {
    if (next && lock.keyless.length && !(await mayLeaveOut(lock.keyless))) return;
    choose(room, next ? { isOn: true, without: lock.keyless.map(({ id }) => id) } : { isOn: false });
    resendFiles(room, next);
  };
  return (
    <section class="stack" aria-label={th("encryption")}>
      <h3>{th("encryption")}</h3>
      <p class={`note ${{ verified: "ok", unverified: "", changed: "bad", open: "" }[lock.state]}`}><LockIcon state={lock.state} /><span>{lock.state !== "open" && <b>{lockName(lock.state)}. </b>}{lockText(conversation, lock)}</span></p>
      <Check label={th("encrypt")} hint={th("encryptHint")} isOn={isOn} isDisabled={!hasKey} testId="encrypt" onChange={(next) => void change(next)} />
      {!hasKey && (
        <div class="row">
          <button type="button" class="btn" data-testid="set-up-key" onClick={() => {
            onClose();
            overlay.value = { name: "account", page: "keys" };
          }}>
            {th("setUpKey")}
          </button>
        </div>
      )}
    </section>
  );
}

function Ways({ conversation, onClose }: Props) {
  const { id, creator, people } = conversation;
  const isCreator = creator === session.value?.id;
  const isShared = people.length > 1;
  const gone = (isDone: boolean) => {
    if (!isDone) return;
    onClose();
    openHome({ name: "page" }, true);
  };
  const leave = async () => {
    if (await confirm({ title: th("leaveQuestion"), text: th("leaveLead"), verb: th("leave") })) gone(await manage("removeDmRoomParticipant", { roomId: id, memberId: session.peek()?.id }));
  };
  const remove = async () => {
    if (await confirm({ title: th("deleteQuestion"), text: th(isShared ? "deleteLead" : "deleteLeadNotes"), verb: th("deleteVerb") })) gone(await manage("deleteDmRoom", { roomId: id }));
  };
  return (
    <div class="row ways">
      {isShared && <button type="button" class="btn danger-quiet" data-testid="dm-leave" onClick={() => void leave()}>{th("leave")}</button>}
      {isCreator && <button type="button" class="btn danger-quiet" data-testid="dm-delete" onClick={() => void remove()}>{th("deleteVerb")}</button>}
    </div>
  );
}

/** The dialog. */
export function Details({ conversation, lock, onClose }: Props) {
  const [isAdding, setAdding] = useState(false);
  const { people, isOfServer } = conversation;
  const shown = isOfServer ? [] : [...othersIn(conversation), ...people.filter(({ id }) => id === session.value?.id)];
  return (
    <Dialog title={conversation.name} onClose={onClose} testId="dm-dialog">
      <div class="in stack">
        {isOfServer && <p class="muted">{th("serverClosed")}</p>}
        {shown.length > 0 && (
          <section aria-label={th("people")}>
            <h3>{th("people")}</h3>
            <ul>{shown.map((person) => <PersonRow key={person.id} person={person} conversation={conversation} lock={lock} />)}</ul>
            <button type="button" class="mem add" data-testid="dm-add" onClick={() => setAdding(true)}>
              <span class="ft"><Icon paths={moreIcons["user-plus"]} /></span>
              {th("addPeople")}
            </button>
          </section>
        )}
        {lock && <Encryption conversation={conversation} lock={lock} onClose={onClose} />}
        <Ways conversation={conversation} lock={lock} onClose={onClose} />
      </div>
      <footer><button type="button" class="btn" data-autofocus onClick={onClose}>{t("close")}</button></footer>
      {isAdding && <NewConversation into={conversation} onClose={() => setAdding(false)} />}
    </Dialog>
  );
}
