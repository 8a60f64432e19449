// Texts of reports, which are loaded with them.
import english from "./en/reports.json";
import { translator } from "./translator";

export const tr = translator<keyof typeof english>(english, "reports");
