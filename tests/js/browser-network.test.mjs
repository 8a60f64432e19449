// Other servers in the web client: the list for everybody, what the staff decides, and bans that nodes recommend. Real
// nodes; the servers around them are played by the tests, and what they say of themselves is hostile.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { DesktopClient, newKey } from "./desktop-client.mjs";
import { elsewhere, interpose, isAccessible, isSmall, launchBrowser, LOOKS, openAccountMenu, openServerSettings, ownNode, part, person, PHONE, promote, registerInBrowser, save, toPage, until, visitor } from "./browser-support.mjs";
import { Identity } from "./dsync-peer.mjs";
import { deliver, Fake, meet, network, received } from "./dsync-support.mjs";
import { freePort } from "./mariadb.mjs";
import { ask } from "./support.mjs";
import { lookEverywhere, watch } from "./xss-watch.mjs";

/** What a page complained of. Chromium names handlers also in documents that run nothing, in which hostile texts are taken apart;
 * that none of them ran is looked at by itself. */
const troubleOf = (page) => page.trouble.filter((text) => !text.startsWith("Executing inline event handler violates"));

const MINUTE = 60_000;
const EVIL = '<img src=x onerror="window.pwned=1;alert(1)"><script>window.pwned=1</script>';
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** A node that takes part in the network, on this machine. */
async function federated(t, dsync = {}, serverinfo = {}) {
  const port = await freePort();
  const node = await ownNode(t, { port, config: { serverinfo: { app: { url: `http://127.0.0.1:${port}` }, dsync: { enabled: true, allowPrivateAddresses: true, ...dsync }, ...serverinfo } } });
  node.address = `127.0.0.1:${port}`;
  node.nodeId = (await (await fetch(`${node.url}/discover`)).json()).node.id;
  return node;
}

let networks = 0;
/** Another server that a node knows, of a site of its own. */
async function friend(t, node, { info = {}, isVouched = true } = {}) {
  const fake = await Fake.start({ ip: `127.8.${++networks}.1` });
  t.after(() => fake.stop());
  const { show } = fake;
  fake.show = () => ({ ...show(), serverinfo: { name: "Fake", ...info } });
  await meet(node, fake, isVouched);
  return fake;
}

/** Somebody in a browser, who may do everything if that is wanted. */
async function inBrowser(t, node, { isStaff = false, ...options } = {}) {
  const page = await visitor(t, node, options);
  await registerInBrowser(page, person("Ada"));
  if (isStaff) page.same = await promote(t, node, page);
  return page;
}

/** Waits for what is fetched a while after the join: ways to other parts, and who listens to hints. */
async function isWhole(page) {
  await until(async () => {
    await openAccountMenu(page);
    const isThere = (await part(page, "open-servers").count()) > 0;
    if (!isThere) await page.keyboard.press("Escape");
    return isThere;
  }, "the rest of the client is there");
}

async function openServers(page) {
  await isWhole(page);
  await part(page, "open-servers").click();
  await part(page, "servers").waitFor();
}

/** By what a node recognises the owner of a key. */
const hashFor = (node, publicKey) => createHash("sha256").update(`dsync1-ban\n${node.nodeId}\n`).update(createPublicKey(publicKey).export({ type: "spki", format: "der" })).digest("base64url");

let addresses = 0;
/** A member whose key is proven. */
async function keyed(t, node) {
  const client = new DesktopClient(node, { key: newKey(), from: `198.51.100.${++addresses}` });
  t.after(() => client.close());
  await client.connect();
  await client.register();
  client.id = client.account.id;
  await client.prove();
  return client;
}

/** The same member, who comes in again. */
async function comesBack(t, client) {
  const next = new DesktopClient(client.node, { key: client.key, from: client.from });
  t.after(() => next.close());
  await next.connect();
  assert.ok(!(await ask(next.socket, "userConnected", next.form({ ...client.auth, pow: client.account.pow }))).error);
}

/** Has a server recommend the ban of a member, and waits until that is known. */
async function recommend(node, fake, { key }, staff, more = {}) {
  const payload = { id: randomUUID(), member: hashFor(node, key.publicKey), reason: "scam", note: `a ${EVIL} note`, until: null, ...more };
  assert.deepEqual((await deliver(node, fake.seal("ban.recommend", payload, node))).answer.payload, {});
  await until(async () => ((await staff.ask("getBanRecommendations", { page: 1 })).recommendations ?? []).some(({ recommendation }) => recommendation === payload.id), "the recommendation is known");
  return payload;
}

