// A small community with something in every corner of it: what the pictures of the client and the tests
// of its looks show. All times are those of a morning shortly after nine.
import { startNode } from "./browser-support.mjs";
import { execute } from "./database.mjs";
import { newKey } from "./desktop-client.mjs";
import { charge, panel, portrait } from "./drawings.mjs";
import { Livekit } from "./livekit.mjs";
import { ask, connect, enter, register, rejoin } from "./support.mjs";
import { VoiceStage } from "./voice-stage.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An id whose avatar has this one of the twelve colours. */
function idOfColour(colour) {
  for (let id = 100_000_000_000; ; id++) {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(String(id))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    if (hash % 12 === colour) return String(id);
  }
}
export const ids = Object.fromEntries(
  Object.entries({ Maren: 1, Ines: 10, Robin: 7, Odalys: 3, Tomasz: 8, Jonah: 5, Sefa: 9, Bruno: 2, "Ida K.": 11, Lev: 4, Prize_Desk_22: 0, quartz_op: 6 }).map(([name, colour]) => [name, idOfColour(colour)]),
);

const ABOUT = {
  Maren: { name: "Maren Holt", status: "Logging batteries" },
  Ines: { aboutme: "<p>Radios, mostly broken ones. Ask me about <b>antennas</b> and regret it.</p>" },
  Robin: { status: "Winding coils", aboutme: "<p>I keep the tin roof on.</p>" },
  Tomasz: { status: "Soldering, please knock" },
  Jonah: { status: "New here" },
};
/** Those who were here once. */
const AWAY = ["Bruno", "Ida K.", "Lev", "Prize_Desk_22", "quartz_op"];

const channel = (id, name, sortId, description = "", { type = "text", sendMessages = 1, ...more } = {}) => ({
  id,
  name,
  type,
  description,
  sortId,
  permissions: { 0: { readMessages: 1, sendMessages, viewChannelHistory: 1, viewChannel: 1, ...more } },
  msgCount: 0,
});
const group = (id, name, sortId, categories) => ({
  info: { id, name, icon: "img/default_icon.png", banner: "/img/default_banner.png", isDeletable: 1, sortId, access: [] },
  channels: { categories },
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
});
const groups = {
  0: group(0, "Workshop", 9, {
    0: { info: { id: 0, name: "Start here", sortId: 9 }, channel: { 0: channel(0, "welcome", 9), 1: channel(1, "announcements", 8, "What everybody should know", { sendMessages: 0 }) } },
    1: {
      info: { id: 1, name: "Benches", sortId: 8 },
      channel: {
        2: channel(2, "solar-shed", 9, "Keeping the node alive through winter on 20 W of sun"),
        3: channel(3, "soldering", 8),
        4: channel(4, "3d-printing", 7),
        5: channel(5, "parts-swap", 6, "Give, take, trade. No money."),
      },
    },
    2: { info: { id: 2, name: "Voice", sortId: 7 }, channel: { 6: channel(6, "Workbench", 9, "", { type: "voice", useVOIP: 1 }), 10: channel(10, "Quiet room", 8, "", { type: "voice", useVOIP: 1 }), 11: channel(11, "Keepers' corner", 7, "", { type: "voice" }) } },
  }),
  1: group(1, "Radio", 8, { 3: { info: { id: 3, name: "On air", sortId: 1 }, channel: { 7: channel(7, "antennas", 1) } } }),
  2: group(2, "Garden", 7, { 4: { info: { id: 4, name: "Beds", sortId: 1 }, channel: { 8: channel(8, "seeds", 1) } } }),
  3: group(3, "Foundry", 6, { 5: { info: { id: 5, name: "Heat", sortId: 1 }, channel: { 9: channel(9, "crucible", 1) } } }),
};
const role = (id, name, color, sortId, members, permissions = {}) => ({
  info: { id, name, icon: null, color, deletable: 0, sortId, displaySeperate: 1 },
  permissions,
  members,
  token: [],
});
const grant = (...names) => Object.fromEntries(names.map((name) => [name, 1]));
const serverroles = {
  0: role("0", "Member", "#FFFFFF", 1, [], { ...grant("readMessages", "sendMessages", "viewChannelHistory", "redeemKey", "uploadFiles"), maxUpload: "10" }),
  1: role("1", "Offline", "#7C808A", 0, []),
  1111: role(1111, "Administrator", "#7b4ea3", 9, [], { administrator: 1 }),
  2: role("2", "Keepers", "#ff8a3d", 8, ["Maren", "Ines", "Robin"].map((name) => ids[name]), grant(
    "manageServer", "manageEmojis", "manageRoles", "manageChannels", "manageGroups", "manageNetworkServers", "manageBans", "viewAuditLog", "manageInvites", "manageIpSettings",
    "manageRateSettings", "manageMessages", "manageMembers", "banMember", "kickUsers", "muteUsers", "disconnectUsers", "pingEveryone", "bypassSlowmode", "bypassRatelimit", "bypassRateSettings",
  )),
  3: role("3", "Makers", "#4c8dff", 7, ["Odalys", "Tomasz"].map((name) => ids[name]), { manageMessages: 1, pingEveryone: -1 }),
  4: role("4", "Workshop key", "#5f6b70", 6, [ids.Jonah], grant("uploadFiles")),
};

