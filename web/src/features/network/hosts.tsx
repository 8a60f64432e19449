// What other servers mean for a member, fetched by the profile and the dialog of a ban.
import { loadTexts } from "../../i18n/language";
import { lazy } from "../../ui/lazy";
import type { Recommending } from "./RecommendBan";

const withNetworkTexts = <Part,>(part: Promise<Part>): Promise<Part> => Promise.all([part, loadTexts("network")]).then(([loaded]) => loaded);

/** Whether others have banned somebody, for the staff. `onDrawn` is told when the card has grown by it. */
export const BannedElsewhere = lazy<{ id: string; onDrawn: () => void }>(() => withNetworkTexts(import("./BannedElsewhere")).then(({ BannedElsewhere }) => BannedElsewhere));

/** The choice to recommend a ban to others; nothing while this server takes no part in the network. */
export const RecommendBan = lazy<{ hasKey: boolean; value: Recommending | null; onChange: (value: Recommending | null) => void }>(() => withNetworkTexts(import("./RecommendBan")).then(({ RecommendBan }) => RecommendBan));
