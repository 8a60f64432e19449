// Texts of the settings, which are loaded with them.
import english from "./en/settings.json";
import { translator } from "./translator";

export const ts = translator<keyof typeof english>(english, "settings");
