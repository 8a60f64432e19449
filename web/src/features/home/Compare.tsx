// Compares keys with somebody: the numbers of both, read aloud. Also what is asked when a key has changed.
import { useEffect, useState } from "preact/hooks";
import type { KnownKey } from "../../crypto";
import { th } from "../../i18n/home";
import { conversations, type Person } from "../../state/conversations";
import { library } from "../../state/direct/keys";
import { recheck } from "../../state/direct/locks";
import { device } from "../../state/keys";
import { closeComparing as close } from "../../state/shown";
import { toast } from "../../state/ui";
import { dateTimeOf } from "../../ui/dates";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { SafetyNumber } from "../account/SafetyNumber";

/** The key that the server gives for somebody now. */
const keyNow = (person: Person) => (conversations.value?.flatMap(({ people }) => people).find(({ id }) => id === person.id) ?? person).publicKey;

async function accept(person: Person, publicKey: string, isCompared: boolean) {
  const { acceptKey } = await library();
  await acceptKey(person.id, publicKey, isCompared);
  recheck(person.id);
  close();
  toast("ok", th(isCompared ? "comparedDone" : "acceptedDone", { name: person.name }));
}

function differ({ name }: Person) {
  close();
  toast("bad", th("differTitle", { name }), th("differText"));
}

/** The dialog. */
export function Compare({ person, isChanged }: { person: Person; isChanged: boolean }) {
  const [known, setKnown] = useState<KnownKey>();
  const [isComparing, setComparing] = useState(!isChanged);
  const { name, id } = person;
  const publicKey = keyNow(person);
  const own = device.value?.publicKey;
  useEffect(() => void library().then(({ knownKey }) => knownKey(id)).then(setKnown, () => undefined), [id]);
  const isGone = isChanged && !publicKey;
  return (
    <Dialog key={isComparing ? "compare" : "changed"} title={th(isComparing ? "compareWith" : "changedTitle", { name })} onClose={close} testId="compare">
      <div class="in stack">
        {!isComparing && <p class="muted">{th(isGone ? "goneLead" : "changedLead", { name })}</p>}
        {!isComparing && known && <p class="small muted">{th(known.comparedAt ? "comparedSince" : "knownSince", { date: dateTimeOf(known.comparedAt || known.since) })}</p>}
        {isComparing && (
          <>
            <p class="muted">{th("compareLead", { name })}</p>
            {publicKey && <SafetyNumber publicKey={publicKey} label={th("numberOf", { name })} testId="number-theirs" />}
            {own && <SafetyNumber publicKey={own} label={th("numberOwn")} testId="number-own" />}
            {known && known.comparedAt > 0 && !isChanged && <p class="small muted">{th("comparedSince", { date: dateTimeOf(known.comparedAt) })}</p>}
            <div class="note"><Icon name="info" /><span>{th("compareNote")}</span></div>
          </>
        )}
      </div>
      <footer>
        {isComparing ? (
          <>
            <button type="button" class="btn danger-quiet" data-testid="keys-differ" onClick={() => differ(person)}>{th("theyDiffer")}</button>
            <button type="button" class="btn primary" data-autofocus={!isChanged} data-testid="keys-same" disabled={!publicKey} onClick={() => publicKey && void accept(person, publicKey, true)}>
              <Icon name="check" small />
              {th("theyAreSame")}
            </button>
          </>
        ) : (
          <>
            <button type="button" class="btn" data-autofocus onClick={close}>{th("notNow")}</button>
            {publicKey && <button type="button" class="btn danger-quiet" data-testid="accept-key" onClick={() => void accept(person, publicKey, false)}>{th("acceptKey")}</button>}
            {publicKey && <button type="button" class="btn primary" data-testid="compare-now" onClick={() => setComparing(true)}>{th("compare")}</button>}
          </>
        )}
      </footer>
    </Dialog>
  );
}
