// The words of an icon, beside it, after a moment: for a pointer that rests, and for the focus of the keyboard. One
// box for all of them. Fetched a while after the join; until then the browser shows `title` in its own way.

const WAIT_MS = 400;
const GAP = 6;
const EDGE = 8;

/** What an element says; the browser is kept from saying it, too. */
function textOf(element: HTMLElement): string {
  if (element.title) {
    element.dataset.tip = element.title;
    element.removeAttribute("title");
  }
  return element.dataset.tip ?? "";
}

export function startTips() {
  const box = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  // Its words are the name or the description of the element already.
  box.setAttribute("aria-hidden", "true");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: HTMLElement | undefined;

  const hide = () => {
    clearTimeout(timer);
    shown = undefined;
    box.hidden = true;
  };
  const place = (element: HTMLElement, text: string) => {
    // In the top layer where a dialog is: what lies outside is covered.
    (element.closest("dialog") ?? document.body).append(box);
    box.textContent = text;
    box.hidden = false;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = box;
    const isBelow = bottom + GAP + height <= innerHeight - EDGE;
    box.style.left = `${Math.max(EDGE, Math.min((left + right - width) / 2, innerWidth - EDGE - width))}px`;
    box.style.top = `${isBelow ? bottom + GAP : top - GAP - height}px`;
  };
  const want = (target: EventTarget | null) => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[title], [data-tip]") : null;
    if (element && element === shown) return;
    hide();
    const text = element ? textOf(element) : "";
    if (!element || !text) return;
    shown = element;
    timer = setTimeout(() => element.isConnected && place(element, text), WAIT_MS);
  };

  addEventListener("pointerover", (event) => event.pointerType === "mouse" && want(event.target));
  addEventListener("focusin", ({ target }) => (target instanceof Element && target.matches(":focus-visible") ? want(target) : hide()));
  addEventListener("focusout", hide);
  addEventListener("keydown", hide, true);
  addEventListener("pointerdown", hide, true);
  addEventListener("scroll", hide, { capture: true, passive: true });
}
