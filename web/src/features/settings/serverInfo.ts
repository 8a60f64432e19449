// The settings of the server as one object, of which pages change parts.
import { useEffect, useState } from "preact/hooks";
import { loadServer } from "../../state/structure";
import { change, load } from "./api";

export interface Info {
  name?: string;
  description?: string;
  countryCode?: string;
  defaultChannel?: string | number;
  registration?: { enabled?: boolean } | boolean;
  discovery?: { enabled?: boolean; defaultStatus?: string };
  instance?: { contact?: { email?: string; website?: string; reddit?: string; discord?: string; github?: string; signal?: string; owner?: { name?: string } } };
  home?: { banner_url?: string; title?: string; subtitle?: string; about?: string };
  maxUploadStorage?: number | string;
  uploadFileTypes?: string[] | string;
  /** "", 0 or 1. */
  useCloudflareImageCDN?: string | number | boolean;
  cfAccountId?: string;
  /** Stars, if there is one. */
  cfAccountToken?: string;
  cfHash?: string;
  rateLimit?: number | string;
  dropInterval?: number | string;
  moderation?: {
    ratelimit?: { record_history?: string; actions?: { user_slowmode?: number | string; user_slowmode_duration?: string; ratelimit?: number | string } };
    bans?: { ipBanDuration?: string };
  };
}

export interface InfoForm {
  info: Info;
  save: (info: object) => Promise<boolean>;
}

/** The settings, and how to change them. */
export function useInfo() {
  const [info, setInfo] = useState<Info | null>(null);
  const read = async () => setInfo((await load<{ serverinfo: Info }>("getServerInfo"))?.serverinfo ?? null);
  useEffect(() => void read(), []);
  const save = async (serverinfo: object) => {
    if (!(await change("saveServerInfo", { serverinfo }))) return false;
    await read();
    await loadServer().catch(() => undefined);
    return true;
  };
  return { info, save, reload: read };
}

/** Only what was changed is sent. */
export const pick = <T extends object>(value: T, changed: string[], keys: Record<string, (value: T) => object>) =>
  changed.reduce((sum, key) => merge(sum, keys[key]?.(value) ?? {}), {} as Record<string, unknown>);

function merge(a: Record<string, unknown>, b: object): Record<string, unknown> {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = result[key];
    result[key] = value && typeof value === "object" && !Array.isArray(value) && known && typeof known === "object" ? merge(known as Record<string, unknown>, value as object) : value;
  }
  return result;
}
