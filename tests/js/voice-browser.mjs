// What the tests of calls in the browser share: a node with voice, LiveKit's stand-ins, and the steps of a person.
import { isSmall, openNav, part, person, registerInBrowser, startNode, visitor } from "./browser-support.mjs";
import { Livekit } from "./livekit.mjs";
import { VoiceStage } from "./voice-stage.mjs";
import { groups } from "./voice-support.mjs";

export const MINUTE = 60_000;
/** Nobody of these has an account: how they are called does not matter here. */
export const [INES, ODALYS, TOMASZ] = ["118230045561", "118230045562", "118230045563"];
export const CAST = [{ id: INES, isSpeaking: true }, { id: ODALYS, screen: { width: 1920, height: 1080 }, screenSound: {} }, { id: TOMASZ, isMuted: true, isWeak: true, camera: {} }];

/** A node with voice, its LiveKit, and the stage of the calls. */
export async function town(t, { cast = [], voice = {}, ...config } = {}) {
  const livekit = await Livekit.start();
  const stage = await VoiceStage.start(livekit);
  stage.cast = cast;
  const node = await startNode({ config: { serverinfo: livekit.config, groups: groups(), ...(Object.keys(voice).length && { dcts_edge: { voice } }), ...config } });
  livekit.webhooks.push(`${node.url}/livekit/webhook`);
  t.after(async () => {
    await stage.stop();
    await node.stop();
    await livekit.stop();
  });
  return { livekit, stage, node };
}

/** Notes what the page asks for of devices and of WebRTC. A screen is a canvas of the wanted size. */
function watch({ microphone = "" } = {}) {
  window.media = { microphones: [], cameras: [], screens: [], sent: [], ended: 0 };
  const devices = navigator.mediaDevices;
  const get = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints) => {
    window.media[constraints.video ? "cameras" : "microphones"].push(constraints.video || constraints.audio);
    if (constraints.audio && window.refuse === undefined) window.refuse = microphone;
    return constraints.audio && window.refuse ? Promise.reject(new DOMException("no", window.refuse)) : get(constraints);
  };
  devices.getDisplayMedia = (constraints) => {
    window.media.screens.push(constraints);
    if (window.refuseScreen) return Promise.reject(new DOMException("no", window.refuseScreen));
    const { width, height } = constraints.video;
    const canvas = Object.assign(document.createElement("canvas"), { width: width.ideal, height: height.ideal });
    const context = canvas.getContext("2d");
    setInterval(() => context.fillRect(Math.random() * 100, 0, 50, 50), 200);
    const stream = canvas.captureStream(5);
    if (constraints.audio) stream.addTrack(new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]);
    return Promise.resolve(stream);
  };
  const add = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (track, init) {
    if (init?.sendEncodings) window.media.sent.push({ kind: track.kind, encodings: init.sendEncodings.map((encoding) => ({ ...encoding })) });
    return add.call(this, track, init);
  };
}
export const media = (page) => page.evaluate(() => window.media);

/** Somebody in the chat of a node, with everything noted. */
export async function guest(t, { node }, { viewport, name = "Ada", microphone, ...options } = {}) {
  const page = await visitor(t, node, { viewport, ...options });
  page.requests = [];
  page.on("request", (request) => page.requests.push(request));
  await page.addInitScript(watch, { microphone });
  await page.reload();
  await registerInBrowser(page, person(name));
  return page;
}

export const row = (page, id) => page.locator(`[data-channel-id="${id}"]`);
export const callIs = (page, state) => page.locator(`[data-testid="voice-call"][data-state="${state}"]`).waitFor();
export const news = (page, text) => part(page, "voice-news").filter({ hasText: text }).waitFor({ state: "attached" });

/** Shows the channels; a drawer that is on its way out is gone first. */
export async function openChannels(page) {
  if (isSmall(page) && !(await page.locator(".app.show-nav").count())) await page.locator(".rail").waitFor({ state: "hidden" });
  await openNav(page);
}
export async function enter(page, id = "9") {
  await openChannels(page);
  await row(page, id).and(page.locator("[data-voice]")).click();
}
export async function inCall(page, id) {
  await enter(page, id);
  await callIs(page, "in");
}
export const tile = (page, id, kind = "person") => page.locator(`[data-testid="voice-tile"][data-member-id="${id}"][data-kind="${kind}"]`);
export const isFetched = (page, name) => page.requests.some((request) => new RegExp(`/assets/${name}-`).test(request.url()));
export const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
