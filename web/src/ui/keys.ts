// Keys as they are called on keyboards of the language.
import { t } from "../i18n";

const NAMES = { Ctrl: "keyCtrl", Shift: "keyShift", Enter: "keyEnter", Esc: "keyEsc", Del: "keyDel", PgUp: "keyPageUp", PgDn: "keyPageDown" } as const;

/** A combination such as "Ctrl K", with the names that people see on their keys. */
export const keys = (combination: string) => combination.replace(/[A-Z][A-Za-z]+/g, (name) => (name in NAMES ? t(NAMES[name as keyof typeof NAMES]) : name));
