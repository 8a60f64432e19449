// The settings of a server on a phone: each page is a page of its own, with the way back. Real Chromium, real
// node.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { elsewhere, inChat, launchBrowser, leaveSettings, openServerSettings, ownNode, overflow, part, person, PHONE, picture, promote, registerInBrowser, save, toPage, until, visitor } from "./browser-support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

async function keeper(t, node, name) {
  const page = await visitor(t, node, { viewport: PHONE });
  await registerInBrowser(page, person("Ada"));
  const ada = await promote(t, node, page);
  await openServerSettings(page, name);
  return { page, ada };
}
const back = (page) => page.locator("main .back").tap();
const permission = (page, name) => page.getByTestId(`permission-${name}`);

test("a role is made, allowed something, given, moved from its menu and deleted", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  await elsewhere(t, node, { name: "Ben" });
  const { page } = await keeper(t, node, "roles");
  for (const name of ["Keepers", "Makers"]) {
    await part(page, "new-role").tap();
    await page.getByRole("heading", { level: 1, name: "New Role" }).waitFor();
    await part(page, "tab-display").tap();
    await part(page, "role-name").fill(name);
    await save(page);
    await page.getByRole("heading", { level: 1, name }).waitFor();
    assert.deepEqual(await overflow(page), []);
    await back(page);
  }
  const names = () => page.getByTestId("role-row").locator(".cut").allInnerTexts();
  assert.deepEqual(await names(), ["Administrator", "Keepers", "Makers", "Member", "Offline"]);
  await page.getByTestId("role-row").filter({ hasText: "Makers" }).locator(".grip").tap();
  await page.getByRole("menuitem", { name: "Move up" }).tap();
  await until(async () => (await names())[1] === "Makers", "it is above");
  await page.getByTestId("role-row").filter({ hasText: "Makers" }).locator("button.row").tap();
  await permission(page, "manageMessages").getByRole("radio", { name: "Allow" }).tap();
  assert.deepEqual(await overflow(page), []);
  // Who goes back with something unsaved is asked.
  await back(page);
  await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).tap();
  await save(page);
  await part(page, "tab-members").tap();
  await part(page, "member-pick").selectOption({ label: "Ben" });
  await part(page, "member-add").tap();
  await part(page, "role-member").getByText("Ben").waitFor();
  const saved = () => Object.values(node.savedConfig().serverroles).find((role) => role.info.name === "Makers");
  await until(() => saved()?.members.length === 1 && saved().permissions.manageMessages === 1, "it is stored");
  await part(page, "delete-role").tap();
  await part(page, "confirm").tap();
  await until(async () => !(await names()).includes("Makers"), "it is gone");
  assert.deepEqual(page.trouble, []);
});

test("a channel is made, opened, moved and deleted", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const { page } = await keeper(t, node, "places");
  await part(page, "new-channel").tap();
  await part(page, "make-name").fill("tools");
  await part(page, "make").tap();
  await page.getByRole("heading", { level: 1, name: "tools" }).waitFor();
  await part(page, "channel-topic").fill("Who has what");
  await save(page);
  await part(page, "tab-permissions").tap();
  await part(page, "private").uncheck();
  await permission(page, "sendMessages").getByRole("radio", { name: "Deny" }).tap();
  assert.deepEqual(await overflow(page), []);
  await save(page);
  const saved = () => Object.values(node.savedConfig().groups[0].channels.categories[0].channel).find(({ name }) => name === "tools");
  await until(() => saved()?.permissions[0].viewChannel === 1 && saved().permissions[0].sendMessages === -1, "it is stored");
  await back(page);
  const order = () => page.getByTestId("place-channel").locator(".cut").allInnerTexts();
  const before = await order();
  await page.getByTestId("place-channel").filter({ hasText: "tools" }).locator(".grip").tap();
  await page.getByRole("menuitem", { name: before[0] === "tools" ? "Move down" : "Move up" }).tap();
  await until(async () => (await order()).join() === [...before].reverse().join(), "the order is another");
  await page.getByTestId("place-channel").filter({ hasText: "tools" }).locator("button.row").tap();
  await part(page, "delete-channel").tap();
  await part(page, "confirm").tap();
  await until(async () => (await order()).join() === "chat", "it is gone");
  await leaveSettings(page);
  await inChat(page);
  assert.deepEqual(page.trouble, []);
});

test("emoji, invites, limits, addresses and other servers are changed", { timeout: 2 * MINUTE }, async (t) => {
  const node = await ownNode(t);
  const saved = () => node.savedConfig().serverinfo;
  const { page } = await keeper(t, node, "emoji");
  await part(page, "emoji-file").setInputFiles({ name: "wave.png", mimeType: "image/png", buffer: await picture(page) });
  await part(page, "emoji-row").getByText(":wave:").waitFor();
  await part(page, "emoji-row").getByRole("button", { name: "Rename" }).tap();
  await page.getByLabel("Name of the emoji").fill("hello");
  await page.getByRole("button", { name: "Save" }).tap();
  await part(page, "emoji-row").getByText(":hello:").waitFor();
  assert.deepEqual(await overflow(page), []);

  await toPage(page, "invites");
  await part(page, "new-invite").tap();
  await part(page, "invite-code").fill("garden");
  await part(page, "make-invite").tap();
  await part(page, "invite-row").getByText("garden").waitFor();
  assert.deepEqual(await overflow(page), []);
  await part(page, "delete-invite").tap();
  await part(page, "confirm").tap();
  await part(page, "invite-row").waitFor({ state: "detached" });

  await toPage(page, "limits");
  await part(page, "slow-mode-factor").fill("4");
  await save(page);
  await until(() => saved().moderation.ratelimit.actions.user_slowmode === 4, "it is stored");
  await until(() => part(page, "chart").first().evaluate((image) => image.complete && image.naturalWidth > 0), "a chart is drawn");
  assert.ok(await part(page, "chart").first().evaluate((image) => image.getBoundingClientRect().right <= innerWidth));

  await toPage(page, "addresses");
  await part(page, "rules-blacklist").fill("203.0.113.0/24");
  await part(page, "rules-blockTor").uncheck();
  await save(page);
  await until(() => saved().moderation.ip.blockTor === false && saved().moderation.ip.blacklist[0] === "203.0.113.0/24", "they are stored");

  assert.equal((await fetch(`${node.url}/servers/add/chat.example.org`, { method: "POST" })).status, 200);
  await toPage(page, "network");
  await part(page, "server-row").getByTestId("server-status").selectOption({ label: "On the list" });
  await until(async () => (await (await fetch(`${node.url}/servers`)).json()).servers.length === 1, "it is listed");
  assert.deepEqual(await overflow(page), []);

  await toPage(page, "audit");
  await part(page, "audit-find").fill("garden");
  await until(async () => (await page.getByTestId("audit-row").count()) === 2, "both are found");
  assert.deepEqual(await overflow(page), []);
  await toPage(page, "general");
  await part(page, "server-name").fill("Tin Roof");
  await part(page, "server-registration").uncheck();
  await save(page);
  await until(() => saved().name === "Tin Roof" && saved().registration.enabled === false, "it is stored");
  assert.deepEqual(page.trouble, []);
});
