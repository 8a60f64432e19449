// How this browser shows the chat.
import { ta } from "../../i18n/account";
import { showMembers, showTools, theme, type Theme } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import type { IconName } from "../../ui/icons";
import { Page, Switch } from "../settings/parts";

const THEMES: [Theme, IconName, "themeSystem" | "themeLight" | "themeDark"][] = [
  ["system", "monitor", "themeSystem"],
  ["light", "sun", "themeLight"],
  ["dark", "moon", "themeDark"],
];

export function Look() {
  return (
    <Page title={ta("look")} lead={ta("lookLead")}>
      <div class="form stack">
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
        <Switch label={ta("membersColumn")} hint={ta("membersColumnHint")} isOn={showMembers.value} onChange={(isOn) => (showMembers.value = isOn)} />
        <Switch label={ta("toolbar")} isOn={showTools.value} onChange={(isOn) => (showTools.value = isOn)} />
      </div>
    </Page>
  );
}
