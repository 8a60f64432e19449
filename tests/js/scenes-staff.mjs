// Scenes of tickets, articles and reports, as members and those who look after the place see them.
import { inChat, openAccountMenu, openServerSettings, part } from "./browser-support.mjs";
import { openSection, reportOf } from "./staff-pages.mjs";
import { scene } from "./scenes.mjs";

/** A scene that begins in the chat of the second community. */
const inside = (name, options, open) =>
  scene(name, { isPrivate: true, ...options }, async (page, world, size) => {
    const { node } = await world.private();
    await page.goto(node.url);
    await inChat(page);
    await open(page, size);
    await page.mouse.move(0, 0);
  });

const ticket = (page, title) => part(page, "ticket-row").filter({ hasText: title });
const article = (page, title) => page.getByRole("button", { name: title });

inside("ticket-menu", {}, async (page) => {
  await openSection(page, "tickets");
  await openAccountMenu(page);
});

inside("ticket-queue", {}, async (page) => {
  await openSection(page, "tickets");
  await ticket(page, "avatar").waitFor();
});

inside("ticket-open", {}, async (page) => {
  await openSection(page, "tickets");
  await ticket(page, "avatar").click();
  await page.getByText("That worked, thank you").last().waitFor();
});

inside("ticket-waiting", {}, async (page) => {
  await openSection(page, "tickets");
  await ticket(page, "Rename").click();
  await part(page, "take-ticket").waitFor();
});

inside("ticket-identity", {}, async (page) => {
  await openSection(page, "tickets");
  await ticket(page, "avatar").click();
  await part(page, "choose-identity").click();
  await part(page, "as-support_anon").waitFor();
});

inside("ticket-member", { as: "Jonah" }, async (page) => {
  await openSection(page, "tickets");
  await ticket(page, "avatar").click();
  await page.getByText("That worked, thank you").last().waitFor();
});

inside("ticket-new", { as: "Prize" }, async (page) => {
  await openSection(page, "tickets");
  await part(page, "new-ticket").first().click();
  await part(page, "ticket-title").fill("How do I change my name?");
});

inside("ticket-none", { as: "Prize" }, async (page) => {
  await openSection(page, "tickets");
  await part(page, "first-ticket").waitFor();
});

inside("article-list", { as: "Wen" }, async (page) => {
  await openSection(page, "articles");
  await article(page, "solar power").waitFor();
});

inside("article-read", {}, async (page) => {
  await openSection(page, "articles");
  await article(page, "solar power").click();
  await part(page, "article-unread").waitFor();
});

/** Opens the editor with a draft in it. */
async function writeArticle(page, kind) {
  await openSection(page, "articles");
  await part(page, "new-article").click();
  await part(page, "article-kind").selectOption(kind);
  await part(page, "article-title").fill("The broom is here");
  await part(page, "article-text").fill("It is **four metres** long.\n\n- hangs behind the door\n- belongs to everybody");
}

inside("article-editor", {}, (page) => writeArticle(page, "news"));

inside("article-preview", {}, async (page) => {
  await writeArticle(page, "posts");
  await part(page, "tab-preview").click();
  await part(page, "article-preview").getByText("four metres").waitFor();
});

inside("report-list", {}, async (page) => {
  await openServerSettings(page, "reports");
  await part(page, "report-row").first().waitFor();
  // The first one is open where there is room beside the list.
  if (page.viewportSize().width >= 900) await part(page, "case-delete").waitFor();
});

for (const [name, whose, nth] of [["case", "Prize_Desk_22", 0], ["verified", "Lev", 0], ["forged", "Lev", 1]]) {
  inside(`report-${name}`, {}, async (page) => {
    await openServerSettings(page, "reports");
    await part(page, "report-row").filter({ hasText: whose }).nth(nth).click();
    await part(page, "case").waitFor();
    await part(page, "case-write").waitFor();
  });
}

inside("report-dialog", { as: "Wen" }, async (page) => {
  await reportOf(page, "Is this real?");
  await part(page, "reason-spam").check();
});
