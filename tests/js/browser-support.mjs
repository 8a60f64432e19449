// What the browser tests and the screenshots share: a real Chromium, a real node, and the steps of
// a person in the client.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { connect, enter, Node, register, send, wait } from "./support.mjs";

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

/** A node with the client that is in the binary; DCTS_EDGE_WEB names the folder of another build. */
export async function startNode(options = {}) {
  const web = process.env.DCTS_EDGE_WEB;
  const node = await Node.start({ ...options, args: [...(options.args ?? []), ...(web ? ["--web", path.resolve(web)] : [])] });
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

/** Waits for what the page does not tell by itself. */
export async function until(isTrue, what) {
  for (const end = Date.now() + 10_000; !(await isTrue()); await wait(50)) assert.ok(Date.now() < end, what);
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds that keeps people out. */
export async function axe(page) {
  const found = await page.evaluate(`${axeSource}; axe.run(document, { resultTypes: ["violations"] })`);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} (${failureSummary})`).join(", ")}`);
}

/** How far the page, and what scrolls in it, is wider than it is shown. */
export const overflow = (page) =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll(".log, .panel, .members, .sheet, .dialog, .gate, .page, .side")].filter((element) => element.scrollWidth > element.clientWidth + 1);
    return [...wide.map((element) => element.className), ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])];
  });
