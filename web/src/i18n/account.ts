// Texts of the account's settings and of bringing an account, which are loaded with them.
import english from "./en/account.json";
import { translator } from "./translator";

export const ta = translator<keyof typeof english>(english, "account");
