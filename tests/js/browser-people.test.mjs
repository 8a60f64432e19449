// Who is there: who is typing, the list by role with who comes and goes, and words that call for a role or for
// everybody. Several people, real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { composerHas, elsewhere, inChat, isAccessible, isSmall, launchBrowser, openNav, ownNode, part, person, PLACES, promote, registerInBrowser, sessionOf, SIZES, stored, TOOLS, until, visitor } from "./browser-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
const KEEPERS = "7";
const BAND = "8";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const role = (id, name, sortId, permissions, displaySeperate = 1) => [id, { info: { id, name, icon: null, color: "#2b66ae", deletable: 1, sortId, displaySeperate }, permissions, members: [], token: [] }];
/** Keepers stand apart in the list of members, those of the band do not. */
const config = {
  ...PLACES,
  serverroles: Object.fromEntries([
    role("0", "Member", 1, { readMessages: 1, sendMessages: 1, viewChannelHistory: 1 }),
    role("1", "Offline", 0, {}),
    role(BAND, "Band", 2, {}, 0),
    role(KEEPERS, "Keepers", 3, {}),
    role("1111", "Administrator", 500, { administrator: 1 }),
  ]),
};

const typing = (page) => part(page, "typing-indicator");
/** Shows who is there, as the window is. */
const openMembers = async (page) => {
  if (!(await page.locator(".members").isVisible())) await part(page, "members-toggle").click();
  await page.locator(".members").waitFor();
};
/** Every section of the list with its names, from above to below. */
const listed = (page) =>
  page.locator(".members section").evaluateAll((sections) => sections.map((section) => [section.querySelector("h2").textContent, ...[...section.querySelectorAll("b")].map((name) => name.textContent)]));
const lists = async (page, expected) => {
  let now;
  await until(async () => JSON.stringify((now = await listed(page))) === JSON.stringify(expected), "the list").catch(() => undefined);
  assert.deepEqual(now, expected);
};

