// Texts of home: the page of the server, conversations and their encryption, which are loaded with it.
import english from "./en/home.json";
import { translator } from "./translator";

export const th = translator<keyof typeof english>(english, "home");
