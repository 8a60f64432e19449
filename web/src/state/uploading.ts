// Sends files to the server. They go in pieces, one after the other; after a break
// the server is asked where to go on.
import { t } from "../i18n";
import { connection } from "../protocol/socket";
import type { Failure } from "../protocol/types";
import { credentials } from "./session";
import { server } from "./structure";
import { addressOf, type Upload, uploads, uploadsOf } from "./uploads";

const CHUNK = 262_144;
/** The server takes four of a member at the same time; one is left for other windows. */
const AT_ONCE = 2;
const TRIES = 3;
const MAX_FILES = 10;

/** What is sent of a file, and how its message names it. */
interface Parcel {
  file: File;
  addressOf: (uploaded: string) => string;
}

/** Sealed files, for as long as they may be sent again: a file is encrypted once. */
const parcels = new Map<string, Promise<Parcel>>();

function parcelOf({ id, file, isSealed }: Upload): Promise<Parcel> {
  if (!isSealed) return Promise.resolve({ file, addressOf: (uploaded) => uploaded });
  const parcel = parcels.get(id) ?? import("../crypto").then(({ sealFile }) => sealFile(file));
  parcels.set(id, parcel);
  return parcel;
}

const stops = new Map<string, AbortController>();
const patch = (id: string, next: Partial<Upload>) => (uploads.value = uploads.value.map((upload) => (upload.id === id ? { ...upload, ...next } : upload)));

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether the server takes files like this; it looks into them and decides anyway. */
function isAllowed(file: File): boolean {
  const types = server.value.uploadFileTypes;
  const list = typeof types === "string" ? types.split(/[\s,]+/) : (types ?? []);
  const type = file.type === "audio/wav" || file.type === "audio/x-wav" ? "audio/vnd.wave" : file.type;
  return !list.length || !type || list.some((allowed) => allowed === type || allowed === "*/*" || (allowed.endsWith("/*") && type.startsWith(allowed.slice(0, -1))));
}

async function measure(id: string, url: string) {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    patch(id, { size: [image.naturalWidth, image.naturalHeight] });
  } catch {
    patch(id, { preview: "" });
  }
}

/** Puts files beside the next message of a channel, and sends them, encrypted if they are to be sealed. */
export function addFiles(room: string, files: Iterable<File>, isSealed = false) {
  for (const file of files) {
    if (uploadsOf(room).length >= MAX_FILES) break;
    const isImage = /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type);
    const preview = isImage ? URL.createObjectURL(file) : "";
    const upload: Upload = { id: newId(), room, file, name: file.name || t("file"), preview, state: "waiting", sent: 0, reason: "", isRefused: false, path: "", isSealed };
    // What is sealed has no type that the server could look at.
    if (!isSealed && !isAllowed(file)) Object.assign(upload, { state: "failed", reason: t("uploadType"), isRefused: true });
    else if (file.size === 0) Object.assign(upload, { state: "failed", reason: t("uploadEmpty"), isRefused: true });
    uploads.value = [...uploads.value, upload];
    if (preview) void measure(upload.id, preview);
  }
  next();
}

/** Takes a file out; what is on its way stops. */
export function removeUpload(id: string) {
  const upload = uploads.value.find((known) => known.id === id);
  stops.get(id)?.abort();
  parcels.delete(id);
  uploads.value = uploads.value.filter((known) => known.id !== id);
  if (upload?.preview) URL.revokeObjectURL(upload.preview);
  next();
}

/** After its message was sent. */
export function clearUploads(room: string) {
  for (const { id } of uploadsOf(room)) removeUpload(id);
}

/** Sends the files of a room anew, because it is decided now that they are encrypted, or are not. */
export function resendFiles(room: string, isSealed: boolean) {
  const wrong = uploadsOf(room).filter((upload) => upload.isSealed !== isSealed);
  wrong.forEach(({ id }) => removeUpload(id));
  addFiles(room, wrong.map(({ file }) => file), isSealed);
}

/** Sends a file that failed once more. */
export function retryUpload(id: string) {
  patch(id, { state: "waiting", reason: "" });
  next();
}

/** Puts a file before or behind its neighbour. */
export function moveUpload(id: string, by: 1 | -1) {
  const list = [...uploads.value];
  const at = list.findIndex((upload) => upload.id === id);
  const upload = list[at];
  const other = list[at + by];
  if (!upload || !other) return;
  list[at] = other;
  list[at + by] = upload;
  uploads.value = list;
}

