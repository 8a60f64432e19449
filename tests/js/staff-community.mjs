// A small community with tickets, articles and reports in it: for screenshots, and for tests that need more than one
// of each.
import { newKey } from "./desktop-client.mjs";
import { envelopeText, sealEnvelope, signObject, signText } from "./desktop-keys.mjs";
import { ask, connect, enter, register } from "./support.mjs";

const role = (id, name, color, sortId, members, permissions = {}) => ({
  info: { id, name, icon: null, color, deletable: 0, sortId, displaySeperate: 1 },
  permissions,
  members,
  token: [],
});

/** What those may do who look after the place. */
export const STAFF = { manageTickets: 1, managePosts: 1, manageReports: 1, manageMessages: 1, muteUsers: 1, banMember: 1, manageBans: 1, viewAuditLog: 1 };

/** Roles with these people as staff. */
export const rolesWith = (keepers, permissions = STAFF) => ({
  0: role("0", "Member", "#FFFFFF", 1, [], { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, redeemKey: 1, uploadFiles: 1 }),
  1: role("1", "Offline", "#7C808A", 0, []),
  1111: role(1111, "Administrator", "#ff0000", 9, [], { administrator: 1 }),
  2: role("2", "Keepers", "#ff8a3d", 8, keepers, permissions),
});

/** Somebody who talks to the node without a browser. */
export async function talker(node, fields) {
  const socket = await connect(node.url);
  const member = await register(socket, fields);
  enter(socket, member, fields.room);
  const own = { id: member.id, token: member.token };
  return { socket, member, id: member.id, name: member.name, ask: (event, payload = {}) => ask(socket, event, { ...payload, ...own }) };
}

/** Opens a ticket and writes into it. */
export async function openTicket(person, title, ...messages) {
  const { threadId } = await person.ask("createThread", { type: "ticket", title, participants: [] });
  for (const content of messages) await writeTo(person, threadId, content);
  return threadId;
}

export const writeTo = (person, threadId, content, supportIdentity = "self") =>
  person.ask("sendMessage", { threadId, authorId: person.id, supportIdentity, authorName: person.name, text: { content, sender: "", encrypted: false, plainSig: "" } });

/** Keys of people who have one. */
export const keyed = () => newKey();

/** Writes a direct message; with `key` it is encrypted for `readers` (id and key of each) and signed. Gives its id. */
export async function writeDirect(from, to, html, { key, readers = {}, signature } = {}) {
  const { roomId } = await from.ask("createDmRoom", { participants: [to.id] });
  const bare = { roomId, author: { id: from.id }, reply: { messageId: null }, timestamp: Date.now() };
  const sealed = () => Object.fromEntries(Object.entries(readers).map(([id, publicKey]) => [id, envelopeText(sealEnvelope(publicKey, html))]));
  const data = key ? signObject(key.privateKey, { ...bare, message: sealed(), encrypted: true, plainSig: signature ?? signText(key.privateKey, html) }) : { ...bare, message: { [from.id]: html, [to.id]: html } };
  const answer = await from.ask("sendDmMessage", { payload: { data, messageEditId: null } });
  return answer.payload.meta.messageId;
}

export const report = (by, messageId, description, more = {}) => by.ask("createReport", { targetId: messageId, type: "message", description, ...more });

/** Somebody without a browser who may do everything. */
export async function administrator(node) {
  const admin = await talker(node, { name: "Root" });
  const { error } = await admin.ask("redeemKey", { key: node.adminKeys[0] });
  if (error) throw new Error(String(error));
  return admin;
}

/** Gives somebody a new role with these permissions. Gives what changes them. */
export async function makeStaff(node, admin, target, permissions = STAFF) {
  const known = new Set(Object.keys((await admin.ask("getServerRoles")) ?? {}));
  await admin.ask("createRole");
  const role = Object.keys(await admin.ask("getServerRoles")).find((id) => !known.has(id) && /^\d+$/.test(id));
  const set = (next) => admin.ask("saveRolePermissions", { role, permissions: next });
  for (const answer of [await set(permissions), await admin.ask("addUserToRole", { role, target })]) if (answer?.error) throw new Error(String(answer.error));
  return { role, set };
}
