// Everything that the client can show, one scene each: how it is reached, in which sizes it is there. The
// pictures (`screenshots.mjs`) and the tests of its looks (`scenes-*.test.mjs`) go through all of them.
import { DESKTOP, PHONE, inChat, isOpen, openPage, part, startNode } from "./browser-support.mjs";
import { Community } from "./community.mjs";
import { bringKey } from "./direct-support.mjs";
import { charge } from "./drawings.mjs";
import { PrivateCommunity } from "./private-community.mjs";
import { wait } from "./support.mjs";

/** The sizes of windows, and what they are driven with. */
export const SIZES = {
  desktop: { viewport: DESKTOP },
  phone: { viewport: PHONE, hasTouch: true, isMobile: true },
  tablet: { viewport: { width: 900, height: 1100 }, hasTouch: true, isMobile: true },
  /** A desktop whose text is twice as large. */
  zoomed: { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
  small: { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
};
const EVERYWHERE = Object.keys(SIZES);

const scenes = [];
/** A scene; `as` is who looks at it: somebody of the community, or nobody yet. `isPrivate` ones are in the second
 * community; with `hasKey` the browser has the key of who looks. `sizes` are those where it is something of its own;
 * `memory` is what the browser knows from earlier. One that changes the page for good `isAlone` in it. */
export function scene(name, { sizes = EVERYWHERE, as = "Robin", isPrivate = false, hasKey = false, memory, isAlone = false, after } = {}, open) {
  scenes.push({ name, sizes, as, isPrivate, hasKey, memory, isAlone: isAlone || memory !== undefined, after, open });
}
export const sceneNames = () => scenes.map(({ name }) => name);

/** What the scenes need: the community, and nodes that are found only when a scene asks for them. */
export class World {
  #nodes = {};
  #private;

  static async make() {
    const world = new World();
    world.community = await Community.found();
    world.stopTyping = world.community.typing();
    world.card = await charge();
    return world;
  }

  async #another(name, serverinfo) {
    this.#nodes[name] ??= await startNode({ config: { serverinfo: { name: "Tin Roof Makers", ...serverinfo } } });
    return this.#nodes[name].url;
  }

  /** One whose proof of work takes a while. */
  busy = () => this.#another("busy", { pow: { difficulty: 6 } });
  /** One that lets nobody in without a code. */
  closed = () => this.#another("closed", { registration: { enabled: false, accessCodes: { "spring-24": { maxUses: 5, expires: -1, createdBy: "1" } } } });

  /** The one with conversations, tickets, articles and reports. */
  private = () => (this.#private ??= PrivateCommunity.found());

  async close() {
    this.stopTyping();
    await this.community.close();
    await (await this.#private)?.close();
    for (const node of Object.values(this.#nodes)) await node.stop();
  }
}

/** A page of its own for a scene. What goes wrong in it is in `trouble`. */
async function pageFor({ as, isPrivate, hasKey, memory = {} }, size, world, colorScheme) {
  const community = isPrivate ? await world.private() : world.community;
  const page = await openPage({ ...SIZES[size], locale: "en-GB", timezoneId: community.timezone, colorScheme, serviceWorkers: "block", reducedMotion: "reduce" });
  page.setDefaultTimeout(25_000);
  page.trouble = [];
  page.on("pageerror", (error) => page.trouble.push(String(error)));
  if (as !== "nobody") {
    const stored = community.memory(as, { ...memory, ...(hasKey && { key: true }) });
    await page.addInitScript((entries) => {
      localStorage.clear();
      for (const [key, value] of Object.entries(entries)) localStorage.setItem(`dcts-edge.${key}`, JSON.stringify(value));
    }, stored);
  }
  await page.route("**/meta/*", (route) => route.fulfill({ json: { meta: CARD } }));
  await page.route("**/proxy?*", (route) => route.fulfill({ contentType: "image/png", body: world.card }));
  page.isSmall = SIZES[size].viewport.width < 700;
  if (hasKey) {
    await page.goto(community.node.url);
    await bringKey(page, community.keys[as]);
  }
  return page;
}

/** What the page says of itself that Jonah links to. */
const CARD = {
  title: "Sizing a winter solar system",
  description: "How many watt-hours a shed really needs in December, and why the angle matters more than the panel.",
  image: "https://example.org/curve.png",
  site_name: "example.org",
};

/** Goes through the scenes of some sizes. A scene that cannot be reached does not end the way: it is told at
 * the end.
 * @returns what went wrong, a line each */
export async function walk(world, { sizes, isWanted = () => true, colorScheme = "light", visit }) {
  const trouble = [];
  /** Pages that several scenes are shown in: a browser that knows the client already is faster. */
  const shared = new Map();
  for (const entry of scenes) {
    for (const size of entry.sizes.filter((known) => sizes.includes(known) && isWanted(entry.name, known))) {
      const key = [entry.as, entry.isPrivate, entry.hasKey, size].join(" ");
      let page = entry.isAlone ? undefined : shared.get(key);
      try {
        page ??= await pageFor(entry, size, world, colorScheme);
        if (!entry.isAlone) shared.set(key, page);
        page.trouble = [];
        await page.emulateMedia({ colorScheme });
        await entry.open(page, world, size);
        // Toasts, pictures and fonts are there a moment later.
        await wait(250);
        await visit({ name: entry.name, size, page });
        for (const text of page.trouble) trouble.push(`${entry.name} (${size}): ${text}`);
        if (entry.isAlone) await page.context().close();
      } catch (error) {
        if (!isOpen()) throw error;
        trouble.push(`${entry.name} (${size}): ${error.message.split("\n").slice(0, 12).join(" | ")}`);
        shared.delete(key);
        await page?.context().close();
        page = undefined;
      } finally {
        await entry.after?.(world, page);
      }
    }
  }
  for (const page of shared.values()) await page.context().close();
  return trouble;
}

/** Opens the chat in one of the channels. */
export async function openChat(page, world, place = "") {
  await page.goto(`${world.community.node.url}/${place}`);
  await inChat(page);
  await page.getByTestId("message").first().waitFor();
}

/** Opens the chat where the talk is, with somebody typing. */
export async function openTalk(page, world) {
  await openChat(page, world, "?group=0&category=1&channel=2");
  await page.getByText("could you bring the clamp meter").first().waitFor();
  await page.getByRole("log").getByText("Sizing a winter solar system").waitFor();
  await page.mouse.move(0, 0);
}

/** Puts itself between the page and the node: `answers` are given instead of those of the node, by the name of
 * the event; `null` means never. */
export async function between(page, answers) {
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => {
      const [, number, event] = /^42(\d+)\["(\w+)"/.exec(message) ?? [];
      if (!(event in answers)) return server.send(message);
      if (answers[event] !== null) socket.send(`43${number}${JSON.stringify([answers[event]])}`);
    });
  });
}

/** Until the connection has become a WebSocket, messages go another way. */
export async function upgraded(page) {
  await page.waitForFunction(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("transport=polling")).length > 2);
  await wait(300);
}
