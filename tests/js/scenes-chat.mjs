// Scenes of the conversation: the log, the composer, what is said when something is missing.
import { offline, online, part } from "./browser-support.mjs";
import { between, openChat, openTalk, scene, upgraded } from "./scenes.mjs";

const composer = (page) => part(page, "composer-input");

scene("chat", {}, async (page, world) => {
  await openTalk(page, world);
  await world.community.say("Odalys", "<p>The second spool is here.</p>", "0-1-4");
  await world.community.say("Odalys", "<p>Peas are up.</p>", "2-4-8");
  await part(page, "typing-indicator").getByText("typing").waitFor();
});

scene("chat-older", { memory: { read: {} } }, async (page, world) => {
  await openTalk(page, world);
  await page.getByRole("log").evaluate((log) => (log.scrollTop = 1));
  await page.getByRole("button", { name: "Jump to present" }).waitFor();
});

scene("chat-drawer", { sizes: ["phone", "small"] }, async (page, world) => {
  await openTalk(page, world);
  await world.community.say("Tomasz", "<p>Who has a steady hand?</p>", "0-1-3");
  await world.community.say("Odalys", "<p>The peas again.</p>", "2-4-8");
  await part(page, "nav-toggle").click();
  await page.getByRole("navigation", { name: "Channels of" }).waitFor();
});

scene("chat-members", { sizes: ["phone", "tablet", "zoomed", "small"] }, async (page, world) => {
  await openTalk(page, world);
  await part(page, "members-toggle").click();
  await page.getByRole("complementary", { name: "Members" }).waitFor();
});

scene("chat-empty", {}, async (page, world) => {
  await page.goto(`${world.community.node.url}/?group=0&category=1&channel=5`);
  await page.getByText("Nobody has written here yet").waitFor();
  await composer(page).waitFor();
});

scene("chat-readonly", {}, async (page, world) => {
  await page.goto(`${world.community.node.url}/?group=0&category=0&channel=1`);
  await part(page, "composer-state").waitFor();
});

scene("chat-loading", { isAlone: true }, async (page, world) => {
  await between(page, { getChatlog: null });
  await page.goto(`${world.community.node.url}/?group=0&category=1&channel=2`);
  await online(page);
  await upgraded(page);
  await page.keyboard.press("Alt+ArrowDown");
  await page.locator(".log .sk").first().waitFor();
  await page.waitForTimeout(300);
});

scene("chat-failed", { isAlone: true }, async (page, world) => {
  await between(page, { getChatlog: { type: "error", error: "busy" } });
  await page.goto(`${world.community.node.url}/?group=0&category=1&channel=2`);
  await online(page);
  await upgraded(page);
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText("Messages could not be loaded").waitFor();
});

scene("chat-denied", { isAlone: true }, async (page, world) => {
  await between(page, { getChatlog: { type: "error", error: "denied" } });
  await page.goto(`${world.community.node.url}/?group=0&category=1&channel=2`);
  await online(page);
  await upgraded(page);
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText("You cannot see this channel now").waitFor();
});

scene("composer", { memory: { tools: true } }, async (page, world) => {
  await openTalk(page, world);
  await composer(page).fill("Lead-acid or **LiFePO4** for the next one?\n- both are heavy");
});

scene("composer-reply", {}, async (page, world) => {
  await openTalk(page, world);
  const row = page.getByTestId("message").filter({ hasText: "clamp meter" }).last();
  if (page.isSmall) await row.dispatchEvent("contextmenu");
  else await row.click({ button: "right" });
  await part(page, "menu-reply").click();
  await composer(page).fill("Sure, and the thin probes");
});

