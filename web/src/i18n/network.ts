// Texts of other servers: the list for everybody, what the staff decides about them, and bans that they recommend.
import english from "./en/network.json";
import { translator } from "./translator";

export const tn = translator<keyof typeof english>(english, "network");
