// Keys of the call: some while it is shown, and the one that is held to talk, wherever we are.
import { effect } from "@preact/signals";
import { toggleShare } from "./Controls";
import { settings } from "./settings";
import { call, controls, self } from "./state";

const isField = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
/** Keys that write nothing. */
const isSilent = (code: string) => /^(Control|Shift|Alt|Meta|F\d+|CapsLock|Insert|Pause|ScrollLock|ContextMenu)/.test(code);

const KEYS: Record<string, () => void> = {
  m: () => self.peek().mayTalk && void controls.peek()?.toggleMicrophone(),
  d: () => void controls.peek()?.toggleDeaf(),
  v: () => self.peek().mayShow && void controls.peek()?.toggleCamera(),
  s: () => self.peek().mayShare && toggleShare(),
};

/** Listens while the call is shown. Gives back how to stop. */
export function listenToKeys(): () => void {
  const press = (event: KeyboardEvent) => {
    if (call.peek().name !== "in" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || isField(event.target)) return;
    if (document.querySelector("dialog[open]") || (event.target instanceof HTMLElement && event.target.closest("[role=menu], [role=dialog], .tree"))) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    // Before the letter finds a button by its name.
    event.stopPropagation();
    act();
  };
  addEventListener("keydown", press, true);
  return () => removeEventListener("keydown", press, true);
}

/** The key that is held to talk, as long as the call lasts and it is wanted. */
export function listenToTalking() {
  let isHeld = false;
  const press = (event: KeyboardEvent) => {
    if (event.code !== settings.peek().talkKey || event.repeat || isHeld || (isField(event.target) && !isSilent(event.code))) return;
    // A key that would press a button or scroll does only this.
    if (!isSilent(event.code)) event.preventDefault();
    isHeld = true;
    controls.peek()?.talk(true);
  };
  const release = (event: KeyboardEvent) => event.code === settings.peek().talkKey && stop();
  const stop = () => {
    if (!isHeld) return;
    isHeld = false;
    controls.peek()?.talk(false);
  };
  effect(() => {
    if (call.value.name !== "in" || !settings.value.isPushToTalk) return;
    addEventListener("keydown", press, true);
    addEventListener("keyup", release, true);
    // The page does not hear of a key that is let go elsewhere.
    addEventListener("blur", stop);
    return () => {
      stop();
      removeEventListener("keydown", press, true);
      removeEventListener("keyup", release, true);
      removeEventListener("blur", stop);
    };
  });
}
