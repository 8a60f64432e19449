// What the tests of voice share: a node with voice channels, and its stand-in for LiveKit.
import { Livekit } from "./livekit.mjs";
import { eventually, Node, person, settled } from "./support.mjs";

export const LOUNGE = "0-0-9";
export const STAGE = "0-0-8";
export const SECRET_ROOM = "0-0-7";

/** Where everybody may be, where everybody may look but not talk, and where only administrators see anything. */
export function groups() {
  const channel = (id, name, type, permissions) => ({ id, name, type, description: "", sortId: Number(id), permissions, msgCount: 0 });
  const open = { viewChannel: 1, viewChannelHistory: 1 };
  const channels = {
    0: channel("0", "chat", "text", { 0: open }),
    6: channel("6", "annex", "voice", { 0: { ...open, useVOIP: 1 } }),
    7: channel("7", "vault", "voice", {}),
    8: channel("8", "stage", "voice", { 0: open }),
    9: channel("9", "lounge", "voice", { 0: { ...open, useVOIP: 1 } }),
  };
  return { 0: { info: { id: "0", name: "Home", icon: null, banner: null, isDeletable: 0, sortId: 0, defaultChannel: "0" }, permissions: { 0: { viewGroup: 1 } }, channels: { categories: { 0: { info: { id: "0", name: "Rooms", sortId: 0 }, channel: channels } } } } };
}

/** A node and its LiveKit, whose notices it gets unless `quiet`. */
export async function town({ quiet = false, serverinfo = {}, ...config } = {}) {
  const livekit = await Livekit.start();
  const node = await Node.start({ config: { serverinfo: { ...livekit.config, ...serverinfo }, groups: groups(), ...config } });
  if (!quiet) livekit.webhooks.push(`${node.url}/livekit/webhook`);
  return { livekit, node, end: async () => Promise.all([node.stop(), livekit.stop()]) };
}

/** The body of `POST /token`. */
export const form = (who, room = LOUNGE, fields = {}) => ({ roomName: room, participantName: who.id, memberId: who.id, channelId: room.split("-")[2], ...fields });

export async function askToken(node, body, headers = {}) {
  const response = await fetch(`${node.url}/token`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** A token, asked for as existing clients do: the channel is opened first. */
export async function tokenOf(node, who, room = LOUNGE) {
  who.enter(room);
  const { status, body } = await askToken(node, form(who, room));
  if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  return body.token;
}

/** Somebody is in a call, on LiveKit's side and ours. */
export async function inCall({ node, livekit }, who, room = LOUNGE, options = {}) {
  const stay = await livekit.join(await tokenOf(node, who, room), options);
  if (!options.unannounced) who.tell("notifyVcMemberJoined", { channelId: room.split("-")[2], memberId: who.id });
  await settled(who);
  return stay;
}

export const listed = async (who, channelId = "9") => (await who.ask("getVcChannelMembers", { channelId })).members;

/** Until these are listed, by whoever may see them. */
export async function isListed(who, ids, channelId = "9", timeout = 8000) {
  return eventually(() => listed(who, channelId), (seen) => JSON.stringify(seen) === JSON.stringify(ids), timeout);
}

/** A member, and what it is told about calls. */
export async function watcher(node, options) {
  const who = await person(node, options);
  who.joined = [];
  who.left = [];
  who.socket.on("vcMemberJoined", (told) => who.joined.push(told));
  who.socket.on("vcMemberLeft", (told) => who.left.push(told));
  return who;
}

