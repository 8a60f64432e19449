// What of home is fetched when it is wanted: home itself, and the dialog that compares keys.
import { loadTexts } from "../../i18n/language";
import type { Person } from "../../state/conversations";
import { closeComparing, comparing } from "../../state/shown";
import { lazy } from "../../ui/lazy";

const Wait = () => (
  <>
    <nav class="panel" />
    <main class="sheet" id="sheet" aria-busy="true" />
  </>
);

/** Home, in the place of a group's channels. */
export const Home = lazy<object>(() => Promise.all([import("./Home"), loadTexts("home"), loadTexts("background")]).then(([{ Home }]) => Home), { fallback: Wait });

const Compare = lazy<{ person: Person; isChanged: boolean }>(() => Promise.all([import("./Compare"), loadTexts("home")]).then(([{ Compare }]) => Compare), { onFail: closeComparing });

/** What is known of somebody's key. */
export const KeyLine = lazy<{ person: Person }>(() => Promise.all([import("./KeyLine"), loadTexts("home")]).then(([{ KeyLine }]) => KeyLine));

/** The dialog, while somebody's key is looked at. */
export const CompareHost = () => (comparing.value ? <Compare key={comparing.value.person.id} {...comparing.value} /> : null);
