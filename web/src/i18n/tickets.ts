// Texts of tickets, which are loaded with them.
import english from "./en/tickets.json";
import { translator } from "./translator";

export const tt = translator<keyof typeof english>(english, "tickets");
