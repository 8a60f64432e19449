// What those who run a server change in the web client: uploads, texts, mutes. Real Chromium, real node.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { elsewhere, isAccessible, launchBrowser, openAccountMenu, openServerSettings, ownNode, part, person, picture, promote, registerInBrowser, save, sessionOf, SIZES, toPage, until, visitor } from "./browser-support.mjs";

const MINUTE = 60_000;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Somebody who may do everything, on a page of the settings. */
async function keeper(t, node, name, options) {
  const page = await visitor(t, node, options);
  await registerInBrowser(page, person("Ada"));
  await promote(t, node, page);
  await openServerSettings(page, name);
  return page;
}

/** A server whose members may do this, too. */
const permitted = (permissions) => ({
  serverroles: {
    0: { info: { id: "0", name: "Member", icon: null, color: "#FFFFFF", deletable: 0, sortId: 1, displaySeperate: 1 }, permissions: { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, ...permissions }, members: [], token: [] },
  },
});

describe("uploads", () => {
  for (const [size, viewport] of SIZES) {
    test(`${size}: what may be uploaded is changed, and what is for other programs is kept`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const saved = () => node.savedConfig().serverinfo;
      const page = await keeper(t, node, "uploads", { viewport });
      assert.equal(await part(page, "upload-storage").inputValue(), "1024");
      await part(page, "upload-storage").fill("2048");
      await part(page, "upload-types").fill("image/png\ntext/plain");
      await part(page, "cloudflare").check();
      await part(page, "cloudflare-account").fill("acc-1");
      await part(page, "cloudflare-token").fill("very secret");
      await part(page, "cloudflare-hash").fill("hash-1");
      await part(page, "save-bar").getByText("6 changes not saved").first().waitFor();
      await save(page);
      await until(() => saved().maxUploadStorage === 2048, "it is stored");
      assert.deepEqual(saved().uploadFileTypes, ["image/png", "text/plain"]);
      assert.deepEqual([saved().cfAccountId, saved().cfAccountToken, saved().cfHash, Number(saved().useCloudflareImageCDN)], ["acc-1", "very secret", "hash-1", 1]);
      // The key is never told; saving the stars changes nothing.
      assert.equal(await part(page, "cloudflare-token").inputValue(), "********");
      await part(page, "cloudflare-account").fill("acc-2");
      await save(page);
      await until(() => saved().cfAccountId === "acc-2", "it is stored");
      assert.equal(saved().cfAccountToken, "very secret");
      // What makes no sense is refused, and what was typed stays.
      await part(page, "upload-storage").fill("");
      await part(page, "save").click();
      await page.getByRole("alert").filter({ hasText: "Not saved" }).waitFor();
      assert.equal(await part(page, "save-bar").count(), 1);
      assert.deepEqual(page.trouble, []);
    });

    test(`${size}: who may change uploads and nothing else changes them without seeing what is set`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t, { config: permitted({ manageUploads: 1 }) });
      const saved = () => node.savedConfig().serverinfo;
      const page = await visitor(t, node, { viewport });
      await registerInBrowser(page, person("Ben"));
      await openServerSettings(page, "uploads");
      await page.getByText("What you leave empty stays as it is").waitFor();
      assert.equal(await part(page, "upload-storage").inputValue(), "");
      assert.equal(await part(page, "upload-types").count(), 0);
      await part(page, "upload-storage").fill("512");
      await save(page);
      await until(() => saved().maxUploadStorage === 512, "it is stored");
      assert.equal(await part(page, "upload-storage").inputValue(), "");
      await part(page, "cloudflare").selectOption("1");
      await save(page);
      await until(() => Number(saved().useCloudflareImageCDN) === 1, "it is stored");
      assert.equal(saved().maxUploadStorage, 512);
      assert.deepEqual(page.trouble, []);
    });
  }
});

describe("what the server says of itself", () => {
  for (const [size, viewport] of SIZES) {
    test(`${size}: is written by those who may, and read by everybody`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const saved = () => node.savedConfig().serverinfo;
      const reader = await visitor(t, node, { viewport });
      await registerInBrowser(reader, person("Ben"));
      const page = await keeper(t, node, "general", { viewport });
      await part(page, "contact-signal").fill("tin.42");
      await part(page, "contact-github").fill("https://example.org/tin");
      await page.getByLabel("E-mail").fill("keeper@example.org");
      await part(page, "newcomers").selectOption({ label: "Blocked" });
      await save(page);
      await until(() => saved().instance.contact.signal === "tin.42", "it is stored");
      assert.deepEqual([saved().instance.contact.github, saved().discovery.defaultStatus], ["https://example.org/tin", "blocked"]);
      await toPage(page, "home");
      await part(page, "home-title").fill("Tin & <Roof>");
      await part(page, "home-subtitle").fill("come in");
      await part(page, "home-about").fill("About **us**\n\n- one\n- two <script>alert(1)</script>");
      await part(page, "home-banner").setInputFiles({ name: "hero.png", mimeType: "image/png", buffer: await picture(page) });
      await page.locator(".banner-thumb img").waitFor();
      assert.equal(await page.getByRole("button", { name: "Remove: Picture at the top" }).count(), 0);
      await save(page);
      await until(() => saved().home.about.includes("<strong>us</strong>"), "it is stored");
      assert.match(saved().home.banner_url, /^\/uploads\//);
      // What is edited again is what was typed.
      assert.equal(await part(page, "home-title").inputValue(), "Tin & <Roof>");
      await isAccessible(page, "the page of the server");

      await openAccountMenu(reader);
      await part(reader, "about-server").click();
      const about = part(reader, "about");
      await about.getByText("Tin & <Roof>").waitFor();
      await about.getByText("come in").waitFor();
      await about.locator("strong").getByText("us").waitFor();
      await about.getByText("two <script>alert(1)</script>").waitFor();
      assert.equal(await about.getByRole("link", { name: "https://example.org/tin" }).getAttribute("rel"), "noopener noreferrer nofollow");
      assert.equal(await about.getByRole("link", { name: "keeper@example.org" }).getAttribute("href"), "mailto:keeper@example.org");
      await about.getByText("tin.42").waitFor();
      await about.getByText("2 people").waitFor();
      await until(() => about.locator(".about-banner").evaluate((image) => image.complete && image.naturalWidth > 0), "the picture is there");
      await isAccessible(reader, "about the server");
      await reader.keyboard.press("Escape");
      await about.waitFor({ state: "detached" });
      assert.deepEqual([page.trouble, reader.trouble], [[], []]);
    });

    test(`${size}: its name and description are changed by those who may change only them`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t, { config: permitted({ manageServerInfo: 1 }) });
      const page = await visitor(t, node, { viewport });
      await registerInBrowser(page, person("Ben"));
      await openServerSettings(page, "general");
      await part(page, "server-name").fill("Tin & Roof");
      await part(page, "server-description").fill("For makers");
      await save(page);
      await until(() => node.savedConfig().serverinfo.description === "For makers", "it is stored");
      assert.equal(await page.getByLabel("E-mail").count(), 0);
      assert.equal(await part(page, "server-name").inputValue(), "Tin & Roof");
      await page.waitForFunction(() => document.title.includes("Tin & Roof"));
      await isAccessible(page, "the name of the server");
      assert.deepEqual(page.trouble, []);
    });
  }
});

