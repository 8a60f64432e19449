// Sizes of pictures that this browser has seen, for those whose size is not told with the message.
import { recall, remember } from "./storage";

type Size = [number, number];

const MAX_KNOWN = 300;
const known = new Map<string, Size>(Object.entries(recall<Record<string, Size>>("sizes", {})));

export const knownSize = (src: string): Size | undefined => known.get(src);

export function noteSize(src: string, width: number, height: number) {
  if (!width || !height || known.has(src)) return;
  known.set(src, [width, height]);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? "");
  remember("sizes", Object.fromEntries(known));
}
