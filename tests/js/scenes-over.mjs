// Scenes of what opens over the conversation, and of the first visit.
import { fillRegistration, openAccountMenu, part } from "./browser-support.mjs";
import { between, openTalk, scene, upgraded } from "./scenes.mjs";

const message = (page, text) => page.getByTestId("message").filter({ hasText: text }).last();

/** Opens the menu of a message, as fingers and mice do it. */
async function messageMenu(page, text) {
  if (page.isSmall) await message(page, text).dispatchEvent("contextmenu");
  else await message(page, text).click({ button: "right" });
  await part(page, "context-menu").waitFor();
}

export async function openCard(page, name) {
  const row = part(page, "member-item").filter({ hasText: name });
  if (!(await row.isVisible())) await part(page, "members-toggle").click();
  await row.click();
  await part(page, "profile").getByRole("heading", { name }).waitFor();
}

scene("over-actions", { sizes: ["desktop", "zoomed"] }, async (page, world) => {
  await openTalk(page, world);
  await message(page, "clamp meter").hover();
  await part(page, "message-actions").waitFor();
});

scene("over-menu", {}, async (page, world) => {
  await openTalk(page, world);
  await messageMenu(page, "thin probes");
});

scene("over-emoji", {}, async (page, world) => {
  await openTalk(page, world);
  await part(page, "emoji-button").click();
  await part(page, "emoji-picker").waitFor();
  await page.waitForTimeout(300);
});

scene("over-emoji-search", {}, async (page, world) => {
  await openTalk(page, world);
  await part(page, "emoji-button").click();
  await part(page, "emoji-search").fill("sun");
  await page.waitForTimeout(300);
});

scene("over-switcher", {}, async (page, world) => {
  await openTalk(page, world);
  await page.keyboard.press("Control+k");
  await part(page, "switcher-input").fill("s");
});

scene("over-switcher-empty", {}, async (page, world) => {
  await openTalk(page, world);
  await page.keyboard.press("Control+k");
  await part(page, "switcher").waitFor();
});

scene("over-search", {}, async (page, world) => {
  await openTalk(page, world);
  await page.keyboard.press("Control+f");
  await part(page, "search-input").fill("the");
  await page.getByTestId("search-hit").first().waitFor();
});

scene("over-search-none", {}, async (page, world) => {
  await openTalk(page, world);
  await page.keyboard.press("Control+f");
  await part(page, "search-input").fill("inverter");
  await page.getByText("Nothing found").waitFor();
});

scene("over-inbox", {}, async (page, world) => {
  await openTalk(page, world);
  await part(page, "inbox-button").click();
  await part(page, "inbox-item").first().waitFor();
});

scene("over-bell", { sizes: ["desktop", "phone", "tablet", "zoomed"] }, async (page, world) => {
  await openTalk(page, world);
  await part(page, "notifications-button").click();
  await part(page, "context-menu").waitFor();
});

scene("over-group", {}, async (page, world) => {
  await openTalk(page, world);
  if (page.isSmall) await part(page, "nav-toggle").click();
  await part(page, "group-menu").click();
  await part(page, "context-menu").waitFor();
});

scene("over-account", {}, async (page, world) => {
  await openTalk(page, world);
  await openAccountMenu(page);
  await part(page, "account-settings").waitFor();
});

for (const [name, item] of [["over-redeem", "redeem-key"], ["over-language", "choose-language"], ["over-leave", "log-out"]]) {
  scene(name, {}, async (page, world) => {
    await openTalk(page, world);
    await openAccountMenu(page);
    await part(page, item).click();
    await page.getByRole("dialog").waitFor();
  });
}

scene("over-keys", {}, async (page, world) => {
  await openTalk(page, world);
  await openAccountMenu(page);
  await page.getByRole("menuitem", { name: "Keyboard" }).click();
  await page.getByRole("dialog").waitFor();
});

scene("over-profile", {}, async (page, world) => {
  await openTalk(page, world);
  await openCard(page, "Ines");
});

scene("over-profile-more", {}, async (page, world) => {
  await openTalk(page, world);
  await openCard(page, "Tomasz");
  await part(page, "profile-more").click();
});

