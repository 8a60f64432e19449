// Picks people: for a new conversation, or to come into one.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { compareNames } from "../../i18n/collation";
import { th } from "../../i18n/home";
import { ask } from "../../protocol/socket";
import type { Failure, Member } from "../../protocol/types";
import type { Conversation } from "../../state/conversations";
import { manage, openWith, SYSTEM } from "../../state/direct/rooms";
import { members, shownName } from "../../state/members";
import { credentials, session } from "../../state/session";
import { drawer } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { score } from "../search/match";

/** Nobody looks through more. */
const MAX_SHOWN = 100;

async function fetchMembers(): Promise<Member[]> {
  const answer = await ask<Failure & Record<string, Member>>("getServerMembers", credentials());
  return Object.values(answer).filter((member) => typeof member === "object" && member !== null && member.id !== undefined);
}

/** Everybody on the server, also who is in no channel of ours. */
function useMembers(): Member[] {
  const [all, setAll] = useState<Member[]>(members.peek());
  useEffect(() => void fetchMembers().then(setAll, () => undefined), []);
  return all;
}

interface Props {
  /** Where they are added; else a new one begins. */
  into?: Conversation;
  onClose: () => void;
}

export function NewConversation({ into, onClose }: Props) {
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const known = useMembers().filter(({ id }) => id !== SYSTEM && id !== session.value?.id && !into?.people.some((person) => person.id === id));
  const found = known
    .map((member) => ({ member, name: shownName(member), rank: query.trim() ? score(shownName(member), query.trim()) : 1 }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || Number(Boolean(b.member.isOnline)) - Number(Boolean(a.member.isOnline)) || compareNames(a.name, b.name));
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);

  const submit = async (ids: string[]) => {
    if (isBusy) return;
    setBusy(true);
    let isDone = true;
    if (!into) isDone = await openWith(ids);
    else for (const id of ids) isDone = (await manage("addDmRoomParticipant", { roomId: into.id, memberId: id })) && isDone;
    setBusy(false);
    if (!isDone) return;
    onClose();
    drawer.value = null;
  };
  /** Down from the field into the list, and up and down in it. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = [...(list.current?.querySelectorAll<HTMLElement>("input") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = event.key === "ArrowDown" ? all[at + 1] : all[at - 1];
    event.preventDefault();
    next?.focus();
  };
  const title = th(into ? "addPeople" : "newConversation");
  return (
    <Dialog title={title} onClose={onClose} kind="pick" testId="pick-people">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // Enter takes the best one.
          const first = found[0]?.member.id;
          const ids = chosen.length ? chosen : query.trim() && first ? [first] : [];
          if (ids.length) void submit(ids);
        }}
        onKeyDown={onKeyDown}
      >
        <div class="in stack">
          <p class="muted">{th(into ? "addLead" : "newLead")}</p>
          <div class="input search">
            <Icon name="search" small />
            <input type="search" aria-label={th("findPeople")} placeholder={th("findPeople")} autoComplete="off" data-autofocus data-testid="pick-search" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
          </div>
          <ul ref={list} class="pick-list scroll" aria-label={th("people")}>
            {!into && !query && (
              <li>
                <button type="button" class="mem" data-testid="pick-self" onClick={() => void submit([])}>
                  <Avatar id={session.value?.id ?? ""} name={session.value?.name ?? ""} icon={members.value.find(({ id }) => id === session.value?.id)?.icon} />
                  <span class="grow"><b class="cut">{th("notes")}</b><small>{th("notesTopic")}</small></span>
                </button>
              </li>
            )}
            {found.slice(0, MAX_SHOWN).map(({ member, name }) => (
              <li key={member.id}>
                <label class="mem" data-testid="pick-person">
                  <Avatar id={member.id} name={name} icon={member.icon} presence={member.isOnline ? "online" : "offline"} />
                  <b class="grow cut">{name}</b>
                  <input type="checkbox" checked={chosen.includes(member.id)} aria-label={name} onChange={() => toggle(member.id)} />
                </label>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p class="muted" role="status">{th("nobodyFound")}</p>}
        </div>
        <footer>
          <button type="button" class="btn" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="btn primary" aria-busy={isBusy} disabled={!chosen.length && !query.trim()} data-testid="pick-done">
            {isBusy && <span class="spin" />}
            {th(into ? "addVerb" : "beginVerb")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
