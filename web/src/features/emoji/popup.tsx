// The emoji picker, which is fetched when it is wanted.
import { withTexts } from "../../i18n/language";
import { closeEmoji, type Popup, shownEmoji } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Picker = lazy<Popup>(async () => {
  const [{ Picker }] = await Promise.all([withTexts(import("./Picker")), import("./data").then(({ loadWords }) => loadWords())]);
  return Picker;
}, { onFail: closeEmoji });

export const EmojiHost = () => (shownEmoji.value ? <Picker {...shownEmoji.value} /> : null);
