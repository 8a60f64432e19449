// The number of a key, as people compare it.
import { useEffect, useState } from "preact/hooks";
import { safetyNumber } from "../../crypto";
import "../../styles/forms.css";

interface Props {
  publicKey: string;
  label: string;
  hint?: string;
  testId?: string;
}

/** Eight groups of five digits. */
export function SafetyNumber({ publicKey, label, hint = "", testId = "safety-number" }: Props) {
  const [groups, setGroups] = useState<string[]>([]);
  useEffect(() => void safetyNumber(publicKey).then(setGroups, () => undefined), [publicKey]);
  return (
    <div class="field">
      <span class="label">{label}</span>
      <div class="fp" role="img" aria-label={`${label}: ${groups.join(" ")}`} data-testid={testId}>{groups.map((group, at) => <span key={at}>{group}</span>)}</div>
      {hint && <span class="hint">{hint}</span>}
    </div>
  );
}
