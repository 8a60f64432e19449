// Everything that the client shows, in German: no English text of the client or of the server is left,
// dates and numbers are written as in German, and emoji are found by German words.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { besides, elsewhere, inChat, interpose, isSmall, launchBrowser, leaveSettings, openAccount, openAccountMenu, openServerSettings, ownNode, part, person, PHONE, PLACES, promote, registerInBrowser, sessionOf, SIZES, stored, TOOLS, toPage, until, visitor, write } from "./browser-support.mjs";
import { englishIn } from "./english.mjs";
import { ask } from "./support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Names that are on the server from the start, its operator's words, and a German word that looks English. */
const WRITTEN = ["chat", "General", "Home", "Default Server", "Member", "Administrator", "Offline", "New Role", "Kind", "Workshop", "Garden", "tools", "Rooms", "beds"];

async function german(page, place) {
  await page.waitForTimeout(250);
  // What the server says is shown as it came until the table of its texts is there.
  const end = Date.now() + 5000;
  let found = await englishIn(page, "de", WRITTEN);
  while (found.length && Date.now() < end) {
    await page.waitForTimeout(250);
    found = await englishIn(page, "de", WRITTEN);
  }
  assert.deepEqual(found, [], place);
}

for (const [size, viewport] of SIZES) {
  describe(size, () => {
    test("the first visit, its mistakes and what the server says to them", { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t, { config: { serverinfo: { registration: { enabled: false } } } });
      const page = await visitor(t, node, { viewport, locale: "de-DE" });
      await page.getByRole("heading", { name: "Mit Einladung" }).waitFor();
      await german(page, "by invitation");
      await part(page, "join-code").fill("wrong");
      await part(page, "join-display-name").fill("Anne");
      await part(page, "join-login-name").fill("anne");
      await part(page, "join-password").fill("correct horse");
      await part(page, "join-submit").click();
      await part(page, "join-error").getByText("Dieser Einladungscode gilt nicht oder nicht mehr.").waitFor();
      await german(page, "a wrong code");
      await part(page, "join-tab-login").click();
      await part(page, "join-login-name").fill("anne");
      await part(page, "join-password").fill("wrong horse");
      await part(page, "join-submit").click();
      await part(page, "join-error").getByText("Anmeldename oder Passwort ist falsch.").waitFor();
      await german(page, "a wrong password");
      await part(page, "join-tab-import").click();
      await page.locator(".drop").waitFor();
      await part(page, "import-file").setInputFiles({ name: "no.json", mimeType: "application/json", buffer: Buffer.from("no") });
      await part(page, "join-error").waitFor();
      await german(page, "an import");
    });

    test("the chat, and all that opens over it", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t, { config: PLACES });
      const page = await visitor(t, node, { viewport, locale: "de-DE" });
      await registerInBrowser(page, person("Anne"));
      const ben = await elsewhere(t, node, { name: "Ben" });
      await page.getByText("Ben ist jetzt dabei").waitFor();
      const { id } = await sessionOf(page);
      const asked = await ben.say(`<p>&lt;@${id}&gt; schau</p>`);
      await ben.say("<p>Antwort</p>", { replyMsgId: asked.messageId });
      await ask(ben.socket, "addMessageReaction", { id: ben.member.id, token: ben.member.token, messageId: asked.messageId, emojiHash: "1f44d", default: true });
      await ben.say(`<p>&lt;@${id}&gt; und hier</p>`, TOOLS);
      await write(page, "Guten Morgen");
      await german(page, "the chat");
      await part(page, "members-toggle").click();
      await german(page, "the members");
      if (isSmall(page)) {
        await page.locator(".members .ib").click();
        // The focus comes back to where it was.
        await page.waitForFunction(() => document.activeElement?.dataset.testid === "members-toggle");
      }

      await page.getByTestId("message").filter({ hasText: "Guten Morgen" }).focus();
      await page.keyboard.press("m");
      await part(page, "context-menu").waitFor();
      await german(page, "the menu of a message");
      await part(page, "menu-delete").click();
      await part(page, "confirm").waitFor();
      await german(page, "a question");
      await page.keyboard.press("Escape");
      await part(page, "emoji-button").click();
      await part(page, "emoji-picker").waitFor();
      await german(page, "the emoji");
      // By German words, and by those that are typed everywhere.
      for (const words of ["sonne", "sunny"]) {
        await part(page, "emoji-search").fill(words);
        await part(page, "emoji-picker").getByRole("button", { name: "Sonne", exact: true }).waitFor();
      }
      await page.keyboard.press("Escape");
      await part(page, "composer-input").fill("");
      await part(page, "composer-input").pressSequentially("heute :sonnig");
      await part(page, "suggestions").getByRole("option", { name: "Sonne" }).first().waitFor();
      await german(page, "suggestions");
      await page.keyboard.press("Tab");
      assert.match(await part(page, "composer-input").inputValue(), /^heute \p{Extended_Pictographic}/u);
      await part(page, "composer-input").fill("");

      await part(page, "inbox-button").click();
      await part(page, "inbox-item").first().waitFor();
      await german(page, "the inbox");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await part(page, "switcher").waitFor();
      await german(page, "the switcher");
      await page.keyboard.press("Escape");
      await part(page, "switcher").waitFor({ state: "detached" });
      await page.keyboard.press("Control+f");
      await part(page, "search-input").fill("schau");
      await part(page, "search-hit").first().waitFor();
      await german(page, "a search");
      await part(page, "search-input").fill("gibt es nicht");
      await page.getByText("„gibt es nicht“").waitFor();
      await german(page, "a search for nothing");
      await page.keyboard.press("Escape");
      await part(page, "search").waitFor({ state: "detached" });
      if (!isSmall(page)) {
        await part(page, "notifications-button").click();
        await part(page, "context-menu").waitFor();
        await german(page, "the menu of a channel");
        await page.keyboard.press("Escape");
      }
      await openAccountMenu(page);
      await german(page, "the menu of the account");
      await part(page, "redeem-key").click();
      await part(page, "redeem-value").fill("1".repeat(64));
      await page.getByRole("button", { name: "Einlösen" }).click();
      await page.getByRole("dialog").getByText("Keine Rolle hat diesen Schlüssel.").waitFor();
      await german(page, "a wrong key");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      if (isSmall(page)) await page.touchscreen.tap(viewport.width - 8, 300);
      await page.locator("h1").first().click();
      await page.keyboard.press("Escape");
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await german(page, "the keys");
      await page.keyboard.press("Escape");

      // A whole date as one writes it in German.
      const title = await page.getByTestId("message").last().locator("time").first().getAttribute("title");
      assert.match(title, /(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) 20\d\d/);
      await page.context().setOffline(true);
      await page.locator(".banner").waitFor({ timeout: 20_000 });
      await german(page, "no connection");
    });

    test("profiles, moderation and what it says to whom it is done", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const page = await visitor(t, node, { viewport, locale: "de-DE" });
      await registerInBrowser(page, person("Anne"));
      const anne = await promote(t, node, page);
      const ben = await visitor(t, node, { viewport, locale: "de-DE" });
      await registerInBrowser(ben, person("Ben"));
      const { id } = await sessionOf(ben);
      const open = async () => {
        if (isSmall(page) && !(await part(page, "member-item").first().isVisible())) await part(page, "members-toggle").click();
        await part(page, "member-item").filter({ hasText: "Ben" }).click();
        await part(page, "profile").getByRole("heading", { name: "Ben" }).waitFor();
      };
      await open();
      await part(page, "profile-more").click();
      await german(page, "a profile");
      await part(page, "profile-mute").click();
      await part(page, "moderate-reason").fill("zu laut");
      await german(page, "a mute");
      await part(page, "moderate-do").click();
      await part(page, "moderate").waitFor({ state: "detached" });
      await ben.getByRole("status").getByText(/^Du bist bis .* stumm$/).waitFor();
      await ben.getByText("Grund: zu laut").waitFor();
      await german(ben, "somebody who is muted");
      await part(ben, "composer-input").fill("darf ich?");
      await part(ben, "composer-send").click();
      await part(ben, "muted").getByText(/^Du bist bis .* stumm\. zu laut$/).waitFor();
      await german(ben, "a message of somebody who is muted");
      await anne.ask("unmuteUser", { target: id });
      await ben.getByText("Du bist nicht mehr stumm").waitFor();
      // Refusals, as toasts.
      const other = await besides(t, node, ben);
      await other.ask("createChannel", { group: "0", category: "0", value: "nein", type: "text" });
      await ben.getByText("Das darfst du nicht", { exact: true }).first().waitFor().catch(() => undefined);
      await anne.ask("banUser", { target: id, reason: "Werbung", duration: "7 days" });
      await ben.getByText(/^Du bist auf diesem Server bis .* gesperrt\. Grund: Werbung$/).waitFor();
      await german(ben, "somebody who is banned");
    });

    test("all settings of the server", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const page = await visitor(t, node, { viewport, locale: "de-DE" });
      await registerInBrowser(page, person("Anne"));
      const anne = await promote(t, node, page);
      const cleo = await elsewhere(t, node, { name: "Cleo" });
      await cleo.say("<p>hallo</p>");
      await anne.ask("banUser", { target: cleo.member.id, duration: "7 days" });
      await anne.ask("createInvite", { code: "garten", expires: Date.now() + 3_600_000, maxUses: 5 });
      await anne.ask("saveServerInfo", { serverinfo: { description: "Ein Dach" } });
      await fetch(`${node.url}/servers/add/chat.example.org`, { method: "POST" });
      await openServerSettings(page);
      const pages = isSmall(page) ? [] : await page.locator(".nav-set .ch").evaluateAll((all) => all.map((one) => one.dataset.testid.replace("settings-", "")));
      for (const name of pages.length ? pages : ["general", "uploads", "emoji", "network", "roles", "places", "invites", "bans", "limits", "addresses", "audit"]) {
        await toPage(page, name);
        await page.locator("main h1, main .side").first().waitFor();
        await german(page, name);
      }
      await page.getByTestId("audit-row").filter({ hasText: /hat Cleo bis .* gesperrt/ }).waitFor();
      await toPage(page, "limits");
      await until(() => part(page, "chart").first().evaluate((image) => image.complete && image.naturalWidth > 0 && image.src.startsWith("blob:")), "a chart is drawn");
      const drawn = await part(page, "chart").first().evaluate(async (image) => (await fetch(image.src).catch(() => null))?.text() ?? "");
      if (drawn) assert.match(drawn, /Nachrichten am Tag/);
      await toPage(page, "general");
      await part(page, "server-name").fill("");
      await part(page, "save").click();
      await page.getByRole("alert").getByText("name: erwartet wird ein Name mit bis zu 100 Zeichen").waitFor();
      await page.getByRole("button", { name: "Verwerfen" }).click();
      await page.getByRole("alert").getByRole("button", { name: "Schließen" }).click();
      await toPage(page, "roles");
      await page.getByTestId("role-row").filter({ hasText: "Member" }).locator("button.row").click();
      await page.getByTestId("permission-sendMessages").getByText("Nachrichten schreiben").first().waitFor();
      await german(page, "the rights of a role");
      await page.getByRole("searchbox").fill("hinauswerfen");
      await page.getByTestId("permission-kickUsers").waitFor();
      assert.equal(await page.getByTestId("permission-sendMessages").count(), 0);
      for (const tab of ["display", "members"]) {
        await part(page, `tab-${tab}`).click();
        await german(page, tab);
      }
      await toPage(page, "places");
      await page.getByTestId("place-channel").first().locator("button.row").click();
      await german(page, "a channel");
      await part(page, "tab-permissions").click();
      await page.getByTestId("permission-viewChannel").waitFor();
      await german(page, "the rights in a channel");
    });

    test("all settings of the account", { timeout: 2 * MINUTE }, async (t) => {
      const node = await ownNode(t);
      const page = await visitor(t, node, { viewport, locale: "de-DE" });
      await registerInBrowser(page, person("Anne"));
      await openAccount(page);
      for (const name of isSmall(page) ? ["profile", "sign-in", "file", "delete", "look"] : await page.locator(".nav-set .ch").evaluateAll((all) => all.map((one) => one.dataset.testid.replace("settings-", "")))) {
        await toPage(page, name);
        await page.locator("main h1").waitFor();
        await german(page, name);
      }
      await toPage(page, "sign-in");
      await part(page, "old-password").fill("wrong horse");
      await part(page, "new-password").fill("another horse");
      await part(page, "change-password").click();
      await part(page, "password-trouble").getByText("Das Passwort ist falsch").waitFor();
      await german(page, "a wrong password");
      await leaveSettings(page);
      await inChat(page);
    });
  });
}

test("a text of another server that nobody knows is shown as it came", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node, { viewport: PHONE, locale: "de-DE" });
  const wire = await interpose(page);
  await page.reload();
  await registerInBrowser(page, person("Anne"));
  await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
  await stored(page, "x").waitFor({ timeout: 600 }).catch(() => undefined);
  wire.say("modalMessage", { title: "Something of another server", message: "Only it knows <b>what</b>", type: "success" });
  await page.getByText("Something of another server").waitFor();
  await page.getByText("Only it knows what").waitFor();
});

test("what looks for English finds it", { timeout: MINUTE }, async (t) => {
  const node = await ownNode(t);
  const page = await visitor(t, node);
  assert.ok((await englishIn(page, "de", WRITTEN)).some((found) => found.endsWith(": Come on in")));
  await registerInBrowser(page, person("Anne"));
  const found = await englishIn(page, "de", WRITTEN);
  for (const text of ["Members", "Message #chat", "Anne joined the server"]) assert.ok(found.some((place) => place.endsWith(`: ${text}`)), `${text} in ${found}`);
});
