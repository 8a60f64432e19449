// Very long messages are folded: a log is for reading along. Fetched once there is such a message.
import { to } from "../../i18n/over";
import "../../styles/fold.css";

/** What is this much higher than a folded message, in rem: less is not worth a button. */
const WORTH = 66;

/** Folds a text that is higher than that, with a button to see all of it. */
export function fold(root: HTMLElement) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (!root.isConnected || root.querySelector(".unfold") || root.scrollHeight <= WORTH * rem) return;
  const inner = document.createElement("div");
  inner.className = "text folded";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "unfold", textContent: to("showAll") });
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const isFolded = inner.classList.toggle("folded");
    button.textContent = to(isFolded ? "showAll" : "showLess");
    button.setAttribute("aria-expanded", String(!isFolded));
    if (isFolded) button.scrollIntoView({ block: "nearest" });
  });
  inner.append(...root.childNodes);
  root.append(inner, button);
}
