// A person's or group's picture: initials, and the image over them if there is one.
import { t } from "../i18n/start";
import { colourIndex, initials } from "./avatar";
import { proxied } from "./proxied";

interface Props {
  id: string;
  name: string;
  icon?: string | null | undefined;
  isGroup?: boolean;
  size?: number;
  presence?: "online" | "offline";
}

/** Pictures that other clients set by default are no pictures of anybody. */
const isOwn = (icon: string) => !/(^|\/)img\/default_/.test(icon);
/** A path, or an address that pictures have. */
const isPicture = (icon: string) => /^(https?:|data:image\/)/i.test(icon) || !/^[^/]*:/.test(icon);

/** Pictures of other sites come through the server. Empty for what is no picture of anybody. */
export function pictureUrl(icon: string | null | undefined): string {
  if (!icon || !isOwn(icon) || !isPicture(icon)) return "";
  try {
    const url = new URL(icon, document.baseURI);
    return /^https?:$/.test(url.protocol) && url.origin !== location.origin ? proxied(url.href) : icon;
  } catch {
    return "";
  }
}

export function Avatar({ id, name, icon, isGroup = false, size, presence }: Props) {
  const picture = pictureUrl(icon);
  return (
    <span class={`av av-${colourIndex(id)}${isGroup ? " sq" : ""}`} style={size ? { "--d": `${size}px` } : undefined} aria-hidden={presence ? undefined : "true"}>
      <span aria-hidden="true">{initials(name, isGroup)}</span>
      {picture && <img key={picture} src={picture} alt="" loading="lazy" onError={(event) => event.currentTarget.remove()} />}
      {presence && <span class={presence === "online" ? "pres" : "pres off"} role="img" aria-label={t(presence === "online" ? "onlinePresence" : "offline")} />}
    </span>
  );
}
