// Profile cards and moderation in the web client: real Chromium, real node, the people it is done to.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { becomeAdministrator, composerHas, elsewhere, inChat, isAccessible, isSmall, launchBrowser, leaveSettings, logInInBrowser, LOOKS, online, openAccountMenu, ownNode, part, person, PHONE, registerInBrowser, save, stored, toPage, until, visitor, write } from "./browser-support.mjs";
import { ask } from "./support.mjs";

const MINUTE = 60_000;
const HOUR = 3_600_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Somebody who may do everything, in the chat. */
async function keeper(t, node, options) {
  const page = await visitor(t, node, options);
  await registerInBrowser(page, person("Ada"));
  await becomeAdministrator(page, node);
  await leaveSettings(page);
  await inChat(page);
  return page;
}

/** Somebody else in a browser. */
async function guest(t, node, name = "Ben", options) {
  const page = await visitor(t, node, options);
  const who = person(name);
  await registerInBrowser(page, who);
  return { page, who, id: await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")).id) };
}


/** Opens a profile from the list of members. */
async function openCard(page, name) {
  const row = part(page, "member-item").filter({ hasText: name });
  if (isSmall(page) && !(await row.isVisible())) await part(page, "members-toggle").click();
  await row.click();
  await part(page, "profile").getByRole("heading", { name }).waitFor();
}

async function choose(page, act) {
  await part(page, "profile-more").click();
  await part(page, `profile-${act}`).click();
}

const sameness = (a, b) => Math.abs(a - b) < MINUTE;

for (const [size, options] of [["a desktop", {}], ["a phone", { viewport: PHONE }]]) {
  describe(`on ${size}`, () => {
    test("a profile opens from the list, from a message and from a mention, and closes", { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await elsewhere(t, node, { name: "Ben", status: "Winding coils", aboutme: "<p>Radios <b>mostly</b></p><img src=x onerror=alert(1)><script>alert(2)</script>" });
      await ben.say("<p>hello</p>");
      const page = await visitor(t, node, options);
      await registerInBrowser(page, person("Ada"));
      await ben.say(`<p>ask &lt;@${ben.member.id}&gt;</p>`);
      const card = part(page, "profile");
      await openCard(page, "Ben");
      await card.getByText("Winding coils").waitFor();
      await card.locator("b", { hasText: "mostly" }).waitFor();
      assert.equal(await card.locator("script, img[src=x]").count(), 0);
      assert.equal(await part(page, "profile-more").getAttribute("aria-expanded"), "false");
      await part(page, "profile-more").click();
      assert.deepEqual(await card.locator(".more button").allInnerTexts(), ["Copy the id"], "nobody else is offered more");
      await part(page, "profile-close").click();
      await card.waitFor({ state: "detached" });
      if (isSmall(page)) await page.locator(".members .ib").click();

      await stored(page, "hello").locator(".by b").click();
      await card.getByRole("heading", { name: "Ben" }).waitFor();
      await page.keyboard.press("Escape");
      await card.waitFor({ state: "detached" });
      await page.locator(".text [data-at='@']", { hasText: "@Ben" }).click();
      await part(page, "profile-mention").click();
      await card.waitFor({ state: "detached" });
      await composerHas(page, "@Ben ");
      await part(page, "composer-input").fill("@Ben hi");
      await part(page, "composer-send").click();
      await page.locator("[data-testid=message]:not([data-pending]) .at", { hasText: "@Ben" }).nth(1).waitFor();
      assert.deepEqual(page.trouble, []);
    });

    test("who is muted reads until when, and writes again when it is lifted", { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await guest(t, node);
      const page = await keeper(t, node, options);
      await openCard(page, "Ben");
      await choose(page, "mute");
      await part(page, "duration-amount").fill("never");
      await part(page, "moderate-reason").fill("Too <loud>");
      await part(page, "moderate-do").click();
      await page.getByRole("dialog").getByRole("alert").getByText("whole number").waitFor();
      await part(page, "duration-amount").fill("2");
      await part(page, "duration-unit").selectOption({ label: "hours" });
      await part(page, "moderate-do").click();
      await page.getByRole("status").filter({ hasText: "Ben is muted" }).waitFor();
      await until(() => node.savedConfig().mutelist[ben.id], "it is stored");
      assert.ok(sameness(node.savedConfig().mutelist[ben.id].duration, Date.now() + 2 * HOUR));
      await ben.page.getByRole("status").filter({ hasText: "You are muted until" }).getByText("Reason: Too <loud>").waitFor();
      await part(ben.page, "composer-input").fill("can you hear me");
      await part(ben.page, "composer-send").click();
      await ben.page.locator(".composer").getByText(/^You are muted until \d{1,2} \w{3} \d{4}, \d\d:\d\d\. Too <loud>$/).waitFor();
      await openCard(page, "Ben");
      await part(page, "profile").getByText("Muted").waitFor();
      await choose(page, "unmute");
      await page.getByRole("status").filter({ hasText: "Ben can write again" }).waitFor();
      await until(() => !node.savedConfig().mutelist[ben.id], "it is gone");
      await part(page, "profile-close").click();
      await ben.page.getByRole("status").filter({ hasText: "You are no longer muted" }).waitFor();
      assert.deepEqual([page.trouble, ben.page.trouble], [[], []]);
    });

    test("who is banned is out at once, reads why, and comes back when the ban is lifted", { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await guest(t, node);
      const page = await keeper(t, node, options);
      await write(ben.page, "spam");
      await stored(page, "spam").waitFor();
      await openCard(page, "Ben");
      await choose(page, "ban");
      await part(page, "duration-amount").fill("2");
      await part(page, "duration-unit").selectOption({ label: "weeks" });
      await part(page, "moderate-reason").fill("Spam <links>");
      await part(page, "moderate-do").click();
      await page.getByRole("status").filter({ hasText: "Ben is banned" }).waitFor();
      await ben.page.locator(".boot").getByText("You are banned from Default Server").waitFor();
      assert.equal(await ben.page.locator(".toast").count(), 0, "once is enough");
      await ben.page.locator(".boot").getByText("Spam <links>").waitFor();
      assert.equal(await ben.page.getByTestId("composer-input").count(), 0, "the chat is not there any more");
      await part(page, "member-item").filter({ hasText: "Ben" }).waitFor({ state: "detached" });

      if (isSmall(page)) await page.locator(".members .ib").click();
      await openAccountMenu(page);
      await part(page, "server-settings").click();
      await part(page, "settings").waitFor();
      await toPage(page, "bans");
      const row = part(page, "ban-row").filter({ hasText: "Ben" });
      await row.getByText("Spam <links>").waitFor();
      await row.getByText("in 14 days").waitFor();
      await row.getByText("Ada", { exact: true }).waitFor();
      await part(page, "bans-find").fill("links");
      await row.waitFor();
      await part(page, "bans-find").fill("nobody of this name");
      await page.getByText("Nothing found for").waitFor();
      await part(page, "bans-find").fill("");
      await row.getByTestId("lift-ban").click();
      await part(page, "confirm").click();
      await page.getByText("Nobody is banned").waitFor();
      await ben.page.reload();
      await inChat(ben.page);
      assert.deepEqual(page.trouble, []);
    });
  });
}

test("a profile is opened and its member banned with the keyboard alone", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ben = await guest(t, node);
  const page = await keeper(t, node);
  const keys = async (...all) => {
    for (const key of all) await page.keyboard.press(key);
  };
  const focused = (name) => page.waitForFunction((id) => document.activeElement?.closest(`[data-testid="${id}"]`), name);
  await part(page, "member-item").filter({ hasText: "Ben" }).waitFor();
  await part(page, "composer-input").focus();
  await keys("F6");
  await focused("member-item");
  await keys("End", "Enter");
  const card = part(page, "profile");
  await card.getByRole("heading", { name: "Ben" }).waitFor();
  // Out and in again: the focus comes back to the row.
  await keys("Escape");
  await card.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Ben"));
  await keys("Enter");
  await card.getByRole("heading", { name: "Ben" }).waitFor();
  for (let n = 0; n < 12 && !(await page.evaluate(() => document.activeElement?.dataset.testid === "profile-more")); n++) await keys("Tab");
  await keys("Enter");
  await part(page, "profile-ban").waitFor();
  for (let n = 0; n < 12 && !(await page.evaluate(() => document.activeElement?.dataset.testid === "profile-ban")); n++) await keys("Tab");
  await keys("Enter");
  await focused("moderate-reason");
  // Esc closes the dialog only, and the focus is where it came from.
  await keys("Escape");
  await part(page, "moderate").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Ben"));
  await keys("Enter");
  await card.getByRole("heading", { name: "Ben" }).waitFor();
  for (let n = 0; n < 12 && !(await page.evaluate(() => document.activeElement?.dataset.testid === "profile-more")); n++) await keys("Tab");
  await keys("Enter");
  await part(page, "profile-ban").waitFor();
  for (let n = 0; n < 12 && !(await page.evaluate(() => document.activeElement?.dataset.testid === "profile-ban")); n++) await keys("Tab");
  await keys("Enter");
  await focused("moderate-reason");
  await page.keyboard.type("No mouse");
  for (let n = 0; n < 6 && !(await page.evaluate(() => document.activeElement?.dataset.testid === "moderate-do")); n++) await keys("Tab");
  await keys("Enter");
  await ben.page.locator(".boot").getByText("No mouse").waitFor();
  assert.deepEqual(page.trouble, []);
});

