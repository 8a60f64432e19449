// Voice as the operator has it: where the key is, what happens when the node or LiveKit goes away, what `doctor` says.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { TokenVerifier } from "livekit-server-sdk";
import { KEY, Livekit, SECRET } from "./livekit.mjs";
import { again, eventually, Node, person, runBinary, settled, temporaryFolder, wait } from "./support.mjs";
import { askToken, form, groups, inCall, isListed, listed, LOUNGE, tokenOf, town, watcher } from "./voice-support.mjs";

// Each node and each folder has one of its own.
process.setMaxListeners(100);

const NOT_SET_UP = "Voice is not set up on this server.";
const AWAY = "The voice server cannot be reached right now. Try again in a moment.";
const discover = async (node) => (await (await fetch(`${node.url}/discover`)).json()).serverinfo.voip;

describe("after a restart of the node", () => {
  for (const quiet of [false, true]) {
    test(`who is where is found out again${quiet ? " without notices" : ""}, and what happened meanwhile`, async () => {
      const place = await town({ quiet });
      const { node, livekit } = place;
      const admin = await watcher(node, { key: node.adminKeys[0] });
      const [anna, bert, carl, dora] = [await watcher(node), await watcher(node), await watcher(node), await watcher(node)];
      for (const who of [anna, bert, carl]) await inCall(place, who);
      await isListed(admin, [anna.id, bert.id, carl.id]);
      // Dora has a token and comes while the node is away; Bert goes; Carl was banned, and LiveKit did not hear of it.
      const token = await tokenOf(node, dora);
      livekit.webhooks = [];
      await livekit.stop();
      await admin.ask("banUser", { target: carl.id, reason: "", duration: "1 hour" });
      assert.deepEqual(await isListed(admin, [anna.id, bert.id]), [anna.id, bert.id]);
      await node.stop();
      await livekit.listen();
      await livekit.leave(LOUNGE, bert.id);
      await livekit.join(token, { at: Math.floor(Date.now() / 1000) + 5 });
      assert.deepEqual(livekit.identities(LOUNGE).sort(), [anna.id, carl.id, dora.id].sort());
      await node.launch();
      const back = await again(node, admin);
      assert.deepEqual(await isListed(back, [anna.id, dora.id], "9", 15_000), [anna.id, dora.id]);
      assert.deepEqual(await eventually(() => livekit.identities(LOUNGE), (seen) => !seen.includes(carl.id)), [anna.id, dora.id]);
      // It goes on as before.
      if (!quiet) livekit.webhooks.push(`${node.url}/livekit/webhook`);
      back.left = [];
      back.socket.on("vcMemberLeft", (told) => back.left.push(told));
      await livekit.leave(LOUNGE, anna.id);
      assert.deepEqual(await isListed(back, [dora.id], "9", 20_000), [dora.id]);
      await settled(back);
      assert.deepEqual(back.left, [{ memberId: anna.id, channelId: "9" }]);
      for (const who of [admin, anna, bert, carl, dora, back]) who.close();
      await place.end();
    });
  }

  test("clients that are there early hear who is found", async () => {
    const place = await town({ quiet: true });
    const { node, livekit } = place;
    const anna = await watcher(node);
    await inCall(place, anna);
    livekit.delay = 1500;
    await node.stop();
    await node.launch();
    const back = await again(node, anna);
    const joined = [];
    back.socket.on("vcMemberJoined", (told) => joined.push(told));
    assert.deepEqual(await eventually(() => joined, (seen) => seen.length > 0, 15_000), [{ memberId: anna.id, channelId: "9" }]);
    assert.deepEqual(await listed(back), [anna.id]);
    for (const who of [anna, back]) who.close();
    await place.end();
  });
});

