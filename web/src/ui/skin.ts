// A theme of the server: its variables, over those of our own. The server leaves out what could load or
// run anything.
import { signal } from "@preact/signals";
import { recall, remember } from "./storage";

/** The name of the theme; empty for our own looks. */
export const skin = signal(recall("skin", ""));

let worn: string[] = [];

export const variablesOf = (css: string): [string, string][] =>
  [...css.matchAll(/^\s*(--[\w-]+|color-scheme):([^;{}]+);\s*$/gm)].map(([, name = "", value = ""]) => [name, value.trim()]);

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
