// The one connection. Requests are events with an ack; who does not get one in time hears of it.
import { signal } from "@preact/signals";
import { io } from "socket.io-client";
import type { Failure } from "./types";

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

/** Sends an event and waits for its ack. Fails when there is no connection or no answer. */
export function ask<T extends Failure>(event: string, payload: object, timeout = TIMEOUT_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!socket.connected) return reject(new NoAnswer(event));
    const lost = () => finish(() => reject(new NoAnswer(event)));
    const timer = setTimeout(lost, timeout);
    const finish = (act: () => void) => {
      clearTimeout(timer);
      socket.off("disconnect", lost);
      act();
    };
    socket.once("disconnect", lost);
    socket.emit(event, payload, (answer: T) => finish(() => resolve(answer)));
  });
}
