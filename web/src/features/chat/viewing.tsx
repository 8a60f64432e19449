// Pictures large. The viewer itself is fetched when it is wanted.
import { shownPictures, type Viewing } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Viewer = lazy<Viewing>(() => import("./Viewer").then(({ Viewer }) => Viewer));

export const ViewerHost = () => (shownPictures.value ? <Viewer {...shownPictures.value} /> : null);
