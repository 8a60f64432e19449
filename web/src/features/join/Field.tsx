// Fields of the first visit.
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n/start";
import { Icon } from "../../ui/Icon";

interface Props {
  label: string;
  value: string;
  onInput: (value: string) => void;
  testId: string;
  hint?: string;
  autoComplete: string;
  maxLength?: number;
  isWrong?: boolean;
}

export function Field({ label, value, onInput, testId, hint = "", autoComplete, maxLength = 128, isWrong = false }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={isWrong ? "input bad" : "input"}>
        <input
          id={id}
          type="text"
          value={value}
          maxLength={maxLength}
          autoComplete={autoComplete}
          autoCapitalize="off"
          spellcheck={false}
          data-testid={testId}
          aria-invalid={isWrong || undefined}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </div>
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}

/** 0 to 4: length counts most, variety a little. */
export function strength(password: string): number {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  const bits = new Set(password).size < 4 ? password.length : password.length * (1 + kinds * 0.9);
  return [1, 14, 26, 44].filter((limit) => bits >= limit).length;
}

interface PasswordProps {
  /** One that is being chosen: with a hint, and how strong it is. */
  isNew: boolean;
  value: string;
  isWrong?: boolean;
  onInput: (value: string) => void;
  label?: string;
  hint?: string;
  testId?: string;
  /** For programs that keep passwords; those of files are none of theirs. */
  autoComplete?: string;
}

export function PasswordField({ isNew, isWrong = false, value, onInput, label = t("password"), hint = isNew ? t("passwordHint") : "", testId = "join-password", autoComplete = isNew ? "new-password" : "current-password" }: PasswordProps) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  const level = strength(value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={isWrong ? "input bad" : "input"}>
        <input
          id={id}
          type={isShown ? "text" : "password"}
          value={value}
          maxLength={1024}
          autoComplete={autoComplete}
          data-testid={testId}
          aria-invalid={isWrong || undefined}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <button type="button" class="ib" aria-label={t("showPassword")} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          <Icon name={isShown ? "eye-off" : "eye"} />
        </button>
      </div>
      {isNew && value && (
        <div class={`meter m${level}`} role="img" aria-label={t("strength", { n: level })}>
          <i /><i /><i /><i />
        </div>
      )}
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}
