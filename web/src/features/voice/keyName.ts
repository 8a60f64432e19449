// How a key is called that `KeyboardEvent.code` names.
import { tv } from "../../i18n/voice";
import { keys } from "../../ui/keys";

const SIDES = { Left: "keyLeft", Right: "keyRight" } as const;
const NAMES: Record<string, string> = { Control: "Ctrl", Meta: "Meta", Escape: "Esc", Delete: "Del", PageUp: "PgUp", PageDown: "PgDn" };

/** Such as "M", "F8" or "Right Ctrl". */
export function keyName(code: string): string {
  const [, letter] = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code) ?? [];
  if (letter) return letter;
  const [, name = code, side] = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code) ?? [];
  const shown = keys(NAMES[name] ?? name);
  return side === "Left" || side === "Right" ? tv(SIDES[side], { key: shown }) : shown;
}
