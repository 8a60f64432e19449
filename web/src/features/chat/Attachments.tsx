// Pictures, players and files of a message. The space of pictures is known before they are there.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Attachment } from "../../ui/content";
import { Icon } from "../../ui/Icon";
import { knownSize, noteSize } from "../../ui/sizes";
import { openViewer } from "../../state/shown";
import { SealedFiles } from "./later";

const MAX_WIDTH = 420;
const MAX_HEIGHT = 320;

/** As large as it is, but no larger than fits; what is tiny keeps a size that can be clicked. */
export function fit([width, height]: [number, number]): [number, number] {
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  return [Math.max(24, Math.round(width * scale)), Math.max(24, Math.round(height * scale))];
}

function Picture({ picture, all }: { picture: Attachment; all: Attachment[] }) {
  const [isFailed, setFailed] = useState(false);
  // Fixed once it is drawn: what arrives later moves nothing.
  const [given] = useState(() => picture.size ?? knownSize(picture.src));
  const whole = picture.size ?? given;
  const size = whole && fit(whole);
  const style = size ? { width: `${size[0]}px`, aspectRatio: `${size[0]} / ${size[1]}` } : undefined;
  if (isFailed) {
    return (
      <a class="pic broken" tabIndex={-1} style={style} href={picture.href} target="_blank" rel="noopener noreferrer nofollow">
        <Icon name="image-off" small />
        <span class="cut">{t("pictureFailed", { name: picture.name })}</span>
      </a>
    );
  }
  return (
    <a
      class={size ? "pic" : "pic unsized"}
      tabIndex={-1}
      style={style}
      href={picture.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      data-testid="picture"
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openViewer(all, all.indexOf(picture));
      }}
    >
      <img src={picture.src} alt={picture.name} width={size?.[0]} height={size?.[1]} loading="lazy" decoding="async" onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => noteSize(picture.src, naturalWidth, naturalHeight)} onError={() => setFailed(true)} />
    </a>
  );
}

function File({ file }: { file: Attachment }) {
  return (
    <div class="file">
      <span class="ft"><Icon name="file" /></span>
      <span class="grow">
        <b class="cut">{file.name}</b>
        <small>{file.name.includes(".") ? file.name.split(".").pop()?.toUpperCase() : t("file")}</small>
      </span>
      <a class="ib" tabIndex={-1} href={file.src} download={file.name} target="_blank" rel="noopener" aria-label={t("download", { name: file.name })} title={t("download", { name: file.name })}>
        <Icon name="download" />
      </a>
    </div>
  );
}

export function Attachments({ attachments, id }: { attachments: Attachment[]; id?: string }) {
  const pictures = attachments.filter(({ kind }) => kind === "image");
  return (
    <div id={id} class="attached">
      {pictures.length > 0 && (
        <div class={pictures.length > 1 ? "pics many" : "pics"}>
          {pictures.map((picture) => <Picture key={picture.src} picture={picture} all={pictures} />)}
        </div>
      )}
      {attachments.some(({ kind }) => kind === "sealed") && <SealedFiles files={attachments.filter(({ kind }) => kind === "sealed")} />}
      {attachments.map((attachment) => {
        if (attachment.kind === "file") return <File key={attachment.src} file={attachment} />;
        if (attachment.kind === "audio") {
          return (
            <figure class="player" key={attachment.src}>
              <figcaption class="cut">{attachment.name}</figcaption>
              <audio src={attachment.src} controls tabIndex={-1} preload="none" aria-label={attachment.name} />
            </figure>
          );
        }
        if (attachment.kind === "video") return <video key={attachment.src} src={attachment.src} controls tabIndex={-1} preload="metadata" playsInline aria-label={attachment.name} />;
        return null;
      })}
    </div>
  );
}