test("the keyboard opens the profile of who wrote a message", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ben = await elsewhere(t, node, { name: "Ben" });
  await ben.say("<p>hello</p>");
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Ada"));
  await stored(page, "hello").focus();
  await page.keyboard.press("m");
  await part(page, "menu-profile").click();
  await part(page, "profile").getByRole("heading", { name: "Ben" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("hello"));
});

test("somebody is disconnected, kicked, and given a new password", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ben = await guest(t, node);
  const page = await keeper(t, node);
  await openCard(page, "Ben");
  await choose(page, "resetPassword");
  await part(page, "moderate-do").click();
  const password = await part(page, "new-password").innerText();
  await page.getByRole("button", { name: "Done" }).click();
  await part(ben.page, "join-dialog").waitFor();
  await logInInBrowser(ben.page, { ...ben.who, password });
  await inChat(ben.page);

  await openCard(page, "Ben");
  await choose(page, "disconnect");
  await part(page, "moderate-reason").fill("Come back later");
  await part(page, "moderate-do").click();
  await page.getByRole("status").filter({ hasText: "Ben was disconnected" }).waitFor();
  await ben.page.getByRole("alert").getByText("Come back later").waitFor();
  // It is not meant that they come back by themselves.
  await ben.page.waitForTimeout(1500);
  assert.equal(await ben.page.locator('[data-testid="connection-state"][data-state="online"]').count(), 0);
  await ben.page.getByRole("button", { name: "Try now" }).click();
  await online(ben.page);

  await openCard(page, "Ben");
  await choose(page, "kick");
  await part(page, "moderate-reason").fill("For good");
  await part(page, "moderate-do").click();
  await page.getByRole("status").filter({ hasText: "Kicked" }).waitFor();
  await ben.page.getByRole("alert").getByText("For good").waitFor();
  await until(async () => (await part(ben.page, "join-dialog").count()) === 1, "the account is gone");
  assert.deepEqual(page.trouble, []);
});

