// The dialogs of the account menu, which are fetched when one is opened.
import { signal } from "@preact/signals";
import { lazy } from "../../ui/lazy";

export type DialogName = "redeem" | "language" | "keys" | "logOut";

const open = signal<DialogName | null>(null);
export const openDialog = (name: DialogName) => (open.value = name);
export const closeDialog = () => (open.value = null);

const Dialogs = lazy<{ name: DialogName }>(() => import("./AccountDialogs").then(({ Dialogs }) => Dialogs));

export const DialogHost = () => (open.value ? <Dialogs name={open.value} /> : null);
