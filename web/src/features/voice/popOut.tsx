// The call in a window of its own, above all others where the browser can do that.
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { tv } from "../../i18n/voice";
import { language } from "../../i18n/language";
import { Controls } from "./Controls";
import { Stage } from "./Stage";
import { call, place } from "./state";

interface PictureInPicture {
  requestWindow: (size: { width: number; height: number }) => Promise<Window>;
}
const pictureInPicture = () => (window as { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture;

const SIZE = { width: 420, height: 320 };

let shown: Window | null = null;
export const isPoppedOut = signal(false);
/** Phones have no windows. */
export const canPopOut = () => !matchMedia("(pointer: coarse)").matches;

async function open(): Promise<Window | null> {
  const own = pictureInPicture();
  if (own) return own.requestWindow(SIZE).catch(() => null);
  return window.open("", "", `popup,width=${SIZE.width},height=${SIZE.height}`);
}

/** The same styles: those of the page, and what parts have brought along. */
function dress(to: Document) {
  for (const style of document.querySelectorAll("style, link[rel=stylesheet]")) {
    const copy = to.importNode(style, true);
    if (copy instanceof HTMLLinkElement || "href" in copy) (copy as HTMLLinkElement).href = (style as HTMLLinkElement).href;
    to.head.append(copy);
  }
  const { theme } = document.documentElement.dataset;
  if (theme) to.documentElement.dataset.theme = theme;
  to.documentElement.lang = language.peek();
  to.documentElement.dir = document.documentElement.dir;
}

function Small() {
  return (
    <div class="popped" data-testid="voice-popped">
      <Stage />
      <Controls isBare />
    </div>
  );
}

export async function popOut() {
  if (shown) return shown.focus();
  const made = await open();
  if (!made) return;
  shown = made;
  dress(made.document);
  made.document.title = place.peek()?.name ?? tv("large");
  render(<Small />, made.document.body);
  isPoppedOut.value = true;
  made.addEventListener("pagehide", () => {
    render(null, made.document.body);
    shown = null;
    isPoppedOut.value = false;
  });
}

export const bringBack = () => shown?.close();

// With the call goes its window, and with the page.
effect(() => {
  if (call.value.name !== "in") bringBack();
});
addEventListener("pagehide", bringBack);
