// Pictures large. The viewer itself is fetched when it is wanted.
import { withTexts } from "../../i18n/language";
import { closeViewer, shownPictures, type Viewing } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Viewer = lazy<Viewing>(() => withTexts(import("./Viewer")).then(({ Viewer }) => Viewer), { onFail: closeViewer });

export const ViewerHost = () => (shownPictures.value ? <Viewer {...shownPictures.value} /> : null);
