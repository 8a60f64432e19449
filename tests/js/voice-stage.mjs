// A stand-in for the part of LiveKit that browsers talk to: the signal connection, and the media of a call. Its pictures
// and sounds are made in a page of the same browser, which is the other end of the WebRTC connections: what the client
// sends and shows is real. Who else is in the call is what the test says.
import {
  AddTrackRequest, ConnectionQuality, ConnectionQualityInfo, ConnectionQualityUpdate, DataPacket, DisconnectReason, Encryption_Type, JoinResponse, LeaveRequest, LeaveRequest_Action, ParticipantInfo, ParticipantInfo_State, ParticipantPermission,
  ParticipantUpdate, Pong, Room, SessionDescription, SignalRequest, SignalResponse, SignalTarget, SpeakerInfo, SpeakersChanged, TrackInfo, TrackPublishedResponse, TrackSource, TrackType, TrickleRequest,
} from "@livekit/protocol";
import { WebSocketServer } from "ws";
import { openPage } from "./browser-support.mjs";

const SOURCES = { microphone: TrackSource.MICROPHONE, camera: TrackSource.CAMERA, screen: TrackSource.SCREEN_SHARE, screenSound: TrackSource.SCREEN_SHARE_AUDIO };
const isSound = (source) => source === "microphone" || source === "screenSound";

