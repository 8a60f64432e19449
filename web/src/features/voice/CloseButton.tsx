// Closes what is open beside a button; that has the focus again.
import { t } from "../../i18n";
import { closePart } from "../../state/shown";
import { Icon } from "../../ui/Icon";
import type { Place } from "../../ui/popover";

export function CloseButton({ place, isOnlyOnPhones = false }: { place: Place; isOnlyOnPhones?: boolean }) {
  return (
    <button type="button" class={isOnlyOnPhones ? "ib only-phone" : "ib"} aria-label={t("close")} onClick={() => {
      closePart();
      place.back?.focus({ preventScroll: true });
    }}>
      <Icon name="x" />
    </button>
  );
}