scene("over-profile-own", {}, async (page, world) => {
  await openTalk(page, world);
  await openCard(page, "Robin");
});

scene("mod-ban", {}, async (page, world) => {
  await openTalk(page, world);
  await openCard(page, "Jonah");
  await part(page, "profile-more").click();
  await part(page, "profile-ban").click();
  await part(page, "moderate-reason").fill("Insults after two warnings");
});

scene("over-confirm", {}, async (page, world) => {
  await openTalk(page, world);
  await messageMenu(page, "thin probes");
  await part(page, "menu-delete").click();
  await part(page, "confirm").waitFor();
});

scene("over-viewer", {}, async (page, world) => {
  await openTalk(page, world);
  await page.getByTestId("picture").first().click();
  await part(page, "viewer").waitFor();
  await page.waitForTimeout(300);
});

scene("over-history", {}, async (page, world) => {
  await openTalk(page, world);
  await message(page, "new panel angle").scrollIntoViewIfNeeded();
  await messageMenu(page, "new panel angle");
  await part(page, "menu-history").click();
  await page.getByRole("dialog").getByText("First version").waitFor();
});

scene("over-toasts", { isAlone: true }, async (page, world) => {
  await between(page, { deleteMessage: { type: "error", error: "The server is busy" } });
  await page.context().grantPermissions(["clipboard-write"]);
  await openTalk(page, world);
  await upgraded(page);
  await messageMenu(page, "thin probes");
  await part(page, "menu-delete").click();
  await part(page, "confirm").click();
  await page.locator(".toast.bad").waitFor();
  await messageMenu(page, "thin probes");
  await part(page, "menu-link").click();
  await page.locator(".toast").nth(1).waitFor();
});

// The first visit.

scene("join", { as: "nobody" }, async (page, world) => {
  await page.goto(world.community.node.url);
  await fillRegistration(page, { name: "Wen", loginName: "wen.li", password: "tin roof rain" });
  await page.getByText("Tin Roof Makers").waitFor();
});

scene("join-wrong", { as: "nobody" }, async (page, world) => {
  await page.goto(world.community.node.url);
  await part(page, "join-submit").click();
  await part(page, "join-error").waitFor();
});

scene("join-login", { as: "nobody" }, async (page, world) => {
  await page.goto(world.community.node.url);
  await part(page, "join-tab-login").click();
  await part(page, "join-login-name").fill("robin");
  await part(page, "join-password").fill("not this one");
  await part(page, "join-submit").click();
  await part(page, "join-error").waitFor();
});

scene("join-import", { as: "nobody" }, async (page, world) => {
  await page.goto(world.community.node.url);
  await part(page, "join-tab-import").click();
  await page.getByRole("button", { name: "Choose" }).waitFor();
});

scene("join-import-file", { as: "nobody" }, async (page, world) => {
  await page.goto(world.community.node.url);
  await part(page, "join-tab-import").click();
  const { id, token } = world.community.auth("Ines");
  const file = { id, token, name: "Ines", loginName: "ines", origin: "https://radio.example.org" };
  await part(page, "import-file").setInputFiles({ name: "ines-radio.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
  await part(page, "import-account").waitFor();
});

scene("join-invite", { as: "nobody" }, async (page, world) => {
  await page.goto(`${await world.closed()}/?code=spring-24`);
  await part(page, "join-code").waitFor();
});

scene("join-pow", { as: "nobody" }, async (page, world) => {
  await page.goto(await world.busy());
  await fillRegistration(page, { name: "Wen", loginName: "wen.li" });
  await part(page, "join-submit").click();
  await page.getByRole("progressbar").waitFor();
  await page.waitForTimeout(1500);
});

scene("banned", { as: "nobody" }, async (page, world) => {
  await page.goto(world.community.node.url);
  await part(page, "join-tab-login").click();
  await part(page, "join-login-name").fill("lev");
  await part(page, "join-password").fill("correct horse");
  await part(page, "join-submit").click();
  await part(page, "join-error").getByText("You are banned from").waitFor();
});