const card = (page, text) => part(page, "server-card").filter({ hasText: text });

describe("the list for everybody", () => {
  test("shows what servers say of themselves as text, is searched, opens in a new tab", { timeout: MINUTE }, async (t) => {
    const node = await federated(t);
    const evil = await friend(t, node, { info: { name: `Evil ${EVIL}`, about: `${EVIL}<p>All <b>fine</b></p>`, icon: "javascript:alert(1)", slots: { online: 7 } } });
    const calm = await friend(t, node, { info: { name: "Garden Keepers", about: "Seeds and soil" } });
    await friend(t, node, { info: { name: "Not decided" }, isVouched: false });
    const page = await visitor(t, node);
    const bad = await watch(page, node);
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    await openServers(page);
    await card(page, "Evil").waitFor();
    assert.match(await card(page, "Evil").innerText(), /<img src=x onerror/, "its name is text");
    assert.match(await card(page, "Evil").innerText(), /All fine/);
    assert.match(await card(page, "Evil").innerText(), /7 online/);
    assert.equal(await part(page, "server-card").count(), 2, "who is not decided about is not listed");
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    const link = card(page, "Garden").getByTestId("open-server");
    assert.deepEqual([await link.getAttribute("href"), await link.getAttribute("target"), await link.getAttribute("rel")], [`https://${calm.address}/`, "_blank", "noopener noreferrer nofollow"]);
    await part(page, "servers-find").fill("soil garden");
    await card(page, "Evil").waitFor({ state: "detached" });
    assert.equal(await part(page, "server-card").count(), 1);
    await part(page, "servers-find").fill("nowhere <b>");
    await page.getByText("Nothing found for “nowhere <b>”").waitFor();
    await part(page, "servers-find").fill("");
    await card(page, evil.address).waitFor();
    assert.deepEqual(await lookEverywhere(page, "the list"), []);
    assert.deepEqual(bad, []);
  });

  test("favourites are kept on the device, also of servers that left the list", { timeout: MINUTE }, async (t) => {
    const node = await federated(t);
    const fake = await friend(t, node, { info: { name: "Garden Keepers" } });
    const page = await inBrowser(t, node);
    await openServers(page);
    await part(page, "servers-favourites").click();
    await page.getByText("You have no favourites yet").waitFor();
    await part(page, "servers-all").click();
    // With the keyboard alone.
    await card(page, "Garden").getByTestId("favourite").focus();
    await page.keyboard.press("Space");
    await page.locator('[data-testid="favourite"][aria-pressed="true"]').waitFor();
    await network(node, "block", fake.address);
    await page.reload();
    await part(page, "servers-favourites").click();
    await card(page, "Garden Keepers").waitFor();
    await card(page, "Garden").getByTestId("favourite").click();
    await page.getByText("No other server is listed yet").waitFor();
    assert.deepEqual(troubleOf(page), []);
  });

  test("servers are submitted, and it is said why not", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await inBrowser(t, node);
    await openServers(page);
    await page.getByText("No other server is listed yet").waitFor();
    const tried = async (address, answer) => {
      await part(page, "submit-address").fill(address);
      await page.keyboard.press("Enter");
      await part(page, "submit-trouble").and(page.getByRole("alert")).getByText(answer).waitFor();
      assert.equal(await part(page, "submit-address").inputValue(), address, "what was typed stays");
    };
    await part(page, "submit-server").click();
    await tried("not an address", "That is no address");
    await tried("http://10.0.0.5:2052/", "That is no address");
    await tried(node.url, "That is this server");
    await part(page, "submit-address").fill("https://Chat.Example.org/?group=0");
    await part(page, "submit-do").click();
    await part(page, "submit-dialog").waitFor({ state: "detached" });
    await page.getByText("chat.example.org waits for those who look after the list.").waitFor();
    const staff = await promote(t, node, page);
    const { servers } = await staff.ask("getNetworkServers");
    assert.deepEqual(servers.map(({ address, status }) => [address, status]), [["chat.example.org", "pending"]]);
    assert.ok(page.trouble.every((text) => /400 \(Bad Request\)/.test(text)), page.trouble.join());
  });

  test("a server without a list says so, and one that does not answer can be asked again", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t, { config: { serverinfo: { discovery: { enabled: false } } } });
    const page = await inBrowser(t, node);
    await openServers(page);
    await page.getByText("This server keeps no list").waitFor();
    assert.equal(await part(page, "submit-server").count(), 0);
    await page.route("**/servers", (route) => route.abort());
    await page.reload();
    await part(page, "servers-failed").waitFor();
    await page.unroute("**/servers");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("This server keeps no list").waitFor();
  });
});

