// Calls that are encrypted from end to end: real Chromium, real node, LiveKit's real library with its real worker; what
// LiveKit's server would see is seen by `voice-stage.mjs`, which hands sound and messages from one to the other.
import assert from "node:assert/strict";
import { createDecipheriv, hkdfSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { DataPacket } from "@livekit/protocol";
import { DESKTOP, inChat, isAccessible, launchBrowser, leaveSettings, overflow, part, sessionOf, SIZES, until } from "./browser-support.mjs";
import { newKey, openEnvelope } from "./desktop-client.mjs";
import { envelopeText, readEnvelopeText, sealEnvelope, signObject, verifyObject } from "./desktop-keys.mjs";
import { bringKey } from "./direct-support.mjs";
import { wait } from "./support.mjs";
import { callIs, enter, guest, inCall, isFetched, MINUTE, news, tile, town } from "./voice-browser.mjs";

const TOPIC = "dcts-edge.media";
const KEY = "dcts-edge media key 1";
const GCM = 1;

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** Everything that a page sends and gets, but for the client's own files. */
function tap(page) {
  const note = (data) => page.heard.push(typeof data === "string" ? data : Buffer.from(data ?? "").toString("latin1"));
  page.heard = [];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => note(payload));
    socket.on("framereceived", ({ payload }) => note(payload));
  });
  page.on("request", (request) => [request.url(), JSON.stringify(request.headers()), request.postDataBuffer()].forEach(note));
  page.on("response", (response) => /\/assets\/|\/sw\.js$/.test(response.url()) || void response.body().then(note, () => undefined));
}

/** Notes the connections of a page, and how they were asked for. */
function watchConnections() {
  window.connections = [];
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration) {
      super(configuration);
      window.connections.push({ connection: this, configuration });
    }
  };
}

/** Somebody in the chat; with a key of their own, if they shall have one. */
async function somebody(t, place, { viewport, name, hasKey = true }) {
  const page = await guest(t, place, { viewport, name });
  const key = hasKey ? await bringKey(page) : undefined;
  if (key) {
    await page.locator('[data-testid="key-state"][data-state="serverProven"]').waitFor();
    await leaveSettings(page);
  }
  tap(page);
  page.said = [];
  page.on("console", (message) => page.said.push(message.text()));
  await page.addInitScript(watchConnections);
  await page.reload();
  await inChat(page);
  return { page, key, name, id: (await sessionOf(page)).id };
}

/** Switches encryption on where the other settings of calls are. */
async function switchOn(page) {
  await part(page, "voice-devices").click();
  await part(page, "voice-devices-pop").waitFor();
  await part(page, "voice-seal").check();
  await page.keyboard.press("Escape");
}

const lockIs = (page, state) => page.locator(`[data-testid="voice-lock"][data-state="${state}"]`).waitFor();
const tagOf = (page, id, state) => tile(page, id).locator(`[data-testid="voice-person-lock"][data-state="${state}"]`);
const workers = (page) => page.workers().filter((worker) => /\.e2ee\.worker-/.test(worker.url()));

/** How loud others are at most, for a while: in LiveKit's frames as the browser decodes them. */
const loudest = (page) =>
  page.evaluate(async () => {
    const context = (window.listening ??= new AudioContext());
    await context.resume();
    const receivers = window.connections.filter(({ connection }) => connection.connectionState !== "closed").flatMap(({ connection }) => connection.getReceivers());
    const ears = receivers.filter(({ track }) => track?.kind === "audio" && track.readyState === "live").map(({ track }) => {
      const [source, ear] = [context.createMediaStreamSource(new MediaStream([track])), context.createAnalyser()];
      ear.fftSize = 8192;
      source.connect(ear);
      return { source, ear };
    });
    let most = 0;
    const samples = new Float32Array(8192);
    for (let n = 0; n < 12; n++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      for (const { ear } of ears) {
        ear.getFloatTimeDomainData(samples);
        most = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), most);
      }
    }
    ears.forEach(({ source }) => source.disconnect());
    return most;
  });
const hears = (page, what) => until(async () => (await loudest(page)) > 0.01, what);

/** Our own messages in a call, as the voice server sees them. */
const messagesOf = (stage) =>
  stage.messages.flatMap(({ identity, bytes }) => {
    const { value } = DataPacket.fromBinary(new Uint8Array(bytes));
    return value.case === "user" && value.value.topic === TOPIC ? [{ identity, to: value.value.destinationIdentities, message: JSON.parse(Buffer.from(value.value.payload).toString()) }] : [];
  });
