// A second community, with what people do beside the channels: conversations, tickets, articles, reports. The scenes
// of home and of those who look after the place show it.
import { openPage, part, picture, PLACES, startNode } from "./browser-support.mjs";
import { ids, morningZone } from "./community.mjs";
import { DesktopClient } from "./desktop-client.mjs";
import { attach, bringKey } from "./direct-support.mjs";
import { keyed, openTicket, report, rolesWith, STAFF, talker, writeDirect, writeTo } from "./staff-community.mjs";
import { rejoin } from "./support.mjs";

const ROOM = "0-0-2";
const IDS = { Robin: ids.Robin, Maren: ids.Maren, Ines: ids.Ines, Odalys: ids.Odalys, Tomasz: ids.Tomasz, Jonah: ids.Jonah, Sefa: ids.Sefa, Wen: ids.quartz_op, Lev: ids.Lev, Prize: ids.Prize_Desk_22 };
const NAMES = { Maren: "Maren Holt", Prize: "Prize_Desk_22" };
const STATUS = { Robin: "Winding coils", Ines: "In the radio corner", Maren: "Logging batteries" };
/** Those who were here once. */
const AWAY = ["Lev", "Prize"];
/** Those who have a key. */
const KEYED = ["Robin", "Ines", "Maren", "Jonah", "Lev"];

const config = {
  serverinfo: {
    name: "Tin Roof Makers",
    defaultChannel: "2",
    uploadFileTypes: ["image/png", "image/jpeg", "application/octet-stream"],
    home: {
      banner_url: "",
      title: "Tin Roof Makers",
      subtitle: "A shed, a radio mast and 37 people who fix things",
      about: "<p>We repair, build and share tools. Beginners are welcome; nobody was born knowing which end of the iron is hot.</p><ul><li>Wednesdays from 17:00</li><li>Saturdays from 10:00, with soup</li></ul><p>More on <a href=\"https://example.org/\">our site</a>.</p>",
    },
    instance: { contact: { email: "hello@tinroof.example", website: "https://tinroof.example/", github: "https://github.com/tinroof", owner: { name: "Maren Holt" } } },
  },
  groups: PLACES.groups,
  serverroles: rolesWith([IDS.Robin, IDS.Maren], { ...STAFF, administrator: 0, manageServer: 1 }),
};

/** The community, its node and its people. */
export class PrivateCommunity {
  timezone = morningZone();
  people = {};
  keys = Object.fromEntries(KEYED.map((name) => [name, keyed()]));

  /** Everybody is there, and everything is said and done. */
  static async found() {
    const made = new PrivateCommunity();
    made.node = await startNode({ config });
    for (const name of Object.keys(IDS)) await made.#come(name);
    // Roles that the file gives to people who register later count from the next start on.
    for (const { socket } of Object.values(made.people)) socket.disconnect();
    await made.node.stop();
    await made.node.launch();
    for (const person of Object.values(made.people)) {
      person.socket.connect();
      await new Promise((done) => person.socket.once("connect", done));
      await rejoin(person.socket, person.member);
      person.socket.on("connect", () => rejoin(person.socket, person.member));
    }
    await made.#converse();
    await made.#askForHelp();
    await made.#publish();
    await made.#misbehave();
    for (const name of AWAY) made.people[name].socket.close();
    return made;
  }

