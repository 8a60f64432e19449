// Where a file is chosen or dropped.
import { useRef } from "preact/hooks";
import { ta } from "../../i18n/account";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";

/** Files of accounts and keys are small; others are not even read. */
const MAX_BYTES = 1_000_000;

interface Props {
  /** The name of the file that was chosen. */
  name: string | undefined;
  /** Gets the text of the file; that of one that is far too large is empty. */
  onFile: (text: string, name: string) => void;
  testId: string;
}

/** A field for one file of JSON. */
export function FileDrop({ name, onFile, testId }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file) onFile(file.size > MAX_BYTES ? "" : await file.text().catch(() => ""), file.name);
  };
  return (
    <>
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <Icon paths={moreIcons["file-key"]} />
        {name ? <b class="file-name">{name}</b> : <span class="small hide-phone">{ta("dropFile")}</span>}
        <button type="button" class="btn" onClick={() => input.current?.click()}>{ta(name ? "chooseAnother" : "chooseFile")}</button>
      </div>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        data-testid={testId}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
