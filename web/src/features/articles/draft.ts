// What is being written: one article at a time. It stays when somebody looks at something else meanwhile.
import { signal } from "@preact/signals";
import { ta } from "../../i18n/articles";
import { confirm } from "../../ui/Confirm";
import { markdownOf } from "../../ui/markdown-of";
import { writtenAs } from "../chat/EditField";
import type { Article, Kind } from "./article";
import { view } from "./state";

export interface Draft {
  /** The article that it changes; nothing for a new one. */
  of: Article | undefined;
  kind: Kind;
  title: string;
  /** Markdown. */
  text: string;
  tag: string;
  isPinned: boolean;
  tellsAll: boolean;
  /** Names in the text, and what they are on the wire. */
  tokens: Record<string, string>;
}

function fresh(of?: Article): Draft {
  if (!of) return { of, kind: "news", title: "", text: "", tag: "", isPinned: false, tellsAll: true, tokens: {} };
  const { text, tokens } = markdownOf(of.html, writtenAs);
  return { of, kind: of.kind, title: of.title, text, tag: of.tag, isPinned: of.isPinned, tellsAll: false, tokens };
}

export const draft = signal<Draft | null>(null);
let before: Draft | null = null;

export const change = (next: Partial<Draft>) => (draft.value = draft.value && { ...draft.value, ...next });
export const isChanged = () => JSON.stringify(draft.value) !== JSON.stringify(before);

/** Asks before what was written is lost. */
async function mayDrop(): Promise<boolean> {
  return !draft.value || !isChanged() || confirm({ title: ta("dropQuestion"), text: ta("dropLead"), verb: ta("drop") });
}

/** Opens the editor, for a new article or one that there is. */
export async function begin(of?: Article) {
  // A new one that was begun goes on.
  const isSame = draft.value !== null && draft.value.of?.key === of?.key;
  if (!isSame) {
    if (!(await mayDrop())) return;
    draft.value = before = fresh(of);
  }
  view.value = { name: "edit" };
}

const back = () => (view.value = draft.value?.of ? { name: "read", key: draft.value.of.key } : { name: "list" });

/** Leaves the editor without saving. */
export async function cancel() {
  if (!(await mayDrop())) return;
  back();
  draft.value = before = null;
}

/** After it was saved: to the article. */
export function done(key: string) {
  draft.value = before = null;
  view.value = { name: "read", key };
}
