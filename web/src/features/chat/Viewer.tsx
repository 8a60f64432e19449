// A picture over everything: arrows go through those of the message, plus and minus zoom.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { Dialog } from "../../ui/Dialog";
import { readingKey } from "../../ui/direction";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { closeViewer, type Viewing } from "../../state/shown";
import "../../styles/viewer.css";

const ZOOMS = [1, 1.5, 2, 3, 4];

export function Viewer({ pictures, start }: Viewing) {
  const [at, setAt] = useState(start);
  const [zoom, setZoom] = useState(0);
  const picture = pictures[at];
  if (!picture) return null;
  const step = (by: number) => {
    setAt((at + by + pictures.length) % pictures.length);
    setZoom(0);
  };
  const scale = (by: number) => setZoom(Math.max(0, Math.min(ZOOMS.length - 1, zoom + by)));
  const onKeyDown = (event: KeyboardEvent) => {
    const key = readingKey(event.key);
    if (key === "ArrowRight" && pictures.length > 1) step(1);
    else if (key === "ArrowLeft" && pictures.length > 1) step(-1);
    else if (event.key === "+" || event.key === "=") scale(1);
    else if (event.key === "-") scale(-1);
    else if (event.key === "0") setZoom(0);
    else return;
    event.preventDefault();
  };
  const factor = ZOOMS[zoom] ?? 1;
  return (
    <Dialog title={to("pictureOf", { name: picture.name, n: at + 1, all: pictures.length })} onClose={closeViewer} kind="viewer" isBare testId="viewer">
      <div class="viewer-in" onKeyDown={onKeyDown}>
        <header>
          <span class="grow cut">{picture.name}{pictures.length > 1 && <span class="muted">{` ${at + 1} / ${pictures.length}`}</span>}</span>
          <button type="button" class="ib" aria-label={to("zoomOut")} title={to("zoomOut")} aria-disabled={zoom === 0} onClick={() => scale(-1)}><Icon paths={moreIcons["zoom-out"]} /></button>
          <button type="button" class="ib" aria-label={to("zoomIn")} title={to("zoomIn")} aria-disabled={zoom === ZOOMS.length - 1} onClick={() => scale(1)}><Icon paths={moreIcons["zoom-in"]} /></button>
          <a class="ib" href={picture.href} target="_blank" rel="noopener noreferrer nofollow" aria-label={to("openOriginal")} title={to("openOriginal")}><Icon name="external-link" /></a>
          <a class="ib" href={picture.src} download={picture.name} aria-label={t("download", { name: picture.name })} title={t("download", { name: picture.name })}><Icon name="download" /></a>
          <button type="button" class="ib" data-autofocus aria-label={t("close")} title={t("close")} onClick={closeViewer}><Icon name="x" /></button>
        </header>
        <div class="viewer-box" tabIndex={factor > 1 ? 0 : -1} onClick={(event) => event.target === event.currentTarget && closeViewer()}>
          <img
            key={picture.src}
            src={picture.src}
            alt={picture.name}
            class={factor > 1 ? "is-zoomed" : undefined}
            style={factor > 1 ? { width: `${factor * 90}vw`, maxWidth: "none", maxHeight: "none" } : undefined}
            onClick={() => setZoom(zoom === 0 ? 2 : 0)}
          />
        </div>
        {pictures.length > 1 && (
          <>
            <button type="button" class="ib side before" aria-label={to("previous")} onClick={() => step(-1)}><Icon name="chevron-left" /></button>
            <button type="button" class="ib side after" aria-label={to("next")} onClick={() => step(1)}><Icon name="chevron-right" /></button>
          </>
        )}
      </div>
    </Dialog>
  );
}
