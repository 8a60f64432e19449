// What may be uploaded, how much of it, and where other programs put it.
import { ts } from "../../i18n/settings";
import { may } from "../../state/permissions";
import { Icon } from "../../ui/Icon";
import { change } from "./api";
import { type Drafted, useDraft } from "./draft";
import { Page, SaveBar, SelectField, Switch, TextField } from "./parts";
import { type Info, type InfoForm, pick, useInfo } from "./serverInfo";

/** An empty field is no number; the node says what it wants. */
const mib = (text: string) => (text.trim() === "" ? null : Number(text));
const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);
const isOn = (flag: Info["useCloudflareImageCDN"]) => flag === true || Number(flag) === 1;

/** What `saveMediaSettings` takes; the node shows the token as stars, and takes those for unchanged. */
interface Media {
  storage: string;
  cloudflare: string;
  account: string;
  token: string;
  hash: string;
}

const wire: Record<keyof Media, (value: Media) => object> = {
  storage: ({ storage }) => ({ maxLocalUpload: mib(storage) }),
  cloudflare: ({ cloudflare }) => ({ useCloudflare: Number(cloudflare) }),
  account: ({ account }) => ({ cloudflareAccountId: account.trim() }),
  token: ({ token }) => ({ cloudflareAccountToken: token.trim() }),
  hash: ({ hash }) => ({ cloudflareHash: hash.trim() }),
};

/** The page: with what is set now for those who may know it, else with fields for what is to be another. */
export function Uploads() {
  return may("manageServer") ? <Shown /> : <Unseen />;
}

function Shown() {
  const { info, save } = useInfo();
  return info ? <UploadsForm info={info} save={save} /> : <Page title={ts("uploads")}>{null}</Page>;
}

function UploadsForm({ info, save }: InfoForm) {
  const types = Array.isArray(info.uploadFileTypes) ? info.uploadFileTypes : words(info.uploadFileTypes ?? "");
  const draft = useDraft({
    storage: String(info.maxUploadStorage ?? ""),
    types: types.join("\n"),
    cloudflare: isOn(info.useCloudflareImageCDN) ? "1" : "0",
    account: info.cfAccountId ?? "",
    token: info.cfAccountToken ?? "",
    hash: info.cfHash ?? "",
  });
  const { value, changed, set, reset } = draft;
  const mayMedia = may("manageUploads");
  const submit = async () => {
    const own = { types: ({ types: lines }: typeof value) => ({ uploadFileTypes: words(lines) }), ...(!mayMedia && { storage: ({ storage }: typeof value) => ({ maxUploadStorage: mib(storage) }) }) };
    const media = mayMedia ? pick(value, changed, wire) : {};
    const general = pick(value, changed, own);
    // Told of once, with what is saved last.
    if (Object.keys(media).length && !(await change("saveMediaSettings", media, true))) return;
    await save(general);
  };
  return (
    <Page title={ts("uploads")}>
      <div class="form stack">
        <TextField label={ts("storage")} type="number" value={value.storage} hint={ts("storageHint")} testId="upload-storage" onInput={(storage) => set({ storage })} />
        <TextField label={ts("types")} lines={6} maxLength={4000} value={value.types} hint={ts("typesHint")} testId="upload-types" onInput={(next) => set({ types: next })} />
        {mayMedia && (
          <>
            <h2>{ts("cloudflare")}</h2>
            <div class="note"><Icon name="info" /><span>{ts("cloudflareNote")}</span></div>
            <Switch label={ts("cloudflareUse")} isOn={value.cloudflare === "1"} testId="cloudflare" onChange={(on) => set({ cloudflare: on ? "1" : "0" })} />
            <Cloudflare draft={draft} />
          </>
        )}
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}

function Cloudflare({ draft: { value, set } }: { draft: Pick<Drafted<Media>, "value" | "set"> }) {
  return (
    <>
      <TextField label={ts("cloudflareAccount")} value={value.account} maxLength={300} testId="cloudflare-account" onInput={(account) => set({ account })} />
      <TextField label={ts("cloudflareToken")} value={value.token} maxLength={300} hint={ts("cloudflareTokenHint")} testId="cloudflare-token" onInput={(token) => set({ token })} />
      <TextField label={ts("cloudflareHash")} value={value.hash} maxLength={300} testId="cloudflare-hash" onInput={(hash) => set({ hash })} />
    </>
  );
}

const NOTHING: Media = { storage: "", cloudflare: "", account: "", token: "", hash: "" };

/** For those who may change uploads, but not see the settings: only what is filled in is sent. */
function Unseen() {
  const draft = useDraft(NOTHING);
  const { value, changed, set, reset } = draft;
  const submit = async () => {
    if (await change("saveMediaSettings", pick(value, changed, wire))) reset();
  };
  return (
    <Page title={ts("uploads")}>
      <div class="form stack">
        <div class="note"><Icon name="info" /><span>{ts("unseen")}</span></div>
        <TextField label={ts("storage")} type="number" value={value.storage} hint={ts("storageHint")} testId="upload-storage" onInput={(storage) => set({ storage })} />
        <h2>{ts("cloudflare")}</h2>
        <div class="note"><Icon name="info" /><span>{ts("cloudflareNote")}</span></div>
        <SelectField label={ts("cloudflareUse")} value={value.cloudflare} options={[["", ts("asItIs")], ["1", ts("on")], ["0", ts("off")]]} testId="cloudflare" onChange={(cloudflare) => set({ cloudflare })} />
        <Cloudflare draft={draft} />
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