for (const [size, viewport] of SIZES) {
  test(`${size}: who is typing is named where it happens, not to themselves, and no longer than they do`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config });
    const [ada, ben] = [await visitor(t, node, { viewport }), await visitor(t, node, { viewport })];
    await registerInBrowser(ada, person("Ada"));
    await registerInBrowser(ben, person("Ben"));
    const cleo = await elsewhere(t, node, { name: "Cleo" });
    const dora = await elsewhere(t, node, { name: "Dora" });
    const types = ({ socket, member }, room = "0-0-0") => socket.emit("isTyping", { id: member.id, token: member.token, room });

    await part(ben, "composer-input").pressSequentially("I am");
    await typing(ada).getByText("Ben is typing", { exact: true }).waitFor();
    assert.equal(await typing(ben).innerText(), "", "nobody is told of themselves");
    types(cleo);
    await typing(ada).getByText("Ben and Cleo are typing", { exact: true }).waitFor();
    await typing(ben).getByText("Cleo is typing", { exact: true }).waitFor();
    await isAccessible(ada, "somebody is typing");
    // What is sent is no longer being typed; who else types is still named.
    await part(ben, "composer-input").fill("I am here");
    await part(ben, "composer-send").click();
    await stored(ada, "I am here").waitFor();
    types(cleo);
    types(dora);
    await typing(ada).getByText("Cleo and Dora are typing", { exact: true }).waitFor();
    await until(async () => (await typing(ada).innerText()) === "", "it ends by itself");
    // Elsewhere is elsewhere.
    cleo.socket.emit("setRoom", { id: cleo.member.id, token: cleo.member.token, room: TOOLS.room });
    types(cleo, TOOLS.room);
    types(dora);
    await typing(ada).getByText("Dora is typing", { exact: true }).waitFor();
    assert.deepEqual([ada.trouble, ben.trouble], [[], []]);
  });

  test(`${size}: the list stands by role; who comes, goes and changes is seen without a reload`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config });
    const ada = await visitor(t, node, { viewport });
    await registerInBrowser(ada, person("Ada"));
    const keeper = await promote(t, node, await keeperOf(t, node));
    const ben = await visitor(t, node, { viewport });
    await registerInBrowser(ben, person("Ben"));
    const { id } = await sessionOf(ben);
    await openMembers(ada);
    await lists(ada, [["Administrator, 1", "Olga"], ["Members, 2", "Ada", "Ben"]]);
    await keeper.ask("addUserToRole", { target: id, role: KEEPERS });
    await lists(ada, [["Administrator, 1", "Olga"], ["Keepers, 1", "Ben"], ["Members, 1", "Ada"]]);
    // A role that wants no section of its own only colours.
    await keeper.ask("removeUserFromRole", { target: id, role: KEEPERS });
    await keeper.ask("addUserToRole", { target: id, role: BAND });
    await lists(ada, [["Administrator, 1", "Olga"], ["Members, 2", "Ada", "Ben"]]);
    await isAccessible(ada, "members");

    // The server lets a minute go by before it tells that somebody has gone; who looks anew sees it at once.
    await ben.close();
    await ada.reload();
    await inChat(ada);
    await openMembers(ada);
    await lists(ada, [["Administrator, 1", "Olga"], ["Members, 1", "Ada"], ["Offline, 1", "Ben"]]);
    await part(ada, "member-item").filter({ hasText: "Ben" }).click();
    await part(ada, "profile").getByText("Band", { exact: true }).waitFor();
    await part(ada, "profile-close").click();
    const back = await ben.context().newPage();
    await back.goto(node.url);
    await inChat(back);
    await openMembers(ada);
    await lists(ada, [["Administrator, 1", "Olga"], ["Members, 2", "Ada", "Ben"]]);
    assert.deepEqual(ada.trouble, []);
  });

  test(`${size}: words for a role reach those who have it, wherever they are, and nobody else`, { timeout: 2 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config });
    const [ada, ben, cleo] = await Promise.all([visitor(t, node, { viewport }), visitor(t, node, { viewport }), visitor(t, node, { viewport })]);
    await registerInBrowser(ada, person("Ada"));
    await registerInBrowser(ben, person("Ben"));
    await registerInBrowser(cleo, person("Cleo"));
    const keeper = await promote(t, node, await keeperOf(t, node));
    await keeper.ask("addUserToRole", { target: (await sessionOf(ada)).id, role: KEEPERS });
    // Ada reads another channel meanwhile.
    await toChannel(ada, "tools");

    await part(ben, "composer-input").pressSequentially("Dear @kee");
    await part(ben, "suggestions").getByRole("option", { name: "@Keepers" }).click();
    await composerHas(ben, "Dear @Keepers ");
    await part(ben, "composer-input").pressSequentially("the roof leaks");
    await part(ben, "composer-send").click();
    const row = (page) => page.getByTestId("message").filter({ hasText: "the roof leaks" });
    await row(ben).locator(".at").getByText("@Keepers", { exact: true }).waitFor();
    await row(cleo).waitFor();
    assert.equal(await cleo.locator(".msg.for-me").count(), 0);

    await openNav(ada);
    await ada.locator('[data-channel-id="0"]').getByTestId("mention-badge").getByText("1").waitFor();
    await closeNav(ada);
    await part(ada, "inbox-button").click();
    await part(ada, "inbox-item").getByText("Dear @Keepers the roof leaks").waitFor();
    await isAccessible(ada, "the inbox");
    await part(ada, "inbox-item").click();
    await ada.locator(".msg.for-me").filter({ hasText: "the roof leaks" }).waitFor();
    await part(cleo, "inbox-button").click();
    await part(cleo, "inbox").waitFor();
    assert.equal(await part(cleo, "inbox-item").count(), 0);
    assert.deepEqual([ada.trouble, ben.trouble, cleo.trouble], [[], [], []]);
  });

  test(`${size}: everybody is called only by those who may, and where they are many only after a question`, { timeout: 3 * MINUTE }, async (t) => {
    const node = await ownNode(t, { config });
    const [ada, ben] = await Promise.all([visitor(t, node, { viewport }), visitor(t, node, { viewport })]);
    await registerInBrowser(ada, person("Ada"));
    await registerInBrowser(ben, person("Ben"));
    await promote(t, node, ada);
    await part(ben, "composer-input").pressSequentially("@kee");
    await part(ben, "suggestions").getByRole("option", { name: "@Keepers" }).waitFor();
    await part(ben, "composer-input").fill("");
    await part(ben, "composer-input").pressSequentially("@every");
    await part(ben, "suggestions").waitFor({ state: "detached" });
    await part(ben, "composer-input").fill("");

    // Few enough to be called at once, as soon as it is known here that she may.
    await until(async () => {
      await part(ada, "composer-input").fill("");
      await part(ada, "composer-input").pressSequentially("@every");
      await wait(300);
      return part(ada, "suggestions").isVisible();
    }, "everybody is offered");
    await part(ada, "composer-input").fill("");
    await callAll(ada, "tea is ready");
    await ben.locator(".msg.for-me").filter({ hasText: "tea is ready" }).waitFor();
    assert.equal(await ben.locator(".msg .at").innerText(), "@everyone");

    for (let n = 0; n < 50; n++) await elsewhere(t, node, { name: `Guest ${n}` });
    await openMembers(ada);
    await until(async () => (await part(ada, "member-item").count()) === 52, "they are many");
    if (isSmall(ada)) await ada.keyboard.press("Escape");
    await callAll(ada, "the soup is ready");
    const question = ada.getByRole("dialog").or(ada.getByRole("alertdialog")).filter({ hasText: "Call everyone?" });
    await question.waitFor();
    await isAccessible(ada, "the question");
    await question.getByRole("button", { name: "Cancel" }).click();
    await composerHas(ada, "@everyone the soup is ready");
    await part(ada, "composer-send").click();
    await question.getByRole("button", { name: "Send" }).click();
    await ben.locator(".msg.for-me").filter({ hasText: "the soup is ready" }).waitFor();
    assert.deepEqual([ada.trouble, ben.trouble], [[], []]);
  });
}

/** Somebody who keeps the server, in a browser of their own. */
async function keeperOf(t, node) {
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Olga"));
  return page;
}

async function callAll(page, text) {
  await part(page, "composer-input").pressSequentially("@every");
  await part(page, "suggestions").getByRole("option", { name: "@everyone" }).click();
  await part(page, "composer-input").pressSequentially(text);
  await part(page, "composer-send").click();
}

async function closeNav(page) {
  if (!isSmall(page)) return;
  await page.keyboard.press("Escape");
  await page.locator(".rail").waitFor({ state: "hidden" });
}

async function toChannel(page, name) {
  await openNav(page);
  await part(page, "channel-item").filter({ hasText: name }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}
