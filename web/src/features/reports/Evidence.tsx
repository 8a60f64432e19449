// Whether a reported text is what its author wrote, with what that means; and the message as it is stored.
import { tr } from "../../i18n/reports";
import { boardIcons } from "../../ui/boardIcons";
import { Icon } from "../../ui/Icon";
import { iconPaths } from "../../ui/icons";
import { moreIcons } from "../../ui/moreIcons";
import type { Case } from "./report";
import { verdictOf } from "./verdict";

const ICON = { ok: boardIcons["badge-check"], info: moreIcons.server, warn: iconPaths("info"), bad: iconPaths("circle-alert") };

export function Evidence({ one }: { one: Case }) {
  const verdict = verdictOf(one);
  return (
    <div class="evidence">
      <p class="row">
        {verdict && <span class={`mark ${verdict.look}`} data-testid="verdict"><Icon paths={ICON[verdict.look]} />{tr(verdict.label)}</span>}
        {one.kind === "message" && <span class="mark"><Icon name="pencil" />{tr(one.isEdited ? "wasEdited" : "neverEdited")}</span>}
      </p>
      {verdict && (
        <p class={verdict.look === "bad" ? "note bad" : verdict.look === "warn" ? "note warn" : "note"} data-testid="verdict-meaning">
          <span>
            {tr(verdict.meaning)}
            {verdict.note && ` ${tr(verdict.note)}`}
          </span>
        </p>
      )}
      {one.original !== undefined && (
        <details>
          <summary>{tr("original")}</summary>
          <pre tabIndex={0} data-testid="original">{JSON.stringify(one.original, null, 2)}</pre>
        </details>
      )}
    </div>
  );
}
