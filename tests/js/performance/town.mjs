// The community that is measured: 500 members, a channel with 10,000 messages over many days, and a second
// channel to change to. It is written into the database while no node runs on it, which takes a second.
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { startProxy } from "../reverse-proxy.mjs";
import { connect, Node, register, temporaryFolder } from "../support.mjs";

export const MEMBERS = 500;
export const MESSAGES = 10_000;
/** Rooms of the two channels. */
export const LONG = "0-0-0";
export const OTHER = "0-0-1";
/** Members who talk from outside of the browser. */
const SPEAKERS = 10;

const channel = (id, name) => ({
  id,
  name,
  type: "text",
  description: "Keeping the node alive through winter on 20 W of sun",
  sortId: 9 - id,
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 } },
  msgCount: 0,
});
const groups = {
  0: {
    info: { id: 0, name: "Workshop", icon: "img/default_icon.png", banner: "/img/default_banner.png", isDeletable: 1, sortId: 9, access: [] },
    channels: { categories: { 0: { info: { id: 0, name: "Benches", sortId: 9 }, channel: { 0: channel(0, "solar-shed"), 1: channel(1, "soldering") } } } },
    permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
  },
};
const config = { serverinfo: { name: "Tin Roof Makers", defaultChannel: "0", rateLimit: 1_000_000, slots: { limit: 2 * MEMBERS } }, groups };

const WORDS = "the battery made it through the night and nobody had to climb on the roof again because a longer broom was there which Robin built on Saturday from what was left of the old fence".split(" ");

/** The same texts at every run: lengths and kinds as people write them. */
function textOf(n, members) {
  const words = (count, from) => Array.from({ length: count }, (_, at) => WORDS[(from + at * 7) % WORDS.length]).join(" ");
  if (n % 23 === 0) return `<p>${words(6, n)}</p><pre><code>while sleep 60; do\n  cat /sys/class/power_supply/shed/voltage_now\ndone\n</code></pre>`;
  if (n % 19 === 0) return `<p>Then we only need</p><ul><li>${words(3, n)}</li><li>two metres of the <em>thick</em> cable</li></ul>`;
  if (n % 13 === 0) return `<p>&lt;@${members[n % members.length]}&gt; ${words(9, n)}</p>`;
  if (n % 11 === 0) return "<p>👍</p>";
  if (n % 7 === 0) return `<p>${words(45, n)}</p><p><strong>${words(5, n)}</strong>, and <code>0.3 W</code></p>`;
  return `<p>${n}: ${words(4 + (n % 17), n)}</p>`;
}

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;

/** Messages of a room, two to four minutes apart, the newest an hour old. */
function rowsOf(room, count, members, firstId) {
  const [group, category, id] = room.split("-");
  const now = Date.now() - 3_600_000;
  const ids = Array.from({ length: count }, (_, n) => String(firstId + n));
  const messages = [];
  const reactions = [];
  for (let n = 0; n < count; n++) {
    // One to four in a row by the same person.
    const author = members[Math.floor(n / (1 + (n % 4))) % 40];
    const timestamp = now - (count - n) * 180_000 + (n % 60) * 1000;
    const answered = n > 20 && n % 17 === 0 ? ids[n - 3] : null;
    const message = { author: { id: author }, room, group, category, channel: id, message: textOf(n, members), editedMsgId: null, replyMsgId: answered, timestamp, messageId: ids[n], reply: { messageId: answered } };
    messages.push(`(${[author, ids[n], room, JSON.stringify(message)].map(quoted).join()},${timestamp})`);
    if (n % 29 === 0) reactions.push(`(${[`r${ids[n]}`, ids[n], "1f44d", members[n % 30]].map(quoted).join()},${timestamp})`);
  }
  return { messages, reactions };
}

/** Makes the folder of a node with the community in it. Gives it and the members who can be spoken for. */
export async function settle() {
  const data = temporaryFolder();
  const node = await Node.start({ data, config });
  const speakers = [];
  for (let n = 0; n < SPEAKERS; n++) {
    const socket = await connect(node.url);
    speakers.push(await register(socket, { name: `Speaker ${n}` }));
    socket.close();
  }
  await node.stop();
  const saved = node.savedConfig();
  const others = Array.from({ length: MEMBERS - SPEAKERS - 1 }, (_, n) => String(900_000_000_000 + n));
  const ids = [...speakers.map(({ id }) => id), ...others];
  const members = others.map((id, n) => `(${quoted(id)},1,${quoted(`member${n}`)},${quoted(`${WORDS[n % WORDS.length]} ${n}`)},${Date.now()},${Date.now()})`);
  const long = rowsOf(LONG, MESSAGES, ids, 200_000_000_000);
  const other = rowsOf(OTHER, 300, ids, 300_000_000_000);
  const insert = (into, rows) => `INSERT INTO ${into} VALUES ${rows.join(",\n")};`;
  const sql = [
    "BEGIN;",
    insert("members(id, onboarding, loginName, name, joined, lastOnline)", members),
    insert("messages(authorId, messageId, room, message, createdAt)", [...long.messages, ...other.messages]),
    insert("message_reactions(cid, messageId, emojiHash, memberId, react_timestamp)", [...long.reactions, ...other.reactions]),
    "COMMIT;",
  ].join("\n");
  execFileSync("sqlite3", ["-bail", path.join(data, "dcts-edge.sqlite")], { input: sql });
  saved.serverroles["0"].members.push(...others);
  return { data, config: saved, speakers };
}

/** A node of its own on a copy of the community, with the client that is in the binary or that of a folder. */
export async function openTown(town, web) {
  const data = temporaryFolder();
  cpSync(town.data, data, { recursive: true, filter: (file) => !/\.(lock|sock)$/.test(file) });
  const node = await Node.start({ data, config: town.config, args: web ? ["--web", path.resolve(web)] : [] });
  // A folder's files come as they are; those of the binary are packed, and so are these.
  const proxy = web ? await startProxy(node.url, { packs: true }) : undefined;
  return {
    url: proxy?.url ?? node.url,
    /** For those who are not a browser. */
    direct: node.url,
    async close() {
      await proxy?.close();
      await node.stop();
    },
  };
}
