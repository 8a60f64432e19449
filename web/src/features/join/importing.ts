// Brings an account from its file: the server says whether the file opens an account here, then it is
// used to join.
import { t } from "../../i18n/start";
import { ta } from "../../i18n/account";
import { ask, connected } from "../../protocol/socket";
import { type Failure, type JoinAck, problem } from "../../protocol/types";
import { attempt, gateProblem, joinAs, keepProof } from "../../state/session";
import { type Account, FileTrouble, proofOf } from "../account/accountFile";

export const troubleText = (error: unknown) => (error instanceof FileTrouble ? ta(error.trouble) : t("noAnswer"));

function keepProofOf(account: Account) {
  const proof = proofOf(account);
  if (proof) keepProof(proof);
}

/** SECURITY: what opens an account on one server is none of another's business. Files that do not say where
 * they are from are tried, as the protocol has it. */
export const isFromElsewhere = ({ origin }: Account) => typeof origin === "string" && origin !== location.origin;

/** An account that is to be created here keeps its proof of work. */
export function startAnew(account: Account) {
  keepProofOf(account);
  gateProblem.value = ta("unknownHere");
}

/** Resolves to whether the account is not known here: then it can be created. */
export async function bring(account: Account): Promise<boolean> {
  let isUnknown = false;
  await attempt(async () => {
    await connected();
    const answer = await ask<Failure>("importAccount", { account });
    if (problem(answer)) return answer as JoinAck;
    keepProofOf(account);
    const ack = await joinAs({ id: account.id, token: account.token, name: account.name ?? "" });
    isUnknown = ack.finishedOnboarding === false;
    return ack;
  });
  if (isUnknown) startAnew(account);
  return isUnknown;
}
