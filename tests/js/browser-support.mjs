// What the browser tests and the screenshots share: a real Chromium, a real node, and the steps of
// a person in the client.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { axe } from "./looks.mjs";
import { ask, connect, enter, Node, register, send, wait } from "./support.mjs";

export { axe };

const CHROMIUM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Nothing but what the page itself asks for goes over the network. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  // Calls: a microphone and a camera that need no hardware and no question, and connections within the machine.
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  "--autoplay-policy=no-user-gesture-required",
];

// Every node has a folder that is removed at the exit.
process.setMaxListeners(100);

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const SIZES = [
  ["1440x900", DESKTOP],
  ["390x844", PHONE],
];

let browser;
/** The browser of this process; `visitor` uses it. */
export async function launchBrowser() {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  return browser;
}

export const isOpen = () => browser.isConnected();

/** A page that no test is about. */
export const openPage = async (options) => (await browser.newContext(options)).newPage();

/** A node with the client that is in the binary; DCTS_EDGE_WEB names the folder of another build. */
export async function startNode({ config = {}, ...options } = {}) {
  const web = process.env.DCTS_EDGE_WEB;
  // A message that waits for everybody who is new would be counted everywhere.
  const serverinfo = { system: { welcome: { enabled: false } }, ...config.serverinfo };
  const node = await Node.start({ ...options, config: { ...config, serverinfo }, args: [...(options.args ?? []), ...(web ? ["--web", path.resolve(web)] : [])] });
  // Whatever happens to a test, its node does not outlive it.
  process.on("exit", () => node.child.kill("SIGKILL"));
  return node;
}

/** Finds a part of the client by its name. */
export const part = (page, name) => page.getByTestId(name);

export async function fillRegistration(page, { name, loginName, password = "correct horse" }) {
  await part(page, "join-display-name").fill(name);
  await part(page, "join-login-name").fill(loginName);
  await part(page, "join-password").fill(password);
}

export async function registerInBrowser(page, person) {
  await fillRegistration(page, person);
  await part(page, "join-submit").click();
  await inChat(page);
}

export async function logInInBrowser(page, { loginName, password = "correct horse" }) {
  await part(page, "join-tab-login").click();
  await part(page, "join-login-name").fill(loginName);
  await part(page, "join-password").fill(password);
  await part(page, "join-submit").click();
}

/** Waits until the channel can be written in. */
export async function inChat(page) {
  await part(page, "composer-input")
    .waitFor()
    .catch(async (error) => {
      throw new Error(`${error.message}\nThe page says: ${await page.locator("body").innerText()}`);
    });
  await online(page);
}

export const online = (page, timeout = 30_000) =>
  page.locator('[data-testid="connection-state"][data-state="online"]').waitFor({ state: "attached", timeout });

export const offline = (page, timeout = 10_000) =>
  page.locator('[data-testid="connection-state"]:not([data-state="online"])').waitFor({ state: "attached", timeout });

/** A message with this text that the server has. */
export const stored = (page, text) =>
  page.locator('[data-testid="message"]:not([data-pending]):not([data-failed])').filter({ has: page.getByTestId("message-body").getByText(text, { exact: true }) });

export async function write(page, text) {
  await part(page, "composer-input").fill(text);
  await part(page, "composer-send").click();
  await stored(page, text).waitFor();
}

let people = 0;
export const person = (name = "Ada") => ({ name, loginName: `${name.toLowerCase()}.${people++}`, password: "correct horse" });

/** A node of one test alone. */
export async function ownNode(t, options) {
  const node = await startNode(options);
  t.after(() => node.stop());
  return node;
}

/** A browser of one person. What goes wrong in its pages is in `trouble`. */
export async function visitor(t, node, { viewport = DESKTOP, ...options } = {}) {
  const isPhone = viewport.width < 700;
  const context = await browser.newContext({ viewport, hasTouch: isPhone, isMobile: isPhone, locale: "en-GB", ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.trouble = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.trouble.push(message.text()));
  page.on("pageerror", (error) => page.trouble.push(String(error)));
  page.on("dialog", (dialog) => {
    page.trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(node.url);
  return page;
}

/** Somebody else, who talks to the node without a browser. */
export async function elsewhere(t, node, fields, room) {
  const socket = await connect(node.url);
  t.after(() => socket.close());
  const member = await register(socket, fields);
  enter(socket, member, room);
  return { socket, member, say: (text, extra) => send(socket, member, text, extra) };
}

/** Who somebody in a browser is. */
export const sessionOf = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")));

/** The same person, who talks to the node without the browser at the same time. */
export async function besides(t, node, page) {
  const { id, token } = await sessionOf(page);
  const pow = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.proof")));
  const socket = await connect(node.url);
  t.after(() => socket.close());
  const { error } = await ask(socket, "userConnected", { id, token, pow });
  assert.ok(!error, String(error));
  return { socket, id, token, ask: (event, payload) => ask(socket, event, { id, token, ...payload }) };
}

/** Gives somebody in a browser the role of the node's key, without the steps of a person. */
export async function promote(t, node, page) {
  const same = await besides(t, node, page);
  const { error } = await same.ask("redeemKey", { key: node.adminKeys[0] });
  assert.ok(!error, String(error));
  return same;
}

/** Opens a page of the settings of the server, as soon as it is offered. */
export async function openServerSettings(page, name) {
  await until(async () => {
    await openAccountMenu(page);
    if (await part(page, "server-settings").count()) return true;
    await page.keyboard.press("Escape");
    return false;
  }, "the settings are offered");
  await part(page, "server-settings").click();
  await part(page, "settings").waitFor();
  if (name) await toPage(page, name);
}

/** Waits for what the page does not tell by itself. */
export async function until(isTrue, what) {
  for (const end = Date.now() + 10_000; !(await isTrue()); await wait(50)) assert.ok(Date.now() < end, what);
}

/** Stands between a page and its server from the next load on. What is `say`ed comes as if the server said it; with a
 * `refusal`, that is the answer to every message that is sent. */
export async function interpose(page) {
  const wire = { refusal: null, say: undefined };
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => {
      const sent = wire.refusal && /^42(\d+)\["messageSend"/.exec(message);
      if (sent) socket.send(`43${sent[1]}${JSON.stringify([wire.refusal])}`);
      else server.send(message);
    });
    wire.say = (event, payload) => socket.send(`42${JSON.stringify([event, payload])}`);
  });
  return wire;
}

/** The composer holds these words, now or in a moment: they come and go with what the server says. */
export async function composerHas(page, words) {
  let found;
  await until(async () => (found = await part(page, "composer-input").inputValue()) === words, `the composer has ${JSON.stringify(words)}`).catch((error) => {
    throw new Error(`${error.message}, not ${JSON.stringify(found)}`);
  });
}

/** How far the page, and what scrolls in it, is wider than it is shown. */
export const overflow = (page) =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll(".log, .panel, .members, .sheet, .dialog, .gate, .page, .side")].filter((element) => element.scrollWidth > element.clientWidth + 1);
    return [...wide.map((element) => element.className), ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])];
  });
