// Who we are on this server, and the way in: proof of work, registration, login, return.
import { signal } from "@preact/signals";
import { t } from "../i18n/start";
import { type Proof, solve, Stopped } from "../protocol/pow";
import { ask, connected, connection, NoAnswer, socket } from "../protocol/socket";
import { type Failure, type JoinAck, problem } from "../protocol/types";
import { plain } from "../ui/html";
import { localTimes } from "../ui/localTimes";
import { recall, remember } from "../ui/storage";
import { awaitBridge, keyFields } from "./keys";
import { toast, toasts } from "./ui";

export interface Session {
  id: string;
  token: string;
  name: string;
  loginName: string;
}

/** boot: not known yet. gate: somebody has to sign in. in: the chat. banned: told to stay away. */
export type Phase = "boot" | "gate" | "in" | "banned";

export const session = signal<Session | null>(recall<Session | null>("session", null));
export const phase = signal<Phase>(session.value ? "boot" : "gate");
export const banText = signal("");
/** While a proof of work is computed. */
export const work = signal<{ tries: number; difficulty: number; since: number } | null>(null);
export const gateProblem = signal("");
export const needsInvite = signal(false);

/** A proof may take minutes on old machines. */
const JOIN_TIMEOUT_MS = 11 * 60_000;

const joined: (() => void)[] = [];
/** Runs after every join, also after reconnects; at once if we are in already. */
export function onJoined(act: () => void) {
  joined.push(act);
  if (phase.peek() === "in" && connection.peek() === "online") act();
}

const storedProof = () => recall<Proof | null>("proof", null);
export const keepProof = (proof: Proof) => remember("proof", proof);

let stopWork = new AbortController();

socket.on("powChallenge", async ({ challenge, difficulty }: { challenge: string; difficulty: number }) => {
  stopWork.abort();
  stopWork = new AbortController();
  const own = stopWork.signal;
  const since = performance.now();
  work.value = { tries: 0, difficulty, since };
  try {
    const proof = await solve(challenge, difficulty, (tries) => (work.value = { tries, difficulty, since }), own);
    keepProof(proof);
    const { id, token } = session.value ?? { id: "", token: null };
    await ask<Failure>("verifyPow", { ...proof, id, token });
  } catch (error) {
    if (error instanceof Stopped) return;
    gateProblem.value = t("noAnswer");
    console.error(error);
  }
  work.value = null;
});

let isGivenUp = false;

/** Back to the form. The connection starts anew, because the server waits for the proof on this one. */
export function cancelWork() {
  isGivenUp = true;
  socket.disconnect().connect();
}

/** Who is sent away asks why, but not over and over: this often in a minute. */
const MAX_ASKS = 3;
let asks = 0;
let isToStayAway = false;
/** The node ended the connection on purpose and wants nobody back at once. */
export const stayAway = () => (isToStayAway = true);

function sentAway() {
  if (phase.value !== "in" || isToStayAway || asks >= MAX_ASKS) return;
  asks++;
  setTimeout(() => asks--, 60_000);
  // A ban, a new password or a deleted account: the join says which.
  setTimeout(() => session.value && socket.connect(), 300);
}

function enter(ack: JoinAck) {
  isToStayAway = false;
  const next = { id: ack.id, token: ack.token, name: ack.name, loginName: ack.loginName };
  session.value = next;
  remember("session", next);
  phase.value = "in";
  connection.value = "online";
  joined.forEach((act) => act());
}

/** An id for somebody who has none here yet. */
export function newId(): string {
  const digits = crypto.getRandomValues(new Uint8Array(11));
  return `1${[...digits].map((byte) => byte % 10).join("")}`;
}

/** Joins with what is known of an account. */
export const joinAs = ({ id, token, name }: Pick<Session, "id" | "token" | "name">) => userConnected({ id, token, name, onboarding: false, keySolution: null });

