// Texts of posts, news and help, which are loaded with them.
import english from "./en/articles.json";
import { translator } from "./translator";

export const ta = translator<keyof typeof english>(english, "articles");