describe("mutes", () => {
  for (const [size, viewport] of SIZES) {
    test(`${size}: are listed, and lifted`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const ben = await visitor(t, node, { viewport });
      await registerInBrowser(ben, person("Ben"));
      const { id } = await sessionOf(ben);
      const page = await visitor(t, node, { viewport });
      await registerInBrowser(page, person("Ada"));
      const ada = await promote(t, node, page);
      await openServerSettings(page, "mutes");
      await page.getByText("Nobody is muted").waitFor();
      await isAccessible(page, "no mutes");
      await ada.ask("muteUser", { target: id, time: "1 hours", reason: "Loud" });
      await part(page, "mute-row").getByText("Ben").waitFor();
      await isAccessible(page, "mutes");
      await part(ben, "composer-input").fill("let me");
      await part(ben, "composer-send").click();
      await part(ben, "muted").waitFor();
      await page.getByRole("button", { name: "Lift the mute of Ben" }).click();
      await part(page, "confirm").click();
      await page.getByText("Nobody is muted").waitFor();
      await until(async () => (await part(ben, "muted").count()) === 0 || !(await part(ben, "muted").innerText()).includes("mute is"), "it is over");
      await part(ben, "composer-send").click();
      await ben.locator('[data-testid="message"]:not([data-pending])').filter({ hasText: "let me" }).waitFor();
      assert.deepEqual([page.trouble, ben.trouble], [[], []]);
    });
  }
});

describe("roles", () => {
  for (const [size, viewport] of SIZES) {
    test(`${size}: colours that run into each other are chosen, shown everywhere, and kept when the name is changed`, { timeout: MINUTE }, async (t) => {
      const node = await ownNode(t);
      const reader = await visitor(t, node, { viewport });
      await registerInBrowser(reader, person("Ben"));
      const page = await visitor(t, node, { viewport });
      await registerInBrowser(page, person("Ada"));
      const ada = await promote(t, node, page);
      await openServerSettings(page, "roles");
      await part(page, "new-role").click();
      await page.getByRole("heading", { level: 1, name: "New Role" }).waitFor();
      await part(page, "tab-display").click();
      await part(page, "role-name").fill("Makers");
      await part(page, "gradient").check();
      await part(page, "gradient-1").fill("#00ff00");
      await isAccessible(page, "a gradient");
      await save(page);
      const stored_ = () => Object.entries(node.savedConfig().serverroles).find(([, { info }]) => info.name === "Makers");
      await until(() => stored_()?.[1].info.backgroundClip === "text", "it is stored");
      assert.deepEqual([stored_()[1].info.color, stored_()[1].info.background], ["transparent", "linear-gradient(90deg, rgb(197, 55, 50), rgb(0, 255, 0), rgb(43, 102, 174))"]);
      await part(page, "role-name").fill("Builders");
      await save(page);
      await until(() => Object.values(node.savedConfig().serverroles).some(({ info }) => info.name === "Builders" && info.backgroundClip === "text"), "the colours stay");
      const [role] = Object.entries(node.savedConfig().serverroles).find(([, { info }]) => info.name === "Builders");
      const cai = await elsewhere(t, node, { name: "Cai" });
      await ada.ask("addUserToRole", { role, target: cai.member.id });
      await cai.say("<p>in colours</p>");
      const name = reader.getByTestId("message").filter({ hasText: "in colours" }).getByTestId("message-author");
      await name.waitFor();
      const look = () => name.evaluate((element) => [getComputedStyle(element).backgroundImage, getComputedStyle(element).webkitTextFillColor]);
      const [image, fill] = await look();
      assert.match(image, /^linear-gradient\(90deg, rgb\(.*\), rgb\(.*\), rgb\(.*\)\)$/);
      assert.equal(fill, "rgba(0, 0, 0, 0)");
      await isAccessible(reader, "a name in colours");
      // And back to one.
      await part(page, "gradient").uncheck();
      await save(page);
      await until(() => Object.values(node.savedConfig().serverroles).some(({ info }) => info.name === "Builders" && info.color === "#c53732" && info.backgroundClip === "initial"), "it is one colour");
      assert.deepEqual([page.trouble, reader.trouble], [[], []]);
    });
  }
});
