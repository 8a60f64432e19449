// The dialogs of the account menu, which are fetched when one is opened.
import { signal } from "@preact/signals";
import { withTexts } from "../../i18n/language";
import { lazy } from "../../ui/lazy";

export type DialogName = "redeem" | "language" | "keys" | "about" | "logOut";

const open = signal<DialogName | null>(null);
export const openDialog = (name: DialogName) => (open.value = name);
export const closeDialog = () => (open.value = null);

const Dialogs = lazy<{ name: DialogName }>(() => withTexts(import("./AccountDialogs")).then(({ Dialogs }) => Dialogs), { onFail: closeDialog });

export const DialogHost = () => (open.value ? <Dialogs name={open.value} /> : null);
