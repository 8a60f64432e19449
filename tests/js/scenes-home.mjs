// Scenes of home: the page of the server, conversations, and the keys that lock them.
import { online, openAccount, part, stored, toPage, until } from "./browser-support.mjs";
import { newKey } from "./desktop-client.mjs";
import { asFile, bringKey, lock } from "./direct-support.mjs";
import { PASSWORD } from "./key-pages.mjs";
import { scene } from "./scenes.mjs";

/** A scene in the second community. */
const inside = (name, options, open) =>
  scene(name, { isPrivate: true, ...options }, async (page, world, size) => {
    await open(page, await world.private(), size);
    await page.mouse.move(0, 0);
  });

async function openHome(page, { node }) {
  await page.goto(`${node.url}/?home=1`);
  await part(page, "about").waitFor();
  await part(page, "dm-item").first().waitFor({ state: "attached" });
  await online(page);
}

async function openDirect(page, { node, rooms }, name) {
  await page.goto(`${node.url}/?home=1&dm=${rooms[name]}`);
  await part(page, "composer-input").waitFor();
  await online(page);
}

/** The list of home, wherever it is. */
async function showList(page) {
  if (page.isSmall) await part(page, "nav-toggle").click();
  await part(page, "new-conversation").waitFor();
  await page.waitForTimeout(400);
}

inside("home-page", {}, openHome);

inside("home-drawer", { sizes: ["phone", "small"] }, async (page, community) => {
  await openHome(page, community);
  await showList(page);
});

inside("home-new", {}, async (page, community) => {
  await openHome(page, community);
  await showList(page);
  await part(page, "new-conversation").click();
  await part(page, "pick-person").first().waitFor();
  await part(page, "pick-search").fill("o");
});

inside("home-edit", {}, async (page, community) => {
  await openHome(page, community);
  await part(page, "edit-page").click();
  await part(page, "edit-page-dialog").waitFor();
});

inside("home-none", { as: "Jonah", isAlone: true }, async (page, community) => {
  // Nobody has written to him: the server has forgotten it.
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => {
      const [, number] = /^42(\d+)\["getDmRooms"/.exec(message) ?? [];
      if (number) socket.send(`43${number}${JSON.stringify([{ error: null, rooms: [] }])}`);
      else server.send(message);
    });
  });
  await page.goto(`${community.node.url}/?home=1`);
  await part(page, "about").waitFor();
  await showList(page);
});

// Conversations.

inside("dm-open", {}, async (page, community) => {
  await openDirect(page, community, "wen");
  await stored(page, "Do you still have the little vice?").waitFor();
});

inside("dm-group", {}, async (page, community) => {
  await openDirect(page, community, "soup");
  await stored(page, "I will bring soup").waitFor();
});

inside("dm-details", {}, async (page, community) => {
  await openDirect(page, community, "soup");
  await stored(page, "I will bring soup").waitFor();
  await part(page, "dm-details").click();
  await part(page, "dm-dialog").waitFor();
});

inside("dm-menu", {}, async (page, community) => {
  await openDirect(page, community, "wen");
  const row = stored(page, "Do you still have the little vice?");
  await row.focus();
  // What answers to this key is fetched a moment after the messages.
  await until(async () => {
    await page.keyboard.press("m");
    await page.waitForTimeout(300);
    return part(page, "context-menu").isVisible();
  }, "the menu is open");
});

/** Opens the conversation with Ines; `known` is what this browser knows of her key. */
async function openSealed(page, community, known) {
  await page.goto(`${community.node.url}/?home=1`);
  await part(page, "about").waitFor();
  const id = community.people.Ines.id;
  await page.evaluate(
    async ([person, key]) => {
      const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
      const database = await done(indexedDB.open("dcts-edge-keys", 1));
      const others = database.transaction("others", "readwrite").objectStore("others");
      const place = `${new URL("./", document.baseURI).href} ${person}`;
      await done(key ? others.put(key, place) : others.delete(place));
      database.close();
    },
    [id, known && { since: Date.now() - 86_400_000, comparedAt: 0, ...known }],
  );
  await openDirect(page, community, "ines");
}

const seen = (page) => part(page, "sealed-picture").waitFor();

inside("dm-sealed", { hasKey: true }, async (page, community) => {
  await openSealed(page, community);
  await lock(page, "unverified");
  await seen(page);
});

inside("dm-compare", { hasKey: true }, async (page, community) => {
  await openSealed(page, community);
  await lock(page, "unverified");
  await part(page, "lock-act").click();
  await until(async () => /\d{5}/.test(await part(page, "number-theirs").innerText()), "the number is there");
});

inside("dm-verified", { hasKey: true }, async (page, community) => {
  await openSealed(page, community, { publicKey: community.keys.Ines.publicKey, comparedAt: Date.now() });
  await lock(page, "verified");
  await seen(page);
});

inside("dm-sealed-details", { hasKey: true }, async (page, community) => {
  await openSealed(page, community, { publicKey: community.keys.Ines.publicKey, comparedAt: Date.now() });
  await lock(page, "verified");
  await part(page, "dm-details").click();
  await part(page, "dm-dialog").waitFor();
});

const before = newKey();
inside("dm-changed", { hasKey: true }, async (page, community) => {
  await openSealed(page, community, { publicKey: before.publicKey, comparedAt: Date.now() });
  await lock(page, "changed");
});

inside("dm-changed-look", { hasKey: true }, async (page, community) => {
  await openSealed(page, community, { publicKey: before.publicKey, comparedAt: Date.now() });
  await lock(page, "changed");
  await part(page, "lock-act").click();
  await part(page, "compare-now").waitFor();
});

inside("dm-locked", {}, async (page, community) => {
  // A browser without the key.
  await openDirect(page, community, "ines");
  await lock(page, "open");
  await part(page, "locked").first().waitFor();
});

// The pages of the own key.

async function openKeys(page, { node }) {
  await page.goto(node.url);
  await part(page, "composer-input").waitFor();
  await online(page);
  await openAccount(page);
  await toPage(page, "keys");
}

inside("keys-none", { as: "Wen" }, async (page, community) => {
  await openKeys(page, community);
  await part(page, "create-key").waitFor();
});

inside("keys-bring", { as: "Wen" }, async (page, community) => {
  await openKeys(page, community);
  await part(page, "key-file").setInputFiles(asFile(newKey().privateKey));
  await part(page, "key-take").waitFor();
});

inside("keys-save", { as: "Tomasz", isAlone: true, after: async (world) => {
  // No account key from an earlier visit waits for a decision.
  const { people } = await world.private();
  await people.Tomasz.ask("updateMember", { publicKey: "" });
} }, async (page, community) => {
  await openKeys(page, community);
  await part(page, "create-key").click();
  await part(page, "save-key-password").fill(PASSWORD);
});

inside("keys-own", { hasKey: true }, async (page, community) => {
  await openKeys(page, community);
  await page.locator('[data-testid="key-state"][data-state="serverProven"]').waitFor();
});

inside("keys-elsewhere", {}, async (page, community) => {
  await openKeys(page, community);
  await page.locator('[data-testid="key-state"][data-state="serverElsewhere"]').waitFor();
});

inside("keys-pending", { as: "Maren", isAlone: true }, async (page, community) => {
  await page.goto(community.node.url);
  await part(page, "composer-input").waitFor();
  await bringKey(page, newKey());
  await part(page, "pending-key").waitFor();
});
