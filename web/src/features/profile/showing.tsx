// The profile card. It is fetched when somebody opens one.
import { loadTexts } from "../../i18n/language";
import { closeProfile, shownProfile } from "../../state/shown";
import { lazy } from "../../ui/lazy";
import type { Place } from "../../ui/popover";

const Profile = lazy<{ id: string; place: Place }>(() => Promise.all([import("./Profile"), loadTexts("moderation")]).then(([{ Profile }]) => Profile), { onFail: closeProfile });

export const ProfileHost = () => (shownProfile.value ? <Profile key={shownProfile.value.id} {...shownProfile.value} /> : null);

/** As wide as the style sheet makes it. */
export const CARD_WIDTH = 320;
