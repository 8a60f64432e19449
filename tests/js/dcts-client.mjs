// A model of DCTS's unmodified web client: the chat page, the home page and a settings page, with what
// they would show. Written from the protocol's description of the page load, not from any client's code.
import { Browser, Page } from "./dcts-page.mjs";
import { Message } from "./dcts-message.mjs";

export { Browser };
export { HomePage } from "./dcts-home.mjs";

const part = (value) => value ?? "null";

/** `name` and `status` are strings or null; string methods are called on everything else. */
const label = (value) => (value === null ? "" : value.trim());

const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#0?39;/g, "'").replace(/&amp;/g, "&");

/** The attributes of the images in the list of groups. */
function images(html) {
  return [...html.matchAll(/<img\b([^>]*)>/g)].map(([, attributes]) =>
    Object.fromEntries([...attributes.matchAll(/([\w-]+)\s*=\s*"([^"]*)"/g)].map(([, name, value]) => [name, plain(value)])));
}

/** The chat page, `/`. */
export class ChatPage extends Page {
  constructor(browser, address) {
    super(browser, address);
    Object.assign(this.screen, {
      header: null, servers: null, groups: null, banner: null, title: null, tree: null, mentions: null, emojis: null,
      members: null, messages: null, inbox: null, badges: { inbox: 0, home: 0 }, editor: true, call: null, menus: null, typing: [],
    });
    this.drawing = Promise.resolve();
    this.later(250, () => (this.screen.splash = false));
    this.listen();
  }

  // --- Where it is ----------------------------------------------------------------------------------

  /** The parts of the address; null what it does not name. */
  get place() {
    const { searchParams } = this.address;
    return { group: searchParams.get("group"), category: searchParams.get("category"), channel: searchParams.get("channel") };
  }

  get room() {
    const { group, category, channel } = this.place;
    return `${part(group)}-${part(category)}-${part(channel)}`;
  }

  /** The group that is asked for: 0 when the address names none, whether there is one or not. */
  get group() {
    return this.place.group ?? "0";
  }

  get who() {
    return { ...this.auth, username: this.browser.stored("name"), icon: this.browser.stored("icon") };
  }

  // --- The start ------------------------------------------------------------------------------------

  async join() {
    const answer = await this.ask("userConnected", this.joinForm());
    if (!this.joined(answer)) return;
    this.screen.dialog = null;
    this.isLoaded = true;
    this.enterRoom();
    this.tell("getGroupBanner", { ...this.who, group: this.group });
    this.tell("getGroupList", { ...this.who, group: this.group });
    this.tell("getCurrentChannel", { ...this.who, ...this.place, group: this.group });
    this.enterRoom();
    this.run("emojis", () => this.loadEmojis());
    this.run("mentions", () => this.loadMentions());
    const { serverinfo } = await this.ask("getServerInfo", this.auth);
    await this.loadInbox();
    this.screen.header = { name: label(serverinfo.name), description: label(serverinfo.description), country: label(serverinfo.countryCode) };
    this.run("servers", () => this.loadServers());
    this.run("tree", () => this.loadTree());
    this.tell("getGroupBanner", { ...this.who, group: this.group });
    this.run("chat log", () => this.loadChatlog());
    this.run("members", () => this.loadMembers());
    this.run("reports", () => this.loadReports());
  }

  enterRoom() {
    this.tell("setRoom", { ...this.who, room: this.room });
  }

  listen() {
    const { screen } = this;
    this.on("receiveGroupList", async (html) => {
      if (!html.includes("showHome()") || !html.includes("home-indicator")) throw new Error("the list of groups has no home");
      screen.groups = images(html).filter((image) => image["data-group-id"]).map((image) => {
        const id = image["data-group-id"];
        const isWhole = image.id === id && image.class.includes(`group-icon-${id}`) && html.includes(`setUrl('?group=${id}');`);
        if (!isWhole) throw new Error(`group ${id} cannot be opened: ${html}`);
        return { id, name: image.title, icon: image.src };
      });
      await this.countUnread();
    });
    for (const event of ["newDmMessage", "updateUnread"]) this.on(event, () => this.countUnread());
    this.on("newReport", () => this.fetchReports());
    this.on("receiveGroupBanner", (url) => (screen.banner = url.trim()));
    this.on("receiveCurrentChannel", (channel) => (screen.title = channel.name || screen.header?.name || ""));
    this.on("updateMemberList", () => {
      if (!this.isLoaded) return;
      this.run("mentions", () => this.loadMentions());
      return this.loadMembers();
    });
    this.on("memberUpdated", () => this.loadMembers());
    this.on("updateGroupList", () => {
      for (let n = 0; n < 2; n++) {
        this.tell("getGroupList", { ...this.who, group: this.group });
        this.tell("getGroupBanner", { ...this.who, group: this.group });
      }
    });
    this.on("receiveChannelTree", () => this.loadTree());
    this.on("updatedEmojis", () => this.loadEmojis());
    this.on("updateChatlog", () => this.loadChatlog());
    this.on("messageCreate", (message) => this.receive(message));
    this.on("messageEdited", (message) => this.redraw(message.messageId, () => this.draw(message)));
    this.on("receiveDeleteMessage", (what) => {
      const id = typeof what === "string" ? what : what.messageId;
      screen.messages = screen.messages?.filter((message) => message.id !== id) ?? null;
    });
    this.on("updateReactions", ({ messageId }) => this.redraw(messageId, async () => {
      const message = await this.resolve(messageId);
      return message && this.draw(message);
    }));
    this.on("memberTyping", (names) => (screen.typing = names.map((name) => name.slice(0, 15)).slice(0, 3)));
  }

  // --- What surrounds the chat ------------------------------------------------------------------------

  async loadEmojis() {
    const answer = await this.ask("getEmojis", this.auth);
    if (answer.type !== "success") return;
    this.screen.emojis = answer.data.map(({ filename, name, allowedRoles }) => ({ hash: filename.split("_")[0], name, roles: allowedRoles.length })).reverse();
  }

  async loadMentions() {
    const tree = await this.ask("getChannelTree", { ...this.who, group: this.group });
    const categories = Object.values(tree.data.groups[this.group].categories);
    const channels = categories.flatMap((category) => Object.values(category.channel ?? {})).map(({ id, name }) => ({ id, name }));
    const roles = Object.values(await this.ask("getServerRoles", this.who)).map(({ info }) => ({ id: info.id, name: info.name }));
    const members = Object.values(await this.ask("getServerMembers", this.who)).map(({ id, name, icon }) => ({ id, name: label(name), icon }));
    this.screen.mentions = { channels, roles, members };
  }

  async loadServers() {
    const response = await fetch(new URL("/servers", this.address));
    const { servers } = await response.json();
    this.screen.servers = (servers ?? []).map((server) => server.address);
  }

  async loadTree() {
    const group = this.group;
    const { data } = await this.ask("getChannelTree", { ...this.who, group });
    const { info, categories } = data.groups[group];
    const bySort = (a, b) => (b.sortId ?? 0) - (a.sortId ?? 0);
    const drawn = Object.values(categories).map((category) => ({
      name: category.info.name,
      sortId: category.info.sortId,
      channels: Object.values(category.channel ?? {}).map(({ id, name, type, sortId, msgCount }) => ({ id, name, type, sortId, isUnread: this.isUnread(id, msgCount) })).sort(bySort),
    })).sort(bySort);
    this.screen.tree = { name: info.name, categories: drawn };
    for (const { channels } of drawn) {
      for (const { id, type } of channels) {
        if (type === "voice") await this.ask("getVcChannelMembers", { ...this.auth, channelId: id });
      }
    }
  }

  isUnread(channel, count) {
    const seen = this.browser.stored(`message-marker-${channel}`);
    return seen !== null && Number(seen) !== count;
  }

  async loadMembers() {
    const { group } = this;
    const { channel } = this.place;
    const { members, error } = await this.ask("getMemberList", { ...this.who, group, channel });
    if (error) return this.toast({ title: error, type: "error" });
    const list = Object.values(members);
    const ids = new Set(["1", "0", ...list.map((member) => String(member.highestRole.info.id))]);
    const roles = new Map();
    for (const id of ids) roles.set(id, (await this.ask("resolveRole", { ...this.auth, target: id })).data.info);
    const section = ({ isOffline, highestRole }) => {
      if (isOffline) return roles.get("1");
      const own = roles.get(String(highestRole.info.id));
      return own.displaySeperate === 1 ? own : roles.get("0");
    };
    const sections = new Map();
    for (const member of list) {
      const role = section(member);
      if (!sections.has(role)) sections.set(role, []);
      sections.get(role).push({ id: member.id, name: label(member.name), status: label(member.status), isMuted: Boolean(member.isMuted) });
    }
    this.screen.members = [...sections]
      .sort(([a], [b]) => b.sortId - a.sortId)
      .map(([role, shown]) => ({ role: role.name, members: shown.sort((a, b) => a.name.localeCompare(b.name)) }));
  }

  async loadReports() {
    const { permission } = await this.ask("checkPermission", { ...this.auth, permission: "manageReports" });
    this.screen.menus = { reports: permission === "granted" };
    if (permission === "granted") await this.fetchReports();
  }

  /** The panel of reports. Whatever it prints of a message is a text. */
  async fetchReports() {
    const { type, reports } = await this.ask("fetchReports", this.auth);
    if (type !== "success") return;
    this.screen.reports = reports.map(({ id, reportType, reportStatus, reportNotes, reportCreator, reportedUser, reportData }) => ({
      id: id.toFixed(), kind: reportType.trim(), status: reportStatus.trim(), notes: reportNotes.trim(), by: label(reportCreator.name), about: label(reportedUser.name),
      author: reportData.author.id, messageId: reportData.messageId, time: new Date(reportData.timestamp).toISOString(),
      text: (reportType === "dm" ? reportData.payload.data.message : reportData.message).trim(),
    }));
  }

  /** What the person does in it; the panel is loaded anew. */
  async closeReport(reportId) {
    this.toast({ title: (await this.ask("deleteReport", { ...this.auth, reportId: Number(reportId) })).msg });
    await this.fetchReports();
  }

  async removeReported({ messageId, kind, author }, reporterId) {
    const { error, msg } = await this.ask("deleteMessageInReport", { ...this.auth, messageId, reporterId, reportedId: author, messageType: kind });
    this.toast({ title: error || msg, type: error ? "error" : "success" });
  }

  async countUnread() {
    const { unreads, total } = await this.ask("getAllUnread", this.auth);
    Object.keys(unreads);
    this.screen.badges.home = total;
  }

  // --- The inbox --------------------------------------------------------------------------------------

  /** A message, or null. */
  async resolve(messageId) {
    const message = await this.ask("resolveMessage", { ...this.auth, messageId });
    if (message.error) return null;
    if (message.message === "") throw new Error(`message ${messageId} is empty, the client waits for ever`);
    return message;
  }

  async loadInbox() {
    const fetchUnread = async () => (await this.ask("fetchInboxMessages", { ...this.auth, onlyUnread: true })).items;
    const items = await fetchUnread();
    const entries = [];
    for (const item of items) {
      if (item.type !== "message") continue;
      const message = await this.resolve(item.data.messageId);
      if (!message) continue;
      const { data } = message.author.id === 0 ? {} : await this.ask("resolveMember", { ...this.auth, target: message.author.id });
      const { error, channel } = await this.ask("resolveChannel", { ...this.auth, channelId: message.channel });
      if (message.author.id === this.auth.id) continue;
      entries.push({ inboxId: item.inboxId.toFixed(), messageId: message.messageId, author: data?.name ?? message.author.name, channel: error ? null : channel.name, text: message.message });
    }
    if (items.length) for (const item of await fetchUnread()) await this.resolve(item.data.messageId);
    this.screen.inbox = entries;
    this.screen.badges.inbox = entries.length;
  }

  async markRead(id) {
    const response = await fetch(new URL(`/inbox/${encodeURIComponent(id)}/read`, this.address), {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(this.auth),
    });
    if (response.status === 200) await this.loadInbox();
  }

  // --- The chat ---------------------------------------------------------------------------------------

  async loadChatlog(index = -1) {
    const { group, category, channel } = this.place;
    if (!group || !category || !channel) return;
    const { data, type, error } = await this.ask("getChatlog", { ...this.auth, groupId: group, categoryId: category, channelId: channel, index });
    if (error === "denied") this.screen.messages = [];
    if (!data || type === "voice") return;
    this.screen.messages = [];
    for (const message of data) await this.append(message);
    await this.loadInbox();
  }

  /** Messages are drawn one after the other: one that waits holds up all that follow. */
  append(message) {
    const drawn = this.drawing.then(async () => {
      const shown = await this.draw(message);
      const isThere = this.screen.messages?.some(({ id }) => id === shown.id);
      if (!isThere) this.screen.messages?.push(shown);
    });
    this.drawing = drawn.catch(() => new Promise(() => {}));
    return drawn;
  }

  draw(message) {
    return new Message(this, message).draw();
  }

  async redraw(id, draw) {
    const index = this.screen.messages?.findIndex((message) => message.id === id) ?? -1;
    if (index < 0) return;
    const shown = await draw();
    if (shown) this.screen.messages[index] = shown;
  }

  async receive(message) {
    const { storage } = this.browser;
    const key = `message-marker-${message.channel}`;
    storage[key] = String(Number(storage[key] ?? 0) + 1);
    if (message.room === this.room) {
      await this.append(message);
      await this.markRead(`${this.auth.id}-${message.messageId}`);
      return;
    }
    for (const { channels } of this.screen.tree?.categories ?? []) {
      for (const channel of channels) if (channel.id === message.channel) channel.isUnread = true;
    }
    await new Promise((resolve) => this.later(500, resolve));
    await this.loadInbox();
  }

  // --- What the person does ---------------------------------------------------------------------------

  /** Selects a channel, or with `channel` null a bare group. */
  select({ group, category = null, channel = null, type = "text" }) {
    return this.run("select", async () => {
      const permission = type === "voice" ? "useVOIP" : "sendMessages";
      const asked = this.ask("checkChannelPermission", { ...this.auth, permission, channel });
      this.run("members", () => this.loadMembers());
      const isGranted = (await asked).permission === "granted";
      if (type === "voice" && !isGranted) {
        this.screen.call = "refused";
        return;
      }
      this.screen.editor = isGranted;
      this.address.search = new URLSearchParams(Object.entries({ group, category, channel }).filter(([, value]) => value !== null)).toString();
      this.enterRoom();
      this.tell("getCurrentChannel", { ...this.who, ...this.place });
      this.tell("getGroupList", { ...this.who, group });
      this.tell("getGroupBanner", { ...this.who, group });
      this.run("tree", () => this.loadTree());
      this.tell("getGroupBanner", { ...this.who, group });
      if (type === "voice") return this.call(channel);
      this.screen.messages = null;
      await this.loadChatlog();
    });
  }

  async call(channel) {
    const body = { roomName: this.room, participantName: this.auth.id, memberId: this.auth.id, channelId: channel };
    const response = await fetch(new URL("/token", this.address), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    this.screen.call = response.ok && (await response.json()).token ? "connected" : "failed";
    if (this.screen.call === "connected") this.tell("notifyVcMemberJoined", { ...this.auth, channelId: channel, memberId: this.auth.id });
  }

  async write(message, { replyMsgId = null, editedMsgId = null } = {}) {
    const { group, category, channel } = this.place;
    const { token } = this.auth;
    return this.ask("messageSend", { author: { id: this.auth.id }, room: this.room, token, message, group, category, channel, editedMsgId, replyMsgId });
  }

  /** A click on a reaction takes the own one back, or adds one. */
  async react(messageId, emojiHash) {
    const message = await this.resolve(messageId);
    const isMine = message.reactions[emojiHash]?.includes(this.auth.id);
    const { error } = await this.ask(isMine ? "removeMessageReaction" : "addMessageReaction", { ...this.auth, messageId, emojiHash, default: true });
    if (error) this.toast({ title: error, type: "error" });
  }
}

/** A settings page: it wants one of these permissions, else it leaves. */
export class SettingsPage extends Page {
  constructor(browser, address, permissions = ["manageServer", "manageGroups", "manageChannels", "manageUploads", "viewLogs", "manageServerInfo", "manageRateSettings"]) {
    super(browser, address);
    this.permissions = permissions;
    this.on("powAccepted", () => this.show());
  }

  async join() {
    const answer = await this.ask("userConnected", this.profile());
    if (!answer.error) await this.show();
  }

  async show() {
    const { permission } = await this.ask("checkPermission", { ...this.auth, permission: this.permissions, any: true });
    if (permission === "denied") return this.browser.open(ChatPage, "/");
    this.screen.splash = false;
    this.screen.shown = true;
  }
}
