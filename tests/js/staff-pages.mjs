// What the tests of articles, tickets and reports share, and the scenes of them: how their pages are reached.
import { openAccountMenu, part, until } from "./browser-support.mjs";

/** Opens articles or tickets from the account menu, as soon as it offers them. */
export async function openSection(page, name) {
  await until(async () => {
    await openAccountMenu(page);
    if (await part(page, `open-${name}`).count()) return true;
    await page.keyboard.press("Escape");
    return false;
  }, `${name} are offered`);
  await part(page, `open-${name}`).click();
  await part(page, "board").waitFor();
}

/** Opens the dialog to report a message, as soon as its menu offers that. */
export async function reportOf(page, text) {
  const row = page.getByTestId("message").filter({ hasText: text }).last();
  await row.waitFor();
  await until(async () => {
    await row.focus();
    await page.keyboard.press("m");
    await part(page, "context-menu").waitFor();
    if (await part(page, "menu-report").count()) return true;
    await page.keyboard.press("Escape");
    await part(page, "context-menu").waitFor({ state: "detached" });
    return false;
  }, "reporting is offered");
  await part(page, "menu-report").click();
  await part(page, "report-dialog").waitFor();
}
