// What can be done with a message: the bar of the row under the pointer or the focus, and the menu. Fetched by acting.tsx.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { copyLink, copyText, deleteMessage, editing, isReadable, isStored, mayDelete, mayEdit, mayReact, maySeeHistory, react, reactionCode } from "../../state/actions";
import { isHash, recent } from "../../state/emojis";
import { messageItems } from "../../state/extras";
import { excerpt, type Message, NOBODY } from "../../state/message";
import { findMessage } from "../../state/messages";
import { readable } from "../../state/names";
import { mayWrite, room } from "../../state/structure";
import { toast } from "../../state/ui";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { isMenuOpen, type MenuItem, openMenu } from "../../ui/menus";
import { type Place, placeOf } from "../../ui/popover";
import { rove } from "../../ui/roving";
import { fullTime } from "../../ui/time";
import { changeDraft } from "../composer/drafts";
import { focusComposer } from "../composer/focus";
import { openEmoji, openHistory } from "../../state/shown";
import { active } from "./acting";
import { openProfileOf } from "./people";
import { reach } from "./reach";

const QUICK = 5;

export function reply(message: Message) {
  changeDraft(message.room, {
    reply: { id: message.id, authorId: message.author.id, name: message.author.name, color: message.author.color, text: excerpt(message.html) },
  });
  focusComposer();
}

/** Asks before; with Shift the person is sure. */
export async function remove(message: Message, isSure: boolean) {
  const detail = <blockquote class="quoted">{readable(excerpt(message.html)) || t("attachment")}</blockquote>;
  if (isSure || (await confirm({ title: t("deleteQuestion"), text: t("deleteLead"), verb: t("delete"), detail }))) await deleteMessage(message);
}

const pickReaction = (message: Message, place: Place) => openEmoji({ place, onPick: (emoji) => void react(message, reactionCode(emoji)) });

export function openMessageMenu(message: Message, place: Place) {
  if (!isStored(message)) return;
  const often = !mayReact(message) ? [] : recent.value.filter((emoji) => !isHash(emoji)).slice(0, QUICK);
  openMenu({
    label: t("actionsFor", { name: message.author.name }),
    place,
    items: () => itemsOf(message, place),
    about: fullTime(message.time),
    quick: often.map((emoji) => ({ emoji, label: t("reactWith", { emoji }), act: () => void react(message, reactionCode(emoji)) })),
  });
}

function itemsOf(message: Message, place: Place): (MenuItem | null)[] {
  const item = (isThere: boolean, entry: MenuItem) => (isThere ? [entry] : []);
  const isText = isReadable(message);
  const items: (MenuItem | null)[] = [
    ...item(mayReact(message), { icon: "smile-plus", label: t("react"), keys: "E", testId: "menu-react", act: () => pickReaction(message, place) }),
    ...item(isText && mayWrite.value && !message.isSystem, { icon: "reply", label: t("reply"), keys: "R", testId: "menu-reply", act: () => reply(message) }),
    ...item(mayEdit(message), { icon: "pencil", label: t("edit"), keys: "↑", testId: "menu-edit", act: () => (editing.value = message.id) }),
    ...item(isText, { icon: "copy", label: t("copyText"), testId: "menu-copy", act: () => void copyText(message) }),
    { icon: "link", label: t("copyLink"), testId: "menu-link", act: () => void copyLink(message) },
    ...item(!message.isSystem && !message.isHidden && message.author.id !== NOBODY, { icon: "at-sign", label: t("profileOf", { name: message.author.name }), testId: "menu-profile", act: () => openProfileOf(message, place) }),
    ...messageItems.flatMap((extra) => extra(message) ?? []),
    ...item(maySeeHistory(message), { icon: "history", label: t("history"), testId: "menu-history", act: () => openHistory(message) }),
  ];
  if (mayDelete(message)) items.push(null, { icon: "trash-2", label: t("delete"), keys: "Del", isDanger: true, testId: "menu-delete", act: (event) => void remove(message, event.shiftKey) });
  return items;
}

