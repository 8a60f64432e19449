// The earlier versions of a message, which are fetched together with the dialog.
import { withTexts } from "../../i18n/language";
import type { Message } from "../../state/message";
import { closeHistory, shownHistory } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Versions = lazy<{ message: Message }>(() => withTexts(import("./Versions")).then(({ Versions }) => Versions), { onFail: closeHistory });

export const HistoryHost = () => (shownHistory.value ? <Versions message={shownHistory.value} /> : null);
