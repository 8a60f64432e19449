// What may be uploaded, and how much of it.
import { ts } from "../../i18n/settings";
import { useDraft } from "./draft";
import { Page, SaveBar, TextField } from "./parts";
import { type InfoForm, pick, useInfo } from "./serverInfo";

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

export function Uploads() {
  const { info, save } = useInfo();
  return info ? <UploadsForm info={info} save={save} /> : <Page title={ts("uploads")}>{null}</Page>;
}

function UploadsForm({ info, save }: InfoForm) {
  const types = Array.isArray(info.uploadFileTypes) ? info.uploadFileTypes : words(info.uploadFileTypes ?? "");
  const { value, changed, set, reset } = useDraft({ storage: String(info.maxUploadStorage ?? ""), types: types.join("\n") });
  const submit = () =>
    save(
      pick(value, changed, {
        storage: ({ storage }) => ({ maxUploadStorage: Number(storage) }),
        types: ({ types: lines }) => ({ uploadFileTypes: words(lines) }),
      }),
    );
  return (
    <Page title={ts("uploads")}>
      <div class="form stack">
        <TextField label={ts("storage")} type="number" value={value.storage} hint={ts("storageHint")} onInput={(storage) => set({ storage })} />
        <TextField label={ts("types")} lines={6} maxLength={4000} value={value.types} hint={ts("typesHint")} onInput={(next) => set({ types: next })} />
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
