// What can be done with a message: the bar of the row under the pointer or the focus, and the menu.
import type { RefObject } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { copyLink, copyText, deleteMessage, editing, isStored, mayDelete, mayEdit, maySeeHistory, react, reactionCode } from "../../state/actions";
import { isHash, recent } from "../../state/emojis";
import { excerpt, type Message, NOBODY } from "../../state/message";
import { findMessage } from "../../state/messages";
import { readable } from "../../state/names";
import { mayWrite, room } from "../../state/structure";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { isMenuOpen, type MenuItem, openMenu } from "../../ui/Menu";
import { type Place, placeOf } from "../../ui/popover";
import { rove } from "../../ui/roving";
import { changeDraft } from "../composer/drafts";
import { focusComposer } from "../composer/focus";
import { openEmoji, openHistory } from "../../state/shown";
import { openProfileOf } from "./people";

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
  const item = (isThere: boolean, entry: MenuItem) => (isThere ? [entry] : []);
  const isText = !message.isHidden;
  const items: (MenuItem | null)[] = [
    ...item(isText && !message.isSystem, { icon: "smile-plus", label: t("react"), keys: "E", testId: "menu-react", act: () => pickReaction(message, place) }),
    ...item(isText && mayWrite.value && !message.isSystem, { icon: "reply", label: t("reply"), keys: "R", testId: "menu-reply", act: () => reply(message) }),
    ...item(mayEdit(message), { icon: "pencil", label: t("edit"), keys: "↑", testId: "menu-edit", act: () => (editing.value = message.id) }),
    ...item(isText, { icon: "copy", label: t("copyText"), testId: "menu-copy", act: () => void copyText(message) }),
    { icon: "link", label: t("copyLink"), testId: "menu-link", act: () => void copyLink(message) },
    ...item(!message.isSystem && !message.isHidden && message.author.id !== NOBODY, { icon: "at-sign", label: t("profileOf", { name: message.author.name }), testId: "menu-profile", act: () => openProfileOf(message, place) }),
    ...item(maySeeHistory(message), { icon: "history", label: t("history"), testId: "menu-history", act: () => openHistory(message) }),
  ];
  if (mayDelete(message)) items.push(null, { icon: "trash-2", label: t("delete"), keys: "Del", isDanger: true, testId: "menu-delete", act: (event) => void remove(message, event.shiftKey) });
  const often = message.isSystem ? [] : recent.value.filter((emoji) => !isHash(emoji)).slice(0, QUICK);
  openMenu({
    label: t("actionsFor", { name: message.author.name }),
    place,
    items,
    quick: often.map((emoji) => ({ emoji, label: t("reactWith", { emoji }), act: () => void react(message, reactionCode(emoji)) })),
  });
}

/** The row that the bar belongs to. */
export const active = signal<{ id: string; row: HTMLElement } | null>(null);

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
    log.addEventListener("scroll", place, { passive: true });
    shown.row.classList.add("is-hover");
    return () => {
      log.removeEventListener("scroll", place);
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
      <button type="button" class="ib" data-rove tabIndex={0} data-testid="action-react" aria-label={t("react")} title={t("react")} onClick={(event) => pickReaction(message, { ...placeOf(event.currentTarget), back: back.back })}>
        <Icon name="smile-plus" />
      </button>
      {mayWrite.value && (
        <button type="button" class="ib" data-rove tabIndex={-1} data-testid="action-reply" aria-label={t("reply")} title={t("reply")} onClick={() => reply(message)}>
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
const MOVED_PX = 10;

/** One listener each for a whole log: pointer, menu key, long press. */
export function useRowActions(box: RefObject<HTMLElement>) {
  useEffect(() => {
    const log = box.current;
    if (!log) return;
    const rowOf = (target: EventTarget | null) => (target instanceof Element ? target.closest<HTMLElement>("[data-message-id]") : null);
    const messageOf = (row: HTMLElement | null) => (row && room.value ? findMessage(room.value, row.dataset.messageId ?? "") : undefined);
    const show = (row: HTMLElement | null) => {
      const id = row?.dataset.messageId;
      if (id !== active.peek()?.id || row !== active.peek()?.row) active.value = row && id ? { id, row } : null;
    };

    const over = (event: PointerEvent) => {
      if (event.pointerType === "mouse" && !isMenuOpen()) show(rowOf(event.target));
    };
    const out = (event: PointerEvent) => {
      const next = event.relatedTarget;
      if (event.pointerType === "mouse" && !isMenuOpen() && !(next instanceof Element && next.closest(".acts, .log"))) show(null);
    };
    const focused = (event: FocusEvent) => show(rowOf(event.target));
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
      openMessageMenu(message, isKey ? placeOf(row) : { rect: { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY }, back: row });
    };

    let timer: ReturnType<typeof setTimeout> | undefined;
    let start: { x: number; y: number } | undefined;
    const touched = (event: TouchEvent) => {
      const finger = event.touches[0];
      const row = rowOf(event.target);
      clearTimeout(timer);
      // Links and pictures have a menu of the browser for this.
      if (!finger || event.touches.length > 1 || !row || (event.target instanceof Element && event.target.closest("textarea, button, audio, video, a[href]"))) return;
      start = { x: finger.clientX, y: finger.clientY };
      timer = setTimeout(() => {
        const message = messageOf(row);
        if (!message || !isStored(message) || isMenuOpen()) return;
        getSelection()?.removeAllRanges();
        openMessageMenu(message, placeOf(row));
      }, HOLD_MS);
    };
    const moved = (event: TouchEvent) => {
      const finger = event.touches[0];
      if (!finger || !start || Math.hypot(finger.clientX - start.x, finger.clientY - start.y) > MOVED_PX) clearTimeout(timer);
    };
    const lifted = (event: TouchEvent) => {
      clearTimeout(timer);
      // The press that opened the menu must not choose in it.
      if (isMenuOpen() && event.cancelable) event.preventDefault();
    };

    log.addEventListener("pointerover", over);
    log.addEventListener("pointerout", out);
    log.addEventListener("focusin", focused);
    log.addEventListener("pointerdown", pressed);
    log.addEventListener("contextmenu", asked);
    log.addEventListener("touchstart", touched, { passive: true });
    log.addEventListener("touchmove", moved, { passive: true });
    log.addEventListener("touchend", lifted);
    return () => {
      clearTimeout(timer);
      log.removeEventListener("pointerover", over);
      log.removeEventListener("pointerout", out);
      log.removeEventListener("focusin", focused);
      log.removeEventListener("pointerdown", pressed);
      log.removeEventListener("contextmenu", asked);
      log.removeEventListener("touchstart", touched);
      log.removeEventListener("touchmove", moved);
      log.removeEventListener("touchend", lifted);
    };
  }, []);
}

/** Keys of a message that has the focus. */
export function onMessageKey(event: KeyboardEvent, message: Message, row: HTMLElement): boolean {
  if (!isStored(message) || event.ctrlKey || event.metaKey || event.altKey) return false;
  const key = event.key.toLowerCase();
  const canWrite = !message.isSystem && !message.isHidden;
  if (key === "r" && canWrite && mayWrite.value) reply(message);
  else if (key === "e" && canWrite) pickReaction(message, placeOf(row));
  else if (key === "m" || event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) openMessageMenu(message, placeOf(row));
  else if (event.key === "Delete" && mayDelete(message)) void remove(message, event.shiftKey);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
