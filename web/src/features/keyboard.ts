// Keys that work everywhere.
import { isMenuOpen } from "../ui/menus";
import { noteRead } from "../state/messages";
import { home } from "../state/home";
import { phase } from "../state/session";
import { channel, channels, go, group, groups, isUnread, room } from "../state/structure";
import { drawer } from "../state/ui";
import { openDialog } from "./account/dialogHost";
import { lastRoom } from "./channels/Rail";
import { editing } from "../state/actions";
import { changeDraft, draftOf } from "./composer/drafts";
import { focusComposer, watchInput } from "./composer/focus";
import { openOverlay, overlay } from "../state/shown";

const isField = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** At home the list of it is gone through. */
function stepAtHome(direction: 1 | -1, onlyUnread: boolean) {
  const all = [...document.querySelectorAll<HTMLElement>(".panel .tree a")];
  const at = all.findIndex((row) => row.matches("[aria-current]"));
  for (let offset = 1; offset <= all.length; offset++) {
    const next = all[(at + direction * offset + all.length * 2) % all.length];
    if (next && (!onlyUnread || next.matches(".unread"))) return next.click();
  }
}

function step(direction: 1 | -1, onlyUnread: boolean) {
  if (home.peek()) return stepAtHome(direction, onlyUnread);
  const all = channels.value.filter((known) => !known.isVoice);
  const at = all.findIndex((known) => known.room === channel.value?.room);
  for (let offset = 1; offset <= all.length; offset++) {
    const next = all[(at + direction * offset + all.length * 2) % all.length];
    if (next && (!onlyUnread || isUnread(next))) return go(next.room);
  }
}

function stepGroup(direction: 1 | -1) {
  const all = groups.value;
  // Home stands before the first of them.
  const at = home.peek() ? (direction === 1 ? -1 : 0) : all.findIndex((known) => known.id === group.value?.id);
  for (let offset = 1; offset < all.length + (home.peek() ? 1 : 0); offset++) {
    const next = lastRoom(all[(at + direction * offset + all.length * 2) % all.length]?.id ?? "");
    if (next) return go(next);
  }
}

const REGIONS = [".rail", ".panel:not(.nav-set) .tree", ".nav-set", ".sheet-head", ".page, .split > .side", ".split > .main", "[role=log]", ".composer textarea, .composer", ".members"];
const PRESSABLE = "a[href], button:not([disabled]), input, select, textarea";

/** From one part of the page to the next. */
function stepRegion(direction: 1 | -1) {
  const all = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter((element) => element !== null && element.getClientRects().length > 0 && !element.closest("[inert]"));
  const active = document.activeElement;
  const at = all.findIndex((element) => element?.contains(active));
  const next = all[(at + direction + all.length) % all.length];
  const within = (selector: string) => [...(next?.querySelectorAll<HTMLElement>(selector) ?? [])].find((element) => element.tabIndex >= 0 && element.getClientRects().length > 0);
  const stop = next?.matches("[tabindex='0'], textarea") ? next : (within("[tabindex='0']") ?? within(PRESSABLE));
  stop?.focus();
}

function onShortcut(event: KeyboardEvent): boolean {
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (isCommand && event.key.toLowerCase() === "k") void openOverlay({ name: "switcher" });
  else if (isCommand && event.key.toLowerCase() === "f") void openOverlay({ name: "search", query: "" });
  else if (event.key === "F6") stepRegion(event.shiftKey ? -1 : 1);
  // The rest is about the conversation.
  else if (isInSettings()) return false;
  else if (isCommand && event.key.toLowerCase() === "e") document.querySelector<HTMLElement>("[data-testid=emoji-button]")?.click();
  else if (event.key === "Escape" && event.shiftKey && room.value) noteRead(room.value);
  else if (event.altKey && !event.ctrlKey && !event.metaKey) {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    else if (event.key === "PageUp" || event.key === "PageDown") stepGroup(event.key === "PageDown" ? 1 : -1);
    else return false;
  } else return false;
  return true;
}

/** Esc: an edit ends, then nothing is answered any more, then the field is where to write. */
function goBack() {
  if (editing.value) editing.value = null;
  else if (room.value && draftOf(room.value).reply && document.activeElement?.closest("[role=log], .composer")) changeDraft(room.value, { reply: null });
  focusComposer();
}

const isInSettings = () => overlay.value?.name === "settings" || overlay.value?.name === "account";

export function listen() {
  watchInput();
  addEventListener("keydown", (event) => {
    if (phase.value !== "in" || document.querySelector("dialog[open]") || event.isComposing || isMenuOpen()) return;
    if (onShortcut(event)) return event.preventDefault();
    if (isInSettings()) return;
    const isPaste = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
    if ((event.ctrlKey || event.metaKey || event.altKey) && !isPaste) return;
    if (event.key === "Escape") {
      if (drawer.value) drawer.value = null;
      else goBack();
      return;
    }
    if (isField(event.target) || (event.target instanceof HTMLElement && event.target.closest("[role=menu], [role=dialog]"))) return;
    if (event.key === "?") {
      event.preventDefault();
      openDialog("keys");
    } else if ((event.key.length === 1 && event.key !== " ") || event.key === "Process" || event.key === "Dead") {
      // The character lands in the field, because the focus moves before it is typed; so does what is pasted.
      focusComposer();
    }
  });
}
