// Scenes of the pages: settings of the server and of the account, moderation.
import { openAccount, openAccountMenu, part, toPage } from "./browser-support.mjs";
import { openTalk, scene } from "./scenes.mjs";

async function openSettings(page, world, name) {
  await openTalk(page, world);
  await openAccountMenu(page);
  await part(page, "server-settings").click();
  await part(page, "settings").waitFor();
  if (name) await toPage(page, name);
}

scene("set-menu", { sizes: ["phone", "small"] }, (page, world) => openSettings(page, world));

for (const [name, seen] of [["general", "server-name"], ["uploads", ""], ["emoji", "emoji-row"], ["network", "server-row"], ["invites", "invite-row"], ["limits", "slow-mode-factor"], ["addresses", "rules-blacklist"]]) {
  scene(`set-${name}`, {}, async (page, world) => {
    await openSettings(page, world, name);
    if (seen) await part(page, seen).first().waitFor();
    await page.waitForTimeout(400);
  });
}

scene("set-invite", {}, async (page, world) => {
  await openSettings(page, world, "invites");
  await part(page, "new-invite").click();
});

async function openRole(page, world, name, tab) {
  await openSettings(page, world, "roles");
  await page.getByTestId("role-row").filter({ hasText: name }).locator("button.row").click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  if (tab) await part(page, `tab-${tab}`).click();
}

scene("set-role-list", { sizes: ["phone", "small"] }, (page, world) => openSettings(page, world, "roles"));

scene("set-roles", {}, async (page, world) => {
  await openRole(page, world, "Makers");
  await page.getByTestId("permission-uploadFiles").getByRole("radio", { name: "Allow" }).click();
  await page.getByTestId("permission-sendMessages").getByRole("radio", { name: "Deny" }).click();
  await part(page, "save-bar").waitFor();
});

scene("set-role-display", {}, (page, world) => openRole(page, world, "Makers", "display"));

scene("set-role-members", {}, async (page, world) => {
  await openRole(page, world, "Makers", "members");
  await part(page, "role-member").first().waitFor();
});

async function openChannel(page, world, tab) {
  await openSettings(page, world, "places");
  await page.getByTestId("place-channel").filter({ hasText: "solar-shed" }).locator("button.row").click();
  await page.getByRole("heading", { level: 1, name: "solar-shed" }).waitFor();
  if (tab) await part(page, `tab-${tab}`).click();
}

scene("set-places", { sizes: ["phone", "small"] }, async (page, world) => {
  await openSettings(page, world, "places");
  await page.getByTestId("place-channel").first().waitFor();
});

scene("set-channel-name", {}, (page, world) => openChannel(page, world));

scene("set-channel", {}, async (page, world) => {
  await openChannel(page, world, "permissions");
  await page.getByTestId("permission-viewChannel").waitFor();
});

scene("set-group", {}, async (page, world) => {
  await openSettings(page, world, "places");
  await page.getByTestId("place-group").filter({ hasText: "Radio" }).click();
  await page.getByRole("heading", { level: 1, name: "Radio" }).waitFor();
});

scene("set-new-channel", {}, async (page, world) => {
  await openSettings(page, world, "places");
  await part(page, "new-channel").first().click();
  await page.getByRole("dialog").waitFor();
});

scene("set-leave", {}, async (page, world) => {
  await openSettings(page, world, "general");
  await part(page, "server-name").fill("Tin Roof");
  await part(page, "save-bar").waitFor();
  if (page.isSmall) await page.locator("main .back").click();
  else await part(page, "settings-roles").click();
  await page.getByRole("dialog").waitFor();
});

scene("mod-bans", {}, async (page, world) => {
  await openSettings(page, world, "bans");
  await part(page, "ban-row").first().waitFor();
});

scene("mod-audit", {}, async (page, world) => {
  await openSettings(page, world, "audit");
  await part(page, "audit-row").first().waitFor();
});

for (const name of ["profile", "sign-in", "file", "delete", "look"]) {
  scene(`acc-${name}`, {}, async (page, world) => {
    await openTalk(page, world);
    await openAccount(page);
    await toPage(page, name);
    await page.waitForTimeout(400);
  });
}
