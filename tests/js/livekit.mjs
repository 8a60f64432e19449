// A stand-in for a LiveKit server: its room service over HTTP, as far as a chat node uses it, and its signed notices.
// `voice-sdk.test.mjs` checks it with LiveKit's own client library. Media there is none: people `join` and `leave` by
// a call of the test.
import { createHash } from "node:crypto";
import http from "node:http";
import { AccessToken, TokenVerifier } from "livekit-server-sdk";

export const KEY = "APItestkey";
export const SECRET = "a secret of the tests, of more than thirty-two letters";

/** LiveKit's numbers of sources, which its protocol writes as names. */
const SOURCES = { microphone: "MICROPHONE", camera: "CAMERA", screen_share: "SCREEN_SHARE", screen_share_audio: "SCREEN_SHARE_AUDIO" };

export class Livekit {
  static async start({ port = 0, key = KEY, secret = SECRET } = {}) {
    const livekit = new Livekit();
    Object.assign(livekit, { key, secret, rooms: new Map(), asked: [], webhooks: [], delay: 0, stays: 0, camelCase: false });
    await livekit.listen(port);
    return livekit;
  }

  async listen(port = this.port) {
    this.server = http.createServer((request, response) => this.#answer(request, response));
    await new Promise((resolve, reject) => this.server.once("error", reject).listen(port, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.address = `127.0.0.1:${this.port}`;
    this.url = `http://${this.address}`;
  }

  /** Goes away; who was in its rooms stays there, as when only the network is broken. */
  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The configuration of a node that uses it. */
  get config() {
    return { livekit: { enabled: true, url: this.address, key: this.key, secret: this.secret } };
  }

  /** Requests to a method. */
  calls(method) {
    return this.asked.filter((asked) => asked.method === method);
  }

  identities(room) {
    return [...(this.rooms.get(room)?.values() ?? [])].map(({ identity }) => identity);
  }

  /** Somebody joins with a token; as in LiveKit, an older stay of the same name ends. Notices are sent unless `quiet`. */
  async join(token, { quiet = false, at = Math.floor(Date.now() / 1000), tracks = [] } = {}) {
    const claims = await new TokenVerifier(this.key, this.secret).verify(token);
    const { room, roomJoin } = claims.video;
    if (!roomJoin) throw new Error("the token lets nobody in");
    const before = this.rooms.get(room)?.get(claims.sub);
    const sources = (claims.video.canPublishSources ?? []).map((source) => SOURCES[source]);
    const who = {
      sid: `PA_${this.stays++}`,
      identity: claims.sub,
      metadata: claims.metadata ?? "",
      joined_at: String(at),
      state: "ACTIVE",
      tracks,
      permission: { can_subscribe: claims.video.canSubscribe ?? true, can_publish: claims.video.canPublish ?? true, can_publish_data: claims.video.canPublishData ?? true, can_publish_sources: sources },
    };
    if (!this.rooms.has(room)) this.rooms.set(room, new Map());
    this.rooms.get(room).set(who.identity, who);
    if (!quiet) {
      await this.tell("participant_joined", room, who);
      if (before) await this.tell("participant_left", room, before);
    }
    return { room, ...who };
  }

  async leave(room, identity, { quiet = false } = {}) {
    const who = this.rooms.get(room)?.get(identity);
    if (!who) return;
    this.rooms.get(room).delete(identity);
    if (!quiet) await this.tell("participant_left", room, who);
    if (this.rooms.get(room)?.size === 0) {
      this.rooms.delete(room);
      if (!quiet) await this.tell("room_finished", room);
    }
  }

  /** The body of a notice, as LiveKit writes it. */
  event(event, room, who, fields = {}) {
    const participant = who && { sid: who.sid, identity: who.identity, metadata: who.metadata, joinedAt: who.joined_at, state: "ACTIVE" };
    return { event, room: { sid: "RM_1", name: room, numParticipants: 1 }, ...(participant ? { participant } : {}), id: `EV_${this.stays++}_${event}`, createdAt: String(Math.floor(Date.now() / 1000)), ...fields };
  }

  /** Tells everybody who wants to know. */
  async tell(event, room, who) {
    const answers = [];
    for (const url of this.webhooks) answers.push((await this.post(url, JSON.stringify(this.event(event, room, who)))).status);
    return answers;
  }

  async sign(body, { key = this.key, secret = this.secret, ttl = 300 } = {}) {
    const token = new AccessToken(key, secret, { ttl });
    token.sha256 = createHash("sha256").update(body).digest("base64");
    return token.toJwt();
  }

  async post(url, body, signature) {
    return fetch(url, { method: "POST", headers: { "content-type": "application/webhook+json", authorization: signature ?? (await this.sign(body)) }, body });
  }

  async #answer(request, response) {
    const send = (status, body) => {
      const text = JSON.stringify(this.camelCase ? camelCase(body) : body);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(text);
    };
    let text = "";
    for await (const piece of request) text += piece;
    if (this.delay) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (request.method === "GET") return response.writeHead(200, { "content-type": "text/plain", ...(this.date ? { date: this.date } : {}) }).end("OK");
    const method = /^\/twirp\/livekit\.RoomService\/(\w+)$/.exec(request.url)?.[1];
    let claims;
    try {
      claims = await new TokenVerifier(this.key, this.secret).verify(request.headers.authorization.replace(/^Bearer /, ""));
    } catch (error) {
      return send(401, { code: "unauthenticated", msg: String(error) });
    }
    const asked = JSON.parse(text || "{}");
    this.asked.push({ method, ...asked, grants: claims.video ?? {} });
    const who = this.rooms.get(asked.room)?.get(asked.identity);
    const grants = claims.video ?? {};
    const isAdmin = grants.roomAdmin && grants.room === asked.room;
    const denied = () => send(401, { code: "unauthenticated", msg: "permissions denied" });
    const unknown = () => send(404, { code: "not_found", msg: "participant does not exist" });
    switch (method) {
      case "ListRooms": {
        if (!grants.roomList) return denied();
        const wanted = asked.names?.length ? asked.names : [...this.rooms.keys()];
        const rooms = wanted.filter((name) => this.rooms.has(name));
        return send(200, { rooms: rooms.map((name) => ({ sid: `RM_${name}`, name, num_participants: this.rooms.get(name).size })) });
      }
      case "ListParticipants":
        if (!isAdmin) return denied();
        return send(200, { participants: [...(this.rooms.get(asked.room)?.values() ?? [])] });
      case "RemoveParticipant":
        if (!isAdmin) return denied();
        if (!who) return unknown();
        send(200, {});
        return this.leave(asked.room, asked.identity);
      case "DeleteRoom":
        if (!grants.roomCreate) return denied();
        if (!this.rooms.has(asked.room)) return unknown();
        send(200, {});
        for (const identity of this.identities(asked.room)) await this.leave(asked.room, identity);
        return undefined;
      case "UpdateParticipant":
        if (!isAdmin) return denied();
        if (!who) return unknown();
        who.permission = snakeCase(asked.permission);
        return send(200, who);
      case "MutePublishedTrack": {
        if (!isAdmin) return denied();
        const track = who?.tracks.find(({ sid }) => sid === (asked.track_sid ?? asked.trackSid));
        if (!track) return unknown();
        track.muted = asked.muted;
        return send(200, { track });
      }
      default:
        return send(404, { code: "bad_route", msg: `no handler for path ${request.url}` });
    }
  }
}

const renamed = (value, rename) => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [rename(name), renamed(inside, rename)]));
};
const camelCase = (value) => renamed(value, (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));
const snakeCase = (value) => renamed(value, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
