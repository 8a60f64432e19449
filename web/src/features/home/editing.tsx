// The dialog that changes the page of the server, fetched by who may.
import { loadTexts } from "../../i18n/language";
import { lazy } from "../../ui/lazy";

export const EditPage = lazy<{ onClose: () => void }>(() => Promise.all([import("./EditPage"), loadTexts("home"), loadTexts("account"), loadTexts("settings")]).then(([{ EditPage }]) => EditPage));
