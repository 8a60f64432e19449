// More of calls in the web client: screens with every choice, keys, who comes and goes, lost connections, a window of its
// own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { besides, composerHas, inChat, isAccessible, launchBrowser, part, person, sessionOf, startNode, until } from "./browser-support.mjs";
import { callIs, CAST, guest, inCall, INES, isFetched, media, MINUTE, news, row, tile, town } from "./voice-browser.mjs";
import { groups } from "./voice-support.mjs";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

test("every choice for a screen is what the browser is asked for, and what is sent", { timeout: 4 * MINUTE }, async (t) => {
  const { stage, ...place } = await town(t);
  const page = await guest(t, place);
  await inCall(page);
  const isShared = () => stage.sent.filter(({ source }) => source === "SCREEN_SHARE");
  let count = 0;
  const share = async (...picks) => {
    await part(page, "voice-share").click();
    await part(page, "voice-share-dialog").waitFor();
    for (const pick of picks) await part(page, `share-${pick}`).check({ force: true });
    if (!count) await isAccessible(page, "the dialog");
    await part(page, "share-start").click();
    count++;
    await until(() => isShared().length === count, `a screen is shared: ${picks.join(", ")}`);
    const { screens, sent } = await media(page);
    await news(page, "You share your screen");
    const published = isShared().at(-1);
    await part(page, "voice-share").click();
    await news(page, "no longer");
    return { asked: screens.at(-1), encodings: sent.filter(({ kind }) => kind === "video").at(-1).encodings, published };
  };
  const base = ["height-1080", "rate-60", "bitrate-8000000"];
  for (const [height, width] of [[720, 1280], [1080, 1920], [1440, 2560], [2160, 3840]]) {
    const { asked, published, encodings } = await share(...base, `height-${height}`);
    assert.deepEqual(asked.video, { width: { ideal: width }, height: { ideal: height }, frameRate: 60 });
    assert.deepEqual([published.width, published.height], [width, height]);
    assert.deepEqual(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy), [2, 1]);
  }
  for (const rate of [30, 60, 120]) {
    const { asked, encodings } = await share(...base, `rate-${rate}`);
    assert.equal(asked.video.frameRate, rate);
    assert.deepEqual(encodings.map(({ maxFramerate }) => maxFramerate), [30, rate]);
  }
  for (const bitrate of [3, 8, 12, 20, 35, 50].map((mbit) => mbit * 1e6)) {
    const { encodings, published } = await share(...base, `bitrate-${bitrate}`);
    assert.deepEqual(encodings.map(({ maxBitrate }) => maxBitrate), [Math.max(400_000, bitrate / 8), bitrate]);
    assert.deepEqual(published.codecs, ["h264"]);
  }
  const { asked } = await share(...base);
  assert.deepEqual(asked.audio, { echoCancellation: false, noiseSuppression: false, autoGainControl: false, voiceIsolation: false, channelCount: 2 });
  const sound = stage.sent.filter(({ source }) => source === "SCREEN_SHARE_AUDIO").at(-1);
  assert.deepEqual([sound.disableDtx, sound.stereo, sound.disableRed], [true, true, true]);
  // Sharp text, no sound, another codec, no smaller picture.
  await part(page, "voice-share").click();
  await page.getByText("More", { exact: true }).click();
  await part(page, "share-codec-vp8").check({ force: true });
  await part(page, "share-simulcast").uncheck();
  await part(page, "share-sound").uncheck();
  await part(page, "share-content-detail").check({ force: true });
  await isAccessible(page, "the whole dialog");
  await page.keyboard.press("Escape");
  const again = await share();
  assert.deepEqual(again.published.codecs, ["h264"], "what was not begun is not kept");
  await part(page, "voice-share").click();
  await page.getByText("More", { exact: true }).click();
  for (const pick of ["codec-vp8", "content-detail"]) await part(page, `share-${pick}`).check({ force: true });
  for (const pick of ["simulcast", "sound"]) await part(page, `share-${pick}`).uncheck();
  await part(page, "share-start").click();
  await until(() => isShared().length === ++count, "a screen is shared").catch(() => undefined);
  await news(page, "You share your screen");
  const { screens, sent } = await media(page);
  assert.equal(screens.at(-1).audio, false);
  assert.equal(sent.at(-1).encodings.length, 1);
  assert.deepEqual(isShared().at(-1).codecs, ["vp8"]);
  // It can be stopped where it is seen, and whoever picks nothing has changed their mind.
  await part(page, "voice-share").click();
  await news(page, "no longer");
  await page.evaluate(() => (window.refuseScreen = "NotAllowedError"));
  await part(page, "voice-share").click();
  await part(page, "share-start").click();
  await part(page, "voice-share-dialog").waitFor({ state: "detached" });
  assert.equal(await page.locator(".toast").count(), 0);
  await page.evaluate(() => (window.refuseScreen = "NotReadableError"));
  await part(page, "voice-share").click();
  await part(page, "share-start").click();
  await page.getByText("The screen is not shared").waitFor();
});