export const ROOM = "0-1-2";
/** Where people talk, and who does. */
export const CALL = { id: "6", room: "0-2-6" };
export const CAST = [{ id: ids.Ines, isSpeaking: true }, { id: ids.Odalys, screen: { width: 1920, height: 1080 }, screenSound: {} }, { id: ids.Tomasz, isMuted: true }];
/** Where and since when Robin has read. */
const READ_AGO = 14;

/** What was said: by whom, how many minutes ago, and what. */
const talk = (files) => [
  ["Maren", 2 * 1440 + 900, "<p>The charge controller logs are in. Twelve days without a single brown-out.</p>", { key: "logs" }],
  ["Maren", 2 * 1440 + 899, "<p>Battery never went below <code>12.4 V</code>, even on the two foggy days.</p>", { reactions: { "2600": ["Maren", "Ines", "Robin", "Odalys", "Tomasz", "Jonah"], "1f389": ["Ines", "Jonah", "Odalys"] } }],
  ["Tomasz", 2 * 1440 + 770, "<p>Mostly the new panel angle. I moved it to 62° and stopped polling every second.</p>", { reply: "logs", edited: "<p>Mostly the new panel angle. I moved it to 62° and stopped polling the sensors every second.</p>" }],
  ["Odalys", 1440 + 200, "<p>Then we only need</p><ul><li>a fuse, 10 A</li><li>two metres of the <em>thick</em> cable</li><li>a box that keeps the mice out</li></ul>"],
  ["Jonah", 1440 + 190, "<blockquote><p>a box that keeps the mice out</p></blockquote><p>I will build one.</p>"],
  ["Tomasz", 47, '<p>This is what runs on the board now. It wakes up later, but it does wake up.</p><pre><code>[power]\nsleep_below = 12.1   # volts, was 12.4\nwake_above  = 12.6\npoll        = "30s"\n</code></pre>', { key: "toml" }],
  ["Odalys", 35, `<p>Proof, from half past four yesterday:</p><p><a href="${files.panel}">${files.panel}</a></p>`, { key: "proof", reactions: { "1f60d": ["Ines", "Jonah", "Tomasz", "Maren"], "1f305": ["Robin", "Ines"] } }],
  ["Jonah", 12, `<p>I plotted the whole month, if anyone wants the raw numbers.</p><p><a href="${files.log}">${files.log}</a></p>`],
  ["Jonah", 11, '<p>The maths behind it: <a href="https://example.org/winter-solar">example.org/winter-solar</a></p>'],
  ["Ines", 3, `<p>&lt;@${ids.Robin}&gt; could you bring the clamp meter on Saturday? I want to see what the radio draws while it sleeps.</p>`, { key: "meter" }],
  ["Robin", 1, "<p>Will do, and the thin probes.</p>", { reply: "meter" }],
];

/** The month that Jonah plotted. */
const paper = () => Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(248 * 1024, "% November\n")]);