/** One bar that moves to the row it is needed at. */
export function ActionBar({ box }: { box: RefObject<HTMLElement> }) {
  const bar = useRef<HTMLDivElement>(null);
  const shown = active.value;
  const message = shown && room.value ? findMessage(room.value, shown.id) : undefined;
  const isShown = message !== undefined && isStored(message) && !message.isSystem && !message.isHidden && editing.value !== message.id;

  useLayoutEffect(() => {
    const element = bar.current;
    const log = box.current;
    if (!element || !log || !shown || !isShown) return;
    const place = () => {
      const row = shown.row.getBoundingClientRect();
      const frame = log.getBoundingClientRect();
      const top = Math.max(2, row.top - frame.top - 16);
      element.style.top = `${top}px`;
      element.hidden = row.bottom < frame.top + 8 || row.top > frame.bottom - 20;
    };
    place();
    // Where the log is while it moves is asked only for who is here by the keyboard.
    const move = () => {
      const { activeElement } = document;
      if (shown.row.contains(activeElement) || element.contains(activeElement)) place();
      else element.hidden = true;
    };
    log.addEventListener("scroll", move, { passive: true });
    shown.row.classList.add("is-hover");
    return () => {
      log.removeEventListener("scroll", move);
      shown.row.classList.remove("is-hover");
    };
  });

  useEffect(() => () => void (active.value = null), []);

  if (!isShown || !message || !shown) return null;
  const back = { rect: shown.row.getBoundingClientRect(), back: shown.row };
  const more = (event: { currentTarget: HTMLElement }) => openMessageMenu(message, { ...placeOf(event.currentTarget), back: shown.row });
  return (
    <div
      ref={bar}
      class="acts"
      role="toolbar"
      aria-label={t("actionsFor", { name: message.author.name })}
      data-testid="message-actions"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") shown.row.focus();
        else rove(event);
      }}
    >
      {mayReact(message) && (
        <button type="button" class="ib" data-rove tabIndex={0} data-testid="action-react" aria-label={t("react")} title={t("react")} onClick={(event) => pickReaction(message, { ...placeOf(event.currentTarget), back: back.back })}>
          <Icon name="smile-plus" />
        </button>
      )}
      {mayWrite.value && isReadable(message) && (
        <button type="button" class="ib" data-rove tabIndex={mayReact(message) ? -1 : 0} data-testid="action-reply" aria-label={t("reply")} title={t("reply")} onClick={() => reply(message)}>
          <Icon name="reply" />
        </button>
      )}
      {mayEdit(message) && (
        <button type="button" class="ib" data-rove tabIndex={-1} data-testid="action-edit" aria-label={t("edit")} title={t("edit")} onClick={() => (editing.value = message.id)}>
          <Icon name="pencil" />
        </button>
      )}
      {mayDelete(message) && (
        <button type="button" class="ib danger" data-rove tabIndex={-1} data-testid="action-delete" aria-label={t("delete")} title={t("deleteHint")} onClick={(event) => void remove(message, event.shiftKey)}>
          <Icon name="trash-2" />
        </button>
      )}
      <button type="button" class="ib" data-rove tabIndex={-1} data-testid="action-more" aria-label={t("more")} title={t("more")} aria-haspopup="menu" onClick={more}>
        <Icon name="ellipsis" />
      </button>
    </div>
  );
}

const HOLD_MS = 450;
/** A log that has not moved for so long stands still. */
const REST_MS = 120;
const MOVED_PX = 10;

const messageHere = (id: string) => (room.value ? findMessage(room.value, id) : undefined);

/** One listener each for a whole log: pointer, menu key, long press. `first` is what they were fetched for; `find` and
 * `open` are those of other logs. Returns what ends it. */
