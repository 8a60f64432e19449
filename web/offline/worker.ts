// The service worker: the chat opens without a connection, and notifications lead back to it. It keeps
// the client's own files and nothing else; what the server answers is never kept.

/** Files of this build that carry the hash of their content. */
declare const ASSETS: readonly string[];
/** Those that the chat cannot be shown without. */
declare const SHELL: readonly string[];
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The folder of the client; several servers may live on one site. */
const folder = new URL("./", location.href);
const prefix = `dcts-edge ${folder.pathname} `;
const cacheName = prefix + VERSION;
const assets = new Set(ASSETS.map((path) => new URL(path, folder).pathname));

/** A server that has not answered by then is treated as if it were not there. */
const PATIENCE_MS = 8000;

async function keep() {
  const cache = await caches.open(cacheName);
  await cache.addAll([new Request(folder, { cache: "reload" }), ...SHELL.map((path) => new Request(new URL(path, folder)))]);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((known) => known.startsWith(prefix) && known !== cacheName).map((known) => caches.delete(known)));
}

/** The page comes from the server, for it belongs to the server's present build; the kept one only where
 * there is no server, or a proxy that says so. */
async function page(request: Request): Promise<Response> {
  const kept = async () => (await caches.open(cacheName)).match(folder);
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE_MS));
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  if (answer && answer.status < 500) return answer;
  return (await kept()) ?? answer ?? Response.error();
}

/** A file with a hash never changes. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => worker.clients.claim())));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== folder.origin) return;
  if (request.mode === "navigate" && url.pathname === folder.pathname) event.respondWith(page(request));
  else if (assets.has(url.pathname)) event.respondWith(asset(request));
});

/** What a page has used before there was a worker. */
async function keepUsed(urls: string[]) {
  const cache = await caches.open(cacheName);
  await cache.addAll(urls.filter((url) => assets.has(new URL(url).pathname)));
}

/** A page that wants the new build asks for it: until then the old one works on with its own files. */
worker.addEventListener("message", (event) => {
  const { data } = event;
  if (data === "take over") void worker.skipWaiting();
  else if (Array.isArray(data)) event.waitUntil(keepUsed(data));
});

interface Target {
  room: string;
  id: string;
}

async function show(target: Target) {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((client) => client.url.startsWith(folder.href));
  if (!open) {
    const [group, category, channel] = target.room.split("-");
    // Conversations are called dm-<id>: see state/home.ts.
    const place = group === "dm" ? `?home=1&dm=${category}` : `?group=${group}&category=${category}&channel=${channel}`;
    await worker.clients.openWindow(new URL(`${place}&message=${target.id}`, folder));
    return;
  }
  await open.focus();
  open.postMessage(target);
}

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data as Target));
});
