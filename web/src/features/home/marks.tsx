// What conversations add to messages: the lock beside the name, and below the text what is wrong, or that it was sent.
import { th } from "../../i18n/home";
import { isDirect } from "../../state/home";
import type { Lock, Message } from "../../state/message";
import { overlay } from "../../state/shown";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { direct } from "../chat/direct";

const MARKS: Partial<Record<Lock, "markVerified" | "markUnverified">> = { verified: "markVerified", unverified: "markUnverified" };

function Mark({ message: { lock } }: { message: Message }) {
  const name = lock && MARKS[lock];
  if (!name) return null;
  return <span class="lockmark" role="img" aria-label={th(name)} title={th(name)} data-testid="lock-mark" data-lock={lock}><Icon name="lock" /></span>;
}

const DOUBTS = { unsigned: "doubtUnsigned", noKey: "doubtNoKey", text: "doubtText", message: "doubtMessage", place: "doubtPlace" } as const;

function Note({ message, isSent }: { message: Message; isSent: boolean }) {
  const { lock, doubt, state, room } = message;
  if (!isDirect(room)) return null;
  if (lock === "locked") {
    return (
      <p class="note locked" data-testid="locked">
        <Icon name="lock" />
        <span>{th("lockedText")} <button type="button" class="as-link" onClick={() => (overlay.value = { name: "account", page: "keys" })}>{th("setUpKey")}</button></span>
      </p>
    );
  }
  if (lock === "error" || lock === "none") return <p class="note locked" data-testid="locked"><Icon name="lock" /><span>{th(lock === "error" ? "errorText" : "noneText")}</span></p>;
  return (
    <>
      {lock === "unverified" && <p class="note warn" data-testid="unverified"><Icon name="triangle-alert" /><span>{th(DOUBTS[doubt ?? "message"])}</span></p>}
      {lock === "open" && !state && <span class="st" data-testid="not-encrypted"><Icon paths={moreIcons["lock-open"]} />{th("markOpen")}</span>}
      {isSent && !state && <span class="st" data-testid="sent"><Icon name="check" />{th("sent")}</span>}
    </>
  );
}

Object.assign(direct, { Mark, Note });
