// Scenes of calls.
import { AccessToken } from "livekit-server-sdk";
import { CALL, CAST, ids } from "./community.mjs";
import { inChat, openNav, part } from "./browser-support.mjs";
import { openTalk, scene } from "./scenes.mjs";

const row = (page) => page.locator(`[data-channel-id="${CALL.id}"][data-voice]`);

/** The way in without the node, which gives somebody ten tokens a minute: there are more scenes than that. */
async function pass({ livekit: { key, secret, address } }) {
  const token = new AccessToken(key, secret, { identity: ids.Robin });
  token.addGrant({ roomJoin: true, room: CALL.room });
  return { token: await token.toJwt(), livekitUrl: `ws://${address}/`, limits: {} };
}

/** The chat, with the others in their call. */
async function openList(page, world, cast = CAST) {
  world.community.stage.cast = cast;
  world.community.stage.permission = { canPublish: true, canPublishData: true, canSubscribe: true, canPublishSources: [] };
  await openTalk(page, world);
  await openNav(page);
  await row(page).waitFor();
}

/** In the call, with all that is shown there. */
async function openCall(page, world, cast) {
  await page.route("**/token", async (route) => route.fulfill({ json: await pass(world.community) }));
  await openList(page, world, cast);
  await row(page).click();
  await page.locator('[data-testid="voice-call"][data-state="in"]').waitFor();
  if ((cast ?? CAST).some(({ screen }) => screen)) await page.waitForFunction(() => document.querySelector("[data-kind=screen] video")?.videoWidth > 0);
  if ((cast ?? CAST).some(({ isSpeaking }) => isSpeaking)) await page.locator(".tile-v.speaking").first().waitFor();
  await page.locator(".sheet-head").getByText("good connection").waitFor();
  await page.mouse.move(0, 0);
}

scene("call", { memory: { "voice-layout": "focus" } }, (page, world) => openCall(page, world));

scene("call-grid", { memory: { "voice-layout": "grid" } }, async (page, world) => {
  await openCall(page, world, CAST.map(({ id, isSpeaking, isMuted }) => ({ id, isSpeaking, isMuted, isWeak: isMuted })));
});

scene("call-cameras", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world, CAST.map(({ id, isSpeaking, isMuted }) => ({ id, isSpeaking, isMuted, camera: {} })));
  await part(page, "voice-camera").click();
  await page.locator("video.is-mirrored").waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("video")].every((video) => video.videoWidth > 0));
});

scene("call-devices", { memory: { "voice-layout": "focus", voice: { isPushToTalk: true } } }, async (page, world) => {
  await openCall(page, world);
  await part(page, "voice-devices").click();
  await page.waitForFunction(() => Number(document.querySelector("[data-testid=voice-meter]")?.getAttribute("aria-valuenow")) > 0);
});

scene("call-share", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  // Phones share nothing; what the dialog looks like there is seen in narrow windows.
  await openCall(page, world);
  await part(page, "voice-share").click();
  await page.getByText("More", { exact: true }).click();
});

scene("call-volume", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world);
  await page.locator("[data-kind=screen]").getByTestId("voice-volume").click();
  await part(page, "voice-volume-pop").waitFor();
});

scene("call-chat", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world);
  await openNav(page);
  await page.locator('[data-channel-id="2"]').click();
  await inChat(page);
  await openNav(page);
  await part(page, "voice-dock").waitFor();
});

scene("call-bar", { sizes: ["phone", "small"], memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world);
  await openNav(page);
  await page.locator('[data-channel-id="3"]').click();
  await inChat(page);
  await part(page, "voice-bar").waitFor();
  await page.locator(".rail").waitFor({ state: "hidden" });
});

/** The others encrypt, and we do not. */
scene("call-locked", { memory: { "voice-layout": "grid" } }, async (page, world) => {
  await openCall(page, world, CAST.map(({ id, isMuted }) => ({ id, isMuted, isEncrypted: true })));
  await part(page, "voice-locked").waitFor();
});

/** We encrypt, and the others do not. */
scene("call-sealed", { hasKey: true, memory: { "voice-layout": "grid", voice: { isSealed: true } } }, async (page, world) => {
  await openCall(page, world, CAST.map(({ id, isMuted }) => ({ id, isMuted })));
  await page.locator('[data-testid="voice-lock"][data-state="partly"]').waitFor();
});

scene("call-sealed-devices", { hasKey: true, memory: { "voice-layout": "focus", voice: { isSealed: true } } }, async (page, world) => {
  await openCall(page, world, []);
  await page.locator('[data-testid="voice-lock"][data-state="sealed"]').waitFor();
  await part(page, "voice-devices").click();
  await part(page, "voice-seal").scrollIntoViewIfNeeded();
});

/** We want to, and have no key here. */
scene("call-sealed-not", { memory: { "voice-layout": "focus", voice: { isSealed: true } } }, async (page, world) => {
  await openCall(page, world, CAST.slice(0, 1));
  await part(page, "voice-seal-trouble").waitFor();
});

scene("call-list", {}, async (page, world) => {
  await openList(page, world);
});

scene("call-listening", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world, CAST.slice(0, 1));
  world.community.stage.permit({ canPublish: false });
  await part(page, "voice-listening").waitFor();
});

scene("call-alone", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world, []);
});

scene("call-ended", { memory: { "voice-layout": "focus" } }, async (page, world) => {
  await openCall(page, world, []);
  world.community.stage.end("PARTICIPANT_REMOVED");
  await part(page, "voice-ended").waitFor();
});

scene("call-joining", { isAlone: true }, async (page, world) => {
  await page.route("**/token", () => undefined);
  await openList(page, world);
  await row(page).click();
  await page.locator('[data-testid="voice-call"][data-state="joining"]').waitFor();
});
