// Parts of messages that are fetched when the first one needs them.
import type { Attachment } from "../../ui/content";
import { withTexts } from "../../i18n/language";
import { lazy } from "../../ui/lazy";

/** Files of encrypted messages. */
export const SealedFiles = lazy<{ files: Attachment[] }>(() => withTexts(import("../home/SealedFiles"), "home").then(({ SealedFiles }) => SealedFiles));
