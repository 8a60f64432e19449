// Pictures of the client with a small community in it: `node screenshots.mjs [folder]`. They are
// looked at by people; nothing is compared.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { DESKTOP, fillRegistration, inChat, launchBrowser, offline, part, PHONE, startNode } from "./browser-support.mjs";
import { ask, connect, enter, register, rejoin } from "./support.mjs";

const folder = process.argv[2] ?? "/tmp/shots";
const only = process.argv[3];
mkdirSync(folder, { recursive: true });

/** An id whose avatar has this one of the twelve colours. */
function idOfColour(colour) {
  for (let id = 100_000_000_000; ; id++) {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(String(id))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    if (hash % 12 === colour) return String(id);
  }
}
const ids = { Maren: idOfColour(1), Ines: idOfColour(10), Robin: idOfColour(7), Odalys: idOfColour(3), Tomasz: idOfColour(8), Jonah: idOfColour(5) };

const channel = (id, name, sortId, description = "", type = "text", sendMessages = 1) => ({
  id,
  name,
  type,
  description,
  sortId,
  permissions: { 0: { readMessages: 1, sendMessages, viewChannelHistory: 1, viewChannel: 1 } },
  msgCount: 0,
});
const group = (id, name, sortId, categories) => ({
  info: { id, name, icon: "img/default_icon.png", banner: "/img/default_banner.png", isDeletable: 1, sortId, access: [] },
  channels: { categories },
  permissions: { 0: { readMessages: 1, sendMessages: 1, viewGroup: 1 } },
});
const groups = {
  0: group(0, "Workshop", 9, {
    0: { info: { id: 0, name: "Start here", sortId: 9 }, channel: { 0: channel(0, "welcome", 9), 1: channel(1, "announcements", 8, "", "text", 0) } },
    1: {
      info: { id: 1, name: "Benches", sortId: 8 },
      channel: {
        2: channel(2, "solar-shed", 9, "Keeping the node alive through winter on 20 W of sun"),
        3: channel(3, "soldering", 8),
        4: channel(4, "3d-printing", 7),
        5: channel(5, "parts-swap", 6, "Give, take, trade. No money."),
      },
    },
    2: { info: { id: 2, name: "Voice", sortId: 7 }, channel: { 6: channel(6, "Workbench", 9, "", "voice") } },
  }),
  1: group(1, "Radio", 8, { 3: { info: { id: 3, name: "On air", sortId: 1 }, channel: { 7: channel(7, "antennas", 1) } } }),
  2: group(2, "Garden", 7, { 4: { info: { id: 4, name: "Beds", sortId: 1 }, channel: { 8: channel(8, "seeds", 1) } } }),
};
const role = (id, name, color, sortId, members, permissions = {}) => ({
  info: { id, name, icon: null, color, deletable: 0, sortId, displaySeperate: 1 },
  permissions,
  members,
  token: [],
});
const serverroles = {
  0: role("0", "Member", "#FFFFFF", 1, [], { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, redeemKey: 1, uploadFiles: 1 }),
  1: role("1", "Offline", "#7C808A", 0, []),
  1111: role(1111, "Administrator", "#ff0000", 9, [], { administrator: 1 }),
  2: role("2", "Keepers", "#ff8a3d", 8, [ids.Maren, ids.Ines, ids.Robin]),
  3: role("3", "Makers", "#4c8dff", 7, [ids.Odalys, ids.Tomasz]),
};
const config = { serverinfo: { name: "Tin Roof Makers", defaultChannel: "2" }, groups, serverroles };

const ROOM = "0-1-2";
const TALK = [
  ["Maren", "<p>The battery made it through the night: <strong>12.4 V</strong> at six in the morning.</p>"],
  ["Maren", "<p>Thanks to everybody who carried the second panel up the ladder on Sunday.</p>"],
  ["Jonah", '<p>I plotted the whole month, if anyone wants the raw numbers: <a href="https://example.org/winter-solar">example.org/winter-solar</a></p>'],
  ["Tomasz", "<p>What does the radio draw while it sleeps?</p>", "reply"],
  ["Ines", '<p>About <code>0.3 W</code>. This is the whole script that switches it off:</p><pre><code>while sleep 60; do\n  volts=$(cat /sys/class/power_supply/shed/voltage_now)\n  [ "$volts" -lt 11800000 ] &amp;&amp; systemctl stop radio # comes back with the sun\ndone\n</code></pre>'],
  ["Ines", "<p>It has been running since Tuesday.</p>"],
  ["Odalys", "<p>Then we only need</p><ul><li>a fuse, 10 A</li><li>two metres of the <em>thick</em> cable</li><li>a box that keeps the mice out</li></ul>"],
  ["Robin", "<p>I have the cable. Saturday, ten o'clock?</p>"],
  ["Ines", "<p>Fine with me. I would like to see how the panel behaves with snow on it; last winter we lost three days because nobody could reach the roof. A longer broom would do.</p>"],
  ["Robin", "<blockquote><p>A longer broom would do.</p></blockquote><p>I will build one.</p>"],
];

