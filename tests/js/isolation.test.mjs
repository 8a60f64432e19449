// What members upload runs nothing in the node's origin: a real Chromium opens, embeds and loads files
// that are made to, whatever an operator allows to be uploaded.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startNode } from "./browser-support.mjs";
import { connect, register, wait } from "./support.mjs";

const MINUTE = 60_000;
const script = (name) => `console.log("RAN ${name}");fetch("/ran-${name}").catch(()=>{});try{parent.postMessage("RAN ${name}","*")}catch{}`;
const page = (name) => `<!doctype html><html><body onload='${script(name)}'><script>${script(name)}</script><img src=x onerror='${script(name)}'></body></html>`;
const worker = (name) => `${script(name)};self.addEventListener&&self.addEventListener("fetch",(event)=>event.respondWith(new Response("RAN ${name}")));`;

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

/** A PNG that holds a page in a text chunk, as a viewer accepts it. */
function pngWithPage() {
  const chunk = Buffer.concat([Buffer.from("tEXt"), Buffer.from(`Comment\0${page("png-page")}`)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length - 4);
  // Nobody checks the sum of a comment.
  return Buffer.concat([png.subarray(0, 33), length, chunk, Buffer.alloc(4), png.subarray(33)]);
}

const box = (kind, content) => {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length + 8);
  return Buffer.concat([length, Buffer.from(kind), bytes]);
};

/** Name of the file, and what is in it. */
const FILES = {
  "page.html": page("html"),
  "page.png": page("page-as-png"),
  "page.mp4": page("page-as-mp4"),
  "page.xhtml": `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${script("xhtml").replaceAll("&", "&amp;").replaceAll("=>", "=&gt;")}</script></html>`,
  "picture.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload='${script("svg")}'><script>${script("svg").replaceAll("=>", "=&gt;")}</script></svg>`,
  "picture.xml": `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload='${script("xml")}'/>`,
  "script.js": worker("js"),
  "script.png": worker("script-as-png"),
  "document.pdf": `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert('RAN pdf'))>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`,
  "gif-script.gif": `GIF89a/*\u0001\0\u0001\0\0\0,*/=1;${worker("gif-script")}`,
  "gif-script.js": `GIF89a/*\u0001\0\u0001\0\0\0;*/=1;${worker("gif-script-js")}`,
  "png-page.png": pngWithPage(),
  "png-page.html": Buffer.concat([pngWithPage(), Buffer.from("other")]),
  "film-page.mp4": Buffer.concat([box("ftyp", "isom\0\0\u0002\0isomiso2mp41"), box("free", page("film-page"))]),
  "film-page.html": Buffer.concat([box("ftyp", "isom\0\0\u0002\0isommp42mp41"), box("free", page("film-page-html"))]),
  "style.css": "body { background: url(/ran-css) }",
  "style.png": "body { background: url(/ran-style-as-png) }",
};

let browser;
let node;
let urls;

before(async () => {
  browser = await launchBrowser();
  // An operator who allows everything.
  node = await startNode({ config: { serverinfo: { uploadFileTypes: ["image/*", "video/*", "audio/*", "text/*", "application/*"] } } });
  const socket = await connect(node.url);
  const { id, token } = await register(socket);
  urls = {};
  for (const [filename, body] of Object.entries(FILES)) {
    const query = new URLSearchParams({ id, filename, chunkIndex: 0, totalChunks: 1, fileId: filename.replace(".", "-") });
    const answer = await (await fetch(`${node.url}/upload?${query}`, { method: "POST", headers: { "x-user-id": id, "x-auth-token": token }, body })).json();
    assert.equal(answer.ok, true, `${filename}: ${answer.error}`);
    urls[filename] = node.url + answer.path;
  }
  socket.close();
});
after(async () => {
  await browser?.close();
  await node?.stop();
});

