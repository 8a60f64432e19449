// What a linked page says of itself. The server fetches it, and the picture too.
import { useEffect, useRef, useState } from "preact/hooks";
import { proxied } from "../../ui/proxied";

interface Meta {
  title?: string | null;
  description?: string | null;
  image?: string | null;
  site_name?: string | null;
}

const MAX_TITLE = 75;
const MAX_DESCRIPTION = 300;
const MAX_KNOWN = 200;
const known = new Map<string, Promise<Meta | null>>();

async function load(url: string): Promise<Meta | null> {
  try {
    const response = await fetch(`meta/${encodeURIComponent(url)}`);
    if (!response.ok) return null;
    const { meta } = (await response.json()) as { meta?: Meta | null };
    return meta?.title ? meta : null;
  } catch {
    return null;
  }
}

function metaOf(url: string): Promise<Meta | null> {
  let meta = known.get(url);
  if (!meta) {
    known.set(url, (meta = load(url)));
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? "");
  }
  return meta;
}

/** Titles come as they stand in the source of a page. */
function text(source: string | null | undefined, limit: number): string {
  const plain = new DOMParser().parseFromString((source ?? "").replace(/</g, "&lt;"), "text/html").body.textContent ?? "";
  return plain.length > limit ? `${plain.slice(0, limit).trimEnd()}…` : plain;
}

export function LinkCard({ url }: { url: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [meta, setMeta] = useState<Meta | null>(null);
  const [hasPicture, setPicture] = useState(true);

  // Only what somebody comes near to is asked for.
  useEffect(() => {
    let isHere = true;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        void metaOf(url).then((found) => isHere && setMeta(found));
      },
      // The margin is one of what scrolls.
      { root: box.current?.closest(".log") ?? null, rootMargin: "400px" },
    );
    if (box.current) observer.observe(box.current);
    return () => {
      isHere = false;
      observer.disconnect();
    };
  }, [url]);

  if (!meta) return <div ref={box} class="link-ahead" />;
  const host = new URL(url).host.replace(/^www\./, "");
  const image = meta.image && /^https?:\/\//i.test(new URL(meta.image, url).href) ? new URL(meta.image, url).href : "";
  return (
    <a class="link" tabIndex={-1} href={url} target="_blank" rel="noopener noreferrer nofollow" data-testid="link-card">
      <span class="grow">
        <span class="cut host">{meta.site_name ? text(meta.site_name, 40) : host}</span>
        <b>{text(meta.title, MAX_TITLE)}</b>
        {meta.description && <span class="about">{text(meta.description, MAX_DESCRIPTION)}</span>}
      </span>
      {image && hasPicture && (
        <span class="th">
          <img src={proxied(image)} alt="" loading="lazy" decoding="async" onError={() => setPicture(false)} />
        </span>
      )}
    </a>
  );
}
