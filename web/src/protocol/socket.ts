// The one connection. Requests are events with an ack; who does not get one in time hears of it.
import { signal } from "@preact/signals";
import { io } from "socket.io-client";
import { type Failure, problem } from "./types";

export type ConnectionState = "online" | "connecting" | "offline";

/** What the person sees of the connection: `online` only once the join is through. */
export const connection = signal<ConnectionState>("connecting");

/** The folder that this page is in: the server may live below a path. */
const folder = location.pathname.replace(/[^/]*$/, "");

export const socket = io({ path: `${folder}socket.io`, autoConnect: false, reconnectionDelay: 1000, reconnectionDelayMax: 5000 });

const TIMEOUT_MS = 15_000;

export class NoAnswer extends Error {}

/** Waits until there is a connection. */
export function connected(): Promise<void> {
  if (socket.connected) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.off("connect", done);
      reject(new NoAnswer("connect"));
    }, TIMEOUT_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.once("connect", done);
  });
}

/** Requests that wait for their ack, and notices that wait for these. */
let waiting = 0;
const held = new Set<ReturnType<typeof setTimeout>>();
/** The ack of a refused request follows its notice at once. */
const HOLD_MS = 400;

/** The node tells of a refusal twice: by a notice, for who does not look at acks, and by the ack. Who asked
 * says it; the notice is for what nobody has asked. */
export function unlessRefused(tell: () => void) {
  if (!waiting) return tell();
  const timer = setTimeout(() => {
    held.delete(timer);
    tell();
  }, HOLD_MS);
  held.add(timer);
}

function refused() {
  held.forEach(clearTimeout);
  held.clear();
}

/** Sends an event and waits for its ack. Fails when there is no connection or no answer. */
export function ask<T extends Failure>(event: string, payload: object, timeout = TIMEOUT_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!socket.connected) return reject(new NoAnswer(event));
    const lost = () => finish(() => reject(new NoAnswer(event)));
    const timer = setTimeout(lost, timeout);
    const finish = (act: () => void) => {
      waiting--;
      clearTimeout(timer);
      socket.off("disconnect", lost);
      act();
    };
    waiting++;
    socket.once("disconnect", lost);
    socket.emit(event, payload, (answer: T) => {
      if (problem(answer)) refused();
      finish(() => resolve(answer));
    });
  });
}