/** The join itself; the own key goes along. */
export const userConnected = async (fields: object) => ask<JoinAck>("userConnected", { pow: storedProof(), ...(await keyFields()), ...fields }, JOIN_TIMEOUT_MS);

/** Comes back with the stored session. */
async function rejoin(known: Session) {
  let ack: JoinAck;
  try {
    ack = await joinAs(known);
  } catch {
    // The connection is gone again; the next one tries again.
    return;
  }
  if (ack.finishedOnboarding) return enter(ack);
  const text = problem(ack) ?? "";
  if (text.includes("banned") || String(ack.error).includes("banned")) {
    banText.value = text;
    toasts.value = [];
    phase.value = "banned";
    return;
  }
  // With a key, too, who was signed out comes back by own decision only.
  if (ack.keyAuth || ack.error === "Invalid login" || ack.finishedOnboarding === false) {
    forget();
    gateProblem.value = ack.finishedOnboarding === false ? "" : text;
    return;
  }
  // A server that is busy or has trouble: it is not the account's fault.
  setTimeout(() => session.value === known && socket.connected && rejoin(known), 5000);
}

export interface Form {
  /** Of an account that is brought from elsewhere. */
  id?: string;
  name: string;
  loginName: string;
  password: string;
  code: string;
}

export async function register(form: Form): Promise<void> {
  await attempt(async () => {
    const ack = await userConnected({ id: newId(), token: null, onboarding: true, ...form });
    if (ack.registration === false) needsInvite.value = true;
    // The server adds digits to a name that somebody else has.
    if (ack.finishedOnboarding && ack.loginName !== form.loginName) {
      toast("info", t("loginNameChanged", { name: ack.loginName }), t("loginNameChangedLead", { name: form.loginName }), { stays: true });
    }
    return ack;
  });
}

export async function login(loginName: string, password: string): Promise<void> {
  await attempt(async () => {
    const ack = await ask<Failure & { member?: Session }>("userLogin", { loginName, password });
    if (!ack.member) return ack as JoinAck;
    return joinAs(ack.member);
  });
}

/** Tries to come in; what goes wrong is shown at the gate. */
export async function attempt(join: () => Promise<JoinAck>) {
  gateProblem.value = "";
  isGivenUp = false;
  try {
    // Somebody may be faster than the connection.
    await connected();
    const ack = await join();
    if (ack.finishedOnboarding) return enter(ack);
    const reason = localTimes(plain(problem(ack) ?? t("noAnswer")));
    gateProblem.value = reason;
    // The form says it: once is enough.
    toasts.value = toasts.value.filter(({ text }) => text !== reason);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (!isGivenUp) gateProblem.value = t("noAnswer");
  }
}

function forget() {
  session.value = null;
  remember("session", null);
  phase.value = "gate";
}

export function logOut() {
  forget();
  for (const key of ["outbox", "drafts", "room", "rooms", "seen", "read", "emoji", "sizes", "tree", "notify", "dm-times", "dm-locks"]) remember(key, null);
  // What others may see on this machine must not stay in memory.
  location.assign(location.pathname);
}

/** id and token, as every request carries them. */
export const credentials = () => ({ id: session.value?.id ?? "", token: session.value?.token ?? "" });

export function start() {
  socket.on("connect", () => {
    if (session.value) rejoin(session.value);
    else connection.value = "online";
  });
  socket.on("disconnect", (reason) => {
    connection.value = navigator.onLine && reason !== "io server disconnect" ? "connecting" : "offline";
    stopWork.abort();
    work.value = null;
    if (reason === "io server disconnect") sentAway();
  });
  socket.on("connect_error", () => {
    connection.value = navigator.onLine ? "connecting" : "offline";
    if (phase.value === "boot") phase.value = "in";
  });
  addEventListener("offline", () => (connection.value = "offline"));
  addEventListener("online", () => socket.connect());
  awaitBridge();
  socket.connect();
}
