// Texts of what articles, tickets and reports share, which are loaded with them.
import english from "./en/board.json";
import { translator } from "./translator";

export const tb = translator<keyof typeof english>(english, "board");
