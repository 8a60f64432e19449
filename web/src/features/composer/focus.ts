// The field of the composer, for those who want to go there, and where the focus goes when the channel changes.
let field: HTMLTextAreaElement | null = null;
export const setField = (next: HTMLTextAreaElement | null) => (field = next);
export const focusComposer = () => field?.focus({ preventScroll: true });

let isByKey = false;
/** Notes what people use: keys, or a pointer. */
export function watchInput() {
  addEventListener("keydown", () => (isByKey = true), true);
  addEventListener("pointerdown", () => (isByKey = false), true);
}

/** Another channel is open. Who came with the keyboard hears its name; whoever points wants to write. */
export function arrive(isTouch: boolean) {
  if (isByKey) document.querySelector<HTMLElement>(".sheet-head h1")?.focus({ preventScroll: true });
  else if (!isTouch) focusComposer();
}