/** Everything in the page at the other end. */
function other() {
  const ends = {};
  /** What is drawn for a screen: a month of voltages. */
  const paint = (canvas, { hue = 190, isScreen = false }) => {
    const { width, height } = canvas;
    const context = canvas.getContext("2d");
    let step = 0;
    const draw = () => {
      context.fillStyle = isScreen ? "#10191d" : `hsl(${hue} 35% 26%)`;
      context.fillRect(0, 0, width, height);
      const unit = height / 540;
      if (isScreen) {
        context.fillStyle = "#e4ebed";
        context.font = `${24 * unit}px sans-serif`;
        context.fillText("Battery voltage, 1 to 21 November", 60 * unit, 80 * unit);
        context.strokeStyle = "#24333a";
        for (let line = 0; line < 4; line++) context.strokeRect(60 * unit, (130 + line * 100) * unit, width - 120 * unit, 0);
        context.strokeStyle = "#5fc6cb";
        context.lineWidth = 4 * unit;
        context.beginPath();
        for (let at = 0; at <= 84; at++) context.lineTo(60 * unit + ((width - 120 * unit) * at) / 84, (260 + 70 * Math.sin(at * 1.4) + 30 * Math.sin(at / 5)) * unit);
        context.stroke();
      } else {
        context.fillStyle = `hsl(${hue} 30% 62%)`;
        context.beginPath();
        context.arc(width / 2, height * 0.42, height * 0.2, 0, 7);
        context.arc(width / 2, height * 1.05, height * 0.38, 0, 7);
        context.fill();
      }
      // Something has to move, or nothing is sent.
      context.fillStyle = isScreen ? "#17262c" : `hsl(${hue} 35% 27%)`;
      context.fillRect((step++ % 20) * 2 * unit, height - 6 * unit, 4 * unit, 4 * unit);
    };
    draw();
    setInterval(draw, 200);
  };
  /** Each is drawn once, whoever looks at it. */
  const made = {};
  const draw = ({ kind, width = 1280, height = 720, ...look }) => {
    if (kind === "audio") return new AudioContext().createMediaStreamDestination().stream.getTracks()[0];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    paint(canvas, look);
    return canvas.captureStream(10).getTracks()[0];
  };
  const make = (of) => new MediaStream([(made[JSON.stringify(of)] ??= draw(of)).clone()]);
  const candidates = (id, target, connection) => (connection.onicecandidate = ({ candidate }) => candidate && window.toClient(id, { target, candidate: JSON.stringify(candidate.toJSON()) }));
  // Between clients: frames of sound as they come, and messages. Pictures go no further.
  /** By client: the first frames and the last ones, and who takes the next ones. */
  const heard = {};
  const kept = (id) => (heard[id] ??= { frames: [], takers: new Map() });
  const MAX_FRAMES = 400;
  const relayed = { encodedInsertableStreams: true };
  async function listen(id, { track, receiver }) {
    const { readable, writable } = receiver.createEncodedStreams();
    if (track.kind !== "audio") return readable.pipeTo(writable);
    const reader = readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const data = next.value.data.slice(0);
      const { frames } = kept(id);
      if (frames.length === MAX_FRAMES) frames.splice(MAX_FRAMES / 2, 1);
      frames.push([...new Uint8Array(data)]);
      for (const queue of kept(id).takers.values()) if (queue.push(data) > 25) queue.shift();
    }
  }
  /** The frames of a sender are those of somebody else. */
  function speak(to, sender, from) {
    const { readable, writable } = sender.createEncodedStreams();
    if (!from) return readable.pipeTo(writable);
    const queue = [];
    kept(from).takers.set(to, queue);
    const swap = (frame, controller) => {
      const data = queue.shift();
      if (!data) return;
      frame.data = data;
      controller.enqueue(frame);
    };
    return readable.pipeThrough(new TransformStream({ transform: swap })).pipeTo(writable);
  }
  /** Sound that never pauses: it has as many frames as are needed. */
  const hum = () => {
    const context = new AudioContext();
    const [tone, end] = [context.createOscillator(), context.createMediaStreamDestination()];
    tone.connect(end);
    tone.start();
    return end.stream;
  };
  window.stage = {
    framesOf: (id) => kept(id).frames,
    /** Gives a message to a client, once it can be. */
    deliver(id, text) {
      const channel = ends[id]?.channel;
      const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      if (channel?.readyState === "open") channel.send(data);
      else channel?.addEventListener("open", () => channel.send(data), { once: true });
    },
    /** What is sent to a client, by the ids of tracks. */
    async offer(id, tracks, isRelay) {
      const end = (ends[id] ??= { names: {}, early: [[], []] });
      if (!end.sends) {
        end.sends = new RTCPeerConnection(isRelay ? relayed : {});
        candidates(id, 1, end.sends);
        end.channel = end.sends.createDataChannel("_reliable");
      }
      for (const { name, ...of } of tracks) {
        if (Object.values(end.names).includes(name)) continue;
        const stream = of.from ? hum() : make(of);
        end.names[stream.id] = name;
        const { sender } = end.sends.addTransceiver(stream.getTracks()[0], { direction: "sendonly", streams: [stream] });
        if (isRelay) void speak(id, sender, of.from).catch(() => undefined);
      }
      await end.sends.setLocalDescription(await end.sends.createOffer());
      return Object.entries(end.names).reduce((sdp, [stream, name]) => sdp.replaceAll(stream, name), end.sends.localDescription.sdp);
    },
    async answered(id, sdp) {
      await ends[id].sends.setRemoteDescription({ type: "answer", sdp });
      for (const candidate of ends[id].early[1].splice(0)) await ends[id].sends.addIceCandidate(candidate);
    },
    async answer(id, sdp, isRelay) {
      const end = (ends[id] ??= { names: {}, early: [[], []] });
      if (!end.takes) {
        end.takes = new RTCPeerConnection(isRelay ? relayed : {});
        candidates(id, 0, end.takes);
        if (isRelay) {
          end.takes.ontrack = (event) => void listen(id, event).catch(() => undefined);
          end.takes.ondatachannel = ({ channel }) => {
            channel.binaryType = "arraybuffer";
            channel.onmessage = ({ data }) => window.fromClient(id, btoa(String.fromCharCode(...new Uint8Array(data))));
          };
        }
      }
      await end.takes.setRemoteDescription({ type: "offer", sdp });
      await end.takes.setLocalDescription(await end.takes.createAnswer());
      for (const candidate of end.early[0].splice(0)) await end.takes.addIceCandidate(candidate);
      return end.takes.localDescription.sdp;
    },
    async candidate(id, target, candidate) {
      const end = ends[id];
      const connection = target === 0 ? end?.takes : end?.sends;
      if (connection?.remoteDescription) await connection.addIceCandidate(candidate);
      else end?.early[target].push(candidate);
    },
    end(id) {
      for (const { track } of ends[id]?.sends?.getSenders() ?? []) track?.stop();
      ends[id]?.sends?.close();
      ends[id]?.takes?.close();
      delete ends[id];
    },
  };
}

const isOver = (error) => /closed/.test(String(error));

export class VoiceStage {
  /** Every signal connection that was asked for, with its token. */
  asked = [];
  /** Tracks that clients have sent, and whether they are muted, by what they said of them. */
  sent = [];
  muted = [];
  left = 0;
  /** Others in the call. */
  cast = [];
  /** What clients may do. */
  permission = { canPublish: true, canPublishData: true, canSubscribe: true, canPublishSources: [] };
  /** Lets nobody in. */
  isClosed = false;
  /** Clients hear each other, and can send each other messages; set before the first one comes. */
  isRelay = false;
  /** Every message of a client: its sender, and its bytes. */
  messages = [];
  /** Tracks that clients have sent, and how they say these are encrypted. */
  encrypted = [];
  #clients = new Map();
  #count = 0;