test("roles are given and taken on the card, and only what stands below is offered", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ben = await guest(t, node);
  const cleo = await guest(t, node, "Cleo");
  const page = await keeper(t, node);
  const auth = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")));
  const helper = await elsewhere(t, node, { name: "Robot" });
  await ask(helper.socket, "userConnected", { id: auth.id, token: auth.token, pow: helper.member.pow });
  const credentials = { id: auth.id, token: auth.token };
  const make = async (name, permissions) => {
    const known = new Set(Object.keys(node.savedConfig().serverroles));
    await ask(helper.socket, "createRole", credentials);
    await until(() => Object.keys(node.savedConfig().serverroles).some((id) => !known.has(id)), "the role is there");
    const id = Object.keys(node.savedConfig().serverroles).find((role) => !known.has(role));
    await ask(helper.socket, "updateRoleAppearance", { ...credentials, roleId: id, data: { info: { name, color: "#2b66ae" } } });
    await ask(helper.socket, "saveRolePermissions", { ...credentials, role: id, permissions });
    return id;
  };
  // The first one stands higher.
  await make("Keeper", { manageMembers: 1, muteUsers: 1 });
  await make("Maker", {});
  await page.reload();
  await inChat(page);
  await openCard(page, "Ben");
  await part(page, "give-role").click();
  await part(page, "profile").getByRole("button", { name: "Keeper", exact: true }).click();
  await part(page, "profile-role").filter({ hasText: "Keeper" }).waitFor();
  await part(page, "profile-close").click();

  await ben.page.reload();
  await inChat(ben.page);
  await openCard(ben.page, "Cleo");
  await part(ben.page, "profile-more").click();
  await part(ben.page, "profile-mute").waitFor();
  assert.deepEqual([await part(ben.page, "profile-kick").count(), await part(ben.page, "profile-ban").count()], [0, 0], "not what the role does not allow");
  await part(ben.page, "give-role").click();
  assert.deepEqual(await part(ben.page, "profile").locator(".more").first().getByRole("button").allInnerTexts(), ["Maker"], "only roles below the own one");
  await part(ben.page, "profile-close").click();
  await openCard(ben.page, "Ada");
  await part(ben.page, "profile-more").click();
  assert.equal(await part(ben.page, "profile-mute").count(), 0, "who stands above is left alone");
  await part(ben.page, "profile-close").click();

  await openCard(page, "Ben");
  await part(page, "profile").getByRole("button", { name: "Take the role Keeper from Ben" }).click();
  await part(page, "profile-role").filter({ hasText: "Keeper" }).waitFor({ state: "detached" });
  assert.deepEqual([page.trouble, ben.page.trouble, cleo.page.trouble], [[], [], []]);
});

