// The way to report a message. The dialog is fetched when somebody wants it.
import { loadTexts } from "../../i18n/language";
import { closePart, shownPart } from "../../state/shown";
import { lazy } from "../../ui/lazy";

/** A message that somebody wants to report. */
export interface Reported {
  messageId: string;
  type: "message" | "dm";
  /** Only of encrypted direct messages, exactly as it was decrypted: the reporter hands it over to the staff, and the
   * signature in the message tells whether it was changed. */
  plainText?: string;
  /** Who wrote it. */
  name?: string;
  /** What it says, to be seen once more. */
  html?: string;
}

const ReportDialog = lazy<{ reported: Reported }>(() => Promise.all([import("./ReportDialog"), loadTexts("reports")]).then(([{ ReportDialog }]) => ReportDialog), { onFail: closePart });

/** Opens the dialog to report a message of a channel or a direct message. */
export const openReport = (reported: Reported) => (shownPart.value = <ReportDialog reported={reported} />);
