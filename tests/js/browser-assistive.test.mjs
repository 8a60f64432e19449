// What assistive technology hears and finds: announcements, landmarks, names; and those who want less motion.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { elsewhere, launchBrowser, ownNode, part, person, registerInBrowser, stored, until, visitor, write } from "./browser-support.mjs";
import { wait } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Takes note of what the polite region says. */
async function listen(page) {
  await page.evaluate(() => {
    const region = document.querySelector("main > [aria-live=polite]");
    window.heard = [];
    new MutationObserver(() => region.textContent && window.heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => window.heard);
}

test("new messages of others are said in one go; own ones, old ones and reactions are not", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ines = await elsewhere(t, node, { name: "Ines" });
  const ben = await elsewhere(t, node, { name: "Ben" });
  for (let n = 0; n < 70; n++) await ines.say(`<p>old ${n}</p>`);
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Ada"));
  await stored(page, "old 69").waitFor();
  const heard = await listen(page);
  assert.equal(await page.getByRole("log").getAttribute("aria-live"), "off", "the log itself says nothing: it would read all of what changes in it");
  await ines.say("<p>good <b>morning</b></p>");
  await ben.say("<ul><li>one</li><li>two</li></ul>");
  await until(async () => (await heard()).length > 0, "something is said");
  await wait(500);
  assert.deepEqual(await heard(), ["Ines: good morning\nBen: one two"]);
  await write(page, "my own");
  await wait(1500);
  assert.equal((await heard()).length, 1);
  // The same words again are said again.
  await ines.say("<p>yes</p>");
  await until(async () => (await heard()).length === 2, "the first");
  await ines.say("<p>yes</p>");
  await until(async () => (await heard()).length === 3, "the second");

  // Who reads above, or in another window, is not interrupted.
  await page.getByRole("log").evaluate((log) => (log.scrollTop = 1));
  await page.getByRole("button", { name: "Jump to present" }).waitFor();
  await ines.say("<p>far below</p>");
  await page.getByRole("button", { name: "1 new message" }).click();
  await stored(page, "far below").waitFor();
  await page.evaluate(() => (document.hasFocus = () => false));
  await ines.say("<p>elsewhere</p>");
  await stored(page, "elsewhere").waitFor();
  await wait(1500);
  assert.equal((await heard()).length, 3);
  assert.deepEqual(page.trouble, []);
});

test("the parts of the page have names, the messages say who and when, and there is one title", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ines = await elsewhere(t, node, { name: "Ines" });
  await ines.say("<p>first</p>");
  await ines.say("<p>second</p>");
  const page = await visitor(t, node);
  await registerInBrowser(page, person("Ada"));
  await stored(page, "second").waitFor();
  for (const [role, name] of [["navigation", "Groups"], ["navigation", /^Channels of /], ["main", /.+/], ["complementary", "Members"], ["log", /^Messages in /]]) {
    assert.equal(await page.getByRole(role, { name }).count(), 1, `${role} ${name}`);
  }
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.equal(await page.getByRole("article", { name: /^Ines \d\d:\d\d (first|second)$/ }).count(), 2, "also one that is continued");
  assert.equal(await stored(page, "second").getByTestId("message-author").innerText(), "Ines");
  for (const time of await page.locator("main time").all()) assert.match(await time.getAttribute("datetime"), /^\d{4}-\d\d-\d\dT/);
  // Everything that can be pressed has a name.
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, a[href], input, select, textarea")].filter((element) => element.checkVisibility() && !(element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length || element.title)).map((element) => element.outerHTML.slice(0, 120)));
  assert.deepEqual(nameless, []);
  // Words appear beside an icon for who goes there with the keyboard, too, and go with Esc.
  await wait(3500);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "add-files");
  await page.locator(".tip").getByText("Add files").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".tip").waitFor({ state: "hidden" });
  await part(page, "inbox-button").hover();
  await page.locator(".tip").getByText("Inbox").waitFor();
  assert.deepEqual(page.trouble, []);
});

test("who wants less motion gets none", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const ines = await elsewhere(t, node, { name: "Ines" });
  const page = await visitor(t, node, { reducedMotion: "reduce", viewport: { width: 390, height: 844 } });
  await registerInBrowser(page, person("Ada"));
  const moving = () => page.evaluate(() => document.getAnimations().filter(({ playState, effect }) => playState === "running" && Number(effect?.getComputedTiming().duration) > 20).map((animation) => animation.animationName ?? animation.transitionProperty));
  ines.socket.emit("isTyping", { id: ines.member.id, token: ines.member.token, room: "0-0-0" });
  await part(page, "typing-indicator").getByText("typing").waitFor();
  assert.deepEqual(await moving(), []);
  await part(page, "nav-toggle").click();
  assert.deepEqual(await moving(), []);
  await page.locator(".panel").waitFor();
  assert.equal(await page.locator(".panel").evaluate((panel) => panel.getBoundingClientRect().left), 68, "it is there at once");
  await part(page, "account-menu").click();
  assert.deepEqual(await moving(), []);
});
