// Asks before something is lost. The question is the title, the button repeats the verb. See Confirm.tsx.
import { t } from "../i18n";
import { type Asked, takeBack } from "./Confirm";
import { Dialog } from "./Dialog";

/** Draws a question. */
export function Confirm({ title, text, verb, detail, isDanger = true, answer }: Asked) {
  const close = (isSure: boolean) => {
    takeBack();
    answer(isSure);
  };
  return (
    <Dialog title={title} onClose={() => close(false)} kind="ask">
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
