// A dialog in the browser's top layer: focus stays in it, Esc and the button close it, and the focus
// goes back where it was.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./Icon";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Another look: `wide`, `viewer`, `quick-switch`. */
  kind?: string;
  /** The title is for screen readers only. */
  isBare?: boolean;
  testId?: string;
}

export function Dialog({ title, onClose, children, kind = "", isBare = false, testId }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const isGone = useRef(false);
  // Before it is painted: the next key is meant for it.
  useLayoutEffect(() => {
    const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const dialog = box.current;
    dialog?.showModal();
    // What is asked for, else the field that is to be filled in.
    for (const wanted of ["[data-autofocus]", "input:not([hidden]), select, textarea"]) {
      const element = box.current?.querySelector<HTMLElement>(wanted);
      if (element) {
        element.focus();
        break;
      }
    }
    return () => {
      // Whoever takes it away while it is open leaves the focus in it.
      isGone.current = true;
      const isLost = !document.activeElement || document.activeElement === document.body || dialog?.contains(document.activeElement);
      dialog?.close();
      if (isLost && before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog ${kind}`}
      aria-labelledby={id}
      data-testid={testId}
      onClose={() => !isGone.current && onClose()}
      onClick={(event) => event.target === box.current && box.current?.close()}
    >
      {isBare ? (
        <h2 id={id} class="sr">{title}</h2>
      ) : (
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" class="ib" aria-label={t("close")} onClick={() => box.current?.close()}>
            <Icon name="x" />
          </button>
        </header>
      )}
      {children}
    </dialog>
  );
}
