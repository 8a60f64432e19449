// Texts of keys and of signing in with one, which are loaded with them.
import english from "./en/keys.json";
import { translator } from "./translator";

export const tk = translator<keyof typeof english>(english, "keys");
