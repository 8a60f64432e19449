// Parts that are fetched when they are used. While one is on its way nothing is shown; if it cannot
// be fetched, the person hears of it.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/start";
import { toast } from "../state/ui";

export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>, fallback: ComponentType | null = null) {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, draw] = useState(0);
    useEffect(() => {
      if (loaded) return;
      let isHere = true;
      load().then(
        (component) => {
          loaded = component;
          if (isHere) draw(1);
        },
        () => toast("bad", t("partFailed"), t("partFailedHint")),
      );
      return () => {
        isHere = false;
      };
    }, []);
    const Component = loaded;
    const Fallback = fallback;
    return Component ? <Component {...props} /> : Fallback ? <Fallback /> : null;
  };
}
