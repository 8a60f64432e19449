// The server itself: name, first channel, doors, contact.
import { ts } from "../../i18n/settings";
import { channels } from "../../state/structure";
import { asText, decode } from "../../ui/html";
import { useDraft } from "./draft";
import { Page, SaveBar, SelectField, Switch, TextField } from "./parts";
import { type InfoForm, pick, useInfo } from "./serverInfo";

export function General() {
  const { info, save } = useInfo();
  return info ? <GeneralForm info={info} save={save} /> : <Page title={ts("general")}>{null}</Page>;
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
