// In the dialog of a ban: whether servers that we vouch for are told, with the reason and a note.
import { useEffect, useId, useState } from "preact/hooks";
import { tn } from "../../i18n/network";
import { Check } from "../../ui/Check";
import { isFederated } from "./asking";
import { REASONS, type Reason } from "./nodes";
import { banReason } from "./words";
import "../../styles/forms.css";

export interface Recommending {
  networkReason: Reason;
  networkNote: string;
}

const NOTE_LENGTH = 300;

interface Props {
  /** Only a key says on another server who is meant. */
  hasKey: boolean;
  value: Recommending | null;
  onChange: (value: Recommending | null) => void;
}

export function RecommendBan({ hasKey, value, onChange }: Props) {
  const [isOn, setOn] = useState(false);
  const id = useId();
  useEffect(() => {
    let isHere = true;
    void isFederated().then((is) => isHere && setOn(is));
    return () => {
      isHere = false;
    };
  }, []);
  if (!isOn) return null;
  return (
    <>
      <Check label={tn("recommend")} hint={tn(hasKey ? "recommendHint" : "recommendNoKey")} isOn={value !== null} isDisabled={!hasKey} testId="recommend-ban" onChange={(is) => onChange(is ? { networkReason: "spam", networkNote: "" } : null)} />
      {value && (
        <>
          <div class="field">
            <label for={`${id}-reason`}>{tn("recommendReason")}</label>
            <select id={`${id}-reason`} class="input" value={value.networkReason} data-testid="network-reason" onChange={(event) => onChange({ ...value, networkReason: event.currentTarget.value as Reason })}>
              {REASONS.map((reason) => <option key={reason} value={reason}>{banReason(reason)}</option>)}
            </select>
          </div>
          <div class="field">
            <label for={`${id}-note`}>{tn("recommendNote")}</label>
            <div class="input area">
              <textarea id={`${id}-note`} rows={2} maxLength={NOTE_LENGTH} value={value.networkNote} aria-describedby={`${id}-hint`} data-testid="network-note" onInput={(event) => onChange({ ...value, networkNote: event.currentTarget.value })} />
            </div>
            <span class="hint" id={`${id}-hint`}>{tn("recommendNoteHint")}</span>
          </div>
        </>
      )}
    </>
  );
}
