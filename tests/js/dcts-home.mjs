// A model of the home page of DCTS's unmodified web client, with its direct messages (spec 40 sections 4, 5 and 7).
// Written from the protocol's description, not from any client's code.
import { Page } from "./dcts-page.mjs";

const DEFAULT_ICON = "/img/default_pfp.png";

/** The home page, `/home/`: it starts whatever the join says. */
export class HomePage extends Page {
  constructor(browser, address) {
    super(browser, address);
    Object.assign(this.screen, { unread: null, rooms: null, open: null, messages: null, home: null });
    this.listen();
  }

  async join() {
    const answer = await this.ask("userConnected", this.joinForm());
    if (!answer.error) this.store(answer);
    await this.loadRooms();
    const wanted = this.address.searchParams.get("dm");
    if (wanted === null) return this.showHome();
    if (this.screen.rooms.some(({ id }) => id === wanted)) return this.openRoom(wanted);
    // It is a member's id, then.
    return this.write([wanted]);
  }

  listen() {
    const { screen } = this;
    this.on("newDmMessage", async ({ payload }) => {
      const { roomId } = payload.data;
      if (roomId === screen.open) {
        const shown = this.draw(payload);
        if (payload.messageEditId) screen.messages = screen.messages.map((message) => (message.id === payload.messageEditId ? shown : message));
        else screen.messages.push(shown);
        await this.ask("markDmAsRead", { ...this.auth, messageId: null, roomId });
      } else {
        const room = screen.rooms?.find(({ id }) => id === roomId);
        if (room) room.badge++;
      }
    });
    this.on("roomInvitation", ({ roomId }) => (roomId.trim(), this.loadRooms()));
    this.on("dmParticipantAdded", () => this.loadRooms());
    this.on("dmParticipantRemoved", async ({ roomId, memberId }) => {
      if (memberId === this.auth.id && roomId === screen.open) await this.showHome();
      await this.loadRooms();
    });
    this.on("roomDeletion", () => this.loadRooms());
    this.on("receiveDeleteMessage", (what) => {
      const id = typeof what === "string" ? what : what.messageId;
      screen.messages = screen.messages?.filter((message) => message.id !== id) ?? null;
    });
  }

  async showHome() {
    const { serverinfo } = await this.ask("getServerInfo", this.auth);
    const { title, subtitle, banner_url: banner, about } = serverinfo.home;
    const { owner, ...contact } = serverinfo.instance.contact;
    this.screen.open = null;
    this.screen.home = { title: title.trim(), subtitle: subtitle.trim(), banner: banner.trim(), about: about.trim(), name: serverinfo.name, owner: owner.name, contact };
  }

  // --- Rooms ------------------------------------------------------------------------------------------

  async loadRooms() {
    const { rooms } = await this.ask("getDmRooms", this.auth);
    const { unreads, total } = await this.ask("getAllUnread", this.auth);
    this.screen.unread = total;
    this.people = new Map((rooms ?? []).map(({ roomId, participants }) => [roomId, Object.keys(participants)]));
    this.screen.rooms = (rooms ?? []).map((room) => ({ id: room.roomId, ...this.label(room), badge: unreads[room.roomId] ?? 0 }));
    for (const { id } of this.screen.rooms) await this.ask("joinDmRoom", { ...this.auth, roomId: id });
  }

  /** What a room is called in the list. */
  label({ title, participants }) {
    const people = Object.values(participants);
    const own = this.auth.id;
    if (people.length > 2) return { name: title.replaceAll(",", ", "), icon: null };
    const other = people.length === 1 ? people[0] : people.find(({ id }) => id !== own);
    if (other.id === "system") return { name: "System", icon: DEFAULT_ICON };
    return { name: other.name.trim() + (people.length === 1 ? " (You)" : ""), icon: other.icon?.trim() ?? null };
  }

  /** The person opens a room. */
  async openRoom(roomId) {
    this.screen.open = roomId;
    this.screen.messages = await this.fetchPage(null);
    await this.ask("markDmAsRead", { ...this.auth, messageId: null, roomId });
    const room = this.screen.rooms.find(({ id }) => id === roomId);
    if (room) room.badge = 0;
  }

  /** The person scrolls to the top. */
  async older() {
    const page = await this.fetchPage(this.screen.messages[0].time);
    this.screen.messages = [...page, ...this.screen.messages];
    return page.length;
  }

  /** A page is an object; the order of its keys is that of the list, turned around. */
  async fetchPage(timestamp) {
    const { messages } = await this.ask("getDmRoomMessages", { ...this.auth, roomId: this.screen.open, timestamp });
    return Object.values(messages ?? {}).reverse().map((message) => this.draw(message));
  }

  /** A message of which nothing is missing that the page reads. */
  draw({ data, meta }) {
    const own = this.auth.id;
    const { messageId, timestamp, author, editedAt, reply } = meta;
    const text = (message) => message?.[own]?.trim() ?? null;
    const answered = reply.meta?.messageId ? { id: reply.meta.messageId, author: reply.meta.author.name, text: text(reply.data.message), time: new Date(reply.meta.timestamp).toISOString() } : null;
    return {
      id: messageId, text: text(data.message), author: author.name.trim(), authorId: data.author.id, icon: author.icon ?? DEFAULT_ICON, isBanned: Boolean(author.isBanned),
      time: new Date(timestamp).getTime(), isEdited: Boolean(editedAt), isSigned: (data.sig?.length ?? 0) > 10, answered,
    };
  }

  // --- What the person does ---------------------------------------------------------------------------

  /** Begins a conversation, or finds it again. */
  async write(participants) {
    const { error, roomId } = await this.ask("createDmRoom", { ...this.auth, participants });
    if (error) return this.toast({ title: error, type: "error" });
    await this.loadRooms();
    await this.openRoom(roomId);
  }

  /** Sends what is in the editor. It is shown when it comes back. */
  async send(text, { reply = null, edited = null } = {}) {
    const roomId = this.screen.open;
    const message = Object.fromEntries(this.people.get(roomId).map((id) => [id, text]));
    const data = { message, roomId, author: { id: this.auth.id }, reply: { messageId: reply }, timestamp: Date.now() };
    const { error } = await this.ask("sendDmMessage", { ...this.auth, payload: { data, messageEditId: edited } });
    if (error) this.toast({ title: error, type: "error" });
  }

  async remove(messageId) {
    const { error } = await this.ask("deleteMessage", { ...this.auth, messageId, type: "dm", group: null, category: null, channel: null });
    if (error) this.toast({ title: error, type: "error" });
  }

  /** Reports a message: its id goes as a number, the text as the page's own nothing. */
  async report(messageId, description) {
    const answer = await this.ask("createReport", { ...this.auth, targetId: parseInt(messageId), type: "dm", description, plainText: "null" });
    this.toast({ title: answer.error || answer.msg, type: answer.type });
  }

  async leaveRoom(roomId) {
    const { error } = await this.ask("deleteDmRoom", { ...this.auth, roomId });
    if (error) this.toast({ title: error, type: "error" });
    await this.loadRooms();
    if (roomId === this.screen.open) await this.showHome();
  }
}
