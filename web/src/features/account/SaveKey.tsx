// The one moment in which a key can be saved. Whoever leaves without a file is asked.
import { useEffect, useState } from "preact/hooks";
import { FILE_NAMES, type FreshKey, lockedFile, plainFile } from "../../crypto";
import { ta } from "../../i18n/account";
import { tk } from "../../i18n/keys";
import { noteSaved } from "../../state/keyring";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { saveText } from "../../ui/save";
import { PasswordField } from "../join/Field";
import { unsaved } from "../settings/draft";

const SHORTEST = 8;

interface Props {
  fresh: FreshKey;
  onDone: () => void;
}

/** Offers both kinds of files of a new key. */
export function SaveKey({ fresh, onDone }: Props) {
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isSaved, setSaved] = useState(false);

  useEffect(() => {
    unsaved.value = isSaved ? 0 : 1;
    return () => void (unsaved.value = 0);
  }, [isSaved]);

  const save = async (name: string, text: string) => {
    saveText(name, text);
    setSaved(true);
    await noteSaved().catch(() => undefined);
  };
  const saveLocked = async (event: Event) => {
    event.preventDefault();
    const isShort = [...password].length < SHORTEST;
    setTrouble(isShort ? ta("filePasswordShort") : "");
    if (isShort || isBusy) return;
    setBusy(true);
    await save(FILE_NAMES.locked, await lockedFile(fresh, password));
    setPassword("");
    setBusy(false);
  };
  const savePlain = async () => {
    if (await confirm({ title: tk("plainQuestion"), text: tk("plainWarning"), verb: ta("saveIt") })) await save(FILE_NAMES.plain, plainFile(fresh));
  };
  const finish = async () => {
    if (isSaved || (await confirm({ title: tk("goWithoutQuestion"), text: tk("goWithoutLead"), verb: tk("goWithout") }))) onDone();
  };
  return (
    <form class="form stack" noValidate aria-label={tk("saveTitle")} data-testid="save-key" onSubmit={saveLocked}>
      <h2>{tk("saveTitle")}</h2>
      <p class="muted">{tk("saveLead")}</p>
      {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      {isSaved && <div class="note ok" role="status"><Icon name="circle-check" /><span>{tk("savedNow")}</span></div>}
      <PasswordField isNew label={ta("filePassword")} hint={ta("filePasswordHint")} autoComplete="off" value={password} testId="save-key-password" onInput={setPassword} />
      <div class="row key-ways">
        <button type="submit" class={isSaved ? "btn" : "btn primary"} aria-busy={isBusy} data-testid="save-key-locked">
          {isBusy ? <span class="spin" /> : <Icon name="download" small />}
          {ta("exportLocked")}
        </button>
        <button type="button" class="btn" data-testid="save-key-plain" onClick={() => void savePlain()}>{ta("exportPlain")}</button>
      </div>
      <div class="row"><button type="button" class={isSaved ? "btn primary" : "btn quiet"} data-testid="save-key-done" onClick={() => void finish()}>{isSaved ? tk("done") : tk("goWithout")}</button></div>
    </form>
  );
}
