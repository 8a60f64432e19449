// All that everybody loads of voice: what its part puts into the page, once it is here.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Channel } from "./structure";

interface VoicePart {
  /** A voice channel in the list, with who is in it. */
  Row: ComponentType<{ channel: Channel; tabIndex: number }>;
  /** The call, above ourselves. */
  Dock: ComponentType<object>;
  /** The call, in the place of the conversation. */
  Sheet: ComponentType<object>;
  /** The same above what is written, where the list is a drawer. */
  Bar: ComponentType<object>;
  /** What belongs to no place of the page. */
  Host: ComponentType<object>;
  /** What is said of somebody who is in a call. */
  whereIs: (id: string) => string;
  /** Shows the call of a channel, and joins it if we are in none. */
  enter: (channel: Channel) => void;
}
export const voicePart = signal<VoicePart | null>(null);
