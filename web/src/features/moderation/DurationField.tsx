// How long something lasts: a number with its unit, or for good.
import { useId } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import type { Duration, Unit } from "./duration";
import "../../styles/forms.css";

const UNITS: Unit[] = ["minutes", "hours", "days", "weeks", "permanent"];

interface Props {
  label: string;
  value: Duration;
  onChange: (value: Duration) => void;
  /** How the endless one is called. */
  endless?: string;
  isWrong?: boolean;
}

export function DurationField({ label, value, onChange, endless = tm("permanent"), isWrong = false }: Props) {
  const id = useId();
  const isEndless = value.unit === "permanent";
  return (
    <fieldset class="field">
      <legend class="label">{label}</legend>
      <div class="row">
        {!isEndless && (
          <label class={isWrong ? "input amount bad" : "input amount"}>
            <input
              type="text"
              inputMode="numeric"
              maxLength={6}
              value={value.amount}
              aria-label={tm("amount")}
              aria-invalid={isWrong}
              aria-describedby={isWrong ? id : undefined}
              data-testid="duration-amount"
              onInput={(event) => onChange({ ...value, amount: event.currentTarget.value })}
            />
          </label>
        )}
        <select class="input grow" aria-label={tm("unit")} value={value.unit} data-testid="duration-unit" onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as Unit })}>
          {UNITS.map((unit) => <option key={unit} value={unit}>{unit === "permanent" ? endless : tm(unit)}</option>)}
        </select>
      </div>
      {isWrong && <span class="hint bad" id={id} role="alert">{tm("amountWrong")}</span>}
    </fieldset>
  );
}
