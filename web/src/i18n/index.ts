// Texts of the chat, and those of the first visit with them.
import english from "./en/chat.json";
import { type StartText, t as start } from "./start";
import { translator, type Values } from "./translator";

export { translator };

type ChatText = keyof typeof english;
export type TextName = ChatText | StartText;

const chat = translator<ChatText>(english, "chat");
const isOfChat = (name: TextName): name is ChatText => name in english;

/** The text of a name. */
export const t = (name: TextName, values?: Values) => (isOfChat(name) ? chat(name, values) : start(name, values));