const keysFrom = (stage, from, to) => messagesOf(stage).filter(({ identity, message }) => identity === from && message.type === KEY && (!to || message.to === to)).map(({ message }) => message);
const nonceOf = (stage, id) => messagesOf(stage).filter(({ identity }) => identity === id).at(-1).message.nonce;
const secretIn = (message, { key }) => Buffer.from(openEnvelope(key.privateKey, readEnvelopeText(message.key)).slice(KEY.length + 1), "base64");

/** The frame, as it was before LiveKit's worker encrypted it; nothing if it was with another key. */
function openFrame(frame, secret, { room, from, nonce, epoch }) {
  const material = hkdfSync("sha256", secret, "dcts-edge media", JSON.stringify([KEY, room, from, nonce, epoch]), 32);
  const key = Buffer.from(hkdfSync("sha256", Buffer.from(material), "LKFrameEncryptionKey", Buffer.alloc(128), 16));
  const end = frame.length - 2 - frame.at(-2);
  const decipher = createDecipheriv("aes-128-gcm", key, frame.subarray(end, -2)).setAAD(frame.subarray(0, 1)).setAuthTag(frame.subarray(end - 16, end));
  try {
    return Buffer.concat([decipher.update(frame.subarray(1, end - 16)), decipher.final()]);
  } catch {
    return undefined;
  }
}
/** Those are encrypted, and end as LiveKit's do: an IV of 12 bytes, its length, and which key it was. */
const isSealed = (frame) => frame.length > 31 && frame.at(-2) === 12 && frame.at(-1) < 16;

const guises = (secret) => [secret.toString("latin1"), ...["base64", "base64url", "hex"].map((form) => secret.toString(form).replace(/=+$/, "")), ...[1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), secret]).toString("base64").slice(4, -4))];
const filesOf = (node) => readdirSync(node.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name)).toString("latin1"));

