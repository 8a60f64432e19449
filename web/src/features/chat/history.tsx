// The earlier versions of a message, which are fetched together with the dialog.
import type { Message } from "../../state/message";
import { shownHistory } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Versions = lazy<{ message: Message }>(() => import("./Versions").then(({ Versions }) => Versions));

export const HistoryHost = () => (shownHistory.value ? <Versions message={shownHistory.value} /> : null);
