// Files that go with the next message, per channel. What sends them is uploading.ts, which is fetched with the first.
import { signal } from "@preact/signals";
import type { FileLink } from "../ui/markdown-of";

/** A file on its way to the server. */
export interface Upload {
  id: string;
  room: string;
  file: File;
  name: string;
  /** Of pictures: shown while the server does not have it. */
  preview: string;
  /** Width and height of pictures. */
  size?: [number, number] | undefined;
  state: "waiting" | "uploading" | "done" | "failed";
  /** Bytes that the server has. */
  sent: number;
  reason: string;
  /** Trying again would not help. */
  isRefused: boolean;
  /** Where the server put it. */
  path: string;
  /** It is encrypted here: nobody but who reads the message learns its name and what it is. */
  isSealed: boolean;
  /** How the message names it, once it is there. */
  link?: FileLink;
}

/** All of them, in the order in which they go. */
export const uploads = signal<Upload[]>([]);
/** Those of a channel. */
export const uploadsOf = (room: string) => uploads.value.filter((upload) => upload.room === room);

/** The address of a file, as it stands in messages. */
export const addressOf = (path: string) => new URL(path.replace(/^\//, ""), document.baseURI).href;

/** How a message names a file that was uploaded. */
export const fileLink = ({ link, path }: Upload): FileLink => link ?? { address: addressOf(path) };

/** Sizes of the pictures, as messages carry them. */
export const sizesOf = (list: Upload[]) => Object.fromEntries(list.flatMap(({ path, size, isSealed }) => (path && size && !isSealed ? [[path, size] as const] : [])));
