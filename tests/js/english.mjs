// Finds English in a page that speaks another language: the texts of the English catalogues that are not
// the same in the other one, wherever a person sees or hears them.
import { readdirSync, readFileSync } from "node:fs";

const folder = (language) => new URL(`../../web/src/i18n/${language}/`, import.meta.url);
const catalogues = (language) => readdirSync(folder(language)).map((file) => JSON.parse(readFileSync(new URL(file, folder(language)), "utf8")));
const forms = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry));
const all = (language) => catalogues(language).flatMap((catalogue) => Object.values(catalogue).flatMap(forms));

/** Letters of a text with gaps that make it a text of its own. */
const ENOUGH = 6;

function textsOf(language) {
  const own = new Set(all(language));
  const english = all("en").filter((text) => !own.has(text) && /[a-z]/i.test(text));
  const exact = english.filter((text) => !text.includes("{"));
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const patterns = english.filter((text) => text.includes("{") && text.replace(/\{\w+\}/g, "").replace(/\P{L}/gu, "").length >= ENOUGH);
  return { exact, patterns: patterns.map((text) => `^${text.split(/\{\w+\}/).map(escaped).join("[^]*")}$`) };
}

/** What is English in a page; `written` is what people wrote, which is none of the client's. */
export function englishIn(page, language, written = []) {
  const { exact, patterns } = textsOf(language);
  return page.evaluate(
    ({ exact, patterns, written }) => {
      const known = new Set(exact);
      const regexps = patterns.map((pattern) => new RegExp(pattern));
      const found = new Set();
      const look = (text, place) => {
        const words = text?.trim();
        if (!words || written.includes(words)) return;
        if (known.has(words) || regexps.some((regexp) => regexp.test(words))) found.add(`${place}: ${words}`);
      };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!parent.closest("script, style, [data-testid=message-body].text")) look(walker.currentNode.data, parent.dataset.testid ?? parent.tagName);
      }
      for (const node of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
        for (const name of ["aria-label", "title", "placeholder", "alt"]) look(node.getAttribute(name), `${name} of ${node.tagName}`);
      }
      look(document.title, "the title");
      return [...found];
    },
    { exact, patterns, written },
  );
}
