// The server itself: name, doors, limits.
import { useEffect, useState } from "preact/hooks";
import { ts } from "../../i18n/settings";
import { channels, loadServer } from "../../state/structure";
import { decode, escapeHtml } from "../../ui/html";
import { change, load } from "./api";
import { useDraft } from "./draft";
import { Page, SaveBar, SelectField, Switch, TextField } from "./parts";

interface Info {
  name?: string;
  description?: string;
  countryCode?: string;
  defaultChannel?: string | number;
  registration?: { enabled?: boolean } | boolean;
  discovery?: { enabled?: boolean };
  instance?: { contact?: { email?: string; website?: string; owner?: { name?: string } } };
  maxUploadStorage?: number | string;
  uploadFileTypes?: string[] | string;
  rateLimit?: number | string;
  dropInterval?: number | string;
  moderation?: { ratelimit?: { actions?: { user_slowmode?: number | string; user_slowmode_duration?: string; ratelimit?: number | string } } };
}

function useInfo() {
  const [info, setInfo] = useState<Info | null>(null);
  const read = async () => setInfo((await load<{ serverinfo: Info }>("getServerInfo"))?.serverinfo ?? null);
  useEffect(() => void read(), []);
  const save = async (serverinfo: object) => {
    if (!(await change("saveServerInfo", { serverinfo }))) return false;
    await read();
    await loadServer().catch(() => undefined);
    return true;
  };
  return { info, save };
}

/** Only what was changed is sent. */
const pick = <T extends object>(value: T, changed: string[], keys: Record<string, (value: T) => object>) =>
  changed.reduce((sum, key) => merge(sum, keys[key]?.(value) ?? {}), {} as Record<string, unknown>);

function merge(a: Record<string, unknown>, b: object): Record<string, unknown> {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = result[key];
    result[key] = value && typeof value === "object" && !Array.isArray(value) && known && typeof known === "object" ? merge(known as Record<string, unknown>, value as object) : value;
  }
  return result;
}

/** The server reads texts as HTML: what looks like a tag is to stay. */
const asText = (text: string) => (/[<&]/.test(text) ? escapeHtml(text) : text);

export function General() {
  const { info, save } = useInfo();
  return info ? <GeneralForm info={info} save={save} /> : <Page title={ts("general")}>{null}</Page>;
}

