// Parts that are fetched when they are used. While one is on its way nothing is shown; if it cannot
// be fetched, the person hears of it, and what it was for closes: the server may have got another build.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/start";
import { toast } from "../state/ui";

/** A part is not there: the page of a new build has it. Drafts are kept. */
export const partFailed = () => toast("bad", t("partFailed"), t("partFailedHint"), { action: { label: t("reload"), act: () => location.reload() } });

/** A component that is fetched by `load`; until it is there, `fallback` gets what it would get. `onFail` closes
 * what it would have been shown in. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>, { fallback = null, onFail }: { fallback?: ComponentType<Props> | null; onFail?: () => void } = {}) {
  let loaded: ComponentType<Props> | undefined;
  const fetch = async () => void (loaded = await load());
  function Lazy(props: Props) {
    const [, draw] = useState(0);
    const Component = loaded;
    useEffect(() => {
      // It may have come since this was drawn: fetched ahead.
      if (loaded) return Component ? undefined : draw(1);
      let isHere = true;
      fetch().then(
        () => {
          if (isHere) draw(1);
        },
        () => {
          partFailed();
          onFail?.();
        },
      );
      return () => {
        isHere = false;
      };
    }, []);
    const Fallback = fallback;
    return Component ? <Component {...props} /> : Fallback ? <Fallback {...props} /> : null;
  }
  /** Fetches it ahead: then it is there at once. */
  return Object.assign(Lazy, { preload: fetch });
}
