// The settings of the server in the web client, used by somebody who may: real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { becomeAdministrator, elsewhere, inChat, isAccessible, launchBrowser, LOOKS, ownNode, part, person, picture, registerInBrowser, save, stored, toPage, until, visitor } from "./browser-support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Somebody who may do everything, in the settings. */
async function administrator(t, node, options) {
  const page = await visitor(t, node, options);
  await registerInBrowser(page, person("Ada"));
  await becomeAdministrator(page, node);
  return page;
}

const permission = (page, name) => page.getByTestId(`permission-${name}`);

test("the server gets another name; what is not saved is not lost unasked", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await administrator(t, node);
  await part(page, "server-name").fill("Tin & Roof <Makers>");
  await part(page, "save-bar").getByText("1 change not saved").first().waitFor();
  await part(page, "settings-roles").click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).click();
  assert.equal(await part(page, "server-name").inputValue(), "Tin & Roof <Makers>");
  await part(page, "server-name").focus();
  await page.keyboard.press("Control+s");
  await part(page, "save-bar").waitFor({ state: "detached" });
  await until(() => node.savedConfig().serverinfo.name.startsWith("Tin"), "it is stored");
  assert.equal(await part(page, "server-name").inputValue(), "Tin & Roof <Makers>");
  await page.keyboard.press("Escape");
  await inChat(page);
  await page.waitForFunction(() => document.title.includes("Tin & Roof <Makers>"));
  assert.deepEqual(page.trouble, []);
});

describe("roles", () => {
  test("are made, named, coloured, ordered, given and deleted", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ben = await elsewhere(t, node, { name: "Ben" });
    const page = await administrator(t, node);
    await part(page, "settings-roles").click();
    for (const name of ["Keepers", "Makers"]) {
      await part(page, "new-role").click();
      await page.getByRole("heading", { level: 1, name: "New Role" }).waitFor();
      await part(page, "tab-display").click();
      await part(page, "role-name").fill(name);
      await page.getByRole("radio", { name: "#2b66ae" }).click();
      await save(page);
      await page.getByRole("heading", { level: 1, name }).waitFor();
    }
    const names = () => page.getByTestId("role-row").locator(".cut").allInnerTexts();
    assert.deepEqual(await names(), ["Administrator", "Keepers", "Makers", "Member", "Offline"]);
    await page.getByTestId("role-row").filter({ hasText: "Makers" }).locator(".grip").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await until(async () => (await names())[1] === "Makers", "it is above");
    await part(page, "tab-members").click();
    await part(page, "member-pick").selectOption({ label: "Ben" });
    await part(page, "member-add").click();
    await part(page, "role-member").getByText("Ben").waitFor();
    const saved = () => Object.values(node.savedConfig().serverroles).find((role) => role.info.name === "Makers");
    await until(() => saved()?.members.includes(ben.member.id), "it is stored");
    assert.equal(saved().info.color, "#2b66ae");

    await part(page, "tab-permissions").click();
    await permission(page, "manageMessages").getByRole("radio", { name: "Allow" }).click();
    await permission(page, "sendMessages").getByRole("radio", { name: "Inherit" }).click();
    await permission(page, "sendMessages").getByText("Allowed by Member").waitFor();
    await save(page);
    await until(() => saved()?.permissions.manageMessages === 1 && !("sendMessages" in saved().permissions), "they are stored");

    await part(page, "delete-role").click();
    await page.getByRole("dialog").getByText("1 member loses it").waitFor();
    await part(page, "confirm").click();
    await until(async () => !(await names()).includes("Makers"), "it is gone");
    assert.deepEqual(page.trouble, []);
  });
});

