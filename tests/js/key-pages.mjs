// What the tests of keys share: the pages of the own key, what a page sends, and what the server knows.
import { readFileSync } from "node:fs";
import { openAccount, part, person, registerInBrowser, stored, toPage, visitor } from "./browser-support.mjs";
import { connect, register } from "./support.mjs";

export const PASSWORD = "only for this file";

/** What is saved when `act` is done: the name and the text of the file. */
export async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

export const asFile = (text, name = "privatekey.json") => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
export const keyState = (page, state) => page.locator(`[data-testid="key-state"][data-state="${state}"]`).waitFor();
export const session = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")));
export const signedMark = (page, text) => stored(page, text).getByTestId("signed");

/** The arguments of an event that the page sends from now on, whichever way. */
export function sentBy(page, event) {
  const sent = [];
  const note = (text) => {
    for (const packet of text.split("\x1e")) {
      const found = new RegExp(`^42\\d*(\\["${event}".*)$`, "s").exec(packet);
      if (found) sent.push(JSON.parse(found[1])[1]);
    }
  };
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => note(String(payload))));
  page.on("request", (request) => request.url().includes("/socket.io/") && note(request.postData() ?? ""));
  return sent;
}

/** Somebody on the page of keys. */
export async function onKeys(t, node, options) {
  const page = await visitor(t, node, options);
  const who = person("Ada");
  await registerInBrowser(page, who);
  await openAccount(page);
  await toPage(page, "keys");
  return { page, who };
}

/** Creates a key and saves it encrypted. */
export async function createKey(page) {
  await part(page, "create-key").click();
  await part(page, "save-key-password").fill(PASSWORD);
  const file = await saved(page, () => part(page, "save-key-locked").click());
  await part(page, "save-key-done").click();
  await keyState(page, "serverProven");
  return file;
}

/** The key that the server has of a member. */
export const publicKeyOf = async (target, node) => {
  const socket = await connect(node.url);
  const member = await register(socket);
  const { publicKey } = await new Promise((done) => socket.emit("getMemberPublicKey", { id: member.id, token: member.token, target }, done));
  socket.close();
  return publicKey;
};
