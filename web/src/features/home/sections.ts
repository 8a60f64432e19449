// What home consists of beside the page of the server and conversations. Each part registers itself here when it is
// loaded (see Home.tsx); nothing else has to know of it.
import type { ComponentType } from "preact";

/** A part of home with an entry of its own in the list. */
export interface HomeSection {
  /** Lower-case letters; the address of the section is `?home=<name>`, with `&id=` for what it shows in detail. */
  name: string;
  label: () => string;
  /** The paths of its icon. */
  icon: string;
  /** Whether there is anything in it for us. */
  isOffered: () => boolean;
  /** How much waits in it, for the badge. */
  waiting?: () => number;
  /** A few words at the end of its entry, such as "2 open". */
  note?: () => string;
  /** What is shown right of the list: a `Frame`, or another `main` of the class `sheet`. */
  Sheet: ComponentType<{ id: string | undefined }>;
}

/** In the order of the list. */
export const sections: HomeSection[] = [];

/** Parts of the page of the server: in its wide column, and beside it. */
export const pageParts: { main: ComponentType[]; side: ComponentType[] } = { main: [], side: [] };