describe("groups and channels", () => {
  test("are made, named, ordered, opened and closed to roles, and deleted", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ben = await visitor(t, node);
    await registerInBrowser(ben, person("Ben"));
    const page = await administrator(t, node);
    await part(page, "settings-places").click();
    await part(page, "new-channel").click();
    await part(page, "make-name").fill("tools & <tips>");
    await part(page, "make").click();
    await page.getByRole("heading", { level: 1, name: "tools & <tips>" }).waitFor();
    await part(page, "channel-topic").fill("Who has what");
    await save(page);
    // New channels are closed; this one is opened.
    await part(page, "tab-permissions").click();
    assert.equal(await part(page, "private").isChecked(), true);
    assert.equal(await ben.getByTestId("channel-item").count(), 1);
    await part(page, "private").click();
    await permission(page, "sendMessages").getByRole("radio", { name: "Allow" }).click();
    await save(page);
    await ben.getByTestId("channel-item").filter({ hasText: "tools & <tips>" }).click();
    await part(ben, "composer-input").fill("a hammer");
    await ben.keyboard.press("Enter");
    await stored(ben, "a hammer").waitFor();
    const stored_ = () => Object.values(node.savedConfig().groups[0].channels.categories[0].channel).find((channel) => channel.name.startsWith("tools"));
    await until(() => stored_()?.permissions[0].viewChannel === 1, "it is stored");
    // Inherit is no key at all: a 0 would deny.
    await permission(page, "sendMessages").getByRole("radio", { name: "Inherit" }).click();
    await save(page);
    await until(() => !("sendMessages" in stored_().permissions[0]), "the key is gone");

    const order = () => page.getByTestId("place-channel").locator(".cut").allInnerTexts();
    const before = await order();
    await page.getByTestId("place-channel").filter({ hasText: "tools" }).locator(".grip").focus();
    await page.keyboard.press(before[0].startsWith("tools") ? "Alt+ArrowDown" : "Alt+ArrowUp");
    await until(async () => (await order()).join() === [...before].reverse().join(), "the order is another");
    await until(async () => (await ben.getByTestId("channel-item").locator(".cut").allInnerTexts()).join() === [...before].reverse().join(), "others see it");

    await part(page, "new-group").click();
    await part(page, "make-name").fill("Garden");
    await part(page, "make").click();
    await page.getByRole("heading", { level: 1, name: "Garden" }).waitFor();
    await part(page, "group-icon").setInputFiles({ name: "garden.png", mimeType: "image/png", buffer: await picture(page) });
    await page.getByRole("button", { name: "Remove: Picture" }).waitFor();
    await save(page);
    const garden = () => Object.values(node.savedConfig().groups).find((group) => group.info.name === "Garden")?.info;
    await until(() => garden()?.icon?.startsWith("/uploads/"), "the picture is stored");
    await page.getByRole("button", { name: "Remove: Picture" }).click();
    await save(page);
    await until(() => garden()?.icon?.includes("default_"), "the picture is gone");
    await part(page, "tab-permissions").click();
    await part(page, "private").click();
    await save(page);
    const groupOrder = () => page.getByTestId("place-group").allInnerTexts();
    const groupsBefore = await groupOrder();
    const isFirst = groupsBefore[0] === "Garden";
    await page.locator("[data-place^=group-]").filter({ hasText: "Garden" }).locator(".grip").focus();
    await page.keyboard.press(isFirst ? "Alt+ArrowDown" : "Alt+ArrowUp");
    await until(async () => (await groupOrder()).join() === [...groupsBefore].reverse().join(), "the groups have another order");
    await part(page, "delete-group").click();
    await part(page, "confirm").click();
    await page.getByTestId("place-group").filter({ hasText: "Garden" }).waitFor({ state: "detached" });
    await page.getByTestId("place-channel").filter({ hasText: "tools" }).locator("button.row").click();
    await part(page, "delete-channel").click();
    await part(page, "confirm").click();
    await until(async () => (await ben.getByTestId("channel-item").count()) === 1, "it is gone");
    assert.deepEqual([page.trouble, ben.trouble], [[], []]);
  });
});

test("emojis are added, renamed and deleted", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await administrator(t, node);
  await part(page, "settings-emoji").click();
  await page.getByText("This server has no emoji of its own yet").waitFor();
  await part(page, "emoji-file").setInputFiles([
    { name: "wave.png", mimeType: "image/png", buffer: await picture(page) },
    { name: "no.png", mimeType: "image/png", buffer: Buffer.from("no picture") },
  ]);
  await part(page, "emoji-row").getByText(":wave:").waitFor();
  await page.getByRole("alert").filter({ hasText: "no.png was not added" }).getByRole("button", { name: "Close" }).click();
  await part(page, "emoji-row").getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Name of the emoji").fill("hello there");
  await page.keyboard.press("Enter");
  await part(page, "emoji-row").getByText(":hello_there:").waitFor();
  await part(page, "emoji-row").getByRole("button", { name: "Delete hello_there" }).click();
  await part(page, "confirm").click();
  await page.getByText("This server has no emoji of its own yet").waitFor();
});

describe("accessibility", () => {
  for (const { name: look, ...options } of LOOKS) {
    test(`${look}: axe finds nothing serious in the settings`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const page = await administrator(t, node, options);
      await page.locator(".toast .ib").first().click().catch(() => undefined);
      for (const name of ["general", "uploads", "emoji", "roles", "places"]) {
        await toPage(page, name);
        await page.waitForTimeout(300);
        await isAccessible(page, name);
      }
      await toPage(page, "roles");
      await page.getByTestId("role-row").filter({ hasText: "Member" }).locator("button.row").click();
      await permission(page, "sendMessages").waitFor();
      await isAccessible(page, "a role");
      await permission(page, "sendMessages").getByRole("radio", { name: "Deny" }).click();
      await isAccessible(page, "a role, changed");
      await page.getByRole("button", { name: "Discard" }).click();
      await toPage(page, "places");
      await page.getByTestId("place-channel").first().locator("button.row").click();
      await part(page, "tab-permissions").click();
      await permission(page, "viewChannel").waitFor();
      await isAccessible(page, "a channel");
    });
  }
});