describe("the pages of the settings", () => {
  /** The same, with the settings open. */
  async function inSettings(t, node, name) {
    const page = await visitor(t, node);
    await registerInBrowser(page, person("Ada"));
    await becomeAdministrator(page, node);
    await toPage(page, name);
    return page;
  }

  test("an invite is made, its link lets somebody in, and it is deleted", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await inSettings(t, node, "general");
    await part(page, "server-registration").click();
    await save(page);
    await toPage(page, "invites");
    await page.getByText("There are no invites").waitFor();
    await part(page, "new-invite").click();
    assert.match(await part(page, "invite-code").inputValue(), /^[A-Za-z2-9]{8}$/);
    await part(page, "invite-code").fill("not a code");
    await part(page, "make-invite").click();
    await page.getByRole("alert").getByText("letters, digits, dashes").waitFor();
    await part(page, "invite-code").fill("garden-22");
    await part(page, "invite-uses").fill("0");
    await part(page, "make-invite").click();
    await page.getByRole("alert").getByText("whole number").waitFor();
    await part(page, "invite-uses").fill("1");
    await part(page, "duration-amount").fill("3");
    await part(page, "make-invite").click();
    const row = part(page, "invite-row").filter({ hasText: "garden-22" });
    await row.getByText("in 3 days").waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await row.getByTestId("copy-invite").click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, `${node.url}/?code=garden-22`);

    await part(page, "new-invite").click();
    await part(page, "invite-code").fill("forall");
    await part(page, "invite-uses").fill("");
    await part(page, "duration-unit").selectOption({ label: "Never" });
    await part(page, "make-invite").click();
    const open = part(page, "invite-row").filter({ hasText: "forall" });
    await open.getByText("Unlimited").waitFor();
    await open.getByText("Never").waitFor();

    const ben = await visitor(t, node);
    await ben.goto(link);
    assert.equal(await part(ben, "join-code").inputValue(), "garden-22");
    await registerInBrowser(ben, person("Ben"));
    await open.getByTestId("delete-invite").click();
    await part(page, "confirm").click();
    // The other one was used up.
    await page.getByText("There are no invites").waitFor();
    assert.deepEqual(page.trouble, []);
  });

  test("the audit log tells what was done, and is searched", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await inSettings(t, node, "general");
    await part(page, "server-name").fill("Tin Roof Makers");
    await save(page);
    await toPage(page, "audit");
    const row = part(page, "audit-row").filter({ hasText: /^Ada changed the settings of the server/ });
    await row.getByText(/^name: .* → "Tin Roof Makers"$/).waitFor();
    assert.match((await row.locator("b").first().getAttribute("title")) ?? "", /^\d{12}$/, "whoever is meant can be told from others of that name");
    await part(page, "audit-row").getByText(/redeemed a key/).waitFor();
    await part(page, "audit-find").fill("redeemed");
    await until(async () => (await part(page, "audit-row").count()) === 1, "only what fits is left");
    await part(page, "audit-find").fill("<b>");
    await page.getByText("No entry contains “<b>”").waitFor();
    await part(page, "audit-find").fill("");
    await until(async () => (await part(page, "audit-row").count()) > 1, "all are there again");
    assert.deepEqual(page.trouble, []);
  });

  test("address rules are saved, and what needs to ask others says so", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await inSettings(t, node, "addresses");
    await page.getByText("This server asks one only if").waitFor();
    const rules = () => node.savedConfig().serverinfo.moderation.ip;
    await part(page, "rules-blacklist").fill("203.0.113.0/24\n\n  198.51.100.7 ");
    await part(page, "rules-blockTor").click();
    await save(page);
    await until(() => rules()?.blacklist?.length === 2, "they are stored");
    assert.deepEqual(rules().blacklist, ["203.0.113.0/24", "198.51.100.7"]);
    assert.deepEqual([rules().blockTor, rules().blockVPN], [false, true]);
    assert.ok(rules().urlWhitelist.length > 0, "what was not changed stays");
    assert.equal(await part(page, "rules-blacklist").inputValue(), "203.0.113.0/24\n198.51.100.7");
    assert.deepEqual(page.trouble, []);
  });

  test("the limits are saved, and the charts of a channel are drawn", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ben = await elsewhere(t, node, { name: "Ben" });
    await ben.say("<p>hello</p>");
    const page = await inSettings(t, node, "limits");
    const saved = () => node.savedConfig().serverinfo.moderation;
    await part(page, "slow-mode-factor").fill("4");
    await part(page, "slow-mode-history").fill("3 weeks");
    await part(page, "ip-ban").fill("half an hour");
    await part(page, "save").click();
    await page.getByRole("alert").filter({ hasText: "a duration such as" }).waitFor();
    assert.equal(await part(page, "ip-ban").inputValue(), "half an hour", "what was typed stays");
    await part(page, "ip-ban").fill("30 minutes");
    await save(page);
    await until(() => saved()?.bans?.ipBanDuration === "30 minutes", "they are stored");
    assert.deepEqual([saved().ratelimit.actions.user_slowmode, saved().ratelimit.record_history], [4, "3 weeks"]);
    for (const at of [0, 1]) await until(() => part(page, "chart").nth(at).evaluate((image) => image.complete && image.naturalWidth > 0), "a chart is drawn");
    assert.deepEqual(page.trouble, []);
  });

  test("other servers are put on the list, and taken off it", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await inSettings(t, node, "network");
    await page.getByText("No other server is known").waitFor();
    assert.equal((await fetch(`${node.url}/servers/add/chat.example.org`, { method: "POST" })).status, 200);
    await toPage(page, "general");
    await toPage(page, "network");
    const row = part(page, "server-row").filter({ hasText: "chat.example.org" });
    assert.equal(await row.getByTestId("server-status").inputValue(), "pending");
    const listed = async () => (await (await fetch(`${node.url}/servers`)).json()).servers.map((server) => server.address).join();
    await row.getByTestId("server-status").selectOption({ label: "On the list" });
    await until(async () => (await listed()) === "chat.example.org", "it is listed");
    await row.getByTestId("server-status").selectOption({ label: "Blocked" });
    await until(async () => (await listed()) === "", "it is not any more");
    assert.deepEqual(page.trouble, []);
  });

  test("each is offered only to those who may", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const ben = await guest(t, node);
    const page = await inSettings(t, node, "roles");
    await part(page, "new-role").click();
    await page.getByRole("heading", { level: 1, name: "New Role" }).waitFor();
    await page.getByTestId("permission-manageBans").getByRole("radio", { name: "Allow" }).click();
    await save(page);
    await part(page, "tab-members").click();
    await part(page, "member-pick").selectOption({ label: "Ben" });
    await part(page, "member-add").click();
    await part(page, "role-member").getByText("Ben").waitFor();
    await until(async () => {
      await openAccountMenu(ben.page);
      if (await part(ben.page, "server-settings").count()) return true;
      await ben.page.keyboard.press("Escape");
      return false;
    }, "the settings are offered");
    await part(ben.page, "server-settings").click();
    await ben.page.getByText("Nobody is banned").waitFor();
    assert.deepEqual(await ben.page.locator(".nav-set .ch").allInnerTexts(), ["Bans"]);
    assert.deepEqual([page.trouble, ben.page.trouble], [[], []]);
  });
});