for (const [size, viewport] of SIZES) {
  test(`${size}: two people hear each other, and nobody between them does; who has no key sees the lock`, { timeout: 4 * MINUTE }, async (t) => {
    const place = await town(t);
    const { stage, node } = place;
    stage.isRelay = true;
    const ada = await somebody(t, place, { viewport, name: "Ada" });
    const ben = await somebody(t, place, { viewport, name: "Ben" });

    // Off until somebody switches it on: nothing of it is loaded, and nothing is said.
    await inCall(ada.page);
    await until(() => stage.sent.length === 1, "the microphone is sent");
    assert.deepEqual([isFetched(ada.page, "seal"), workers(ada.page).length, await part(ada.page, "voice-lock").count()], [false, 0, 0]);
    assert.deepEqual(stage.encrypted.at(-1), { identity: ada.id, source: "MICROPHONE", encryption: 0 });
    await switchOn(ada.page);
    await callIs(ada.page, "in");
    await lockIs(ada.page, "sealed");
    await news(ada.page, "end-to-end encrypted");
    await until(() => stage.encrypted.length === 2, "the microphone is sent again");
    assert.deepEqual(stage.encrypted.at(-1), { identity: ada.id, source: "MICROPHONE", encryption: GCM });
    assert.equal(workers(ada.page).length, 1);
    assert.ok(workers(ada.page)[0].url().startsWith(`${node.url}/assets/`), "the worker is one of our own files");
    const made = await ada.page.evaluate(() => window.connections.filter(({ connection }) => connection.connectionState !== "closed").map(({ configuration }) => configuration?.encodedInsertableStreams));
    assert.ok(made.length && made.every(Boolean), "LiveKit's library was given the encryption");
    assert.equal(await ada.page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.voice")).isSealed), true);
    await isAccessible(ada.page, "an encrypted call");

    // Ben has a key, and has not switched it on: he sees why he hears nothing, and what to do.
    await inCall(ben.page);
    await part(ben.page, "voice-locked").getByText("This call is end-to-end encrypted").waitFor();
    await tagOf(ben.page, ada.id, "locked").waitFor();
    await lockIs(ben.page, "open");
    await tagOf(ada.page, ben.id, "open").waitFor();
    await lockIs(ada.page, "partly");
    await ada.page.locator(".sheet-head").getByText("Encrypted, except for 1 person").waitFor();
    await isAccessible(ben.page, "a call that cannot be heard");
    assert.deepEqual([await overflow(ben.page), await overflow(ada.page)], [[], []]);
    await part(ben.page, "voice-locked").getByRole("button", { name: "Turn on encryption" }).click();
    await callIs(ben.page, "in");
    for (const { page } of [ada, ben]) await lockIs(page, "sealed");
    for (const [{ page }, other] of [[ada, ben], [ben, ada]]) {
      await tile(page, other.id).getByTestId("voice-person-lock").waitFor({ state: "detached" });
      await hears(page, `${other.name} is heard`);
    }

    // What the voice server has: envelopes, each signed by who made it and for one other person, and frames it cannot read.
    const opened = async (from, secret, about) => (await stage.framesOf(from.id)).filter((frame) => isSealed(frame) && openFrame(frame, secret, about)).length;
    let toBen;
    let toAda;
    let secrets;
    // The last keys: another one may be made meanwhile.
    await until(async () => {
      [toBen, toAda] = [keysFrom(stage, ada.id, ben.id).at(-1), keysFrom(stage, ben.id, ada.id).at(-1)];
      secrets = [secretIn(toBen, ben), secretIn(toAda, ada)];
      return (await opened(ada, secrets[0], toBen)) > 5 && (await opened(ben, secrets[1], toAda)) > 5;
    }, "frames are encrypted with these keys");
    assert.deepEqual([toBen.room, toBen.from, toBen.to, toBen.re], ["0-0-9", ada.id, ben.id, nonceOf(stage, ben.id)]);
    assert.ok(verifyObject(ada.key.publicKey, toBen) && verifyObject(ben.key.publicKey, toAda));
    assert.deepEqual(secrets.map((secret) => secret.length), [32, 32]);
    assert.equal(await opened(ada, secrets[1], toAda), 0, "each has a key of their own");
    const frames = await stage.framesOf(ada.id);
    assert.ok(frames.filter((frame) => frame.length > 31).every(isSealed), "every frame with something in it is encrypted");

    // Pictures, too.
    await part(ada.page, "voice-camera").click();
    await until(() => stage.encrypted.some(({ source }) => source === "CAMERA"), "the camera is sent");
    assert.deepEqual(stage.encrypted.at(-1), { identity: ada.id, source: "CAMERA", encryption: GCM });
    await part(ada.page, "voice-camera").click();

    // Forged ones, by who carries them: signed by another key, unsigned, an old one, one for another channel.
    const eve = newKey();
    const { sig: _, ...fields } = toBen;
    const forged = signObject(eve.privateKey, { ...fields, epoch: toBen.epoch + 1, key: envelopeText(sealEnvelope(ben.key.publicKey, `${KEY} ${Buffer.alloc(32, 7).toString("base64")}`)) });
    for (const message of [forged, { ...forged, sig: "AAAA" }, toBen, { ...toBen, room: "0-0-6" }]) stage.forge(ada.id, ben.id, TOPIC, message);
    const saw = (text) => ben.page.said.filter((line) => line.includes(text)).length;
    await until(() => saw("refused forged") >= 2 && saw("an old key") >= 1, "they are refused");
    await hears(ben.page, "Ada is still heard");
    await lockIs(ben.page, "sealed");

    // Somebody without a key: hears nobody who encrypts, and the others see it.
    const cyd = await somebody(t, place, { viewport, name: "Cyd", hasKey: false });
    await inCall(cyd.page);
    await part(cyd.page, "voice-locked").getByText("this browser has no key of yours").waitFor();
    for (const { id } of [ada, ben]) await tagOf(cyd.page, id, "locked").waitFor();
    for (const { page } of [ada, ben]) {
      await tagOf(page, cyd.id, "open").waitFor();
      await lockIs(page, "partly");
    }
    assert.equal(await cyd.page.evaluate(() => document.querySelectorAll("audio").length), 0, "noise is not played");
    assert.equal(keysFrom(stage, ada.id, cyd.id).length + keysFrom(stage, ben.id, cyd.id).length, 0);
    await part(cyd.page, "voice-devices").click();
    assert.equal(await part(cyd.page, "voice-seal").isDisabled(), true);
    await part(cyd.page, "voice-devices-pop").getByText("Set one up in your account").waitFor();
    await isAccessible(cyd.page, "encryption that cannot be switched on");
    await cyd.page.keyboard.press("Escape");
    await part(cyd.page, "voice-locked").getByRole("button", { name: "Your keys" }).click();
    await part(cyd.page, "key-file").waitFor({ state: "attached" });

    // Who comes back gets new keys; what was sent with the old ones stays closed to them.
    const last = keysFrom(stage, ben.id, ada.id).at(-1);
    await part(ada.page, "voice-leave").click();
    await inChat(ada.page);
    await enter(ada.page);
    await callIs(ada.page, "in");
    await until(() => keysFrom(stage, ben.id, ada.id).at(-1).epoch > last.epoch && keysFrom(stage, ben.id, ada.id).at(-1).re === nonceOf(stage, ada.id), "a new key");
    await hears(ada.page, "Ben is heard again");
    assert.notDeepEqual(secretIn(keysFrom(stage, ben.id, ada.id).at(-1), ada), secretIn(last, ada));

    // Nobody between them ever had a key.
    await wait(500);
    const all = messagesOf(stage).filter(({ message }) => message.type === KEY).map(({ message }) => secretIn(message, message.to === ada.id ? ada : ben));
    assert.ok(all.length >= 4);
    const seen = [...stage.messages.map(({ bytes }) => bytes.toString("latin1")), ...[ada, ben, cyd].flatMap(({ page }) => page.heard), ...filesOf(node)];
    assert.ok(seen.length > 100 && seen.some((text) => text.includes(KEY)), "there is something to look at");
    for (const guise of all.flatMap(guises)) assert.ok(!seen.some((text) => text.includes(guise)), "a key in the clear");
  });
}

test("without a key of the account here, what was to be encrypted is not said by itself in the open", { timeout: 3 * MINUTE }, async (t) => {
  const place = await town(t);
  const { stage } = place;
  stage.isRelay = true;
  const ada = await somebody(t, place, { viewport: DESKTOP, name: "Ada", hasKey: false });
  await ada.page.evaluate(() => localStorage.setItem("dcts-edge.voice", JSON.stringify({ isSealed: true })));
  await ada.page.reload();
  await inChat(ada.page);
  await inCall(ada.page);
  await part(ada.page, "voice-seal-trouble").getByText("this browser has no key of yours").waitFor();
  await lockIs(ada.page, "open");
  await until(() => stage.sent.length === 1, "the microphone is sent");
  assert.deepEqual([stage.sent[0].isMuted, stage.encrypted[0].encryption], [true, 0]);
  await isAccessible(ada.page, "a call that is not encrypted");
  // It can be switched off, and then the call is like any other.
  await part(ada.page, "voice-devices").click();
  await part(ada.page, "voice-seal").uncheck();
  await ada.page.keyboard.press("Escape");
  await callIs(ada.page, "in");
  await part(ada.page, "voice-seal-trouble").waitFor({ state: "detached" });
});

test("a browser that cannot encrypt says so, and joins", { timeout: 2 * MINUTE }, async (t) => {
  const place = await town(t);
  const { stage } = place;
  stage.isRelay = true;
  const ada = await somebody(t, place, { viewport: DESKTOP, name: "Ada" });
  await ada.page.addInitScript(() => {
    delete window.RTCRtpSender.prototype.createEncodedStreams;
    delete window.RTCRtpScriptTransform;
    localStorage.setItem("dcts-edge.voice", JSON.stringify({ isSealed: true }));
  });
  await ada.page.reload();
  await inChat(ada.page);
  await inCall(ada.page);
  await part(ada.page, "voice-seal-trouble").getByText("this browser cannot do that").waitFor();
  await until(() => stage.sent.length === 1, "the microphone is sent");
  assert.deepEqual([stage.sent[0].isMuted, workers(ada.page).length], [true, 0]);
});

test("somebody's key is another one than before: it is said, and nothing is exchanged", { timeout: 4 * MINUTE }, async (t) => {
  const place = await town(t);
  const { stage } = place;
  stage.isRelay = true;
  const ada = await somebody(t, place, { viewport: DESKTOP, name: "Ada" });
  const ben = await somebody(t, place, { viewport: DESKTOP, name: "Ben" });
  const before = newKey();
  // Ada has known another key of Ben's.
  await ada.page.evaluate(
    ([id, publicKey]) =>
      new Promise((done, fail) => {
        const request = indexedDB.open("dcts-edge-keys", 1);
        request.onerror = fail;
        request.onsuccess = () => {
          const transaction = request.result.transaction("others", "readwrite");
          transaction.objectStore("others").put({ publicKey, since: 1, comparedAt: 0 }, `${new URL("./", document.baseURI).href} ${id}`);
          transaction.oncomplete = done;
        };
      }),
    [ben.id, before.publicKey],
  );
  for (const { page } of [ada, ben]) {
    await inCall(page);
    await switchOn(page);
    await callIs(page, "in");
  }
  await tagOf(ada.page, ben.id, "changed").waitFor();
  await part(ada.page, "voice-seal-changed").getByText("Another key than before: Ben").waitFor();
  await lockIs(ada.page, "partly");
  await isAccessible(ada.page, "another key");
  await wait(3500);
  assert.equal(keysFrom(stage, ada.id).length, 0, "nothing is sealed for a key that may be somebody else's");
  assert.ok((await loudest(ada.page)) < 0.001, "and nothing of it is heard");
});
