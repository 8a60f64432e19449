// Pictures of every scene of the client, light and dark, for people to look at; nothing is compared.
//
//   node screenshots.mjs [folder] [part of a name ...]     all sizes and themes, or only `chat`, `phone`, `dark` and so on
//   node screenshots.mjs --docs                            the three pictures of the README
//
// Ends with 1 and says why if a scene is missing. With the fonts Inter and Noto Color Emoji installed the
// pictures look as they do on most desks.
import { mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { launchBrowser } from "./browser-support.mjs";
import { sceneNames, walk, World } from "./scenes.mjs";
import "./scenes-chat.mjs";
import "./scenes-over.mjs";
import "./scenes-pages.mjs";
import "./scenes-home.mjs";
import "./scenes-staff.mjs";
import "./scenes-network.mjs";
import "./scenes-voice.mjs";

const [folder = "/tmp/shots", ...words] = process.argv.slice(2);
const isForDocs = folder === "--docs";
const docs = path.resolve(import.meta.dirname, "../../docs");
/** The pictures of the README. */
const README = { "chat-desktop-dark": "chat-dark", "chat-desktop-light": "chat-light", "chat-phone-dark": "chat-phone" };
const README_BYTES = 200_000;

const isWanted = (text) => words.every((word) => text.includes(word));
const THEMES = ["light", "dark"];
const taken = [];

const browser = await launchBrowser();
const world = await World.make();
let trouble;
try {
  if (!isForDocs) mkdirSync(folder, { recursive: true });
  trouble = await walk(world, {
    sizes: isForDocs ? ["desktop", "phone"] : ["desktop", "phone", "tablet"],
    isWanted: (name, size) => (isForDocs ? name === "chat" : THEMES.some((theme) => isWanted(`${name}-${size}-${theme}`))),
    visit: async ({ name, size, page }) => {
      for (const theme of THEMES) {
        const key = `${name}-${size}-${theme}`;
        if (isForDocs ? !README[key] : !isWanted(key)) continue;
        const file = isForDocs ? path.join(docs, `${README[key]}.png`) : path.join(folder, `${key}.png`);
        rmSync(file, { force: true });
        await page.emulateMedia({ colorScheme: theme });
        await page.screenshot({ path: file });
        if (isForDocs && statSync(file).size > README_BYTES) throw new Error(`${file} is larger than ${README_BYTES} bytes`);
        taken.push(key);
      }
    },
  });
} finally {
  await world.close();
  await browser.close();
}
if (isForDocs) for (const key of Object.keys(README).filter((known) => !taken.includes(known))) trouble.push(`${key} is missing`);
else if (!words.length) for (const name of sceneNames().filter((known) => !taken.some((key) => key.startsWith(`${known}-`)))) trouble.push(`${name} is missing`);
console.log(`${taken.length} pictures of ${sceneNames().length} scenes`);
for (const line of trouble) console.error(line);
process.exit(trouble.length ? 1 : 0);
