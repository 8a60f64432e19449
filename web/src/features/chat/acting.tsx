// What can be done with messages is fetched when the pointer, a finger or the focus first comes to one, or a while after
// the join: see Actions.tsx.
import { signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Message } from "../../state/message";
import { lazy, partFailed } from "../../ui/lazy";
import type { Place } from "../../ui/popover";

type Part = typeof import("./Actions");

let part: Part | undefined;
/** Has it here. */
export const loadActions = async (): Promise<Part> => (part ??= await import("./Actions"));

/** The row that the bar belongs to. */
export const active = signal<{ id: string; row: HTMLElement } | null>(null);

const Bar = lazy<{ box: RefObject<HTMLElement> }>(() => loadActions().then(({ ActionBar }) => ActionBar));
/** One bar that moves to the row it is needed at. */
export const ActionBar = ({ box }: { box: RefObject<HTMLElement> }) => (active.value ? <Bar box={box} /> : null);

const FIRST = ["pointerover", "focusin", "touchstart", "touchmove", "touchend", "contextmenu"] as const;
/** They have a menu of the browser. */
const OF_BROWSER = "a, img, video, audio, textarea, .edit-box";

/** Listens to the rows of a log: pointer, menu key, long press. `find` and `open` are those of other logs. */
export function useRowActions(box: RefObject<HTMLElement>, find?: (id: string) => Message | undefined, open?: (message: Message, place: Place) => void) {
  useEffect(() => {
    const log = box.current;
    if (!log) return;
    let end: (() => void) | undefined;
    let isHere = true;
    let isLoading = false;
    // What came first, or asked for the menu, is done as soon as it can be.
    let first: Event | undefined;
    const begin = (event: Event) => {
      if (event.type === "contextmenu") {
        if (!(event.target instanceof Element) || !event.target.closest("[data-message-id]") || event.target.closest(OF_BROWSER)) return;
        event.preventDefault();
        first = event;
      }
      // What a finger did last counts: one that has moved or gone asks for nothing.
      if (event.type.startsWith("touch")) first = event;
      first ??= event;
      if (isLoading) return;
      isLoading = true;
      loadActions().then(
        ({ listenToRows }) => {
          if (!isHere) return;
          wait(false);
          end = listenToRows(log, first, find, open);
        },
        () => {
          isLoading = false;
          first = undefined;
        },
      );
    };
    const wait = (is: boolean) => FIRST.forEach((name) => (is ? log.addEventListener(name, begin, { passive: name.startsWith("touch") }) : log.removeEventListener(name, begin)));
    if (part) end = part.listenToRows(log, undefined, find, open);
    else wait(true);
    return () => {
      isHere = false;
      wait(false);
      end?.();
    };
  }, []);
}

const KEYS = /^(?:[erm]|Delete|ContextMenu|F10)$/i;

/** Keys of a message that has the focus. Those that come before their part does are done a moment later. */
export function onMessageKey(event: KeyboardEvent, message: Message, row: HTMLElement): boolean {
  if (part) return part.onMessageKey(event, message, row);
  if (!KEYS.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return false;
  event.preventDefault();
  event.stopPropagation();
  loadActions().then((loaded) => row.isConnected && loaded.onMessageKey(event, message, row), partFailed);
  return true;
}