  /** Stands at the address of a `Livekit`, in the browser of this process. Both know the same people, and do what the room
   * service says. */
  static async start(livekit) {
    const stage = new VoiceStage();
    stage.livekit = livekit;
    const leave = livekit.leave.bind(livekit);
    livekit.leave = (room, identity, options) => {
      stage.end(livekit.asked.at(-1)?.method === "DeleteRoom" ? "ROOM_DELETED" : "PARTICIPANT_REMOVED", identity);
      return leave(room, identity, options);
    };
    stage.leave = leave;
    const { asked } = livekit;
    asked.push = (entry) => {
      // Once it is done.
      if (entry.method === "UpdateParticipant") setTimeout(() => stage.#permitted(entry), 0);
      return Array.prototype.push.call(asked, entry);
    };
    stage.page = await openPage();
    await stage.page.exposeFunction("toClient", (id, { target, candidate }) => stage.#send(id, "trickle", new TrickleRequest({ target, candidateInit: candidate })));
    await stage.page.exposeFunction("fromClient", (id, text) => stage.#message(id, Buffer.from(text, "base64")));
    await stage.page.evaluate(other);
    stage.server = new WebSocketServer({ noServer: true });
    livekit.server.on("upgrade", (request, socket, head) => {
      const url = new URL(request.url, "http://livekit");
      if (!url.pathname.startsWith("/rtc")) return socket.destroy();
      stage.asked.push({ path: url.pathname, token: url.searchParams.get("access_token"), query: url.searchParams });
      if (stage.isClosed) return socket.destroy();
      stage.server.handleUpgrade(request, socket, head, (connection) => stage.#come(connection, url.searchParams.get("access_token")));
    });
    return stage;
  }

  async stop() {
    for (const { socket } of this.#clients.values()) socket.terminate();
    await this.page.context().close().catch(() => undefined);
  }

  #send(id, name, value) {
    this.#clients.get(id)?.socket.send(new SignalResponse({ message: { case: name, value } }).toBinary());
  }

  async #come(socket, token) {
    const { sub: identity, video } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
    const id = `${identity}-${this.#count++}`;
    const client = { socket, identity, sid: `PA_${id}`, tracks: [], room: video.room };
    this.#clients.set(id, client);
    await this.livekit.join(token).catch((error) => console.error(error));
    socket.on("close", () => {
      if (this.isRelay && this.#clients.has(id)) this.#tellOthers(id, { state: ParticipantInfo_State.DISCONNECTED });
      if (this.#clients.delete(id) && ![...this.#clients.values()].some((other) => other.identity === identity)) void this.leave(video.room, identity).catch(() => undefined);
      void this.page.evaluate((of) => window.stage.end(of), id).catch(() => undefined);
    });
    socket.on("message", (data) => void this.#take(id, SignalRequest.fromBinary(new Uint8Array(data)).message).catch((error) => isOver(error) || console.error(error)));
    this.#send(id, "join", new JoinResponse({
      room: new Room({ sid: "RM_stage", name: video.room }),
      participant: this.#own(client),
      otherParticipants: [...this.cast.map((person) => this.#info(person)), ...this.#others(id).map(([, other]) => this.#own(other))],
      serverVersion: "1.8.0",
      subscriberPrimary: true,
      // Who hears nothing for so many seconds connects again.
      pingTimeout: 3,
      pingInterval: 1,
      enabledPublishCodecs: ["video/VP8", "video/H264", "video/VP9", "video/AV1", "audio/opus", "audio/red"].map((mime) => ({ mime })),
    }));
    this.#tellOthers(id);
    await this.#offer(id);
    this.#tell(id);
  }

  /** Other clients in the same room. */
  #others(id) {
    const { room, identity } = this.#clients.get(id) ?? {};
    return this.isRelay ? [...this.#clients].filter(([of, other]) => of !== id && other.room === room && other.identity !== identity) : [];
  }

  #tellOthers(id, change = {}) {
    for (const [of] of this.#others(id)) this.#send(of, "update", new ParticipantUpdate({ participants: [Object.assign(this.#own(this.#clients.get(id)), change)] }));
  }

  /** Passes a message on, as LiveKit does: it says who sent it. */
  #message(id, bytes) {
    const client = this.#clients.get(id);
    if (!client) return;
    this.messages.push({ identity: client.identity, bytes });
    const packet = DataPacket.fromBinary(new Uint8Array(bytes));
    const to = packet.value.case === "user" ? packet.value.value.destinationIdentities : packet.destinationIdentities;
    Object.assign(packet, { participantIdentity: client.identity, participantSid: client.sid });
    for (const [of, { identity }] of this.#others(id)) if (!to.length || to.includes(identity)) this.#deliver(of, packet);
  }

  #deliver(id, packet) {
    void this.page.evaluate(([of, text]) => window.stage.deliver(of, text), [id, Buffer.from(packet.toBinary()).toString("base64")]).catch(() => undefined);
  }

  /** Says something to somebody under the name of somebody else, as only LiveKit's operator could. */
  forge(from, to, topic, value) {
    const user = { case: "user", value: { payload: new TextEncoder().encode(JSON.stringify(value)), topic } };
    for (const [id, { identity }] of this.#clients) if (identity === to) this.#deliver(id, new DataPacket({ participantIdentity: from, value: user }));
  }

  /** Frames of sound that somebody has sent. */
  async framesOf(identity) {
    const ids = [...this.#clients].filter(([, client]) => client.identity === identity).map(([id]) => id);
    return (await this.page.evaluate((of) => of.flatMap((id) => window.stage.framesOf(id)), ids)).map((frame) => Buffer.from(frame));
  }

  #own({ sid, identity, tracks }) {
    return new ParticipantInfo({ sid, identity, state: ParticipantInfo_State.ACTIVE, permission: new ParticipantPermission(this.permission), tracks, joinedAt: BigInt(Math.floor(Date.now() / 1000)) });
  }

  /** Somebody else: what they send is what the test says of them. */
  #info({ id, isMuted = false, isEncrypted = false, ...sends }) {
    const tracks = ["microphone", "camera", "screen", "screenSound"].filter((source) => source === "microphone" || sends[source]).map((source) => {
      const { width = 1280, height = 720 } = sends[source] ?? {};
      return new TrackInfo({ sid: `TR_${id}_${source}`, type: isSound(source) ? TrackType.AUDIO : TrackType.VIDEO, source: SOURCES[source], muted: source === "microphone" && isMuted, width, height, encryption: isEncrypted ? Encryption_Type.GCM : Encryption_Type.NONE, mimeType: isSound(source) ? "audio/opus" : "video/vp8" });
    });
    return new ParticipantInfo({ sid: `PA_${id}`, identity: id, state: ParticipantInfo_State.ACTIVE, tracks, joinedAt: BigInt(1 + this.cast.findIndex((person) => person.id === id)) });
  }

  async #offer(id) {
    const tracks = this.cast.flatMap((person, at) => this.#info(person).tracks.map(({ sid, type, width, height, source }) => ({ name: `PA_${person.id}|${sid}`, kind: type === TrackType.AUDIO ? "audio" : "video", width, height, hue: at * 70, isScreen: source === TrackSource.SCREEN_SHARE })));
    const relayed = this.#others(id).flatMap(([from, { sid, tracks: sent }]) => sent.filter(({ type }) => type === TrackType.AUDIO).map((track) => ({ name: `${sid}|${track.sid}`, kind: "audio", from })));
    const sdp = await this.page.evaluate(([of, all, isRelay]) => window.stage.offer(of, all, isRelay), [id, [...tracks, ...relayed], this.isRelay]);
    this.#send(id, "offer", new SessionDescription({ type: "offer", sdp }));
  }

  /** Who speaks, and how good connections are. */
  #tell(id) {
    const client = this.#clients.get(id);
    if (!client) return;
    const speakers = this.cast.filter(({ isSpeaking }) => isSpeaking).map((person) => new SpeakerInfo({ sid: `PA_${person.id}`, active: true, level: 0.6 }));
    this.#send(id, "speakersChanged", new SpeakersChanged({ speakers: [...speakers, ...this.cast.filter(({ isSpeaking }) => !isSpeaking).map((person) => new SpeakerInfo({ sid: `PA_${person.id}`, active: false }))] }));
    const quality = (sid, known) => new ConnectionQualityInfo({ participantSid: sid, quality: known ?? ConnectionQuality.EXCELLENT, score: 1 });
    this.#send(id, "connectionQuality", new ConnectionQualityUpdate({ updates: [quality(client.sid, this.quality), ...this.cast.map((person) => quality(`PA_${person.id}`, person.isWeak ? ConnectionQuality.POOR : undefined))] }));
  }

  async #take(id, { case: kind, value }) {
    const client = this.#clients.get(id);
    if (!client) return;
    if (kind === "offer") this.#send(id, "answer", new SessionDescription({ type: "answer", sdp: await this.page.evaluate(([of, sdp, isRelay]) => window.stage.answer(of, sdp, isRelay), [id, value.sdp, this.isRelay]) }));
    else if (kind === "answer") await this.page.evaluate(([of, sdp]) => window.stage.answered(of, sdp), [id, value.sdp]);
    else if (kind === "trickle") await this.page.evaluate(([of, target, candidate]) => window.stage.candidate(of, target, candidate), [id, value.target === SignalTarget.PUBLISHER ? 0 : 1, JSON.parse(value.candidateInit)]);
    else if (kind === "addTrack") this.#published(id, client, value);
    else if (kind === "ping") this.#send(id, "pong", value);
    else if (kind === "pingReq") this.#send(id, "pongResp", new Pong({ lastPingTimestamp: value.timestamp, timestamp: BigInt(Date.now()) }));
    else if (kind === "mute") {
      const track = client.tracks.find(({ sid }) => sid === value.sid);
      if (track) track.muted = value.muted;
      this.#tellOthers(id);
      this.muted.push({ identity: client.identity, source: TrackSource[track?.source], isMuted: value.muted });
    } else if (kind === "leave") {
      this.left++;
      client.socket.close();
    }
  }

  #published(id, client, value) {
    const sid = `TR_${id}_${client.tracks.length}`;
    const { name, type, source, muted, width, height, layers, encryption } = new AddTrackRequest(value);
    const track = new TrackInfo({ sid, name, type, source, muted, width, height, layers, encryption, mimeType: type === TrackType.AUDIO ? "audio/opus" : `video/${value.simulcastCodecs[0]?.codec ?? "vp8"}` });
    client.tracks.push(track);
    this.sent.push({ identity: client.identity, source: TrackSource[source], isMuted: muted, width, height, codecs: value.simulcastCodecs.map(({ codec }) => codec), disableDtx: value.disableDtx, stereo: value.stereo, disableRed: value.disableRed });
    this.encrypted.push({ identity: client.identity, source: TrackSource[source], encryption });
    this.#send(id, "trackPublished", new TrackPublishedResponse({ cid: value.cid, track }));
    this.#tellOthers(id);
    for (const [of] of this.#others(id)) void this.#offer(of).catch((error) => isOver(error) || console.error(error));
  }

  /** Others have come, gone, or do something else. */
  async changeCast(cast) {
    const gone = this.cast.filter(({ id }) => !cast.some((person) => person.id === id));
    this.cast = cast;
    for (const id of this.#clients.keys()) {
      const participants = [...cast.map((person) => this.#info(person)), ...gone.map((person) => Object.assign(this.#info(person), { state: ParticipantInfo_State.DISCONNECTED }))];
      this.#send(id, "update", new ParticipantUpdate({ participants }));
      await this.#offer(id);
      this.#tell(id);
    }
  }

  #permitted({ room, identity }) {
    const told = this.livekit.rooms.get(room)?.get(identity)?.permission;
    if (told) this.permit({ canPublish: told.can_publish ?? false, canPublishSources: (told.can_publish_sources ?? []).map((source) => TrackSource[source] ?? source) });
  }

  /** Changes what clients may do, as the room service does. */
  permit(permission) {
    this.permission = { ...this.permission, ...permission };
    for (const [id, client] of this.#clients) this.#send(id, "update", new ParticipantUpdate({ participants: [this.#own(client)] }));
  }

  /** Ends the stay of all clients, or of one of them, for a reason such as `PARTICIPANT_REMOVED`. */
  end(reason, who) {
    for (const [id, { identity }] of this.#clients) if (!who || identity === who) this.#send(id, "leave", new LeaveRequest({ reason: DisconnectReason[reason], action: LeaveRequest_Action.DISCONNECT }));
  }

  /** Cuts the signal connections, as a broken network does. */
  cut() {
    for (const { socket } of this.#clients.values()) socket.terminate();
  }

  get connected() {
    return this.#clients.size;
  }
}
