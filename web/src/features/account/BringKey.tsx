// A key in a file: chosen, opened, and handed on.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type FreshKey, isLocked, KeyFileError, readKeyFile } from "../../crypto";
import { ta } from "../../i18n/account";
import { tk } from "../../i18n/keys";
import { t } from "../../i18n/start";
import { Icon } from "../../ui/Icon";
import { PasswordField } from "../join/Field";
import { FileDrop } from "../join/FileDrop";

interface Props {
  /** What is done with the key. */
  verb: string;
  /** Gets the key; answers with what went wrong, if something did. */
  onKey: (key: FreshKey) => Promise<string | undefined>;
  /** More to decide, once there is a file. */
  children?: ComponentChildren;
  lead?: string | undefined;
  isBig?: boolean;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof KeyFileError)) return t("noAnswer");
  return error.trouble === "wrongPassword" ? ta("wrongPassword") : tk(error.trouble);
}

/** A form for the file of a key. */
export function BringKey({ verb, onKey, children, lead, isBig = false }: Props) {
  const [chosen, setChosen] = useState<{ name: string; text: string; isLocked: boolean } | null>(null);
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);

  const choose = (text: string, name: string) => {
    setPassword("");
    setTrouble("");
    try {
      setChosen({ name, text, isLocked: isLocked(text) });
    } catch (error) {
      setChosen(null);
      setTrouble(reasonOf(error));
    }
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!chosen || isBusy) return;
    setTrouble("");
    setBusy(true);
    try {
      setTrouble((await onKey(await readKeyFile(chosen.text, password))) ?? "");
    } catch (error) {
      setTrouble(reasonOf(error));
    }
    setBusy(false);
  };
  return (
    <form class={isBig ? undefined : "stack"} noValidate aria-label={verb} onSubmit={submit}>
      {trouble && <div class="note bad" role="alert" data-testid="key-trouble"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      {lead && <p class="small muted">{lead}</p>}
      <FileDrop name={chosen?.name} testId="key-file" onFile={choose} />
      {chosen?.isLocked && <PasswordField isNew={false} label={ta("filePassword")} autoComplete="off" value={password} testId="key-password" onInput={setPassword} />}
      {chosen && children}
      {chosen && (
        <button type="submit" class={isBig ? `btn big wide ${lead ? "" : "primary"}` : "btn"} aria-busy={isBusy} disabled={chosen.isLocked && !password} data-testid="key-take">
          {isBusy && <span class="spin" />}
          {verb}
        </button>
      )}
    </form>
  );
}
