// What the browser tests of conversations share: people who write to each other, in browsers and without.
import assert from "node:assert/strict";
import { elsewhere, inChat, leaveSettings, online, openAccount, ownNode, part, person, registerInBrowser, sessionOf, stored, toPage, visitor } from "./browser-support.mjs";
import { newKey } from "./desktop-client.mjs";
import { envelopeText, sealEnvelope, signObject, signText } from "./desktop-keys.mjs";
import { ask } from "./support.mjs";

/** A node that takes encrypted files. */
export const CONFIG = { serverinfo: { name: "Tin Roof", uploadFileTypes: ["image/png", "application/octet-stream", "text/plain"] } };

/** Somebody who writes direct messages without a browser. */
export async function writer(t, node, fields) {
  const { socket, member } = await elsewhere(t, node, fields);
  const { id, token } = member;
  const request = (event, payload) => ask(socket, event, { id, token, ...payload });
  const participants = async (roomId) => Object.keys((await request("getDmRooms", {})).rooms?.find((room) => room.roomId === roomId)?.participants ?? {});
  return {
    socket,
    member,
    id,
    ask: request,
    participants,
    /** Opens the conversation with these people. */
    open: async (...ids) => {
      const { roomId, error } = await request("createDmRoom", { participants: ids });
      assert.equal(error, null);
      return roomId;
    },
    /** Writes to a conversation; gives back the message. */
    write: async (roomId, html, { reply = null, edits = null, to } = {}) => {
      const message = Object.fromEntries((to ?? (await participants(roomId))).map((person) => [person, html]));
      const data = { message, roomId, author: { id }, reply: { messageId: reply }, timestamp: Date.now() };
      const { payload, error } = await request("sendDmMessage", { payload: { data, messageEditId: edits } });
      assert.equal(error, null);
      return payload;
    },
    /** What the server has of a conversation, oldest first. */
    history: async (roomId, timestamp = null) => Object.values((await request("getDmRoomMessages", { roomId, timestamp })).messages ?? {}).reverse(),
  };
}

const isPhone = (page) => page.viewportSize().width < 700;

/** The list of home, wherever it is. */
export async function toList(page) {
  if (isPhone(page) && !(await part(page, "home-tile").isVisible())) await part(page, "nav-toggle").click();
  await part(page, "home-tile").waitFor();
}

/** Opens home by its tile. */
export async function goHome(page) {
  await toList(page);
  await part(page, "home-tile").click();
  await part(page, "home-page").waitFor({ state: "attached" });
}

/** Opens a conversation from the list. */
export async function openRow(page, name) {
  await toList(page);
  if (!(await part(page, "home-page").isVisible())) await part(page, "home-tile").click();
  await row(page, name).click();
  await inConversation(page, name);
}

/** A conversation in the list. */
export const row = (page, name) => part(page, "dm-item").filter({ has: page.getByText(name, { exact: true }) });

/** Waits until a conversation is open, and can be written in. */
export async function inConversation(page, name) {
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  await part(page, "composer-input").waitFor();
  await online(page);
}

/** Opens a conversation by its address. */
export async function visit(page, node, id, name) {
  await page.goto(`${node.url}/?home=1&dm=${id}`);
  await inConversation(page, name);
}

/** Opens somebody's card from one of their messages, and from it the conversation. */
export async function messageFromCard(page, text, name) {
  await stored(page, text).getByTestId("message-author").first().click();
  await part(page, "profile-message").click();
  await inConversation(page, name);
}

export const texts = (page) => page.getByTestId("message-body").allInnerTexts().then((all) => all.map((text) => text.trim()));

/** The file of a key. */
export const asFile = (privateKey) => ({ name: "privatekey.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ privateKey })) });

/** Brings a key into a browser; it is the account's then. */
export async function bringKey(page, key = newKey()) {
  await openAccount(page);
  await toPage(page, "keys");
  await part(page, "key-file").setInputFiles(asFile(key.privateKey));
  await part(page, "key-take").click();
  await part(page, "save-key-done").click();
  await part(page, "confirm").click();
  await part(page, "key-state").waitFor();
  return key;
}

/** Somebody in a browser, with a key. */
export async function keyHolder(t, node, name, options) {
  const page = await visitor(t, node, options);
  const who = person(name);
  await registerInBrowser(page, who);
  const key = await bringKey(page);
  await page.locator('[data-testid="key-state"][data-state="serverProven"]').waitFor();
  await leaveSettings(page);
  await inChat(page);
  return { page, key, who, id: (await sessionOf(page)).id };
}

/** Waits until the bar below the heading says so. */
export const lock = (page, state) => page.locator(`[data-testid="lock-bar"][data-state="${state}"]`).waitFor();

/** Two people who have opened their conversation. */
export async function couple(t, options = {}) {
  const node = await ownNode(t, { config: CONFIG });
  const ada = await keyHolder(t, node, "Ada", options);
  const ben = await keyHolder(t, node, "Ben", options);
  await ada.page.goto(`${node.url}/?dm=${ben.id}`);
  await inConversation(ada.page, "Ben");
  const room = new URL(ada.page.url()).searchParams.get("dm");
  await visit(ben.page, node, room, "Ada");
  for (const { page } of [ada, ben]) await lock(page, "unverified");
  return { node, ada, ben, room };
}

/** Adds a file to the next message, and waits until it is there. */
export async function attach(page, file) {
  await part(page, "file-input").setInputFiles(file);
  await part(page, "uploads").getByText("ready").waitFor();
}

/** What Ben's desktop client would send. */
export function sealedBy(key, authorId, roomId, people, html, change = {}) {
  const message = Object.fromEntries(people.map(([id, publicKey]) => [id, envelopeText(sealEnvelope(publicKey, html))]));
  const data = { message, roomId, author: { id: authorId }, reply: { messageId: null }, timestamp: Date.now(), encrypted: true, plainSig: signText(key.privateKey, html), ...change };
  return signObject(key.privateKey, data);
}
