// Keys that work everywhere.
import { channel, channels, go, isUnread } from "../state/structure";
import { drawer } from "../state/ui";
import { openDialog } from "./account/Dialogs";
import { focusComposer } from "./composer/Composer";

const isField = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

function step(direction: 1 | -1, onlyUnread: boolean) {
  const all = channels.value.filter((known) => !known.isVoice);
  const at = all.findIndex((known) => known.room === channel.value?.room);
  for (let offset = 1; offset <= all.length; offset++) {
    const next = all[(at + direction * offset + all.length * 2) % all.length];
    if (next && (!onlyUnread || isUnread(next))) return go(next.room);
  }
}

export function listen() {
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.isComposing) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (drawer.value) drawer.value = null;
      else focusComposer();
      return;
    }
    if (isField(event.target) || event.target instanceof HTMLElement && event.target.closest("[role=menu]")) return;
    if (event.key === "?") {
      event.preventDefault();
      openDialog("keys");
    } else if (event.key.length === 1 && event.key !== " ") {
      // The character lands in the field, because the focus moves before it is typed.
      focusComposer();
    }
  });
}