test("what the operator wants screens to stay within is all that is offered", { timeout: MINUTE }, async (t) => {
  const place = await town(t, { voice: { screen: { maxHeight: 1080, maxFrameRate: 30, maxBitrate: 8_000_000 } } });
  const page = await guest(t, place);
  await page.evaluate(() => localStorage.setItem("dcts-edge.voice", JSON.stringify({ screen: { height: 2160, rate: 120, bitrate: 50_000_000 } })));
  await page.reload();
  await inChat(page);
  await inCall(page);
  await part(page, "voice-share").click();
  const offered = (name) => page.locator(`input[name=${name}]`).evaluateAll((inputs) => inputs.map((input) => [Number(input.value), input.checked]));
  assert.deepEqual([await offered("height"), await offered("rate"), await offered("bitrate")], [[[720, false], [1080, true]], [[30, true]], [[3_000_000, false], [8_000_000, true]]]);
});

test("the keys of the call", { timeout: 2 * MINUTE }, async (t) => {
  const { stage, ...place } = await town(t, { cast: [{ id: INES }] });
  const page = await guest(t, place);
  await row(page, "9").and(page.locator("[data-voice]")).focus();
  await page.keyboard.press("Enter");
  await callIs(page, "in");
  await until(() => stage.sent.length === 1, "the microphone is sent");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "whoever comes with the keyboard hears where they are");
  const last = () => stage.muted.at(-1)?.isMuted;
  await page.keyboard.press("m");
  await until(() => last() === true, "M mutes");
  await page.keyboard.press("m");
  await until(() => last() === false, "and back");
  await page.keyboard.press("d");
  await news(page, "You hear nobody");
  await page.keyboard.press("d");
  await page.keyboard.press("v");
  await news(page, "Camera on");
  await page.keyboard.press("v");
  await news(page, "Camera off");
  await page.keyboard.press("s");
  await part(page, "voice-share-dialog").waitFor();
  await page.keyboard.press("Escape");
  await part(page, "voice-share-dialog").waitFor({ state: "detached" });
  // The controls are one stop, with arrows inside.
  await part(page, "voice-mute").focus();
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "voice-leave");
  await page.keyboard.press("Home");
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "voice-mute");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await inChat(page);
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".sheet-head h1, .composer, [data-channel-id='9']") !== null), true, "the focus is somewhere that says where we are");
  // Elsewhere the letters are letters.
  await part(page, "composer-input").fill("");
  await part(page, "composer-input").pressSequentially("mdvs");
  await composerHas(page, "mdvs");
});