describe("while LiveKit is away", () => {
  test("text goes on, voice says so, and what it has to hear it hears later", async () => {
    const place = await town();
    const { node, livekit } = place;
    const admin = await watcher(node, { key: node.adminKeys[0] });
    const [anna, bert] = [await watcher(node), await watcher(node)];
    await inCall(place, anna);
    await inCall(place, bert);
    await isListed(admin, [anna.id, bert.id]);
    await livekit.stop();
    const begun = Date.now();
    assert.equal((await anna.send("still here")).error, null);
    assert.ok(Date.now() - begun < 2000);
    await admin.ask("disconnectUser", { target: bert.id, reason: "" });
    assert.deepEqual(await isListed(admin, [anna.id]), [anna.id]);
    assert.ok(livekit.identities(LOUNGE).includes(bert.id));
    await eventually(() => node.log, (log) => log.includes("voice is away"));
    // Nobody gets in whom LiveKit could not be told to send out.
    const refused = await askToken(node, form(anna, LOUNGE, { token: anna.account.token }));
    assert.deepEqual([refused.status, refused.body], [503, { error: AWAY, errorMessage: AWAY }]);
    // A loss of the network alone takes nobody from the list.
    assert.deepEqual(await listed(admin), [anna.id]);
    await livekit.listen();
    assert.deepEqual(await eventually(() => livekit.identities(LOUNGE), (seen) => !seen.includes(bert.id), 30_000), [anna.id]);
    assert.equal((await askToken(node, form(anna, LOUNGE, { token: anna.account.token }))).status, 200);
    assert.match(node.log, /voice is away[^]*voice is back/);
    assert.equal(node.log.includes(SECRET), false);
    for (const who of [admin, anna, bert]) who.close();
    await place.end();
  });

  test("a node starts without it, and finds it", async () => {
    const livekit = await Livekit.start();
    await livekit.stop();
    const node = await Node.start({ config: { serverinfo: livekit.config, groups: groups() } });
    const anna = await watcher(node);
    assert.equal(await discover(node), true);
    assert.equal((await askToken(node, form(anna, LOUNGE, { token: anna.account.token }))).status, 503);
    assert.deepEqual(await listed(anna), []);
    await livekit.listen();
    // What was found out is believed for three seconds.
    await wait(3500);
    assert.equal((await askToken(node, form(anna, LOUNGE, { token: anna.account.token }))).status, 200);
    anna.close();
    await Promise.all([node.stop(), livekit.stop()]);
  });

  test("a LiveKit that is slow holds nobody up", async () => {
    const place = await town({ quiet: true });
    const anna = await watcher(place.node);
    place.livekit.delay = 10_000;
    const begun = Date.now();
    const asked = askToken(place.node, form(anna, LOUNGE, { token: anna.account.token }));
    assert.equal((await anna.send("not held up")).error, null);
    assert.ok(Date.now() - begun < 1500);
    const { status } = await asked;
    assert.ok([200, 503].includes(status));
    assert.ok(Date.now() - begun < 6000);
    place.livekit.delay = 0;
    anna.close();
    await place.end();
  });

  test("another key is named as what it is", async () => {
    const livekit = await Livekit.start({ secret: `${SECRET} of another` });
    const node = await Node.start({ config: { serverinfo: { livekit: { enabled: true, url: livekit.address, key: KEY, secret: SECRET } }, groups: groups() } });
    const anna = await watcher(node);
    const { status, body } = await askToken(node, form(anna, LOUNGE, { token: anna.account.token }));
    assert.deepEqual([status, body.error], [503, "The voice server does not accept this server's key. Tell the people who run it."]);
    anna.close();
    await Promise.all([node.stop(), livekit.stop()]);
  });
});

describe("without LiveKit", () => {
  for (const [what, livekit] of [
    ["nobody has set it up", undefined],
    ["it is switched off", { enabled: false, url: "localhost:7880", key: KEY, secret: SECRET }],
    ["its secret is too short", { enabled: true, url: "localhost:7880", key: KEY, secret: "short" }],
    ["its secret is the one of the examples", { enabled: true, url: "voice.example.org", key: "dev", secret: "Minimum32CharacterLongKeyForSecurity" }],
  ]) {
    test(`voice says that it is not there: ${what}`, async () => {
      const node = await Node.start({ config: { serverinfo: livekit ? { livekit } : {}, groups: groups() } });
      const anna = await person(node);
      assert.equal(await discover(node), false);
      assert.equal((await anna.ask("getServerInfo")).serverinfo?.voip ?? false, false);
      anna.enter(LOUNGE);
      const { status, body } = await askToken(node, form(anna));
      assert.deepEqual([status, body], [403, { error: NOT_SET_UP, errorMessage: NOT_SET_UP }]);
      for (const [event, payload] of [["notifyVcMemberJoined", { channelId: "9", memberId: anna.id }], ["notifyVcMemberLeft", { channelId: "9", memberId: anna.id }], ["getVcChannelMembers", { channelId: "9" }]]) {
        assert.equal((await anna.ask(event, payload)).error, NOT_SET_UP, event);
      }
      const notice = await fetch(`${node.url}/livekit/webhook`, { method: "POST", body: "{}" });
      assert.equal(notice.status, 403);
      assert.equal((await anna.send("text is fine")).error, null);
      anna.close();
      await node.stop();
    });
  }
});

