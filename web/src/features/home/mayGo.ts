// Whether a message may go now: who would not be able to read it, and whose key has changed.
import { th } from "../../i18n/home";
import { listOf } from "../../i18n/collation";
import type { Conversation, Person } from "../../state/conversations";
import { choiceOf, choose } from "../../state/direct/choices";
import { knownLock, unasked } from "../../state/direct/locks";
import { comparing } from "../../state/shown";
import { toast } from "../../state/ui";
import { confirm } from "../../ui/Confirm";
import { lockText } from "./LockBar";

const namesOf = (people: Person[]) => listOf(people.map(({ name }) => name));

/** Asks whether somebody who has no key may be left out. */
export const mayLeaveOut = (people: Person[]) =>
  confirm({ title: th("keylessQuestion", { names: namesOf(people) }), text: th("keylessLead", { names: namesOf(people) }), verb: th("keylessVerb"), isDanger: false });

/** Asks what has to be decided before something is sent. */
export async function mayGo(conversation: Conversation): Promise<boolean> {
  const { room } = conversation;
  const lock = await knownLock(conversation);
  if (lock.state === "open") {
    // SECURITY: what was decided to be encrypted does not go in another way because something is out of order.
    const isMeant = choiceOf(room)?.isOn === true;
    if (isMeant) toast("bad", th("notSentOpen"), lockText(conversation, lock));
    return !isMeant;
  }
  const [changed] = lock.changed;
  if (changed) {
    comparing.value = { person: changed, isChanged: true };
    return false;
  }
  const left = unasked(lock, room);
  if (!left.length) return true;
  if (!(await mayLeaveOut(left))) return false;
  choose(room, { isOn: true, without: [...(choiceOf(room)?.without ?? []), ...left.map(({ id }) => id)] });
  return true;
}
