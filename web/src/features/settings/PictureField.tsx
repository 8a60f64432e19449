// A picture by upload: what there is, another one, or none.
import { useId, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ta } from "../../i18n/account";
import { may } from "../../state/permissions";
import { toast } from "../../state/ui";
import { reasonOf, sendFile } from "../../state/uploading";
import { addressOf } from "../../state/uploads";
import { pictureUrl } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";

export function BannerThumb({ banner }: { banner: string }) {
  const picture = pictureUrl(banner);
  return <span class="banner-thumb">{picture && <img key={picture} src={picture} alt="" />}</span>;
}

interface Props {
  label: string;
  hint: string;
  /** The path or address of the picture; empty for none. */
  value: string;
  onChange: (value: string) => void;
  /** The server lets it be another one, but not none. */
  isKept?: boolean;
  /** How it looks now. */
  children: ComponentChildren;
  testId: string;
}

const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** A path on this server: it stays right when the server gets another name. */
const pathOf = (stored: string) => new URL(addressOf(stored)).pathname;

export function PictureField({ label, hint, value, onChange, isKept = false, children, testId }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const mayUpload = may("uploadFiles");
  const upload = async (file: File | undefined) => {
    if (!file || isBusy) return;
    if (!TYPES.includes(file.type)) return toast("bad", ta("pictureFailed"), ta("noPicture"));
    setBusy(true);
    try {
      const answer = await sendFile(file, file.name, "upload", { signal: new AbortController().signal, progress: () => undefined });
      if (answer.path) onChange(pathOf(answer.path));
    } catch (error) {
      toast("bad", ta("pictureFailed"), reasonOf(error));
    }
    setBusy(false);
  };
  return (
    <div class="field" role="group" aria-labelledby={id} aria-describedby={`${id}-hint`}>
      <span class="label" id={id}>{label}</span>
      <div class="row picture-row">
        {children}
        <div class="row">
          <button type="button" class="btn" aria-busy={isBusy} disabled={!mayUpload} aria-label={ta("uploadOf", { name: label })} onClick={() => input.current?.click()}>
            {isBusy ? <span class="spin" /> : <Icon paths={moreIcons.upload} small />}
            {ta("upload")}
          </button>
          {value && !isKept && <button type="button" class="ib" aria-label={ta("removeOf", { name: label })} title={ta("removeOf", { name: label })} onClick={() => onChange("")}><Icon name="trash-2" /></button>}
        </div>
      </div>
      <input
        ref={input}
        type="file"
        accept={TYPES.join(",")}
        hidden
        data-testid={testId}
        onChange={(event) => {
          void upload(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <span class="hint" id={`${id}-hint`}>{mayUpload ? hint : ta("noUpload")}</span>
    </div>
  );
}
