// A message that is being edited, where it stands.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { said } from "../../i18n/server";
import { deleteMessage, editing, saveEdit } from "../../state/actions";
import { emojiByHash } from "../../state/emojis";
import type { Message } from "../../state/message";
import { named } from "../../state/names";
import { enterSends } from "../../state/ui";
import { confirm } from "../../ui/Confirm";
import { isUpload } from "../../ui/content";
import { markdownOf } from "../../ui/markdown-of";
import { LIMIT } from "../composer/Composer";
import { Field, isTouch, tokenFor } from "../composer/Field";
import { focusComposer } from "../composer/focus";
import { toHtml, withFiles } from "../composer/wire";

/** How what has an id on the wire is written. */
export const writtenAs = (kind: string, id: string) => (kind === ":" ? `:${emojiByHash.peek().get(id)?.name ?? id}:` : named(kind === "#" ? "#@" : kind, id).text);

interface Props {
  message: Message;
  /** What is done with the text, and with one that is empty: for messages that are not of a channel. */
  save?: (message: Message, html: string) => Promise<string | undefined>;
  remove?: (message: Message) => Promise<unknown>;
}

export function EditField({ message, save = saveEdit, remove = deleteMessage }: Props) {
  const [start] = useState(() => markdownOf(message.html, writtenAs, (address) => isUpload(address, message.images)));
  const [text, setText] = useState(start.text);
  /** What stands in the field now; what was drawn last may be a letter behind. */
  const latest = useRef(start.text);
  const tokens = useRef(start.tokens);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);

  // Before anything is painted: the next key is meant for this field.
  useLayoutEffect(() => {
    const box = input.current;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
    box?.scrollIntoView({ block: "nearest" });
  }, []);

  const close = () => {
    editing.value = null;
    focusComposer();
  };
  const finish = async () => {
    if (isBusy) return;
    const source = latest.current.trim();
    if (!source && !start.files.length) {
      // An empty message is one that shall go.
      if (await confirm({ title: t("deleteQuestion"), text: t("deleteLead"), verb: t("delete") })) {
        close();
        await remove(message);
      }
      return;
    }
    if (source === start.text) return close();
    setBusy(true);
    const caption = source ? await toHtml(source, tokens.current) : "";
    const html = withFiles(caption, start.files);
    const reason = html.length > LIMIT ? t("tooLong") : await save(message, html);
    setBusy(false);
    if (reason) return setProblem(reason);
    close();
  };

  return (
    <div class="editing" aria-busy={isBusy}>
      <div class="edit-box">
        <Field
          input={input}
          text={text}
          label={t("editMessage")}
          testId="edit-input"
          onText={(next) => {
            latest.current = next;
            setText(next);
          }}
          onToken={(written, wire) => {
            const unique = tokenFor(tokens.current, written, wire);
            tokens.current = { ...tokens.current, [unique]: wire };
            return unique;
          }}
          onSubmit={() => void finish()}
          onEscape={close}
        />
      </div>
      {problem && <p class="hint bad" role="alert">{t("notSaved", { reason: said(problem) })}</p>}
      <p class="hint">
        <button type="button" class="as-link" onClick={close}>{t("cancel")}</button>
        <button type="button" class="as-link" data-testid="edit-save" onClick={() => void finish()}>{t("save")}</button>
        {!isTouch() && <span>{t(enterSends.value ? "editHint" : "editHintShift")}</span>}
      </p>
    </div>
  );
}
