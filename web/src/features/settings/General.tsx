// The server itself: name, first channel, doors, contact.
import { useEffect, useRef } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { ts } from "../../i18n/settings";
import { may } from "../../state/permissions";
import { channels, loadServer } from "../../state/structure";
import { asText, decode } from "../../ui/html";
import { change } from "./api";
import { useDraft } from "./draft";
import { Page, SaveBar, SelectField, Switch, TextField } from "./parts";
import { type Info, type InfoForm, pick, useInfo } from "./serverInfo";

/** Other ways to reach who runs the server; their names are the same in every language. */
const WAYS = [["reddit", "Reddit"], ["discord", "Discord"], ["github", "GitHub"], ["signal", "Signal"]] as const;

export function General() {
  const { info, save, reload } = useInfo();
  const isTouched = useRef(false);
  const isWhole = useRef(false);
  // What is being written is not exchanged for another form, whatever one may do meanwhile.
  const mayAll = may("manageServer");
  if (!isTouched.current) isWhole.current = mayAll;
  useEffect(() => {
    const touch = ({ target }: Event) => {
      if (target instanceof Element && target.matches("main input, main textarea, main select")) isTouched.current = true;
    };
    addEventListener("focusin", touch);
    return () => removeEventListener("focusin", touch);
  }, []);
  if (!info) return <Page title={ts("general")}>{null}</Page>;
  return isWhole.current ? <GeneralForm info={info} save={save} /> : <NameForm info={info} reload={reload} />;
}

/** For those who may change what the server is called, and nothing else of it. */
function NameForm({ info, reload }: { info: Info; reload: () => Promise<void> }) {
  const { value, changed, set, reset } = useDraft({ name: decode(info.name ?? ""), description: decode(info.description ?? "") });
  const submit = async () => {
    const isBoth = changed.length > 1;
    if (changed.includes("name") && !(await change("updateServerName", { value: asText(value.name) }, isBoth))) return;
    if (changed.includes("description") && !(await change("updateServerDesc", { value: asText(value.description) }))) return;
    await reload();
    await loadServer().catch(() => undefined);
  };
  return (
    <Page title={ts("general")}>
      <div class="form stack">
        <TextField label={ts("name")} value={value.name} maxLength={100} testId="server-name" onInput={(name) => set({ name })} />
        <TextField label={ts("description")} value={value.description} maxLength={500} lines={3} hint={ts("descriptionHint")} testId="server-description" onInput={(description) => set({ description })} />
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}

function GeneralForm({ info, save }: InfoForm) {
  const contact = info.instance?.contact;
  const { value, changed, set, reset } = useDraft({
    name: decode(info.name ?? ""),
    description: decode(info.description ?? ""),
    country: info.countryCode ?? "",
    first: String(info.defaultChannel ?? ""),
    registration: typeof info.registration === "object" ? info.registration.enabled !== false : info.registration !== false,
    discovery: info.discovery?.enabled !== false,
    newcomers: info.discovery?.defaultStatus ?? "verified",
    owner: decode(contact?.owner?.name ?? ""),
    email: contact?.email ?? "",
    website: contact?.website ?? "",
    ...(Object.fromEntries(WAYS.map(([key]) => [key, decode(contact?.[key] ?? "")])) as Record<(typeof WAYS)[number][0], string>),
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
        newcomers: ({ newcomers }) => ({ discovery: { defaultStatus: newcomers } }),
        owner: ({ owner }) => ({ instance: { contact: { owner: { name: asText(owner) } } } }),
        email: ({ email }) => ({ instance: { contact: { email } } }),
        website: ({ website }) => ({ instance: { contact: { website } } }),
        ...Object.fromEntries(WAYS.map(([key]) => [key, (draft: typeof value) => ({ instance: { contact: { [key]: asText(draft[key]) } } })])),
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
        <SelectField label={ts("newcomers")} value={value.newcomers} options={[["verified", tm("verified")], ["pending", tm("pending")], ["blocked", tm("blocked")]]} hint={ts("newcomersHint")} testId="newcomers" onChange={(newcomers) => set({ newcomers })} />
        <h2>{ts("contact")}</h2>
        <TextField label={ts("owner")} value={value.owner} onInput={(owner) => set({ owner })} />
        <TextField label={ts("email")} type="email" value={value.email} onInput={(email) => set({ email })} />
        <TextField label={ts("website")} type="url" value={value.website} onInput={(website) => set({ website })} />
        {WAYS.map(([key, label]) => <TextField key={key} label={label} value={value[key]} maxLength={300} testId={`contact-${key}`} onInput={(next) => set({ [key]: next })} />)}
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