describe("administration", () => {
  test("a score, how it came about, and what is decided", { timeout: 2 * MINUTE }, async (t) => {
    const node = await federated(t);
    const fake = await friend(t, node, { info: { name: `Evil ${EVIL}`, about: EVIL }, isVouched: false });
    const page = await inBrowser(t, node, { isStaff: true });
    await openServerSettings(page, "network");
    const row = part(page, "server-row").filter({ hasText: fake.address });
    await row.getByRole("img", { name: "Trust 20 of 100, Low" }).waitFor();
    await row.getByTestId("server-details").click();
    await page.getByRole("heading", { level: 1, name: "Evil" }).waitFor();
    assert.equal(await part(page, "node-key").innerText(), fake.identity.key);
    assert.equal((await page.locator(".node-id .fp").first().innerText()).replace(/\s/g, ""), fake.identity.id);
    await page.getByText("Nothing has changed it yet").waitFor();
    await part(page, "server-status").selectOption("verified");
    await part(page, "node").getByRole("img", { name: "Trust 50 of 100, Fair" }).waitFor();
    await part(page, "trust-value").fill("101");
    await part(page, "trust-set").click();
    await page.getByText("A whole number from 0 to 100.").waitFor();
    await part(page, "trust-value").fill("80");
    await part(page, "trust-set").click();
    await part(page, "node").getByRole("img", { name: "Trust 80 of 100, High" }).waitFor();
    // A malformed event, of which the log keeps the proof.
    await deliver(node, fake.seal("node.hello", { node: 7 }, node));
    await page.reload();
    await openServerSettings(page, "network");
    await part(page, "network-verified").click();
    await row.getByTestId("server-details").click();
    await part(page, "trust-entry").filter({ hasText: "It sent something malformed" }).locator("summary").click();
    await part(page, "trust-entry").locator("pre").filter({ hasText: '"event": "node.hello"' }).waitFor();
    assert.deepEqual(await part(page, "trust-entry").locator("b").allInnerTexts(), ["−5", "+30", "+30"]);
    await page.getByRole("img", { name: "Score over time: 3 changes, from 20 to 75." }).waitFor();
    assert.equal(await part(page, "score-line").locator("polyline").getAttribute("points").then((points) => points.split(" ").length), 7);
    await part(page, "node-back").click();
    await row.waitFor();
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.deepEqual(troubleOf(page), []);
  });

  test("another key is explained, and accepted only after a question", { timeout: MINUTE }, async (t) => {
    const node = await federated(t);
    const fake = await friend(t, node, { info: { name: "Paper Boats" } });
    const old = fake.identity;
    fake.identity = new Identity();
    await network(node, "ping", fake.address);
    const page = await inBrowser(t, node, { isStaff: true });
    await openServerSettings(page, "network");
    await part(page, "server-row").getByText("Other key").waitFor();
    await part(page, "server-details").click();
    await part(page, "key-change").waitFor();
    const ids = (await part(page, "key-change").locator(".fp").allInnerTexts()).map((text) => text.replace(/\s/g, ""));
    assert.deepEqual(ids, [old.id, fake.identity.id], "both are shown");
    await part(page, "accept-key").click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assert.equal((await page.same.ask("getNetworkNode", { address: fake.address })).server.nodeKey, old.key, "nobody was sure");
    await part(page, "accept-key").click();
    await part(page, "confirm").click();
    await part(page, "key-change").waitFor({ state: "detached" });
    await until(async () => (await part(page, "node-key").innerText()) === fake.identity.key, "the new key is known");
    await part(page, "node").getByRole("img", { name: "Trust 20 of 100, Low" }).waitFor();
    assert.deepEqual(troubleOf(page), []);
  });

  test("settings are saved, and it is said what is sent to whom", { timeout: MINUTE }, async (t) => {
    const node = await federated(t);
    const page = await inBrowser(t, node, { isStaff: true });
    await openServerSettings(page, "network");
    await part(page, "tab-about").click();
    await part(page, "network-standing").getByText("This server takes part in the network.").waitFor();
    await part(page, "network-explained").getByText("It holds no name, no account, no network address").waitFor();
    await part(page, "network-policy").selectOption("auto");
    await part(page, "network-min-nodes").fill("0");
    await part(page, "save").click();
    await page.getByRole("alert").filter({ hasText: "expected a number from 1 to 100" }).waitFor();
    await part(page, "network-min-nodes").fill("4");
    await part(page, "network-newcomers").selectOption("blocked");
    await save(page);
    await until(() => node.savedConfig().serverinfo.dsync?.bans?.policy === "auto", "they are stored");
    const { dsync, discovery } = node.savedConfig().serverinfo;
    assert.deepEqual([dsync.bans.minNodes, dsync.enabled, discovery.defaultStatus], [4, true, "blocked"]);
    await part(page, "network-on").uncheck();
    await save(page);
    await part(page, "network-standing").getByText("This server sends nothing to any other.").waitFor();
    assert.deepEqual(troubleOf(page), []);
  });
});

