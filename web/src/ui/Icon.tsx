// One icon; decoration only, the words are elsewhere.
import { type IconName, icons } from "./icons";

export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return <svg class={small ? "ico ico-s" : "ico"} viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: icons[name] }} />;
}
