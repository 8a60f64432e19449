// The language of the client, by its own name: who does not read the present one finds it, too.
import { chooseLanguage, type Language, language, LANGUAGES } from "../i18n/language";
import { t } from "../i18n/start";

const CODES = Object.keys(LANGUAGES) as Language[];

export function LanguageChoice() {
  return (
    <select class="input language" aria-label={t("language")} value={language.value} data-testid="language" onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}>
      {CODES.map((code) => (
        <option key={code} value={code} lang={code}>{LANGUAGES[code].name}</option>
      ))}
    </select>
  );
}