describe("accessibility", () => {
  for (const { name: look, ...options } of LOOKS) {
    test(`${look}: axe finds nothing serious in cards, dialogs and the pages for moderation`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await elsewhere(t, node, { name: "Ben", status: "Winding coils", aboutme: "<p>Radios, see <a href='https://example.org'>there</a></p>" });
      const cleo = await elsewhere(t, node, { name: "Cleo" });
      const page = await keeper(t, node, options);
      await page.locator(".toast .ib").first().click().catch(() => undefined);
      const auth = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.session")));
      await ask(ben.socket, "userConnected", { id: auth.id, token: auth.token, pow: ben.member.pow });
      const credentials = { id: auth.id, token: auth.token };
      await openCard(page, "Cleo");
      await part(page, "profile-more").click();
      await part(page, "give-role").click();
      await isAccessible(page, "a profile");
      await part(page, "profile-ban").click();
      await part(page, "moderate-reason").waitFor();
      await isAccessible(page, "a ban");
      await page.keyboard.press("Escape");
      await ask(ben.socket, "banUser", { ...credentials, target: cleo.member.id, reason: "Spam", duration: "7 days" });
      await ask(ben.socket, "createInvite", { ...credentials, code: "garden", expires: Date.now() + HOUR, maxUses: 5 });
      if (isSmall(page)) await page.locator(".members .ib").click();
      await fetch(`${node.url}/servers/add/chat.example.org`, { method: "POST" });
      await openAccountMenu(page);
      await part(page, "server-settings").click();
      await part(page, "settings").waitFor();
      for (const [name, seen] of [["network", "server-row"], ["bans", "ban-row"], ["invites", "invite-row"], ["limits", "chart"], ["addresses", "rules-blacklist"], ["audit", "audit-row"]]) {
        await toPage(page, name);
        await part(page, seen).first().waitFor();
        if (name === "invites") await part(page, "new-invite").click();
        await isAccessible(page, name);
      }
    });
  }
});