async function people(node) {
  for (const [name, colour] of [["Bruno", 2], ["Ida K.", 11], ["Lev", 4]]) {
    const socket = await connect(node.url);
    await register(socket, { id: idOfColour(colour), name, loginName: name.slice(0, 3).toLowerCase() });
    socket.close();
  }
  const sockets = {};
  const members = {};
  for (const [name, id] of Object.entries(ids)) {
    sockets[name] = await connect(node.url);
    const status = { Maren: "Logging batteries", Robin: "Winding coils", Tomasz: "Soldering, please knock" }[name] ?? "";
    members[name] = await register(sockets[name], { id, name: name === "Maren" ? "Maren Holt" : name, loginName: name.toLowerCase(), status });
    const come = () => enter(sockets[name], members[name], ROOM);
    sockets[name].on("connect", () => rejoin(sockets[name], members[name]).then(come));
    come();
  }
  const say = async (name, message, room = ROOM, replyMsgId = null) => {
    const [group, category, channel] = room.split("-");
    const { id, token } = members[name];
    return (await ask(sockets[name], "messageSend", { author: { id }, token, message, room, group, category, channel, replyMsgId })).messageId;
  };
  let last = null;
  for (const [name, message, isReply] of TALK) last = await say(name, message, ROOM, isReply ? last : null);
  const picture = await upload(members.Maren, "roof.png", await sunset());
  const seen = await say("Maren", `<p>This is how it looks from up there.</p><p><a href="${node.url}${picture}">${node.url}${picture}</a></p>`);
  for (const [name, emojiHash] of [["Ines", "1f60d"], ["Jonah", "1f60d"], ["Tomasz", "1f60d"], ["Robin", "1f305"], ["Ines", "1f305"]]) {
    const { id, token } = members[name];
    await ask(sockets[name], "addMessageReaction", { id, token, messageId: seen, emojiHash, default: true });
  }
  await say("Ines", `<p>&lt;@${members.Robin.id}&gt; could you bring the clamp meter on Saturday?</p>`, ROOM, seen);
  return { sockets, members, say };
}

async function upload({ id, token }, filename, content) {
  const query = new URLSearchParams({ id, type: "upload", filename, chunkIndex: 0, totalChunks: 1, fileId: filename.replace(/\W/g, "") });
  const response = await fetch(`${node.url}/upload?${query}`, { method: "POST", headers: { "x-user-id": id, "x-auth-token": token }, body: content });
  return (await response.json()).path;
}

/** A picture, drawn by the browser. */
async function sunset() {
  const page = await browser.newPage();
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 840, height: 472 });
    const c = canvas.getContext("2d");
    const sky = c.createLinearGradient(0, 0, 0, 472);
    [[0, "#5b6f8f"], [0.5, "#d9a27c"], [1, "#f3d3a0"]].forEach(([at, colour]) => sky.addColorStop(at, colour));
    c.fillStyle = sky;
    c.fillRect(0, 0, 840, 472);
    c.fillStyle = "#ffe7b0";
    c.beginPath();
    c.arc(620, 230, 46, 0, 7);
    c.fill();
    [["#47636d", 260, 60], ["#2c4a55", 310, 40], ["#1b3038", 360, 24]].forEach(([colour, height, swing], n) => {
      c.fillStyle = colour;
      c.beginPath();
      c.moveTo(0, 472);
      for (let x = 0; x <= 840; x += 10) c.lineTo(x, height + swing * Math.sin(x / (120 - n * 20) + n));
      c.lineTo(840, 472);
      c.fill();
    });
    return canvas.toDataURL("image/png");
  });
  await page.close();
  return Buffer.from(url.split(",")[1], "base64");
}

