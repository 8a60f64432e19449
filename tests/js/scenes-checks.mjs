// Looks at every scene of the client, in both themes and in the sizes of desks, phones and large text: axe, targets that
// can be hit, nothing that is cut off. Each size is a file of tests, so that two go at a time.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser } from "./browser-support.mjs";
import { axe, small, wide } from "./looks.mjs";
import { sceneNames, walk, World } from "./scenes.mjs";
import "./scenes-chat.mjs";
import "./scenes-over.mjs";
import "./scenes-pages.mjs";
import "./scenes-home.mjs";
import "./scenes-staff.mjs";
import "./scenes-network.mjs";
import "./scenes-voice.mjs";

const MINUTES = 60_000;
/** With a mouse, and with a finger. */
const LEAST = { desktop: 24, phone: 44 };
/** Scenes by the first word of their name: each a test of its own. */
const KINDS = [...new Set(sceneNames().map((name) => name.split("-")[0]))];
const only = process.env.SCENES;

let browser;
let world;

/** Before the tests of a file: a browser, and a server with all that scenes show. */
function prepare() {
  before(async () => {
    browser = await launchBrowser();
    world = await World.make();
  });
  after(async () => {
    await world?.close();
    await browser?.close();
  });
}

/** Pages, and what a chat is made of: also measured where there is little room. What opens over the chat is a
 * sheet as wide as the window there. */
const NARROW = /^(set|acc|mod|join|home|dm|keys|ticket|article|report|net|call|chat$|chat-(more|members|drawer|readonly|offline)|composer$|composer-(files|reply|edit))/;
const isNarrow = (name) => NARROW.test(name);

/** Walks, and fails with all that was found. */
async function look(sizes, kind, check, isWanted = () => true) {
  /** What was found, and in which scenes. */
  const found = new Map();
  const trouble = await walk(world, {
    sizes,
    isWanted: (name) => name.split("-")[0] === kind && isWanted(name) && (!only || only.split(",").includes(name)),
    visit: async ({ name, size, page }) => {
      for (const text of await check(page)) found.set(text, [...(found.get(text) ?? []), `${name} (${size})`]);
    },
  });
  const all = [...trouble, ...[...found].map(([text, places]) => `${text}, in ${places.join(", ")}`)];
  assert.ok(all.length === 0, `\n${all.join("\n")}`);
}

/** Tests of all scenes on a desktop or a phone. */
export function testScenes(size) {
  prepare();
  for (const kind of KINDS) {
    test(`${kind}, ${size}: axe finds nothing serious, all can be hit`, { timeout: 8 * MINUTES }, () =>
      look([size], kind, async (page) => {
        const found = await axe(page);
        await page.emulateMedia({ colorScheme: "dark" });
        for (const text of await axe(page, ["color-contrast"])) found.push(`dark: ${text}`);
        for (const text of await small(page, LEAST[size])) found.push(`smaller than ${LEAST[size]} px: ${text}`);
        for (const text of await wide(page)) found.push(`too wide: ${text}`);
        return found;
      }));
  }
}

/** Tests of those that have to do with little room: one half of the kinds, or the other. */
export function testNarrow(half) {
  prepare();
  for (const kind of KINDS.filter((name) => isNarrow(name)).filter((_, n) => n % 2 === half)) {
    test(`${kind}: nothing is lost at 320 px and with text of twice the size`, { timeout: 8 * MINUTES }, () =>
      look(["zoomed", "small"], kind, async (page) => (await wide(page)).map((text) => `too wide: ${text}`), isNarrow));
  }
}
