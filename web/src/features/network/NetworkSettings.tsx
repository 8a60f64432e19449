// What this server does in the network, in plain words for who runs it, and the switches for it.
import type { ComponentChildren } from "preact";
import { ts } from "../../i18n/settings";
import { tm } from "../../i18n/moderation";
import { tn } from "../../i18n/network";
import { may } from "../../state/permissions";
import { copy } from "../../state/actions";
import { Icon } from "../../ui/Icon";
import { useDraft } from "../settings/draft";
import { SaveBar, SelectField, Switch, TextField } from "../settings/parts";
import { pick, useInfo } from "../settings/serverInfo";
import { POLICIES, type Policy, type State } from "./nodes";

const POLICY_NAMES = { ignore: "policyIgnore", show: "policyShow", warn: "policyWarn", auto: "policyAuto" } as const satisfies Record<Policy, string>;

export function NetworkSettings({ state, onSaved }: { state: State | null; onSaved: () => Promise<void> }) {
  return (
    <>
      {state && <Standing state={state} />}
      {state && may("manageServer") && <Form state={state} onSaved={onSaved} />}
      {state && !may("manageServer") && <p class="hint">{tn("settingsOthers")}</p>}
      {!state && <p class="note"><Icon name="info" /><span>{tn("stateUnknown")}</span></p>}
      <Explained />
    </>
  );
}

/** Whether it is on, and who we are to others. */
function Standing({ state: { isOn, isConfigured, address, nodeId, vouched } }: { state: State }) {
  return (
    <section class="card card-in stack standing" aria-label={tn("standing")} data-testid="network-standing">
      <p class="row">
        <span class={isOn ? "mark ok" : "mark"}>{tn(isOn ? "isOn" : "isOff")}</span>
        <span class="grow">{tn(isOn ? "isOnLead" : isConfigured ? "isWaitingLead" : "isOffLead")}</span>
      </p>
      {isOn && (
        <dl class="facts">
          {address && <div><dt>{tn("ownAddress")}</dt><dd>{address}</dd></div>}
          {vouched !== null && <div><dt>{tn("vouched")}</dt><dd class="num">{vouched}</dd></div>}
          {nodeId && <div><dt>{tn("ownId")}</dt><dd class="row"><code>{nodeId}</code><button type="button" class="ib" aria-label={tn("copyId")} title={tn("copyId")} onClick={() => void copy(nodeId)}><Icon name="copy" /></button></dd></div>}
        </dl>
      )}
    </section>
  );
}

function Form({ state, onSaved }: { state: State; onSaved: () => Promise<void> }) {
  const { info, save } = useInfo();
  const { value, changed, set, reset } = useDraft({
    isOn: state.isConfigured || state.isOn,
    policy: state.policy as string,
    minNodes: String(state.minNodes),
    discovery: info?.discovery?.enabled !== false,
    newcomers: info?.discovery?.defaultStatus ?? "pending",
  });
  if (!info) return null;
  const submit = async () => {
    const isSaved = await save(
      pick(value, changed, {
        isOn: ({ isOn }) => ({ dsync: { enabled: isOn } }),
        policy: ({ policy }) => ({ dsync: { bans: { policy } } }),
        minNodes: ({ minNodes }) => ({ dsync: { bans: { minNodes: Number(minNodes) } } }),
        discovery: ({ discovery }) => ({ discovery: { enabled: discovery } }),
        newcomers: ({ newcomers }) => ({ discovery: { defaultStatus: newcomers } }),
      }),
    );
    if (isSaved) await onSaved();
  };
  return (
    <>
      <div class="form stack">
        <Switch label={tn("takePart")} hint={tn("takePartHint")} isOn={value.isOn} testId="network-on" onChange={(isOn) => set({ isOn })} />
        <SelectField label={tn("policy")} value={value.policy} options={POLICIES.map((name) => [name, tn(POLICY_NAMES[name])])} hint={tn("policyHint")} testId="network-policy" onChange={(policy) => set({ policy })} />
        {value.policy === "auto" && <TextField label={tn("minNodes")} hint={tn("minNodesHint")} type="number" value={value.minNodes} testId="network-min-nodes" onInput={(minNodes) => set({ minNodes })} />}
        <Switch label={ts("discovery")} hint={tn("discoveryHint")} isOn={value.discovery} testId="network-discovery" onChange={(discovery) => set({ discovery })} />
        <SelectField label={ts("newcomers")} value={value.newcomers} options={[["verified", tm("verified")], ["pending", tm("pending")], ["blocked", tm("blocked")]]} hint={ts("newcomersHint")} testId="network-newcomers" onChange={(newcomers) => set({ newcomers })} />
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section>
    <h3>{title}</h3>
    {children}
  </section>
);

/** Who is told what. */
function Explained() {
  return (
    <section class="card card-in explained" aria-label={tn("explained")} data-testid="network-explained">
      <h2>{tn("explained")}</h2>
      <Part title={tn("whenOff")}><p>{tn("whenOffText")}</p></Part>
      <Part title={tn("whenOn")}>
        <ul class="bullets">
          <li>{tn("onAsk")}</li>
          <li>{tn("onShow")}</li>
          <li>{tn("onLists")}</li>
        </ul>
      </Part>
      <Part title={tn("whatReport")}>
        <p>{tn("whatReportText")}</p>
      </Part>
      <Part title={tn("whatBan")}>
        <ul class="bullets">
          <li>{tn("banWhen")}</li>
          <li>{tn("banHas")}</li>
          <li>{tn("banHasNot")}</li>
          <li>{tn("banBack")}</li>
        </ul>
      </Part>
      <Part title={tn("whoDecides")}><p>{tn("whoDecidesText")}</p></Part>
    </section>
  );
}
