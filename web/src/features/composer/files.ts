// Files for a message. What shows and sends them is fetched with the first one, or a while after the join.
import { t } from "../../i18n";
import { toast } from "../../state/ui";
import type { Upload } from "../../state/uploads";
import { lazy } from "../../ui/lazy";

const load = () => import("../../state/uploading");

/** The files of a channel that go with its next message. */
export const UploadTray = lazy<{ list: Upload[]; onPlace: () => void }>(() => import("./UploadTray").then(({ UploadTray }) => UploadTray));

/** Puts files beside the next message of a channel. */
export function addFiles(room: string, chosen: Iterable<File>, isSealed = false) {
  // The list of an input is gone when the input is emptied.
  const files = [...chosen];
  load().then(
    (part) => part.addFiles(room, files, isSealed),
    () => toast("bad", t("partFailed"), t("partFailedHint")),
  );
}

/** Takes the files of a channel away, after their message was sent. */
export const clearFiles = (room: string) => void load().then((part) => part.clearUploads(room));

/** Sends the files of a room anew, because it is decided now that they are encrypted, or are not. */
export const resendFiles = (room: string, isSealed: boolean) => void load().then((part) => part.resendFiles(room, isSealed));

/** Has everything here. */
export const preloadFiles = () => Promise.all([load(), UploadTray.preload()]);