/** A time zone in which it is between nine and ten now. */
export function morningZone() {
  const ahead = 9 - new Date().getUTCHours();
  const hours = ahead < -12 ? ahead + 24 : ahead;
  return `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
}

export class Community {
  sockets = {};
  members = {};
  /** Who has one has it in some scenes only. */
  keys = { Robin: newKey() };
  timezone = morningZone();

  /** Everybody is there, and everything is said and done. */
  static async found() {
    const made = new Community();
    made.livekit = await Livekit.start();
    made.stage = await VoiceStage.start(made.livekit);
    made.node = await startNode({ config: { serverinfo: { ...made.livekit.config, name: "Tin Roof Makers", defaultChannel: "2", uploadFileTypes: ["image/png", "image/jpeg", "application/pdf"] }, groups, serverroles } });
    for (const name of AWAY) await made.#come(name);
    for (const name of Object.keys(ids).filter((known) => !AWAY.includes(known))) await made.#come(name);
    await made.#speak();
    await made.#keep();
    for (const socket of Object.values(made.sockets)) socket.close();
    await made.node.stop();
    await made.#date();
    await made.node.launch();
    for (const name of Object.keys(ids).filter((known) => ![...AWAY, "Robin"].includes(known))) await made.#stay(name);
    made.livekit.webhooks.push(`${made.node.url}/livekit/webhook`);
    for (const { id } of CAST) await made.#call(id);
    return made;
  }

  /** Somebody is in the call. */
  async #call(id) {
    const { token } = Object.values(this.members).find((member) => member.id === id);
    const body = { roomName: CALL.room, participantName: id, memberId: id, channelId: CALL.id, token };
    const answer = await (await fetch(`${this.node.url}/token`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();
    await this.livekit.join(answer.token);
  }

  async #come(name) {
    const loginName = name.toLowerCase().replace(/[^a-z0-9_]/g, "");
    this.sockets[name] = await connect(this.node.url);
    this.members[name] = await register(this.sockets[name], { id: ids[name], name, loginName, ...ABOUT[name] });
  }

  /** Back after a restart, and after every other one. */
  async #stay(name) {
    const socket = (this.sockets[name] = await connect(this.node.url));
    const come = () => rejoin(socket, this.members[name]).then(() => enter(socket, this.members[name], ROOM));
    socket.on("connect", come);
    await come();
  }

  auth(name) {
    const { id, token } = this.members[name];
    return { id, token };
  }

  async ask(name, event, payload = {}) {
    const answer = await ask(this.sockets[name], event, { ...payload, ...this.auth(name) });
    if (answer?.error) throw new Error(`${event} was refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  async say(name, message, room = ROOM, extra = {}) {
    const [groupId, category, channelId] = room.split("-");
    return (await this.ask(name, "messageSend", { author: { id: this.members[name].id }, message, room, group: groupId, category, channel: channelId, ...extra })).messageId;
  }

  /** Somebody types, as long as nobody stops it. */
  typing(names = ["Maren", "Tomasz"]) {
    const timer = setInterval(() => names.forEach((name) => this.sockets[name].emit("isTyping", { ...this.auth(name), room: ROOM })), 1200);
    return () => clearInterval(timer);
  }

  async upload(name, filename, content, type = "upload") {
    const { id, token } = this.members[name];
    const query = new URLSearchParams({ id, type, filename, chunkIndex: 0, totalChunks: 1, fileId: filename.replace(/\W/g, "") });
    const response = await fetch(`${this.node.url}/upload?${query}`, { method: "POST", headers: { "x-user-id": id, "x-auth-token": token }, body: content });
    const answer = await response.json();
    if (!answer.path) throw new Error(`${filename} was refused: ${JSON.stringify(answer)}`);
    return answer.path;
  }

  async #speak() {
    const at = (path) => `${this.node.url}${path}`;
    const files = { panel: at(await this.upload("Odalys", "panel.png", await panel())), log: at(await this.upload("Jonah", "charge-log-november.pdf", paper())) };
    this.said = {};
    this.times = [];
    for (const [name, ago, html, { key, reply, edited, reactions = {} } = {}] of talk(files)) {
      const id = await this.say(name, html, ROOM, { replyMsgId: this.said[reply] ?? null });
      this.times.push([id, ago]);
      if (key) this.said[key] = id;
      for (const [emojiHash, who] of Object.entries(reactions)) for (const person of who) await this.ask(person, "addMessageReaction", { messageId: id, emojiHash, default: true });
      if (edited) await this.say(name, edited, ROOM, { editedMsgId: id });
    }
    await this.say("Maren", "<p>The roof is open on Saturday from ten.</p>", "0-0-1").catch(() => undefined);
    await this.say("Tomasz", "<p>Who has a steady hand for <b>0402</b>?</p>", "0-1-3");
    await this.say("Lev", "<p>You are all doing it wrong.</p>", "0-1-3");
    await this.say("Ines", "<p>73 to everybody who came yesterday.</p>", "1-3-7");
    await this.say("Odalys", "<p>Peas are in.</p>", "2-4-8");
    for (const question of ["can I have the hot air station on Thursday evening?", "or on Friday?"]) await this.say("Tomasz", `<p>&lt;@${ids.Robin}&gt; ${question}</p>`, "0-1-3");
  }

  /** What those who look after the place have done. */
  async #keep() {
    for (const [name, picture] of [["panel", await charge()], ["ines", await portrait("#8a4f7d")]]) await this.upload("Maren", `${name}.png`, picture, "emoji");
    await this.ask("Maren", "createInvite", { code: "1aB3xY9z", expires: Date.now() + 5 * DAY, maxUses: 5 });
    await this.ask("Ines", "createInvite", { code: "open-day", expires: -1, maxUses: -1 });
    await this.ask("Maren", "banUser", { target: ids.Lev, reason: "Insults after two warnings", duration: "6 days" });
    await this.ask("Maren", "banUser", { target: ids.quartz_op, reason: "Sold stolen tools in parts-swap", duration: "1 perma" });
    await this.ask("Ines", "banUser", { target: ids.Prize_Desk_22, reason: "Spam links in five channels", duration: "1 perma" });
    for (const address of ["radio.example.org", "garden.example.org"]) await fetch(`${this.node.url}/servers/add/${address}`, { method: "POST" });
  }

  /** Gives everything its time: the node was told all of it within a second. */
  async #date() {
    const now = Date.now();
    const joins = "message LIKE '%isSystemMsg%'";
    const jonah = `${joins} AND authorId = '${ids.Jonah}'`;
    const said = [[jonah, 2 * 1440 + 800], ...this.times.map(([id, ago]) => [`messageId = '${id}'`, ago])];
    const set = said.map(([which, ago]) => {
      const time = now - ago * MINUTE;
      return `UPDATE messages SET createdAt = ${time}, message = json_set(message, '$.timestamp', ${time}) WHERE ${which};
        UPDATE messages SET message = json_set(message, '$.lastEdited', ${time + MINUTE}) WHERE ${which} AND json_extract(message, '$.lastEdited');`;
    });
    const joined = Object.values(ids).map((id, at) => `UPDATE members SET joined = ${now - (400 - at * 30) * DAY} WHERE id = '${id}';`);
    const bans = [["Prize_Desk_22", 0.5 * HOUR], ["Lev", 3 * DAY], ["quartz_op", 110 * DAY]].map(([name, ago]) => `UPDATE bans SET created = ${now - ago} WHERE memberId = '${ids[name]}';`);
    const audit = [26, 25, 4, 2, 1].map((hours, at) => `UPDATE auditlog SET datetime = datetime('now', '-${hours} hours') WHERE rowid = (SELECT rowid FROM auditlog ORDER BY rowid LIMIT 1 OFFSET ${at});`);
    await execute(this.node, [`DELETE FROM messages WHERE ${joins} AND authorId <> '${ids.Jonah}';`, ...set, ...joined, ...bans, ...audit].join("\n"));
  }

  /** What somebody's browser remembers: who that is, and up to where they have read. */
  memory(who, extra = {}) {
    const { id, token, name, loginName } = this.members[who];
    return { session: { id, token, name, loginName }, read: { [ROOM]: Date.now() - READ_AGO * MINUTE }, ...extra };
  }

  async close() {
    for (const socket of Object.values(this.sockets)) socket.close();
    await this.stage.stop();
    await this.node.stop();
    await this.livekit.stop();
  }
}
