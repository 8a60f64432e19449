// Blocks of code in messages: their colours, what language they are in, and a way to copy them. Fetched once
// there is such a block.
import { to } from "../../i18n/over";
import { copy } from "../../state/actions";
import { iconPaths } from "../../ui/icons";
import { pieces } from "./highlight";
import "../../styles/code.css";

function span(text: string, kind: string): HTMLElement {
  const node = document.createElement("span");
  node.className = `c-${kind}`;
  node.textContent = text;
  return node;
}

/** The bar lies over the corner of the block: nothing moves when it comes. */
function bar(pre: HTMLElement, language: string): HTMLElement {
  const header = document.createElement("header");
  const name = document.createElement("span");
  name.textContent = language;
  if (!language) header.className = "bare";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "ib", title: to("copyCode") });
  button.setAttribute("aria-label", to("copyCode"));
  button.innerHTML = `<svg class="ico" viewBox="0 0 24 24" aria-hidden="true">${iconPaths("copy")}</svg>`;
  button.addEventListener("click", () => void copy((pre.textContent ?? "").replace(/\n$/, "")));
  header.append(name, button);
  return header;
}

/** Dresses what is not dressed yet. */
export function dress(root: HTMLElement) {
  for (const pre of root.querySelectorAll<HTMLElement>("pre")) {
    if (pre.parentElement?.classList.contains("code")) continue;
    const code = pre.querySelector<HTMLElement>("code") ?? pre;
    const language = code.dataset.lang ?? "";
    // Only text is coloured; what has other things in it stays as it is.
    if (!code.firstElementChild) {
      code.replaceChildren(...pieces(code.textContent ?? "", language).map(([text, kind]) => (kind ? span(text, kind) : text)));
    }
    const box = document.createElement("div");
    box.className = "code";
    pre.replaceWith(box);
    box.append(pre, bar(pre, language));
  }
}
