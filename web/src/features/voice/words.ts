// What is said of calls that ended or cannot be heard.
import { said } from "../../i18n/server";
import { tv } from "../../i18n/voice";
import type { CallState, Why } from "./machine";
import type { Trouble } from "./state";

const TITLES = { removed: "endRemoved", deleted: "endDeleted", elsewhere: "endElsewhere", lost: "endLost", unreachable: "endUnreachable", refused: "endRefused", unsupported: "endUnsupported" } as const satisfies Record<Why, string>;
const HINTS = { removed: "endRemovedHint", deleted: "endDeletedHint", elsewhere: "endElsewhereHint", lost: "endLostHint", unreachable: "endUnreachableHint", refused: "endRefusedHint", unsupported: "endUnsupportedHint" } as const satisfies Record<Why, string>;

/** Why a call is over. What the server said goes before what we could say. */
export const endedText = ({ why, text, place }: Extract<CallState, { name: "ended" }>) => ({
  title: tv(TITLES[why], { name: place.name }),
  text: text ? said(text) : tv(HINTS[why]),
});

const TROUBLES = { refused: "micRefused", missing: "micMissing", busy: "micBusy", insecure: "micInsecure" } as const;

/** Why nobody hears us. */
export const troubleText = (trouble: Trouble) => (trouble ? tv(TROUBLES[trouble]) : "");
