// What is known of somebody's key, on their card.
import { useEffect, useState } from "preact/hooks";
import type { Trust } from "../../crypto";
import { th } from "../../i18n/home";
import type { Person } from "../../state/conversations";
import { library } from "../../state/direct/keys";
import { comparing } from "../../state/shown";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";

const TEXTS = { first: "keyUnverified", known: "keyUnverified", compared: "keyVerified", changed: "keyChanged" } as const;
const KINDS = { first: "note", known: "note", compared: "note ok", changed: "note bad" } as const;

/** Nothing for who has none. */
export function KeyLine({ person }: { person: Person }) {
  const [state, setState] = useState<Trust["state"]>("none");
  // Also when it was compared meanwhile.
  const isBusy = comparing.value !== null;
  useEffect(() => void library().then(({ checkKey }) => checkKey(person.id, person.publicKey)).then((trust) => setState(trust.state), () => undefined), [person.id, person.publicKey, isBusy]);
  if (state === "none") return null;
  const isChanged = state === "changed";
  return (
    <p class={KINDS[state]} style="margin-top:12px" data-testid="profile-key">
      <Icon paths={moreIcons["key-round"]} />
      <span class="grow">{th(TEXTS[state])}</span>
      <button type="button" class="as-link" onClick={() => (comparing.value = { person, isChanged })}>{th(isChanged ? "lookAtKey" : "compare")}</button>
    </p>
  );
}
