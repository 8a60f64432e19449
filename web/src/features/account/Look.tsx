// How this browser shows the chat.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { ta } from "../../i18n/account";
import { enterSends, showMembers, showTools, theme, type Theme, toast } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import type { IconName } from "../../ui/icons";
import { skin, wear } from "../../ui/skin";
import { LanguageChoice } from "../LanguageChoice";
import { load } from "../settings/api";
import { Page, SelectField, Switch } from "../settings/parts";

const THEMES: [Theme, IconName, "themeSystem" | "themeLight" | "themeDark"][] = [
  ["system", "monitor", "themeSystem"],
  ["light", "sun", "themeLight"],
  ["dark", "moon", "themeDark"],
];

/** Those are chosen above. */
const OWN = ["light", "dark"];

async function choose(name: string) {
  try {
    if (!(await wear(name)) && name) toast("info", ta("skinUnused", { name }));
  } catch {
    toast("bad", ta("skinFailed"), t("noAnswer"));
  }
}

export function Look() {
  const [skins, setSkins] = useState<[string, string][]>([]);
  useEffect(() => {
    void load<{ themes?: string[] }>("getThemes").then((answer) => setSkins((answer?.themes ?? []).filter((name) => !OWN.includes(name)).map((name) => [name, name])));
  }, []);
  return (
    <Page title={ta("look")} lead={ta("lookLead")}>
      <div class="form stack">
        <div class="field">
          <span class="label">{ta("language")}</span>
          <LanguageChoice />
        </div>
        <fieldset class="field">
          <legend class="label">{ta("theme")}</legend>
          <div class="choices">
            {THEMES.map(([key, icon, label]) => (
              <label key={key} class="choice">
                <input type="radio" name="theme" checked={theme.value === key} data-testid={`theme-${key}`} onChange={() => (theme.value = key)} />
                <Icon name={icon} />
                <b>{ta(label)}</b>
              </label>
            ))}
          </div>
        </fieldset>
        {skins.length > 0 && <SelectField label={ta("skin")} hint={ta("skinHint")} value={skin.value} options={[["", ta("skinNone")], ...skins]} testId="skin" onChange={(name) => void choose(name)} />}
        <Switch label={ta("membersColumn")} hint={ta("membersColumnHint")} isOn={showMembers.value} onChange={(isOn) => (showMembers.value = isOn)} />
        <Switch label={ta("enterSends")} hint={ta("enterSendsHint")} isOn={enterSends.value} testId="enter-sends" onChange={(isOn) => (enterSends.value = isOn)} />
        <Switch label={ta("toolbar")} isOn={showTools.value} onChange={(isOn) => (showTools.value = isOn)} />
      </div>
    </Page>
  );
}
