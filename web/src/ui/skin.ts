// A theme of the server: its variables, over those of our own. The server leaves out what could load or
// run anything.
import { signal } from "@preact/signals";
import { recall, remember } from "./storage";

/** The name of the theme; empty for our own looks. */
export const skin = signal(recall("skin", ""));

let worn: string[] = [];

/** SECURITY: the second lock: what could load something, or hide that it does. */
const LOADS = /url|image|src\(|[@\\<]/i;

/** The variables of a style sheet, as far as they are colours, lengths and the like. */
export const variablesOf = (css: string): [string, string][] =>
  [...css.matchAll(/^\s*(--[\w-]+|color-scheme):([^;{}]+);\s*$/gm)].map(([, name = "", value = ""]): [string, string] => [name, value.trim()]).filter(([, value]) => !LOADS.test(value));

async function fetchVariables(name: string) {
  const response = await fetch(`themes/variables/${encodeURIComponent(name)}`);
  if (!response.ok) throw new Error(String(response.status));
  return variablesOf(await response.text());
}

/** Puts a theme on; tells whether anything of it is used here. */
export async function wear(name: string): Promise<boolean> {
  const variables = name ? await fetchVariables(name) : [];
  const { style } = document.documentElement;
  worn.forEach((variable) => style.removeProperty(variable));
  const known = getComputedStyle(document.documentElement);
  const isUsed = variables.some(([variable]) => known.getPropertyValue(variable) !== "");
  worn = variables.map(([variable, value]) => {
    style.setProperty(variable, value);
    return variable;
  });
  skin.value = name;
  remember("skin", name || null);
  return isUsed;
}