/** A page of the node's origin that allows itself everything, and what was seen of it. */
async function bare(t, html = "") {
  const context = await browser.newContext();
  t.after(() => context.close());
  const ran = [];
  const see = (text) => text.includes("RAN ") && ran.push(text);
  context.on("request", (request) => /\/ran-/.test(request.url()) && ran.push(request.url()));
  await context.route(`${node.url}/bare`, (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><script>addEventListener("message",(event)=>console.log(String(event.data)))</script>${html}` }));
  await context.route(`${node.url}/ran-*`, (route) => route.fulfill({ body: "" }));
  const tab = await context.newPage();
  tab.on("console", (message) => see(message.text()));
  tab.on("dialog", (dialog) => {
    ran.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await tab.goto(`${node.url}/bare`);
  return { context, tab, ran };
}

test("what is seen of scripts that do run", { timeout: MINUTE }, async (t) => {
  const { context, tab, ran } = await bare(t);
  await context.route(`${node.url}/control.html`, (route) => route.fulfill({ contentType: "text/html", body: page("control") }));
  await context.route(`${node.url}/control.js`, (route) => route.fulfill({ contentType: "text/javascript", body: worker("control-worker") }));
  await context.route(`${node.url}/control.css`, (route) => route.fulfill({ contentType: "text/css", body: "body { background: url(/ran-control-css) }" }));
  await tab.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.src = "/control.html";
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/control.css" });
    document.body.append(frame, style);
    new Worker("/control.js");
  });
  const expected = ["RAN control", "/ran-control-css", "RAN control-worker"];
  const missing = () => expected.filter((text) => !ran.some((seen) => seen.includes(text)));
  for (let n = 0; n < 100 && missing().length; n++) await wait(100);
  assert.deepEqual(missing(), []);
});

test("safer: opened by itself, no upload runs", { timeout: 3 * MINUTE }, async (t) => {
  for (const [filename, url] of Object.entries(urls)) {
    const { tab, ran } = await bare(t);
    // A download ends the navigation.
    await tab.goto(url, { timeout: 5000 }).catch(() => undefined);
    await wait(150);
    assert.deepEqual(ran, [], filename);
    await tab.context().close();
  }
});

test("safer: in frames and objects of a page of the node, no upload runs", { timeout: 3 * MINUTE }, async (t) => {
  for (const [filename, url] of Object.entries(urls)) {
    const { tab, ran } = await bare(t);
    await tab.evaluate((src) => {
      const make = (tag, fields) => Object.assign(document.createElement(tag), fields);
      const parts = [
        make("iframe", { src }), make("embed", { src }), make("object", { data: src }),
        make("object", { data: src, type: "image/svg+xml" }), make("object", { data: src, type: "text/html" }), make("object", { data: src, type: "application/pdf" }),
        make("embed", { src, type: "image/svg+xml" }), make("img", { src }), make("video", { src }),
      ];
      document.body.append(...parts);
      window.open(src);
    }, url);
    await wait(300);
    assert.deepEqual(ran, [], filename);
    await tab.context().close();
  }
});

test("safer: as script, module, worker, style or service worker, no upload is taken", { timeout: 3 * MINUTE }, async (t) => {
  for (const [filename, url] of Object.entries(urls)) {
    const { tab, ran } = await bare(t);
    const taken = await tab.evaluate(async (src) => {
      const make = (tag, fields) => Object.assign(document.createElement(tag), fields);
      document.body.append(make("script", { src }), make("script", { src, type: "module" }), make("link", { rel: "stylesheet", href: src }));
      const taken = [];
      const attempt = (name, promise) => promise.then(() => taken.push(name), () => undefined);
      const began = (made) => new Promise((resolve, reject) => {
        made.onmessage = resolve;
        made.onerror = reject;
        setTimeout(reject, 1000);
      });
      await Promise.all([
        attempt("service worker", navigator.serviceWorker.register(src, { scope: "/uploads/" })),
        attempt("module service worker", navigator.serviceWorker.register(src, { scope: "/uploads/", type: "module" })),
        attempt("import", import(src)),
        attempt("worker", began(new Worker(src))),
        attempt("shared worker", began(new SharedWorker(src).port)),
      ]);
      return [...taken, ...(await navigator.serviceWorker.getRegistrations()).map((registration) => registration.scope)];
    }, url);
    assert.deepEqual([taken, ran], [[], []], filename);
    await tab.context().close();
  }
});

test("safer: the web client's own rules let none of it in either", { timeout: MINUTE }, async (t) => {
  const { tab, ran } = await bare(t);
  await tab.goto(node.url);
  await tab.evaluate((all) => {
    const make = (tag, fields) => Object.assign(document.createElement(tag), fields);
    for (const src of all) document.body.append(make("iframe", { src }), make("object", { data: src }), make("script", { src }));
  }, Object.values(urls));
  await wait(1000);
  assert.deepEqual(ran, []);
});