export function listenToRows(log: HTMLElement, first?: Event, find = messageHere, open = openMessageMenu): () => void {
  const rowOf = (target: EventTarget | null) => (target instanceof Element ? target.closest<HTMLElement>("[data-message-id]") : null);
  const messageOf = (row: HTMLElement | null) => (row ? find(row.dataset.messageId ?? "") : undefined);
  const show = (row: HTMLElement | null) => {
    const id = row?.dataset.messageId;
    if (id !== active.peek()?.id || row !== active.peek()?.row) active.value = row && id ? { id, row } : null;
  };

  // Rows that pass below the pointer mean nothing; the one that stays there does.
  let moving: ReturnType<typeof setTimeout> | undefined;
  let isUnderPointer = false;
  const rest = (isMouse = isUnderPointer) => {
    isUnderPointer = isMouse;
    moving = undefined;
    const row = isUnderPointer ? log.querySelector<HTMLElement>("[data-message-id]:hover") : null;
    if (row && !isMenuOpen() && !log.contains(document.activeElement)) active.value = { id: row.dataset.messageId ?? "", row };
  };
  const scrolled = () => {
    clearTimeout(moving);
    moving = setTimeout(() => rest(), REST_MS);
  };
  const over = (event: PointerEvent) => {
    isUnderPointer = event.pointerType === "mouse";
    if (isUnderPointer && moving === undefined && !isMenuOpen()) show(rowOf(event.target));
  };
  const out = (event: PointerEvent) => {
    const next = event.relatedTarget;
    if (event.pointerType === "mouse" && !isMenuOpen() && !(next instanceof Element && next.closest(".acts, .log"))) show(null);
  };
  let reached: HTMLElement | null = null;
  const focused = (event: FocusEvent) => {
    const row = rowOf(event.target);
    show(row);
    if (row === reached) return;
    reach(reached, false);
    reach((reached = row), true);
  };
  const blurred = (event: FocusEvent) => {
    if (event.relatedTarget instanceof Node && log.contains(event.relatedTarget)) return;
    reach(reached, false);
    reached = null;
  };
  // Some systems select the word under the pointer when they ask for the menu.
  let selected = "";
  const pressed = () => (selected = String(getSelection()));
  const asked = (event: MouseEvent) => {
    const row = rowOf(event.target);
    const message = messageOf(row);
    const isText = event.target instanceof Element && event.target.closest("a, img, video, audio, textarea, .edit-box");
    // Links, pictures and selected text keep the menu of the browser.
    if (!row || !message || !isStored(message) || isText || selected) return;
    event.preventDefault();
    show(row);
    const isKey = event.clientX === 0 && event.clientY === 0;
    open(message, isKey ? placeOf(row) : { rect: { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY }, back: row });
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let isHeld = false;
  let start: { x: number; y: number } | undefined;
  const touched = (event: TouchEvent) => {
    const finger = event.touches[0];
    const row = rowOf(event.target);
    clearTimeout(timer);
    isHeld = false;
    const reaction = event.target instanceof Element ? event.target.closest<HTMLElement>(".react [data-code]") : null;
    if (finger && reaction) {
      start = { x: finger.clientX, y: finger.clientY };
      timer = setTimeout(() => {
        isHeld = true;
        toast("info", reaction.getAttribute("aria-label") ?? "");
      }, HOLD_MS);
      return;
    }
    // Links and pictures have a menu of the browser for this.
    if (!finger || event.touches.length > 1 || !row || (event.target instanceof Element && event.target.closest("textarea, button, audio, video, a[href]"))) return;
    start = { x: finger.clientX, y: finger.clientY };
    timer = setTimeout(() => {
      const message = messageOf(row);
      if (!message || !isStored(message) || isMenuOpen()) return;
      getSelection()?.removeAllRanges();
      open(message, placeOf(row));
    }, HOLD_MS);
  };
  const moved = (event: TouchEvent) => {
    const finger = event.touches[0];
    if (!finger || !start || Math.hypot(finger.clientX - start.x, finger.clientY - start.y) > MOVED_PX) clearTimeout(timer);
  };
  const lifted = (event: TouchEvent) => {
    clearTimeout(timer);
    // The press that opened the menu must not choose in it.
    if ((isHeld || isMenuOpen()) && event.cancelable) event.preventDefault();
  };

  log.addEventListener("scroll", scrolled, { passive: true });
  log.addEventListener("pointerover", over);
  log.addEventListener("pointerout", out);
  log.addEventListener("focusin", focused);
  log.addEventListener("focusout", blurred);
  log.addEventListener("pointerdown", pressed);
  log.addEventListener("contextmenu", asked);
  log.addEventListener("touchstart", touched, { passive: true });
  log.addEventListener("touchmove", moved, { passive: true });
  log.addEventListener("touchend", lifted);
  if (first?.type === "contextmenu") asked(first as MouseEvent);
  else if (first instanceof PointerEvent) rest(first.pointerType === "mouse");
  else if (first instanceof FocusEvent) focused(first);
  else if (first?.type === "touchstart") touched(first as TouchEvent);
  return () => {
    clearTimeout(timer);
    clearTimeout(moving);
    log.removeEventListener("scroll", scrolled);
    log.removeEventListener("pointerover", over);
    log.removeEventListener("pointerout", out);
    log.removeEventListener("focusin", focused);
    log.removeEventListener("focusout", blurred);
    log.removeEventListener("pointerdown", pressed);
    log.removeEventListener("contextmenu", asked);
    log.removeEventListener("touchstart", touched);
    log.removeEventListener("touchmove", moved);
    log.removeEventListener("touchend", lifted);
  };
}

/** Keys of a message that has the focus. */
export function onMessageKey(event: KeyboardEvent, message: Message, row: HTMLElement): boolean {
  if (!isStored(message) || event.ctrlKey || event.metaKey || event.altKey) return false;
  const key = event.key.toLowerCase();
  if (key === "r" && isReadable(message) && !message.isSystem && mayWrite.value) reply(message);
  else if (key === "e" && mayReact(message)) pickReaction(message, placeOf(row));
  else if (key === "m" || event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) openMessageMenu(message, placeOf(row));
  else if (event.key === "Delete" && mayDelete(message)) void remove(message, event.shiftKey);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
