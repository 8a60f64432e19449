// Texts of the profile card and of the pages for moderation, which are loaded with them.
import english from "./en/moderation.json";
import { translator } from "./translator";

export const tm = translator<keyof typeof english>(english, "moderation");