describe("where the settings are", () => {
  let livekit;
  let folder;
  before(async () => {
    livekit = await Livekit.start();
    folder = temporaryFolder();
  });
  after(() => livekit.stop());

  const issuer = async (config, environment) => {
    const saved = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
    Object.assign(process.env, environment);
    const node = await Node.start({ config: { serverinfo: { livekit: { enabled: true, ...config } }, groups: groups() } });
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    const anna = await person(node);
    const { status, body } = await askToken(node, form(anna, LOUNGE, { token: anna.account.token }));
    const page = readFileSync(node.configPath, "utf8");
    assert.equal(Object.values(environment).some((value) => page.includes(value)), false, "what the environment says is not saved");
    anna.close();
    await node.stop();
    assert.equal(node.log.includes(SECRET), false);
    if (status !== 200) return `${status} ${body.error}`;
    const { iss } = await new TokenVerifier(KEY, SECRET).verify(body.token);
    return `${iss} ${body.livekitUrl}`;
  };
  const file = (name, text) => {
    const at = path.join(folder, name);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
    return at;
  };

  test("LiveKit's own file, as DCTS has it", async () => {
    const yaml = file("livekit.yaml", `port: 7880\nkeys:\n  ${KEY}: "${SECRET}"\n  other: x\n`);
    assert.equal(await issuer({ url: "localhost:1", key: "dev", secret: "testing" }, { LIVEKIT_YAML_PATH: yaml, LIVEKIT_URL: livekit.address }), `${KEY} ws://${livekit.address}/`);
  });

  test("a file of secrets, and systemd's credential", async () => {
    const secret = file("secret", `${SECRET}\n`);
    const expected = `${KEY} ws://${livekit.address}/`;
    assert.equal(await issuer({ url: livekit.address }, { LIVEKIT_API_KEY: KEY, LIVEKIT_API_SECRET_FILE: secret }), expected);
    file("credentials/livekit-secret", `${KEY}: ${SECRET}`);
    assert.equal(await issuer({ url: livekit.address }, { CREDENTIALS_DIRECTORY: path.join(folder, "credentials") }), expected);
    assert.equal(await issuer({ url: livekit.address }, { LIVEKIT_API_SECRET_FILE: path.join(folder, "none") }), `403 ${NOT_SET_UP}`);
  });

  test("the environment", async () => {
    assert.equal(await issuer({ url: livekit.address }, { LIVEKIT_API_KEY: KEY, LIVEKIT_API_SECRET: SECRET }), `${KEY} ws://${livekit.address}/`);
  });

  test("an address of its own for the node", async () => {
    const config = { ...livekit.config.livekit, url: "voice.example.org" };
    const node = await Node.start({ config: { serverinfo: { livekit: config }, groups: groups(), dcts_edge: { voice: { apiUrl: livekit.url } } } });
    const anna = await person(node);
    const { status, body } = await askToken(node, form(anna, LOUNGE, { token: anna.account.token }));
    assert.deepEqual([status, body.livekitUrl], [200, "ws://voice.example.org/"]);
    anna.close();
    await node.stop();
  });

  test("reloaded, they take effect at once; calls end where there is no voice any more", async () => {
    const place = await town();
    const { node } = place;
    const anna = await watcher(node);
    await inCall(place, anna);
    await isListed(anna, [anna.id]);
    const save = (change) => {
      const config = node.savedConfig();
      change(config);
      writeFileSync(node.configPath, JSON.stringify(config));
      node.child.kill("SIGHUP");
    };
    save((config) => (config.serverinfo.livekit.enabled = false));
    assert.equal(await eventually(() => discover(node), (voip) => !voip), false);
    assert.deepEqual(await eventually(() => anna.left, (left) => left.length > 0), [{ memberId: anna.id, channelId: "9" }]);
    assert.equal(await eventually(() => place.livekit.rooms.size, (size) => size === 0), 0);
    save((config) => (config.serverinfo.livekit.enabled = true));
    assert.equal(await eventually(() => discover(node), (voip) => voip), true);
    assert.equal((await askToken(node, form(anna, LOUNGE, { token: anna.account.token }))).status, 200);
    anna.close();
    await place.end();
  });
});

