// Texts of the first visit, and of what is there before the chat.
import english from "./en/start.json";
import { translator } from "./translator";

export type StartText = keyof typeof english;

export const t = translator<StartText>(english, "start");
