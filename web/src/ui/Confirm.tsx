// Asks before something is lost. The question is the title, the button repeats the verb.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { Dialog } from "./Dialog";

interface Question {
  title: string;
  text: string;
  verb: string;
  /** What it is about. */
  detail?: ComponentChildren;
  isDanger?: boolean;
}

const asked = signal<(Question & { answer: (isSure: boolean) => void }) | null>(null);

/** Resolves to whether the person is sure. */
export const confirm = (question: Question): Promise<boolean> => new Promise((answer) => (asked.value = { ...question, answer }));

export function ConfirmHost() {
  if (!asked.value) return null;
  const { title, text, verb, detail, isDanger = true, answer } = asked.value;
  const close = (isSure: boolean) => {
    asked.value = null;
    answer(isSure);
  };
  return (
    <Dialog title={title} onClose={() => close(false)}>
      <div class="in stack">
        <p class="muted">{text}</p>
        {detail}
      </div>
      <footer>
        <button type="button" class="btn" data-autofocus onClick={() => close(false)}>{t("cancel")}</button>
        <button type="button" class={isDanger ? "btn danger" : "btn primary"} data-testid="confirm" onClick={() => close(true)}>{verb}</button>
      </footer>
    </Dialog>
  );
}