describe("doctor", () => {
  let livekit;
  let node;
  before(async () => {
    livekit = await Livekit.start();
    node = await Node.start({ config: { serverinfo: livekit.config, groups: groups() } });
  });
  after(() => Promise.all([node.stop(), livekit.stop()]));

  /** What it says; `config` and the environment instead of the node's. */
  async function doctor({ config, environment = {}, words = [] } = {}) {
    const at = path.join(temporaryFolder(), "config.json");
    writeFileSync(at, JSON.stringify(config ?? node.savedConfig()));
    const listen = words.includes("--listen") ? [] : ["--listen", `127.0.0.1:${node.port}`];
    const { code, stdout, stderr } = await runBinary(["doctor", "--data", node.data, "--config", at, ...listen, ...words], environment);
    assert.equal(stdout.includes(SECRET), false);
    return { code, said: stdout, stderr };
  }
  const changed = (fields, edge = {}) => {
    const config = node.savedConfig();
    Object.assign(config.serverinfo.livekit, fields);
    config.dcts_edge = { ...config.dcts_edge, ...edge };
    return config;
  };

  test("all is well", async () => {
    const { code, said } = await doctor();
    assert.equal(code, 0, said);
    for (const line of [/^good {3}voice: key "APItestkey", its secret in config\.json$/m, /^good {3}the clock of LiveKit differs by [0-3] s$/m, /^good {3}LiveKit at http:\S+ answers and takes the key$/m, /^good {3}members' clients connect to ws:/m, /^good {3}webhook: \S+ takes what is signed with the key, and nothing else$/m]) assert.match(said, line);
    assert.doesNotMatch(said, /^wrong/m);
  });

  test("nothing is set up", async () => {
    const { code, said } = await doctor({ config: changed({ key: "dev", secret: "testing" }) });
    assert.deepEqual([code, said.split("\n").filter(Boolean).length], [0, 1]);
    assert.match(said, /^note {3}voice is not configured: /);
  });

  test("what is wrong is named, and the exit code is 1", async () => {
    const wrong = async (options, line) => {
      const { code, said, stderr } = await doctor(options);
      assert.equal(code, 1, said);
      assert.match(said, line);
      assert.match(stderr, /text chat does not need it/);
    };
    await wrong({ config: changed({ secret: "short" }) }, /^wrong {2}voice is not configured: .*32 characters$/m);
    await wrong({ config: changed({ url: "a b" }) }, /^wrong {2}voice is not configured: serverinfo\.livekit\.url: expected host/m);
    await wrong({ config: changed({ url: "127.0.0.1:1" }) }, /^wrong {2}LiveKit at http:\/\/127\.0\.0\.1:1\/: .*cannot be reached/m);
    await wrong({ config: changed({ secret: `${SECRET} of another` }) }, /^wrong {2}LiveKit at \S+ does not take the key "APItestkey"/m);
    await wrong({ config: changed({ secret: `${SECRET} of another` }) }, /^wrong {2}webhook: \S+ does not take what is signed with the key/m);
    await wrong({ words: ["--listen", "127.0.0.1:1"] }, /^wrong {2}webhook: http:\/\/127\.0\.0\.1:1\/livekit\/webhook: .*Does the node run\?$/m);
    await wrong({ words: ["--webhook", "no URL"] }, /^wrong {2}webhook: "no URL" is no URL$/m);
    await wrong({ words: ["--webhook", `${livekit.url}/`] }, /^wrong {2}webhook: /m);
    await wrong({ config: changed({ url: node.url.slice(7) }) }, /^wrong {2}what answers at \S+ is no LiveKit$/m);
    await wrong({ config: changed({ url: `ws://${livekit.address}` }, { tls: { selfSigned: true } }) }, /^wrong {2}members come by https/m);
  });

  test("a clock that is far away", async () => {
    livekit.date = new Date(Date.now() - 600_000).toUTCString();
    const { code, said } = await doctor();
    delete livekit.date;
    assert.equal(code, 1);
    assert.match(said, /^wrong {2}the clock of LiveKit differs by (599|600|601) s: it takes no token/m);
  });

  test("LiveKit's own configuration tells where its notices go", async () => {
    const yaml = path.join(temporaryFolder(), "livekit.yaml");
    const environment = { LIVEKIT_YAML_PATH: yaml };
    const keys = `keys:\n  ${KEY}: ${SECRET}\n`;
    writeFileSync(yaml, keys);
    assert.match((await doctor({ environment })).said, /^note {3}webhook: LiveKit's configuration names none/m);
    writeFileSync(yaml, `${keys}webhook:\n  api_key: ${KEY}\n  urls:\n    - ${node.url}/livekit/webhook\n`);
    const { code, said } = await doctor({ environment, words: ["--listen", "127.0.0.1:1"] });
    assert.equal(code, 0, said);
    assert.match(said, /^good {3}webhook: \S+ takes what is signed/m);
    writeFileSync(yaml, `${keys}webhook:\n  api_key: other\n  urls: ["${node.url}/livekit/webhook"]\n`);
    assert.match((await doctor({ environment })).said, /^wrong {2}webhook: LiveKit signs with another key/m);
  });
});

test("a notice that comes through a proxy counts as well", async () => {
  const place = await town({ quiet: true });
  const anna = await watcher(place.node);
  const stay = await place.livekit.join(await tokenOf(place.node, anna), { quiet: true });
  const body = JSON.stringify(place.livekit.event("participant_joined", LOUNGE, stay));
  const response = await fetch(`${place.node.url}/livekit/webhook`, { method: "POST", headers: { authorization: await place.livekit.sign(body), "x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https" }, body });
  assert.equal(response.status, 200);
  assert.deepEqual(await listed(anna), [anna.id]);
  await wait(10);
  anna.close();
  await place.end();
});
