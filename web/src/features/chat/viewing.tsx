// Opens pictures large. The viewer itself is fetched when it is wanted.
import { signal } from "@preact/signals";
import type { Attachment } from "../../ui/content";
import { lazy } from "../../ui/lazy";

export interface Viewing {
  pictures: Attachment[];
  start: number;
}

const shown = signal<Viewing | null>(null);
export const openViewer = (pictures: Attachment[], start: number) => (shown.value = { pictures, start });
export const closeViewer = () => (shown.value = null);

const Viewer = lazy<Viewing>(() => import("./Viewer").then(({ Viewer }) => Viewer));

export const ViewerHost = () => (shown.value ? <Viewer {...shown.value} /> : null);
