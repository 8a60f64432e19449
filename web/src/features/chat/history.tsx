// Opens the earlier versions of a message, which are fetched together with the dialog.
import { signal } from "@preact/signals";
import type { Message } from "../../state/message";
import { lazy } from "../../ui/lazy";

const shown = signal<Message | null>(null);
export const openHistory = (message: Message) => (shown.value = message);
export const closeHistory = () => (shown.value = null);

const Versions = lazy<{ message: Message }>(() => import("./Versions").then(({ Versions }) => Versions));

export const HistoryHost = () => (shown.value ? <Versions message={shown.value} /> : null);