  async #come(name) {
    const { [name]: key } = this.keys;
    const fields = { id: IDS[name], name: NAMES[name] ?? name, loginName: name.toLowerCase(), status: STATUS[name] ?? "", room: ROOM, ...(key && { publicKey: key.publicKey }) };
    this.people[name] = await talker(this.node, fields);
    if (key) await new DesktopClient(this.node, { key }).prove();
  }

  /** Opens the conversation of these people. Gives its id. */
  async #room(by, ...others) {
    return (await this.people[by].ask("createDmRoom", { participants: others.map((name) => this.people[name].id) })).roomId;
  }

  /** Writes to a conversation for everybody to read. */
  async #write(name, roomId, html) {
    const { rooms } = await this.people[name].ask("getDmRooms");
    const { participants } = rooms.find((known) => known.roomId === roomId);
    const data = { message: Object.fromEntries(Object.keys(participants).map((id) => [id, html])), roomId, author: { id: this.people[name].id }, reply: { messageId: null }, timestamp: Date.now() };
    const { error } = await this.people[name].ask("sendDmMessage", { payload: { data, messageEditId: null } });
    if (error) throw new Error(error);
  }

  async #converse() {
    const sefa = await this.#room("Sefa", "Robin");
    await this.#write("Sefa", sefa, "<p>Thanks!</p>");
    const notes = await this.#room("Robin");
    await this.#write("Robin", notes, "<p>Order ferrite cores</p>");
    const soup = await this.#room("Odalys", "Robin", "Maren", "Tomasz");
    await this.#write("Maren", soup, "<p>Who comes on Saturday?</p>");
    await this.#write("Odalys", soup, "<p>I will bring soup</p>");
    const wen = await this.#room("Wen", "Robin");
    await this.#write("Robin", wen, "<p>The bench is free from ten.</p>");
    await this.#write("Wen", wen, "<p>Do you still have the little vice?</p>");
    const ines = await this.#room("Ines", "Robin");
    this.rooms = { sefa, soup, notes, ines, wen };
    await this.#writeSealed("Ines", "Robin", "<p>Do you have a minute to look at my antenna tuner? It hums at 7 MHz.</p>");
    await this.#writeSealed("Robin", "Ines", "<p>Sounds like the choke. Count the turns, mine hummed until I added six.</p>");
    await this.#sendSealedFiles("Ines", ines);
    await this.#writeSealed("Robin", "Ines", "<p>The coil is 42 turns now, on a T200 core.</p>");
  }

  #writeSealed(from, to, html) {
    const readers = Object.fromEntries([from, to].map((name) => [this.people[name].id, this.keys[name].publicKey]));
    return writeDirect(this.people[from], this.people[to], html, { key: this.keys[from], readers });
  }

  /** Files are encrypted by the client itself. */
  async #sendSealedFiles(name, room) {
    const page = await openPage({ locale: "en-GB", serviceWorkers: "block" });
    await page.addInitScript((entries) => Object.entries(entries).forEach(([key, value]) => localStorage.setItem(`dcts-edge.${key}`, JSON.stringify(value))), this.memory(name));
    await page.goto(this.node.url);
    await bringKey(page, this.keys[name]);
    await page.goto(`${this.node.url}/?home=1&dm=${room}`);
    await part(page, "lock-bar").waitFor();
    const send = async (text, file) => {
      await attach(page, file);
      await part(page, "composer-input").fill(text);
      await part(page, "composer-send").click();
      await page.locator('[data-testid="message"]:not([data-pending])').filter({ hasText: text }).waitFor();
    };
    await send("Quiet as a mouse now. You were right about the choke 🎉", { name: "tuner.png", mimeType: "image/png", buffer: await picture(page, "#8a5a1f") });
    await send("And the plan, if you want to build one", { name: "plan of the tuner.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 nothing") });
    await page.context().close();
  }

  async #askForHelp() {
    const { Robin, Maren, Jonah, Wen, Lev } = this.people;
    await openTicket(Wen, "Rename my account", "<p>From Wendelin to Wen, please</p>");
    const avatar = await openTicket(Jonah, "Cannot upload my avatar", "<p>I tried to set a picture as my avatar, but it says that the type is not allowed. It is a normal photo from my phone.</p>");
    await Robin.ask("joinTicket", { threadId: avatar });
    await writeTo(Robin, avatar, "<p>Hello Jonah! Phones like to save HEIC. Could you send it as JPEG? I have asked for a converter, too.</p>", "support_anon");
    await writeTo(Robin, avatar, "<p>The list of types is under <strong>Uploads</strong>.</p>", "support_tagged");
    await writeTo(Jonah, avatar, "<p>That worked, thank you!</p>");
    const tablet = await openTicket(Lev, "I lost the password of my old tablet and cannot get in there any more", "<p>It is not urgent.</p>");
    await Maren.ask("joinTicket", { threadId: tablet });
  }

  async #publish() {
    const { Robin, Maren } = this.people;
    const write = (by, type, title, body, more = {}) => by.ask("createContent", { type, title, body, notifyAll: false, ...more });
    await write(Maren, "news", "New emoji, and how to add yours", "<p>Images up to 128 pixels, at most 256 KB. Keepers approve them on Sundays.</p>");
    await write(Robin, "help", "How to carry your account to a new phone", "<p>Open the account menu.</p><ol><li>Save an account file</li><li>Open it on the new phone</li></ol>");
    await write(Maren, "posts", "Winter opening hours", "<p>The shed is open on Wednesdays from 17:00 and on Saturdays from 10:00. Bring slippers, the floor is cold.</p>", { tag: "Shed", pinned: true });
    await write(Robin, "news", "The node moved to solar power", '<p>Since Monday this server draws its <strong>1.9 W</strong> from the roof. If it ever goes quiet at night, blame the fog.</p><h2>What changes</h2><ul><li>Backups run at noon</li><li>The fan is off</li></ul><blockquote><p>Whoever writes at three in the morning writes by moonlight.</p></blockquote><p>Numbers are at <a href="https://example.org/solar">example.org/solar</a>.</p>', { notifyAll: true });
  }

  async #misbehave() {
    const { Maren, Jonah, Wen, Prize, Lev } = this.people;
    const say = async (by, message) => (await by.ask("messageSend", { author: { id: by.id }, token: by.member.token, message, room: ROOM, group: "0", category: "0", channel: "2", replyMsgId: null })).messageId;
    await say(Maren, "<p>Proof, from half past four yesterday.</p>");
    const prize = await say(Prize, "<p>You won a FREE inverter. Claim it in 10 minutes: prizes.invalid/claim</p>");
    await say(Jonah, "<p>Is this real?</p>");
    const rude = "<p>Nobody asked you, Jonah.</p>";
    const real = await this.#writeSealed("Lev", "Jonah", rude);
    const altered = await this.#writeSealed("Lev", "Jonah", "<p>See you on Saturday.</p>");
    const open = await writeDirect(Prize, Wen, "<p>Psst, cheap panels.</p>");
    await report(Wen, open, "[spam]", { type: "dm" });
    await report(Jonah, altered, "[danger] He threatens me", { type: "dm", plainText: "<p>I will break your panels.</p>" });
    await report(Jonah, real, "[insult] Rude after I asked him to stop", { type: "dm", plainText: rude });
    await report(Maren, prize, "[spam]");
    await report(Wen, prize, "[spam] The same link came to me");
    await report(Jonah, prize, "[spam] Same link in five channels, I nearly clicked it.");
  }

  /** What the browser of somebody remembers. */
  memory(name, extra = {}) {
    const { id, token, name: shown, loginName } = this.people[name].member;
    return { session: { id, token, name: shown, loginName }, ...extra };
  }

  async close() {
    for (const { socket } of Object.values(this.people)) socket.close();
    await this.node.stop();
  }
}