scene("composer-files", {}, async (page, world) => {
  await openTalk(page, world);
  await part(page, "file-input").setInputFiles([
    { name: "panel-angle.png", mimeType: "image/png", buffer: world.card },
    { name: "shed-tour.mov", mimeType: "video/quicktime", buffer: Buffer.alloc(4000, 7) },
    { name: "manual-mppt.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\nmanual") },
  ]);
  await page.getByText("ready").first().waitFor();
  await page.getByText("Files of this kind are not allowed here").waitFor();
  await composer(page).fill("Three files from yesterday");
});

scene("composer-suggest", {}, async (page, world) => {
  await openTalk(page, world);
  await composer(page).focus();
  await page.keyboard.type("Thanks @o");
  await part(page, "suggestions").waitFor();
});

scene("composer-edit", {}, async (page, world) => {
  await openTalk(page, world);
  await composer(page).focus();
  await page.keyboard.press("ArrowUp");
  await part(page, "edit-input").waitFor();
});

scene("composer-slow", { isAlone: true }, async (page, world) => {
  const answers = { messageSend: { error: "Slow mode", slowmode: Date.now() + 55_000 } };
  await between(page, answers);
  await openTalk(page, world);
  await upgraded(page);
  answers.messageSend.slowmode = Date.now() + 55_000;
  await composer(page).fill("One more thing about the fuse");
  await part(page, "composer-send").click();
  await part(page, "slow-mode").waitFor();
});

scene("composer-muted", { isAlone: true }, async (page, world) => {
  await between(page, { messageSend: { error: "You are muted until 14:30. Cool down, please.", muted: true } });
  await openTalk(page, world);
  await upgraded(page);
  await composer(page).fill("One more thing about the fuse");
  await part(page, "composer-send").click();
  await part(page, "muted").waitFor();
});

scene("composer-refused", { isAlone: true }, async (page, world) => {
  await between(page, { messageSend: { type: "error", error: "links are not allowed here" } });
  await openTalk(page, world);
  await upgraded(page);
  await composer(page).fill("see example.org");
  await part(page, "composer-send").click();
  await page.locator("[data-failed]").waitFor();
});

scene("composer-limit", {}, async (page, world) => {
  await openTalk(page, world);
  await composer(page).fill("A long story that is nearly too long. ".repeat(208));
  await page.getByText(/\d+ left/).waitFor();
});

scene("chat-more", {}, async (page, world) => {
  // What people write when nobody looks: long words, many lines, code that is wider than the window.
  await openChat(page, world, "?group=1&category=3&channel=7");
  const { community } = world;
  if (!world.isLong) {
    world.isLong = true;
    await community.say("Ines", `<p>${"antennenanpassungsgeraetekasten".repeat(6)}</p>`, "1-3-7");
    await community.say("Ines", `<pre><code>${"for band in 160 80 40 30 20 17 15 12 10; do echo $band; done; ".repeat(4)}</code></pre>`, "1-3-7");
    await community.say("Jonah", "<h1>Bands</h1><ol><li>forty</li><li>twenty<ul><li>only at night</li></ul></li></ol><p><s>ten</s> <u>eleven</u></p>", "1-3-7");
    await community.say("Tomasz", "<p>📡</p>", "1-3-7");
  }
  await page.getByTestId("message-body").getByText("only at night").waitFor();
});

/** The node comes back; what waits in this page is not sent. */
async function wakeUp({ community }, page) {
  await page?.goto("about:blank");
  await community.node.stop();
  await community.node.launch();
}

scene("chat-offline", { after: wakeUp }, async (page, world) => {
  await openTalk(page, world);
  await world.community.node.stop();
  await offline(page);
  await composer(page).fill("It will arrive when the shed has sun again");
  await part(page, "composer-send").click();
  await page.getByText("No connection").last().waitFor();
  await page.locator(".banner").waitFor();
});

scene("chat-back", {}, async (page, world) => {
  await openTalk(page, world);
  await world.community.node.stop();
  await page.locator(".banner").waitFor();
  await world.community.node.launch();
  await page.getByText("Connected again").waitFor({ timeout: 20_000 });
});

