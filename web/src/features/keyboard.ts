// Keys that work everywhere.
import { isMenuOpen } from "../ui/Menu";
import { noteRead } from "../state/messages";
import { phase } from "../state/session";
import { channel, channels, go, group, groups, isUnread, room } from "../state/structure";
import { drawer } from "../state/ui";
import { openDialog } from "./account/dialogHost";
import { lastRoom } from "./channels/Rail";
import { focusComposer } from "./composer/focus";
import { overlay } from "../state/shown";

const isField = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

function step(direction: 1 | -1, onlyUnread: boolean) {
  const all = channels.value.filter((known) => !known.isVoice);
  const at = all.findIndex((known) => known.room === channel.value?.room);
  for (let offset = 1; offset <= all.length; offset++) {
    const next = all[(at + direction * offset + all.length * 2) % all.length];
    if (next && (!onlyUnread || isUnread(next))) return go(next.room);
  }
}

function stepGroup(direction: 1 | -1) {
  const all = groups.value;
  const at = all.findIndex((known) => known.id === group.value?.id);
  for (let offset = 1; offset < all.length; offset++) {
    const next = lastRoom(all[(at + direction * offset + all.length * 2) % all.length]?.id ?? "");
    if (next) return go(next);
  }
}

const REGIONS = [".rail", ".panel .tree", "[role=log]", ".composer textarea, .composer", ".members"];

/** From one part of the page to the next. */
function stepRegion(direction: 1 | -1) {
  const all = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter((element) => element !== null && element.getClientRects().length > 0 && !element.closest("[inert]"));
  const active = document.activeElement;
  const at = all.findIndex((element) => element?.contains(active));
  const next = all[(at + direction + all.length) % all.length];
  const stop = next?.matches("[tabindex='0'], textarea") ? next : (next?.querySelector<HTMLElement>("[tabindex='0']") ?? next?.querySelector<HTMLElement>("a[href], button"));
  stop?.focus();
}

function onShortcut(event: KeyboardEvent): boolean {
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (isCommand && event.key.toLowerCase() === "k") overlay.value = { name: "switcher" };
  else if (isCommand && event.key.toLowerCase() === "f") overlay.value = { name: "search", query: "" };
  else if (isCommand && event.key.toLowerCase() === "e") document.querySelector<HTMLElement>("[data-testid=emoji-button]")?.click();
  else if (event.key === "F6") stepRegion(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape" && event.shiftKey && room.value) noteRead(room.value);
  else if (event.altKey && !event.ctrlKey && !event.metaKey) {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    else if (event.key === "PageUp" || event.key === "PageDown") stepGroup(event.key === "PageDown" ? 1 : -1);
    else return false;
  } else return false;
  return true;
}

export function listen() {
  addEventListener("keydown", (event) => {
    if (phase.value !== "in" || document.querySelector("dialog[open]") || event.isComposing || isMenuOpen()) return;
    if (onShortcut(event)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (drawer.value) drawer.value = null;
      else focusComposer();
      return;
    }
    if (isField(event.target) || (event.target instanceof HTMLElement && event.target.closest("[role=menu], [role=dialog], .settings"))) return;
    if (event.key === "?") {
      event.preventDefault();
      openDialog("keys");
    } else if (event.key.length === 1 && event.key !== " ") {
      // The character lands in the field, because the focus moves before it is typed.
      focusComposer();
    }
  });
}
