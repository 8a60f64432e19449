// Texts of notifications and of new builds, which are loaded with them.
import english from "./en/background.json";
import { translator } from "./translator";

export const t = translator<keyof typeof english>(english, "background");
