// One icon; decoration only, the words are elsewhere.
import { type IconName, iconPaths, MIRRORED } from "./icons";

interface Props {
  /** A name, or the paths of an icon that is loaded with its part of the client. */
  name?: IconName | undefined;
  paths?: string | undefined;
  small?: boolean;
}

export function Icon({ name, paths, small = false }: Props) {
  const isMirrored = name !== undefined && MIRRORED.has(name);
  return <svg class={`ico${small ? " ico-s" : ""}${isMirrored ? " mirrored" : ""}`} viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: paths ?? (name ? iconPaths(name) : "") }} />;
}
