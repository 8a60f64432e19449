// Emoji of the server: add, rename, delete.
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { ts } from "../../i18n/settings";
import { type Emoji, emojis } from "../../state/emojis";
import { nameOf } from "../../state/names";
import { toast } from "../../state/ui";
import { reasonOf, sendFile } from "../../state/uploading";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { change } from "./api";
import { Page } from "./parts";

function Row({ emoji }: { emoji: Emoji }) {
  const [name, setName] = useState<string | null>(null);
  const save = async () => {
    const next = (name ?? "").trim();
    setName(null);
    if (next && next !== emoji.name) await change("updateEmoji", { filehash: emoji.hash, emojiName: next });
  };
  const remove = async () => {
    const isSure = await confirm({ title: ts("emojiDeleteQuestion", { name: emoji.name }), text: ts("emojiDeleteLead"), verb: t("delete") });
    if (isSure) await change("deleteEmoji", { filename: emoji.filename });
  };
  return (
    <li class="emoji-row" data-testid="emoji-row">
      <img src={emoji.url} alt="" loading="lazy" />
      {name === null ? (
        <span class="grow">
          <b class="cut">:{emoji.name}:</b>
          {emoji.uploader && nameOf(emoji.uploader) && <span class="muted small cut">{nameOf(emoji.uploader)}</span>}
        </span>
      ) : (
        <form
          class="row grow"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <label class="input grow">
            <input
              value={name}
              maxLength={32}
              aria-label={ts("emojiName")}
              ref={(field) => field?.focus()}
              onInput={(event) => setName(event.currentTarget.value.replace(/[^\w-]/g, "_"))}
              onKeyDown={(event) => {
                if (event.key !== "Escape") return;
                event.stopPropagation();
                setName(null);
              }}
            />
          </label>
          <button type="submit" class="btn primary">{ts("save")}</button>
        </form>
      )}
      {name === null && <button type="button" class="btn quiet" onClick={() => setName(emoji.name)}>{ts("emojiRename")}</button>}
      <button type="button" class="ib danger" aria-label={ts("emojiDelete", { name: emoji.name })} title={t("delete")} onClick={() => void remove()}><Icon name="trash-2" /></button>
    </li>
  );
}

export function Emojis() {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(0);
  const add = async (files: Iterable<File>) => {
    for (const file of files) {
      setBusy((count) => count + 1);
      try {
        await sendFile(file, file.name, "emoji", { signal: new AbortController().signal, progress: () => undefined });
      } catch (error) {
        toast("bad", ts("emojiFailed", { name: file.name }), reasonOf(error));
      }
      setBusy((count) => count - 1);
    }
  };
  return (
    <Page
      title={ts("emoji")}
      lead={ts("emojiLead")}
      actions={
        <button type="button" class="btn primary" aria-busy={busy > 0} onClick={() => input.current?.click()}>
          {busy > 0 ? <span class="spin" /> : <Icon name="plus" small />}
          {ts("emojiAdd")}
        </button>
      }
    >
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        data-testid="emoji-file"
        onChange={(event) => {
          void add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <div
        class="card emoji-list"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void add([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        {emojis.value.length === 0 ? (
          <div class="empty">
            <span class="ft"><Icon name="smile" /></span>
            <b>{ts("emojiEmpty")}</b>
            <p>{ts("emojiEmptyHint")}</p>
          </div>
        ) : (
          <ul>{emojis.value.map((emoji) => <Row key={emoji.hash} emoji={emoji} />)}</ul>
        )}
      </div>
    </Page>
  );
}
