// What the server knows of the own key, and the decisions about it that are the owner's alone.
import { useEffect, useState } from "preact/hooks";
import { isSameKey } from "../../crypto";
import { tk } from "../../i18n/keys";
import { ask, socket } from "../../protocol/socket";
import type { Failure } from "../../protocol/types";
import { offerKey } from "../../state/keyring";
import { credentials } from "../../state/session";
import { toast } from "../../state/ui";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import type { IconName } from "../../ui/icons";
import { request } from "./request";

type State = "serverProven" | "serverWaits" | "serverNone" | "serverOther" | "serverElsewhere" | "serverSilent";

const LOOK: Record<State, [kind: string, icon: IconName]> = {
  serverProven: ["note ok", "circle-check"],
  serverWaits: ["note", "info"],
  serverNone: ["note", "info"],
  serverOther: ["note warn", "triangle-alert"],
  serverElsewhere: ["note", "info"],
  serverSilent: ["note", "info"],
};

/** What the server knows of a key, or of that of the account. */
export async function stateOf(own: string | undefined): Promise<State> {
  const { data } = await ask<Failure & { data?: { publicKey?: string | null; isVerifiedKey?: unknown } }>("resolveMember", { ...credentials(), target: credentials().id });
  if (!data) return "serverSilent";
  if (!data.publicKey) return "serverNone";
  if (!own) return "serverElsewhere";
  if (!isSameKey(data.publicKey, own)) return "serverOther";
  return data.isVerifiedKey ? "serverProven" : "serverWaits";
}

/** Gives the account another key, or none. */
export async function setAccountKey(publicKey: string): Promise<boolean> {
  const reason = await request("updateMember", { publicKey });
  if (reason) toast("bad", tk("notChanged"), reason);
  return !reason;
}

/** The state of the key that is used here; without one, of that of the account. */
export function KeyOnServer({ own }: { own?: string }) {
  const [state, setState] = useState<State | null>(null);
  const read = () => void stateOf(own).then(setState, () => setState("serverSilent"));
  useEffect(() => {
    read();
    // Among others, a proof that was accepted.
    socket.on("memberUpdated", read);
    return () => void socket.off("memberUpdated", read);
  }, [own]);

  const decide = async (title: string, text: string, verb: string, publicKey: string) => {
    if ((await confirm({ title, text, verb })) && (await setAccountKey(publicKey))) read();
  };
  if (!state || (!own && state !== "serverElsewhere")) return null;
  const [kind, icon] = LOOK[state];
  return (
    <div class={own ? "stack" : "form stack"}>
      <div class={kind} role="status" data-testid="key-state" data-state={state}>
        <Icon name={icon} />
        <span class="grow">{tk(state)}</span>
        {(state === "serverWaits" || state === "serverNone") && <button type="button" class="as-link" onClick={() => void offerKey(true)}>{tk("tellServer")}</button>}
      </div>
      {own && state === "serverOther" && (
        <div class="row"><button type="button" class="btn" data-testid="key-replace" onClick={() => void decide(tk("replaceQuestion"), tk("replaceLead"), tk("replaceIt"), own)}>{tk("replace")}</button></div>
      )}
      {state === "serverElsewhere" && (
        <div class="row"><button type="button" class="btn" data-testid="key-take-off" onClick={() => void decide(tk("takeOffQuestion"), tk("takeOffLead"), tk("takeOffIt"), "")}>{tk("takeOff")}</button></div>
      )}
    </div>
  );
}
