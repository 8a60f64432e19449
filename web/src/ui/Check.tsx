// A box to tick, with a line about what it means.
interface Props {
  label: string;
  hint: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  testId: string;
  isDisabled?: boolean;
}

/** Needs no styles of its own: it stands in parts that are fetched one by one. */
export function Check({ label, hint, isOn, onChange, testId, isDisabled = false }: Props) {
  return (
    <label class="row" style="align-items:flex-start;min-height:44px;cursor:pointer">
      <input type="checkbox" style="flex:none;width:18px;height:18px;margin:1px 0 0;accent-color:var(--accent)" checked={isOn} disabled={isDisabled} data-testid={testId} onChange={({ currentTarget }) => {
        const next = currentTarget.checked;
        // It shows what is decided, which may be asked about first.
        currentTarget.checked = isOn;
        onChange(next);
      }} />
      <span>
        {label}
        <span class="hint" style="display:block">{hint}</span>
      </span>
    </label>
  );
}
