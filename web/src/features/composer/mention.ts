// Puts somebody's name at the end of the draft of the open channel.
import { room } from "../../state/structure";
import { changeDraft, draftOf } from "./drafts";
import { tokenFor } from "./Field";
import { focusComposer } from "./focus";

export function mention(id: string, name: string) {
  const key = room.value;
  if (!key) return;
  const { text, tokens = {} } = draftOf(key);
  const wire = `<@${id}>`;
  const written = tokenFor(tokens, `@${name}`, wire);
  changeDraft(key, { text: `${text}${text && !/\s$/.test(text) ? " " : ""}${written} `, tokens: { ...tokens, [written]: wire } });
  // After whatever was open has given the focus back.
  setTimeout(focusComposer);
}
