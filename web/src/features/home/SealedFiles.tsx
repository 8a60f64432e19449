// Files of encrypted messages: fetched as something that nobody can read, and decrypted here.
import { useEffect, useState } from "preact/hooks";
import { isShowable, openFile, readSealed, type SealedFile } from "../../crypto";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { openViewer } from "../../state/shown";
import { bytes } from "../../ui/bytes";
import type { Attachment } from "../../ui/content";
import { Icon } from "../../ui/Icon";
import { fit } from "../chat/Attachments";
import "../../styles/home.css";

/** Larger pictures are fetched only when somebody wants them. */
const MAX_SHOWN = 16 * 1024 * 1024;
/** Decrypted files that are kept, so that scrolling back does not fetch them again. */
const MAX_KEPT = 20;

/** Of decrypted files, by address. */
const opened = new Map<string, Promise<string>>();

/** SECURITY: only this server is asked, and not for its sake: the address came in a message. */
function placeOf({ href }: SealedFile): string | undefined {
  try {
    const url = new URL(href, document.baseURI);
    const name = /(?:^|\/)uploads\/([^/?#]+)$/.exec(url.pathname)?.[1];
    return name && url.origin === location.origin ? `uploads/${name}` : undefined;
  } catch {
    return undefined;
  }
}

async function fetchOpen(file: SealedFile): Promise<string> {
  const place = placeOf(file);
  const response = place ? await fetch(place) : undefined;
  if (!response?.ok) throw new Error("the file is not there");
  return URL.createObjectURL(await openFile(file, await response.arrayBuffer()));
}

/** The address of the decrypted file in this page. */
function urlOf(address: string, file: SealedFile): Promise<string> {
  const known = opened.get(address) ?? fetchOpen(file);
  opened.delete(address);
  opened.set(address, known);
  known.catch(() => opened.delete(address));
  const [oldest] = opened.keys();
  if (opened.size > MAX_KEPT && oldest !== undefined) {
    void opened.get(oldest)?.then((url) => setTimeout(() => URL.revokeObjectURL(url), 60_000), () => undefined);
    opened.delete(oldest);
  }
  return known;
}

function Picture({ address, file }: { address: string; file: SealedFile }) {
  const [src, setSrc] = useState("");
  const [size, setSize] = useState<[number, number]>();
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    let isHere = true;
    const load = async () => {
      const url = await urlOf(address, file);
      const image = new Image();
      image.src = url;
      await image.decode();
      if (!isHere) return;
      setSize(fit([image.naturalWidth, image.naturalHeight]));
      setSrc(url);
    };
    load().catch(() => isHere && setFailed(true));
    return () => {
      isHere = false;
    };
  }, [address]);
  if (isFailed) return <Download address={address} file={file} isBroken />;
  if (!src) return <span class="pic unsized" role="img" aria-busy="true" aria-label={th("fileOpening", { name: file.name })} />;
  const shown: Attachment = { kind: "image", src, href: src, name: file.name };
  return (
    <button type="button" class="pic" style={size && { width: `${size[0]}px`, aspectRatio: `${size[0]} / ${size[1]}` }} data-testid="sealed-picture" onClick={() => openViewer([shown], 0)}>
      <img src={src} alt={file.name} width={size?.[0]} height={size?.[1]} decoding="async" />
    </button>
  );
}

function Download({ address, file, isBroken = false }: { address: string; file: SealedFile; isBroken?: boolean }) {
  const [isBusy, setBusy] = useState(false);
  const [isFailed, setFailed] = useState(isBroken);
  const save = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      Object.assign(document.createElement("a"), { href: await urlOf(address, file), download: file.name }).click();
      setFailed(false);
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  const label = t("download", { name: file.name });
  return (
    <div class={isFailed ? "file bad" : "file"} data-testid="sealed-file">
      <span class="ft"><Icon name={isFailed ? "triangle-alert" : "file"} /></span>
      <span class="grow">
        <b class="cut">{file.name}</b>
        {isFailed ? <small role="alert">{th("fileBroken")}</small> : <small>{th("fileSealed", { size: bytes(file.size) })}</small>}
      </span>
      <button type="button" class="ib" aria-label={label} title={label} aria-busy={isBusy} onClick={() => void save()}>
        {isBusy ? <span class="spin" /> : <Icon name="download" />}
      </button>
    </div>
  );
}

/** The files of a message, pictures first. */
export function SealedFiles({ files }: { files: Attachment[] }) {
  const known = files.flatMap(({ href }) => {
    const file = readSealed(href);
    return file ? [{ address: href, file }] : [];
  });
  const isPicture = ({ file }: { file: SealedFile }) => file.type.startsWith("image/") && isShowable(file) && file.size <= MAX_SHOWN;
  const pictures = known.filter(isPicture);
  return (
    <>
      {pictures.length > 0 && (
        <div class={pictures.length > 1 ? "pics many" : "pics"}>
          {pictures.map(({ address, file }) => <Picture key={address} address={address} file={file} />)}
        </div>
      )}
      {known.filter((entry) => !isPicture(entry)).map(({ address, file }) => <Download key={address} address={address} file={file} />)}
    </>
  );
}
