// What is done on the card itself.
import { t } from "../../i18n";
import { tm } from "../../i18n/moderation";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { credentials } from "../../state/session";
import { toast } from "../../state/ui";
import { plain } from "../../ui/html";

/** Sends what needs no dialog, and says how it went. */
export async function tell(event: string, payload: object, done: string): Promise<boolean> {
  try {
    const answer = await ask<Failure>(event, { ...credentials(), ...payload });
    const reason = problem(answer);
    if (reason) toast("bad", tm("notDone"), plain(reason));
    else toast("ok", done);
    return !reason;
  } catch {
    toast("bad", tm("notDone"), t("noAnswer"));
    return false;
  }
}
