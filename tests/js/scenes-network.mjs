// Scenes of other servers: the list for everybody, and what those who look after the place see and decide. What the
// node says of others stands here, so that it is the same every time.
import { openAccountMenu, openServerSettings, part, until } from "./browser-support.mjs";
import { openCard } from "./scenes-over.mjs";
import { between, openTalk, scene, upgraded } from "./scenes.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const KEYS = { radio: "ed25519:i2tq0tGaQxbmT8ik1drmdpBE-WHfnzH6VFDzDteY1YQ", boats: "ed25519:EjgxhMr6IASALI3I0FkHGKCU4uCYfozdL71pnfGRVEY", other: "ed25519:hxhM_3RAnz87sp9m-AIyjH0wyKlATyuCGBlP5Bcmvrc" };

const listed = () => [
  { address: "radio.example", name: "Radio North", about: "<p>Ham radio, antennas, long nights. Nets on Tuesdays and Fridays, beginners are welcome and nobody asks for a licence.</p>", online: 64, seen: Date.now() },
  { address: "garden.example", name: "Garden Keepers", about: "Seeds, soil and small weather stations", online: 22, seen: Date.now() },
  { address: "cinema.example:2052", name: "Night Cinema", about: "One film a week, discussed to bits", online: 31, seen: Date.now() },
  { address: "paperboats.example", name: "Paper Boats", about: "", online: 8, seen: Date.now() },
  { address: "a-server-with-a-very-long-name-of-its-own.example.org", name: "Donaudampfschifffahrtsgesellschaftskapitäne von Wien und Umgebung", about: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", online: 1, seen: Date.now() },
];

const row = (address, name, about, more) => ({ id: 1, address, status: "verified", data: JSON.stringify({ serverinfo: { name, about } }), last_sync: Date.now() - 4 * 60_000, trust: 20, nodeKey: null, nodeId: null, decidedBy: null, blockedReason: null, blockedUntil: null, lastSeen: 0, newKey: null, ...more });
const rows = () => [
  row("radio.example", "Radio North", "Ham radio, antennas, long nights", { trust: 76, nodeKey: KEYS.radio, nodeId: "dix6c3zuo7jitw44nbdaymxebeaxvthq", decidedBy: "admin", lastSeen: Date.now() - HOUR }),
  row("paperboats.example", "Paper Boats", "Model ships and patience", { trust: 52, nodeKey: KEYS.boats, decidedBy: "admin", newKey: KEYS.other, lastSeen: Date.now() - 3 * DAY }),
  row("cinema.example:2052", "Night Cinema", "One film a week, discussed to bits", { status: "pending" }),
  row("bulk.invalid", "bulk.invalid", "", { status: "blocked", trust: 12, nodeKey: KEYS.other, blockedReason: "a malformed event", blockedUntil: Date.now() + 20 * DAY }),
];
const log = () => {
  const at = (days) => NOW - days * DAY;
  const envelope = { event: "node.list", eventId: "00000000-0000-4000-8000-000000000002", source: "https://radio.example", v: 1, key: KEYS.radio, ts: at(3), to: "kzo" };
  return [
    { delta: 26, reason: "set by the staff", eventId: "", evidence: null, time: at(1) },
    { delta: -5, reason: "a malformed event", eventId: envelope.eventId, evidence: JSON.stringify(envelope), time: at(3) },
    { delta: 0, reason: "others were told of it", eventId: "", evidence: null, time: at(7.9) },
    { delta: -2, reason: "more events than it may send", eventId: "b", evidence: null, time: at(8) },
    { delta: -7, reason: "reported by garden.example: malformed", eventId: "c", evidence: null, time: at(12) },
    { delta: 30, reason: "a decision of the staff", eventId: "", evidence: null, time: at(30) },
  ];
};
const node = (address, more) => ({ error: null, server: rows().find((known) => known.address === address), log: log(), evidence: log().slice(1, 2).map(({ eventId, time: at }) => ({ kind: "malformed", eventId, count: 1, from: null, at })), ...more });

const recommendation = (id, more) => ({ recommendation: id, fromKey: KEYS.radio, fromAddress: "radio.example", trust: 76, memberId: null, memberName: null, reason: "spam", note: "", until: Date.now() + 90 * DAY, time: Date.now() - 5 * HOUR, state: "active", decision: null, ...more });
const recommendations = () => ({
  error: null,
  page: 1,
  pages: 2,
  total: 53,
  policy: "show",
  recommendations: [
    recommendation("1", { memberId: "118230045561", memberName: "Prize_Desk_22", note: "The same link in five channels, three days in a row" }),
    recommendation("2", { memberId: "118230045562", memberName: "Lev", fromAddress: "paperboats.example", trust: 52, reason: "harassment", decision: "dismiss" }),
    recommendation("3", { memberId: "118230045563", memberName: "quartz_op", reason: "scam", decision: "never", until: null }),
    recommendation("4", { reason: "scam", note: "Sells what is not theirs" }),
    recommendation("5", { state: "revoked" }),
  ],
});
const state = (more) => ({ error: null, isOn: true, isConfigured: true, address: "https://tinroof.example", key: KEYS.radio, nodeId: "dix6c3zuo7jitw44nbdaymxebeaxvthq", policy: "auto", minNodes: 3, blockBelow: 15, blockOnReports: false, defaultStatus: "pending", servers: 41, pinned: 17, vouched: 4, recommendations: 2, ...more });

/** What the node says of the network in all of these scenes. */
const answers = () => ({
  getNetworkServers: { error: null, servers: rows() },
  getNetworkState: state(),
  getNetworkNode: node("radio.example"),
  getBanRecommendations: recommendations(),
  getNetworkBans: { error: null, policy: "show", nodes: 2, isNever: false, recommendations: [recommendation("1", { note: "The same link in five channels" }), recommendation("2", { fromAddress: "paperboats.example", reason: "scam" })] },
});

/** Opens the list from the account menu, as soon as that offers it. */
async function openServers(page) {
  await until(async () => {
    await openAccountMenu(page);
    if (await part(page, "open-servers").count()) return true;
    await page.keyboard.press("Escape");
    return false;
  }, "the list is offered");
  await part(page, "open-servers").click();
  await part(page, "servers").waitFor();
}

const list = (name, answer, open = async () => undefined) =>
  scene(`net-${name}`, { isAlone: true }, async (page, world, size) => {
    await page.route("**/servers", (route) => (answer === "failed" ? route.abort() : route.fulfill({ json: answer() })));
    await openTalk(page, world);
    await openServers(page);
    await open(page, size);
    await page.mouse.move(0, 0);
  });

list("list", () => ({ servers: listed() }), async (page) => {
  await part(page, "server-card").first().waitFor();
  await part(page, "favourite").nth(1).click();
});
list("empty", () => ({ servers: [] }), (page) => page.getByText("No other server is listed yet").waitFor());
list("off", () => ({ error: "Discovery is not enabled on this server", servers: [] }), (page) => page.getByText("This server keeps no list").waitFor());
list("failed", "failed", (page) => part(page, "servers-failed").waitFor());
list("submit", () => ({ servers: listed() }), async (page) => {
  await part(page, "submit-server").click();
  await part(page, "submit-address").fill("what is this");
  await part(page, "submit-do").click();
  await page.getByText("That is no address").waitFor();
});

const staff = (name, more, open) =>
  scene(`net-${name}`, { isAlone: true }, async (page, world, size) => {
    await between(page, { ...answers(), ...more });
    await openTalk(page, world);
    await upgraded(page);
    await openServerSettings(page, "network");
    await part(page, "server-row").first().waitFor();
    await open(page, size);
    await page.mouse.move(0, 0);
  });

staff("admin", {}, async () => undefined);
const details = async (page, name) => {
  await part(page, "server-details").filter({ hasText: name }).click();
  await part(page, "node").waitFor();
};
staff("node", {}, (page) => details(page, "Radio North"));
staff("evidence", {}, async (page) => {
  await details(page, "Radio North");
  await page.locator(".trust-log summary").first().click();
  await page.locator(".trust-log pre").scrollIntoViewIfNeeded();
});
staff("key", { getNetworkNode: node("paperboats.example", { log: log().slice(-1), evidence: [] }) }, (page) => details(page, "Paper Boats"));
staff("accept", { getNetworkNode: node("paperboats.example", { log: [], evidence: [] }) }, async (page) => {
  await details(page, "Paper Boats");
  await part(page, "accept-key").click();
  await part(page, "confirm").waitFor();
});
staff("stranger", { getNetworkNode: node("cinema.example:2052", { log: [], evidence: [] }) }, (page) => details(page, "Night Cinema"));
staff("recommended", {}, async (page) => {
  await part(page, "tab-recommended").click();
  await part(page, "recommendation").first().waitFor();
});
staff("settings", {}, async (page) => {
  await part(page, "tab-about").click();
  await part(page, "network-policy").waitFor();
});
staff("explained", { getNetworkState: state({ isOn: false, isConfigured: false, policy: "ignore" }) }, async (page) => {
  await part(page, "tab-about").click();
  await part(page, "network-explained").scrollIntoViewIfNeeded();
});

/** The card of somebody whom others have banned. */
async function card(page, world, name, more = {}) {
  await between(page, { ...answers(), ...more });
  await page.route("**/discover", (route) => route.fulfill({ json: { serverinfo: { name: "Tin Roof Makers" }, node: { id: "x" } } }));
  await openTalk(page, world);
  await upgraded(page);
  await openCard(page, name);
  await part(page, "banned-elsewhere").waitFor();
}
scene("net-profile", { isAlone: true }, async (page, world) => {
  await card(page, world, "Jonah");
  await page.locator(".banned-elsewhere summary").click();
});
async function ban(page, world, member) {
  await card(page, world, "Jonah", { getMemberProfile: { error: null, member: { id: "118230045567", name: "Jonah", icon: "", roles: [], isOnline: true, ...member } } });
  await part(page, "profile-more").click();
  await part(page, "profile-ban").click();
  await part(page, "recommend-ban").waitFor();
}
scene("net-ban", { isAlone: true }, async (page, world) => {
  await ban(page, world, { publicKey: "-----BEGIN PUBLIC KEY-----" });
  await part(page, "recommend-ban").check();
  await part(page, "network-note").fill("Insults after two warnings");
});
scene("net-ban-without", { isAlone: true }, (page, world) => ban(page, world, {}));
scene("net-menu", { sizes: ["desktop", "phone"] }, async (page, world) => {
  await openTalk(page, world);
  await openAccountMenu(page);
  await part(page, "open-servers").waitFor();
});
