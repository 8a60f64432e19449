// What the server says in English, in the language of the page. The table of its texts is fetched by those
// who read another language, once there is something to say; what it does not have is shown as it came.
import { signal } from "@preact/signals";
import { type Language, language } from "./language";

/** Puts a text into other words, or gives it back. */
export type Say = (text: string) => string;

const table = signal<{ code: Language; say: Say; sayDone: Say } | null>(null);

async function load(code: Language) {
  if (code === "en" || table.peek()?.code === code) return;
  // Without the table people read English, as before.
  const found = await import("./said").then(({ tableOf }) => tableOf(code), () => null);
  if (found && language.peek() === code) table.value = { code, ...found };
}

const known = () => {
  if (language.value === "en") return null;
  if (table.value?.code === language.value) return table.value;
  void load(language.value);
  return null;
};

/** A text of the server, for who reads it here: what shows it is drawn again when the table is there. */
export const said: Say = (text) => (text && known()?.say(text)) || text;

/** An entry of the audit log. */
export const saidDone: Say = (text) => known()?.sayDone(text) ?? text;

/** The same for texts that are kept: waits for the table. */
export async function saying(text: string | undefined): Promise<string | undefined> {
  if (text) await load(language.peek());
  return text && said(text);
}
