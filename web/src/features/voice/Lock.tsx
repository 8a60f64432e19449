// Whether a call is encrypted from end to end, in words: for all of it, for each person, and what is in the way.
import { listOf } from "../../i18n/collation";
import { tv } from "../../i18n/voice";
import { mayHaveKey } from "../../state/keys";
import { overlay } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { isSealable, sealOf } from "./lockState";
import { Note } from "./Note";
import { controls, people, type Person, personName, self } from "./state";

const toKeys = () => (overlay.value = { name: "account", page: "keys" });

/** In the heading of the call; nothing for calls that nobody encrypts. */
export function SealState() {
  const { state, open } = sealOf(people.value, self.value);
  if (!state) return null;
  const text = { verified: () => tv("sealedVerified"), sealed: () => tv("sealed"), partly: () => tv("sealedPartly", { n: open }), open: () => tv("notSealed") }[state]();
  return (
    <span class="seal" role="status" data-testid="voice-lock" data-state={state}>
      {state === "verified" ? <Icon paths={moreIcons["shield-check"]} /> : state === "sealed" ? <Icon name="lock" /> : <Icon paths={moreIcons["lock-open"]} />}
      {text},{" "}
    </span>
  );
}

const TAGS = { open: "lockOpen", waiting: "lockWaiting", changed: "lockChanged", refused: "lockRefused", locked: "lockLocked" } as const;

/** What there is to say of somebody; of who encrypts as they should there is nothing. */
export const lockText = (lock: Person["lock"]) => (lock && lock in TAGS ? tv(TAGS[lock as keyof typeof TAGS]) : "");

/** On the tile of somebody. */
export function LockTag({ lock }: { lock: Person["lock"] }) {
  const text = lockText(lock);
  if (!text) return null;
  return (
    <span class={lock === "waiting" || lock === "locked" ? "tag-v" : "tag-v warn"} data-testid="voice-person-lock" data-state={lock}>
      {lock === "open" ? <Icon paths={moreIcons["lock-open"]} /> : <Icon name={lock === "waiting" || lock === "locked" ? "lock" : "triangle-alert"} />}
      {text}
    </span>
  );
}

const TROUBLES = { noKey: "sealNoKey", otherKey: "sealOtherKey", unsupported: "sealUnsupported", failed: "sealNotLoaded" } as const;

/** Above the call: what we cannot hear, and why what we say can be heard by others. */
export function LockNotes() {
  const { sealTrouble } = self.value;
  const hasLocked = people.value.some(({ lock }) => lock === "locked");
  const changed = people.value.filter(({ lock }) => lock === "changed").map(({ id }) => personName(id));
  const keys = { label: tv("sealKeys"), act: toKeys };
  return (
    <>
      {sealTrouble !== "" && <Note text={tv(TROUBLES[sealTrouble])} testId="voice-seal-trouble" {...((sealTrouble === "noKey" || sealTrouble === "otherKey") && { action: keys })} />}
      {hasLocked && sealTrouble === "" && (
        <Note
          text={tv(!isSealable() ? "lockedUnsupported" : mayHaveKey() ? "lockedOff" : "lockedNoKey")}
          testId="voice-locked"
          {...(isSealable() && { action: mayHaveKey() ? { label: tv("sealTurnOn"), act: () => void controls.value?.setSealed(true) } : keys })}
        />
      )}
      {changed.length > 0 && <Note text={tv("sealChanged", { names: listOf(changed) })} testId="voice-seal-changed" />}
    </>
  );
}
