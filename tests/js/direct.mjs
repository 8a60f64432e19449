// A room of direct messages as a page uses it, and what a page sends into it (spec 40 section 5).
import assert from "node:assert/strict";
import { seal, signObject, signText } from "./signing.mjs";
import { crowd } from "./support.mjs";

/** Longer than the pace of direct messages looks back. */
export const PACE = 5200;

/** A node on which many may join at once without more work, and nobody is welcomed with a message. */
export const QUIET = { serverinfo: { system: { welcome: { enabled: false } } }, dcts_edge: { powMaxDifficulty: 0 } };

/** An id that nobody has. */
export const NOBODY = "199999999999";

/** Members who have not written anything yet, as many as are asked for; `open` has all of them, to be closed. */
export const peopleOf = (open, home) => async (count, where = home(), options = {}) => {
  const made = await crowd(where, count, options);
  open.push(...made);
  return made;
};

/** An error in words, or just this one. */
export const refused = (answer, why) => {
  assert.equal(typeof answer.error, "string", JSON.stringify(answer));
  if (why) assert.equal(answer.error, why);
};

export const unread = (somebody) => somebody.ask("getAllUnread");

/** Everything that arrives at a socket from now on, `updateMemberList` and the like left out. */
export function hear(somebody) {
  const heard = [];
  somebody.socket.onAny((event, payload) => /[dD]m|[rR]oom|Unread|Delete/.test(event) && heard.push([event, payload]));
  return heard;
}

export class Room {
  constructor(id, ids) {
    this.id = id;
    this.ids = ids;
  }

  /** The room of these people, found or made by the first of them. */
  static async of(...people) {
    const [creator, ...others] = people;
    const { error, roomId } = await creator.ask("createDmRoom", { participants: others.map(({ id }) => id) });
    assert.equal(error, null);
    return new Room(roomId, people.map(({ id }) => id));
  }

  /** `data` of a message: `text` for everybody, or a map of texts. */
  data(author, text, { reply = null, ...more } = {}) {
    const message = typeof text === "string" ? Object.fromEntries(this.ids.map((id) => [id, text])) : text;
    return { message, roomId: this.id, author: { id: author.id }, reply: { messageId: reply }, timestamp: Date.now(), ...more };
  }

  /** `data` of an encrypted message: sealed for each key, signed by `key`. `keys` maps member ids to public keys. */
  sealed(author, text, key, keys) {
    const message = Object.fromEntries(this.ids.map((id) => [id, seal(keys[id] ?? key.publicKey, text)]));
    return signObject(key.privateKey, { ...this.data(author, message), encrypted: true, plainSig: signText(key.privateKey, text) });
  }

  send(author, data, edited = null) {
    return author.ask("sendDmMessage", { payload: { data, messageEditId: edited } });
  }

  /** Sends what has to be taken; gives the message. */
  async said(author, text, { edited = null, ...more } = {}) {
    const answer = await this.send(author, this.data(author, text, more), edited);
    assert.equal(answer.error, null, JSON.stringify(answer));
    return answer.payload;
  }

  async page(reader, timestamp = null) {
    const { error, messages } = await reader.ask("getDmRoomMessages", { roomId: this.id, timestamp });
    assert.equal(error, null);
    return messages;
  }

  /** What somebody reads of the newest page, oldest first. */
  async texts(reader) {
    return Object.values((await this.page(reader)) ?? {}).map(({ data }) => data.message[reader.id]).reverse();
  }
}

/** The ids of the rooms that somebody has, newest first. */
export async function roomsOf(somebody) {
  const { error, rooms } = await somebody.ask("getDmRooms");
  assert.equal(error, null);
  return rooms?.map(({ roomId }) => roomId) ?? null;
}
