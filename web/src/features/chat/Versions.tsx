// What a message said before it was edited, for those who may see it.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { said } from "../../i18n/server";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import type { Message } from "../../state/message";
import { credentials } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { plain } from "../../ui/html";
import { fullTime } from "../../ui/time";
import { closeHistory } from "../../state/shown";
import { contentOf, Text } from "./Text";
import { readVersion, type Version } from "./version";
import "../../styles/dialogs.css";

const NO_IMAGES = {};

export function Versions({ message }: { message: Message }) {
  const [versions, setVersions] = useState<Version[] | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    ask<Failure & { logs?: { message: string }[] }>("getMessageLogs", { ...credentials(), msgId: message.id }).then(
      (answer) => {
        const reason = problem(answer);
        if (reason) setTrouble(plain(reason));
        setVersions((answer.logs ?? []).flatMap((entry) => readVersion(entry.message) ?? []));
      },
      () => setTrouble(t("noAnswer")),
    );
  }, []);
  return (
    <Dialog title={to("historyOf", { name: message.author.name })} onClose={closeHistory} kind="wide" testId="history">
      <div class="in stack">
        {trouble && <div class="note bad" role="alert">{said(trouble)}</div>}
        {!versions && !trouble && <span class="spin" role="status" aria-label={t("loading")} />}
        {versions && (
          <ol class="versions">
            {versions.map((version, at) => (
              <li key={at} data-testid="version">
                <h3>{at === 0 ? to("versionFirst") : to("versionAt", { time: fullTime(versions[at - 1]?.until ?? 0) })}</h3>
                <div class="msg"><div class="body"><Text content={contentOf({ html: version.html, images: NO_IMAGES })} /></div></div>
              </li>
            ))}
            <li>
              <h3>{to("versionNow", { time: fullTime(message.editedAt) })}</h3>
              <div class="msg"><div class="body"><Text content={contentOf(message)} /></div></div>
            </li>
          </ol>
        )}
      </div>
    </Dialog>
  );
}
