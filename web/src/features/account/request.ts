// What is asked of the node about the own account.
import { t } from "../../i18n";
import { saying } from "../../i18n/server";
import { ask } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { credentials } from "../../state/session";
import { plain } from "../../ui/html";

/** Answers with what went wrong, if something did. */
export async function request(event: string, payload: object): Promise<string | undefined> {
  try {
    const reason = problem(await ask<Failure>(event, { ...credentials(), ...payload }));
    return await saying(reason && plain(reason));
  } catch {
    return t("noAnswer");
  }
}
