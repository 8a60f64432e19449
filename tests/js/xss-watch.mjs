// Watches a page for what must never happen in it, and looks for what must never stand in it.

/** Notes dialogs, requests elsewhere, frames, new windows and what the policy had to stop. */
export async function watch(page, node) {
  const own = new URL(node.url).host;
  const bad = [];
  page.on("dialog", (dialog) => bad.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== own) bad.push(`asked ${url.href}`);
  });
  page.on("framenavigated", (frame) => {
    if (frame !== page.mainFrame()) bad.push(`a frame went to ${frame.url()}`);
    else if (!frame.url().startsWith(node.url)) bad.push(`the page went to ${frame.url()}`);
  });
  page.context().on("page", (other) => other !== page && bad.push(`opened ${other.url()}`));
  await page.exposeFunction("noteViolation", (text) => bad.push(text));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      // Handlers in what is only read in order to be cleaned are stopped, and nothing else is.
      if (["script-src-attr", "base-uri", "media-src"].includes(event.violatedDirective)) return;
      window.noteViolation(`the policy stopped ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return bad;
}

/** What stands anywhere in the page that is not the client's own. */
export const lookEverywhere = (page, place) =>
  page.evaluate((where) => {
    const found = [];
    const note = (what, node) => found.push(`${where}: ${what} ${node.outerHTML.slice(0, 160)}`);
    for (const node of document.querySelectorAll("*")) {
      // Of the page itself.
      if (node.matches("head > link[rel~=icon], body > noscript")) continue;
      if (/^(IFRAME|FRAME|OBJECT|EMBED|BASE|APPLET|MATH|TEMPLATE|MARQUEE|NOSCRIPT)$/i.test(node.tagName)) note("an element", node);
      if (node.tagName === "SCRIPT" && !(node.src.startsWith(location.origin) && /\/assets\//.test(node.src))) note("a script", node);
      if (node.tagName === "META" && node.httpEquiv) note("a head", node);
      if (node.tagName === "svg" && !/(^|\s)(ico|lines)/.test(node.getAttribute("class") ?? "") && !node.closest(".cover")) note("a drawing", node);
      for (const { name, value } of node.attributes) {
        if (/^on/i.test(name)) note(name, node);
        if (["href", "src", "action", "formaction", "xlink:href", "poster", "data", "background"].includes(name)) {
          let url;
          try {
            url = new URL(value, location.href);
          } catch {
            continue;
          }
          const isPicture = name === "src" && (url.protocol === "blob:" || /^data:image\//.test(value));
          if (!["http:", "https:", "mailto:"].includes(url.protocol) && !isPicture) note(`${name}=${value}`, node);
          if (name === "src" && /^https?:$/.test(url.protocol) && url.origin !== location.origin) note(`${name}=${value}`, node);
        }
        if (name === "srcset" || name === "ping") note(name, node);
        if (name === "style" && /url\(|expression|@import/i.test(value)) note("a style", node);
      }
    }
    if (window.pwned !== undefined) found.push(`${where}: window.pwned`);
    return found;
  }, place);

/** Points at everything and lets what might run have some time. */
export const pointAtEverything = (page) =>
  page.evaluate(async () => {
    for (const node of document.querySelectorAll("body *")) {
      // Pictures have loaded or failed by themselves.
      const types = ["pointerover", "mouseover", "mousemove", "toggle", "animationstart", ...(node instanceof HTMLImageElement ? [] : ["load", "error"])];
      for (const type of types) node.dispatchEvent(new Event(type, { bubbles: false }));
      if (node instanceof HTMLAnchorElement && !/^(https?|mailto|blob):/.test(node.href) && node.getAttribute("href") !== null) node.click();
    }
    await new Promise((done) => setTimeout(done, 100));
  });

const FORBIDDEN = "script, style, link, meta, base, iframe, frame, object, embed, form, input, button:not([data-testid], [aria-label], .unfold), svg:not(.ico), math, template, textarea:not([data-testid]), [srcset], [ping], [background], [poster]";

/** What stands in the messages, or in other parts, after all of them are drawn. */
export const look = (page, where = "[data-testid=message]") =>
  page.evaluate(([forbidden, where]) => {
    const found = [];
    const own = new Set(["text", "text jumbo", "at", "role-c", "inline-text-emoji", "code", "c-k", "c-s", "c-n", "c-c", "ib", "ico", "folded", "unfold"]);
    for (const body of document.querySelectorAll(where)) {
      for (const node of body.querySelectorAll(forbidden)) if (!node.closest(".react, .replyto, .acts")) found.push(`<${node.tagName}> ${node.outerHTML.slice(0, 160)}`);
      for (const node of body.querySelectorAll("*")) {
        for (const { name } of node.attributes) if (/^on/i.test(name)) found.push(`${name} of ${node.outerHTML.slice(0, 160)}`);
        for (const name of ["href", "src", "action", "formaction", "xlink:href"]) {
          const value = node.getAttribute(name);
          if (value === null) continue;
          const url = new URL(value, location.href);
          if (!["http:", "https:", "mailto:"].includes(url.protocol)) found.push(`${name}=${value}`);
          if (name === "src" && url.origin !== location.origin) found.push(`${name}=${value}`);
        }
      }
    }
    for (const text of document.querySelectorAll("[data-testid=message-body].text")) {
      for (const node of text.querySelectorAll("*")) {
        if (node.id || node.getAttribute("name")) found.push(`a name: ${node.outerHTML.slice(0, 160)}`);
        for (const name of node.classList) if (!own.has(name)) found.push(`the class ${name}`);
        if (node.hasAttribute("style") && !node.closest("[data-at]")) found.push(`a style: ${node.outerHTML.slice(0, 160)}`);
        if (node.hasAttribute("data-testid") || node.hasAttribute("data-message-id")) found.push(`a mark of the client: ${node.outerHTML.slice(0, 160)}`);
      }
    }
    if (window.pwned !== undefined) found.push("window.pwned");
    if (document.title.includes("owned")) found.push("the title");
    if (document.querySelector("base, head meta[http-equiv]")) found.push("the head");
    return found;
  }, [FORBIDDEN, where]);

/** Points at everything, presses every link, and gives what might run some time to do so. */
export async function provoke(page) {
  await page.evaluate(async () => {
    const log = document.querySelector("[role=log], .page");
    for (let top = log?.scrollHeight ?? 0; top > 0; top -= log.clientHeight / 2) {
      log.scrollTop = top;
      await new Promise((done) => setTimeout(done, 20));
    }
    for (const node of document.querySelectorAll("[data-testid=message-body] *")) {
      for (const type of ["pointerover", "mouseover", "mousemove", "focus", "toggle", "animationstart", "load", "error"]) node.dispatchEvent(new Event(type, { bubbles: true }));
      if (node instanceof HTMLAnchorElement && !/^(https?|mailto):/.test(node.href)) node.click();
    }
    await new Promise((done) => setTimeout(done, 300));
  });
}