test("people come and go, before and while we are in the call", { timeout: 2 * MINUTE }, async (t) => {
  const { stage, livekit, node } = await town(t);
  const page = await guest(t, { node });
  const other = await guest(t, { node }, { name: "Ben" });
  const { id } = await sessionOf(other);
  await inCall(other);
  await row(page, "9").and(page.locator("[data-voice=used]")).waitFor();
  await page.locator(`[data-testid=voice-member][data-member-id="${id}"]`).getByText("Ben").waitFor();
  assert.equal(await row(page, "9").getAttribute("aria-label"), "lounge, voice channel, 1 person");
  // Who joined late knows it, too.
  await page.reload();
  await inChat(page);
  await page.locator(`[data-testid=voice-member][data-member-id="${id}"]`).waitFor();
  await part(other, "voice-leave").click();
  await row(page, "9").and(page.locator("[data-voice=empty]")).waitFor();
  // Another channel while in one: it is asked first.
  await inCall(page);
  await stage.changeCast([{ id: INES, isSpeaking: true }]);
  await tile(page, INES).waitFor();
  await news(page, "joined");
  await stage.changeCast([]);
  await tile(page, INES).waitFor({ state: "detached" });
  await news(page, "left");
  await row(page, "6").click();
  await page.getByRole("dialog").getByText("You leave the call in lounge.").waitFor();
  await page.getByRole("button", { name: "Go there" }).click();
  await page.locator("[data-testid=voice-dock]").getByText("In annex").waitFor();
  await callIs(page, "in");
  await until(() => livekit.identities("0-0-9").length === 0 && livekit.identities("0-0-6").length === 1, "the first call is left, and we are in the second");
});

test("a lost connection is said and found again", { timeout: 2 * MINUTE }, async (t) => {
  const { stage, livekit, node } = await town(t, { cast: [{ id: INES }] });
  const page = await guest(t, { node });
  await inCall(page);
  await until(() => stage.sent.length === 1, "the microphone is sent");
  // That of the chat: it is announced again where we are.
  const { id } = await sessionOf(page);
  await node.stop();
  await page.locator('[data-testid="connection-state"]:not([data-state="online"])').waitFor({ state: "attached" });
  assert.equal(stage.connected, 1, "the call goes on");
  await node.launch();
  await page.locator('[data-testid="connection-state"][data-state="online"]').waitFor({ state: "attached", timeout: 30_000 });
  const same = await besides(t, node, page);
  await until(async () => (await same.ask("getVcChannelMembers", { channelId: "9" })).members?.includes(id), "the list has Ada");
  // That of the call.
  stage.isClosed = true;
  stage.cut();
  await page.locator(".sheet-head").getByText("reconnecting").waitFor();
  await page.locator("[data-testid=voice-dock]").getByText("reconnecting").waitFor();
  stage.isClosed = false;
  await page.locator(".sheet-head").getByText("good connection").waitFor({ timeout: 40_000 });
  assert.deepEqual(livekit.identities("0-0-9"), [id]);
});

test("the call goes into a window of its own and back", { timeout: 2 * MINUTE }, async (t) => {
  const place = await town(t, { cast: CAST });
  const page = await guest(t, place);
  // The window that every browser has.
  await page.evaluate(() => delete window.documentPictureInPicture || (window.documentPictureInPicture = undefined));
  await inCall(page);
  const opened = page.waitForEvent("popup");
  await part(page, "voice-pop-out").click();
  const own = await opened;
  await own.locator("[data-testid=voice-popped] [data-testid=voice-tile]").first().waitFor();
  await own.waitForFunction(() => document.querySelector("[data-kind=screen] video")?.videoWidth > 0);
  await page.getByText("The call is in a window of its own.").waitFor();
  await own.getByTestId("voice-mute").click();
  await news(page, "Microphone off");
  await page.getByRole("button", { name: "Bring it back" }).click();
  await page.locator(".stage [data-testid=voice-tile]").first().waitFor();
  assert.ok(own.isClosed());
});

test("without voice nothing of it is fetched, and channels say so", { timeout: MINUTE }, async (t) => {
  const node = await startNode({ config: { groups: groups() } });
  t.after(() => node.stop());
  const page = await guest(t, { node });
  const voice = row(page, "9");
  await voice.waitFor();
  assert.equal(await voice.getAttribute("title").then((text) => text ?? voice.getAttribute("data-tip")), "Voice is not set up on this server");
  assert.equal(await voice.getAttribute("aria-disabled"), "true");
  await page.waitForTimeout(500);
  assert.ok(!isFetched(page, "voice"));
});
