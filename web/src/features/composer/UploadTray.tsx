// Files that go with the next message: how far they are, why one does not go.
import { t } from "../../i18n";
import { moveUpload, removeUpload, retryUpload } from "../../state/uploading";
import type { Upload } from "../../state/uploads";
import { Icon } from "../../ui/Icon";
import { bytes } from "../../ui/bytes";

function state({ state: now, sent, file, reason }: Upload): string {
  if (now === "failed") return reason;
  if (now === "done") return t("uploadReady", { size: bytes(file.size) });
  return t("uploadProgress", { sent: bytes(sent), size: bytes(file.size) });
}

export function UploadTray({ list, onPlace }: { list: Upload[]; onPlace: () => void }) {
  return (
    <ul class="attach" aria-label={t("uploads")} data-testid="uploads">
      {list.map((upload, at) => (
        <li key={upload.id} class={upload.state === "failed" ? "file bad" : "file"} data-state={upload.state}>
          <span class="ft">
            {upload.preview ? <img src={upload.preview} alt="" /> : <Icon name={upload.state === "failed" ? "triangle-alert" : "file"} />}
          </span>
          <span class="grow">
            <b class="cut">{upload.name}</b>
            <small class={upload.state === "failed" ? undefined : "cut"} role={upload.state === "failed" ? "alert" : undefined}>{state(upload)}</small>
            {(upload.state === "uploading" || upload.state === "waiting") && (
              <span class="bar" role="progressbar" aria-label={t("uploadOf", { name: upload.name })} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round((100 * upload.sent) / Math.max(1, upload.file.size))}>
                <i style={{ width: `${(100 * upload.sent) / Math.max(1, upload.file.size)}%` }} />
              </span>
            )}
          </span>
          {upload.state === "failed" && !upload.isRefused && (
            <button type="button" class="ib" aria-label={t("uploadRetry", { name: upload.name })} title={t("tryAgain")} onClick={() => retryUpload(upload.id)}>
              <Icon name="refresh-cw" />
            </button>
          )}
          {at > 0 && upload.state === "done" && (
            <button type="button" class="ib" aria-label={t("uploadEarlier", { name: upload.name })} title={t("moveEarlier")} onClick={() => moveUpload(upload.id, -1)}>
              <Icon name="chevron-left" />
            </button>
          )}
          <button
            type="button"
            class="ib"
            aria-label={t("uploadRemove", { name: upload.name })}
            title={t("remove")}
            onClick={() => {
              removeUpload(upload.id);
              onPlace();
            }}
          >
            <Icon name="x" />
          </button>
        </li>
      ))}
    </ul>
  );
}
