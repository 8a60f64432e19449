// What the browser tests and the screenshots share: a real Chromium, a real node, and the steps of
// a person in the client.
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { Node } from "./support.mjs";

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

export const launchBrowser = () => chromium.launch({ executablePath: CHROMIUM, args: ARGS });

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
