// What the tests of articles, tickets and reports share, and the scenes of them: how their pages are reached.
import { openAccountMenu, part, person, registerInBrowser, sessionOf, until, visitor } from "./browser-support.mjs";
import { administrator, makeStaff, STAFF } from "./staff-community.mjs";

/** Somebody in a browser. */
export async function guest(t, node, name, options) {
  const page = await visitor(t, node, options);
  await registerInBrowser(page, person(name));
  return { page, id: (await sessionOf(page)).id };
}

/** Somebody in a browser who looks after the place, and what changes the permissions. */
export async function keeper(t, node, name, options, permissions = STAFF) {
  const admin = await administrator(node);
  t.after(() => admin.socket.close());
  const { page, id } = await guest(t, node, name, options);
  return { page, id, admin, ...(await makeStaff(node, admin, id, permissions)) };
}

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
