// Brings an account from its file: the server says whether the file opens an account here, then it is
// used to join.
import { t } from "../../i18n";
import { ta } from "../../i18n/account";
import { ask, connected } from "../../protocol/socket";
import { type Failure, type JoinAck, problem } from "../../protocol/types";
import { attempt, gateProblem, joinAs, keepProof } from "../../state/session";
import { type Account, FileTrouble, proofOf } from "../account/accountFile";

export const troubleText = (error: unknown) => (error instanceof FileTrouble ? ta(error.trouble) : t("noAnswer"));

/** Resolves to whether the account is not known here: then it can be created. */
export async function bring(account: Account): Promise<boolean> {
  let isUnknown = false;
  await attempt(async () => {
    await connected();
    const answer = await ask<Failure>("importAccount", { account });
    if (problem(answer)) return answer as JoinAck;
    const proof = proofOf(account);
    if (proof) keepProof(proof);
    const ack = await joinAs({ id: account.id, token: account.token, name: account.name ?? "" });
    isUnknown = ack.finishedOnboarding === false;
    return ack;
  });
  if (isUnknown) gateProblem.value = ta("unknownHere");
  return isUnknown;
}