describe("bans of others", () => {
  test("are queued, shown on the profile and when somebody comes, and decided", { timeout: 2 * MINUTE }, async (t) => {
    const node = await federated(t, { bans: { policy: "show" } });
    const fake = await friend(t, node, { info: { name: "Radio North" } });
    const ben = await keyed(t, node);
    const page = await inBrowser(t, node, { isStaff: true });
    await page.same.ask("setNodeTrust", { address: fake.address, trust: 70 });
    await recommend(node, fake, ben, page.same);
    await recommend(node, fake, { key: newKey() }, page.same, { reason: "spam", note: "" });
    ben.socket.close();
    await isWhole(page);
    await page.keyboard.press("Escape");
    await openServerSettings(page, "network");
    await part(page, "tab-recommended").click();
    const ours = part(page, "recommendation").filter({ has: part(page, "recommended-member") });
    await ours.waitFor();
    assert.match(await ours.innerText(), /Fraud · a <img src=x onerror/, "a note is text");
    await part(page, "recommendation").filter({ hasText: "Not a member here" }).waitFor();
    await part(page, "recommended-member").click();
    await part(page, "banned-elsewhere").getByText("Banned on 1 server that you trust").waitFor();
    await page.keyboard.press("Escape");
    // Somebody of the staff hears of it when they come.
    await comesBack(t, ben);
    await page.getByText(/is banned elsewhere/).waitFor();
    await page.getByRole("button", { name: "Show the profile" }).click();
    await part(page, "banned-elsewhere").locator("summary").click();
    await part(page, "banned-elsewhere").getByText(fake.address).waitFor();
    await page.keyboard.press("Escape");
    await ours.getByTestId("rec-never").click();
    await part(page, "confirm").click();
    await ours.getByText("Never by the network").waitFor();
    assert.equal((await page.same.ask("getNetworkBans", { memberId: ben.id })).isNever, true);
    await part(page, "recommended-member").click();
    await part(page, "banned-elsewhere").getByText("the network never bans this member").waitFor();
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.deepEqual(troubleOf(page), []);
  });

  test("are taken over here from the queue", { timeout: MINUTE }, async (t) => {
    const node = await federated(t, { bans: { policy: "show" } });
    const fake = await friend(t, node);
    const ben = await keyed(t, node);
    const page = await inBrowser(t, node, { isStaff: true });
    await page.same.ask("setNodeTrust", { address: fake.address, trust: 70 });
    await recommend(node, fake, ben, page.same);
    await openServerSettings(page, "network");
    await part(page, "tab-recommended").click();
    await part(page, "rec-dismiss").click();
    await part(page, "recommendation").getByText("Dismissed").waitFor();
    await part(page, "rec-ban").click();
    await part(page, "confirm").click();
    await part(page, "recommendation").getByText("Banned here").waitFor();
    await until(async () => (await page.same.ask("getBans")).data.some(({ memberId }) => memberId === ben.id), "the ban is there");
    assert.deepEqual(troubleOf(page), []);
  });

  test("a ban here is recommended only when that was ticked, and only where there is a network", { timeout: 2 * MINUTE }, async (t) => {
    const node = await federated(t);
    const fake = await friend(t, node);
    const [ben, cleo] = [await keyed(t, node), await keyed(t, node)];
    const page = await inBrowser(t, node, { isStaff: true });
    const banning = async ({ id }) => {
      await page.locator(`[data-testid="member-item"][data-member="${id}"]`).click();
      await part(page, "profile-more").click();
      await part(page, "profile-ban").click();
      await part(page, "moderate-reason").fill("Spam");
      await part(page, "recommend-ban").waitFor();
      assert.equal(await part(page, "recommend-ban").isChecked(), false, "nothing is sent unless somebody wants it");
    };
    const done = async () => {
      await part(page, "moderate-do").click();
      await part(page, "moderate").waitFor({ state: "detached" });
    };
    await banning(cleo);
    await done();
    await banning(ben);
    await part(page, "recommend-ban").check();
    await part(page, "network-reason").selectOption("scam");
    await part(page, "network-note").fill("Sold what is not theirs");
    await done();
    await page.locator(".toast").getByText("trusted servers are told").waitFor();
    const [sent] = await received(fake, "ban.recommend");
    assert.deepEqual([sent.payload.reason, sent.payload.note], ["scam", "Sold what is not theirs"]);
    assert.equal(fake.events.filter(({ event }) => event === "ban.recommend").length, 1, "the other ban was not recommended");
    assert.deepEqual(troubleOf(page), []);

    const alone = await ownNode(t);
    const ada = await inBrowser(t, alone, { isStaff: true });
    const dora = await elsewhere(t, alone, { name: "Dora" });
    await part(ada, "member-item").filter({ hasText: "Dora" }).click();
    await part(ada, "profile-more").click();
    await part(ada, "profile-ban").click();
    await part(ada, "moderate-reason").waitFor();
    await ada.waitForLoadState("networkidle");
    assert.equal(await part(ada, "recommend-ban").count(), 0);
    dora.socket.close();
  });

  test("a hint is text, whatever a server says", { timeout: MINUTE }, async (t) => {
    const node = await ownNode(t);
    const page = await visitor(t, node);
    const wire = await interpose(page);
    await page.reload();
    await registerInBrowser(page, person("Ada"));
    await isWhole(page);
    await page.keyboard.press("Escape");
    for (const nonsense of [null, {}, { memberId: EVIL }, { memberId: "118230045561", memberName: {}, nodes: "x", reasons: 7 }]) wire.say("networkBanHint", nonsense);
    wire.say("networkBanHint", { memberId: "118230045561", memberName: EVIL, nodes: 3, reasons: ["spam", EVIL], policy: "auto", isBanned: true });
    const toast = page.locator(".toast").filter({ hasText: "was banned automatically" });
    await toast.waitFor();
    assert.match(await toast.innerText(), /<img src=x onerror/);
    assert.match(await toast.innerText(), /3 servers that you trust recommend it: Spam, Something else\./);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
  });
});

