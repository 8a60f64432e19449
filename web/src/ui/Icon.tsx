// One icon; decoration only, the words are elsewhere.
import { type IconName, icons } from "./icons";

interface Props {
  /** A name, or the paths of an icon that is loaded with its part of the client. */
  name?: IconName;
  paths?: string;
  small?: boolean;
}

export function Icon({ name, paths, small = false }: Props) {
  return <svg class={small ? "ico ico-s" : "ico"} viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: paths ?? (name ? icons[name] : "") }} />;
}
