// The reports that wait, for those who look after them.
import { effect, signal } from "@preact/signals";
import { ask, socket } from "../../protocol/socket";
import { type Failure, problem } from "../../protocol/types";
import { openReports } from "../../state/extras";
import { may } from "../../state/permissions";
import { credentials, onJoined } from "../../state/session";
import { type Case, readCases, type WireReport } from "./report";

/** The newest first; null until they are there. */
export const cases = signal<Case[] | null>(null);
export const isFailed = signal(false);
/** Messages that are not there any more, as far as we have heard. */
export const gone = signal<ReadonlySet<string>>(new Set());

effect(() => void (openReports.value = cases.value?.length ?? 0));

export async function loadReports() {
  try {
    const answer = await ask<Failure & { reports?: WireReport[] }>("fetchReports", credentials());
    isFailed.value = Boolean(problem(answer));
    if (!isFailed.value) cases.value = readCases(answer.reports ?? []);
  } catch {
    isFailed.value = cases.value === null;
  }
}

const SOON_MS = 200;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Several at once are one question. */
function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => may("manageReports") && loadReports(), SOON_MS);
}

export const forget = (messageId: string) => (gone.value = new Set([...gone.peek(), messageId]));

export function startReports() {
  // Also when the right to see them comes or goes.
  effect(() => {
    if (may("manageReports")) soon();
    else cases.value = null;
  });
  onJoined(soon);
  socket.on("newReport", soon);
  socket.on("receiveDeleteMessage", (message: string | { messageId?: string }) => {
    const id = String(typeof message === "object" ? message.messageId : message);
    if (cases.peek()?.some(({ messageId }) => messageId === id)) forget(id);
  });
}
