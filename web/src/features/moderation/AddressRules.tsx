// From which networks people may come. What would need to ask others about addresses says so.
import { useEffect, useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { Icon } from "../../ui/Icon";
import { change, load } from "../settings/api";
import { useDraft } from "../settings/draft";
import { Page, SaveBar, Switch, TextField } from "../settings/parts";

const KINDS = ["blockProxy", "blockVPN", "blockTor", "blockDataCenter", "blockSatelite", "blockCrawler", "blockAbuser", "blockBogon"] as const;
const LISTS = ["blacklist", "whitelist", "urlWhitelist", "blockedCountryCodes", "companyDomainWhitelist"] as const;

type Rules = Record<(typeof KINDS)[number], boolean> & Record<(typeof LISTS)[number], string[]>;
type Form = Record<(typeof KINDS)[number], boolean> & Record<(typeof LISTS)[number], string>;

const LIST_LENGTH = 20_000;

function formOf(rules: Rules): Form {
  const lists = LISTS.map((key) => [key, (rules[key] ?? []).join("\n")] as const);
  return { ...Object.fromEntries(KINDS.map((key) => [key, rules[key] === true])), ...Object.fromEntries(lists) } as Form;
}

const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

export function AddressRules() {
  const [rules, setRules] = useState<Rules | null>(null);
  const read = async () => setRules((await load<{ ip?: Rules }>("getIpInfoSettings"))?.ip ?? null);
  useEffect(() => void read(), []);
  return rules ? <RulesForm rules={rules} reload={read} /> : <Page title={tm("addresses")}>{null}</Page>;
}

function RulesForm({ rules, reload }: { rules: Rules; reload: () => Promise<void> }) {
  const { value, changed, set, reset } = useDraft<Form>(formOf(rules));
  const submit = async () => {
    const ip = Object.fromEntries(changed.map((key) => [key, typeof value[key as keyof Form] === "string" ? linesOf(value[key as keyof Form] as string) : value[key as keyof Form]]));
    if (await change("saveIpInfoSettings", { ip })) await reload();
  };
  const list = (key: (typeof LISTS)[number], label: string, hint: string) => (
    <TextField label={label} hint={hint} lines={4} maxLength={LIST_LENGTH} value={value[key]} testId={`rules-${key}`} onInput={(next) => set({ [key]: next })} />
  );
  return (
    <Page title={tm("addresses")} lead={tm("addressesLead")}>
      <div class="form stack">
        {list("blacklist", tm("blacklist"), tm("blacklistHint"))}
        {list("urlWhitelist", tm("openPaths"), tm("openPathsHint"))}
        <h2>{tm("lookUps")}</h2>
        <div class="note"><Icon name="info" /><span>{tm("lookUpsNote")}</span></div>
        <div class="rules">{KINDS.map((key) => <Switch key={key} label={tm(key)} isOn={value[key]} testId={`rules-${key}`} onChange={(isOn) => set({ [key]: isOn })} />)}</div>
        {list("whitelist", tm("whitelist"), tm("whitelistHint"))}
        {list("blockedCountryCodes", tm("blockedCountryCodes"), tm("blockedCountryCodesHint"))}
        {list("companyDomainWhitelist", tm("companyDomainWhitelist"), tm("companyDomainWhitelistHint"))}
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