function next() {
  const active = uploads.value.filter(({ state }) => state === "uploading").length;
  const waiting = uploads.value.find(({ state }) => state === "waiting");
  if (!waiting || active >= AT_ONCE) return;
  patch(waiting.id, { state: "uploading" });
  void run(waiting).finally(next);
  next();
}

/** Words of the server that people can do something about. */
const REASONS: Record<string, () => string> = {
  no_permission: () => t("uploadForbidden"),
  storage_full: () => t("uploadFull"),
  mime_not_allowed: () => t("uploadType"),
  file_too_large: () => t("uploadLarge"),
  too_many_uploads: () => t("uploadMany"),
};

class Refused extends Error {}

interface Answer extends Failure {
  ok?: boolean;
  path?: string;
  width?: number;
  height?: number;
}

const proof = () => {
  const { id, token } = credentials();
  return { "x-user-id": id, "x-auth-token": token };
};

/** What the server has of a file that was interrupted: all of it, or the pieces before `next`. Servers
 * that do not know begin anew. */
async function progressOf(fileId: string, signal: AbortSignal): Promise<Answer & { next: number }> {
  const query = new URLSearchParams({ id: credentials().id, fileId });
  const response = await fetch(`upload?${query}`, { headers: proof(), signal });
  const answer = (await response.json().catch(() => ({}))) as Answer & { next?: number };
  return { ...answer, next: response.ok && typeof answer.next === "number" ? answer.next : 0 };
}

interface Sending {
  signal: AbortSignal;
  progress: (sent: number) => void;
  fileId?: string;
  /** Was begun before. */
  goesOn?: boolean;
}

/** Sends one file in pieces. */
export async function sendFile(file: Blob, name: string, type: "upload" | "emoji", { signal, progress, fileId = newId(), goesOn = false }: Sending): Promise<Answer> {
  const total = Math.max(1, Math.ceil(file.size / CHUNK));
  const { id } = credentials();
  let answer: Answer = {};
  let start = 0;
  if (goesOn) {
    const known = await progressOf(fileId, signal);
    if (known.path) return known;
    start = Math.min(known.next, total - 1);
  }
  for (let index = start; index < total; index++) {
    const query = new URLSearchParams({ id, type, filename: name, chunkIndex: String(index), totalChunks: String(total), fileId });
    const response = await fetch(`upload?${query}`, {
      method: "POST",
      headers: proof(),
      body: file.slice(index * CHUNK, (index + 1) * CHUNK),
      signal,
    });
    answer = (await response.json().catch(() => ({}))) as Answer;
    if (!answer.ok) {
      const word = typeof answer.error === "string" ? answer.error : "";
      const reason = REASONS[word];
      if (reason) throw new Refused(reason());
      throw new Error(word || String(response.status));
    }
    progress(Math.min(file.size, (index + 1) * CHUNK));
  }
  return answer;
}

/** What a person is told of a failure. */
export const reasonOf = (error: unknown) => (error instanceof Refused ? error.message : t("uploadFailed"));

function isOnline(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = connection.subscribe((state) => {
      if (state === "online") setTimeout(() => stop());
    });
    const stop = () => {
      end();
      signal.removeEventListener("abort", stop);
      done();
    };
    signal.addEventListener("abort", stop);
  });
}

async function run(upload: Upload) {
  const { id, name, isSealed } = upload;
  const stop = new AbortController();
  stops.set(id, stop);
  for (let tries = 1; ; tries++) {
    try {
      const { file, addressOf: naming } = await parcelOf(upload);
      const answer = await sendFile(file, isSealed ? file.name : name, "upload", { signal: stop.signal, progress: (sent) => patch(id, { sent }), fileId: id, goesOn: tries > 1 });
      const size = answer.width && answer.height ? { size: [answer.width, answer.height] as [number, number] } : {};
      const link = { address: naming(addressOf(answer.path ?? "")), ...(isSealed && { name }) };
      patch(id, { state: "done", path: answer.path ?? "", link, ...size });
      break;
    } catch (error) {
      if (stop.signal.aborted) break;
      if (error instanceof Refused || tries >= TRIES) {
        patch(id, { state: "failed", reason: reasonOf(error), isRefused: error instanceof Refused });
        break;
      }
      await new Promise((done) => setTimeout(done, tries * 1000));
      // Without a connection trying again would only use up the tries.
      await isOnline(stop.signal);
    }
  }
  stops.delete(id);
}
