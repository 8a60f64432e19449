// Texts of what opens over the chat (search, inbox, emoji, pictures, dialogs), which are loaded with it.
import english from "./en/over.json";
import { translator } from "./translator";

/** The text of a name, for what opens over the chat. */
export const to = translator<keyof typeof english>(english, "over");