function GeneralForm({ info, save }: { info: Info; save: (info: object) => Promise<boolean> }) {
  const contact = info.instance?.contact;
  const { value, changed, set, reset } = useDraft({
    name: decode(info.name ?? ""),
    description: decode(info.description ?? ""),
    country: info.countryCode ?? "",
    first: String(info.defaultChannel ?? ""),
    registration: typeof info.registration === "object" ? info.registration.enabled !== false : info.registration !== false,
    discovery: info.discovery?.enabled !== false,
    owner: decode(contact?.owner?.name ?? ""),
    email: contact?.email ?? "",
    website: contact?.website ?? "",
  });
  const submit = () =>
    save(
      pick(value, changed, {
        name: ({ name }) => ({ name: asText(name) }),
        description: ({ description }) => ({ description: asText(description) }),
        country: ({ country }) => ({ countryCode: country }),
        first: ({ first }) => ({ defaultChannel: first }),
        registration: ({ registration }) => ({ registration: { enabled: registration } }),
        discovery: ({ discovery }) => ({ discovery: { enabled: discovery } }),
        owner: ({ owner }) => ({ instance: { contact: { owner: { name: asText(owner) } } } }),
        email: ({ email }) => ({ instance: { contact: { email } } }),
        website: ({ website }) => ({ instance: { contact: { website } } }),
      }),
    );
  const rooms = channels.value.filter((channel) => !channel.isVoice).map((channel): [string, string] => [channel.id, `#${channel.name}`]);
  return (
    <Page title={ts("general")}>
      <div class="form stack">
        <TextField label={ts("name")} value={value.name} maxLength={100} testId="server-name" onInput={(name) => set({ name })} />
        <TextField label={ts("description")} value={value.description} maxLength={500} lines={3} hint={ts("descriptionHint")} onInput={(description) => set({ description })} />
        <SelectField label={ts("defaultChannel")} value={value.first} options={rooms} hint={ts("defaultChannelHint")} onChange={(first) => set({ first })} />
        <TextField label={ts("country")} value={value.country} maxLength={2} onInput={(country) => set({ country: country.toUpperCase() })} />
        <Switch label={ts("registration")} hint={ts("registrationHint")} isOn={value.registration} testId="server-registration" onChange={(registration) => set({ registration })} />
        <Switch label={ts("discovery")} isOn={value.discovery} onChange={(discovery) => set({ discovery })} />
        <h2>{ts("contact")}</h2>
        <TextField label={ts("owner")} value={value.owner} onInput={(owner) => set({ owner })} />
        <TextField label={ts("email")} type="email" value={value.email} onInput={(email) => set({ email })} />
        <TextField label={ts("website")} type="url" value={value.website} onInput={(website) => set({ website })} />
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}

export function Limits() {
  const { info, save } = useInfo();
  return info ? <LimitsForm info={info} save={save} /> : <Page title={ts("limits")}>{null}</Page>;
}

function LimitsForm({ info, save }: { info: Info; save: (info: object) => Promise<boolean> }) {
  const actions = info.moderation?.ratelimit?.actions;
  const types = Array.isArray(info.uploadFileTypes) ? info.uploadFileTypes : (info.uploadFileTypes ?? "").split(/[\s,]+/).filter(Boolean);
  const { value, changed, set, reset } = useDraft({
    storage: String(info.maxUploadStorage ?? ""),
    types: types.join("\n"),
    rateLimit: String(info.rateLimit ?? ""),
    dropInterval: String(info.dropInterval ?? ""),
    slowmode: String(actions?.user_slowmode ?? 0),
    duration: actions?.user_slowmode_duration ?? "",
    stop: String(actions?.ratelimit ?? 0),
  });
  const ofActions = (next: object) => ({ moderation: { ratelimit: { actions: next } } });
  const submit = () =>
    save(
      pick(value, changed, {
        storage: ({ storage }) => ({ maxUploadStorage: Number(storage) }),
        types: ({ types: lines }) => ({ uploadFileTypes: lines.split(/[\s,]+/).filter(Boolean) }),
        rateLimit: ({ rateLimit }) => ({ rateLimit: Number(rateLimit) }),
        dropInterval: ({ dropInterval }) => ({ dropInterval: Number(dropInterval) }),
        slowmode: ({ slowmode }) => ofActions({ user_slowmode: Number(slowmode) }),
        duration: ({ duration }) => ofActions({ user_slowmode_duration: duration }),
        stop: ({ stop }) => ofActions({ ratelimit: Number(stop) }),
      }),
    );
  return (
    <Page title={ts("limits")}>
      <div class="form stack">
        <TextField label={ts("storage")} type="number" value={value.storage} hint={ts("storageHint")} onInput={(storage) => set({ storage })} />
        <TextField label={ts("types")} lines={6} maxLength={4000} value={value.types} hint={ts("typesHint")} onInput={(next) => set({ types: next })} />
        <TextField label={ts("slowmode")} type="number" value={value.slowmode} hint={ts("slowmodeHint")} testId="slow-mode-factor" onInput={(slowmode) => set({ slowmode })} />
        <TextField label={ts("slowmodeFor")} value={value.duration} hint={ts("slowmodeForHint")} onInput={(duration) => set({ duration })} />
        <TextField label={ts("chatLimit")} type="number" value={value.stop} hint={ts("chatLimitHint")} onInput={(stop) => set({ stop })} />
        <TextField label={ts("rateLimit")} type="number" value={value.rateLimit} hint={ts("rateLimitHint")} onInput={(rateLimit) => set({ rateLimit })} />
        <TextField label={ts("dropInterval")} type="number" value={value.dropInterval} onInput={(dropInterval) => set({ dropInterval })} />
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
