// What is measured in a page: what axe finds, whether anything is too small to hit, too wide to be seen or
// cut off.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds that keeps people out; `rules` are all, or only those that are named. */
export async function axe(page, rules = []) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { resultTypes: ["violations"], ...(runOnly.length && { runOnly }) }), rules);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} (${failureSummary})`).join(", ")}`);
}

/** Interactive elements that are smaller than this, with their size. A control counts with its label, links in
 * sentences do not count. */
export const small = (page, least) =>
  page.evaluate((px) => {
    const INTERACTIVE = "a[href], button, input:not([type=file]), select, textarea, summary, [role=button], [role=link], [role=menuitem], [role=option], [role=tab], [role=radio], [role=switch], [role=treeitem]";
    const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest("[inert], .sr, .skip");
    const inSentence = (element) => element.matches("a[href], .as-link, [data-at]") && element.closest(".text, p, .hint, .note, .excerpt");
    const found = [];
    for (const element of document.querySelectorAll(INTERACTIVE)) {
      if (!isShown(element) || inSentence(element)) continue;
      const boxes = [element, element.closest("label"), ...(element.labels ?? [])].filter(Boolean).map((box) => box.getBoundingClientRect());
      // What lies around an element on purpose, so that it is hit more easily.
      const around = getComputedStyle(element, "::after");
      const isAround = around.content !== "none" && around.position === "absolute";
      const more = (a, b) => (isAround ? Math.max(0, -parseFloat(around[a]) - parseFloat(around[b])) : 0);
      /** Of what lies around it all on its own: over a card whose name it is. */
      const whole = (side) => (isAround && parseFloat(around[side])) || 0;
      const width = Math.max(whole("width"), Math.max(...boxes.map((box) => box.width)) + more("left", "right"));
      const height = Math.max(whole("height"), Math.max(...boxes.map((box) => box.height)) + more("top", "bottom"));
      if (width === 0 || (width >= px - 0.5 && height >= px - 0.5)) continue;
      const name = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30);
      found.push(`${element.tagName.toLowerCase()}.${element.className || element.parentElement.className} "${name}" ${Math.round(width)}x${Math.round(height)}`);
    }
    return [...new Set(found)];
  }, least);

/** What is wider than its place: the page, or boxes in it that cannot be scrolled sideways on purpose. */
export const wide = (page) =>
  page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page");
    // What may be scrolled sideways: code, tabs, the row of files.
    const isFree = (element) => element.closest("pre, .attach, .cats, .tabs, .sr, .state, .skip, [inert], .cut, [hidden]") || !element.checkVisibility({ visibilityProperty: true });
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest("svg") || isFree(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      const name = `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 30)}"`;
      if (box.right > innerWidth + 1 || box.left < -1) {
        // Drawers wait beside the window.
        if (!element.closest(".rail, .panel") && !element.closest(".lines")) found.push(`${name} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
      } else if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible" && !element.matches("input, textarea, select, .at, .topic, .eg button")) found.push(`${name} scrolls sideways by ${element.scrollWidth - element.clientWidth}`);
    }
    return [...new Set(found)].slice(0, 20);
  });
