// How a conversation is locked, in words: a line below its heading, and a chip in it.
import { th } from "../../i18n/home";
import { listOf } from "../../i18n/collation";
import type { Conversation, Person } from "../../state/conversations";
import type { LockState, RoomLock } from "../../state/direct/locks";
import { othersIn } from "../../state/direct/rooms";
import { comparing, overlay } from "../../state/shown";
import { Icon } from "../../ui/Icon";
import { iconPaths } from "../../ui/icons";
import { moreIcons } from "../../ui/moreIcons";

const LOOK: Record<LockState, { icon: () => string; chip: "lockVerified" | "lockUnverified" | "lockChanged" | "lockOpen"; kind: string }> = {
  verified: { icon: () => moreIcons["shield-check"], chip: "lockVerified", kind: "ok" },
  unverified: { icon: () => iconPaths("lock"), chip: "lockUnverified", kind: "" },
  changed: { icon: () => iconPaths("triangle-alert"), chip: "lockChanged", kind: "bad" },
  open: { icon: () => moreIcons["lock-open"], chip: "lockOpen", kind: "open" },
};

/** The icon of a state. */
export const LockIcon = ({ state }: { state: LockState }) => <Icon paths={LOOK[state].icon()} />;

/** The state in two words. */
export const lockName = (state: LockState) => th(LOOK[state].chip);

const named = (people: Person[]) => listOf(people.map(({ name }) => name));

/** What a lock means here, in a sentence. */
export function lockText(conversation: Conversation, { state, reason, keyless, changed }: RoomLock): string {
  const others = othersIn(conversation);
  if (state === "changed") return th("changedText", { names: named(changed) });
  if (state === "open") {
    if (reason === "ownKey") return th("openNoKey");
    if (reason === "off") return th("openOff");
    if (reason === "store") return th("openStore");
    return keyless.length ? th("openKeyless", { names: named(keyless) }) : th("openUnproven");
  }
  if (!others.length) return th("sealedNotes");
  if (keyless.length) return th("sealedWithout", { names: named(keyless) });
  return th(state === "verified" ? "verifiedText" : "unverifiedText", { names: named(others) });
}

/** In the heading: pressed, it says more. */
export function LockChip({ lock, onClick }: { lock: RoomLock; onClick: () => void }) {
  return (
    <button type="button" class="chip lock-chip hide-phone" data-testid="lock-chip" data-state={lock.state} aria-haspopup="dialog" onClick={onClick}>
      <LockIcon state={lock.state} />
      {lockName(lock.state)}
    </button>
  );
}

/** Below the heading. */
export function LockBar({ conversation, lock, onDetails }: { conversation: Conversation; lock: RoomLock; onDetails: () => void }) {
  const { state, reason, changed, strangers } = lock;
  const [first] = changed.length ? changed : strangers;
  const act = () => {
    if (state === "open" && reason === "ownKey") overlay.value = { name: "account", page: "keys" };
    else if (state === "open" || !first || strangers.length > 1) onDetails();
    else comparing.value = { person: first, isChanged: state === "changed" };
  };
  const verb = { verified: "", unverified: th(strangers.length > 1 ? "details" : "compare"), changed: th("lookAtKey"), open: th(reason === "ownKey" ? "setUpKey" : "details") }[state];
  // There is room for two words beside the button.
  const short = state === "changed" || lock.isOtherKey || lock.keyless.length ? "" : th(state === "open" ? "openShort" : "sealedShort");
  return (
    <div class={`e2e ${LOOK[state].kind}`} role={state === "changed" ? "alert" : "status"} data-testid="lock-bar" data-state={state}>
      <LockIcon state={state} />
      {short && <span class="only-phone">{short}</span>}
      <span class={short ? "hide-phone" : undefined}>{lockText(conversation, lock)}{lock.isOtherKey && ` ${th("otherOwnKey")}`}</span>
      {verb && <button type="button" data-testid="lock-act" onClick={act}>{verb}</button>}
    </div>
  );
}