const browser = await launchBrowser();
const node = await startNode({ config });
const slow = await startNode({ config: { ...config, serverinfo: { ...config.serverinfo, pow: { difficulty: 6 } } } });
try {
  const { sockets, members, say } = await people(node);
  // Roles that the file gives to people who register later count from the next start on.
  await node.stop();
  await node.launch();
  const typing = setInterval(() => {
    for (const name of ["Maren", "Tomasz"]) sockets[name].emit("isTyping", { id: members[name].id, token: members[name].token, room: ROOM });
  }, 1500);
  for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE], ["tablet", { width: 900, height: 1000 }], ["small", { width: 320, height: 568 }]]) {
    for (const colorScheme of ["light", "dark"]) {
      if (only && !`${size}-${colorScheme}`.includes(only)) continue;
      const isTouch = size !== "desktop";
      const context = await browser.newContext({ viewport, colorScheme, hasTouch: isTouch, isMobile: isTouch, locale: "en-GB" });
      const page = await context.newPage();
      const shot = (name) => page.screenshot({ path: path.join(folder, `${name}-${size}-${colorScheme}.png`) });

      await page.goto(slow.url);
      await fillRegistration(page, { name: "Wen", loginName: "wen.li" });
      await part(page, "join-submit").click();
      await page.getByRole("progressbar").waitFor();
      await page.waitForTimeout(1500);
      await shot("pow");

      await page.goto(node.url);
      await part(page, "join-submit").waitFor();
      await shot("join-blank");
      await fillRegistration(page, { name: "Wen", loginName: `wen.${size}.${colorScheme}`, password: "tin roof rain" });
      await shot("join");
      await part(page, "join-submit").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await part(page, "join-login-name").fill("robin");
      await part(page, "join-password").fill("not this one");
      await part(page, "join-submit").click();
      await part(page, "join-error").waitFor();
      await shot("login");
      await part(page, "join-password").fill("correct horse");
      await part(page, "join-submit").click();
      await inChat(page);
      await say("Jonah", "<p>Who has a steady hand?</p>", "0-1-3");
      await say("Jonah", "<p>Peas are in.</p>", "2-4-8");
      await page.getByText("could you bring the clamp meter").first().waitFor();
      await part(page, "typing-indicator").getByText("typing").waitFor();
      await page.mouse.move(0, 0);
      await shot("chat");
      if (size === "desktop" || size === "tablet") {
        await part(page, "account-menu").click();
        await shot("menu");
        await page.getByRole("menuitem", { name: "Keyboard" }).click();
        await shot("keys");
        await page.keyboard.press("Escape");
      } else {
        await part(page, "nav-toggle").click();
        await page.waitForTimeout(400);
        await shot("drawer");
        await part(page, "account-menu").click();
        await shot("menu");
        await part(page, "redeem-key").click();
        await shot("redeem");
        await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
        await page.touchscreen.tap(viewport.width - 8, 400);
      }
      if (isTouch) {
        await part(page, "members-toggle").click();
        await page.waitForTimeout(400);
        await shot("members");
        await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
      } else {
        const row = page.getByTestId("message").filter({ hasText: "clamp meter" }).last();
        await row.hover();
        await part(page, "message-actions").waitFor();
        await shot("actions");
        await part(page, "emoji-button").click();
        await part(page, "emoji-picker").waitFor();
        await page.waitForTimeout(300);
        await shot("emoji");
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+k");
        await part(page, "switcher-input").fill("sol");
        await shot("switcher");
        await page.keyboard.press("Escape");
        await part(page, "switcher").waitFor({ state: "detached" });
        await page.keyboard.press("Control+f");
        await part(page, "search-input").fill("cable");
        await page.getByTestId("search-hit").first().waitFor();
        await shot("search");
        await page.keyboard.press("Escape");
        await part(page, "search").waitFor({ state: "detached" });
        await page.getByRole("button", { name: "Formatting" }).click();
        await part(page, "composer-input").fill("Two panels, **one** broom\n- and a ladder");
        await shot("composer");
        await part(page, "composer-input").fill("");
        await page.getByRole("button", { name: "Formatting" }).click();
      }
      await page.goto(`${node.url}/?group=0&category=1&channel=5`);
      await inChat(page);
      await page.getByText("Nobody has written here yet").waitFor();
      await shot("empty");
      await page.goto(`${node.url}/?group=0&category=0&channel=1`);
      await part(page, "composer-state").waitFor();
      await shot("readonly");
      await page.goto(`${node.url}/?group=0&category=1&channel=2`);
      await inChat(page);
      await page.getByText("could you bring the clamp meter").first().waitFor();
      await node.stop();
      await offline(page);
      await part(page, "composer-input").fill("The node is asleep.");
      await part(page, "composer-send").click();
      await page.getByText("No connection").last().waitFor();
      await page.locator(".banner").waitFor();
      await shot("offline");
      await node.launch();
      await context.close();
    }
  }
  clearInterval(typing);
  for (const socket of Object.values(sockets)) socket.close();
} finally {
  await browser.close();
  await node.stop();
  await slow.stop();
}
process.exit(0);