describe("accessibility", () => {
  for (const { name: look, ...options } of LOOKS) {
    test(`${look}: axe finds nothing serious in the list, the administration and the dialog`, { timeout: 2 * MINUTE }, async (t) => {
      const node = await federated(t);
      const fake = await friend(t, node, { info: { name: "Radio North", about: "Long nights" } });
      const page = await inBrowser(t, node, { isStaff: true, ...options });
      await openServers(page);
      await part(page, "server-card").waitFor();
      await isAccessible(page, "the list");
      await part(page, "submit-server").click();
      await isAccessible(page, "submitting");
      await page.keyboard.press("Escape");
      fake.identity = new Identity();
      await network(node, "ping", fake.address);
      await openServerSettings(page, "network");
      await part(page, "server-row").waitFor();
      await isAccessible(page, "the servers");
      await part(page, "tab-about").click();
      await part(page, "network-policy").waitFor();
      await isAccessible(page, "the settings");
      await part(page, "tab-list").click();
      await part(page, "server-details").click();
      await part(page, "key-change").waitFor();
      await isAccessible(page, "a server");
      if (isSmall(page)) {
        await page.locator("main .back").click();
        await part(page, "server-row").waitFor();
      }
    });
  }

  test("in German on a phone: nothing is left in English", { timeout: MINUTE }, async (t) => {
    const node = await federated(t);
    await friend(t, node, { info: { name: "Radio" } });
    const page = await inBrowser(t, node, { isStaff: true, viewport: PHONE, locale: "de-DE" });
    await openServers(page);
    await page.getByText("Server, die dieser auflistet.").waitFor();
    await openServerSettings(page);
    await toPage(page, "network");
    await part(page, "server-details").click();
    await page.getByText("Eine Entscheidung des Teams").waitFor();
    await page.getByText("Deine Entscheidung").waitFor();
    assert.deepEqual(troubleOf(page), []);
  });
});
