// Changes the page of the server. Only what was changed is sent; what was emptied is taken away.
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { th } from "../../i18n/home";
import { request } from "../account/request";
import { BannerThumb, PictureField } from "../settings/PictureField";
import { loadServer, server } from "../../state/structure";
import { toast } from "../../state/ui";
import { Dialog } from "../../ui/Dialog";
import { markdownOf } from "../../ui/markdown-of";
import { Icon } from "../../ui/Icon";
import { markdown } from "../composer/wire";
import { isUnwritten } from "./Markup";
import "../../styles/forms.css";

/** As the server counts. */
const MOST = 10_000;

type Name = "title" | "subtitle" | "about";

/** A text as it is written: Markdown of what is HTML. */
const written = (html: string | null | undefined) => (isUnwritten(html) ? "" : markdownOf(html ?? "", (_, id) => id).text);

/** A line has no paragraphs. */
const inOneLine = (html: string) => html.replace(/^<p>([\s\S]*)<\/p>\s*$/, "$1");

interface FieldProps {
  label: string;
  value: string;
  lines?: number;
  testId: string;
  onInput: (value: string) => void;
}

function TextField({ label, value, lines = 0, testId, onInput }: FieldProps) {
  const id = useId();
  const common = { id, value, maxLength: MOST, "data-testid": testId, onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value) };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={lines ? "input area" : "input"}>{lines ? <textarea rows={lines} {...common} /> : <input type="text" autoComplete="off" {...common} />}</div>
    </div>
  );
}

/** The dialog. */
export function EditPage({ onClose }: { onClose: () => void }) {
  const [before] = useState(() => {
    const { banner_url, title, subtitle, about } = server.peek().home ?? {};
    return { banner: banner_url ?? "", title: written(title), subtitle: written(subtitle), about: written(about) };
  });
  const [now, setNow] = useState(before);
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const set = (next: Partial<typeof now>) => setNow((known) => ({ ...known, ...next }));

  const save = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const toHtml = await markdown();
    const home: Record<string, string | null> = {};
    for (const name of ["title", "subtitle", "about"] satisfies Name[]) {
      if (now[name] === before[name]) continue;
      const html = now[name].trim() ? toHtml(now[name].trim()) : "";
      home[name] = (name === "about" ? html : inOneLine(html)) || null;
    }
    if (now.banner !== before.banner) home.banner_url = now.banner || null;
    const reason = Object.keys(home).length ? await request("saveServerInfo", { serverinfo: { home } }) : undefined;
    setBusy(false);
    if (reason) return setTrouble(reason);
    await loadServer().catch(() => undefined);
    toast("ok", th("pageSaved"));
    onClose();
  };
  return (
    <Dialog title={th("editPage")} onClose={onClose} kind="wide" testId="edit-page-dialog">
      <form onSubmit={save}>
        <div class="in stack">
          {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{trouble}</span></div>}
          <PictureField label={th("banner")} hint={th("bannerHint")} value={now.banner} testId="page-banner" onChange={(banner) => set({ banner })}>
            <BannerThumb banner={now.banner} />
          </PictureField>
          <TextField label={th("pageTitle")} value={now.title} testId="page-title" onInput={(title) => set({ title })} />
          <TextField label={th("pageSubtitle")} value={now.subtitle} testId="page-subtitle" onInput={(subtitle) => set({ subtitle })} />
          <TextField label={th("about")} value={now.about} lines={8} testId="page-about" onInput={(about) => set({ about })} />
          <p class="hint">{th("pageHint")}</p>
        </div>
        <footer>
          <button type="button" class="btn" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="btn primary" aria-busy={isBusy} data-testid="page-save">
            {isBusy && <span class="spin" />}
            {t("save")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
