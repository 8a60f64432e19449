// The emoji picker, which is fetched when it is wanted.
import { type Popup, shownEmoji } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Picker = lazy<Popup>(() => import("./Picker").then(({ Picker }) => Picker));

export const EmojiHost = () => (shownEmoji.value ? <Picker {...shownEmoji.value} /> : null);
