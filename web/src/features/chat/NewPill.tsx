// So much is new that where it begins is not even loaded: the way there, and the way out.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { loadSince, log, newSince, noteRead } from "../../state/messages";
import { session } from "../../state/session";
import { toast } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { shortTime } from "../../ui/time";
import { firstNew } from "./grouping";

export function NewPill({ room, reveal }: { room: string; reveal: (id: string) => void }) {
  const [isBusy, setBusy] = useState(false);
  const since = newSince.value[room] ?? 0;
  const goThere = async () => {
    setBusy(true);
    const isThere = await loadSince(room, since).catch(() => false);
    setBusy(false);
    const first = isThere && firstNew(log.peek().messages, since, session.value?.id ?? "");
    if (first) reveal(first);
    else toast("bad", t("loadFailed"), t("noAnswer"));
  };
  const read = () => {
    const { [room]: _, ...others } = newSince.peek();
    newSince.value = others;
    noteRead(room);
  };
  return (
    <div class="pill top" data-testid="new-pill">
      <button type="button" aria-busy={isBusy} data-testid="new-since" onClick={() => void goThere()}>
        {isBusy ? <span class="spin" /> : <Icon name="arrow-up" />}
        {t("newSince", { time: shortTime(since) })}
      </button>
      <button type="button" class="muted" onClick={read}>{to("markRead")}</button>
    </div>
  );
}
