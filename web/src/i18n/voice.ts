// Texts of calls, which are loaded where there are voice channels.
import english from "./en/voice.json";
import { translator } from "./translator";

export const tv = translator<keyof typeof english>(english, "voice");