/** Whether a page is as narrow as a phone: groups, channels and members are drawers there. */
export const isSmall = (page) => page.viewportSize().width < 700;

/** Shows the groups and channels, as the window is. */
export async function openNav(page) {
  if (isSmall(page) && !(await page.locator(".rail").isVisible())) await part(page, "nav-toggle").click();
  await page.locator(".rail").waitFor();
}

/** Opens the menu of the account, whatever is in front of it. */
export async function openAccountMenu(page) {
  if (isSmall(page) && !(await part(page, "account-menu").isVisible())) await part(page, "nav-toggle").click();
  await part(page, "account-menu").click();
  await page.getByRole("menu").waitFor();
}

/** Gives somebody who is in the chat the role of the node's key; the settings of the server are open after it. */
export async function becomeAdministrator(page, node) {
  await openAccountMenu(page);
  assert.equal(await part(page, "server-settings").count(), 0, "nobody else is offered them");
  await part(page, "redeem-key").click();
  await part(page, "redeem-value").fill(node.adminKeys[0]);
  await page.getByRole("button", { name: "Redeem" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await until(async () => {
    await part(page, "account-menu").click();
    await part(page, "redeem-key").waitFor();
    if (await part(page, "server-settings").count()) return true;
    await page.keyboard.press("Escape");
    return false;
  }, "the settings are offered");
  await part(page, "server-settings").click();
  await part(page, "settings").waitFor();
}

/** Opens the settings of the account. */
export async function openAccount(page) {
  await openAccountMenu(page);
  await part(page, "account-settings").click();
  await part(page, "account").waitFor();
}

/** Goes to a page of the settings that are open; on a phone through their menu. */
export async function toPage(page, name) {
  for (let n = 0; isSmall(page) && n < 2 && !(await part(page, `settings-${name}`).isVisible()); n++) await page.locator("main .back").click();
  await part(page, `settings-${name}`).click();
}

/** Out of the settings, into the chat. */
export async function leaveSettings(page) {
  for (let n = 0; isSmall(page) && n < 2 && !(await part(page, "settings-close").isVisible()); n++) await page.locator("main .back").click();
  await part(page, "settings-close").click();
}

export async function save(page) {
  await part(page, "save").click();
  await part(page, "save-bar").waitFor({ state: "detached" });
}

/** Fails if axe finds something serious in what is shown, or if it is wider than the window. */
export async function isAccessible(page, place) {
  assert.deepEqual(await axe(page), [], place);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${place} fits`);
}

/** All looks in which pages are checked. */
export const LOOKS = [["1440x900", DESKTOP], ["390x844", PHONE]].flatMap(([size, viewport]) => ["light", "dark"].map((colorScheme) => ({ name: `${size}, ${colorScheme}`, viewport, colorScheme, reducedMotion: "reduce" })));

/** A picture, as a browser writes it. */
export async function picture(page, colour = "#1f8a8a") {
  const url = await page.evaluate((fill) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const context = canvas.getContext("2d");
    context.fillStyle = fill;
    context.fillRect(0, 0, 64, 64);
    return canvas.toDataURL();
  }, colour);
  return Buffer.from(url.split(",")[1], "base64");
}

const channel = (id, name, sortId, description = "") => ({ id, name, type: "text", description, sortId, msgCount: 0, permissions: { 0: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 } } });
const group = (id, name, sortId, channels) => ({
  info: { id, name, icon: "img/default_icon.png", banner: "", isDeletable: 1, sortId, access: [] },
  channels: { categories: { [id]: { info: { id, name: "Rooms", sortId: 1 }, channel: channels } } },
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
});
/** Two groups: one with the channels `chat` and `tools`, one with `beds`. */
export const PLACES = {
  groups: {
    0: group(0, "Workshop", 9, { 0: channel(0, "chat", 9), 2: channel(2, "tools", 7, "Who has what") }),
    5: group(5, "Garden", 4, { 6: channel(6, "beds", 5) }),
  },
};
/** Where to write in the others. */
export const TOOLS = { channel: "2", room: "0-0-2" };
export const BEDS = { group: "5", category: "5", channel: "6", room: "5-5-6" };
