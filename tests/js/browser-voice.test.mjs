// Calls in the web client, on desks and phones: real Chromium, real node, LiveKit's real library with real media; LiveKit
// itself is `livekit.mjs` and `voice-stage.mjs`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { composerHas, elsewhere, inChat, isAccessible, isSmall, launchBrowser, openNav, overflow, part, person, promote, registerInBrowser, sessionOf, SIZES, until, visitor } from "./browser-support.mjs";
import { callIs, CAST, claims, enter, guest, inCall, INES, isFetched, media, MINUTE, news, ODALYS, openChannels, row, tile, TOMASZ, town } from "./voice-browser.mjs";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

for (const [size, viewport] of SIZES) {
  test(`${size}: a call from the first click to the end; LiveKit's library comes with the click`, { timeout: 2 * MINUTE }, async (t) => {
    const place = await town(t, { cast: CAST });
    const page = await guest(t, place, { viewport });
    const { id, token } = await sessionOf(page);
    await openNav(page);
    await row(page, "9").and(page.locator("[data-voice=empty]")).waitFor();
    assert.deepEqual([isFetched(page, "livekit"), isFetched(page, "Call")], [false, false], "nothing of a call is fetched before the click");
    const asked = page.waitForRequest("**/token");
    await enter(page);
    assert.deepEqual((await asked).postDataJSON(), { roomName: "0-0-9", participantName: id, memberId: id, channelId: "9", token });
    await callIs(page, "in");
    assert.ok(isFetched(page, "livekit"));
    assert.ok(!page.requests.some((request) => /\.map($|\?)/.test(request.url())), "no maps of sources");
    assert.ok(page.requests.every((request) => request.url().startsWith(place.node.url)), "nothing comes from elsewhere");

    const [signal] = place.stage.asked;
    assert.equal(place.stage.asked.length, 1);
    assert.equal(claims(signal.token).sub, id);
    assert.equal(claims(signal.token).video.room, "0-0-9");
    await until(() => place.stage.sent.length === 1, "the microphone is sent");
    assert.deepEqual(place.stage.sent[0], { identity: id, source: "MICROPHONE", isMuted: false, width: 0, height: 0, codecs: [], disableDtx: false, stereo: false, disableRed: false });
    const { microphones, sent } = await media(page);
    assert.deepEqual(microphones, [{ echoCancellation: true, noiseSuppression: true, voiceIsolation: true, autoGainControl: true, channelCount: 1, sampleRate: 48_000, deviceId: { ideal: "default" } }]);
    assert.equal(sent[0].encodings[0].maxBitrate, 96_000);

    // Who is there, what they do, and what is large.
    await tile(page, ODALYS, "screen").and(page.locator("[data-large]")).waitFor();
    await page.waitForFunction(() => document.querySelector("[data-kind=screen] video")?.videoWidth > 0);
    await page.waitForFunction(() => document.querySelector("[data-kind=person] video")?.videoWidth > 0);
    await page.locator(".tile-v.speaking").waitFor();
    assert.match(await tile(page, INES).getAttribute("aria-label"), /, speaking$/);
    assert.match(await tile(page, TOMASZ).getAttribute("aria-label"), /, microphone off, weak connection$/);
    assert.match(await tile(page, ODALYS, "screen").getAttribute("aria-label"), /^Screen of .*, 1080p$/);
    assert.match(await tile(page, id).getAttribute("aria-label"), /^Ada \(you\)/);
    await page.locator(".sheet-head").getByText("good connection").waitFor();
    assert.match(await page.title(), /lounge/);
    assert.deepEqual(await overflow(page), []);
    await isAccessible(page, "the call");

    // The others of the server see who is in it.
    const ben = await elsewhere(t, place.node, { name: "Ben" });
    const auth = { id: ben.member.id, token: ben.member.token };
    await until(async () => (await new Promise((resolve) => ben.socket.emit("getVcChannelMembers", { ...auth, channelId: "9" }, resolve))).members?.includes(id), "the list has Ada");

    await part(page, "voice-leave").click();
    await inChat(page);
    await until(() => place.stage.left === 1, "LiveKit is told");
    await until(async () => !(await new Promise((resolve) => ben.socket.emit("getVcChannelMembers", { ...auth, channelId: "9" }, resolve))).members.length, "the list is empty");
    assert.equal(await part(page, "voice-dock").count(), 0);
    await news(page, "You left the call");
    assert.deepEqual(page.trouble, []);
  });

  test(`${size}: grid and focus, and the chat beside the call`, { timeout: 2 * MINUTE }, async (t) => {
    const place = await town(t, { cast: CAST });
    const page = await guest(t, place, { viewport });
    await inCall(page);
    await tile(page, ODALYS, "screen").and(page.locator("[data-large]")).waitFor();
    // Somebody else large, by a press; and back.
    await tile(page, INES).locator(".tile-press").click();
    await tile(page, INES).and(page.locator("[data-large]")).waitFor();
    await tile(page, INES).locator(".tile-press").click();
    await tile(page, ODALYS, "screen").and(page.locator("[data-large]")).waitFor();
    await part(page, isSmall(page) ? "voice-layout" : "voice-grid").click();
    await page.locator(".stage.is-grid").waitFor();
    assert.equal(await page.locator("[data-testid=voice-tile]").count(), 5);
    assert.deepEqual(await overflow(page), []);
    // What is written in the channel, while the call goes on.
    await part(page, "voice-chat").click();
    await part(page, "composer-input").fill("The numbers are in the sheet");
    await part(page, "composer-send").click();
    await page.getByTestId("message-body").getByText("The numbers are in the sheet").waitFor();
    assert.equal(place.stage.connected, 1);
    await openChannels(page);
    await part(page, "voice-show").click();
    await page.locator(".stage.is-grid").waitFor();
    // Also from the dock it can be left.
    await openChannels(page);
    await part(page, "voice-dock-leave").click();
    await until(() => place.stage.left === 1, "LiveKit is told");
    await inChat(page);
  });

  test(`${size}: microphone, sound and camera are turned off and on`, { timeout: 2 * MINUTE }, async (t) => {
    const { stage, ...place } = await town(t, { cast: [{ id: INES }] });
    const page = await guest(t, place, { viewport });
    await inCall(page);
    await until(() => stage.sent.length === 1, "the microphone is sent");
    const muted = () => stage.muted.map(({ source, isMuted }) => [source, isMuted]).at(-1);
    const mute = part(page, "voice-mute");
    await mute.click();
    await news(page, "Microphone off");
    assert.equal(await mute.getAttribute("aria-pressed"), "true");
    await until(() => String(muted()) === "MICROPHONE,true", "LiveKit knows");
    // Deaf: the microphone stays off, and is so afterwards.
    await part(page, "voice-deafen").click();
    await news(page, "You hear nobody");
    await part(page, "voice-deafen").click();
    await news(page, "You hear others again");
    assert.equal(await mute.getAttribute("aria-pressed"), "true");
    await mute.click();
    await news(page, "Microphone on");
    await until(() => String(muted()) === "MICROPHONE,false", "LiveKit knows");
    // Deaf with an open microphone closes it, and opens it again.
    await part(page, "voice-deafen").click();
    await until(() => String(muted()) === "MICROPHONE,true", "nobody hears who hears nobody");
    await part(page, "voice-deafen").click();
    await until(() => String(muted()) === "MICROPHONE,false", "as before");

    await part(page, "voice-camera").click();
    await news(page, "Camera on");
    await until(() => stage.sent.some(({ source }) => source === "CAMERA"), "the camera is sent");
    const { cameras, sent } = await media(page);
    assert.deepEqual([cameras[0].width, cameras[0].height, cameras[0].frameRate], [1280, 720, 30].map((value) => value));
    const picture = sent.find(({ kind }) => kind === "video").encodings;
    assert.deepEqual([picture.length, picture.at(-1).maxBitrate, picture.at(-1).maxFramerate], [3, 1_700_000, 30]);
    await page.locator("video.is-mirrored").waitFor();
    await part(page, "voice-camera").click();
    await news(page, "Camera off");
    await page.locator("video.is-mirrored").waitFor({ state: "detached" });
  });

  test(`${size}: devices are chosen, heard and remembered`, { timeout: 2 * MINUTE }, async (t) => {
    const { stage, ...place } = await town(t, { cast: [{ id: INES }] });
    const page = await guest(t, place, { viewport });
    await inCall(page);
    await until(() => stage.sent.length === 1, "the microphone is sent");
    await part(page, "voice-devices").click();
    await part(page, "voice-devices-pop").waitFor();
    await isAccessible(page, "the devices");
    // The made-up microphone beeps.
    await page.waitForFunction(() => Number(document.querySelector("[data-testid=voice-meter]").getAttribute("aria-valuenow")) > 0);
    await until(async () => (await part(page, "voice-microphone").locator("option").count()) > 1, "microphones are listed");
    const second = await part(page, "voice-microphone").locator("option").nth(1).getAttribute("value");
    await part(page, "voice-microphone").selectOption(second);
    await until(async () => (await media(page)).microphones.some(({ deviceId }) => deviceId?.exact === second), "the other one is taken");
    for (const name of ["voice-quieten", "voice-echo", "voice-level"]) await part(page, name).uncheck();
    const raw = { echoCancellation: false, noiseSuppression: false, voiceIsolation: false, autoGainControl: false };
    await until(async () => (await media(page)).microphones.filter((known) => Object.entries(raw).every(([name, value]) => known[name] === value)).length >= 2, "it is taken as it is, for the call and for the meter");
    await part(page, "voice-quality").selectOption("192000");
    await part(page, "voice-volume-all").fill("150");
    await page.getByText("Volume of others, 150 %").waitFor();
    await part(page, "voice-test").click();
    // Back to where it was opened from.
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.dataset.testid === "voice-devices");
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.voice")));
    assert.deepEqual([kept.microphone, kept.isQuietened, kept.isEchoCancelled, kept.isLevelled, kept.quality, kept.volume], [second, false, false, false, 192_000, 150]);

    // How loud somebody is, is remembered, too.
    await tile(page, INES).hover();
    await tile(page, INES).getByTestId("voice-volume").click();
    await part(page, "voice-volume-range").fill("250");
    await page.keyboard.press("Escape");
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem("dcts-edge.voice-volumes"))), { [INES]: 250 });
    await tile(page, INES).getByText("250 %").waitFor();
    await page.reload();
    await inChat(page);
    await inCall(page);
    await tile(page, INES).getByText("250 %").waitFor();
    assert.deepEqual((await media(page)).microphones[0], { ...raw, deviceId: { exact: second }, channelCount: 1, sampleRate: 48_000 });
  });

  test(`${size}: a key is held to talk`, { timeout: 2 * MINUTE }, async (t) => {
    const { stage, ...place } = await town(t);
    const page = await guest(t, place, { viewport });
    await page.evaluate(() => localStorage.setItem("dcts-edge.voice", JSON.stringify({ isPushToTalk: true, talkKey: "F8" })));
    await page.reload();
    await inChat(page);
    await inCall(page);
    await until(() => stage.sent.length === 1, "the microphone is sent");
    assert.equal(stage.sent[0].isMuted, true, "from the start nothing is heard");
    const last = () => stage.muted.at(-1)?.isMuted;
    await page.keyboard.down("F8");
    await until(() => last() === false, "heard while it is held");
    await page.keyboard.up("F8");
    await until(() => last() === true, "and no longer");
    // A finger on the button does the same.
    const { x, y, width, height } = await part(page, "voice-mute").boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await until(() => last() === false, "heard while it is held");
    await page.mouse.up();
    await until(() => last() === true, "and no longer");
    // Another key; a letter is no key for talking where something is written.
    await part(page, "voice-devices").click();
    await part(page, "voice-ptt-key").getByText("F8").waitFor();
    await part(page, "voice-ptt-key").click();
    await page.keyboard.press("KeyT");
    await part(page, "voice-ptt-key").getByText("T", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    const before = stage.muted.length;
    await part(page, "voice-chat").click();
    await part(page, "composer-input").pressSequentially("tt");
    assert.equal(stage.muted.length, before);
    await composerHas(page, "tt");
  });

  test(`${size}: what keeps somebody from a call is said`, { timeout: 3 * MINUTE }, async (t) => {
    const { stage, livekit, ...place } = await town(t, { cast: [{ id: INES }] });
    const page = await guest(t, { ...place, livekit }, { viewport, microphone: "NotAllowedError" });
    await openNav(page);
    // A channel that is not open to us.
    await row(page, "8").and(page.locator("[aria-disabled=true]")).waitFor();
    assert.equal(await row(page, "8").getAttribute("aria-label"), "stage, voice channel, not open to you");

    // The microphone is refused: we hear, and can try again.
    await inCall(page);
    await part(page, "voice-trouble").getByText("does not let this page use the microphone").waitFor();
    await isAccessible(page, "a refused microphone");
    assert.equal(stage.sent.length, 0);
    await page.evaluate(() => (window.refuse = ""));
    await part(page, "voice-trouble").getByRole("button", { name: "Try again" }).click();
    await until(() => stage.sent.length === 1, "the microphone is sent");
    await part(page, "voice-trouble").waitFor({ state: "detached" });
    for (const [name, text] of [["NotFoundError", "no microphone was found"], ["NotReadableError", "Another program may have it"]]) {
      await part(page, "voice-leave").click();
      await inChat(page);
      await page.evaluate((why) => (window.refuse = why), name);
      await inCall(page);
      await part(page, "voice-trouble").getByText(text).waitFor();
    }
    await part(page, "voice-leave").click();
    await inChat(page);

    // LiveKit lets nobody in; then it is there again.
    stage.isClosed = true;
    await enter(page);
    await part(page, "voice-ended").getByText("lounge cannot be reached").waitFor();
    await isAccessible(page, "a call that cannot be reached");
    stage.isClosed = false;
    await part(page, "voice-again").click();
    await callIs(page, "in");
    await part(page, "voice-leave").click();
    await inChat(page);

    // The server says why not.
    await page.route("**/token", (route) => route.fulfill({ status: 403, json: { error: "You may not use voice in this channel." } }), { times: 1 });
    await enter(page);
    await part(page, "voice-ended").getByText("You may not use voice in this channel.").waitFor();
    await part(page, "voice-close").click();
    await inChat(page);
    await page.route("**/token", (route) => route.fulfill({ status: 503, json: { error: "The voice server cannot be reached right now. Try again in a moment." } }), { times: 1 });
    await enter(page);
    await part(page, "voice-ended").and(page.locator("[data-why=unreachable]")).getByText("The voice server cannot be reached right now.").waitFor();
    await part(page, "voice-close").click();
    await inChat(page);
  });

  test(`${size}: who looks after the place mutes and kicks`, { timeout: 2 * MINUTE }, async (t) => {
    const { stage, ...place } = await town(t, { cast: [{ id: INES }] });
    const page = await guest(t, place, { viewport });
    const { id } = await sessionOf(page);
    const keeper = await visitor(t, place.node);
    await registerInBrowser(keeper, person("Maren"));
    const maren = await promote(t, place.node, keeper);
    await inCall(page);
    await until(() => stage.sent.length === 1, "the microphone is sent");
    await maren.ask("muteUser", { target: id, reason: "too loud", duration: "1 hour" });
    await part(page, "voice-listening").waitFor();
    assert.ok(await part(page, "voice-mute").isDisabled());
    await news(page, "You may only listen now");
    await maren.ask("unmuteUser", { target: id });
    await part(page, "voice-listening").waitFor({ state: "detached" });
    await part(page, "voice-mute").click();
    // Somebody is put out of the call: the right to it is taken.
    stage.end("PARTICIPANT_REMOVED");
    await part(page, "voice-ended").and(page.locator("[data-why=removed]")).waitFor();
    await isAccessible(page, "the end of a call");
    await part(page, "voice-again").click();
    await callIs(page, "in");
    // The channel is deleted while the chat is shown: a notice says so.
    await part(page, "voice-chat").click();
    await inChat(page);
    stage.end("ROOM_DELETED");
    await page.locator(".toast").getByText("lounge is gone").waitFor();
    assert.equal(await part(page, "voice-dock").count(), 0);
  });
}
